/** Intervals of quantiles of a series whose consecutive values may depend on each other. */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import { LEVEL, quantileRanks, type QuantileRanks } from './intervals.js';
import { countBelow, countUpTo } from './sorted.js';

/** A quantile of a series with its bootstrap interval, in the unit of the series. */
export interface SeriesQuantile {
  value: number;
  low: number;
  high: number;
  level: number;
  /**
   * Number of independent values with the same information; the length of the series if its values are taken
   * as independent.
   */
  effectiveLength: number;
}

/** Dependence between consecutive values of a series. */
export interface Dependence {
  /**
   * Correlation of the ranks of consecutive values (ties have their mean rank); null if all values are equal.
   */
  autocorrelation: number | null;
  /** Number of values that the bootstrap resamples together; 1: the values are taken as independent. */
  blockLength: number;
}

/**
 * Percentile interval of a quantile in the limit of infinitely many bootstrap resamples. It needs no random
 * numbers.
 *
 * The order statistic of rank k of n resampled values is at most x_(j), the one of rank j of the series
 * itself, if at least k resampled values are among the smallest j: with probability P(B >= k), B binomial of
 * n and j / n (Efron 1979). The ends of the interval are the smallest x_(j) for which this probability
 * exceeds (1 - level) / 2 and (1 + level) / 2.
 *
 * Dependent values hold less information. The variance of the count of values at or below the quantile is
 * then a binomial one times a design effect (Kish 1965). The effect is measured on blocks of consecutive
 * values, as in a moving-block bootstrap (Kuensch 1989). The interval is that of a series shorter by this
 * factor.
 * @param series shape (n)
 * @param sorted the same values in increasing order, shape (n)
 * @param q in (0, 1)
 * @param blockLength from {@link dependenceOf}
 */
export function bootstrapQuantile(
  series: Float64Array,
  sorted: Float64Array,
  q: number,
  blockLength: number,
): SeriesQuantile {
  const n = series.length;
  const value = sorted[quantileRanks(n, q).value - 1]!;
  const effect = (length: number) => designEffect(series, value, length);
  // Blocks miss the dependence over more than their length. The effect for a third of the length corrects for
  // this (the lugsail of Vats & Flegal 2022).
  const corrected = 2 * effect(blockLength) - effect(Math.ceil(blockLength / 3));
  const effectiveLength = Math.max(1, Math.round(n / Math.max(1, corrected)));
  const rank = quantileRanks(effectiveLength, q).value;
  const endAt = (share: number): number => {
    // P(B >= k) > share means P(B < k) < 1 - share: the quantile 1 - share of B is at least k.
    const exceeds = (j: number): boolean => binomialQuantile(1 - share, effectiveLength, j / n) >= rank;
    let [below, above] = [0, n];
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if (exceeds(middle)) above = middle;
      else below = middle;
    }
    return sorted[above - 1]!;
  };
  return {
    value,
    low: endAt((1 - LEVEL) / 2),
    high: endAt((1 + LEVEL) / 2),
    level: LEVEL,
    effectiveLength,
  };
}

/**
 * Ranks that estimate and bound a quantile of a series, as {@link quantileRanks} does of independent values.
 * @param length of the series
 * @param effectiveLength of {@link SeriesQuantile}: dependent values count as fewer
 */
export function seriesRanks(length: number, effectiveLength: number, q: number): QuantileRanks {
  const { low, high } = quantileRanks(effectiveLength, q);
  const scaled = (rank: number | null) => rank && Math.ceil((rank * length) / effectiveLength);
  return { value: quantileRanks(length, q).value, low: scaled(low), high: scaled(high) };
}

/**
 * Variance of the count of values at or below a limit over blocks of consecutive values, relative to that of
 * independent values. One block starts at every value and continues at the first value after the last one
 * (Politis & Romano 1992), so that each value counts equally.
 */
function designEffect(series: Float64Array, limit: number, blockLength: number): number {
  const n = series.length;
  const isBelow = (index: number): number => Number(series[index % n]! <= limit);
  let below = 0;
  for (let i = 0; i < n; i++) below += isBelow(i);
  const share = below / n;
  // Variance for independent values. The factor (n - b) / (n - 1) is there because a block takes each value
  // at most once.
  const variance = (blockLength * share * (1 - share) * (n - blockLength)) / (n - 1);
  if (blockLength === 1 || variance === 0) return 1;
  let inBlock = 0;
  for (let i = 0; i < blockLength; i++) inBlock += isBelow(i);
  let squares = 0;
  for (let start = 0; start < n; start++) {
    squares += (inBlock - blockLength * share) ** 2;
    inBlock += isBelow(start + blockLength) - isBelow(start);
  }
  return squares / n / variance;
}

/**
 * Autocorrelation up to which values are taken as independent. At 0.1 an interval that allows for it would be
 * about a tenth wider: sqrt((1 + r) / (1 - r)) for values that depend on the previous one only.
 */
const NEGLIGIBLE_AUTOCORRELATION = 0.1;

/**
 * Autocorrelation and block length of a series: Politis & White 2004, with the constant of Patton, Politis &
 * White 2009, for a first-order process. The upper limits of the block length are theirs.
 * @param series shape (n)
 * @param sorted the same values in increasing order, shape (n)
 */
export function dependenceOf(series: Float64Array, sorted: Float64Array): Dependence {
  const n = series.length;
  const autocorrelation = rankAutocorrelation(series, sorted);
  if (autocorrelation === null || autocorrelation <= NEGLIGIBLE_AUTOCORRELATION)
    return { autocorrelation, blockLength: 1 };
  const r = Math.min(autocorrelation, 0.999);
  const best = Math.cbrt(6 * n * (r / (1 - r * r)) ** 2);
  return {
    autocorrelation,
    blockLength: Math.max(1, Math.min(Math.ceil(best), Math.floor(Math.min(3 * Math.sqrt(n), n / 3)))),
  };
}

/**
 * Lag-1 autocorrelation of mean ranks. Ranks also work for infinite values and for distributions with long
 * tails.
 */
function rankAutocorrelation(series: Float64Array, sorted: Float64Array): number | null {
  const n = series.length;
  // Twice the mean rank of equal values, minus its mean over all values.
  const ranks = series.map((value) => {
    const below = countBelow(sorted, value);
    // Most values have no equal, and need only one search.
    const upTo = sorted[below + 1] === value ? countUpTo(sorted, value) : below + 1;
    return below + upTo - n;
  });
  let products = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    squares += ranks[i]! ** 2;
    if (i > 0) products += ranks[i - 1]! * ranks[i]!;
  }
  return squares > 0 ? products / squares : null;
}
