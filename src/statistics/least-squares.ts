/** Least squares: options, checks and results that linear and nonlinear fits share. */

import { checkChoice, checkNumber, checkNumbers } from '../text/check.js';
import { LEVEL, studentEstimate, type Estimate } from './intervals.js';

export interface FitOptions {
  /** Standard errors of y, shape (n), finite and > 0. Default: equal and unknown. */
  sigma?: ArrayLike<number> | undefined;
  /**
   * `absolute`: sigma holds the standard errors of y. The covariance follows from them, and intervals are
   * normal. `scaled`: sigma holds relative standard errors. The residuals give their scale, and intervals are
   * Student's t. Default: `absolute` if sigma is given; else `scaled`, the only choice.
   */
  covariance?: 'absolute' | 'scaled' | undefined;
  /** Confidence level of the intervals, in (0, 1). Default {@link LEVEL}. */
  level?: number | undefined;
}

/** Results of any fit of k parameters to n observations. */
export interface FitSummary {
  /** Covariance of the parameters, shape (k, k). */
  covariance: number[][];
  /** y minus the model, in the unit of y, shape (n). */
  residuals: Float64Array;
  /**
   * Sum of squared residuals, each divided by its sigma if sigma is given; chi-squared if the covariance is
   * absolute.
   */
  rss: number;
  /** n - k. */
  degreesOfFreedom: number;
  /** sqrt(rss / degreesOfFreedom); NaN without degrees of freedom. */
  residualStandardDeviation: number;
  /**
   * Akaike's information criterion, corrected for few observations (Hurvich & Tsai 1989). It compares models
   * of the same y and sigma; smaller is better.
   *
   *     scaled:   n ln(rss / n) + 2 K + 2 K (K + 1) / (n - K - 1), K = k + 1
   *     absolute: rss + 2 K + 2 K (K + 1) / (n - K - 1), K = k
   *
   * K is one more if the variance is estimated too. The criterion is Infinity if n <= K + 1.
   */
  aicc: number;
}

/** Checked data and options of a fit. */
export interface Observations {
  /** Number of observations. */
  n: number;
  y: Float64Array;
  /** Ones if not given. */
  sigma: Float64Array;
  isAbsolute: boolean;
  degreesOfFreedom: number;
  level: number;
}

/**
 * @param n length of x
 * @param parameters number of parameters, k
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function checkObservations(
  n: number,
  y: ArrayLike<number>,
  options: FitOptions,
  parameters: number,
): Observations {
  const values = checkNumbers('y', y, 'a finite number', Number.isFinite);
  checkLength('y', values.length, n);
  const { sigma } = options;
  const errors = sigma
    ? checkNumbers('sigma', sigma, 'a finite number > 0', (v) => v > 0 && v < Infinity)
    : new Float64Array(n).fill(1);
  checkLength('sigma', errors.length, n);
  const covariance = checkChoice('covariance', options.covariance ?? (sigma ? 'absolute' : 'scaled'), [
    'absolute',
    'scaled',
  ]);
  const isAbsolute = covariance === 'absolute';
  if (isAbsolute && !sigma)
    throw new RangeError('Expected `sigma` to be given for an absolute `covariance`, got `undefined`');
  const least = isAbsolute ? parameters : parameters + 1;
  checkNumber('y.length', n, `at least ${least} for ${parameters} parameters`, (length) => length >= least);
  return {
    n,
    y: values,
    sigma: errors,
    isAbsolute,
    degreesOfFreedom: n - parameters,
    level: options.level ?? LEVEL,
  };
}

function checkLength(name: string, length: number, n: number): void {
  checkNumber(`${name}.length`, length, `${n}, the length of x`, (value) => value === n);
}

/**
 * Results that follow from the residuals.
 * @param unscaled inverse of J^T J, where J holds the derivatives of the model / sigma
 */
export function summarize(
  { n, sigma, isAbsolute, degreesOfFreedom }: Observations,
  residuals: Float64Array,
  unscaled: number[][],
): FitSummary {
  const rss = norm(residuals.map((each, i) => each / sigma[i]!)) ** 2;
  const variance = degreesOfFreedom === 0 ? NaN : rss / degreesOfFreedom;
  const covariance = isAbsolute ? unscaled : unscaled.map((row) => row.map((each) => each * variance));
  const count = n - degreesOfFreedom + (isAbsolute ? 0 : 1);
  const misfit = isAbsolute ? rss : n * Math.log(rss / n);
  const aicc = n > count + 1 ? misfit + 2 * count + (2 * count * (count + 1)) / (n - count - 1) : Infinity;
  return {
    covariance,
    residuals,
    rss,
    degreesOfFreedom,
    residualStandardDeviation: Math.sqrt(variance),
    aicc,
  };
}

/** Parameters with the standard errors of their covariance, and their intervals. */
export function estimatesOf(
  { n, isAbsolute, degreesOfFreedom, level }: Observations,
  values: readonly number[],
  covariance: number[][],
): Estimate[] {
  const ofError = isAbsolute ? Infinity : degreesOfFreedom;
  return values.map((value, j) => studentEstimate(value, Math.sqrt(covariance[j]![j]!), ofError, n, level));
}

/** Euclidean norm. */
export function norm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
