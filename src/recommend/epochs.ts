/**
 * What the regrets of past epochs say of epsilon: their statistics, the largest epsilon of each, and what a given epsilon separates.
 *
 * Quantiles are order statistics: of n numbers, the smallest that a share q of them does not exceed (`quantileRanks`).
 */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import { quantileRanks, studentEstimate, wilson, type Estimate } from '../analysis/intervals.js';
import { createKernel, KERNEL_MAPPINGS } from '../kernel/kernel.js';
import { normalStream } from '../sampling/stream.js';
import { checkNumber } from '../weights/check.js';
import { completeFormula, type Formula } from '../weights/formula.js';
import type { MaxEpsilonOptions } from '../weights/max-epsilon.js';
import { populationStd } from '../weights/scale.js';
import { denominator, relativeLogWeights, summarize } from '../weights/weights.js';

/** Regrets of past epochs, in their order. */
export interface Epochs {
  /** Dex, shape (epochs, workers); NaN where a worker was absent. Every epoch has at least two finite regrets. */
  readonly values: Float64Array;
  /** >= 2. */
  readonly workers: number;
  /** >= 2. */
  readonly epochs: number;
  /** Of the workers, shape (workers). */
  readonly names: readonly string[];
  /** What a reader of results should know of how the regrets were come by: sentences. */
  readonly notes: readonly string[];
}

/** A number of each epoch: its median over epochs, and the quartiles between which half of the epochs lie. */
export interface Quartiles {
  low: number;
  median: number;
  high: number;
}

export interface EpochStatistics {
  epochs: number;
  /** Workers that an epoch has. */
  workers: { min: number; median: number; max: number };
  /** Of the regrets of an epoch, dex. */
  mean: Quartiles;
  /** Sample standard deviation (divisor N - 1) of the regrets of an epoch, dex: it estimates that of the distribution they come from. */
  std: Quartiles;
  /** mean / std of an epoch; null if the regrets of every epoch are equal. */
  ratio: Quartiles | null;
  /** Epochs whose regrets are all equal; they have no ratio, and no epsilon separates them. */
  equalEpochs: number;
  outliers: Outliers;
  /** Distance from a normal distribution, whose skewness and excess kurtosis are 0; null where there are too few epochs to say. */
  skewness: Estimate | null;
  excessKurtosis: Estimate | null;
}

/**
 * Regrets far from the median of their epoch: |r - median| / (1.4826 MAD) > 5 (Iglewicz & Hoaglin 1993 with a wider limit; of ten normal
 * regrets one in 220 is). Epochs of fewer than five workers are not looked at, as their MAD is often tiny by chance; nor are epochs in which
 * more than half of the regrets are equal, whose MAD is 0.
 */
interface Outliers {
  /** How many regrets, and in how many epochs. */
  regrets: number;
  epochs: number;
  /** How many epochs were looked at. */
  examined: number;
  /** The worker who is far out most often, the first of equals; null if nobody ever is. */
  worst: { worker: string; epochs: number } | null;
}

const OUTLIER_LIMIT = 5;
const FEWEST_FOR_OUTLIERS = 5;

/** Statistics of the regrets, epoch by epoch. */
export function epochStatistics(epochs: Epochs): EpochStatistics {
  const counts = new Float64Array(epochs.epochs);
  const means = new Float64Array(epochs.epochs);
  const stds = new Float64Array(epochs.epochs);
  const ratios = new Float64Array(epochs.epochs);
  const skewness = new RunningMean();
  const kurtosis = new RunningMean();
  const sorted = new Float64Array(epochs.workers);
  const timesFarOut = new Uint32Array(epochs.workers);
  let unequal = 0;
  let farOut = 0;
  let epochsFarOut = 0;
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
    const { median, mad } = medianAndMad(regrets, sorted.subarray(0, n));
    if (mad === 0) continue;
    examined++;
    const limit = OUTLIER_LIMIT * 1.4826 * mad;
    const before = farOut;
    for (let worker = 0; worker < epochs.workers; worker++) {
      if (!(Math.abs(epochs.values[epoch * epochs.workers + worker]! - median) > limit)) continue;
      farOut++;
      timesFarOut[worker]!++;
    }
    if (farOut > before) epochsFarOut++;
  }

  const worst = timesFarOut.indexOf(timesFarOut.reduce((most, times) => Math.max(most, times), 0));
  counts.sort();
  return {
    epochs: epochs.epochs,
    workers: { min: counts[0]!, median: quartiles(counts).median, max: counts.at(-1)! },
    mean: quartiles(means.sort()),
    std: quartiles(stds.sort()),
    ratio: unequal > 0 ? quartiles(ratios.subarray(0, unequal).sort()) : null,
    equalEpochs: epochs.epochs - unequal,
    outliers: {
      ...{ regrets: farOut, epochs: epochsFarOut, examined },
      worst: farOut > 0 ? { worker: epochs.names[worst]!, epochs: timesFarOut[worst]! } : null,
    },
    skewness: skewness.estimate(),
    excessKurtosis: kurtosis.estimate(),
  };
}

