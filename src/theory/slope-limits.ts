/**
 * The limit of p without sampling: the smallest slope at which some epsilon separates the weights of a share
 * of epochs, in the cases that have a closed form or a quadrature. The schemes are those without bounds, and
 * c >= 0: `weights/smallest-slope.ts` proves that a larger p then separates every epoch that a smaller one
 * does.
 *
 * - Mean far below zero: ln w = y + const, so S ln 10 = p sigma / (s + epsilon), and the limit of an epoch is
 *   T ln 10 s / sigma_n. In every other epoch it is larger.
 * - Two workers: s is a constant times their distance, so the limit depends on (mean of the two) / (half
 *   their
 *   distance) alone, and increases with it, because S falls as the mean rises (infinite-workers.ts). For normal
 *   regrets of mean 0 that ratio has a Cauchy distribution. Its quantile gives the quantile of the limit.
 * - Three workers, mean far below zero: normal regrets minus their mean have a direction that is uniform on a
 *   circle, r_k = A cos(u + 2 pi k / 3). With v in [0, pi/6] the angle to the nearest pair of equal regrets, the
 *   MAD is the smaller gap, sqrt(3) A sin v, and sigma_n is A / sqrt(2): MAD / sigma_n = sqrt(6) sin v, v uniform.
 * - Infinitely many workers: every epoch has the same limit, for every share.
 */

import { checkNumber } from '../text/check.js';
import { completeFormula } from '../weights/formula.js';
import { MAD_FACTOR } from '../weights/scale.js';
import {
  checkOrdered,
  MOST_SLOPE,
  smallestSlope,
  type SmallestSlopeOptions,
} from '../weights/smallest-slope.js';
import { levelOf, normalScale } from './bounds.js';
import { gaussianMaxEpsilon } from './infinite-workers.js';

/** Relative width at which bisection stops. */
const TOLERANCE = 1e-12;

/**
 * The limit of p of infinitely many normal regrets; relative error below 1e-9.
 * @param ratio mean over standard deviation of the regrets; -Infinity gives T ln 10 s
 * @returns null if no p up to {@link MOST_SLOPE} separates them
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function gaussianSlopeLimit(ratio: number, options: SmallestSlopeOptions = {}): number | null {
  checkNumber('ratio', ratio, 'a number < Infinity', (value) => value < Infinity);
  const formula = completeFormula({ ...options, pNorm: undefined });
  checkOrdered(formula);
  const least = levelOf(options.factor) * normalScale(formula.scheme.scale);
  if (ratio === -Infinity) return least;
  const separates = (pNorm: number) => gaussianMaxEpsilon(ratio, { ...options, pNorm }) !== null;
  const slopes = [least];
  while (slopes.at(-1)! < MOST_SLOPE) slopes.push(Math.min(MOST_SLOPE, 1.5 * slopes.at(-1)!));
  // The number of slopes that do not separate.
  let [fewest, most] = [0, slopes.length];
  while (fewest < most) {
    const middle = (fewest + most) >> 1;
    if (separates(slopes[middle]!)) most = middle;
    else fewest = middle + 1;
  }
  if (most === slopes.length) return null;
  let [below, enough] = [slopes[Math.max(0, most - 1)]!, slopes[most]!];
  while (enough - below > TOLERANCE * enough) {
    const middle = below + (enough - below) / 2;
    if (separates(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}

/**
 * The limit of p of two workers with normal regrets of mean 0, for a share `confidence` of epochs.
 * @param confidence in (0, 1)
 * @returns null if no p up to {@link MOST_SLOPE} separates so many
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function pairSlopeLimit(confidence: number, options: SmallestSlopeOptions = {}): number | null {
  checkShare(confidence);
  const centre = Math.tan(Math.PI * (confidence - 0.5));
  return smallestSlope([centre - 1, centre + 1], options);
}

/**
 * The limit of p where the mean of N normal regrets is far below zero, for a share `confidence` of epochs. It
 * bounds the limit of every other mean from below.
 * @param workers N, whole, >= 2, or Infinity
 * @returns null for the median absolute deviation of 4 workers or more, whose distribution has no such form
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function steepSlopeLimit(
  confidence: number,
  workers: number,
  options: SmallestSlopeOptions = {},
): number | null {
  checkShare(confidence);
  const isCount = (value: number) => value >= 2 && (Number.isInteger(value) || value === Infinity);
  checkNumber('workers', workers, 'a whole number >= 2, or Infinity', isCount);
  const formula = completeFormula({ ...options, pNorm: undefined });
  checkOrdered(formula);
  const { scale } = formula.scheme;
  const level = levelOf(options.factor);
  if (workers === Infinity) return level * normalScale(scale);
  if (scale === 'population-std') return level;
  if (scale === 'sample-std') return level * Math.sqrt(workers / (workers - 1));
  if (workers === 2) return level * MAD_FACTOR;
  return workers === 3 ? level * MAD_FACTOR * Math.sqrt(6) * Math.sin((confidence * Math.PI) / 6) : null;
}

function checkShare(confidence: number): void {
  checkNumber('confidence', confidence, 'a number between 0 and 1', (value) => value > 0 && value < 1);
}
