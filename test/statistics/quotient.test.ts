import { describe, expect, it } from 'vitest';
import { normalStream } from '../../src/sampling/stream.js';
import { quotientOf } from '../../src/statistics/quotient.js';

describe('quotientOf', () => {
  it('adds the distances of the ends in quadrature, on a logarithmic axis', () => {
    const { value, low, high } = quotientOf(
      { value: 6, low: 6 * Math.exp(-0.3), high: 6 * Math.exp(0.6) },
      { value: 2, low: 2 * Math.exp(-0.8), high: 2 * Math.exp(0.4) },
    );
    expect(value).toBe(3);
    expect(low).toBeCloseTo(3 * Math.exp(-0.5), 12);
    expect(high).toBeCloseTo(3 * Math.exp(1), 12);
  });

  it('is the estimate over a number without uncertainty', () => {
    const { value, low, high } = quotientOf({ value: 6, low: 5, high: 8 }, { value: 2, low: 2, high: 2 });
    expect([value, low, high].map((each) => Number(each.toPrecision(12)))).toEqual([3, 2.5, 4]);
  });

  it('is open where an end of the estimates is', () => {
    const open = quotientOf({ value: 6, low: 0, high: Infinity }, { value: 2, low: 1, high: 3 });
    expect([open.low, open.high]).toEqual([0, Infinity]);
    expect(quotientOf({ value: 6, low: 5, high: 7 }, { value: 2, low: -1, high: 3 }).high).toBe(Infinity);
    expect(quotientOf({ value: 6, low: 5, high: 7 }, { value: NaN, low: NaN, high: NaN }).value).toBeNaN();
  });

  it('contains the true quotient in 95 % of trials (within five standard errors)', () => {
    const normal = normalStream({ seed: 1, cell: 0, block: 0 });
    const trials = 4000;
    const estimate = (truth: number, error: number) => {
      const value = truth + error * normal();
      return { value, low: value - 1.96 * error, high: value + 1.96 * error };
    };
    let covered = 0;
    for (let i = 0; i < trials; i++) {
      const { low, high } = quotientOf(estimate(3, 0.2), estimate(2, 0.1));
      covered += Number(low <= 1.5 && high >= 1.5);
    }
    expect(Math.abs(covered / trials - 0.95)).toBeLessThan(5 * Math.sqrt((0.95 * 0.05) / trials));
  });
});
