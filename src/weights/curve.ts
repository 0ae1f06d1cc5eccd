/**
 * The spread of the weights of one regret vector as a curve over all epsilons at once.
 *
 * With sigma the population standard deviation of the regrets and t_i = r_i / sigma, the argument of the
 * mapping is
 *
 *   y_i = p (x_i - c) = steepness * t_i - p c,   steepness = p sigma / (s + epsilon).
 *
 * So the spread at all epsilons is a function of the steepness alone. It runs from 0 (epsilon infinite,
 * weights equal) to p sigma / s (epsilon 0). The steepness is the standard deviation of the y_i. It does not
 * depend on the unit of the regrets.
 *
 * The spread here is the population standard deviation of ln w, S ln 10. The slope of ln w in y is between 0
 * and 1, so the spread never exceeds the steepness. The bounds of a scheme (cap, shift, zero weight) make the
 * curve piecewise smooth and may leave gaps, where a weight is zero.
 */

import { largestCurvature, pointOf, softplusRest, type Point } from './derivatives.js';
import { bestWeight, logWeightRatio, slope } from './mapping.js';
import type { Formula } from './formula.js';
import { differenceIn, populationStd } from './scale.js';
import { CAP_Y, CUT_Y, SHIFT_Y } from './scheme-bounds.js';
import type { MappingName } from './schemes.js';
import { summarize } from './weights.js';

/**
 * A smooth piece of the curve, closed at both ends. Positions increase with the steepness, so epsilon falls.
 */
export interface Segment {
  readonly from: number;
  readonly to: number;
  positionOf(steepness: number): number;
  /** 1 / steepness: epsilon is a linear function of it. */
  inverseSteepness(position: number): number;
  pointAt(position: number): Point;
  /**
   * B: an upper bound, between two positions, on the root mean square (over the workers) of the second
   * derivatives of ln w by position.
   */
  curvatureBound(from: number, to: number): number;
  /**
   * Upper bound on the root mean square of the first derivatives of ln w by position; Infinity: none is
   * needed.
   */
  readonly slopeBound: number;
}

export interface Curve {
  /**
   * In order of the steepness. Empty where all regrets are equal: then the spread is 0 for every epsilon > 0.
   */
  readonly segments: readonly Segment[];
  /** Whether a bound makes a weight zero for some epsilons. */
  readonly hasGaps: boolean;
  /** Whether the spread grows without limit as epsilon tends to 0: only where s is 0. */
  readonly isUnbounded: boolean;
  /** Epsilon, dex, >= 0; Infinity where epsilon has no effect because it is multiplied by a median of 0. */
  epsilonAt(inverseSteepness: number): number;
}

/**
 * Right end, no unit, used for an unbounded curve (s = 0): it leaves out epsilons below about 1e-75 sigma.
 * Its square, and that of its inverse, stay within double precision.
 */
const LARGEST_STEEPNESS = 2 ** 250;

/**
 * Builds the curve of a regret vector.
 * @param regrets shape (N), finite, dex
 * @throws {RangeError} if the regrets, or p c, exceed double precision, or if the denominator is 0 for every
 *   epsilon
 */
