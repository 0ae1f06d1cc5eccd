/** Comparison of two fits of the same models: parameters, and values along the curves. */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { short } from '../text/numbers.js';
import { curveAt } from './fitted-curve.js';
import type { CurveFit } from './fitted-curve.js';
import type { FittedModel } from './fitted-model.js';
import type { MappingFit } from './mapping-fit.js';
import type { SlopeFit } from './slopes.js';
import type { WorkersFit } from './workers-series.js';

/** Two numbers that should agree. */
export interface Difference {
  /** The fit that the numbers belong to: `chain-2026 gradient, factor 3, 10 workers, q50`. */
  where: string;
  /** The parameter, or the point on the curve: `curve at mean/std -1.25`. */
  what: string;
  before: number;
  after: number;
  /**
   * (after - before) / combined standard error; over the allowed rounding error if they are
   * not random.
   */
  standardErrors: number;
  /** Critical value: largest |standardErrors| that chance explains; 1 if they are not random. */
  reach: number;
}

export interface Comparison {
  /** Probability that no difference is found if the mapping is the same. */
  level: number;
  comparisons: number;
  differences: Difference[];
  /** The one with the largest ratio of `standardErrors` to `reach`. */
  largest: Difference | null;
  /** Keys of fits that exist only before. */
  missing: string[];
}

/** Number of ratios at which two curves are compared. */
const COMPARED_RATIOS = 24;

/** Allowed relative difference of numbers that chance has no part in: the rounding error of a fit. */
const TOLERANCE = 1e-6;

interface Pair {
  where: string;
  what: string;
  before: number;
  after: number;
  /** Combined standard error. */
  error: number;
  /** Degrees of freedom of the combined standard error. */
  degreesOfFreedom: number;
}

/**
 * Compares fits: parameters, and curves at ratios spread over their common range. Curves of two different
 * models differ even for the same data, so the fitted quantiles are compared instead.
 * @param level confidence level of all comparisons together; each has its own by Sidak's correction
 * @param sameDraws whether the fits use the same draws, and must be equal
 */
export function compareFits(
  before: MappingFit,
  after: MappingFit,
  level: number,
  sameDraws: boolean,
): Comparison {
  const found = [
    pairAll(before.slopes, after.slopes, slopeKey, pairParameters),
    pairAll(before.workers, after.workers, workersKey, pairParameters),
    pairAll(before.curves, after.curves, curveKey, pairCurves),
  ];
  const all = found.flatMap(({ pairs }) => pairs);
  const compared = all.map(({ error, degreesOfFreedom, ...pair }): Difference => {
    const isExact = sameDraws || error === 0;
    const unit = isExact ? TOLERANCE * Math.max(Math.abs(pair.before), error) : error;
    return {
      ...pair,
      standardErrors: pair.before === pair.after ? 0 : (pair.after - pair.before) / unit,
      reach: isExact ? 1 : criticalValue(level, all.length, degreesOfFreedom),
    };
  });
  const excess = ({ standardErrors, reach }: Difference) => Math.abs(standardErrors) / reach;
  // `!(... <= 1)` instead of `> 1`, because NaN counts as a difference.
  const differences = compared.filter((each) => !(excess(each) <= 1));
  const largest = compared.reduce<Difference | null>(
    (most, each) => (most && excess(most) >= excess(each) ? most : each),
    null,
  );
  return {
    level,
    comparisons: all.length,
    differences,
    largest,
    missing: found.flatMap(({ missing }) => missing),
  };
}

/**
 * Critical value: number of standard errors that the largest of several differences does not exceed by
 * chance, with probability `level`. Sidak's correction holds for normal numbers with any correlation.
 * @param degreesOfFreedom Infinity if standard errors are known
 */
export function criticalValue(level: number, comparisons: number, degreesOfFreedom: number): number {
  const tail = -Math.expm1(Math.log(level) / comparisons) / 2;
  return degreesOfFreedom === Infinity
    ? -normalQuantile(tail, 0, 1)
    : -studentQuantile(tail, degreesOfFreedom);
}

