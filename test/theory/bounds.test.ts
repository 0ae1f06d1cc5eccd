import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalScale, steepLimit, steepLimitQuantile, upperBound } from '../../src/theory/bounds.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { populationStd } from '../../src/weights/scale.js';
import { SCHEME_NAMES } from '../../src/weights/schemes.js';
import { formulas, regretVectors } from '../weights/arbitraries.js';

const factors = fc.integer({ min: 1010, max: 30000 }).map((thousandths) => thousandths / 1000);

describe('upperBound', () => {
  it('is at least the largest epsilon', () => {
    fc.assert(
      fc.property(regretVectors, formulas, factors, (regrets, formula, factor) => {
        const bound = upperBound(regrets, { ...formula, factor });
        const { epsilon } = maxEpsilon(regrets, { ...formula, factor });
        const sigma = populationStd(Float64Array.from(regrets));
        // The search has an error of 1e-12 (s + epsilon), and s + epsilon is at most p sigma / (T ln 10).
        const error = (1e-12 * formula.pNorm * sigma) / Math.log(factor);
        if (epsilon !== null) expect(epsilon).toBeLessThanOrEqual((bound ?? 0) + error);
      }),
    );
  });

  it.each(SCHEME_NAMES)(
    '%s: equals the largest epsilon far below zero, up to the slope at the shift of the bounds',
    (scheme) => {
      const regrets = [-1000, -1000.3, -1001.1, -1000.7, -999.5];
      const epsilon = maxEpsilon(regrets, { scheme }).epsilon!;
      const bound = upperBound(regrets, { scheme })!;
      expect(epsilon).toBeLessThanOrEqual(bound * (1 + 1e-12));
      const slack = scheme === 'forum-2024' || scheme === 'chain-2024' ? Math.exp(-8.25) : 1e-12;
      expect(bound - epsilon).toBeLessThan(2 * slack);
    },
  );

  it('is null if the scale is too large', () => {
    expect(upperBound([1, 2, 3], { scheme: 'whitepaper', pNorm: 1, factor: 3 })).toBeNull();
    expect(upperBound([1, 2, 3], { scheme: 'whitepaper', pNorm: 3, factor: Math.E })).toBeCloseTo(
      2 * Math.sqrt(2 / 3),
      14,
    );
    expect(upperBound([2, 2])).toBe(0);
  });
});

describe('steepLimit', () => {
  it('is p / (T ln 10) - s', () => {
    expect(steepLimit({ scheme: 'whitepaper' })).toBeCloseTo(6 / Math.LN10 - 1, 14);
    expect(steepLimit({ scheme: 'chain-2024', pNorm: 2, factor: Math.E })).toBe(1);
    expect(steepLimit()).toBeCloseTo(6 / Math.LN10 - 1.4826 * 0.6744897501960817, 14);
    expect(steepLimit({ pNorm: 1, factor: 3 })).toBeNull();
  });

  it('normalScale is 1 for both standard deviations and nearly 1 for 1.4826 MAD', () => {
    expect(normalScale('population-std')).toBe(1);
    expect(normalScale('sample-std')).toBe(1);
    expect(normalScale('mad')).toBe(1.4826 * 0.6744897501960817);
  });
});

describe('steepLimitQuantile', () => {
  it('is kappa sqrt(chi-square / N)', () => {
    const kappa = 6 / Math.LN10 - 1;
    // scipy.stats.chi2.ppf(q, 9)
    for (const [q, chiSquare] of [
      [0.05, 3.325112843066815],
      [0.5, 8.342832692252955],
      [0.95, 16.918977604620448],
    ] as const) {
      expect(steepLimitQuantile(q, 10, { scheme: 'forum-2024' })).toBeCloseTo(
        kappa * Math.sqrt(chiSquare / 10),
        12,
      );
      expect(steepLimitQuantile(q, 10, { scheme: 'chain-2024' })).toBeCloseTo(
        Math.sqrt(chiSquare / 10) * (6 / Math.LN10 - Math.sqrt(10 / 9)),
        12,
      );
    }
  });

  it('is correct for many workers, where the library is not', () => {
    // scipy.stats.chi2.ppf. The error of chi-square is 2e-5, the error of its root half of that.
    for (const [q, degrees, chiSquare] of [
      [0.001, 1001, 868.4100116208655],
      [0.5, 1001, 1000.3334123243324],
      [0.05, 2000, 1897.1196987673022],
      [0.999, 2000, 2201.156196586629],
      [0.25, 9999, 9903.257613170774],
    ] as const) {
      const expected = (6 / Math.LN10 - 1) * Math.sqrt(chiSquare / (degrees + 1));
      expect(
        Math.abs(steepLimitQuantile(q, degrees + 1, { scheme: 'whitepaper' })! / expected - 1),
      ).toBeLessThan(1e-5);
    }
    const [before, after] = [1001, 1002].map((workers) =>
      steepLimitQuantile(0.05, workers, { scheme: 'whitepaper' })!,
    );
    expect(Math.abs(after! / before! - 1)).toBeLessThan(1e-4);
  });

  it('increases with q and tends to the limit for infinitely many workers', () => {
    const at = (q: number, workers: number) => steepLimitQuantile(q, workers, { scheme: 'whitepaper' })!;
    for (const workers of [2, 3, 10, 1000]) {
      for (let q = 0.1; q < 0.95; q += 0.1) expect(at(q, workers)).toBeLessThan(at(q + 0.05, workers));
    }
    for (const q of [0.05, 0.5, 0.95])
      expect(Math.abs(at(q, 1e8) - steepLimit({ scheme: 'whitepaper' })!)).toBeLessThan(1e-3);
  });

  it('is null for the median absolute deviation, and if no epsilon exists', () => {
    expect(steepLimitQuantile(0.5, 10, { scheme: 'chain-2026' })).toBeNull();
    expect(steepLimitQuantile(0.5, 10, { scheme: 'whitepaper', pNorm: 1, factor: 3 })).toBeNull();
  });
});

describe('errors name argument, rule and value', () => {
  it.each([
    [() => upperBound([]), RangeError, 'Expected `regrets` to hold at least one number, got an empty list'],
    [
      () => upperBound([1, Infinity]),
      RangeError,
      'Expected `regrets[1]` to be a finite number, got `Infinity` (number)',
    ],
    [
      () => upperBound([1, 2], { factor: 1 }),
      RangeError,
      'Expected `factor` to be a finite number > 1, got `1` (number)',
    ],
    [
      () => steepLimit({ factor: Infinity }),
      RangeError,
      'Expected `factor` to be a finite number > 1, got `Infinity` (number)',
    ],
    [
      () => steepLimit({ pNorm: 0 }),
      RangeError,
      'Expected `pNorm` to be a finite number > 0, got `0` (number)',
    ],
    [
      () => steepLimitQuantile(0, 10),
      RangeError,
      'Expected `q` to be a number between 0 and 1, got `0` (number)',
    ],
    [
      () => steepLimitQuantile(1, 10),
      RangeError,
      'Expected `q` to be a number between 0 and 1, got `1` (number)',
    ],
    [
      () => steepLimitQuantile(0.5, 1),
      RangeError,
      'Expected `workers` to be a whole number >= 2, got `1` (number)',
    ],
    [
      () => steepLimitQuantile(0.5, 2.5),
      RangeError,
      'Expected `workers` to be a whole number >= 2, got `2.5` (number)',
    ],
  ])('%s', (call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});
