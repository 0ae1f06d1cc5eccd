import { describe, expect, it } from 'vitest';
import { recommendEpsilon, resolvablePrecision } from '../../src/index.js';

describe('resolvablePrecision', () => {
  it('is the inverse of recommendEpsilon', () => {
    for (const options of [{}, { workers: 6, meanStdRatio: -2 }, { confidence: 0.5, factor: 2 }]) {
      const { std, relativeLossDifference, significantDigits } = resolvablePrecision({
        epsilon: 0.01,
        ...options,
      });
      expect(recommendEpsilon({ std: std!, ...options }).exact! / 0.01).toBeCloseTo(1, 10);
      expect(relativeLossDifference).toBeCloseTo(10 ** std! - 1, 12);
      expect(significantDigits).toBeCloseTo(-Math.log10(10 ** std! - 1), 12);
    }
  });

  it('resolves nothing if no std of the regrets suffices', () => {
    expect(resolvablePrecision({ epsilon: 0.01, meanStdRatio: 3 })).toMatchObject({
      status: 'none',
      std: null,
      interval: null,
    });
  });

  it.each([
    [{ epsilon: 0 }, '`epsilon` to be a finite number > 0, got `0`'],
    [{ epsilon: 1, mean: 1 }, '`meanStdRatio` in place of `mean`'],
    [
      {
        epsilon: -1,
        regrets: [
          [1, 2],
          [2, 4],
        ],
      },
      'Expected `epsilon` to be a finite number > 0, got `-1` (number)',
    ],
    [
      {
        epsilon: 1,
        regrets: [
          [1, 2],
          [2, 4],
        ],
        factor: Infinity,
      },
      '`factor`',
    ],
    [
      {
        epsilon: 1,
        regrets: [
          [1, 2],
          [2, 4],
        ],
        mapping: 'x' as never,
      },
      '`mapping`',
    ],
    [
      {
        epsilon: 1,
        regrets: [
          [1, 2],
          [2, 4],
        ],
        meanStdRatio: 1 as never,
      },
      '`meanStdRatio` to be left out beside `regrets`',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => resolvablePrecision(options)).toThrow(message);
  });
});
