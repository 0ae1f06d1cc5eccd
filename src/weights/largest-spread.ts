/**
 * The certified largest spread of the weights of a regret vector over all epsilons, and the epsilons at which
 * the spread falls to given fractions of it.
 */

import { checkNumbers, checkSpelling, optionNames } from '../text/check.js';
import { spreadCurve, type Curve, type Segment } from './curve.js';
import { linearSpread, type Point } from './derivatives.js';
import { completeFormula, FORMULA_FIELDS, type FormulaOptions } from './formula.js';
import { firstCrossing } from './max-epsilon.js';

/** Options of `largestSpread`: the formula, and the fractions of the largest spread. */
export interface LargestSpreadOptions extends FormulaOptions {
  /** Numbers in (0, 1]. Default 0.5 and 0.3. */
  fractions?: ArrayLike<number> | undefined;
}

const NAMES = optionNames<LargestSpreadOptions>({ ...FORMULA_FIELDS, fractions: true });

/** The answer of `largestSpread`. */
export interface LargestSpread {
  /**
   * S, the population standard deviation of log10 weights, at its largest. Infinity if it grows without limit
   * as epsilon tends to 0 (only where s is 0).
   */
  spread: number;
  /**
   * The largest epsilon with this spread, dex; null if no epsilon separates the weights at all (spread 0).
   */
  epsilon: number | null;
  /**
   * Largest relative error of `spread`: 1e-12, or more where double precision does not resolve the
   * differences of the regrets; 0 for a spread of 0 or Infinity.
   */
  tolerance: number;
  /** In the order of the fractions. */
  relative: RelativeThreshold[];
}

/** The largest epsilon that leaves a fraction of the largest spread. */
export interface RelativeThreshold {
  fraction: number;
  /** fraction * spread. */
  threshold: number;
  /**
   * The largest epsilon at which the spread still reaches the threshold, dex; null where the spread is 0 or
   * Infinity.
   */
  epsilon: number | null;
}

/**
 * The largest spread S(epsilon) over epsilon >= 0, and for each fraction of it the largest epsilon at which
 * the spread reaches that fraction.
 *
 * The spread is precise to `tolerance` of itself, 1e-12 where double precision allows it. The flatness of the
 * maximum limits the precision of its epsilon. Epsilons at which a bound makes a weight zero do not count;
 * the largest spread may be next to them, where the worst worker is exactly at the cut. Where s is 0, epsilon
 * = 0 stands for the limit. The spread is 0 for equal regrets, for a single worker, for spreads below 1e-140,
 * and if all weights are zero at every epsilon because a median of 0 multiplies epsilon.
 * @param regrets log10 loss of the network minus log10 loss of each worker, shape (N), N >= 1, dex; positive
 *   = worker better
 * @throws {TypeError|RangeError} naming the argument, the rule and the value: as `maxEpsilon`, and a fraction
 *   outside (0, 1]
 */
export function largestSpread(regrets: ArrayLike<number>, options?: LargestSpreadOptions): LargestSpread {
  const values = checkNumbers('regrets', regrets, 'a finite number', Number.isFinite);
  const formula = completeFormula(options);
  checkSpelling(options ?? {}, NAMES);
  const fractions = checkNumbers(
    'fractions',
    options?.fractions ?? [0.5, 0.3],
    'a number > 0 and <= 1',
    (value) => value > 0 && value <= 1,
  );
  const curve = spreadCurve(values, formula);
  const top = curve.isUnbounded
    ? { spread: Infinity, inverseSteepness: 0, tolerance: 0 }
    : highestPoint(curve);
  const isReached = top.spread > 0 && top.spread < Infinity;
  const spread = top.spread / Math.LN10;
  return {
    spread,
    epsilon: top.spread > 0 ? curve.epsilonAt(top.inverseSteepness) : null,
    tolerance: top.tolerance,
    relative: Array.from(fractions, (fraction) => {
      // The search may miss a level that the curve only touches; the maximum itself reaches it.
      const crossing = isReached
        ? (firstCrossing(curve, fraction * top.spread).inverseSteepness ?? top.inverseSteepness)
        : null;
      return {
        fraction,
        threshold: fraction * spread,
        epsilon: crossing === null ? null : curve.epsilonAt(crossing),
      };
    }),
  };
}

