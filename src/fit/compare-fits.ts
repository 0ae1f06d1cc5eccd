/** Has the mapping moved? Two fits of the same models, number by number and along their curves. */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { curveAt } from './curve.js';
import type { CurveFit, Fitted, MappingFit, SlopeFit, WorkersFit } from './mapping-fit.js';

/** Two numbers that should agree. */
export interface Difference {
  /** What it belongs to, in words: `chain-2026 gradient, 10 workers, factor 3, q50`. */
  where: string;
  /** The parameter, or the place on the curve: `curve at mean/std -1.25`. */
  what: string;
  before: number;
  after: number;
  /** (after - before) / combined standard error. */
  standardErrors: number;
  /** So many standard errors are explained by chance. */
  reach: number;
}

export interface Comparison {
  /** Probability with which no difference is found if nothing moved. */
  level: number;
  comparisons: number;
  differences: Difference[];
  /** The one closest to its reach, or farthest beyond it. */
  largest: Difference | null;
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
 * Compares fits: parameters, and curves at places spread over what both cover.
 * @param level of all comparisons together; Sidak's correction gives each its own
 * @param sameDraws the fits rest on the very same draws, and have to be equal
 */
export function compareFits(before: MappingFit, after: MappingFit, level: number, sameDraws: boolean): Comparison {
  const all = [
    ...pairs(before.slopes, after.slopes, slopeKey).flatMap(([a, b]) => pairParameters(slopeKey(a), a, b)),
    ...pairs(before.workers, after.workers, workersKey).flatMap(([a, b]) => pairParameters(workersKey(a), a, b)),
    ...pairs(before.curves, after.curves, curveKey).flatMap(([a, b]) => pairCurves(curveKey(a), a, b)),
  ];
  const tail = (1 - Math.exp(Math.log(level) / Math.max(1, all.length))) / 2;
  const compared = all.map(({ error, degreesOfFreedom, ...pair }): Difference => {
    const isExact = sameDraws || error === 0;
    const unit = isExact ? TOLERANCE * Math.max(Math.abs(pair.before), error) : error;
    const quantile = degreesOfFreedom === Infinity ? -normalQuantile(tail, 0, 1) : -studentQuantile(tail, degreesOfFreedom);
    return {
      ...pair,
      standardErrors: pair.before === pair.after ? 0 : (pair.after - pair.before) / unit,
      reach: isExact ? 1 : quantile,
    };
  });
  const excess = ({ standardErrors, reach }: Difference) => Math.abs(standardErrors) / reach;
  // Not "larger than": a number that cannot be compared is a difference.
  const differences = compared.filter((each) => !(excess(each) <= 1));
  const largest = compared.reduce<Difference | null>((most, each) => (most && excess(most) >= excess(each) ? most : each), null);
  return { level, comparisons: all.length, differences, largest };
}

function pairs<Fit>(before: readonly Fit[], after: readonly Fit[], key: (fit: Fit) => string): [Fit, Fit][] {
  const others = new Map(after.map((fit) => [key(fit), fit]));
  return before.flatMap((fit): [Fit, Fit][] => {
    const other = others.get(key(fit));
    return other ? [[fit, other]] : [];
  });
}

function pairParameters(where: string, before: Fitted, after: Fitted): Pair[] {
  if (before.model !== after.model) return [];
  return before.parameters.map(({ name, value, standardError }, i) => ({
    ...{ where, what: name, before: value, after: after.parameters[i]!.value },
    error: Math.hypot(standardError, after.parameters[i]!.standardError),
    degreesOfFreedom: freedomOf(before, after),
  }));
}

function freedomOf(before: Fitted, after: Fitted): number {
  return before.chiSquared === null || after.chiSquared === null ? before.degreesOfFreedom + after.degreesOfFreedom : Infinity;
}

function pairCurves(where: string, before: CurveFit, after: CurveFit): Pair[] {
  const [from, to] = [Math.max(before.range.ratio[0], after.range.ratio[0]), Math.min(before.range.ratio[1], after.range.ratio[1])];
  // Most happens near the end of a curve: places are even in log(1 + distance from it).
  const places = Array.from({ length: CURVE_PLACES }, (_, i) => to - Math.expm1((Math.log1p(to - from) * i) / (CURVE_PLACES - 1)));
  const along = places.map((ratio) => {
    const [a, b] = [curveAt(before, ratio), curveAt(after, ratio)];
    return {
      ...{ where, what: `curve at mean/std ${Number(ratio.toPrecision(3))}`, before: a.epsilon, after: b.epsilon },
      // Infinitely many workers leave nothing to chance.
      error: before.workers === null ? 0 : Math.hypot(a.standardError, b.standardError),
      degreesOfFreedom: Infinity,
    };
  });
  return before.workers === null ? along : [...pairParameters(where, before, after), ...along];
}

function formulaKey({ scheme, mapping, factor }: Pick<CurveFit, 'scheme' | 'mapping' | 'factor'>): string {
  return `${scheme} ${mapping}, factor ${Number(factor.toPrecision(4))}`;
}

function slopeKey(fit: SlopeFit): string {
  return `${formulaKey(fit)}, ${fit.workers} workers, mean/std ${fit.ratio}, median against std`;
}

function workersKey(fit: WorkersFit): string {
  return `${formulaKey(fit)}, mean/std ${fit.ratio}, ${fit.quantile} against workers`;
}

/** What a curve is about, in words; also its key. */
export function curveKey(fit: CurveFit): string {
  return `${formulaKey(fit)}, ${fit.workers === null ? 'infinitely many workers' : `${fit.workers} workers, ${fit.quantile}`}`;
}
