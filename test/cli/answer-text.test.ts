import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slopeLines } from '../../src/cli/answer-text.js';

describe('the line of the smallest p', () => {
  const lineOf = (slopeLimit: number, slopeLimitInterval: [number, number]) =>
    slopeLines({ slopeLimit, slopeLimitInterval, question: { workers: 5 } })[0]!;

  it('shows a p inside of the interval that it shows', () => {
    const p = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(p, p, p, (...values) => {
        const [low, limit, high] = values.toSorted((a, b) => a - b) as [number, number, number];
        const [, shown, from, to] = /from p (\S+) \(95 % interval (\S+)(?: to (\S+))?\)/.exec(
          lineOf(limit, [low, high]),
        )!;
        expect(Number(shown)).toBeGreaterThanOrEqual(Number(from));
        expect(Number(shown)).toBeLessThanOrEqual(Number(to ?? from));
      }),
    );
  });

  it('states an interval without an upper end', () => {
    expect(lineOf(3.0523, [3.01, Infinity])).toBe(
      'With 5 workers an epsilon exists from p 3.05 (95 % interval from 3.01).',
    );
  });

  it('is left out where no p has an epsilon', () => {
    const question = { workers: 5 };
    expect(slopeLines({ slopeLimit: null, slopeLimitInterval: null, question })).toEqual([]);
  });
});
