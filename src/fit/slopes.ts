/** Is the largest epsilon proportional to the std of the regrets? A line through their logarithms. */

import { LEVEL, numbersOf, show, sum, type Fitted } from './fitted-model.js';
import { linearFit } from '../statistics/linear-fit.js';
import { quantileOf, type Regime, type View } from './rows-by-ratio.js';

/** Fewer stds are no basis for a line. */
const LEAST_STDS = 4;

/** log10 epsilon = intercept + slope log10 std, of the median in one regime. */
export interface SlopeFit extends Fitted, View {
  ratio: number;
  range: { std: [from: number, to: number] };
  /** Whether slope 1, that of scale invariance, lies in the interval. */
  holdsOne: boolean;
}

/** @returns null where the median is undefined in a row, or there are too few stds */
export function fitSlope(view: View, { ratio, rows }: Regime): SlopeFit | null {
  const points = rows.flatMap((row) => {
    const quantile = quantileOf(row, 'q50');
    return quantile ? [{ ...quantile, std: row.std, draws: row.draws }] : [];
  });
  const stds = [...new Set(points.map(({ std }) => std))].sort((a, b) => a - b);
  if (points.length < rows.length || stds.length < LEAST_STDS) return null;
  const fit = linearFit(
    points.map(({ std }) => Math.log10(std)),
    points.map(({ epsilon }) => Math.log10(epsilon)),
    {
      sigma: points.map(({ epsilon, standardError }) => standardError / epsilon / Math.LN10),
      covariance: 'scaled',
      level: LEVEL,
    },
  );
  return {
    ...view,
    ratio,
    model: 'power law',
    formula: `log10(epsilon) = ${show(fit.intercept.value)} + ${show(fit.slope.value)} * log10(std)`,
    parameters: [
      { name: 'intercept', ...numbersOf(fit.intercept) },
      { name: 'slope', ...numbersOf(fit.slope) },
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
