/** The smallest slope p at which some epsilon separates a share of draws. */

import { rankedLimits, type Halves } from '../statistics/ranked-limits.js';
import type { Formula } from '../weights/formula.js';
import { MOST_SLOPE } from '../weights/smallest-slope.js';
import type { Kernel } from './kernel.js';
import { largestEpsilons } from './largest-epsilons.js';
import { productRange } from './limits.js';

/** Smallest p that is searched, in T ln 10: draws below it count as if they were at it. */
const LEAST_SLOPE = 0.01;

/**
 * Order statistics of the smallest slopes of draws: `smallestSlope` of `weights/` for many draws. The slope
 * of a rank k is the smallest p at which some epsilon separates k of the draws; relative error below 1e-10.
 * @param regrets dex, shape (draws, workers)
 * @param threshold T = log10 of the factor, > 0
 * @param formula without bounds, c >= 0; its p does not matter
 * @param ranks from 1 to the number of draws, ascending
 * @returns shape (ranks); Infinity above {@link MOST_SLOPE}, or above the largest p of the kernel for this c
 */
export function slopeLimits(
  kernel: Kernel,
  regrets: Float64Array,
  workers: number,
  threshold: number,
  formula: Formula,
  ranks: readonly number[],
): number[] {
  const [, mostProduct] = productRange(formula.scheme.bounds);
  const isWithin = formula.cNorm * MOST_SLOPE < mostProduct;
  const most = isWithin ? MOST_SLOPE : (mostProduct / formula.cNorm) * (1 - 4 * Number.EPSILON);
  const split = (among: Float64Array, pNorm: number): Halves<Float64Array> => {
    const { epsilons } = largestEpsilons(kernel, among, workers, threshold, { ...formula, pNorm });
    return divided(among, workers, epsilons[formula.mapping]);
  };
  const range = [LEAST_SLOPE * threshold * Math.LN10, most] as const;
  return rankedLimits(regrets, ({ length }) => length / workers, split, ranks, range);
}

/**
 * Draws with an epsilon, and those without one.
 * @param regrets dex, shape (draws, workers)
 * @param epsilons shape (draws); -Infinity where there is none
 */
export function divided(
  regrets: Float64Array,
  workers: number,
  epsilons: Float64Array,
): Halves<Float64Array> {
  const count = epsilons.reduce((sum, epsilon) => sum + Number(epsilon >= 0), 0);
  const reached = new Float64Array(count * workers);
  const rest = new Float64Array(regrets.length - reached.length);
  let [atReached, atRest] = [0, 0];
  for (let draw = 0; draw < epsilons.length; draw++) {
    const own = regrets.subarray(draw * workers, (draw + 1) * workers);
    if (epsilons[draw]! >= 0) {
      reached.set(own, atReached);
      atReached += workers;
    } else {
      rest.set(own, atRest);
      atRest += workers;
    }
  }
  return { reached, rest };
}
