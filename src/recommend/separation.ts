/** What an epsilon tells apart in past epochs. */

import { wilson, type Estimate } from '../statistics/intervals.js';
import { checkNumber } from '../text/check.js';
import { checkFactor, completeFormula } from '../weights/formula.js';
import type { MaxEpsilonOptions } from '../weights/max-epsilon.js';
import { populationStd, sorted } from '../weights/scale.js';
import { denominator, relativeLogWeights, summarize } from '../weights/weights.js';
import { batchesOf, quartiles, type Epochs, type Quartiles } from '../epochs/epochs.js';

export interface Separation {
  /** Share of epochs whose weights it separates, S >= log10 factor; the Wilson interval takes epochs for independent. */
  separated: Estimate;
  /** How many groups of workers its weights tell apart: {@link countGroups} of each epoch. */
  groups: Quartiles;
}

/**
 * Share of epochs that an epsilon separates, and the groups of workers it tells apart.
 *
 * S itself is compared, not epsilon with the largest epsilon of the epoch: below that one S may be too small as well. An epoch in which a
 * bound makes a weight zero has no S and counts as not separated, as does one that has no weights because s + epsilon is 0.
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function separation(epochs: Epochs, epsilon: number, options: MaxEpsilonOptions = {}): Separation {
  const formula = completeFormula(options);
  const level = Math.log(checkFactor(options.factor));
  checkNumber('epsilon', epsilon, 'a finite number >= 0', (value) => value >= 0 && value < Infinity);
  const groups = new Float64Array(epochs.epochs);
  let separated = 0;
  for (const { epochs: members, regrets, workers } of batchesOf(epochs)) {
    const normalized = new Float64Array(workers);
    const logWeights = new Float64Array(workers);
    for (let i = 0; i < members.length; i++) {
      const summary = summarize(regrets.subarray(i * workers, (i + 1) * workers), formula);
      const d = denominator(summary, epsilon);
      if (d > 0) relativeLogWeights(summary, d, formula, normalized, logWeights);
      else logWeights.fill(0);
      if (populationStd(logWeights) >= level) separated++;
      groups[members[i]!] = countGroups(logWeights, level);
    }
  }
  return { separated: wilson(separated, epochs.epochs), groups: quartiles(groups.sort()) };
}

/**
 * The most workers of whom each weighs at least a factor more than the next: 1 if all weights are within the factor, N if any two are a factor
 * apart. From the best worker down, a group goes on until a weight is a factor below the first of the group. Weights of zero are one group.
 * @param logWeights shape (N), any base
 * @param level logarithm of the factor, same base
 */
function countGroups(logWeights: Float64Array, level: number): number {
  const ordered = sorted(logWeights);
  let groups = 0;
  let first = Infinity;
  for (let i = logWeights.length - 1; i >= 0; i--) {
    if (!(first - ordered[i]! >= level)) continue;
    groups++;
    first = ordered[i]!;
  }
  return groups;
}
