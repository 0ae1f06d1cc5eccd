/**
 * Test of proportionality between the largest epsilon and the std of the regrets: a line through their
 * logarithms.
 */

import { LEVEL } from '../statistics/intervals.js';
import { linearFit } from '../statistics/linear-fit.js';
import { short } from '../text/numbers.js';
import { intervalOf, sum, type FittedModel } from './fitted-model.js';
import { rowQuantile, type Configuration, type RowsAtRatio } from './rows-by-ratio.js';

/** Smallest number of different stds for a line: two degrees of freedom. */
const LEAST_STDS = 4;

/** log10 epsilon = intercept + slope log10 std, of the median at one ratio. */
export interface SlopeFit extends FittedModel, Configuration {
  ratio: number;
  range: { std: [from: number, to: number] };
  /** Whether the interval contains slope 1, the slope of scale invariance. */
  holdsOne: boolean;
}

/** @returns null if the median or its relative error is undefined in a row, or if there are too few stds */
export function fitSlope(configuration: Configuration, { ratio, rows }: RowsAtRatio): SlopeFit | null {
  const points = rows.flatMap((row) => {
    const quantile = rowQuantile(row, 'q50');
    return quantile ? [{ ...quantile, std: row.std, draws: row.draws }] : [];
  });
  const stds = [...new Set(points.map(({ std }) => std))].sort((a, b) => a - b);
  if (points.length < rows.length || stds.length < LEAST_STDS) return null;
  const sigma = points.map(({ epsilon, standardError }) => standardError / epsilon / Math.LN10);
  // Medians of tables that were edited can be close to the smallest number of double precision.
  if (!sigma.every(Number.isFinite)) return null;
  const fit = linearFit(
    points.map(({ std }) => Math.log10(std)),
    points.map(({ epsilon }) => Math.log10(epsilon)),
    { sigma, covariance: 'scaled' },
  );
  return {
    ...configuration,
    ratio,
    model: 'power law',
    formula: `log10(epsilon) = ${short(fit.intercept.value, 5)} + ${short(fit.slope.value, 5)} * log10(std)`,
    parameters: [
      { name: 'intercept', ...intervalOf(fit.intercept) },
      { name: 'slope', ...intervalOf(fit.slope) },
    ],
    covariance: fit.covariance,
    degreesOfFreedom: fit.degreesOfFreedom,
    chiSquared: null,
    level: LEVEL,
    draws: sum(points.map(({ draws }) => draws)),
    range: { std: [stds[0]!, stds.at(-1)!] },
    holdsOne: fit.slope.low <= 1 && fit.slope.high >= 1,
  };
}
