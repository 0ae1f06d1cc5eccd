/** What all fits of the mapping tell. */

import type { ModelFit } from '../statistics/model-fit.js';

/** Of the intervals of every fit. */
export const LEVEL = 0.95;

interface FittedParameter {
  name: string;
  value: number;
  standardError: number;
  /** Ends of its t interval. */
  low: number;
  high: number;
}

/** What every fitted model tells. */
export interface Fitted {
  model: string;
  /** With its numbers, for a person with a pocket calculator. */
  formula: string;
  parameters: FittedParameter[];
  /** Of the parameters, in their order. */
  covariance: number[][];
  degreesOfFreedom: number;
  /**
   * Chi-squared of the residuals where the standard errors of the data are known: the covariance follows from those, and intervals are normal. null
   * where it comes from the residuals: intervals are Student's t.
   */
  chiSquared: number | null;
  /** Of the intervals. */
  level: number;
  /** Draws that the fitted numbers rest on; null where they come from quadrature. */
  draws: number | null;
}

export function describe(
  family: { name: string },
  names: readonly string[],
  fit: ModelFit,
  formula: string,
  isScaled = false,
): Omit<Fitted, 'draws'> {
  return {
    model: family.name,
    formula,
    parameters: names.map((name, i) => ({ name, ...numbersOf(fit.parameters[i]!) })),
    covariance: fit.covariance,
    degreesOfFreedom: fit.degreesOfFreedom,
    chiSquared: isScaled ? null : fit.rss,
    level: LEVEL,
  };
}

export function numbersOf({
  value,
  standardError,
  low,
  high,
}: FittedParameter | ModelFit['parameters'][number]): Omit<FittedParameter, 'name'> {
  return { value, standardError, low, high };
}

export function valuesOf(fit: ModelFit): number[] {
  return fit.parameters.map(({ value }) => value);
}

/** data / fitted - 1 */
export function relativeErrors(data: readonly number[], { residuals }: ModelFit): number[] {
  return data.map((each, i) => residuals[i]! / (each - residuals[i]!));
}

export function worstOf(errors: readonly number[]): number {
  return Math.max(...errors.map(Math.abs));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function show(value: number): string {
  return String(Number(value.toPrecision(5)));
}
