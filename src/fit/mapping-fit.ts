/**
 * From the table of a threshold study to the mapping: std(regrets) in, largest epsilon out.
 *
 * At a given ratio = mean / std the largest epsilon is proportional to the std. Three questions follow: is it so (a line through log10 std
 * and log10 epsilon), what is the factor g(ratio) (a curve), and how does it depend on the number of workers (a series in 1 / sqrt(N)).
 */

import { gaussianMaxEpsilon, type GaussianEpsilonOptions } from '../analysis/gaussian.js';
import { QUANTILES, type QuantileName, type ThresholdCellRow } from '../study/record.js';
import type { ThresholdStudy } from '../study/study-file.js';
import { SCHEMES } from '../weights/schemes.js';
import { OWN_LIMITS, ownLimits } from './curve.js';
import { FAMILIES, type Family, type Limits } from './families.js';
import { fitModel, linearFit, linearLeastSquares, type ModelFit } from './least-squares.js';
import { gaussianLimits } from './limits.js';
import { pooledQuantile, quantileOf, regimesOf, type PooledQuantile, type Regime, type View } from './regimes.js';

interface FittedParameter {
  name: string;
  value: number;
  standardError: number;
  /** Ends of its t interval. */
  low: number;
  high: number;
}

/** What every fitted model tells. */
export interface Fitted {
  model: string;
  /** With its numbers, for a person with a pocket calculator. */
  formula: string;
  parameters: FittedParameter[];
  /** Of the parameters, in their order. */
  covariance: number[][];
  degreesOfFreedom: number;
  /**
   * Chi-squared of the residuals where the standard errors of the data are known: the covariance follows from those, and intervals are normal. null
   * where it comes from the residuals: intervals are Student's t.
   */
  chiSquared: number | null;
  /** Of the intervals. */
  level: number;
  /** Draws that the fitted numbers rest on; null where they come from quadrature. */
  draws: number | null;
}

/** log10 epsilon = intercept + slope log10 std, of the median in one regime. */
export interface SlopeFit extends Fitted, View {
  ratio: number;
  range: { std: [from: number, to: number] };
  /** Whether slope 1, that of scale invariance, lies in the interval. */
  holdsOne: boolean;
}

interface Candidate {
  model: string;
  parameters: number;
  status: ModelFit['status'];
  aicc: number;
  /** Largest |fitted / data - 1|. */
  worstError: number;
}

/** g(ratio) = epsilon / std. */
export interface CurveFit extends Fitted, Omit<View, 'workers'> {
  /** null: infinitely many, by quadrature. */
  workers: number | null;
  /** null: there is nothing random about infinitely many workers. */
  quantile: QuantileName | null;
  range: { ratio: [from: number, to: number] };
  /** The model has these limits by construction; for finite N they are fitted. */
  limits: Limits;
  worstError: number;
  /** All families that were compared, the best first. */
  candidates: Candidate[];
  /** The numbers the curve was fitted to, their standard errors, and data / fitted - 1; empty for quadrature. */
  points: (PooledQuantile & { residual: number })[];
}

/**
 * f(N) = (quantile of N workers) / (g of infinitely many) = 1 + a / N^0.5 + b / N + c / N^1.5, in one regime; with the median absolute deviation
 * for scale, another for even than for odd N, where there are both: + (-1)^N (d / N + e / N^2).
 */
export interface WorkersFit extends Fitted, Omit<View, 'workers'> {
  ratio: number;
  quantile: QuantileName;
  range: { workers: [from: number, to: number] };
  worstError: number;
  /** g of infinitely many workers. */
  limit: number;
}

export interface MappingFit {
  slopes: SlopeFit[];
  curves: CurveFit[];
  workers: WorkersFit[];
}

const LEVEL = 0.95;
/** Quantiles that get a curve: what 95 % of epochs reach, the median, what 5 % reach. */
const CURVE_QUANTILES = ['q05', 'q50', 'q95'] as const satisfies QuantileName[];

