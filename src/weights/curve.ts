/**
 * The spread of the weights of one regret vector as a curve over all epsilons at once.
 *
 * With sigma the population standard deviation of the regrets and t_i = r_i / sigma, the argument of the mapping is
 *
 *   y_i = p (x_i - c) = stretch * t_i - p c,   stretch = p sigma / (s + epsilon),
 *
 * so that the whole study of epsilon is one function of the stretch, which runs from 0 (epsilon infinite, weights equal) to p sigma / s
 * (epsilon 0). The stretch is the standard deviation of the y_i; p and the unit of the regrets are gone.
 *
 * The spread here is the population standard deviation of ln w, S ln 10. As ln w has a slope between 0 and 1 in y, the spread never exceeds
 * the stretch. The bounds of a scheme (cap, shift, zero weight) make the curve piecewise smooth and may leave gaps, where a weight is zero.
 */

import { largestCurvature, pointOf, softplusRest, type Point } from './derivatives.js';
import { logWeightRatio, slope } from './mapping.js';
import type { Formula } from './formula.js';
import { populationStd } from './scale.js';
import { CAP_Y, CUT_Y, SHIFT_Y } from './scheme-bounds.js';
import type { MappingName } from './schemes.js';
import { summarize } from './weights.js';

/** A smooth piece of the curve, closed at both ends. Positions increase with the stretch: epsilon falls. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  positionOf(stretch: number): number;
  /** 1 / stretch, the form in which epsilon is a linear function of it. */
  inverseStretch(position: number): number;
  pointAt(position: number): Point;
  /** B: between the two positions no root mean square (over the workers) of the second derivatives of ln w by position exceeds it. */
  bend(from: number, to: number): number;
}

export interface Curve {
  /** In order of the stretch. None where all regrets are equal: then the spread is 0 for every epsilon > 0. */
  readonly segments: readonly Segment[];
  /** Whether there are epsilons for which a bound makes a weight zero. */
  readonly hasGaps: boolean;
  /** Whether the spread grows without limit as epsilon tends to 0: only where s is 0. */
  readonly isUnbounded: boolean;
  /** Epsilon, dex, >= 0; Infinity where epsilon has no effect because it is scaled by a median of 0. */
  epsilonAt(inverseStretch: number): number;
}

/** End of a curve without end (s = 0): epsilons below 1e-75 sigma. Its square, and that of its inverse, stay within double precision. */
const LARGEST_STRETCH = 2 ** 250;

/**
 * @param regrets shape (N), finite, dex
 * @throws {RangeError} if the regrets, or p c, leave double precision, or if the denominator is 0 for every epsilon
 */
