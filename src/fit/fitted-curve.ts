/**
 * A fitted curve and its value at a ratio. Answers and the page need no more than this: no linear algebra.
 */

import type { ModelFit } from '../statistics/model-fit.js';
import type { QuantileName } from '../study/table.js';
import type { CurveLimits } from './curve-family.js';
import { CURVE_FAMILIES } from './curve-families.js';
import type { FittedModel } from './fitted-model.js';
import type { Configuration, PooledQuantile } from './rows-by-ratio.js';

/** A family of formulas that was compared. */
export interface Candidate {
  model: string;
  /** Number of parameters. */
  parameters: number;
  status: ModelFit['status'];
  aicc: number;
  /** Largest |data / fitted - 1|. */
  worstError: number;
}

/** g(ratio) = epsilon / std as a function of ratio = mean / std. */
export interface CurveFit extends FittedModel, Omit<Configuration, 'workers'> {
  /** null: infinitely many, by quadrature. */
  workers: number | null;
  /** null for infinitely many workers, whose largest epsilon is not random. */
  quantile: QuantileName | null;
  range: { ratio: [from: number, to: number] };
  /** The model has these limits by construction. For a finite number of workers, two of them are fitted. */
  limits: CurveLimits;
  /** Largest |data / fitted - 1|. */
  worstError: number;
  /** All families that were compared, best first. */
  candidates: Candidate[];
  /** The fitted quantiles with their standard errors, and data / fitted - 1; empty for quadrature. */
  points: (PooledQuantile & { residual: number })[];
}

/** First parameters of a curve of a quantile: its own kappa and ratio limit. Those of its family follow. */
export const LIMIT_PARAMETERS = ['kappa', 'R'];

/**
 * Limits of the curve of a quantile. It always ends at 0, because the ratio limits of single draws differ.
 * Its rate is inversely proportional to its kappa.
 * @param parameters kappa and R first
 * @param gaussian limits for infinitely many workers; or limits of the same quantile, which have the same
 * product of kappa and rate
 */
export function quantileLimits(
  [kappa, ratio]: readonly number[],
  gaussian: Pick<CurveLimits, 'steep' | 'rate'>,
): CurveLimits {
  return { steep: kappa!, ratio: ratio!, epsilon: 0, rate: (gaussian.rate * gaussian.steep) / kappa! };
}

/** The fields of a curve that its evaluation needs. */
export type Curve = Pick<CurveFit, 'model' | 'workers' | 'limits'> & {
  parameters: readonly { value: number }[];
  covariance: readonly (readonly number[])[];
};

/**
 * g(ratio) with its standard error, which follows from the covariance of the parameters; NaN above the ratio
 * limit.
 */
export function curveAt(curve: Curve, ratio: number): { epsilon: number; standardError: number } {
  const family = CURVE_FAMILIES.find(({ name }) => name === curve.model)!;
  const value = (parameters: readonly number[]): number =>
    curve.workers === null
      ? family.value(ratio, parameters, curve.limits)
      : family.value(
          ratio,
          parameters.slice(LIMIT_PARAMETERS.length),
          quantileLimits(parameters, curve.limits),
        );
  const parameters = curve.parameters.map((parameter) => parameter.value);
  const epsilon = value(parameters);
  const gradient = parameters.map((parameter, i) => {
    // The step is small compared with the standard error. A step back leaves the domain of the curve at its
    // end R, and at the smallest c of a hyperbola; the difference is then one-sided.
    const step = Math.max(1e-4 * Math.sqrt(curve.covariance[i]![i]!), 1e-7 * Math.abs(parameter), 1e-12);
    const at = (sign: number) => value(parameters.with(i, parameter + sign * step));
    const [ahead, back] = [at(1), at(-1)];
    return Number.isNaN(back) ? (ahead - epsilon) / step : (ahead - back) / (2 * step);
  });
  let variance = 0;
  for (const [i, a] of gradient.entries())
    variance += a * gradient.reduce((total, b, j) => total + b * curve.covariance[i]![j]!, 0);
  return { epsilon, standardError: Math.sqrt(Math.max(0, variance)) };
}