/** Fewer than this many stds, ratios or numbers of workers are no basis for a line, a curve or a series. */
const LEAST_STDS = 4;
const LEAST_RATIOS = 9;
const LEAST_WORKERS = 6;

/**
 * All fits that the table has the numbers for. There are none where epsilon is scaled by the median regret: it is no multiple of the std then.
 * @param rows of `cells.csv` of the study
 * @param models curves that are to have the same model as before, so that they can be compared
 */
export function fitMapping(
  study: Pick<ThresholdStudy, 'pNorm' | 'cNorm' | 'epsilonScaling'>,
  rows: Iterable<ThresholdCellRow>,
  models: readonly CurveFit[] = [],
): MappingFit {
  if (study.epsilonScaling !== 'none') return { slopes: [], curves: [], workers: [] };
  const views = regimesOf(rows);
  const slopes = views.flatMap(({ view, regimes }) => regimes.flatMap((regime) => fitSlope(view, regime) ?? []));
  const curves: CurveFit[] = [];
  for (const { view, regimes } of views) {
    const options = { ...view, pNorm: study.pNorm, cNorm: study.cNorm };
    const limits = gaussianLimits(options);
    if (!limits || regimes.length < LEAST_RATIOS) continue;
    const before = (workers: number | null, quantile: QuantileName | null) =>
      models.find((curve) => isSameFormula(curve, view) && curve.workers === workers && curve.quantile === quantile);
    const isKnown = curves.some((curve) => curve.workers === null && isSameFormula(curve, view));
    const found = [
      isKnown ? null : fitQuadrature(view, regimes, options, limits, before(null, null)),
      ...CURVE_QUANTILES.map((quantile) => fitQuantile(view, quantile, regimes, limits, before(view.workers, quantile))),
    ];
    curves.push(...found.filter((curve) => curve !== null));
  }
  return { slopes, curves, workers: fitWorkers(views, study) };
}

function isSameFormula(a: Omit<View, 'workers'>, b: Omit<View, 'workers'>): boolean {
  return a.scheme === b.scheme && a.mapping === b.mapping && a.factor === b.factor;
}

function fitSlope(view: View, { ratio, rows }: Regime): SlopeFit | null {
  const points = rows.flatMap((row) => {
    const quantile = quantileOf(row, 'q50');
    return quantile ? [{ ...quantile, std: row.std, draws: row.draws }] : [];
  });
  const stds = [...new Set(points.map(({ std }) => std))].sort((a, b) => a - b);
  if (points.length < rows.length || stds.length < LEAST_STDS) return null;
  const fit = linearFit(
    points.map(({ std }) => Math.log10(std)),
    points.map(({ epsilon }) => Math.log10(epsilon)),
    { sigma: points.map(({ epsilon, standardError }) => standardError / epsilon / Math.LN10), covariance: 'scaled', level: LEVEL },
  );
  return {
    ...view,
    ratio,
    model: 'power law',
    formula: `log10(epsilon) = ${show(fit.intercept.value)} + ${show(fit.slope.value)} * log10(std)`,
    parameters: [
      { name: 'intercept', ...numbersOf(fit.intercept) },
      { name: 'slope', ...numbersOf(fit.slope) },
    ],
    covariance: fit.covariance,
    degreesOfFreedom: fit.degreesOfFreedom,
    chiSquared: null,
    level: LEVEL,
    draws: sum(points.map(({ draws }) => draws)),
    range: { std: [stds[0]!, stds.at(-1)!] },
    holdsOne: fit.slope.low <= 1 && fit.slope.high >= 1,
  };
}

/** Places of the quadrature curve, by the share of kappa that is missing: even steps where it falls slowly, finer towards its end. */
const QUADRATURE_POINTS = 120;
/** A curve that ends at 0 is compared down to this share of kappa: relative errors lose their meaning at 0. */
const SMALLEST_SHARE = 1e-3;