export function spreadCurve(regrets: Float64Array, formula: Formula): Curve {
  const { scale, epsilonFactor, largest } = summarize(regrets, formula);
  const { pNorm, mapping, scheme } = formula;
  const sigma = populationStd(regrets);
  const offset = pNorm * formula.cNorm;
  if (!Number.isFinite(sigma))
    throw new RangeError(`Expected \`regrets\` to have a spread within double precision, got ${sigma}`);
  if (!Number.isFinite(offset))
    throw new RangeError(`Expected \`pNorm\` * \`cNorm\` to be within double precision, got ${offset}`);
  if (sigma === 0) return { segments: [], hasGaps: false, isUnbounded: false, epsilonAt: () => 0 };
  if (scale === 0 && epsilonFactor === 0) {
    throw new RangeError(
      'Expected `regrets` to have a spread or a median other than 0 (0 + `epsilon` * 0 divides them), got 0 and 0',
    );
  }

  const end = Math.min(pNorm * (sigma / scale), LARGEST_STRETCH);
  // Scaled by a median of 0, epsilon has no effect: the curve is its end point.
  const begin = epsilonFactor === 0 ? end : 0;
  const tilts = regrets.map((regret) => regret / sigma);
  const behind = regrets.map((regret) => (regret - largest) / sigma);
  const best = behind.indexOf(0);
  const worst = behind.reduce((worst, value, i) => (value < behind[worst]! ? i : worst), 0);
  const workers: Workers = {
    mapping,
    offset,
    tilts,
    behind,
    best,
    worst,
    values: new Float64Array(regrets),
    slopes: new Float64Array(regrets),
  };

  const hasLogarithm = mapping === 'potential' && !scheme.bounds && tilts[worst]! > 0;
  const logarithmFrom = hasLogarithm
    ? Math.max(LOGARITHM_FROM + offset, 2 * Math.abs(offset)) / tilts[worst]!
    : Infinity;
  const isShifted = (stretch: number): boolean => scheme.bounds && stretch * tilts[best]! - offset < SHIFT_Y;
  let kinks = [logarithmFrom];
  if (scheme.bounds) {
    const cutAndCaps = [(CUT_Y + offset) / tilts[worst]!, ...tilts.map((tilt) => (CAP_Y + offset) / tilt)];
    const shiftedCut = (CUT_Y - SHIFT_Y) / behind[worst]!;
    kinks = [
      (SHIFT_Y + offset) / tilts[best]!,
      ...cutAndCaps.filter((kink) => !isShifted(kink)),
      ...[shiftedCut].filter(isShifted),
    ];
  }
  const inside = new Set(kinks.filter((kink) => kink > begin && kink < end));
  const ends = [begin, ...Float64Array.from(inside).sort(), end];

  const segments: Segment[] = [];
  for (const [i, from] of ends.slice(0, -1).entries()) {
    const to = ends[i + 1]!;
    // Which regime holds is decided in the middle, clear of the rounding of the kinks.
    const middle = from + (to - from) / 2;
    const lowest = isShifted(middle) ? middle * behind[worst]! + SHIFT_Y : middle * tilts[worst]! - offset;
    if (scheme.bounds && lowest < CUT_Y) continue;
    const ceiling = scheme.bounds && !isShifted(middle) ? (CAP_Y + offset) / middle : Infinity;
    segments.push(
      middle > logarithmFrom
        ? logarithmicSegment(from, to, workers)
        : plainSegment(from, to, workers, isShifted(middle), ceiling),
    );
  }
  // A negative t_i sends ln w to -Infinity; one of 0 leaves it where it is while the others go to infinity, as ln(stretch) does.
  const grows = tilts[worst]! < 0 || (mapping === 'potential' && tilts[worst] === 0);
  const last = 1 / end;
  return {
    segments,
    hasGaps: segments.length < ends.length - 1,
    isUnbounded: scale === 0 && !scheme.bounds && grows,
    epsilonAt(inverseStretch) {
      if (epsilonFactor === 0) return inverseStretch >= last ? Infinity : 0;
      return inverseStretch <= last
        ? 0
        : Math.max(0, sigma * (pNorm * inverseStretch) - scale) / epsilonFactor;
    },
  };
}

