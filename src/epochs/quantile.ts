/** Quantiles over epochs. */

import { bootstrapQuantile } from '../statistics/bootstrap.js';

/**
 * A quantile over epochs with its bootstrap interval, dex. -Infinity: no epsilon separates the weights of
 * that share of epochs.
 */
export interface EpochQuantile {
  value: number;
  low: number;
  high: number;
  level: number;
  /** Number of independent epochs with the same information; all epochs if they are taken as independent. */
  effectiveEpochs: number;
}

/** {@link bootstrapQuantile} of a number of each epoch. */
export function epochQuantile(
  series: Float64Array,
  sorted: Float64Array,
  q: number,
  blockLength: number,
): EpochQuantile {
  const { effectiveLength, ...interval } = bootstrapQuantile(series, sorted, q, blockLength);
  return { ...interval, effectiveEpochs: effectiveLength };
}
