/**
 * The largest epsilon of infinitely many workers with Gaussian regrets, without sampling.
 *
 * The unit of the regrets is free, so let their standard deviation be 1 and their mean `ratio`. With s the
 * scale of the scheme and steepness = p / (s + epsilon),
 *
 *   y = p (x - c) = steepness (ratio + z) - p c,   S ln 10 = standard deviation of ln w(y),
 *
 * with z standard normal: one integral over one variable. ln w is increasing and concave in y. So at a given
 * steepness the derivative of that variance by the ratio, 2 steepness cov(ln w, (ln w)'), is negative: S
 * falls with the ratio, and with it the largest epsilon. A largest epsilon exists up to a certain ratio, the
 * ratio limit, and not above it.
 *
 * The bounds of a scheme (cap, shift, zero weight) are left out. Among infinitely many normal regrets some
 * are so low that their weight is zero, so with bounds S is never defined and there is no such limit.
 */

import { checkNumber } from '../text/check.js';
import type { Segment } from '../weights/curve.js';
import { largestCurvature, type Point } from '../weights/derivatives.js';
import { completeFormula, type Formula, type FormulaOptions } from '../weights/formula.js';
import { bestWeight, logWeightRatio, slope } from '../weights/mapping.js';
import { firstCrossing, type MaxEpsilonOptions } from '../weights/max-epsilon.js';
import { levelOf, normalScale } from './bounds.js';
import { gaussHermite, type QuadratureRule } from '../statistics/gauss-hermite.js';

/** Options for Gaussian regrets. Only the scale of a scheme matters. Epsilon is not scaled by the median. */
export type GaussianOptions = Omit<FormulaOptions, 'epsilonScaling'>;
export type GaussianEpsilonOptions = GaussianOptions & Pick<MaxEpsilonOptions, 'factor'>;

/**
 * S, the standard deviation of log10 weights.
 * @param ratio mean over standard deviation of the regrets, finite
 * @param epsilon in standard deviations of the regrets, finite, >= 0
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function gaussianSpread(ratio: number, epsilon: number, options: GaussianOptions = {}): number {
  checkNumber('ratio', ratio, 'a finite number', Number.isFinite);
  checkNumber('epsilon', epsilon, 'a finite number >= 0', (value) => value >= 0 && value < Infinity);
  const { formula, scale } = complete(options);
  const steepness = formula.pNorm / (scale + epsilon);
  return gaussianSegment(ratio, steepness, formula).pointAt(steepness).spread / Math.LN10;
}

/**
 * g, the largest epsilon at which the weights still differ by a factor, in standard deviations of the
 * regrets: sup { epsilon >= 0 : S >= T }, T = log10 factor. The error is below 1e-10 of s + epsilon, unless
 * the maximum of S barely exceeds T.
 * @param ratio mean over standard deviation of the regrets; -Infinity gives the steep limit, p / (T ln 10) -
 *   s
 * @returns null if no epsilon separates the weights
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function gaussianMaxEpsilon(ratio: number, options: GaussianEpsilonOptions = {}): number | null {
  checkNumber('ratio', ratio, 'a number < Infinity', (value) => value < Infinity);
  return search(complete(options))(ratio)?.epsilon ?? null;
}

export interface RatioLimit {
  /**
   * The largest mean over standard deviation for which an epsilon separates the weights; relative error below
   * 1e-9.
   */
  ratio: number;
  /**
   * g at that ratio, in standard deviations of the regrets. 0 unless the weights differ most at an epsilon >
   * 0, where S then touches T.
   */
  epsilon: number;
}

