import { describe, expect, it } from 'vitest';
import { recommendEpsilon, resolvablePrecision } from '../../src/index.js';
import { some } from '../effort.js';

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

  it('inverts a recommendation whose mean is given in dex', () => {
    const places = [
      [0.05, -0.1],
      [0.05, 0.01],
      [2, -0.001],
    ] as const;
    for (const [std, mean] of some(places, 2)) {
      const { exact, intervals } = recommendEpsilon({ std, mean });
      const found = resolvablePrecision({ epsilon: exact!, mean });
      expect(found.std! / std).toBeCloseTo(1, 5);
      expect(found.question).toMatchObject({ mean, meanStdRatio: mean / found.std! });
      const [low, high] = found.interval!;
      expect(low < std && std < high).toBe(true);
      expect(recommendEpsilon({ std: low, mean }).intervals.exact![1] / exact!).toBeCloseTo(1, 2);
      expect(intervals.exact![0] < exact!).toBe(true);
      expect(found.guarantee).toContain(`mean ${mean} dex`);
    }
  });

  it('a mean of 0 in dex is a mean of 0 times the std', () => {
    const { question, ...found } = resolvablePrecision({ epsilon: 0.01, mean: 0 });
    expect({ ...found, question }).toEqual(resolvablePrecision({ epsilon: 0.01 }));
  });

  it('refuses a mean in dex beside one over the std', () => {
    expect(() => resolvablePrecision({ epsilon: 1, mean: 1, meanStdRatio: 1 })).toThrow(
      'Expected `mean` or `meanStdRatio`, got both',
    );
  });

  it('resolves nothing if no std with this mean suffices', () => {
    const found = resolvablePrecision({ epsilon: 0.01, mean: -1, factor: 1e6 });
    expect(found).toMatchObject({ status: 'none', std: null });
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
    [{ epsilon: 1, mean: NaN }, 'Expected `mean` to be a finite number'],
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