/** The regrets of each epoch without blanks, shape (N): a view that the next epoch writes over. */
function* eachEpoch({ values, workers, epochs }: Epochs): Generator<{ epoch: number; regrets: Float64Array }> {
  const present = new Float64Array(workers);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let n = 0;
    for (let i = epoch * workers; i < (epoch + 1) * workers; i++) if (!Number.isNaN(values[i]!)) present[n++] = values[i]!;
    yield { epoch, regrets: present.subarray(0, n) };
  }
}

/**
 * Mean, sample standard deviation, and the skewness G1 and excess kurtosis G2 that are unbiased for normal regrets (Joanes & Gill 1998;
 * those of few regrets cannot show the whole of a long tail). G1 needs three regrets, G2 four.
 */
function shapeOf(regrets: Float64Array): { mean: number; std: number; skew: number; excess: number } {
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

/** @param sorted caller-owned, shape (N) */
function medianAndMad(regrets: Float64Array, sorted: Float64Array): { median: number; mad: number } {
  const median = middleOf(copySorted(regrets, sorted));
  for (let i = 0; i < sorted.length; i++) sorted[i] = Math.abs(sorted[i]! - median);
  return { median, mad: middleOf(sorted.sort()) };
}

function copySorted(values: Float64Array, into: Float64Array): Float64Array {
  into.set(values);
  return into.sort();
}

function middleOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
}

