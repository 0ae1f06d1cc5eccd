/** Has the mapping moved? Two fits of the same models, number by number and along their curves. */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { curveAt } from './fitted-curve.js';
import type { CurveFit } from './fitted-curve.js';
import type { Fitted } from './fitted-model.js';
import type { MappingFit } from './mapping-fit.js';
import type { SlopeFit } from './slopes.js';
import type { WorkersFit } from './workers-series.js';

/** Two numbers that should agree. */
export interface Difference {
  /** What it belongs to, in words: `chain-2026 gradient, 10 workers, factor 3, q50`. */
  where: string;
  /** The parameter, or the place: `curve at mean/std -1.25`. */
  what: string;
  before: number;
  after: number;
  /** (after - before) / combined standard error; where nothing is left to chance, over the rounding that is allowed. */
  standardErrors: number;
  /** So many are explained by chance; 1 where nothing is left to it. */
  reach: number;
}

export interface Comparison {
  /** Probability with which no difference is found if nothing moved. */
  level: number;
  comparisons: number;
  differences: Difference[];
  /** The one closest to its reach, or farthest beyond it. */
  largest: Difference | null;
  /** What was fitted before, and is not now, in words. */
  missing: string[];
}

/** Places at which two curves are compared. */
const CURVE_PLACES = 24;

/** Where nothing is left to chance, numbers differ by the rounding of a fit at most. */
const TOLERANCE = 1e-6;

interface Pair {
  where: string;
  what: string;
  before: number;
  after: number;
  error: number;
  /** Of the combined standard error. */
  degreesOfFreedom: number;
}

/**
 * Compares fits: parameters, and curves at places spread over what both cover. Curves of two models differ whatever their data: of these the
 * numbers that they were fitted to are compared.
 * @param level of all comparisons together; Sidak's correction gives each its own
 * @param sameDraws the fits rest on the very same draws, and have to be equal
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
      reach: isExact ? 1 : reachOf(level, all.length, degreesOfFreedom),
    };
  });
  const excess = ({ standardErrors, reach }: Difference) => Math.abs(standardErrors) / reach;
  // Not "larger than": a number that cannot be compared is a difference.
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
 * So many standard errors chance explains in the worst of several comparisons, with the probability `level`: Sidak's correction, which
 * normal numbers keep however they depend on each other.
 * @param degreesOfFreedom Infinity where standard errors are known
 */
export function reachOf(level: number, comparisons: number, degreesOfFreedom: number): number {
  const tail = -Math.expm1(Math.log(level) / comparisons) / 2;
  return degreesOfFreedom === Infinity
    ? -normalQuantile(tail, 0, 1)
    : -studentQuantile(tail, degreesOfFreedom);
}

/** The numbers of all fits that both sides have, and the keys of those that only the first has. */
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

function pairParameters(where: string, before: Fitted, after: Fitted): Pair[] {
  if (before.model !== after.model) return [];
  return before.parameters.map(({ name, value, standardError }, i) => {
    const other = after.parameters[i]!;
    return {
      ...{ where, what: name, before: value, after: other.value },
      error: Math.hypot(standardError, other.standardError),
      degreesOfFreedom: freedomOf([standardError, freedom(before)], [other.standardError, freedom(after)]),
    };
  });
}

function freedom({ chiSquared, degreesOfFreedom }: Fitted): number {
  return chiSquared === null ? degreesOfFreedom : Infinity;
}

/** Of a combined standard error (Welch 1947, Satterthwaite 1946): the larger of the two counts more. */
function freedomOf(...parts: [standardError: number, degreesOfFreedom: number][]): number {
  const variance = parts.reduce((sum, [error]) => sum + error ** 2, 0);
  const uncertainty = parts.reduce(
    (sum, [error, degreesOfFreedom]) => sum + error ** 4 / degreesOfFreedom,
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
  // Most happens near the end of a curve: places are even in log(1 + distance from it).
  const places = Array.from(
    { length: CURVE_PLACES },
    (_, i) => to - Math.expm1((Math.log1p(to - from) * i) / (CURVE_PLACES - 1)),
  );
  const along = places.map((ratio) => {
    const [a, b] = [curveAt(before, ratio), curveAt(after, ratio)];
    return {
      ...{
        where,
        what: `curve at mean/std ${Number(ratio.toPrecision(3))}`,
        before: a.epsilon,
        after: b.epsilon,
      },
      // Infinitely many workers leave nothing to chance.
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
      ...{ where, what: `quantile at mean/std ${ratio}`, before: epsilon, after: other.epsilon },
      error: Math.hypot(standardError, other.standardError),
      degreesOfFreedom: Infinity,
    };
  });
}

function formulaKey({ scheme, mapping, factor }: Pick<CurveFit, 'scheme' | 'mapping' | 'factor'>): string {
  return `${scheme} ${mapping}, factor ${Number(factor.toPrecision(4))}`;
}

/** What a slope is about, in words; also its key. */
export function slopeKey(fit: SlopeFit): string {
  return `${formulaKey(fit)}, ${fit.workers} workers, mean/std ${fit.ratio}, median against std`;
}

function workersKey(fit: WorkersFit): string {
  return `${formulaKey(fit)}, mean/std ${fit.ratio}, ${fit.quantile} against workers`;
}

/** What a curve is about, in words; also its key. */
export function curveKey(fit: CurveFit): string {
  return `${formulaKey(fit)}, ${fit.workers === null ? 'infinitely many workers' : `${fit.workers} workers, ${fit.quantile}`}`;
}
