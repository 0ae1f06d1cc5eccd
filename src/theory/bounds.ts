/**
 * Bounds on the largest epsilon, in closed form.
 *
 * The slope of ln w in y = p r / (s + epsilon) - p c is between 0 and 1, and a map of such a slope cannot
 * increase a standard deviation: S ln 10 <= p sigma_n / (s + epsilon), sigma_n the population standard
 * deviation of the regrets. So for every regret vector and both mappings, S >= T = log10 factor requires
 *
 *   epsilon <= p sigma_n / (T ln 10) - s.
 *
 * In the steep limit, where the mean of the regrets is far below zero, the slope is 1 and this is the largest
 * epsilon itself. The bounds of a scheme raise such workers to y = -8.25 at most, where the slope is below 1
 * by e^-8.25. Epsilon is then below the limit by at most 0.00027 (s + epsilon), as long as no weight is zero.
 */

import chiSquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { checkNumber, checkNumbers } from '../text/check.js';
import { checkFactor, completeFormula, type Formula } from '../weights/formula.js';
import type { MaxEpsilonOptions } from '../weights/max-epsilon.js';
import { populationStd, scaleOf } from '../weights/scale.js';
import type { ScaleName } from '../weights/schemes.js';

/** Options of the bounds. The mapping and c do not matter; epsilon is not scaled by the median. */
export type BoundOptions = Pick<MaxEpsilonOptions, 'factor' | 'pNorm' | 'scheme'>;

/**
 * No epsilon above this separates the weights: p sigma_n / (T ln 10) - s, in the unit of the regrets. null
 * where that is negative: then no epsilon separates them.
 * @param regrets shape (N), N >= 1, finite, dex
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function upperBound(regrets: ArrayLike<number>, options: BoundOptions = {}): number | null {
  const values = checkNumbers('regrets', regrets, 'a finite number', Number.isFinite);
  const { formula, level } = complete(options);
  return notNegative((formula.pNorm / level) * populationStd(values) - scaleOf(values, formula.scheme.scale));
}

/**
 * kappa, the largest epsilon of infinitely many normal regrets whose mean is far below zero, in their
 * standard deviations: p / (T ln 10) - s. It is an upper bound for every other mean.
 * @returns null where that is negative: no epsilon separates the weights
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function steepLimit(options: BoundOptions = {}): number | null {
  const { formula, level } = complete(options);
  return notNegative(formula.pNorm / level - normalScale(formula.scheme.scale));
}

/**
 * The q-quantile of the largest epsilon of N normal regrets whose mean is far below zero, in standard
 * deviations of their distribution; for other means an upper bound of that quantile. Because sigma_n^2 N /
 * sigma^2 has a chi-square distribution with N - 1 degrees of freedom, it is sqrt(chi-square quantile / N) (p
 * / (T ln 10) - s / sigma_n). s / sigma_n is 1 for the population standard deviation and sqrt(N / (N - 1))
 * for the sample standard deviation.
 * @param q in (0, 1)
 * @param workers N, whole, >= 2
 * @returns null where no epsilon separates the weights, and for the median absolute deviation, whose
 *   distribution has no such form
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function steepLimitQuantile(q: number, workers: number, options: BoundOptions = {}): number | null {
  checkNumber('q', q, 'a number between 0 and 1', (value) => value > 0 && value < 1);
  checkNumber('workers', workers, 'a whole number >= 2', (value) => Number.isInteger(value) && value >= 2);
  const { formula, level } = complete(options);
  if (formula.scheme.scale === 'mad') return null;
  const scale = formula.scheme.scale === 'sample-std' ? Math.sqrt(workers / (workers - 1)) : 1;
  return notNegative(Math.sqrt(chiSquare(q, workers - 1) / workers) * (formula.pNorm / level - scale));
}

/** Upper quartile of the standard normal distribution, in standard deviations. */
const QUARTILE = 0.6744897501960817;

/**
 * s of infinitely many normal regrets, in their standard deviations. Half of them are between their
 * quartiles, so their median absolute deviation is that of the quartiles.
 */
export function normalScale(scale: ScaleName): number {
  return scale === 'mad' ? scaleOf(Float64Array.of(-QUARTILE, QUARTILE), 'mad') : 1;
}

/**
 * The chi-square quantile. Above 1,500 degrees of freedom the library is wrong by up to 2e-3; the cube
 * formula of Wilson and Hilferty (1931) errs by less than 2e-5 for q from 0.001 to 0.999.
 */
function chiSquare(q: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom <= 1000) return chiSquareQuantile(q, degreesOfFreedom);
  const variance = 2 / (9 * degreesOfFreedom);
  const root = 1 - variance + normalQuantile(q, 0, 1) * Math.sqrt(variance);
  return degreesOfFreedom * root * root * root;
}

function complete(options: BoundOptions): { formula: Formula; level: number } {
  const formula = completeFormula({ pNorm: options.pNorm, scheme: options.scheme });
  return { formula, level: levelOf(options.factor) };
}

/** T ln 10 = ln factor. */
export function levelOf(factor?: number): number {
  return Math.log(checkFactor(factor));
}

function notNegative(epsilon: number): number | null {
  return epsilon >= 0 ? epsilon : null;
}