function fitQuadrature(
  view: View,
  regimes: readonly Regime[],
  options: GaussianEpsilonOptions,
  limits: Limits,
  before?: CurveFit,
): CurveFit | null {
  const from = Math.min(-20, regimes[0]!.ratio);
  // Even in log(1 + distance to the end).
  const ratios = Array.from(
    { length: QUADRATURE_POINTS },
    (_, i) => limits.ratio - Math.expm1((Math.log1p((limits.ratio - from) * 100) * (QUADRATURE_POINTS - i)) / QUADRATURE_POINTS) / 100,
  );
  const points = ratios
    .map((ratio) => ({ ratio, epsilon: gaussianMaxEpsilon(ratio, options) ?? NaN }))
    .filter(({ epsilon }) => epsilon >= SMALLEST_SHARE * limits.steep);
  const epsilons = points.map(({ epsilon }) => epsilon);
  const fits = FAMILIES.map((family) => {
    const fit = fitModel({
      x: points.map(({ ratio }) => ratio),
      y: epsilons,
      sigma: epsilons,
      covariance: 'scaled',
      maxIterations: MOST_ITERATIONS,
      model: (ratio, parameters) => family.value(ratio, parameters, limits),
      initial: family.initial(points, limits, linearLeastSquares),
      ...(family.jacobian && { jacobian: (ratio: number, parameters: readonly number[]) => family.jacobian!(ratio, parameters, limits) }),
    });
    return { family, fit, errors: relativeErrors(epsilons, fit) };
  });
  const best = bestOf(fits, before);
  return (
    best && {
      ...{ ...view, workers: null, quantile: null },
      ...describe(best.family, best.family.parameterNames, best.fit, best.family.text(valuesOf(best.fit), limits), true),
      draws: null,
      range: { ratio: [points[0]!.ratio, points.at(-1)!.ratio] },
      limits,
      worstError: worstOf(best.errors),
      candidates: candidatesOf(fits),
      points: [],
    }
  );
}

/** With two limits more to be found from a dozen of points, five parameters are too many. */
const FINITE_FAMILIES = FAMILIES.filter(({ parameterNames }) => parameterNames.length <= 3);

function fitQuantile(view: View, quantile: QuantileName, regimes: readonly Regime[], gaussian: Limits, before?: CurveFit): CurveFit | null {
  const { end, inside } = extentOf(regimes, quantile);
  const pooled = inside.flatMap((regime) => pooledQuantile(regime, quantile) ?? []);
  if (pooled.length < LEAST_RATIOS) return null;
  const kappa = pooled[0]!.epsilon;
  const epsilons = pooled.map(({ epsilon }) => epsilon);
  const fits = FINITE_FAMILIES.flatMap((family) => {
    const startLimits = ownLimits([kappa * 1.0001, end], gaussian);
    const initial = [startLimits.steep, startLimits.ratio, ...family.initial(pooled, startLimits, linearLeastSquares)];
    if (pooled.length <= initial.length + 1) return [];
    const model = (ratio: number, parameters: readonly number[]): number => {
      const limits = ownLimits(parameters, gaussian);
      // The curve ends at 0, so it goes on as 0 while the fit looks for its end.
      return ratio > limits.ratio ? 0 : family.value(ratio, parameters.slice(OWN_LIMITS.length), limits);
    };
    if (!pooled.every(({ ratio }) => Number.isFinite(model(ratio, initial)))) return [];
    const fit = fitModel({
      x: pooled.map(({ ratio }) => ratio),
      y: epsilons,
      sigma: pooled.map(({ standardError }) => standardError),
      maxIterations: MOST_ITERATIONS,
      model,
      initial,
    });
    return [{ family, fit, errors: relativeErrors(epsilons, fit) }];
  });
  const best = bestOf(fits, before);
  if (!best) return null;
  const parameters = valuesOf(best.fit);
  const limits = ownLimits(parameters, gaussian);
  return {
    ...{ ...view, quantile },
    ...describe(
      best.family,
      [...OWN_LIMITS, ...best.family.parameterNames],
      best.fit,
      best.family.text(parameters.slice(OWN_LIMITS.length), limits),
    ),
    draws: sum(pooled.map(({ draws }) => draws)),
    range: { ratio: [pooled[0]!.ratio, pooled.at(-1)!.ratio] },
    limits,
    worstError: worstOf(best.errors),
    candidates: candidatesOf(fits),
    points: pooled.map((point, i) => ({ ...point, residual: best.errors[i]! })),
  };
}

