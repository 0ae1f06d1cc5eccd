import { describe, expect, it } from 'vitest';
import { uniformStream } from '../../src/sampling/stream.js';
import { rankedLimits } from '../../src/statistics/ranked-limits.js';

const sizeOf = ({ length }: readonly number[]) => length;

describe('rankedLimits', () => {
  const uniform = uniformStream({ seed: 1, cell: 0, block: 0 });
  const limits = Array.from({ length: 2000 }, () => 0.5 + 8 * uniform() ** 3);
  const sorted = limits.toSorted((a, b) => a - b);
  let compared = 0;
  const split = (among: readonly number[], value: number) => {
    compared += among.length;
    return {
      reached: among.filter((limit) => limit <= value),
      rest: among.filter((limit) => limit > value),
    };
  };

  it('are the order statistics of the limits, from a few comparisons a draw', () => {
    const ranks = [1, 100, 1000, 1898, 1900, 1902, 2000];
    compared = 0;
    const found = rankedLimits(limits, sizeOf, split, ranks, [0.01, 100]);
    for (const [i, rank] of ranks.entries())
      expect(Math.abs(found[i]! / sorted[rank - 1]! - 1)).toBeLessThan(1e-9);
    expect(compared / limits.length).toBeLessThan(12);
  });

  it('of equal limits, and of the same rank twice, are equal', () => {
    expect(rankedLimits([2, 2, 2], sizeOf, split, [1, 2, 2, 3], [1, 4]).map((x) => x.toFixed(8))).toEqual(
      Array(4).fill('2.00000000'),
    );
  });

  it('are the end of the range below it, and Infinity above it', () => {
    const [low, middle, high] = rankedLimits([1, 5, 50], sizeOf, split, [1, 2, 3], [2, 20]);
    expect(low).toBeCloseTo(2, 8);
    expect(middle).toBeCloseTo(5, 8);
    expect(high).toBe(Infinity);
  });
});
