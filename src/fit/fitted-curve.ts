/** A fitted curve, evaluated: all that an answer needs, without what fitting needs. */

import { FAMILIES, type Limits } from './curve-families.js';
import type { Fitted } from './fitted-model.js';
import type { PooledQuantile, View } from './rows-by-ratio.js';
import type { ModelFit } from '../statistics/model-fit.js';
import type { QuantileName } from '../study/table.js';

export interface Candidate {
  model: string;
  parameters: number;
  status: ModelFit['status'];
  aicc: number;
  /** Largest |fitted / data - 1|. */
  worstError: number;
}

/** g(ratio) = epsilon / std. */
export interface CurveFit extends Fitted, Omit<View, 'workers'> {
  /** null: infinitely many, by quadrature. */
  workers: number | null;
  /** null: there is nothing random about infinitely many workers. */
  quantile: QuantileName | null;
  range: { ratio: [from: number, to: number] };
  /** The model has these limits by construction; for finite N they are fitted. */
  limits: Limits;
  worstError: number;
  /** All families that were compared, the best first. */
  candidates: Candidate[];
  /** The numbers the curve was fitted to, their standard errors, and data / fitted - 1; empty for quadrature. */
  points: (PooledQuantile & { residual: number })[];
}

/** Parameters of a curve of finite N before those of its family: its own kappa and ratio limit. */
export const OWN_LIMITS = ['kappa', 'R'];

/** The limits of a quantile of finite N: its curve always ends at 0, for the ends of single draws differ, and its rate goes with its kappa. */
export function ownLimits(
  [kappa, ratio]: readonly number[],
  gaussian: Pick<Limits, 'steep' | 'rate'>,
): Limits {
  return { steep: kappa!, ratio: ratio!, epsilon: 0, rate: (gaussian.rate * gaussian.steep) / kappa! };
}

/** What evaluating a curve takes of it. */
export type Curve = Pick<CurveFit, 'model' | 'workers' | 'limits'> & {
  parameters: readonly { value: number }[];
  covariance: readonly (readonly number[])[];
};

/**
 * g(ratio) of a fitted curve with the standard error that the covariance of its parameters gives it; NaN beyond its ratio limit.
 */
export function curveAt(curve: Curve, ratio: number): { epsilon: number; standardError: number } {
  const family = FAMILIES.find(({ name }) => name === curve.model)!;
  const value = (parameters: readonly number[]): number =>
    curve.workers === null
      ? family.value(ratio, parameters, curve.limits)
      : family.value(ratio, parameters.slice(OWN_LIMITS.length), ownLimits(parameters, curve.limits));
  const parameters = curve.parameters.map((parameter) => parameter.value);
  const epsilon = value(parameters);
  const gradient = parameters.map((parameter, i) => {
    // A step that stays within what the data allow; at its end R, and at the least c of a hyperbola, a step back leaves the curve.
    const step = Math.max(1e-4 * Math.sqrt(curve.covariance[i]![i]!), 1e-7 * Math.abs(parameter), 1e-12);
    const at = (sign: number) => value(parameters.with(i, parameter + sign * step));
    const [ahead, back] = [at(1), at(-1)];
    return Number.isNaN(back) ? (ahead - epsilon) / step : (ahead - back) / (2 * step);
  });
  const variance = sum(gradient.map((a, i) => a * sum(gradient.map((b, j) => b * curve.covariance[i]![j]!))));
  return { epsilon, standardError: Math.sqrt(Math.max(0, variance)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
