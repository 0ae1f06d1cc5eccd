/** Results that all fits of the mapping share. */

import { LEVEL, type Estimate } from '../statistics/intervals.js';
import type { ModelFit } from '../statistics/model-fit.js';

/** A fitted parameter with its standard error and interval. */
export interface FittedParameter extends Pick<Estimate, 'value' | 'standardError' | 'low' | 'high'> {
  name: string;
}

export interface FittedModel {
  model: string;
  /** The formula with its numbers, to be evaluated by hand. */
  formula: string;
  parameters: FittedParameter[];
  /** Covariance of the parameters, in their order, shape (k, k). */
  covariance: number[][];
  degreesOfFreedom: number;
  /**
   * Chi-squared of the residuals if the standard errors of the data are known: the covariance follows from
   * them, and intervals are normal. null if the residuals give the scale: intervals are Student's t.
   */
  chiSquared: number | null;
  /** Confidence level of the intervals. */
  level: number;
  /** Number of draws behind the fitted numbers; null for quadrature. */
  draws: number | null;
}

/** The result of a fit, with names for its parameters. */
export function fittedModel(
  model: string,
  parameterNames: readonly string[],
  fit: ModelFit,
  formula: string,
  isScaled = false,
): Omit<FittedModel, 'draws'> {
  return {
    model,
    formula,
    parameters: parameterNames.map((name, i) => ({ name, ...intervalOf(fit.parameters[i]!) })),
    covariance: fit.covariance,
    degreesOfFreedom: fit.degreesOfFreedom,
    chiSquared: isScaled ? null : fit.rss,
    level: LEVEL,
  };
}

export function intervalOf({ value, standardError, low, high }: Estimate): Omit<FittedParameter, 'name'> {
  return { value, standardError, low, high };
}

export function valuesOf(fit: ModelFit): number[] {
  return fit.parameters.map(({ value }) => value);
}

/** data / fitted - 1, shape (n). */
export function relativeErrors(data: readonly number[], { residuals }: ModelFit): number[] {
  return data.map((each, i) => residuals[i]! / (each - residuals[i]!));
}

/** Largest absolute value. */
export function largestError(errors: readonly number[]): number {
  return Math.max(...errors.map(Math.abs));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