/** Accepted error of the largest spread, relative. */
const TOLERANCE = 1e-12;

/**
 * Most evaluations of the spread in one search: hundreds suffice for regrets whose differences double
 * precision resolves. Where it does not (regrets near 2^53 that differ by 1), rounding hides which interval
 * is higher, and no number of evaluations gives the tolerance.
 */
const MOST_EVALUATIONS = 20_000;

/** Spreads below this, of a c far below zero, count as 0, because their squares leave double precision. */
const SMALLEST_SPREAD = 1e-140;

interface Interval {
  readonly segment: Segment;
  readonly from: number;
  readonly to: number;
  /** Upper bound on the spread in the interval. */
  readonly ceiling: number;
}

interface Top {
  readonly spread: number;
  readonly inverseSteepness: number;
}

/**
 * Branch and bound: intervals that may contain a larger value than the best so far are divided, all others
 * dropped. Returns spread 0 if there is no spread, and the tolerance that was reached: no spread exceeds the
 * returned one by more, relative.
 */
function highestPoint(curve: Curve): Top & { tolerance: number } {
  let best: Top & Partial<Interval> = { spread: SMALLEST_SPREAD, inverseSteepness: Infinity };
  const compare = (position: number, { spread }: Point, interval: Omit<Interval, 'ceiling'>): void => {
    if (spread > best.spread)
      best = { ...interval, spread, inverseSteepness: interval.segment.inverseSteepness(position) };
  };
  let open: Interval[] = curve.segments.map((segment) => ({
    segment,
    from: segment.from,
    to: segment.to,
    ceiling: Infinity,
  }));
  for (const { segment, from, to } of open) {
    compare(from, segment.pointAt(from), { segment, from, to: from });
    compare(to, segment.pointAt(to), { segment, from: to, to });
  }
  let tolerance = TOLERANCE;
  for (let evaluations = 2 * open.length; open.length > 0; evaluations += open.length) {
    open = open.filter(({ ceiling }) => ceiling > best.spread * (1 + TOLERANCE));
    if (evaluations + open.length > MOST_EVALUATIONS) {
      tolerance = open.reduce((most, { ceiling }) => Math.max(most, ceiling), 0) / best.spread - 1;
      break;
    }
    const divided: Interval[] = [];
    for (const interval of open) {
      const { segment, from, to } = interval;
      const middle = divide(from, to);
      const point = segment.pointAt(middle);
      compare(middle, point, interval);
      // ||l + d l'|| is convex in d, so it is largest at an end. The spread never exceeds the steepness
      // either.
      const linear = Math.max(linearSpread(point, from - middle), linearSpread(point, to - middle));
      const distance = Math.max(middle - from, to - middle);
      const bent = (distance ** 2 * segment.curvatureBound(from, to)) / 2;
      // With a huge p a weight bends within a distance that double precision does not resolve.
      const straight = point.spread + distance * segment.slopeBound;
      const ceiling = Math.min(linear + bent, straight, 1 / segment.inverseSteepness(to));
      divided.push({ segment, from, to: middle, ceiling }, { segment, from: middle, to, ceiling });
    }
    open = divided;
  }
  if (best.segment === undefined) return { ...best, spread: 0, tolerance: 0 };
  return { ...polish(best as Top & Interval), tolerance };
}

/** The middle of an interval; by ratio if it spans several orders of magnitude. */
function divide(from: number, to: number): number {
  if (from < 0 || to <= 2 * from) return from + (to - from) / 2;
  return from > 0 ? Math.sqrt(from) * Math.sqrt(to) : to / 1024;
}

/**
 * Refines the position of the maximum by its derivative: a spread is flat at its maximum, so its values alone
 * give fewer digits.
 */
function polish(best: Top & Interval): Top {
  const { segment } = best;
  let { from, to } = best;
  if (from === to || segment.pointAt(from).along <= 0 || segment.pointAt(to).along >= 0) return best;
  for (;;) {
    const middle = from + (to - from) / 2;
    const { spread, along } = segment.pointAt(middle);
    if (middle <= from || middle >= to) {
      return spread < best.spread * (1 - TOLERANCE)
        ? best
        : { spread, inverseSteepness: segment.inverseSteepness(middle) };
    }
    if (along > 0) from = middle;
    else to = middle;
  }
}
