/** The largest epsilon of each of past epochs, and the epsilon to recommend from them. */

import { LEVEL, quantileRanks, wilson, type Estimate } from '../statistics/intervals.js';
import { createKernel } from '../kernel/kernel.js';
import { largestEpsilons } from '../kernel/largest-epsilons.js';
import { normalStream } from '../sampling/stream.js';
import { checkNumber } from '../text/check.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { checkFactor, completeFormula, type Formula } from '../weights/formula.js';
import type { MaxEpsilonOptions } from '../weights/max-epsilon.js';
import { dependenceOf, type Dependence } from '../statistics/bootstrap.js';
import { countBelow } from '../statistics/sorted.js';
import { epochQuantile, type EpochQuantile } from '../epochs/quantile.js';
import { shapeOf } from '../epochs/statistics.js';
import { batchesOf, eachEpoch, quartiles, type Epochs } from '../epochs/epochs.js';

export interface EmpiricalOptions extends MaxEpsilonOptions {
  /** Share of epochs that the recommended epsilon shall separate, in (0, 1). Default 0.95. */
  confidence?: number | undefined;
  /** Of the normal regrets that the epochs are compared with; a whole number from 0 to 2^53 - 1. Default 0. */
  seed?: number | undefined;
}

export interface EmpiricalEpsilons {
  /** The largest epsilon of each epoch, shape (epochs), in their order; -Infinity where no epsilon separates the weights. */
  epsilons: Float64Array;
  /** The largest epsilon that separates at least the share `confidence` of these epochs: the quantile 1 - confidence of `epsilons`. */
  recommended: EpochQuantile;
  /** The median over epochs. */
  median: EpochQuantile;
  /** Median over epochs of the bound above which no epsilon can separate an epoch, p sigma / (T ln 10) - s, dex. */
  upperBound: number;
  /** Share of epochs that some epsilon separates; its Wilson interval takes the epochs for independent. */
  separable: Estimate;
  dependence: Dependence;
  /**
   * So many independent epochs it takes for the smallest of their largest epsilons to bound the recommended quantile from below, whatever the
   * distribution. With fewer (72 at 95 %) the low end of its interval is only the smallest epsilon seen: a bootstrap knows no others.
   */
  epochsNeeded: number;
  gaussian: GaussianComparison;
}

/** What one normal distribution for all epochs would lead to: is what is known of normal regrets good for these? */
export interface GaussianComparison {
  /** Of all regrets, dex. */
  mean: number;
  /** Pooled over epochs, sqrt(sum of squared deviations from the epoch's mean / sum of (N - 1)), dex: the square root of an unbiased variance. */
  std: number;
  /** What would be recommended then, for epochs of as many workers, dex; -Infinity if no epsilon separates enough epochs. */
  epsilon: number;
  /**
   * Whether that lies within the interval of the recommended epsilon widened by a tenth on either side. Not whether the regrets pass for
   * normal, but whether it matters: with many epochs the tenth decides, with few only what they prove counts (an end is none where the epochs
   * are too few to bound the quantile whatever the distribution).
   */
  isGaussian: boolean;
}

const GAUSSIAN_MARGIN = 1.1;
/** About so many: a quantile 0.05 of theirs has a standard error of 0.0015. */
const GAUSSIAN_DRAWS = 20_000;