/** A quantile is followed up to where so much of its share of draws has no epsilon: closer to its end noise decides whether it is there at all. */
const FOLLOWED = 0.5;

/** The regimes in which a quantile is safely there, and the ratio at which it ends: where its share of draws has no epsilon, by interpolation. */
function extentOf(regimes: readonly Regime[], quantile: QuantileName): { end: number; inside: Regime[] } {
  const share = QUANTILES[quantile];
  const missing = regimes.map(({ rows }) => 1 - sum(rows.map(({ attainable }) => attainable)) / rows.length);
  const first = (limit: number) => {
    const index = missing.findIndex((each) => each >= limit);
    return index < 0 ? regimes.length : index;
  };
  const inside = regimes.slice(0, first(FOLLOWED * share));
  const after = first(share);
  const [a, b] = [regimes[after - 1], regimes[after]];
  if (!a || !b) return { end: (inside.at(-1)?.ratio ?? 0) + 0.5, inside };
  return { end: a.ratio + ((b.ratio - a.ratio) * (share - missing[after - 1]!)) / (missing[after]! - missing[after - 1]!), inside };
}

interface FamilyFit {
  family: Family;
  fit: ModelFit;
  /** data / fitted - 1 */
  errors: number[];
}

/** Steps of a fit at most: what takes more is lost in a valley without a floor. */
const MOST_ITERATIONS = 200;

function isConverged({ fit }: FamilyFit): boolean {
  return fit.status === 'converged';
}

/** Fits that converged before others, of these the one of smallest AICc first. */
function sorted(fits: readonly FamilyFit[]): FamilyFit[] {
  const criterion = (each: FamilyFit) => (isConverged(each) ? each.fit.aicc : Infinity);
  return [...fits].sort((a, b) => criterion(a) - criterion(b) || worstOf(a.errors) - worstOf(b.errors));
}

/** The best of the fits that converged, or that of the family that the curve had before; null if none did. */
function bestOf(fits: readonly FamilyFit[], before: CurveFit | undefined): FamilyFit | null {
  const converged = sorted(fits).filter(isConverged);
  return converged.find(({ family }) => family.name === before?.model) ?? converged[0] ?? null;
}

function candidatesOf(fits: readonly FamilyFit[]): Candidate[] {
  return sorted(fits).map(({ family, fit, errors }) => ({
    model: family.name,
    parameters: fit.parameters.length,
    status: fit.status,
    aicc: fit.aicc,
    worstError: worstOf(errors),
  }));
}

const SERIES = ['a', 'b', 'c'];
/** The median of an even number of regrets is a mean of two: with it the scale of a draw, and so epsilon, goes up and down with N. */
const PARITY = ['d', 'e'];