/**
 * The largest ratio at which an epsilon separates the weights. Near this limit the largest epsilon falls to 0
 * in proportion to the distance. If `epsilon` is not 0, it instead falls to `epsilon` like the square root of
 * the distance, and there is none above the limit.
 * @returns null if no epsilon separates the weights at any ratio, because p / (T ln 10) <= s
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function gaussianRatioLimit(options: GaussianEpsilonOptions = {}): RatioLimit | null {
  const completed = complete(options);
  const largest = search(completed);
  let from = completed.steepRatio;
  if (largest(from) === null) return null;
  let to = 1;
  while (largest(to) !== null) to = 2 * (from = to);
  for (
    let middle = from + (to - from) / 2;
    to - from > 1e-13 * (Math.abs(from) + 1);
    middle = from + (to - from) / 2
  ) {
    if (largest(middle) === null) to = middle;
    else from = middle;
  }
  return { ratio: from, epsilon: topOf(largest(from)!, completed) };
}

/** Epsilon at the maximum of S that follows its crossing of T. */
function topOf({ steepness, segment }: Crossing, { formula, scale }: Completed): number {
  const rises = (position: number): boolean => segment.pointAt(position).along > 0;
  // At the limit the distance from the crossing to the maximum is as short as the error of the limit allows:
  // about 1e-6.
  let [from, to] = [steepness, steepness];
  for (let step = 1e-6 * steepness; rises(to); step *= 2) {
    if (to === segment.to) return 0;
    from = to;
    to = Math.min(segment.to, to + step);
  }
  for (;;) {
    const middle = from + (to - from) / 2;
    if (middle <= from || middle >= to) return Math.max(0, formula.pNorm / middle - scale);
    if (rises(middle)) from = middle;
    else to = middle;
  }
}

/** Largest accepted p, no unit: there are up to 37 p nodes. */
const LARGEST_P = 1000;

interface Completed {
  readonly formula: Formula;
  /** s, in standard deviations of the regrets. */
  readonly scale: number;
  /** ln factor, T ln 10. */
  readonly level: number;
  /** Ratios below this are computed as -Infinity: ln w equals y, in double precision, wherever it matters. */
  readonly steepRatio: number;
}

function complete(options: GaussianEpsilonOptions): Completed {
  const formula = completeFormula(options);
  checkNumber('pNorm', formula.pNorm, `at most ${LARGEST_P}`, (p) => p <= LARGEST_P);
  const level = levelOf(options.factor);
  const scale = normalScale(formula.scheme.scale);
  // y < -40 up to 10 standard deviations above the mean, for every steepness at which S reaches the level.
  const steepRatio = Math.min(0, (formula.pNorm * formula.cNorm - 40) / level) - 10;
  return { formula, scale, level, steepRatio };
}

interface Crossing {
  readonly steepness: number;
  readonly epsilon: number;
  readonly segment: Segment;
}

/**
 * Finds, for a ratio, the first crossing of the level as the steepness grows from 0 (epsilon falls from
 * infinity).
 */
function search({ formula, scale, level, steepRatio }: Completed): (ratio: number) => Crossing | null {
  const epsilonAt = (inverseSteepness: number): number =>
    Math.max(0, formula.pNorm * inverseSteepness - scale);
  const offset = formula.pNorm * formula.cNorm;
  return (ratio) => {
    // With u the steepness t times the lowest regret r, d ln w / dz is at most t slope(u - p c), and so is
    // the spread of ln w. As slope(y) <= min(1, 1 / y), it is at most (1 + p c) / r, and for u > p c at most
    // t / (t r - p c).
    const lowest = ratio - FARTHEST_NODE;
    if (1 + Math.max(0, offset) < level * lowest) return null;
    const last = level * lowest > 1 ? (level * offset) / (level * lowest - 1) : Infinity;
    const segment = gaussianSegment(
      Math.max(ratio, steepRatio),
      Math.min(formula.pNorm / scale, last),
      formula,
    );
    const { inverseSteepness } = firstCrossing(
      { segments: [segment], hasGaps: false, isUnbounded: false, epsilonAt },
      level,
    );
    return inverseSteepness === null
      ? null
      : { steepness: 1 / inverseSteepness, epsilon: epsilonAt(inverseSteepness), segment };
  };
}

/**
 * The curve of the spread of ln w over the steepness, as for a regret vector, with the nodes of a quadrature
 * rule in place of workers.
 */
