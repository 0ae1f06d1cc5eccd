/** The largest epsilon of unusual regrets, and the errors of bad arguments. */

import { describe, expect, it } from 'vitest';
import { largestSpread } from '../../src/weights/largest-spread.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { EPSILON_SCALINGS } from '../../src/weights/schemes.js';
import { spreadOf } from './spread.js';

describe('regrets without scale', () => {
  it('a median absolute deviation of 0: the search extends to epsilon 0', () => {
    const regrets = [-1, -1, -1, -1, -3];
    const { epsilon, upperBound } = maxEpsilon(regrets);
    expect(upperBound).toBeCloseTo((3 * 0.8) / (0.5 * Math.LN10), 12);
    expect(spreadOf(regrets, {})(epsilon!)).toBeCloseTo(0.5, 12);
  });

  it('a spread that grows like the logarithm of 1 / epsilon', () => {
    // S is about log10(1 / epsilon) / sqrt(N): it reaches the threshold at a tiny epsilon.
    const regrets = [0, ...Array<number>(99).fill(1)];
    const { epsilon } = maxEpsilon(regrets, { mapping: 'potential', factor: 100 });
    const spread = (Math.sqrt(99) / 100) * Math.log10(3 / epsilon! / Math.log1p(Math.exp(-2.25)));
    expect(spread).toBeCloseTo(2, 10);
    expect(epsilon).toBeLessThan(1e-18);
  });

  it('a spread that tends to a limit below the threshold', () => {
    const regrets = [1, 1, 1, 1, 2];
    expect(maxEpsilon(regrets)).toMatchObject({ status: 'unattainable', reason: 'below-threshold' });
    // With c = 0, S of the potential tends from below to the standard deviation of log10 r,
    // 0.4 log10 2 = 0.1204.
    for (const offset of [1e-3, 1e-9, 1e-12]) {
      const at = (sign: number) =>
        maxEpsilon(regrets, {
          mapping: 'potential',
          cNorm: 0,
          factor: 10 ** (0.4 * Math.log10(2) + sign * offset),
        });
      expect(at(1)).toMatchObject({ status: 'unattainable', reason: 'below-threshold' });
      expect(at(-1).status).toBe('attained');
      expect(at(1).evaluations + at(-1).evaluations).toBeLessThan(300);
    }
  });

  it.each([[[5]], [[0]], [[1, 1]], [[-2, -2, -2]]])('equal regrets never reach T: %j', (regrets) => {
    for (const epsilonScaling of EPSILON_SCALINGS) {
      expect(maxEpsilon(regrets, { epsilonScaling })).toEqual({
        status: 'unattainable',
        epsilon: null,
        reason: 'below-threshold',
        upperBound: 0,
        evaluations: 0,
      });
    }
  });

  it('two workers: the spread is half the difference of their log10 weights', () => {
    const { epsilon } = maxEpsilon([-1, 0], { scheme: 'whitepaper' });
    const logWeight = (x: number) => -Math.log1p(Math.exp(-3 * (x - 0.75)));
    expect((logWeight(0) - logWeight(-1 / (0.5 + epsilon!))) / (2 * Math.LN10)).toBeCloseTo(0.5, 14);
  });
});

describe('a median of 0: epsilon has no effect', () => {
  const epsilonScaling = 'median';
  it('the threshold is reached by all epsilons or by none', () => {
    expect(maxEpsilon([-2, 0, 1], { epsilonScaling })).toMatchObject({
      status: 'attained',
      epsilon: Infinity,
      upperBound: Infinity,
    });
    expect(maxEpsilon([-2, 0, 1], { epsilonScaling, factor: 1e6 })).toMatchObject({
      status: 'unattainable',
      epsilon: null,
      reason: 'below-threshold',
      upperBound: 0,
      evaluations: 0,
    });
    expect(
      maxEpsilon([-20, 0, 0, 0, 1, 2, 3, -1, -1], { epsilonScaling, scheme: 'forum-2024', pNorm: 9 }),
    ).toMatchObject({
      status: 'unattainable',
      reason: 'zero-weight',
    });
  });
  it('throws if the scale is 0 as well', () => {
    expect(() => maxEpsilon([0, 0, 0, 1], { epsilonScaling })).toThrow(RangeError);
    expect(() => maxEpsilon([0, 0, 0, 1], { epsilonScaling })).toThrow('a spread or a median other than 0');
  });
});

describe('reasons', () => {
  it('a threshold above p sigma / (s ln 10) needs no evaluation', () => {
    expect(maxEpsilon([-1, -2, -3], { factor: 1e9 })).toEqual({
      status: 'unattainable',
      epsilon: null,
      reason: 'below-threshold',
      upperBound: 0,
      evaluations: 0,
    });
  });
  it('large positive regrets have nearly equal weights', () => {
    const result = maxEpsilon([20, 21, 22], { scheme: 'whitepaper' });
    expect(result).toMatchObject({ status: 'unattainable', reason: 'below-threshold' });
    expect(result.upperBound).toBeGreaterThan(1);
  });
});

describe('errors name argument, rule and value', () => {
  it.each([
    [[], {}, RangeError, 'Expected `regrets` to hold at least one number, got an empty list'],
    [[1, Infinity], {}, RangeError, 'Expected `regrets[1]` to be a finite number, got `Infinity` (number)'],
    ['1', {}, TypeError, 'Expected `regrets` to be a list of numbers, got `"1"` (string)'],
    [[1, 2], { factor: 1 }, RangeError, 'Expected `factor` to be a finite number > 1, got `1` (number)'],
    [[1, 2], { factor: NaN }, RangeError, 'Expected `factor` to be a finite number > 1, got `NaN` (number)'],
    [
      [1, 2],
      { factor: Infinity },
      RangeError,
      'Expected `factor` to be a finite number > 1, got `Infinity` (number)',
    ],
    [[1, 2], { factor: '3' }, TypeError, 'Expected `factor` to be a finite number > 1, got `"3"` (string)'],
    [[1, 2], { pNorm: 0 }, RangeError, 'Expected `pNorm` to be a finite number > 0, got `0` (number)'],
    [[1, 2], { scheme: 'chain' }, RangeError, 'Expected `scheme` to be one of'],
    [[1e308, -1e308], {}, RangeError, 'Expected `regrets` to have a spread within double precision'],
  ])('%j %j', (regrets, each, type, message) => {
    const call = () => maxEpsilon(regrets as never, each as never);
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});

it('ends for regrets whose differences double precision hardly resolves', () => {
  for (const [regrets, pNorm, cNorm] of [
    [[377875933.0187133, 377875933.0187133, 377875933.01871336, 377875933.0187133], 1e50, -100000],
    [[-0.9999999999999998, -1, -0.9999999999999999], 1588936.6749111814, -5],
    [[1, 1, 1, 1, 1, 0.9999999999999999, 0.9999999999999998], 0.00008585048007704242, -1e50],
  ] as const) {
    for (const scheme of ['whitepaper', 'chain-2026'] as const) {
      const found = maxEpsilon(regrets, { scheme, mapping: 'potential', pNorm, cNorm, factor: 1 + 1e-15 });
      expect(found.evaluations).toBeLessThan(10_000);
      if (found.epsilon !== null) expect(found.epsilon).toBeLessThanOrEqual(found.upperBound);
      largestSpread(regrets, { scheme, mapping: 'potential', pNorm, cNorm });
    }
  }
});
