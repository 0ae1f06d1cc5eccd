import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreStds, stdOfLastScores } from '../../src/epochs/scores.js';
import { normalStream } from '../../src/sampling/stream.js';
import { decimals } from '../weights/arbitraries.js';
import { epochsOf, rowsOf, tables } from './tables.js';

/** Sample standard deviation. */
function std(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

describe('stdOfLastScores', () => {
  it('uses the last ten scores, not those of ten epochs: newest epoch first, workers in their order', () => {
    const row = (from: number, workers: number) => Array.from({ length: workers }, (_, i) => (from + i) ** 2);
    // Ten scores of five workers are two epochs. Ten scores of three workers are three epochs and the first
    // worker of the fourth.
    expect(stdOfLastScores([row(0, 5), row(5, 5), row(10, 5)])).toBeCloseTo(
      std([...row(5, 5), ...row(10, 5)]),
      12,
    );
    expect(stdOfLastScores([row(9, 3), row(0, 3), row(3, 3), row(6, 3)])).toBeCloseTo(
      std([...row(0, 9), 81]),
      12,
    );
    // An epoch with more than ten scores contributes its last ten.
    expect(stdOfLastScores([row(0, 14)])).toBeCloseTo(std(row(4, 10)), 12);
    expect(stdOfLastScores([row(0, 14), [1, NaN, 2]])).toBeCloseTo(std([1, 2, ...row(4, 8)]), 12);
  });

  it('is 0 for fewer than two scores', () => {
    expect(stdOfLastScores([])).toBe(0);
    expect(stdOfLastScores([[3, NaN]])).toBe(0);
    expect(stdOfLastScores([[3, 3]])).toBe(0);
  });

  it('is proportional to the unit and does not depend on a shift', () => {
    fc.assert(
      fc.property(
        fc.array(decimals(-2, 1), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: -3, max: 3 }),
        (scores, exponent) => {
          const [before, unit] = [stdOfLastScores([scores]), 2 ** exponent];
          expect(stdOfLastScores([scores.map((score) => unit * score)])).toBe(unit * before);
          // Scores are below 10, so a shift by 8 rounds each of them by at most 2e-15.
          expect(Math.abs(stdOfLastScores([scores.map((score) => score + 8)]) - before)).toBeLessThan(1e-14);
        },
      ),
    );
  });

  it('refuses values that are not scores', () => {
    expect(() => stdOfLastScores([[1, Infinity]])).toThrow(
      'Expected `scores[0][1]` to be a finite number or NaN, got `Infinity` (number)',
    );
    expect(() => stdOfLastScores([3 as never])).toThrow('Expected `scores[0]` to be a list of numbers');
  });
});

describe('scoreStds', () => {
  it('uses every epoch at which ten scores are known, or the last epoch if there is none', () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const filled = rows.map((row) => row.map((score) => score ?? NaN));
        const known = filled
          .map((_, i) => filled.slice(0, i + 1))
          .filter((past) => past.flat().filter((score) => !Number.isNaN(score)).length >= 10);
        const { epochs, latest } = scoreStds(epochsOf(rows), 0.95);
        expect(epochs).toBe(Math.max(1, known.length));
        expect(latest).toBe(stdOfLastScores(filled));
      }),
    );
  });

  it('limits epsilon so that rewards differ in the wanted share of epochs', () => {
    const normal = normalStream({ seed: 1, cell: 0, block: 0 });
    const rows = rowsOf(1000, 10, normal);
    const stds = rows.map((row) => stdOfLastScores([row]));
    for (const confidence of [0.5, 0.95]) {
      const { limit, std: quartiles, epochs } = scoreStds(epochsOf(rows), confidence);
      expect(epochs).toBe(1000);
      expect(stds.filter((each) => each >= limit.value).length / 1000).toBeGreaterThanOrEqual(confidence);
      expect(stds.filter((each) => each > limit.value).length / 1000).toBeLessThanOrEqual(confidence);
      expect(limit.low).toBeLessThan(limit.value);
      expect(limit.high).toBeGreaterThan(limit.value);
      expect(quartiles.low).toBeLessThan(quartiles.high);
    }
  });
});
