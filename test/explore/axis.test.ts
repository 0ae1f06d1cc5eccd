import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis, logAxis, power } from '../../src/explore/axis.js';

const exponent = fc.double({ min: -12, max: 12, noNaN: true });
const decades = fc.double({ min: 0.5, max: 20, noNaN: true });

describe('axes of the page', () => {
  // 1e-9 of a decade is a hundred times the rounding error of 24 decades.
  it('map values to pixels and back', () => {
    fc.assert(
      fc.property(exponent, decades, fc.double({ min: 0, max: 1, noNaN: true }), (low, wide, share) => {
        const { scale } = logAxis([power(low), power(low + wide)], [40, 400]);
        const value = power(low + share * wide);
        expect(scale(value)).toBeCloseTo(40 + share * 360, 6);
        expect(Math.abs(Math.log(scale.invert(scale(value)) / value))).toBeLessThan(1e-9);
        const linear = linearAxis([low, low + wide], [300, 10]).scale;
        expect(linear.invert(linear(low + share * wide))).toBeCloseTo(low + share * wide, 9);
      }),
    );
  });

  it('have evenly spaced ticks inside the axis, and at most as many as fit', () => {
    fc.assert(
      fc.property(exponent, decades, (low, wide) => {
        const log = logAxis([power(low), power(low + wide)], [0, 1]).ticks;
        const linear = linearAxis([low, low + wide], [0, 1]).ticks;
        expect(log.length).toBeLessThanOrEqual(8);
        expect(linear.length).toBeLessThanOrEqual(7);
        expect(linear.length).toBeGreaterThanOrEqual(2);
        for (const { value } of log)
          expect(Math.abs(Math.log10(value) - low - wide / 2)).toBeLessThanOrEqual(wide / 2 + 1e-8);
        for (const { value } of linear)
          expect(Math.abs(value - low - wide / 2)).toBeLessThanOrEqual(wide / 2 + 1e-6 * wide);
        for (const gaps of [
          linear.slice(1).map(({ value }, i) => value - linear[i]!.value),
          log.slice(1).map(({ value }, i) => Math.log10(value / log[i]!.value)),
        ])
          for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!, 9);
      }),
    );
  });

  it('label powers of ten as figures do', () => {
    const { ticks } = logAxis([1e-4, 1e3], [0, 1]);
    expect(ticks.map(({ text, exponent: raised }) => [text, raised])).toEqual([
      ['10', '−4'],
      ['10', '−3'],
      ['0.01', undefined],
      ['0.1', undefined],
      ['1', undefined],
      ['10', undefined],
      ['100', undefined],
      ['10', '3'],
    ]);
    expect(linearAxis([-2, 2], [0, 1]).ticks.map(({ text }) => text)).toEqual(['−2', '−1', '0', '1', '2']);
  });

  it('have ticks at both ends if these are powers of ten', () => {
    for (let low = -15; low <= 15; low++) {
      const ends = [Number(`1e${low}`), Number(`1e${low + 3}`)] as const;
      const values = logAxis(ends, [0, 1]).ticks.map(({ value }) => value);
      expect([values.length, values[0], values.at(-1)]).toEqual([4, ...ends]);
    }
  });
});