/**
 * The largest epsilon of each epoch, and the epsilon to recommend from them.
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function empiricalEpsilons(epochs: Epochs, options: EmpiricalOptions = {}): EmpiricalEpsilons {
  const formula = completeFormula(options);
  const threshold = Math.log10(checkFactor(options.factor));
  const isShare = (value: number): boolean => value > 0 && value < 1;
  const share =
    1 -
    checkNumber(
      'confidence',
      options.confidence ?? DEFAULT_OPTIONS.confidence,
      'a number in (0, 1)',
      isShare,
    );
  const seed = checkNumber(
    'seed',
    options.seed ?? 0,
    'a whole number from 0 to 2^53 - 1',
    (value) => Number.isSafeInteger(value) && value >= 0,
  );

  const solve = solver(formula, threshold);
  const { epsilons, bounds } = epsilonsOfEpochs(epochs, solve);
  const sorted = epsilons.toSorted();
  const dependence = dependenceOf(epsilons, sorted);
  const quantile = (q: number): EpochQuantile => epochQuantile(epsilons, sorted, q, dependence.blockLength);
  const recommended = quantile(share);
  const gaussian = gaussianQuantile(epochs, share, seed, solve);
  const proven = quantileRanks(recommended.effectiveEpochs, share);
  const separable = sorted.length - countBelow(sorted, 0);
  return {
    epsilons,
    recommended,
    median: quantile(0.5),
    upperBound: quartiles(bounds.sort()).median,
    separable: wilson(separable, epochs.epochs),
    dependence,
    epochsNeeded: Math.ceil(Math.log((1 - LEVEL) / 2) / Math.log1p(-share)),
    gaussian: {
      ...gaussian,
      isGaussian:
        (proven.low === null || gaussian.epsilon >= recommended.low / GAUSSIAN_MARGIN) &&
        (proven.high === null || gaussian.epsilon <= recommended.high * GAUSSIAN_MARGIN),
    },
  };
}

/** The largest epsilon and its upper bound of each epoch, both of shape (epochs). */
function epsilonsOfEpochs(epochs: Epochs, solve: Solver): { epsilons: Float64Array; bounds: Float64Array } {
  const epsilons = new Float64Array(epochs.epochs);
  const bounds = new Float64Array(epochs.epochs);
  for (const { epochs: members, regrets, workers } of batchesOf(epochs)) {
    const solved = solve(regrets, workers);
    for (let i = 0; i < members.length; i++) {
      epsilons[members[i]!] = solved.epsilons[i]!;
      bounds[members[i]!] = solved.bounds[i]!;
    }
  }
  return { epsilons, bounds };
}

/** Largest epsilons of draws, -Infinity where there is none, and what bounds them, both of shape (draws). */
type Solver = (regrets: Float64Array, workers: number) => { epsilons: Float64Array; bounds: Float64Array };

function solver(formula: Formula, threshold: number): Solver {
  const kernel = createKernel();
  return (regrets, workers) => {
    const { epsilons, bounds } = largestEpsilons(kernel, regrets, workers, threshold, formula);
    return { epsilons: epsilons[formula.mapping], bounds };
  };
}

/** The quantile `share` of the largest epsilons of normal regrets, for the numbers of workers that the epochs have. */
function gaussianQuantile(
  epochs: Epochs,
  share: number,
  seed: number,
  solve: Solver,
): Omit<GaussianComparison, 'isGaussian'> {
  const { mean, std } = pooled(epochs);
  const rounds = Math.ceil(GAUSSIAN_DRAWS / epochs.epochs);
  const some = everyNth(epochs, Math.max(1, Math.floor(epochs.epochs / GAUSSIAN_DRAWS)));
  const epsilons = new Float64Array(rounds * some.epochs);
  const normal = normalStream({ seed, cell: 0, block: 0 });
  let drawn = 0;
  for (const { regrets, workers } of batchesOf(some)) {
    for (let round = 0; round < rounds; round++) {
      const { epsilons: solved } = solve(
        regrets.map(() => mean + std * normal()),
        workers,
      );
      epsilons.set(solved, drawn);
      drawn += solved.length;
    }
  }
  return { mean, std, epsilon: epsilons.sort()[quantileRanks(epsilons.length, share).value - 1]! };
}

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

function everyNth({ values, workers, epochs, ...rest }: Epochs, step: number): Epochs {
  const count = Math.ceil(epochs / step);
  const some = new Float64Array(count * workers);
  for (let i = 0; i < count; i++)
    some.set(values.subarray(i * step * workers, (i * step + 1) * workers), i * workers);
  return { values: some, workers, epochs: count, ...rest };
}
