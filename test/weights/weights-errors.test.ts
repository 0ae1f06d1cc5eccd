/** Errors of bad arguments of `getWeights` and `weightSpread`. */

import { describe, expect, it } from 'vitest';
import { getWeights, weightSpread } from '../../src/weights/weights.js';

describe('errors name argument, rule and value', () => {
  const options = { epsilon: 0.1 };
  it.each([
    [
      () => getWeights([], options),
      RangeError,
      'Expected `regrets` to hold at least one number, got an empty list',
    ],
    [
      () => getWeights([1, NaN], options),
      RangeError,
      'Expected `regrets[1]` to be a finite number, got `NaN` (number)',
    ],
    [
      () => getWeights([Infinity], options),
      RangeError,
      'Expected `regrets[0]` to be a finite number, got `Infinity` (number)',
    ],
    [
      () => getWeights([1, '2'] as never, options),
      TypeError,
      'Expected `regrets[1]` to be a finite number, got `"2"` (string)',
    ],
    [
      () => getWeights('12' as never, options),
      TypeError,
      'Expected `regrets` to be a list of numbers, got `"12"` (string)',
    ],
    [
      () => getWeights(null as never, options),
      TypeError,
      'Expected `regrets` to be a list of numbers, got `null`',
    ],
    [
      () => getWeights([1], { epsilon: -1 }),
      RangeError,
      'Expected `epsilon` to be a finite number >= 0, got `-1` (number)',
    ],
    [
      () => getWeights([1], { epsilon: Infinity }),
      RangeError,
      'Expected `epsilon` to be a finite number >= 0, got `Infinity` (number)',
    ],
    [
      () => getWeights([1], {} as never),
      TypeError,
      'Expected `epsilon` to be a finite number >= 0, got `undefined`',
    ],
    [() => getWeights([1], { ...options, pNorm: -0 }), RangeError, 'got `-0` (number)'],
    [
      () => getWeights([1], undefined as never),
      TypeError,
      'Expected `epsilon` to be a finite number >= 0, got `undefined`',
    ],
    [
      () => getWeights([1, 1], { epsilon: 0 }),
      RangeError,
      'Expected `epsilon` to be > 0 where the regrets have no spread (0 / 0), got `0` (number)',
    ],
    [() => getWeights([1], { epsilon: 0 }), RangeError, 'no spread'],
    [
      () => getWeights([1e300, 1e300], { epsilon: 1e-300 }),
      RangeError,
      'Expected `regrets` / (spread + `epsilon`) to be within double precision, got 1e+300 / 1e-300',
    ],
    [() => getWeights([1e308, -1e308], { epsilon: 1.7e308 }), RangeError, 'within double precision'],
    [
      () => getWeights([1], { ...options, pNorm: 0 }),
      RangeError,
      'Expected `pNorm` to be a finite number > 0, got `0` (number)',
    ],
    [
      () => getWeights([1], { ...options, pNorm: Infinity }),
      RangeError,
      'Expected `pNorm` to be a finite number > 0, got `Infinity` (number)',
    ],
    [
      () => getWeights([1], { ...options, cNorm: NaN }),
      RangeError,
      'Expected `cNorm` to be a finite number, got `NaN` (number)',
    ],
    [
      () => getWeights([1], { ...options, scheme: 'chain' as never }),
      RangeError,
      'Expected `scheme` to be one of forum-2024, whitepaper, chain-2024, chain-2026, got `"chain"` (string)',
    ],
    [() => getWeights([1], { ...options, scheme: 7 as never }), TypeError, 'Expected `scheme` to be one of'],
    [
      () => getWeights([1], { ...options, scheme: { scale: 'iqr', bounds: true, ratio: true } as never }),
      RangeError,
      'Expected `scheme.scale` to be one of population-std, sample-std, mad, got `"iqr"` (string)',
    ],
    [
      () => getWeights([1], { ...options, scheme: { scale: 'mad', bounds: 1, ratio: true } as never }),
      TypeError,
      'Expected `scheme.bounds` to be true or false, got `1` (number)',
    ],
    [
      () => getWeights([1], { ...options, scheme: { scale: 'mad', bounds: true } as never }),
      TypeError,
      'Expected `scheme.ratio` to be true or false, got `undefined`',
    ],
    [
      () => getWeights([1], { ...options, mapping: 'slope' as never }),
      RangeError,
      'Expected `mapping` to be one of gradient, potential, got `"slope"` (string)',
    ],
    [
      () => getWeights([1], { ...options, mapping: {} as never }),
      TypeError,
      'Expected `mapping` to be one of gradient, potential, got an object',
    ],
    [
      () => getWeights([1], { ...options, epsilonScaling: 'mean' as never }),
      RangeError,
      'Expected `epsilonScaling` to be one of none, median, got `"mean"` (string)',
    ],
    [
      () => weightSpread([]),
      RangeError,
      'Expected `log10Weights` to hold at least one number, got an empty list',
    ],
    [
      () => weightSpread([0, NaN]),
      RangeError,
      'Expected `log10Weights[1]` to be a number < Infinity, got `NaN` (number)',
    ],
    [
      () => weightSpread([Infinity]),
      RangeError,
      'Expected `log10Weights[0]` to be a number < Infinity, got `Infinity` (number)',
    ],
    [() => weightSpread([true] as never), TypeError, 'got `true` (boolean)'],
    [() => weightSpread([[]] as never), TypeError, 'got a list'],
    [() => weightSpread([() => 1] as never), TypeError, 'got a function'],
    [
      () => weightSpread(new DataView(new ArrayBuffer(8)) as never),
      TypeError,
      'Expected `log10Weights` to be a list of numbers',
    ],
  ])('%s', (call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});

describe('weightSpread', () => {
  it('is the population standard deviation', () => {
    expect(weightSpread([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(1.25), 15);
    expect(weightSpread([7])).toBe(0);
    expect(weightSpread(Float64Array.of(-1, 1))).toBe(1);
  });
  it('is undefined if a weight is zero', () => {
    expect(weightSpread([0, -Infinity])).toBeNaN();
    expect(weightSpread([-Infinity, -Infinity])).toBeNaN();
  });
});