export function spreadCurve(regrets: Float64Array, formula: Formula): Curve {
  const { scale, epsilonFactor, largest } = summarize(regrets, formula);
  const { pNorm, mapping, scheme } = formula;
  const sigma = populationStd(regrets);
  const offset = pNorm * formula.cNorm;
  if (!Number.isFinite(2 * sigma))
    throw new RangeError(
      `Expected \`regrets\` to have a spread within double precision when doubled, got ${sigma}`,
    );
  if (!Number.isFinite(offset))
    throw new RangeError(`Expected \`pNorm\` * \`cNorm\` to be within double precision, got ${offset}`);
  if (sigma === 0) return { segments: [], hasGaps: false, isUnbounded: false, epsilonAt: () => 0 };
  if (scale === 0 && epsilonFactor === 0) {
    throw new RangeError(
      'Expected `regrets` to have a spread or a median other than 0 (0 + `epsilon` * 0 divides them), got 0 and 0',
    );
  }

  const end = Math.min(pNorm * (sigma / scale), LARGEST_STEEPNESS);
  // Multiplied by a median of 0, epsilon has no effect: the curve is its end point.
  const begin = epsilonFactor === 0 ? end : 0;
  const scaledRegrets = regrets.map((regret) => regret / sigma);
  const belowBest = regrets.map((regret) => differenceIn(sigma, regret, largest));
  const best = belowBest.indexOf(0);
  const worst = belowBest.reduce((worst, value, i) => (value < belowBest[worst]! ? i : worst), 0);
  const workers: Workers = {
    mapping,
    offset,
    scaledRegrets,
    belowBest,
    best,
    worst,
    values: new Float64Array(regrets),
    slopes: new Float64Array(regrets),
  };

  const hasLogarithm = mapping === 'potential' && !scheme.bounds && scaledRegrets[worst]! > 0;
  const logarithmFrom = hasLogarithm
    ? Math.max(LOGARITHM_FROM + offset, 2 * Math.abs(offset)) / scaledRegrets[worst]!
    : Infinity;
  const isShifted = (steepness: number): boolean =>
    scheme.bounds && steepness * scaledRegrets[best]! - offset < SHIFT_Y;
  let kinks = [logarithmFrom];
  if (scheme.bounds) {
    const cutAndCaps = [
      (CUT_Y + offset) / scaledRegrets[worst]!,
      ...scaledRegrets.map((scaledRegret) => (CAP_Y + offset) / scaledRegret),
    ];
    const shiftedCut = (CUT_Y - SHIFT_Y) / belowBest[worst]!;
    kinks = [
      (SHIFT_Y + offset) / scaledRegrets[best]!,
      ...cutAndCaps.filter((kink) => !isShifted(kink)),
      ...[shiftedCut].filter(isShifted),
    ];
  }
  const inside = new Set(kinks.filter((kink) => kink > begin && kink < end));
  const ends = [begin, ...Float64Array.from(inside).sort(), end];

  const segments: Segment[] = [];
  for (const [i, from] of ends.slice(0, -1).entries()) {
    const to = ends[i + 1]!;
    // The middle decides which bounds apply: it is not affected by the rounding of the kinks.
    const middle = from + (to - from) / 2;
    const lowest = isShifted(middle)
      ? middle * belowBest[worst]! + SHIFT_Y
      : middle * scaledRegrets[worst]! - offset;
    if (scheme.bounds && lowest < CUT_Y) continue;
    const ceiling = scheme.bounds && !isShifted(middle) ? (CAP_Y + offset) / middle : Infinity;
    segments.push(
      middle > logarithmFrom
        ? logarithmicSegment(from, to, workers)
        : plainSegment(from, to, workers, isShifted(middle), ceiling),
    );
  }
  // A negative t_i sends ln w to -Infinity. A t_i of 0 leaves ln w constant while those of the others grow
  // like ln(steepness).
  const grows = scaledRegrets[worst]! < 0 || (mapping === 'potential' && scaledRegrets[worst] === 0);
  const last = 1 / end;
  return {
    segments,
    hasGaps: segments.length < ends.length - 1,
    isUnbounded: scale === 0 && !scheme.bounds && grows,
    epsilonAt(inverseSteepness) {
      if (epsilonFactor === 0) return inverseSteepness >= last ? Infinity : 0;
      if (inverseSteepness <= last) return 0;
      const epsilon = Math.max(0, sigma * (pNorm * inverseSteepness) - scale) / epsilonFactor;
      if (epsilon < Infinity) return epsilon;
      throw new RangeError(
        `Expected \`regrets\` to have a spread within double precision when multiplied by \`pNorm\`, got ${sigma}`,
      );
    },
  };
}

