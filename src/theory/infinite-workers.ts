/**
 * The largest epsilon of infinitely many workers with Gaussian regrets, without sampling.
 *
 * The unit of the regrets is free, so let their standard deviation be 1 and their mean `ratio`. With s the scale of the scheme and
 * stretch = p / (s + epsilon),
 *
 *   y = p (x - c) = stretch (ratio + z) - p c,   S ln 10 = standard deviation of ln w(y), z standard normal:
 *
 * one integral over one variable. ln w is increasing and concave in y. So at a given stretch the derivative of that variance by the ratio,
 * 2 stretch cov(ln w, (ln w)'), is negative: S falls with the ratio, and with it the largest epsilon. There is one up to a certain ratio,
 * the ratio limit, and none beyond it.
 *
 * The bounds of a scheme (cap, shift, zero weight) are left out: among infinitely many normal regrets some are so low that their weight is
 * zero, so with bounds S is never defined and there is no such limit.
 */

import { checkNumber } from '../text/check.js';
import type { Segment } from '../weights/curve.js';
import { largestCurvature, type Point } from '../weights/derivatives.js';
import { completeFormula, type Formula, type FormulaOptions } from '../weights/formula.js';
import { logWeightRatio, slope } from '../weights/mapping.js';
import { firstCrossing, type MaxEpsilonOptions } from '../weights/max-epsilon.js';
import { levelOf, normalScale } from './bounds.js';
import { gaussHermite, type QuadratureRule } from '../statistics/gauss-hermite.js';

/** Of a scheme only its scale matters here. Epsilon is not scaled by the median. */
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
  const stretch = formula.pNorm / (scale + epsilon);
  return gaussianSegment(ratio, stretch, formula).pointAt(stretch).spread / Math.LN10;
}

/**
 * g, the largest epsilon at which the weights still differ by a factor, in standard deviations of the regrets: sup { epsilon >= 0 : S >= T },
 * T = log10 factor. Its error is below 1e-10 of s + epsilon, unless S hardly more than touches T.
 * @param ratio mean over standard deviation of the regrets; -Infinity gives the steep limit, p / (T ln 10) - s
 * @returns null if no epsilon separates the weights
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function gaussianMaxEpsilon(ratio: number, options: GaussianEpsilonOptions = {}): number | null {
  checkNumber('ratio', ratio, 'a number < Infinity', (value) => value < Infinity);
  return search(complete(options))(ratio)?.epsilon ?? null;
}

export interface RatioLimit {
  /** The largest mean over standard deviation for which there is an epsilon; relative error below 1e-9. */
  ratio: number;
  /** g there, in standard deviations of the regrets. 0 unless the weights differ most at an epsilon > 0, where S then touches T. */
  epsilon: number;
}

