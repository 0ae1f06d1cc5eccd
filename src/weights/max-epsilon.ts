/**
 * The largest epsilon that still separates the weights of a regret vector by a factor, certified: the search
 * never steps across a crossing.
 *
 * Let l(z) be the vector of ln w at a position z of the curve, and ||.|| the spread of a vector (its
 * population standard deviation). If no root mean square of second derivatives exceeds B, ||l(z + d)|| <=
 * ||l(z) + d l'(z)|| + d^2 B / 2. While the right side is below the level, the spread cannot have reached it.
 * Such steps converge quadratically: about three evaluations of the spread for ten workers.
 */

import { checkNumbers, checkSpelling, optionNames } from '../text/check.js';
import { spreadCurve, type Curve, type Segment } from './curve.js';
import { linearCrossing, linearSpread, type Point } from './derivatives.js';
import { checkFactor, completeFormula, FORMULA_FIELDS, type FormulaOptions } from './formula.js';

/** Options of `maxEpsilon`: the formula, and the factor that separates weights. */
export interface MaxEpsilonOptions extends FormulaOptions {
  /** F: weights are separated when their spread S reaches log10 of this factor; > 1. Default sqrt(10). */
  factor?: number | undefined;
}

const NAMES = optionNames<MaxEpsilonOptions>({ ...FORMULA_FIELDS, factor: true });

/** The largest epsilon, or the reason why there is none. */
export type MaxEpsilon = {
  /**
   * No epsilon above this can reach the factor: p sigma / (T ln 10) - s, dex (over |median r| if epsilon is
   * scaled by it), 0 where that is negative.
   */
  upperBound: number;
  /** Number of evaluations of the spread of the weights. */
  evaluations: number;
} & (
  | {
      status: 'attained';
      /**
       * Dex, >= 0. Infinity if every epsilon reaches the factor, because epsilon is multiplied by a median of
       * 0.
       */
      epsilon: number;
      reason: null;
    }
  | {
      status: 'unattainable';
      epsilon: null;
      /**
       * `below-threshold`: the spread is defined for every epsilon and never reaches the threshold.
       * `zero-weight`: it is below the threshold wherever it is defined, and for some epsilons a bound makes
       * a weight zero.
       */
      reason: 'below-threshold' | 'zero-weight';
    }
);

/**
 * The largest epsilon at which the weights still differ by a factor: sup { epsilon >= 0 : S(epsilon) >= T },
 * T = log10 factor, S the population standard deviation of log10 weights. Epsilons at which a bound makes a
 * weight zero do not count. At the largest epsilon itself the worst worker may be exactly at the cut, where
 * the rounding of `getWeights` decides.
 *
 * The error is below 1e-12 of s + epsilon where double precision resolves the differences of the regrets. It
 * is also relative to epsilon, unless epsilon is far smaller than the scale s of the regrets. Epsilons below
 * 1e-75 standard deviations (only where s is 0) count as none. Equal regrets, and a single worker, are never
 * separated.
 * @param regrets log10 loss of the network minus log10 loss of each worker, shape (N), N >= 1, dex; positive
 *   = worker better
 * @throws {TypeError|RangeError} naming the argument, the rule and the value: no regrets, a regret that is
 *   not finite, factor <= 1 or not finite, pNorm <= 0, an unknown name, values beyond double precision, or
 *   unequal regrets whose denominator is 0 for every epsilon
 */
export function maxEpsilon(regrets: ArrayLike<number>, options?: MaxEpsilonOptions): MaxEpsilon {
  const values = checkNumbers('regrets', regrets, 'a finite number', Number.isFinite);
  const formula = completeFormula(options);
  checkSpelling(options ?? {}, NAMES);
  const factor = checkFactor(options?.factor);
  const curve = spreadCurve(values, formula);
  const level = Math.log(factor);
  const { inverseSteepness, evaluations } = firstCrossing(curve, level);
  const upperBound = curve.epsilonAt(1 / level);
  if (inverseSteepness !== null) {
    return {
      status: 'attained',
      epsilon: curve.epsilonAt(inverseSteepness),
      reason: null,
      upperBound,
      evaluations,
    };
  }
  const reason = curve.hasGaps ? 'zero-weight' : 'below-threshold';
  return { status: 'unattainable', epsilon: null, reason, upperBound, evaluations };
}

/**
 * Most certified steps per segment: a few suffice for regrets whose differences double precision resolves.
 * Where it does not, rounding hides the crossing from the bounds, and {@link plainCrossing} finds it.
 */
const MOST_STEPS = 2000;

/** Points at which {@link plainCrossing} looks for the level. */
const PLAIN_POINTS = 256;