/** Data that all segments of a curve share; the arrays have shape (N). */
interface Workers {
  readonly mapping: MappingName;
  /** p c. */
  readonly offset: number;
  /** t_i. */
  readonly scaledRegrets: Float64Array;
  /** t_i minus that of the best worker; precise where the t_i agree in most of their digits. */
  readonly belowBest: Float64Array;
  /** Indices of the best and the worst worker. */
  readonly best: number;
  readonly worst: number;
  /** Scratch: ln of the weight relative to the best worker's, and its derivative by position. */
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

/**
 * Builds a segment whose position is the steepness. Every y_i is linear: steepness * t_i - p c, or constant
 * at the cap, or steepness * belowBest_i + SHIFT_Y under the shift.
 * @param ceiling workers with larger t_i are at the cap
 */
function plainSegment(
  from: number,
  to: number,
  workers: Workers,
  isShifted: boolean,
  ceiling: number,
): Segment {
  const { mapping, belowBest, best, worst, values, slopes } = workers;
  const lines = isShifted ? belowBest : workers.scaledRegrets;
  const base = isShifted ? SHIFT_Y : -workers.offset;
  const bestIsCapped = lines[best]! > ceiling;
  const bestRegret = bestIsCapped ? 0 : lines[best]!;
  let squaredLines = 0;
  for (const line of lines) if (line <= ceiling) squaredLines += line * line;
  return {
    from,
    to,
    // d ln w / dy is at most 1.
    slopeBound: Math.sqrt(squaredLines / lines.length),
    positionOf: (steepness) => steepness,
    inverseSteepness: (position) => 1 / position,
    pointAt(position) {
      const bestOfAll = bestWeight(mapping, bestIsCapped ? CAP_Y : position * bestRegret + base);
      for (let i = 0; i < values.length; i++) {
        const isCapped = lines[i]! > ceiling;
        const y = isCapped ? CAP_Y : position * lines[i]! + base;
        const own = slope(mapping, y);
        if (bestIsCapped) {
          values[i] = logWeightRatio(mapping, bestOfAll, y, y - CAP_Y);
          slopes[i] = isCapped ? 0 : own * lines[i]!;
        } else {
          values[i] = logWeightRatio(mapping, bestOfAll, y, position * belowBest[i]!);
          // own * line - bestOfAll.slope * bestRegret; the first form where the lines are similar, to avoid
          // cancellation.
          const areAlike = Math.abs(belowBest[i]!) < Math.abs(lines[i]!);
          slopes[i] = areAlike
            ? own * belowBest[i]! + (own - bestOfAll.slope) * bestRegret
            : own * lines[i]! - bestOfAll.slope * bestRegret;
        }
      }
      return pointOf(values, slopes);
    },
    curvatureBound(left, right) {
      // Second derivatives by position: t^2 curvature(y). Where workers are close together, the common part
      // of these does not change the spread. The difference from the best worker is, because |curvature'| <=
      // curvature, at most |belowBest| (|t + t_best| + t_best^2 steepness) times the largest curvature
      // between the two.
      const areClose = -belowBest[worst]! * (2 + right * Math.abs(bestRegret)) < Math.abs(bestRegret);
      const top = areClose ? Math.max(left * bestRegret, right * bestRegret) : -Infinity;
      let squares = 0;
      for (let i = 0; i < lines.length; i++) {
        const scaledRegret = lines[i]!;
        if (scaledRegret > ceiling) continue;
        const [one, other] = [left * scaledRegret, right * scaledRegret];
        const curvature = largestCurvature(
          mapping,
          Math.min(one, other) + base,
          Math.max(one, other, top) + base,
        );
        const square = areClose
          ? belowBest[i]! * (Math.abs(scaledRegret + bestRegret) + right * bestRegret * bestRegret)
          : scaledRegret * scaledRegret;
        squares += (square * curvature) ** 2;
      }
      return Math.sqrt(squares / lines.length);
    },
  };
}

/** Smallest y of a logarithmic segment, no unit. The bound on its second derivatives needs at least 6. */
const LOGARITHM_FROM = 6;

/**
 * Builds a segment whose position is -1 / steepness, for the potential where all y are large. With q = t + p
 * c * position,
 *
 *   ln w = ln softplus(y) = ln(steepness) + ln q + r(y),   r(y) = ln(softplus(y) / y),
 *
 * where ln(steepness) is common to all workers. The curve is smooth in this position up to its end, however
 * far that is. In the steepness, the search would need a step for every few per cent. |p c| <= t * steepness
 * / 2 keeps q away from zero.
 */
function logarithmicSegment(
  from: number,
  to: number,
  { offset, scaledRegrets, belowBest, best, values, slopes }: Workers,
): Segment {
  return {
    from: -1 / from,
    to: -1 / to,
    slopeBound: Infinity,
    positionOf: (steepness) => -1 / steepness,
    inverseSteepness: (position) => -position,
    pointAt(position) {
      const top = scaledRegrets[best]! + offset * position;
      const topRest = softplusRest(-top / position);
      for (let i = 0; i < values.length; i++) {
        const own = scaledRegrets[i]! + offset * position;
        const share = belowBest[i]! / top;
        const rest = softplusRest(-own / position);
        values[i] = (share > -0.5 ? Math.log1p(share) : Math.log(own / top)) + (rest.value - topRest.value);
        slopes[i] =
          (-offset * share) / own +
          (rest.slope * scaledRegrets[i]! - topRest.slope * scaledRegrets[best]!) / position ** 2;
      }
      return pointOf(values, slopes);
    },
    // As in a plain segment, differences of second derivatives from those of the best worker. For ln q the
    // difference is, with q_best >= q, |belowBest| (p c)^2 (q + q_best) / (q q_best)^2, which is monotonic.
    // For r(y), y' = t steepness^2 and y'' = 2 t steepness^3. For y >= 6 the first three derivatives of r are
    // below 1.2, 1.4 and 1.7 times e^-y / y, and t steepness = y + p c <= 2 y. So its second derivative by
    // position is below 7 steepness^2 y e^-y, and the derivative of that by t below 9 steepness^3 y e^-y.
    // Both decrease along the segment.
    curvatureBound(left, right) {
      const nearest = offset > 0 ? left : right;
      const top = scaledRegrets[best]! + offset * nearest;
      let squares = 0;
      for (let i = 0; i < scaledRegrets.length; i++) {
        const own = scaledRegrets[i]! + offset * nearest;
        const y = -(scaledRegrets[i]! + offset * left) / left;
        const logarithm = (-belowBest[i]! * (offset / own) * (offset / top) * (own + top)) / (own * top);
        const rest = (Math.min(14, (9 * belowBest[i]!) / left) * y * Math.exp(-y)) / left ** 2;
        squares += (logarithm + rest) ** 2;
      }
      return Math.sqrt(squares / scaledRegrets.length);
    },
  };
}
