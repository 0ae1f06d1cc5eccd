/** Linear least squares: straight lines, and any linear combination of columns. */

import { Matrix, solve } from 'ml-matrix';
import { checkNumbers, show } from '../text/check.js';
import type { Estimate } from './intervals.js';
import {
  checkObservations,
  estimatesOf,
  summarize,
  type FitOptions,
  type FitSummary,
} from './least-squares.js';

export interface LinearFit extends FitSummary {
  intercept: Estimate;
  slope: Estimate;
  /** Share of the weighted variance of y that the line explains; NaN if y is constant. */
  rSquared: number;
}

/**
 * The straight line y = intercept + slope x of least squares, weighted by 1 / sigma^2. The covariance is in
 * this order.
 * @param x finite, not all equal, shape (n), n >= 3; n >= 2 if the covariance is absolute
 * @param y finite, shape (n)
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function linearFit(x: ArrayLike<number>, y: ArrayLike<number>, options: FitOptions = {}): LinearFit {
  const abscissae = checkNumbers('x', x, 'a finite number', Number.isFinite);
  const data = checkObservations(abscissae.length, y, options, 2);
  if (isConstant(abscissae)) {
    throw new RangeError(
      `Expected \`x\` to hold at least two different numbers, got ${show(abscissae[0])} only`,
    );
  }
  const { n } = data;
  const weights = data.sigma.map((each) => 1 / (each * each));
  const mean = weightedMean(abscissae, weights);
  const meanY = weightedMean(data.y, weights);
  let [sxx, sxy, syy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy, weight] = [abscissae[i]! - mean, data.y[i]! - meanY, weights[i]!];
    sxx += weight * dx * dx;
    sxy += weight * dx * dy;
    syy += weight * dy * dy;
  }
  const slope = sxy / sxx;
  const intercept = meanY - slope * mean;
  // Computed from the means, to lose no digits where they are far from the origin.
  const residuals = abscissae.map((each, i) => data.y[i]! - meanY - slope * (each - mean));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const unscaled = [
    [1 / total + (mean * mean) / sxx, -mean / sxx],
    [-mean / sxx, 1 / sxx],
  ];
  const fit = summarize(data, residuals, unscaled);
  const [a, b] = estimatesOf(data, [intercept, slope], fit.covariance);
  return { ...fit, intercept: a!, slope: b!, rSquared: isConstant(data.y) ? NaN : 1 - fit.rss / syy };
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * values[i]!;
    total += weights[i]!;
  }
  return sum / total;
}

/**
 * The coefficients c that minimise |rows c - y|^2. If several do, the ones of least norm.
 * @param rows shape (n, k)
 * @param y shape (n)
 * @returns shape (k)
 */
export function linearLeastSquares(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  return solve(new Matrix(rows.map((row) => [...row])), Matrix.columnVector([...y]), true).to1DArray();
}