/** What all segments of a curve share; the arrays are of shape (N). */
interface Workers {
  readonly mapping: MappingName;
  /** p c. */
  readonly offset: number;
  /** t_i. */
  readonly tilts: Float64Array;
  /** t_i less that of the best worker, precise where the t_i agree in most of their digits. */
  readonly behind: Float64Array;
  /** Indices of the best and the worst worker. */
  readonly best: number;
  readonly worst: number;
  /** Scratch: ln of the weight relative to the best worker's, and its derivative by position. */
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

/**
 * Position = stretch. Every y_i is a straight line: stretch * t_i - p c, or constant at the cap, or stretch * behind_i + SHIFT_Y under the
 * shift.
 * @param ceiling workers with larger t_i are at the cap
 */
function plainSegment(
  from: number,
  to: number,
  workers: Workers,
  isShifted: boolean,
  ceiling: number,
): Segment {
  const { mapping, behind, best, worst, values, slopes } = workers;
  const lines = isShifted ? behind : workers.tilts;
  const base = isShifted ? SHIFT_Y : -workers.offset;
  const bestIsCapped = lines[best]! > ceiling;
  const bestTilt = bestIsCapped ? 0 : lines[best]!;
  return {
    from,
    to,
    positionOf: (stretch) => stretch,
    inverseStretch: (position) => 1 / position,
    pointAt(position) {
      const yBest = bestIsCapped ? CAP_Y : position * bestTilt + base;
      const bestSlope = slope(mapping, yBest);
      for (let i = 0; i < values.length; i++) {
        const isCapped = lines[i]! > ceiling;
        const y = isCapped ? CAP_Y : position * lines[i]! + base;
        const own = slope(mapping, y);
        if (bestIsCapped) {
          values[i] = logWeightRatio(mapping, yBest, y, y - CAP_Y);
          slopes[i] = isCapped ? 0 : own * lines[i]!;
        } else {
          values[i] = logWeightRatio(mapping, yBest, y, position * behind[i]!);
          // own * line - bestSlope * bestTilt; the first form where the lines are alike, so that nothing cancels.
          const areAlike = Math.abs(behind[i]!) < Math.abs(lines[i]!);
          slopes[i] = areAlike
            ? own * behind[i]! + (own - bestSlope) * bestTilt
            : own * lines[i]! - bestSlope * bestTilt;
        }
      }
      return pointOf(values, slopes);
    },
    bend(left, right) {
      // Second derivatives by position: t^2 curvature(y). Workers that are close together share most of theirs, which leaves the spread as
      // it is; what they differ by is, with |curvature'| <= curvature, at most |behind| (|t + t_best| + t_best^2 stretch) times the largest
      // curvature between them.
      const areClose = -behind[worst]! * (2 + right * Math.abs(bestTilt)) < Math.abs(bestTilt);
      const top = areClose ? Math.max(left * bestTilt, right * bestTilt) : -Infinity;
      let squares = 0;
      for (let i = 0; i < lines.length; i++) {
        const tilt = lines[i]!;
        if (tilt > ceiling) continue;
        const [one, other] = [left * tilt, right * tilt];
        const curvature = largestCurvature(
          mapping,
          Math.min(one, other) + base,
          Math.max(one, other, top) + base,
        );
        const square = areClose
          ? behind[i]! * (Math.abs(tilt + bestTilt) + right * bestTilt * bestTilt)
          : tilt * tilt;
        squares += (square * curvature) ** 2;
      }
      return Math.sqrt(squares / lines.length);
    },
  };
}

/** Smallest y of a logarithmic segment; its bound on the second derivatives needs 6. */
const LOGARITHM_FROM = 6;

/**
 * Position = -1 / stretch, for the potential where all y are large: with q = t + p c * position,
 *
 *   ln w = ln softplus(y) = ln(stretch) + ln q + r(y),   r(y) = ln(softplus(y) / y),
 *
 * of which ln(stretch) is common to all. The curve is smooth in this variable up to its end, however far that is; in the stretch it would
 * take a step for every few per cent. |p c| <= t * stretch / 2 keeps q clear of zero.
 */
function logarithmicSegment(
  from: number,
  to: number,
  { offset, tilts, behind, best, values, slopes }: Workers,
): Segment {
  return {
    from: -1 / from,
    to: -1 / to,
    positionOf: (stretch) => -1 / stretch,
    inverseStretch: (position) => -position,
    pointAt(position) {
      const top = tilts[best]! + offset * position;
      const topRest = softplusRest(-top / position);
      for (let i = 0; i < values.length; i++) {
        const own = tilts[i]! + offset * position;
        const share = behind[i]! / top;
        const rest = softplusRest(-own / position);
        values[i] = (share > -0.5 ? Math.log1p(share) : Math.log(own / top)) + (rest.value - topRest.value);
        slopes[i] =
          (-offset * share) / own + (rest.slope * tilts[i]! - topRest.slope * tilts[best]!) / position ** 2;
      }
      return pointOf(values, slopes);
    },
    // As in a plain segment, what the second derivatives differ by from those of the best worker. Of ln q that is, with q_best >= q,
    // |behind| (p c)^2 (q + q_best) / (q q_best)^2, which rises or falls all the way. Of r(y), with y' = t stretch^2 and y'' = 2 t
    // stretch^3: for y >= 6 its derivatives are below 1.2, 1.4 and 1.7 times e^-y / y, and t stretch = y + p c <= 2 y. So its second
    // derivative by position is below 7 stretch^2 y e^-y, and the derivative of that by t below 9 stretch^3 y e^-y; both fall all the way.
    bend(left, right) {
      const nearest = offset > 0 ? left : right;
      const top = tilts[best]! + offset * nearest;
      let squares = 0;
      for (let i = 0; i < tilts.length; i++) {
        const own = tilts[i]! + offset * nearest;
        const y = -(tilts[i]! + offset * left) / left;
        const logarithm = (-behind[i]! * (offset / own) * (offset / top) * (own + top)) / (own * top);
        const rest = (Math.min(14, (9 * behind[i]!) / left) * y * Math.exp(-y)) / left ** 2;
        squares += (logarithm + rest) ** 2;
      }
      return Math.sqrt(squares / tilts.length);
    },
  };
}
