import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileRanks, studentEstimate, wilson } from '../../src/statistics/intervals.js';
import { runs } from '../effort.js';

const levels = fc.double({ min: 0.01, max: 0.999, noNaN: true });
const counts = fc
  .integer({ min: 1, max: 1e7 })
  .chain((draws) => fc.tuple(fc.integer({ min: 0, max: draws }), fc.constant(draws)));

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

describe('wilson', () => {
  it('ends where the share is z binomial standard errors from the assumed true share', () => {
    fc.assert(
      fc.property(counts, ([successes, draws]) => {
        const { value, low, high } = wilson(successes, draws);
        for (const truth of [low, high]) {
          // (value - truth)^2 = z^2 truth (1 - truth) / draws. Both sides are at most 1 and have the rounding
          // error of truth.
          const difference = (value - truth) ** 2 - (Z * Z * truth * (1 - truth)) / draws;
          expect(Math.abs(difference)).toBeLessThanOrEqual(1e-14 * (1 / draws + Math.abs(value - truth)));
        }
      }),
    );
  });

  it('contains the share, lies in [0, 1], is symmetric, and widens with the level', () => {
    fc.assert(
      fc.property(counts, levels, levels, ([successes, draws], a, b) => {
        const [narrow, wide] = [
          wilson(successes, draws, Math.min(a, b)),
          wilson(successes, draws, Math.max(a, b)),
        ];
        expect(narrow.value).toBe(successes / draws);
        expect(narrow.standardError).toBe(Math.sqrt((narrow.value * (1 - narrow.value)) / draws));
        expect(0 <= wide.low && wide.low <= narrow.low && narrow.low <= narrow.value + 1e-15).toBe(true);
        expect(narrow.value - 1e-15 <= narrow.high && narrow.high <= wide.high && wide.high <= 1).toBe(true);
        const mirrored = wilson(draws - successes, draws, narrow.level);
        expect(Math.abs(1 - mirrored.high - narrow.low)).toBeLessThanOrEqual(Number.EPSILON);
        expect([narrow.draws, narrow.level]).toEqual([draws, Math.min(a, b)]);
      }),
    );
  });

  it.each([1, 20, 1000, 1e7])('starts at 0 and ends at 1 exactly, for %d draws', (draws) => {
    // The other end is Z^2 / (draws + Z^2).
    const end = (Z * Z) / (draws + Z * Z);
    const [none, all] = [wilson(0, draws), wilson(draws, draws)];
    expect([none.value, none.standardError, none.low]).toEqual([0, 0, 0]);
    expect([all.value, all.standardError, all.high]).toEqual([1, 0, 1]);
    expect(Math.abs(none.high - end)).toBeLessThan(1e-15);
    expect(Math.abs(all.low - (1 - end))).toBeLessThan(1e-15);
  });

  // Newcombe 1998, Statistics in Medicine 17, 857: table I, score method.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d: the published interval', (successes, draws, low, high) => {
    const estimate = wilson(successes, draws);
    expect([estimate.low, estimate.high].map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
  });

  it('names the argument, the rule and the value', () => {
    expect(() => wilson(1, 0)).toThrow(
      new RangeError('Expected `draws` to be a whole number >= 1, got `0` (number)'),
    );
    expect(() => wilson(6, 5)).toThrow(
      new RangeError('Expected `successes` to be a whole number from 0 to 5, got `6` (number)'),
    );
    expect(() => wilson(-1, 5)).toThrow('successes');
    expect(() => wilson(0.5, 5)).toThrow('successes');
    expect(() => wilson(1, 5, 1)).toThrow(
      new RangeError('Expected `level` to be a number in (0, 1), got `1` (number)'),
    );
    expect(() => wilson(1, 5, '0.9' as unknown as number)).toThrow(TypeError);
  });
});

describe('studentEstimate', () => {
  it('agrees with closed-form quantiles for 1, 2 and infinitely many degrees of freedom', () => {
    fc.assert(
      fc.property(levels, (level) => {
        const half = (degrees: number): number => studentEstimate(0, 1, degrees, 5, level).high;
        const cauchy = Math.tan((Math.PI * level) / 2);
        const two = level * Math.sqrt(2 / (1 - level * level));
        expect(Math.abs(half(1) / cauchy - 1)).toBeLessThan(1e-9);
        expect(Math.abs(half(2) / two - 1)).toBeLessThan(1e-9);
        expect(half(Infinity)).toBeLessThan(half(1e6));
        expect(half(Infinity)).toBeGreaterThan(half(1e6) * (1 - 1e-5));
      }),
    );
    expect(studentEstimate(3, 2, Infinity, 10).high).toBeCloseTo(3 + 2 * Z, 14);
    // NIST/SEMATECH e-Handbook, 1.3.6.7.2: 2.228 for 10 degrees of freedom.
    const { value, standardError, low, high, level, draws } = studentEstimate(3, 2, 10, 12);
    expect([value, standardError, level, draws]).toEqual([3, 2, 0.95, 12]);
    expect(high.toFixed(3)).toBe((3 + 2 * 2.2281).toFixed(3));
    expect(high + low).toBeCloseTo(6, 14);
  });

  it('names the argument, the rule and the value', () => {
    expect(() => studentEstimate(0, 1, 0, 5)).toThrow(
      new RangeError('Expected `degreesOfFreedom` to be a number > 0, got `0` (number)'),
    );
    expect(() => studentEstimate(0, 1, 3, 0)).toThrow('draws');
    expect(() => studentEstimate(0, 1, 3, 5, 0)).toThrow('level');
  });
});

/**
 * P(B < k) for B binomial, k = 0..draws + 1. The probabilities within 40 standard deviations come from their
 * recurrence and are normalised to sum 1.
 */