export function gaussianSegment(ratio: number, to: number, { mapping, pNorm, cNorm }: Formula): Segment {
  const { nodes, weights } = ruleFor(to);
  const offset = pNorm * cNorm;
  const top = nodes.at(-1)!;
  const topRegret = ratio + top;
  const values = new Float64Array(nodes.length);
  const slopes = new Float64Array(nodes.length);
  return {
    from: 0,
    to,
    slopeBound: Infinity,
    positionOf: (steepness) => steepness,
    inverseSteepness: (steepness) => 1 / steepness,
    pointAt(steepness) {
      const yTop = steepness * topRegret - offset;
      const topWeight = bestWeight(mapping, yTop);
      // Values are relative to the highest node, so that nothing cancels where the ratio is far below zero.
      for (const [i, node] of nodes.entries()) {
        const y = steepness * (ratio + node) - offset;
        const own = slope(mapping, y);
        values[i] = logWeightRatio(mapping, topWeight, y, steepness * (node - top));
        slopes[i] = own * (node - top) + (own - topWeight.slope) * topRegret;
      }
      return weightedPoint(values, slopes, weights);
    },
    curvatureBound(left, right) {
      // Second derivatives by the steepness: t^2 curvature(y), t = ratio + node. Where the ratio is large,
      // the common part of these does not change the spread. The difference from t = ratio is, because
      // |curvature'| <= curvature, at most |node| (2 |t| + t^2 steepness) times the largest curvature between
      // the two.
      const areClose = Math.abs(ratio) > 2 * top;
      let squares = 0;
      for (const [i, node] of nodes.entries()) {
        const scaledRegret = ratio + node;
        const [low, high] = areClose
          ? [Math.min(scaledRegret, ratio), Math.max(scaledRegret, ratio)]
          : [scaledRegret, scaledRegret];
        const farthest = Math.max(-low, high);
        const square = areClose
          ? Math.abs(node) * farthest * (2 + farthest * right)
          : scaledRegret * scaledRegret;
        const lowest = Math.min(left * low, right * low) - offset;
        const highest = Math.max(left * high, right * high) - offset;
        squares += weights[i]! * (square * largestCurvature(mapping, lowest, highest)) ** 2;
      }
      return Math.sqrt(squares);
    },
  };
}

function weightedPoint(values: Float64Array, slopes: Float64Array, weights: Float64Array): Point {
  const mean = (list: Float64Array): number => weights.reduce((sum, weight, i) => sum + weight * list[i]!, 0);
  const [valueMean, slopeMean] = [mean(values), mean(slopes)];
  const covariance = (a: Float64Array, aMean: number, b: Float64Array, bMean: number): number =>
    weights.reduce((sum, weight, i) => sum + weight * (a[i]! - aMean) * (b[i]! - bMean), 0);
  const slope = Math.sqrt(covariance(slopes, slopeMean, slopes, slopeMean));
  return {
    spread: Math.sqrt(covariance(values, valueMean, values, valueMean)),
    slope,
    along: slope > 0 ? covariance(values, valueMean, slopes, slopeMean) / slope : 0,
  };
}

/** Steepness above which the trapezoidal rule replaces Gauss-Hermite: about 512 nodes. */
const STEEPEST_HERMITE = 4.5;

/** Smallest weight of a node, no unit: smaller ones do not change any sum. */
const SMALLEST_WEIGHT = 1e-30;

/** No node with such a weight lies farther out, standard deviations. */
const FARTHEST_NODE = 12;

/**
 * A quadrature rule for every steepness up to the given one. ln w is analytic in y up to |Im y| = pi, so as a
 * function of z up to pi / steepness. Gauss-Hermite nodes are pi / sqrt(n) apart in the middle, so n of them
 * err by about exp(-2 pi sqrt(n) / steepness) (Trefethen 2022, Exactness of quadrature formulas): below 1e-13
 * for n = 25 steepness^2. Above 512 nodes the trapezoidal rule with the same distance of nodes is as precise
 * for less work.
 */
function ruleFor(steepness: number): QuadratureRule {
  if (steepness <= STEEPEST_HERMITE) {
    const { nodes, weights } = gaussHermite(
      Math.max(64, 2 ** Math.ceil(Math.log2(25 * steepness * steepness))),
    );
    const first = weights.findIndex((weight) => weight >= SMALLEST_WEIGHT);
    return {
      nodes: nodes.subarray(first, nodes.length - first),
      weights: weights.subarray(first, nodes.length - first),
    };
  }
  const step = Math.PI / (5 * steepness);
  const half = Math.ceil(11.5 / step);
  const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * step);
  const heights = nodes.map((node) => Math.exp((-node * node) / 2));
  const sum = heights.reduce((total, height) => total + height);
  return { nodes, weights: heights.map((height) => height / sum) };
}
