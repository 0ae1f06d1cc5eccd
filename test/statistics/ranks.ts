import { quantileRanks } from '../../src/statistics/intervals.js';

/** Fifteen ranks: three for each of five quantiles. */
export function ranksOf(count: number): number[] {
  return [0.05, 0.25, 0.5, 0.75, 0.95].flatMap((q) => {
    const { low, value, high } = quantileRanks(count, q);
    return [low!, value, high!];
  });
}
