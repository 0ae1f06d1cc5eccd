/** Workers that an epsilon tells apart in past epochs. */

import { batchesOf, quartiles, type Epochs, type Quartiles } from '../epochs/epochs.js';
import { wilson, type Estimate } from '../statistics/intervals.js';
import { populationStd, sorted } from '../weights/scale.js';
import { denominator, relativeLogWeights, summarize } from '../weights/weights.js';
import type { CompleteCriterion } from './question.js';

export interface Separation {
  /**
   * Share of epochs whose weights the epsilon separates, S >= log10 factor. The Wilson interval assumes
   * independent epochs.
   */
  separated: Estimate;
  /** Number of groups of workers that its weights tell apart: `countGroups` of each epoch. */
  groups: Quartiles;
}

/**
 * Share of epochs that an epsilon separates, and the groups of workers that it tells apart.
 *
 * S itself is compared with the threshold. Comparing epsilon with the largest epsilon of the epoch would be
 * wrong, because S may be too small below that one as well. An epoch in which a bound makes a weight zero has
 * no S and counts as not separated; so does an epoch that has no weights because s + epsilon is 0.
 * @param epsilon dex, > 0
 */
export function separation(
  epochs: Epochs,
  epsilon: number,
  { factor, formula }: Pick<CompleteCriterion, 'factor' | 'formula'>,
): Separation {
  const threshold = Math.log(factor);
  const groups = new Float64Array(epochs.epochs);
  let separated = 0;
  for (const { members, regrets, workers } of batchesOf(epochs)) {
    const normalized = new Float64Array(workers);
    const logWeights = new Float64Array(workers);
    for (let i = 0; i < members.length; i++) {
      const summary = summarize(regrets.subarray(i * workers, (i + 1) * workers), formula);
      const d = denominator(summary, epsilon);
      if (d > 0) relativeLogWeights(summary, d, formula, normalized, logWeights);
      else logWeights.fill(0);
      if (populationStd(logWeights) >= threshold) separated++;
      groups[members[i]!] = countGroups(logWeights, threshold);
    }
  }
  return { separated: wilson(separated, epochs.epochs), groups: quartiles(groups.sort()) };
}

/**
 * The largest number of workers of whom each weighs at least a factor more than the next: 1 if all weights
 * are within the factor, N if any two weights differ by the factor. From the largest weight down, a new group
 * starts at the first weight that is a factor below the first of its group. All weights of zero are one
 * group.
 * @param logWeights shape (N), natural logarithms
 * @param threshold natural logarithm of the factor
 */
function countGroups(logWeights: Float64Array, threshold: number): number {
  const ordered = sorted(logWeights);
  let groups = 0;
  let first = Infinity;
  for (let i = logWeights.length - 1; i >= 0; i--) {
    if (!(first - ordered[i]! >= threshold)) continue;
    groups++;
    first = ordered[i]!;
  }
  return groups;
}
