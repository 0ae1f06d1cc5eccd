/**
 * The limit that rewards set: they are paid equally once the standard deviation of the last ten scores is below epsilon.
 *
 * Scores are another quantity than regrets: by how much the network does worse without a worker, in dex. The last ten of them, not those of
 * ten epochs, normalise the scores in the network's code: newest epoch first, within an epoch in the order of the workers, cut at ten; of an
 * epoch with more than ten only the last ten are kept.
 */

import { checkNumbers } from '../text/check.js';
import { scaleOf } from '../weights/scale.js';
import { dependenceOf } from '../statistics/bootstrap.js';
import { epochQuantile, type EpochQuantile } from './quantile.js';
import { quartiles, type Epochs, type Quartiles } from './epochs.js';

/** Scores that are kept. */
const HISTORY = 10;

export interface ScoreStds {
  /** Epochs whose last ten scores are known, or 1 if there are fewer scores in all. */
  epochs: number;
  /** Std of the last ten scores at the last epoch, dex. */
  latest: number;
  /** The same over epochs. */
  std: Quartiles;
  /** With an epsilon up to this, rewards differ in at least the share `confidence` of these epochs, dex; with its bootstrap interval. */
  limit: EpochQuantile;
}

/**
 * Standard deviation (divisor 9) of the last ten scores, as the network takes it: the `scoreStd` of {@link recommendEpsilon}.
 * @param scores dex, shape (epochs, workers), the newest epoch last, workers in the order of the network; NaN where a worker has none
 * @returns dex; of fewer than ten scores if there are no more, 0 of fewer than two
 * @throws {TypeError|RangeError} if they are no lists of numbers
 */
export function stdOfLastScores(scores: readonly ArrayLike<number>[]): number {
  const isScore = (value: number) => !(Math.abs(value) === Infinity);
  const rows = scores.map((row, i) => checkNumbers(`scores[${i}]`, row, 'a finite number or NaN', isScore));
  return stdOf(lastScores(rows.length, (epoch) => rows[epoch]!));
}

/** @param confidence share of epochs, in (0, 1) */
export function scoreStds({ values, workers, epochs }: Epochs, confidence: number): ScoreStds {
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

/** The last scores of the first `count` epochs. */
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
