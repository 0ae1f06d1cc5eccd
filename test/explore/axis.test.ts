import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis, logAxis, power } from '../../src/explore/axis.js';

const exponent = fc.double({ min: -12, max: 12, noNaN: true });
const decades = fc.double({ min: 0.5, max: 20, noNaN: true });

describe('axes of the page', () => {
  it('go from values to pixels and back; 1e-9 of a decade is a hundred times the rounding of 24 decades', () => {
    fc.assert(
      fc.property(exponent, decades, fc.double({ min: 0, max: 1, noNaN: true }), (low, wide, share) => {
        const axis = logAxis(power(low), power(low + wide), [40, 400]);
        const value = power(low + share * wide);
        expect(axis.at(value)).toBeCloseTo(40 + share * 360, 6);
        expect(Math.abs(Math.log(axis.value(axis.at(value)) / value))).toBeLessThan(1e-9);
        const linear = linearAxis(low, low + wide, [300, 10]);
        expect(linear.value(linear.at(low + share * wide))).toBeCloseTo(low + share * wide, 9);
      }),
    );
  });

  it('have ticks inside, at most as many as there is room for, evenly apart', () => {
    fc.assert(
      fc.property(exponent, decades, (low, wide) => {
        const log = logAxis(power(low), power(low + wide), [0, 1]).ticks;
        const linear = linearAxis(low, low + wide, [0, 1]).ticks;
        expect(log.length).toBeLessThanOrEqual(8);
        expect(linear.length).toBeLessThanOrEqual(7);
        expect(linear.length).toBeGreaterThanOrEqual(2);
        for (const { value } of log)
          expect(Math.abs(Math.log10(value) - low - wide / 2)).toBeLessThanOrEqual(wide / 2 + 1e-8);
        for (const { value } of linear)
          expect(Math.abs(value - low - wide / 2)).toBeLessThanOrEqual(wide / 2 + 1e-6 * wide);
        const gaps = linear.slice(1).map(({ value }, i) => value - linear[i]!.value);
        for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!, 9);
      }),
    );
  });

  it('write powers of ten as figures do', () => {
    expect(logAxis(1e-4, 1e3, [0, 1], 9).ticks.map(({ text, exponent: raised }) => [text, raised])).toEqual([
      ...[
        ['10', '−4'],
        ['10', '−3'],
        ['0.01', undefined],
        ['0.1', undefined],
      ],
      ...[
        ['1', undefined],
        ['10', undefined],
        ['100', undefined],
        ['10', '3'],
      ],
    ]);
    expect(linearAxis(-2, 2, [0, 1], 5).ticks.map(({ text }) => text)).toEqual(['−2', '−1', '0', '1', '2']);
  });
});
