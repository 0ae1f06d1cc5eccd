/**
 * The smallest slope p at which some epsilon separates the weights of a regret vector.
 *
 * At a slope p, the spread of ln w at all epsilons is a function of the steepness k = p sigma / (s +
 * epsilon), from 0 to p sigma / s: y_i = k t_i - p c (curve.ts). Some epsilon separates the weights if that
 * function reaches the level T ln 10 anywhere.
 *
 * Without bounds and with c >= 0, the slopes at which it does begin at one limit. For a larger p has every
 * steepness of a smaller one, and at the same steepness each y_i is smaller by the same amount. ln w is
 * concave in y, so each difference of two ln w is at least as large, and so is the spread. (With c < 0 a
 * larger p can make all weights equal; with bounds it can make one of them zero.)
 *
 * The spread never exceeds the steepness, so the limit is at least T ln 10 s / sigma. It is equal to that
 * where the mean of the regrets is far below zero.
 */

import { checkNumber, checkNumbers, checkOptions, checkSpelling, optionNames } from '../text/check.js';
import { spreadCurve } from './curve.js';
import { checkFactor, completeFormula, type Formula } from './formula.js';
import { firstCrossing, type MaxEpsilonOptions } from './max-epsilon.js';
import { populationStd, scaleOf } from './scale.js';

/** Options of `smallestSlope`: those of `maxEpsilon` without p. */
export type SmallestSlopeOptions = Omit<MaxEpsilonOptions, 'pNorm' | 'epsilonScaling'>;

const NAMES = optionNames<SmallestSlopeOptions>({ cNorm: true, scheme: true, mapping: true, factor: true });

/** Largest p that is searched, no unit: ten times the limit of the chain. */
export const MOST_SLOPE = 100;

/** Smallest p that is searched, no unit. Only where s is 0 may a smaller one separate. */
const LEAST_SLOPE = 1e-9;

/** Relative width at which bisection stops. */
const TOLERANCE = 1e-13;

/**
 * The smallest p at which some epsilon >= 0 gives weights that differ by the factor; relative error below
 * 1e-12.
 * @param regrets shape (N), N >= 1, finite, dex
 * @returns null if no p up to 100 separates them
 * @throws {TypeError|RangeError} naming the argument, the rule and the value; also for a scheme with bounds
 *   or a
 *   c below 0, with which a larger p may separate less
 */
export function smallestSlope(regrets: ArrayLike<number>, given: SmallestSlopeOptions = {}): number | null {
  const options = checkOptions(given);
  checkSpelling(options, NAMES);
  const values = checkNumbers('regrets', regrets, 'a finite number', Number.isFinite);
  const formula = completeFormula({ ...options, pNorm: undefined, epsilonScaling: undefined });
  const level = Math.log(checkFactor(options.factor));
  checkOrdered(formula);
  const separates = (pNorm: number): boolean =>
    firstCrossing(spreadCurve(values, { ...formula, pNorm }), level).inverseSteepness !== null;
  const sigma = populationStd(values);
  if (sigma === 0 || !separates(MOST_SLOPE)) return null;
  let below = Math.max(LEAST_SLOPE, (level * scaleOf(values, formula.scheme.scale)) / sigma);
  let enough = MOST_SLOPE;
  while (enough - below > TOLERANCE * enough) {
    const middle = below + (enough - below) / 2;
    if (separates(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}

/** Whether a larger p separates every vector that a smaller one does. */
export function isOrdered({ scheme, cNorm }: Pick<Formula, 'scheme' | 'cNorm'>): boolean {
  return !scheme.bounds && cNorm >= 0;
}

/** @throws {RangeError} if a larger p may separate less */
export function checkOrdered({ scheme, cNorm }: Pick<Formula, 'scheme' | 'cNorm'>): void {
  checkNumber('cNorm', cNorm, 'a number >= 0, because below 0 a larger p may separate less', (c) => c >= 0);
  if (scheme.bounds)
    throw new RangeError(
      'Expected `scheme` to have no bounds (whitepaper, chain-2026), because with them a larger p may separate less',
    );
}
