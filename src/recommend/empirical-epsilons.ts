/** The largest epsilon of each of past epochs, and the epsilon to recommend from them. */

import { batchesOf, eachEpoch, quartiles, type Epochs } from '../epochs/epochs.js';
import { epochQuantile, type EpochQuantile } from '../epochs/quantile.js';
import { shapeOf } from '../epochs/statistics.js';
import { largestEpsilons } from '../kernel/largest-epsilons.js';
import { normalStream } from '../sampling/stream.js';
import { dependenceOf, type Dependence } from '../statistics/bootstrap.js';
import { LEVEL, quantileRanks, wilson, type Estimate } from '../statistics/intervals.js';
import { countBelow } from '../statistics/sorted.js';
import { sharedKernel } from './kernel.js';
import type { CompleteCriterion } from './question.js';

/** The largest epsilons of past epochs, and the epsilon that they recommend. Dex. */
export interface EmpiricalEpsilons {
  /**
   * The largest epsilon of each epoch, shape (epochs), in their order; -Infinity if no epsilon separates the
   * weights.
   */
  epsilons: Float64Array;
  /**
   * The largest epsilon that separates at least the share `confidence` of these epochs: the quantile 1 -
   * confidence of `epsilons`.
   */
  recommended: EpochQuantile;
  /** The median over epochs. */
  median: EpochQuantile;
  /**
   * Median over epochs of the bound above which no epsilon can separate an epoch, p sigma / (T ln 10) - s,
   * dex.
   */
  upperBound: number;
  /** Share of epochs that some epsilon separates. Its Wilson interval assumes independent epochs. */
  separable: Estimate;
  dependence: Dependence;
  /**
   * Number of independent epochs from which on the smallest of their largest epsilons bounds the recommended
   * quantile from below, for any distribution. With fewer epochs (72 at 95 %) the low end of its interval is
   * only the smallest epsilon seen, because a bootstrap resamples the epochs seen.
   */
  epochsNeeded: number;
  gaussian: GaussianComparison;
}

/**
 * The epsilon that one normal distribution for all epochs would lead to. It tells whether results for normal
 * regrets apply to these.
 */
export interface GaussianComparison {
  /** Mean of all regrets, dex. */
  mean: number;
  /**
   * Pooled over epochs, sqrt(sum of squared deviations from the epoch's mean / sum of (N - 1)), dex: the
   * square root of an unbiased variance.
   */
  std: number;
  /**
   * The epsilon that would be recommended, for epochs with as many workers, dex; -Infinity if no epsilon
   * separates enough epochs.
   */
  epsilon: number;
  /**
   * Whether that epsilon lies in the interval of the recommended one, widened by a tenth on either side. This
   * is not a test of normality: it asks whether the difference matters. With many epochs the tenth decides.
   * With few epochs an end of the interval is ignored unless they prove it for any distribution.
   */
  isGaussian: boolean;
}

/** Factor by which the interval is widened on either side: differences of a tenth do not matter. */
const GAUSSIAN_MARGIN = 1.1;
/**
 * Approximate number of normal draws; the share of them below their quantile 0.05 has a standard error of
 * 0.0015.
 */
const GAUSSIAN_DRAWS = 20_000;

/**
 * The largest epsilon of each epoch, and the epsilon to recommend from them.
 * @param seed of the normal draws that the epochs are compared with
 */
