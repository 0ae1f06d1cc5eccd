/**
 * The limit that rewards set: rewards are equal once the standard deviation of the last ten scores is below
 * epsilon.
 *
 * A score is the increase of the network's log10 loss without a worker, dex; it is not a regret. The
 * network's code normalises scores by the std of the last ten scores (not of the scores of ten epochs):
 * newest epoch first, within an epoch in the order of the workers, cut at ten; of an epoch with more than ten
 * scores only its last ten are kept.
 */

import { checkNumber, checkNumbers, show } from '../text/check.js';
import { scaleOf } from '../weights/scale.js';
import { dependenceOf } from '../statistics/bootstrap.js';
import { epochQuantile, type EpochQuantile } from './quantile.js';
import { quartiles, type Epochs, type Quartiles } from './epochs.js';
import { epochsOf, type EpochsInput } from './from-rows.js';

/** Number of scores that the network's code keeps. */
const HISTORY = 10;

/** Standard deviations of the last ten scores, over past epochs. */
export interface ScoreStds {
  /** Number of epochs at which ten scores are known; 1 if there are fewer than ten scores in all. */
  epochs: number;
  /** Std of the last ten scores at the last epoch, dex. */
  latest: number;
  /** Std of the last ten scores over epochs, dex. */
  std: Quartiles;
  /**
   * The largest epsilon with which rewards differ in a share `confidence` of these epochs, dex, with its
   * bootstrap interval.
   */
  limit: EpochQuantile;
}

/**
 * Standard deviation (divisor 9) of the last ten scores, as the network computes it: the `scoreStd` of {@link
 * recommendEpsilon}.
 * @param scores dex, shape (epochs, workers), newest epoch last, workers in the order of the network; NaN
 *   where a worker has none
 * @returns dex; of all scores if there are fewer than ten, 0 if there are fewer than two
 * @throws {TypeError|RangeError} naming the row, the rule and the value, if a row is not a list of numbers
 */
export function stdOfLastScores(scores: readonly ArrayLike<number>[]): number {
  if (!Array.isArray(scores))
    throw new TypeError(`Expected \`scores\` to be rows of numbers, got ${show(scores)}`);
  const isScore = (value: number) => !(Math.abs(value) === Infinity);
  const rows = Array.from(scores as readonly ArrayLike<number>[], (row, i) =>
    checkNumbers(`scores[${i}]`, row, 'a finite number or NaN', isScore),
  );
  return stdOf(lastScores(rows.length, (epoch) => rows[epoch]!));
}

/**
 * Statistics of the std of the last ten scores over epochs, and the limit that they set for epsilon.
 * @param scores epochs of `readEpochs`, or rows of shape (epochs, workers), newest epoch last, NaN where a
 *   worker has none; dex
 * @param confidence share of epochs whose rewards shall differ, in (0, 1)
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function scoreStds(scores: EpochsInput, confidence = 0.95): ScoreStds {
  const isShare = (value: number) => value > 0 && value < 1;
  checkNumber('confidence', confidence, 'a number between 0 and 1', isShare);
  return scoreStdsOf(epochsOf('scores', scores), confidence);
}

/** The same of checked arguments. */
export function scoreStdsOf({ values, workers, epochs }: Epochs, confidence: number): ScoreStds {
  const rowOf = (epoch: number) => values.subarray(epoch * workers, (epoch + 1) * workers);
  const stds = new Float64Array(epochs);
  let known = 0;
  for (let count = 1; count <= epochs; count++) {
    const last = lastScores(count, rowOf);
    if (last.length === HISTORY || (count === epochs && known === 0)) stds[known++] = stdOf(last);
  }
  const found = stds.subarray(0, known);
  const sorted = found.toSorted();
  return {
    epochs: known,
    latest: found.at(-1)!,
    std: quartiles(sorted),
    limit: epochQuantile(found, sorted, 1 - confidence, dependenceOf(found, sorted).blockLength),
  };
}

/** The last ten scores of the first `count` epochs. */
function lastScores(count: number, rowOf: (epoch: number) => Float64Array): number[] {
  const last: number[] = [];
  for (let epoch = count - 1; epoch >= 0 && last.length < HISTORY; epoch--) {
    const ofEpoch: number[] = [];
    for (const score of rowOf(epoch)) if (!Number.isNaN(score)) ofEpoch.push(score);
    last.push(...ofEpoch.slice(-HISTORY));
  }
  return last.slice(0, HISTORY);
}

function stdOf(scores: readonly number[]): number {
  return scores.length < 2 ? 0 : scaleOf(Float64Array.from(scores), 'sample-std');
}
