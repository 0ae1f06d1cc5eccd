/** Intervals of quantiles over epochs that may depend on those before. */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import { quantileRanks } from './intervals.js';

/** Of all intervals. */
export const LEVEL = 0.95;

/** A quantile of the largest epsilons, with its bootstrap interval; dex. -Infinity: no epsilon separates that share of epochs. */
export interface Quantile {
  value: number;
  low: number;
  high: number;
  level: number;
  /** So many independent epochs would know it as well; all of them if they are taken for independent. */
  effectiveEpochs: number;
}

/** How the largest epsilons of consecutive epochs hang together. */
export interface Dependence {
  /** Correlation of the ranks of consecutive epochs (ties have their mean rank); null if all are tied. */
  autocorrelation: number | null;
  /** Epochs that the bootstrap takes together; 1: epochs are taken for independent. */
  blockLength: number;
}

/**
 * Percentile interval of a quantile, of infinitely many bootstrap resamples: no random number is needed.
 *
 * The order statistic of rank k of n resampled epochs is at most x_(j), that of rank j of the epochs themselves, when at least k of them are
 * among the smallest j: with probability P(B >= k), B binomial of n and j / n (Efron 1979). The ends are the smallest x_(j) for which this
 * exceeds 0.025, and 0.975.
 *
 * Dependent epochs know less. The count of epochs at or below the quantile then varies by a design effect more than a binomial one (Kish
 * 1965), which is measured on blocks of consecutive epochs, as a moving-block bootstrap would (Kuensch 1989), and the interval is that of so
 * many fewer epochs.
 */
export function bootstrapQuantile(
  epsilons: Float64Array,
  sorted: Float64Array,
  q: number,
  blockLength: number,
): Quantile {
  const n = epsilons.length;
  const value = sorted[quantileRanks(n, q).value - 1]!;
  const effect = (length: number) => designEffect(epsilons, value, length);
  // Blocks miss what reaches beyond them: the same of a third of the length tells how much (the lugsail of Vats & Flegal 2022).
  const whole = 2 * effect(blockLength) - effect(Math.ceil(blockLength / 3));
  const effectiveEpochs = Math.max(1, Math.round(n / Math.max(1, whole)));
  const rank = quantileRanks(effectiveEpochs, q).value;
  const endAt = (share: number): number => {
    // P(B >= k) > share is P(B < k) < 1 - share is: the quantile 1 - share of B is k at least.
    const reaches = (j: number): boolean => binomialQuantile(1 - share, effectiveEpochs, j / n) >= rank;
    let [below, reached] = [0, n];
    while (reached - below > 1) {
      const middle = (below + reached) >> 1;
      if (reaches(middle)) reached = middle;
      else below = middle;
    }
    return sorted[reached - 1]!;
  };
  return { value, low: endAt((1 - LEVEL) / 2), high: endAt((1 + LEVEL) / 2), level: LEVEL, effectiveEpochs };
}

/**
 * By how much more the count of epochs at or below a value varies over blocks of consecutive epochs than if they were independent. Blocks start at every epoch and go on at the first after the last (Politis & Romano 1992), so that each epoch counts alike.
 */
function designEffect(epsilons: Float64Array, value: number, blockLength: number): number {
  const n = epsilons.length;
  const isBelow = (epoch: number): number => Number(epsilons[epoch % n]! <= value);
  let below = 0;
  for (let epoch = 0; epoch < n; epoch++) below += isBelow(epoch);
  const share = below / n;
  // Of independent epochs; n - b over n - 1, because a block takes each at most once.
  const variance = (blockLength * share * (1 - share) * (n - blockLength)) / (n - 1);
  if (blockLength === 1 || variance === 0) return 1;
  let inBlock = 0;
  for (let epoch = 0; epoch < blockLength; epoch++) inBlock += isBelow(epoch);
  let squares = 0;
  for (let start = 0; start < n; start++) {
    squares += (inBlock - blockLength * share) ** 2;
    inBlock += isBelow(start + blockLength) - isBelow(start);
  }
  return squares / n / variance;
}

/** Below this, an interval would be about a tenth wider at most: sqrt((1 + r) / (1 - r)) for epochs that remember only the one before. */
const MATERIAL_AUTOCORRELATION = 0.1;

/** Block length of Politis & White 2004 (constant of Patton, Politis & White 2009), for a first-order process; limits are theirs. */
export function dependenceOf(epsilons: Float64Array, sorted: Float64Array): Dependence {
  const n = epsilons.length;
  const autocorrelation = rankAutocorrelation(epsilons, sorted);
  if (autocorrelation === null || autocorrelation <= MATERIAL_AUTOCORRELATION)
    return { autocorrelation, blockLength: 1 };
  const r = Math.min(autocorrelation, 0.999);
  const best = Math.cbrt(6 * n * (r / (1 - r * r)) ** 2);
  return {
    autocorrelation,
    blockLength: Math.max(1, Math.min(Math.ceil(best), Math.floor(Math.min(3 * Math.sqrt(n), n / 3)))),
  };
}

/** Lag-1 autocorrelation of mean ranks: it has no trouble with epochs that no epsilon separates, nor with long tails. */
function rankAutocorrelation(epsilons: Float64Array, sorted: Float64Array): number | null {
  const n = epsilons.length;
  // Twice the mean rank of equals, less its mean over all.
  const ranks = epsilons.map((epsilon) => {
    const below = countBelow(sorted, epsilon);
    // Most have no equal, and are counted once.
    const upTo = sorted[below + 1] === epsilon ? countUpTo(sorted, epsilon) : below + 1;
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

export function countBelow(sorted: Float64Array, limit: number): number {
  return partition(sorted.length, (i) => sorted[i]! < limit);
}

function countUpTo(sorted: Float64Array, limit: number): number {
  return partition(sorted.length, (i) => sorted[i]! <= limit);
}

/** How many of the first indices hold, where those that do come first. */
function partition(length: number, holds: (i: number) => boolean): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) from = middle + 1;
    else to = middle;
  }
  return from;
}