function quartiles(sorted: Float64Array): Quartiles {
  const at = (share: number): number => sorted[quantileRanks(sorted.length, share).value - 1]!;
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/** Mean of numbers that come one by one (Welford 1962), each from an epoch of its own. */
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

export interface EmpiricalOptions extends MaxEpsilonOptions {
  /** Share of epochs that the recommended epsilon shall separate, in (0, 1). Default 0.95. */
  confidence?: number | undefined;
  /** Of the normal regrets that the epochs are compared with; a whole number from 0 to 2^53 - 1. Default 0. */
  seed?: number | undefined;
}

/** A quantile of the largest epsilons, with its bootstrap interval; dex. -Infinity: no epsilon separates that share of epochs. */
interface EpsilonQuantile {
  value: number;
  low: number;
  high: number;
  level: number;
  /** So many independent epochs would know it as well; all of them if they are taken for independent. */
  effectiveEpochs: number;
}

export interface EmpiricalEpsilons {
  /** The largest epsilon of each epoch, shape (epochs), in their order; -Infinity where no epsilon separates the weights. */
  epsilons: Float64Array;
  /** The largest epsilon that separates at least the share `confidence` of these epochs: the quantile 1 - confidence of `epsilons`. */
  recommended: EpsilonQuantile;
  /** The median over epochs. */
  median: EpsilonQuantile;
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

/** How the largest epsilons of consecutive epochs hang together. */
interface Dependence {
  /** Correlation of the ranks of consecutive epochs (ties have their mean rank); null if all are tied. */
  autocorrelation: number | null;
  /** Epochs that the bootstrap takes together; 1: epochs are taken for independent. */
  blockLength: number;
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

const LEVEL = 0.95;
const GAUSSIAN_MARGIN = 1.1;
/** About so many: a quantile 0.05 of theirs has a standard error of 0.0015. */
const GAUSSIAN_DRAWS = 20_000;

/**
 * The largest epsilon of each epoch, and the epsilon to recommend from them.
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function empiricalEpsilons(epochs: Epochs, options: EmpiricalOptions = {}): EmpiricalEpsilons {
  const formula = completeFormula(options);
  const threshold = Math.log10(checkFactor(options));
  const isShare = (value: number): boolean => value > 0 && value < 1;
  const share = 1 - checkNumber('confidence', options.confidence ?? 0.95, 'a number in (0, 1)', isShare);
  const seed = checkNumber(
    'seed',
    options.seed ?? 0,
    'a whole number from 0 to 2^53 - 1',
    (value) => Number.isSafeInteger(value) && value >= 0,
  );

  const solve = solver(formula, threshold);
  const { epsilons, bounds } = largestEpsilons(epochs, solve);
  const sorted = epsilons.toSorted();
  const dependence = dependenceOf(epsilons, sorted);
  const quantile = (q: number): EpsilonQuantile => bootstrapQuantile(epsilons, sorted, q, dependence.blockLength);
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

function checkFactor({ factor }: MaxEpsilonOptions): number {
  return checkNumber('factor', factor ?? 10 ** 0.5, 'a finite number > 1', (value) => value > 1 && value < Infinity);
}

/** Numbers that go to the kernel at a time. */
const BATCH_NUMBERS = 2 ** 15;

/** Regrets of epochs with the same number of workers, without blanks. */
interface Batch {
  /** Indices of the epochs, shape (draws). */
  epochs: Uint32Array;
  workers: number;
  /** Dex, shape (draws, workers). */
  regrets: Float64Array;
}

function* batchesOf({ values, workers, epochs }: Epochs): Generator<Batch> {
  const counts = new Uint32Array(epochs);
  const starts = new Uint32Array(workers + 2);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = epoch * workers; i < (epoch + 1) * workers; i++) if (!Number.isNaN(values[i]!)) counts[epoch]!++;
  }
  for (const count of counts) starts[count + 1]!++;
  for (let count = 1; count < starts.length; count++) starts[count]! += starts[count - 1]!;
  const ends = starts.slice();
  const order = new Uint32Array(epochs);
  for (let epoch = 0; epoch < epochs; epoch++) order[ends[counts[epoch]!]!++] = epoch;

  for (let n = 2; n <= workers; n++) {
    const size = Math.ceil(BATCH_NUMBERS / n);
    for (let from = starts[n]!; from < ends[n]!; from += size) {
      const members = order.subarray(from, Math.min(from + size, ends[n]!));
      const regrets = new Float64Array(members.length * n);
      let next = 0;
      for (const epoch of members) {
        for (let i = epoch * workers; i < (epoch + 1) * workers; i++) if (!Number.isNaN(values[i]!)) regrets[next++] = values[i]!;
      }
      yield { epochs: members, workers: n, regrets };
    }
  }
}

/** The largest epsilon and its upper bound of each epoch, both of shape (epochs). */
function largestEpsilons(epochs: Epochs, solve: Solver): { epsilons: Float64Array; bounds: Float64Array } {
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
  const lane = KERNEL_MAPPINGS.indexOf(formula.mapping);
  return (regrets, workers) => {
    const draws = regrets.length / workers;
    const both = new Float64Array(2 * draws);
    const epsilons = new Float64Array(draws);
    const bounds = new Float64Array(draws);
    kernel.maxEpsilons(regrets, workers, threshold, formula, both, new Uint8Array(2 * draws), bounds);
    for (let draw = 0; draw < draws; draw++) {
      const epsilon = both[2 * draw + lane]!;
      epsilons[draw] = epsilon >= 0 ? epsilon : -Infinity;
    }
    return { epsilons, bounds };
  };
}

/** The quantile `share` of the largest epsilons of normal regrets, for the numbers of workers that the epochs have. */
function gaussianQuantile(epochs: Epochs, share: number, seed: number, solve: Solver): Omit<GaussianComparison, 'isGaussian'> {
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
  for (let i = 0; i < count; i++) some.set(values.subarray(i * step * workers, (i * step + 1) * workers), i * workers);
  return { values: some, workers, epochs: count, ...rest };
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
function bootstrapQuantile(epsilons: Float64Array, sorted: Float64Array, q: number, blockLength: number): EpsilonQuantile {
  const n = epsilons.length;
  const value = sorted[quantileRanks(n, q).value - 1]!;
  const effectiveEpochs = Math.max(1, Math.round(n / designEffect(epsilons, value, blockLength)));
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
 * By how much more the count of epochs at or below a value varies over blocks of consecutive epochs than if they were independent, at least
 * 1. Blocks start at every epoch and go on at the first after the last (Politis & Romano 1992), so that each epoch counts alike.
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
  return Math.max(1, squares / n / variance);
}

/** Below this, an interval would be about a tenth wider at most: sqrt((1 + r) / (1 - r)) for epochs that remember only the one before. */
const MATERIAL_AUTOCORRELATION = 0.1;

/** Block length of Politis & White 2004 (constant of Patton, Politis & White 2009), for a first-order process; limits are theirs. */
function dependenceOf(epsilons: Float64Array, sorted: Float64Array): Dependence {
  const n = epsilons.length;
  const autocorrelation = rankAutocorrelation(epsilons, sorted);
  if (autocorrelation === null || autocorrelation <= MATERIAL_AUTOCORRELATION) return { autocorrelation, blockLength: 1 };
  const r = Math.min(autocorrelation, 0.999);
  const best = Math.cbrt(6 * n * (r / (1 - r * r)) ** 2);
  return { autocorrelation, blockLength: Math.max(1, Math.min(Math.ceil(best), Math.floor(Math.min(3 * Math.sqrt(n), n / 3)))) };
}

/** Lag-1 autocorrelation of mean ranks: it has no trouble with epochs that no epsilon separates, nor with long tails. */
function rankAutocorrelation(epsilons: Float64Array, sorted: Float64Array): number | null {
  const n = epsilons.length;
  // Twice the mean rank of equals, less its mean over all.
  const ranks = epsilons.map((epsilon) => countBelow(sorted, epsilon) + countUpTo(sorted, epsilon) - n);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    squares += ranks[i]! ** 2;
    if (i > 0) products += ranks[i - 1]! * ranks[i]!;
  }
  return squares > 0 ? products / squares : null;
}

function countBelow(sorted: Float64Array, limit: number): number {
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

/**
 * Share of epochs whose weights an epsilon separates, S >= log10 factor, with its Wilson interval, which takes them for independent.
 *
 * S itself is compared, not epsilon with the largest epsilon of the epoch: below that one S may be too small as well. An epoch in which a
 * bound makes a weight zero has no S and counts as not separated, as does one that has no weights because s + epsilon is 0.
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function separatedShare(epochs: Epochs, epsilon: number, options: MaxEpsilonOptions = {}): Estimate {
  const threshold = Math.log(checkFactor(options));
  let separated = 0;
  for (const relative of eachLogWeights(epochs, epsilon, options)) if (populationStd(relative) >= threshold) separated++;
  return wilson(separated, epochs.epochs);
}

/**
 * How many groups of workers the weights tell apart at an epsilon, over epochs: {@link countGroups} of each.
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function distinguishableGroups(epochs: Epochs, epsilon: number, options: MaxEpsilonOptions = {}): Quartiles {
  const level = Math.log(checkFactor(options));
  const groups = new Float64Array(epochs.epochs);
  let next = 0;
  for (const relative of eachLogWeights(epochs, epsilon, options)) groups[next++] = countGroups(relative, level);
  return quartiles(groups.sort());
}

/**
 * The most workers of whom each weighs at least a factor more than the next: 1 if all weights are within the factor, N if any two are a factor
 * apart. From the best worker down, a group goes on until a weight is a factor below the first of the group. Weights of zero are one group.
 * @param logWeights shape (N), any base; sorted in place
 * @param level logarithm of the factor, same base
 */
function countGroups(logWeights: Float64Array, level: number): number {
  logWeights.sort();
  let groups = 0;
  let first = Infinity;
  for (let i = logWeights.length - 1; i >= 0; i--) {
    if (!(first - logWeights[i]! >= level)) continue;
    groups++;
    first = logWeights[i]!;
  }
  return groups;
}

/** ln(w_i / w_best) of each epoch, shape (N): a view that the next epoch writes over. Where the denominator is 0, all are 0. */
function* eachLogWeights(epochs: Epochs, epsilon: number, options: MaxEpsilonOptions): Generator<Float64Array> {
  const formula = completeFormula(options);
  checkNumber('epsilon', epsilon, 'a finite number >= 0', (value) => value >= 0 && value < Infinity);
  const normalized = new Float64Array(epochs.workers);
  const relative = new Float64Array(epochs.workers);
  for (const { regrets } of eachEpoch(epochs)) {
    const summary = summarize(regrets, formula);
    const weights = relative.subarray(0, regrets.length);
    const d = denominator(summary, epsilon);
    if (d > 0) relativeLogWeights(summary, d, formula, normalized, weights);
    else weights.fill(0);
    yield weights;
  }
}
