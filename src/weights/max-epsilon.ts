/**
 * The largest epsilon that still separates the weights of a regret vector by a factor, certified: the search never steps across a crossing.
 *
 * Let l(z) be the vector of ln w at a position z of the curve, and ||.|| the spread of a vector (its population standard deviation). Where
 * no root mean square of second derivatives exceeds B, ||l(z + d)|| <= ||l(z) + d l'(z)|| + d^2 B / 2. As long as the right side stays
 * below the level, the spread cannot have reached it. Such steps converge quadratically: about three evaluations of the spread for ten
 * workers.
 */

import { checkNumbers } from '../text/check.js';
import { spreadCurve, type Curve, type Segment } from './curve.js';
import { linearCrossing, linearSpread, type Point } from './derivatives.js';
import { checkFactor, completeFormula, type FormulaOptions } from './formula.js';

export interface MaxEpsilonOptions extends FormulaOptions {
  /** Weights count as meaningfully different when their spread S reaches log10 of this factor; > 1. Default 10^0.5. */
  factor?: number | undefined;
}

/** The largest epsilon, or why there is none. */
export type MaxEpsilon = {
  /**
   * No epsilon above this can reach the factor: p sigma / (T ln 10) - s, dex (over |median r| if epsilon is scaled by it), 0 where that is
   * negative.
   */
  upperBound: number;
  /** How many times the spread of the weights was evaluated. */
  evaluations: number;
} & (
  | {
      status: 'attained';
      /** Dex, >= 0. Infinity if every epsilon reaches the factor, because it is scaled by a median of 0. */
      epsilon: number;
      reason: null;
    }
  | {
      status: 'unattainable';
      epsilon: null;
      /**
       * `below-threshold`: the spread is defined for every epsilon and never reaches the threshold.
       * `zero-weight`: it stays below the threshold wherever it is defined, but for some epsilons a bound makes a weight zero.
       */
      reason: 'below-threshold' | 'zero-weight';
    }
);

/**
 * The largest epsilon at which the weights still differ by a factor: sup { epsilon >= 0 : S(epsilon) >= T }, T = log10 factor, S the
 * population standard deviation of log10 weights. Epsilons at which a bound makes a weight zero do not count; at the largest epsilon itself
 * the worst worker may be exactly at the cut, where the rounding of {@link getWeights} decides.
 *
 * Its error is below 1e-12 of s + epsilon, so of epsilon itself unless that is far smaller than the scale s of the regrets. Epsilons below
 * 1e-75 standard deviations (only where s is 0) count as none. Equal regrets, one worker among them, are never separated.
 * @param regrets log10 loss of the network minus log10 loss of each worker, shape (N), N >= 1, dex; positive = worker better
 * @throws {TypeError|RangeError} naming the argument, the rule and the value: no regrets, a regret that is not finite, factor <= 1 or not
 *   finite, pNorm <= 0, an unknown name, values beyond double precision, or unequal regrets whose denominator is 0 for every epsilon
 */
export function maxEpsilon(regrets: ArrayLike<number>, options: MaxEpsilonOptions = {}): MaxEpsilon {
  const values = checkNumbers('regrets', regrets, 'a finite number', Number.isFinite);
  const formula = completeFormula(options);
  const factor = checkFactor(options.factor);
  const curve = spreadCurve(values, formula);
  const level = Math.log(factor);
  const { inverseStretch, evaluations } = firstCrossing(curve, level);
  const upperBound = curve.epsilonAt(1 / level);
  if (inverseStretch !== null) {
    return {
      status: 'attained',
      epsilon: curve.epsilonAt(inverseStretch),
      reason: null,
      upperBound,
      evaluations,
    };
  }
  const reason = curve.hasGaps ? 'zero-weight' : 'below-threshold';
  return { status: 'unattainable', epsilon: null, reason, upperBound, evaluations };
}

/** Far more than any segment takes; reaching it is a bug. */
const MOST_EVALUATIONS = 2000;

/**
 * Accepted width of the interval that holds the crossing, relative to epsilon, and to the stretch where epsilon is smaller than its
 * rounding.
 */
const TOLERANCE = 1e-13;
const ROUNDING = 4 * Number.EPSILON;

/**
 * The smallest stretch at which the spread of ln w reaches a level > 0.
 * @returns its inverse; null if the spread never does
 */
export function firstCrossing(
  curve: Curve,
  level: number,
): { inverseStretch: number | null; evaluations: number } {
  let evaluations = 0;
  for (const segment of curve.segments) {
    // The spread never exceeds the stretch: below a stretch of `level` there is nothing to find.
    let position = Math.max(segment.from, segment.positionOf(level));
    for (let left = MOST_EVALUATIONS; position <= segment.to; left--) {
      if (left === 0)
        throw new Error(
          `The search for the largest epsilon did not end in ${MOST_EVALUATIONS} steps; please report this`,
        );
      evaluations++;
      const point = segment.pointAt(position);
      if (point.spread >= level) return { inverseStretch: segment.inverseStretch(position), evaluations };

      const room = segment.to - position;
      if (room === 0) break;
      const newton = linearCrossing(point, level);
      const step = safeStep(segment, position, point, level, Math.min(newton, room));
      if (newton <= room && isClose(curve, segment, position + step, position + newton)) {
        return { inverseStretch: segment.inverseStretch(position + newton), evaluations };
      }
      if (step >= room) break;
      // A step too small to change the position: the spread is at the level but for its rounding.
      if (position + step === position)
        return { inverseStretch: segment.inverseStretch(position), evaluations };
      position += step;
    }
  }
  return { inverseStretch: null, evaluations };
}

/** A step within `reach` over which the spread cannot have reached the level; the linear part of the bound is at most the level there. */
function safeStep(segment: Segment, position: number, point: Point, level: number, reach: number): number {
  let step = stepWithin(segment, position, point, level, reach);
  // Where it is much shorter than hoped for, the bend of a shorter way may be smaller.
  for (let way = 4 * step; way < reach; way *= 4) {
    const longer = stepWithin(segment, position, point, level, way);
    step = Math.max(step, longer);
    if (longer < way) break;
  }
  return step;
}

/** The linear part of the bound is convex, so it lies below its chord, and chord + d^2 B / 2 = level is a quadratic equation. */
function stepWithin(segment: Segment, position: number, point: Point, level: number, reach: number): number {
  const bend = segment.bend(position, position + reach);
  if (bend === 0) return reach;
  const rise = (linearSpread(point, reach) - point.spread) / reach;
  const missing = level - point.spread;
  const root = Math.sqrt(rise * rise + 2 * bend * missing);
  return Math.min(reach, rise > 0 ? (2 * missing) / (rise + root) : (root - rise) / bend);
}

/**
 * Whether the crossing is known well enough. It lies beyond the safe step, and the Newton estimate is off by about as much as the safe step
 * stays behind it: both are the effect of d^2 B / 2, one taken against and one in favour of the spread.
 */
function isClose(curve: Curve, segment: Segment, safe: number, newton: number): boolean {
  const [before, after] = [segment.inverseStretch(safe), segment.inverseStretch(newton)];
  const last = curve.segments.at(-1)!;
  return before - after <= TOLERANCE * (after - last.inverseStretch(last.to)) + ROUNDING * after;
}
