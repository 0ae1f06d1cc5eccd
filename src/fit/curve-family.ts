/**
 * Families of formulas for g, the largest epsilon in standard deviations of the regrets, by ratio = mean /
 * std.
 */

import { short } from '../text/numbers.js';

/**
 * Known limits of g. They hold in every family, for any parameters.
 *
 * - Steep limit: for a ratio far below zero g tends to kappa = p / (T ln 10) - s, and 1 - g / kappa to A
 *   exp(rate * ratio). There ln w = y - m e^y up to terms in e^2y (m = 1 for the gradient, 1/2 for the
 *   potential). For y normal with standard deviation a, Stein's cov(y, e^y) = a^2 E e^y gives S ln 10 = a (1
 *   - m E e^y). With S = T this is rate = T ln 10 = ln factor and A = m (1 + s / kappa) exp(rate^2 / 2 - p
 *   c).
 * - End: g exists up to the ratio limit and equals `epsilon` there, 0 or more. Above it a family gives NaN.
 * - If `epsilon` is not 0, g rises from it as the square root of the distance to the ratio limit, because the
 *   spread touches its threshold.
 *
 * Quantiles for N workers have limits of their own. A quantile with kappa_q instead of kappa has p / (a
 * sigma_n) = p / (T ln 10) for a standard deviation sigma_n = kappa_q / kappa, so its rate is ln factor *
 * kappa / kappa_q.
 */
export interface CurveLimits {
  /** kappa: g at ratio -Infinity, > 0. */
  readonly steep: number;
  /** Rate of convergence to kappa: 1 - g / kappa is proportional to exp(rate * ratio). */
  readonly rate: number;
  /** R: the largest ratio for which there is an epsilon. */
  readonly ratio: number;
  /** g_R: g at R, >= 0. */
  readonly epsilon: number;
}

export interface CurvePoint {
  readonly ratio: number;
  readonly epsilon: number;
}

/**
 * The c that minimises |rows c - y|^2, shape (columns of the rows). It is passed in, so that code that only
 * evaluates curves does not load linear algebra.
 */
type LeastSquares = (rows: readonly (readonly number[])[], y: readonly number[]) => number[];

export interface CurveFamily {
  readonly name: string;
  /**
   * The formula in symbols: kappa, rate, R and g_R for the limits, x = R - ratio for the distance to the end.
   */
  readonly formula: string;
  readonly parameterNames: readonly string[];
  /** Initial parameters of a fit. */
  initial(points: readonly CurvePoint[], limits: CurveLimits, leastSquares: LeastSquares): number[];
  /** g; NaN above the ratio limit, and for parameters outside the domain. */
  value(ratio: number, parameters: readonly number[], limits: CurveLimits): number;
  /** Derivatives of g with respect to the parameters. Without them, fits use central differences. */
  readonly jacobian?: (ratio: number, parameters: readonly number[], limits: CurveLimits) => number[];
  /** The formula with its numbers, to be evaluated by hand. */
  text(parameters: readonly number[], limits: CurveLimits): string;
}

/** A number in a formula, with six digits, because coefficients nearly cancel close to the end of a curve. */
export function curveNumber(value: number): string {
  return short(value, 6);
}