/**
 * Accepted width of the interval that contains the crossing: TOLERANCE relative to epsilon, ROUNDING relative
 * to 1 / steepness where epsilon is smaller than the rounding of that.
 */
const TOLERANCE = 1e-13;
const ROUNDING = 4 * Number.EPSILON;

/**
 * Finds the smallest steepness at which the spread of ln w reaches a level > 0.
 * @returns its inverse; null if the spread never does
 */
export function firstCrossing(
  curve: Curve,
  level: number,
): { inverseSteepness: number | null; evaluations: number } {
  let evaluations = 0;
  for (const segment of curve.segments) {
    // The spread never exceeds the steepness, so there is no crossing at a steepness below `level`.
    let position = Math.max(segment.from, segment.positionOf(level));
    for (let left = MOST_STEPS; position <= segment.to; left--) {
      if (left === 0) {
        const found = plainCrossing(segment, position, level);
        evaluations += PLAIN_POINTS;
        if (found === null) break;
        return { inverseSteepness: segment.inverseSteepness(found), evaluations };
      }
      evaluations++;
      const point = segment.pointAt(position);
      if (point.spread >= level) return { inverseSteepness: segment.inverseSteepness(position), evaluations };

      const room = segment.to - position;
      if (room === 0) break;
      const newton = linearCrossing(point, level);
      const step = safeStep(segment, position, point, level, Math.min(newton, room));
      if (newton <= room && isClose(curve, segment, position + step, position + newton)) {
        return { inverseSteepness: segment.inverseSteepness(position + newton), evaluations };
      }
      if (step >= room) break;
      // The step is too small to change the position: the spread equals the level up to rounding.
      if (position + step === position)
        return { inverseSteepness: segment.inverseSteepness(position), evaluations };
      position += step;
    }
  }
  return { inverseSteepness: null, evaluations };
}

/**
 * The first crossing between evenly spaced points (by ratio, where the ends have one sign), by bisection to
 * the next number: precise to the rounding of the spread, but without a proof that no earlier one exists.
 */
function plainCrossing(segment: Segment, from: number, level: number): number | null {
  const { to } = segment;
  const ratio = to / from;
  const isAbove = (position: number) => segment.pointAt(position).spread >= level;
  let before = from;
  for (let i = 1; i <= PLAIN_POINTS; i++) {
    const share = i / PLAIN_POINTS;
    const inside = ratio > 0 ? from * Math.exp(Math.log(ratio) * share) : from + (to - from) * share;
    let after = i === PLAIN_POINTS ? to : inside;
    if (!isAbove(after)) {
      before = after;
      continue;
    }
    for (;;) {
      const middle = before + (after - before) / 2;
      if (middle <= before || middle >= after) return after;
      if (isAbove(middle)) after = middle;
      else before = middle;
    }
  }
  return null;
}

/**
 * A step, at most `maxStep`, over which the spread cannot have reached the level. The linear part of the
 * bound must be at most the level at `maxStep`.
 */
function safeStep(segment: Segment, position: number, point: Point, level: number, maxStep: number): number {
  let step = stepWithin(segment, position, point, level, maxStep);
  // If the step is much shorter than `maxStep`, the curvature bound of a shorter interval may allow a longer
  // step.
  for (let shorter = 4 * step; shorter < maxStep; shorter *= 4) {
    const longer = stepWithin(segment, position, point, level, shorter);
    step = Math.max(step, longer);
    if (longer < shorter) break;
  }
  return step;
}

/**
 * The linear part of the bound is convex, so it is below its chord, and chord + d^2 B / 2 = level is a
 * quadratic equation.
 */
function stepWithin(
  segment: Segment,
  position: number,
  point: Point,
  level: number,
  maxStep: number,
): number {
  const curvatureBound = segment.curvatureBound(position, position + maxStep);
  if (curvatureBound === 0) return maxStep;
  const rise = (linearSpread(point, maxStep) - point.spread) / maxStep;
  const missing = level - point.spread;
  const root = Math.sqrt(rise * rise + 2 * curvatureBound * missing);
  return Math.min(maxStep, rise > 0 ? (2 * missing) / (rise + root) : (root - rise) / curvatureBound);
}

/**
 * Whether the crossing is known precisely enough. It is beyond the safe step, and the error of the Newton
 * estimate is about the distance between the two: both are the effect of d^2 B / 2, once subtracted from the
 * spread and once added.
 */
function isClose(curve: Curve, segment: Segment, safe: number, newton: number): boolean {
  const [before, after] = [segment.inverseSteepness(safe), segment.inverseSteepness(newton)];
  const last = curve.segments.at(-1)!;
  return before - after <= TOLERANCE * (after - last.inverseSteepness(last.to)) + ROUNDING * after;
}