/** Pairs of numbers of the fits that both sides have, and the keys of fits that only the first has. */
function pairAll<Fit>(
  before: readonly Fit[],
  after: readonly Fit[],
  key: (fit: Fit) => string,
  pair: (where: string, before: Fit, after: Fit) => Pair[],
): { pairs: Pair[]; missing: string[] } {
  const others = new Map(after.map((fit) => [key(fit), fit]));
  const pairs = before.flatMap((fit) =>
    others.has(key(fit)) ? pair(key(fit), fit, others.get(key(fit))!) : [],
  );
  return { pairs, missing: before.map(key).filter((each) => !others.has(each)) };
}

function pairParameters(where: string, before: FittedModel, after: FittedModel): Pair[] {
  if (before.model !== after.model) return [];
  return before.parameters.map(({ name, value, standardError }, i) => {
    const other = after.parameters[i]!;
    return {
      where,
      what: name,
      before: value,
      after: other.value,
      error: Math.hypot(standardError, other.standardError),
      degreesOfFreedom: combinedDegreesOfFreedom(
        [standardError, errorDegreesOfFreedom(before)],
        [other.standardError, errorDegreesOfFreedom(after)],
      ),
    };
  });
}

/** Degrees of freedom of the standard errors of a fit. */
function errorDegreesOfFreedom({ chiSquared, degreesOfFreedom }: FittedModel): number {
  return chiSquared === null ? degreesOfFreedom : Infinity;
}

/** Degrees of freedom of a combined standard error (Welch 1947, Satterthwaite 1946). */
function combinedDegreesOfFreedom(...parts: [standardError: number, degreesOfFreedom: number][]): number {
  const variance = parts.reduce((sum, [error]) => sum + error ** 2, 0);
  const uncertainty = parts.reduce(
    (sum, [error, degreesOfFreedom]) => sum + (error * error) ** 2 / degreesOfFreedom,
    0,
  );
  return variance ** 2 / uncertainty;
}

function pairCurves(where: string, before: CurveFit, after: CurveFit): Pair[] {
  if (before.workers !== null && before.model !== after.model) return pairPoints(where, before, after);
  const [from, to] = [
    Math.max(before.range.ratio[0], after.range.ratio[0]),
    Math.min(before.range.ratio[1], after.range.ratio[1]),
  ];
  const along = ratiosTowardsEnd(from, to, COMPARED_RATIOS).map((ratio) => {
    const [a, b] = [curveAt(before, ratio), curveAt(after, ratio)];
    return {
      where,
      what: `curve at mean/std ${short(ratio, 3)}`,
      before: a.epsilon,
      after: b.epsilon,
      // The curve of infinitely many workers is not random.
      error: before.workers === null ? 0 : Math.hypot(a.standardError, b.standardError),
      degreesOfFreedom: Infinity,
    };
  });
  return before.workers === null ? along : [...pairParameters(where, before, after), ...along];
}

function pairPoints(where: string, before: CurveFit, after: CurveFit): Pair[] {
  return before.points.flatMap(({ ratio, epsilon, standardError }) => {
    const other = after.points.find((point) => point.ratio === ratio);
    if (!other) return [];
    return {
      where,
      what: `quantile at mean/std ${ratio}`,
      before: epsilon,
      after: other.epsilon,
      error: Math.hypot(standardError, other.standardError),
      degreesOfFreedom: Infinity,
    };
  });
}

/**
 * The ratios from `to` down to `from`, evenly spaced in log(1 + distance to `to`), because curves change most
 * near their end.
 */
export function ratiosTowardsEnd(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => to - Math.expm1((Math.log1p(to - from) * i) / (count - 1)));
}

function formulaKey({ scheme, mapping, factor }: Pick<CurveFit, 'scheme' | 'mapping' | 'factor'>): string {
  return `${scheme} ${mapping}, factor ${short(factor, 4)}`;
}

/** Text that identifies a slope, for messages and as a key. */
export function slopeKey(fit: SlopeFit): string {
  return `${formulaKey(fit)}, ${fit.workers} workers, mean/std ${fit.ratio}, median against std`;
}

function workersKey(fit: WorkersFit): string {
  return `${formulaKey(fit)}, mean/std ${fit.ratio}, ${fit.quantile} against workers`;
}

/** Text that identifies a curve, for messages and as a key. */
export function curveKey(fit: CurveFit): string {
  return `${formulaKey(fit)}, ${fit.workers === null ? 'infinitely many workers' : `${fit.workers} workers, ${fit.quantile}`}`;
}