function binomialBelow(draws: number, q: number): (k: number) => number {
  const width = 40 * Math.sqrt(draws * q * (1 - q)) + 40;
  const mode = Math.floor(draws * q);
  const [first, last] = [Math.max(0, Math.floor(mode - width)), Math.min(draws, Math.ceil(mode + width))];
  const weights = new Float64Array(last - first + 1);
  weights[mode - first] = 1;
  for (let k = mode + 1; k <= last; k++)
    weights[k - first] = weights[k - 1 - first]! * (((draws - k + 1) * q) / (k * (1 - q)));
  for (let k = mode - 1; k >= first; k--)
    weights[k - first] = weights[k + 1 - first]! * (((k + 1) * (1 - q)) / ((draws - k) * q));
  const sums = new Float64Array(weights.length + 1);
  weights.forEach((weight, i) => (sums[i + 1] = sums[i]! + weight));
  return (k) => sums[Math.min(Math.max(k - first, 0), weights.length)]! / sums.at(-1)!;
}

/** Relative rounding error of a binomial probability of 1e7 draws: below 1e-9. */
const SLACK = 1e-9;

function expectBestRanks(draws: number, q: number, level: number): void {
  const tail = (1 - level) / 2;
  const { low, value, high } = quantileRanks(draws, q, level);
  const [below, mirrored] = [binomialBelow(draws, q), binomialBelow(draws, 1 - q)];
  // P(B >= k) for q is P(B < draws + 1 - k) for 1 - q.
  const above = (k: number): number => mirrored(draws + 1 - k);
  if (low !== null) expect(below(low)).toBeLessThanOrEqual(tail * (1 + SLACK));
  if (high !== null) expect(above(high)).toBeLessThanOrEqual(tail * (1 + SLACK));
  expect(below((low ?? 0) + 1)).toBeGreaterThan(tail * (1 - SLACK));
  expect(above((high ?? draws + 1) - 1)).toBeGreaterThan(tail * (1 - SLACK));
  const coverage = (high === null ? 1 : below(high)) - (low === null ? 0 : below(low));
  expect(coverage).toBeGreaterThanOrEqual(level * (1 - SLACK));
  expect(low === null || low >= 1).toBe(true);
  expect(high === null || high <= draws).toBe(true);
  if (level > 0.5) {
    expect(value).toBeGreaterThanOrEqual(low ?? 1);
    expect(value).toBeLessThanOrEqual(high ?? draws);
  }
}

describe('quantileRanks', () => {
  it('returns the narrowest ranks whose tail probabilities are small enough: 1 to 200 draws', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 1e-3, max: 1 - 1e-3, noNaN: true }),
        levels,
        expectBestRanks,
      ),
      { numRuns: runs(500) },
    );
    for (let draws = 1; draws <= 200; draws++)
      for (const q of [0.05, 0.25, 0.5, 0.75, 0.95]) expectBestRanks(draws, q, 0.95);
  });

  it.each([1e3, 1e5, 1e7])('returns the narrowest ranks: %d draws', (draws) => {
    for (const q of [0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999])
      for (const level of [0.5, 0.95, 0.999999]) expectBestRanks(draws, q, level);
  });

  it('has no bound for too few draws: 0.95^59 < 5 % < 0.95^58, 2^-6 < 2.5 % < 2^-5', () => {
    expect(quantileRanks(58, 0.95, 0.9).high).toBeNull();
    expect(quantileRanks(59, 0.95, 0.9).high).toBe(59);
    expect(quantileRanks(59, 0.05, 0.9).low).toBe(1);
    expect(quantileRanks(5, 0.5)).toEqual({ low: null, value: 3, high: null });
    expect(quantileRanks(6, 0.5)).toEqual({ low: 1, value: 3, high: 6 });
    expect(quantileRanks(1, 0.5)).toEqual({ low: null, value: 1, high: null });
  });

  it('is symmetric in q and 1 - q', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 63 }),
        levels,
        (draws, sixtyFourths, level) => {
          const [a, b] = [
            quantileRanks(draws, sixtyFourths / 64, level),
            quantileRanks(draws, 1 - sixtyFourths / 64, level),
          ];
          expect(b.high).toBe(a.low === null ? null : draws + 1 - a.low);
        },
      ),
    );
  });

  it('estimates by rank ceil(draws q), exactly for decimal q', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e7 }),
        fc.integer({ min: 1, max: 999 }),
        (draws, thousandths) => {
          expect(quantileRanks(draws, thousandths / 1000).value).toBe(
            Math.floor((draws * thousandths + 999) / 1000),
          );
        },
      ),
    );
    expect(100 * 0.07).toBeGreaterThan(7);
    expect(quantileRanks(100, 0.07).value).toBe(7);
  });

  it('gives the same frozen object for the same arguments', () => {
    const ranks = quantileRanks(1234, 0.25);
    expect(quantileRanks(1234, 0.25)).toBe(ranks);
    expect(Object.isFrozen(ranks)).toBe(true);
    expect(quantileRanks(1234, 0.25, 0.9)).not.toEqual(ranks);
  });

  it('names the argument, the rule and the value', () => {
    expect(() => quantileRanks(0, 0.5)).toThrow(
      new RangeError('Expected `draws` to be a whole number >= 1, got `0` (number)'),
    );
    for (const q of [0, 1, NaN])
      expect(() => quantileRanks(10, q)).toThrow(
        `Expected \`q\` to be a number in (0, 1), got \`${q}\` (number)`,
      );
    expect(() => quantileRanks(10, 0.5, 1)).toThrow('level');
  });
});
