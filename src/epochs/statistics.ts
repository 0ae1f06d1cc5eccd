/** Statistics of the regrets of past epochs. */

import { studentEstimate, type Estimate } from '../statistics/intervals.js';
import { MAD_FACTOR, medianAndDeviation } from '../weights/scale.js';
import { eachEpoch, quartiles, type Epochs, type Quartiles } from './epochs.js';

/** Statistics of the regrets of past epochs. */
export interface EpochStatistics {
  /** Number of epochs. */
  epochs: number;
  /** Number of workers in an epoch. */
  workers: { min: number; median: number; max: number };
  /** Mean of the regrets of an epoch, dex. */
  mean: Quartiles;
  /**
   * Sample standard deviation (divisor N - 1) of the regrets of an epoch, dex; an estimate of the std of
   * their distribution.
   */
  std: Quartiles;
  /** mean / std of an epoch; null if the regrets of every epoch are equal. */
  ratio: Quartiles | null;
  /** Number of epochs whose regrets are all equal; they have no ratio, and no epsilon separates them. */
  equalEpochs: number;
  outliers: Outliers;
  /**
   * Mean over epochs; 0 for a normal distribution. null if fewer than 2 epochs have unequal regrets of at
   * least 3 workers.
   */
  skewness: Estimate | null;
  /**
   * Mean over epochs; 0 for a normal distribution. null if fewer than 2 epochs have unequal regrets of at
   * least 4 workers.
   */
  excessKurtosis: Estimate | null;
}

/**
 * Regrets far from the median of their epoch: |r - median| / (1.4826 MAD) > 5 (Iglewicz & Hoaglin 1993 with a
 * wider limit; of ten normal regrets, one in 220 is an outlier). Epochs with fewer than five workers are not
 * examined, because their MAD is often tiny by chance; nor are epochs in which more than half of the regrets
 * are equal, because their MAD is 0.
 */
export interface Outliers {
  /** Number of outliers. */
  regrets: number;
  /** Number of epochs with an outlier. */
  epochs: number;
  /** Number of epochs that were examined. */
  examined: number;
  /** The worker with the most outliers, the first of several; null if there is no outlier. */
  worst: { worker: string; epochs: number } | null;
}

/** Distance from the median in units of 1.4826 MAD above which a regret is an outlier. */
const OUTLIER_LIMIT = 5;
/** Fewest workers of an epoch that is examined for outliers. */
const FEWEST_FOR_OUTLIERS = 5;

/** Statistics over epochs of the regrets of each epoch. */
export function epochStatistics(epochs: Epochs): EpochStatistics {
  const counts = new Float64Array(epochs.epochs);
  const means = new Float64Array(epochs.epochs);
  const stds = new Float64Array(epochs.epochs);
  const ratios = new Float64Array(epochs.epochs);
  const skewness = new RunningMean();
  const kurtosis = new RunningMean();
  const outliersOf = new Uint32Array(epochs.workers);
  let unequal = 0;
  let outliers = 0;
  let epochsWithOutliers = 0;
  let examined = 0;

  for (const { epoch, regrets } of eachEpoch(epochs)) {
    const n = regrets.length;
    const { mean, std, skew, excess } = shapeOf(regrets);
    counts[epoch] = n;
    means[epoch] = mean;
    stds[epoch] = std;
    if (std > 0) {
      ratios[unequal++] = mean / std;
      if (n >= 3) skewness.add(skew);
      if (n >= 4) kurtosis.add(excess);
    }
    if (n < FEWEST_FOR_OUTLIERS) continue;
    const { median, deviation } = medianAndDeviation(regrets);
    if (deviation === 0) continue;
    examined++;
    const limit = OUTLIER_LIMIT * MAD_FACTOR * deviation;
    const before = outliers;
    for (let worker = 0; worker < epochs.workers; worker++) {
      if (!(Math.abs(epochs.values[epoch * epochs.workers + worker]! - median) > limit)) continue;
      outliers++;
      outliersOf[worker]!++;
    }
    if (outliers > before) epochsWithOutliers++;
  }

  const worst = outliersOf.indexOf(outliersOf.reduce((most, each) => Math.max(most, each), 0));
  counts.sort();
  return {
    epochs: epochs.epochs,
    workers: { min: counts[0]!, median: quartiles(counts).median, max: counts.at(-1)! },
    mean: quartiles(means.sort()),
    std: quartiles(stds.sort()),
    ratio: unequal > 0 ? quartiles(ratios.subarray(0, unequal).sort()) : null,
    equalEpochs: epochs.epochs - unequal,
    outliers: {
      regrets: outliers,
      epochs: epochsWithOutliers,
      examined,
      worst: outliers > 0 ? { worker: epochs.names[worst]!, epochs: outliersOf[worst]! } : null,
    },
    skewness: skewness.estimate(),
    excessKurtosis: kurtosis.estimate(),
  };
}

interface Shape {
  mean: number;
  /** Sample standard deviation. */
  std: number;
  skew: number;
  excess: number;
}

/**
 * Mean, sample standard deviation, and the skewness G1 and excess kurtosis G2 (Joanes & Gill 1998), which are
 * unbiased for normal regrets. Of few regrets they underestimate long tails. G1 needs three regrets, G2 four.
 */
export function shapeOf(regrets: Float64Array): Shape {
  const n = regrets.length;
  const first = regrets[0]!;
  let sum = 0;
  for (let i = 1; i < n; i++) sum += regrets[i]! - first;
  const shift = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const deviation = regrets[i]! - first - shift;
    squares += deviation * deviation;
  }
  const std = Math.sqrt(squares / n);
  let cubes = 0;
  let fourths = 0;
  for (let i = 0; i < n; i++) {
    const z = (regrets[i]! - first - shift) / std;
    const square = z * z;
    cubes += square * z;
    fourths += square * square;
  }
  return {
    mean: first + shift,
    std: Math.sqrt(squares / (n - 1)),
    skew: ((cubes / n) * Math.sqrt(n * (n - 1))) / (n - 2),
    excess: ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (fourths / n - 3) + 6),
  };
}

/** Mean of numbers that arrive one by one (Welford 1962), each from another epoch. */
class RunningMean {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    const deviation = value - this.#mean;
    this.#mean += deviation / this.#count;
    this.#squares += deviation * (value - this.#mean);
  }

  estimate(): Estimate | null {
    if (this.#count < 2) return null;
    const standardError = Math.sqrt(this.#squares / (this.#count - 1) / this.#count);
    return studentEstimate(this.#mean, standardError, this.#count - 1, this.#count);
  }
}