/**
 * Where the largest epsilon ends. Towards the limit it falls to 0 in proportion to the distance, or, if `epsilon` is not 0, to that value as
 * the square root of the distance does, and vanishes at once.
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

/** Epsilon at the top of S right after its crossing of T. */
function topOf({ stretch, segment }: Crossing, { formula, scale }: Completed): number {
  const rises = (position: number): boolean => segment.pointAt(position).along > 0;
  // At the limit the way from the crossing to the top is as short as the error of the limit allows: some 1e-6.
  let [from, to] = [stretch, stretch];
  for (let step = 1e-6 * stretch; rises(to); step *= 2) {
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

/** Nodes are as many as 37 p, at most. */
const LARGEST_P = 1000;

interface Completed {
  readonly formula: Formula;
  /** s, in standard deviations of the regrets. */
  readonly scale: number;
  /** ln factor, T ln 10. */
  readonly level: number;
  /** Ratios below this are -Infinity in double precision: where ln w is of any interest, it is y. */
  readonly steepRatio: number;
}

function complete(options: GaussianEpsilonOptions): Completed {
  const formula = completeFormula(options);
  checkNumber('pNorm', formula.pNorm, `at most ${LARGEST_P}`, (p) => p <= LARGEST_P);
  const level = levelOf(options.factor);
  const scale = normalScale(formula.scheme.scale);
  // y < -40 up to 10 standard deviations above the mean, at all stretches that reach the level.
  const steepRatio = Math.min(0, (formula.pNorm * formula.cNorm - 40) / level) - 10;
  return { formula, scale, level, steepRatio };
}

interface Crossing {
  readonly stretch: number;
  readonly epsilon: number;
  readonly segment: Segment;
}

/** The first crossing of the level as the stretch grows from 0 (epsilon falls from infinity), by ratio. */
function search({ formula, scale, level, steepRatio }: Completed): (ratio: number) => Crossing | null {
  const epsilonAt = (inverseStretch: number): number => Math.max(0, formula.pNorm * inverseStretch - scale);
  return (ratio) => {
    const segment = gaussianSegment(Math.max(ratio, steepRatio), formula.pNorm / scale, formula);
    const { inverseStretch } = firstCrossing(
      { segments: [segment], hasGaps: false, isUnbounded: false, epsilonAt },
      level,
    );
    return inverseStretch === null
      ? null
      : { stretch: 1 / inverseStretch, epsilon: epsilonAt(inverseStretch), segment };
  };
}

/** The curve of the spread of ln w over the stretch, as for a vector of regrets, but with the nodes of a quadrature rule for workers. */
export function gaussianSegment(ratio: number, to: number, { mapping, pNorm, cNorm }: Formula): Segment {
  const { nodes, weights } = ruleFor(to);
  const offset = pNorm * cNorm;
  const top = nodes.at(-1)!;
  const topTilt = ratio + top;
  const values = new Float64Array(nodes.length);
  const slopes = new Float64Array(nodes.length);
  return {
    from: 0,
    to,
    positionOf: (stretch) => stretch,
    inverseStretch: (stretch) => 1 / stretch,
    pointAt(stretch) {
      const yTop = stretch * topTilt - offset;
      const topSlope = slope(mapping, yTop);
      // Relative to the highest node, so that nothing cancels where the ratio is far below zero.
      for (const [i, node] of nodes.entries()) {
        const y = stretch * (ratio + node) - offset;
        const own = slope(mapping, y);
        values[i] = logWeightRatio(mapping, yTop, y, stretch * (node - top));
        slopes[i] = own * (node - top) + (own - topSlope) * topTilt;
      }
      return weightedPoint(values, slopes, weights);
    },
    bend(left, right) {
      // Second derivatives by the stretch: t^2 curvature(y), t = ratio + node. Where the ratio is large the nodes share most of theirs, which
      // leaves the spread as it is: what they differ by from t = ratio is, with |curvature'| <= curvature, at most
      // |node| (2 |t| + t^2 stretch) times the largest curvature between them.
      const areClose = Math.abs(ratio) > 2 * top;
      let squares = 0;
      for (const [i, node] of nodes.entries()) {
        const tilt = ratio + node;
        const [low, high] = areClose ? [Math.min(tilt, ratio), Math.max(tilt, ratio)] : [tilt, tilt];
        const farthest = Math.max(-low, high);
        const square = areClose ? Math.abs(node) * farthest * (2 + farthest * right) : tilt * tilt;
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

/** Steeper mappings are integrated by the trapezoidal rule. */
const STEEPEST_HERMITE = 4.5;

/** Nodes of smaller weight add nothing to any sum. */
const SMALLEST_WEIGHT = 1e-30;

/**
 * A rule for all stretches up to the given one. ln w is analytic in y up to |Im y| = pi, so as a function of z up to pi / stretch. n nodes of
 * Gauss and Hermite, which lie pi / sqrt(n) apart in the middle, then err by some exp(-2 pi sqrt(n) / stretch) (Trefethen 2022, Exactness of
 * quadrature formulas): below 1e-13 for n = 25 stretch^2. Beyond 512 nodes the trapezoidal rule of such a step is the same for less work.
 */
function ruleFor(stretch: number): QuadratureRule {
  if (stretch <= STEEPEST_HERMITE) {
    const { nodes, weights } = gaussHermite(Math.max(64, 2 ** Math.ceil(Math.log2(25 * stretch * stretch))));
    const first = weights.findIndex((weight) => weight >= SMALLEST_WEIGHT);
    return {
      nodes: nodes.subarray(first, nodes.length - first),
      weights: weights.subarray(first, nodes.length - first),
    };
  }
  const step = Math.PI / (5 * stretch);
  const half = Math.ceil(11.5 / step);
  const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * step);
  const heights = nodes.map((node) => Math.exp((-node * node) / 2));
  const sum = heights.reduce((total, height) => total + height);
  return { nodes, weights: heights.map((height) => height / sum) };
}