function fitWorkers(views: readonly { view: View; regimes: Regime[] }[], study: Pick<ThresholdStudy, 'pNorm' | 'cNorm'>): WorkersFit[] {
  const groups = new Map<string, { view: View; ratio: number; regimes: { workers: number; regime: Regime }[] }>();
  for (const { view, regimes } of views) {
    for (const regime of regimes) {
      const key = [view.scheme, view.mapping, view.factor, regime.ratio].join();
      if (!groups.has(key)) groups.set(key, { view, ratio: regime.ratio, regimes: [] });
      groups.get(key)!.regimes.push({ workers: view.workers, regime });
    }
  }
  return [...groups.values()].flatMap(({ view, ratio, regimes }) => {
    const limit = gaussianMaxEpsilon(ratio, { ...view, pNorm: study.pNorm, cNorm: study.cNorm });
    if (limit === null || limit === 0 || regimes.length < LEAST_WORKERS) return [];
    return CURVE_QUANTILES.flatMap((quantile): WorkersFit[] => {
      const points = regimes.flatMap(({ workers, regime }) => {
        const pooled = pooledQuantile(regime, quantile);
        return pooled ? [{ workers, ...pooled }] : [];
      });
      if (points.length < LEAST_WORKERS) return [];
      points.sort((a, b) => a.workers - b.workers);
      const parities = new Set(points.map(({ workers }) => workers % 2));
      const hasParity = SCHEMES[view.scheme].scale === 'mad' && parities.size === 2;
      const names = hasParity ? [...SERIES, ...PARITY] : SERIES;
      const terms = (workers: number) => [
        ...SERIES.map((_, i) => Math.pow(workers, -(i + 1) / 2)),
        ...(hasParity ? PARITY.map((_, i) => (workers % 2 ? -1 : 1) * Math.pow(workers, -1 - i)) : []),
      ];
      const factors = points.map(({ epsilon }) => epsilon / limit);
      const fit = fitModel({
        x: points.map(({ workers }) => workers),
        y: factors,
        sigma: points.map(({ standardError }) => standardError / limit),
        model: (workers, parameters) => 1 + sum(terms(workers).map((term, i) => term * parameters[i]!)),
        jacobian: terms,
        initial: names.map(() => 0),
      });
      if (fit.status !== 'converged') return [];
      const [a, b, c, d, e] = valuesOf(fit).map(show);
      const parity = hasParity ? ` + (-1)^N (${d} / N + ${e} / N^2)` : '';
      const { workers: _, ...formula } = view;
      return [
        {
          ...{ ...formula, ratio, quantile },
          ...describe(
            { name: `series in 1/sqrt(N)${hasParity ? ' and (-1)^N' : ''}` },
            names,
            fit,
            `epsilon / std = ${show(limit)} * (1 + ${a} / N^0.5 + ${b} / N + ${c} / N^1.5${parity})`,
          ),
          draws: sum(points.map(({ draws }) => draws)),
          range: { workers: [points[0]!.workers, points.at(-1)!.workers] },
          worstError: worstOf(relativeErrors(factors, fit)),
          limit,
        },
      ];
    });
  });
}

function describe(
  family: { name: string },
  names: readonly string[],
  fit: ModelFit,
  formula: string,
  isScaled = false,
): Omit<Fitted, 'draws'> {
  return {
    model: family.name,
    formula,
    parameters: names.map((name, i) => ({ name, ...numbersOf(fit.parameters[i]!) })),
    covariance: fit.covariance,
    degreesOfFreedom: fit.degreesOfFreedom,
    chiSquared: isScaled ? null : fit.rss,
    level: LEVEL,
  };
}

function numbersOf({ value, standardError, low, high }: FittedParameter | ModelFit['parameters'][number]): Omit<FittedParameter, 'name'> {
  return { value, standardError, low, high };
}

function valuesOf(fit: ModelFit): number[] {
  return fit.parameters.map(({ value }) => value);
}

/** data / fitted - 1 */
function relativeErrors(data: readonly number[], { residuals }: ModelFit): number[] {
  return data.map((each, i) => residuals[i]! / (each - residuals[i]!));
}

function worstOf(errors: readonly number[]): number {
  return Math.max(...errors.map(Math.abs));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function show(value: number): string {
  return String(Number(value.toPrecision(5)));
}