export function empiricalEpsilons(
  epochs: Epochs,
  { formula, factor, confidence }: Pick<CompleteCriterion, 'formula' | 'factor' | 'confidence'>,
  seed: number,
): EmpiricalEpsilons {
  const kernel = sharedKernel();
  const solve: Solver = (regrets, workers) => {
    const solved = largestEpsilons(kernel, regrets, workers, Math.log10(factor), formula);
    return { epsilons: solved.epsilons[formula.mapping], bounds: solved.bounds };
  };
  const share = 1 - confidence;
  const { epsilons, bounds } = epsilonsOfEpochs(epochs, solve);
  const sorted = epsilons.toSorted();
  const dependence = dependenceOf(epsilons, sorted);
  const quantile = (q: number): EpochQuantile => epochQuantile(epsilons, sorted, q, dependence.blockLength);
  const recommended = quantile(share);
  const proven = quantileRanks(recommended.effectiveEpochs, share);
  const { mean, std } = pooled(epochs);
  const gaussian = gaussianQuantile(epochs, mean, std, share, seed, solve);
  return {
    epsilons,
    recommended,
    median: quantile(0.5),
    upperBound: quartiles(bounds.sort()).median,
    separable: wilson(sorted.length - countBelow(sorted, 0), epochs.epochs),
    dependence,
    epochsNeeded: Math.ceil(Math.log((1 - LEVEL) / 2) / Math.log1p(-share)),
    gaussian: {
      mean,
      std,
      epsilon: gaussian,
      isGaussian:
        (proven.low === null || gaussian >= recommended.low / GAUSSIAN_MARGIN) &&
        (proven.high === null || gaussian <= recommended.high * GAUSSIAN_MARGIN),
    },
  };
}

interface Solved {
  /** The largest epsilon of each draw or epoch; -Infinity if there is none. */
  epsilons: Float64Array;
  /** An upper bound of each. */
  bounds: Float64Array;
}

/** @param regrets dex, shape (draws, workers) */
type Solver = (regrets: Float64Array, workers: number) => Solved;

/** Both of shape (epochs), in their order. */
function epsilonsOfEpochs(epochs: Epochs, solve: Solver): Solved {
  const epsilons = new Float64Array(epochs.epochs);
  const bounds = new Float64Array(epochs.epochs);
  for (const { members, regrets, workers } of batchesOf(epochs)) {
    const solved = solve(regrets, workers);
    for (let i = 0; i < members.length; i++) {
      epsilons[members[i]!] = solved.epsilons[i]!;
      bounds[members[i]!] = solved.bounds[i]!;
    }
  }
  return { epsilons, bounds };
}

/**
 * The quantile `share` of the largest epsilons of normal regrets, drawn for epochs with as many workers as
 * these, dex.
 */
function gaussianQuantile(
  epochs: Epochs,
  mean: number,
  std: number,
  share: number,
  seed: number,
  solve: Solver,
): number {
  const rounds = Math.ceil(GAUSSIAN_DRAWS / epochs.epochs);
  const some = everyNth(epochs, Math.max(1, Math.floor(epochs.epochs / GAUSSIAN_DRAWS)));
  const epsilons = new Float64Array(rounds * some.epochs);
  const normal = normalStream({ seed, cell: 0, block: 0 });
  let drawn = 0;
  for (const { regrets, workers } of batchesOf(some)) {
    for (let round = 0; round < rounds; round++) {
      const solved = solve(
        regrets.map(() => mean + std * normal()),
        workers,
      );
      epsilons.set(solved.epsilons, drawn);
      drawn += solved.epsilons.length;
    }
  }
  return epsilons.sort()[quantileRanks(epsilons.length, share).value - 1]!;
}

/** Mean of all regrets, and the std pooled over epochs, dex. */
function pooled(epochs: Epochs): { mean: number; std: number } {
  let regretsSoFar = 0;
  let mean = 0;
  let squares = 0;
  for (const { regrets } of eachEpoch(epochs)) {
    const ofEpoch = shapeOf(regrets);
    regretsSoFar += regrets.length;
    mean += ((ofEpoch.mean - mean) * regrets.length) / regretsSoFar;
    squares += ofEpoch.std * ofEpoch.std * (regrets.length - 1);
  }
  return { mean, std: Math.sqrt(squares / (regretsSoFar - epochs.epochs)) };
}

/** Every epoch whose index is a multiple of `step`. */
function everyNth(table: Epochs, step: number): Epochs {
  const { values, workers, epochs } = table;
  const count = Math.ceil(epochs / step);
  const some = new Float64Array(count * workers);
  for (let i = 0; i < count; i++)
    some.set(values.subarray(i * step * workers, (i * step + 1) * workers), i * workers);
  return { ...table, values: some, epochs: count };
}
