/** Fits of the curve g(ratio) = epsilon / std: families of formulas are fitted and compared. */

import { linearLeastSquares } from '../statistics/linear-fit.js';
import { fitModel, type ModelFit } from '../statistics/model-fit.js';
import { QUANTILES, type QuantileName } from '../study/table.js';
import { gaussianMaxEpsilon, type GaussianEpsilonOptions } from '../theory/infinite-workers.js';
import { CURVE_FAMILIES } from './curve-families.js';
import type { CurveFamily, CurveLimits } from './curve-family.js';
import { LIMIT_PARAMETERS, quantileLimits, type Candidate, type CurveFit } from './fitted-curve.js';
import { fittedModel, largestError, relativeErrors, sum, valuesOf } from './fitted-model.js';
import { pooledQuantile, type Configuration, type RowsAtRatio } from './rows-by-ratio.js';

/** Quantiles that get a curve: the epsilons that separate 95 %, half and 5 % of epochs. */
export const CURVE_QUANTILES = ['q05', 'q50', 'q95'] as const satisfies QuantileName[];

/** Smallest number of ratios for a curve. A curve of a quantile has up to five parameters. */
export const LEAST_RATIOS = 9;

/** Number of ratios at which the curve of infinitely many workers is computed. */
const QUADRATURE_POINTS = 120;
/** Lowest of these ratios, unless the table has a lower one. */
const LOWEST_RATIO = -20;
/**
 * Smallest g / kappa that is fitted: for a curve that ends at 0, relative errors lose their meaning at the
 * end.
 */
const SMALLEST_SHARE = 1e-3;

/** Largest number of steps of a fit. Fits that take more have parameters that diverge. */
const MOST_ITERATIONS = 200;

/**
 * The curve of infinitely many workers, fitted to numbers from quadrature.
 * @param lowestRatio lowest ratio of the table
 * @param model the family to use if its fit converges; default: the best one
 * @returns null if no fit converges
 */
export function fitQuadrature(
  configuration: Configuration,
  lowestRatio: number,
  options: GaussianEpsilonOptions,
  limits: CurveLimits,
  model?: string,
): CurveFit | null {
  const length = limits.ratio - Math.min(LOWEST_RATIO, lowestRatio);
  // Ratios are evenly spaced in log(1 + 100 x distance to the end), because g changes most near its end.
  const distance = (step: number) => Math.expm1((Math.log1p(length * 100) * step) / QUADRATURE_POINTS) / 100;
  const points = Array.from({ length: QUADRATURE_POINTS }, (_, i) => {
    const ratio = limits.ratio - distance(QUADRATURE_POINTS - i);
    return { ratio, epsilon: gaussianMaxEpsilon(ratio, options) ?? NaN };
  }).filter(({ epsilon }) => epsilon >= SMALLEST_SHARE * limits.steep);
  const epsilons = points.map(({ epsilon }) => epsilon);
  const fits = CURVE_FAMILIES.map((family) => {
    const { jacobian } = family;
    const fit = fitModel({
      x: points.map(({ ratio }) => ratio),
      y: epsilons,
      sigma: epsilons,
      covariance: 'scaled',
      maxIterations: MOST_ITERATIONS,
      model: (ratio, parameters) => family.value(ratio, parameters, limits),
      initial: family.initial(points, limits, linearLeastSquares),
      jacobian: jacobian && ((ratio, parameters) => jacobian(ratio, parameters, limits)),
    });
    return { family, fit, errors: relativeErrors(epsilons, fit) };
  });
  const best = bestOf(fits, model);
  if (!best) return null;
  const { name, parameterNames } = best.family;
  const formula = best.family.text(valuesOf(best.fit), limits);
  return {
    ...configuration,
    workers: null,
    quantile: null,
    ...fittedModel(name, parameterNames, best.fit, formula, true),
    draws: null,
    range: { ratio: [points[0]!.ratio, points.at(-1)!.ratio] },
    limits,
    worstError: largestError(best.errors),
    candidates: candidatesOf(fits),
    points: [],
  };
}

/**
 * Families for quantiles. Two limits are fitted as well, and about a dozen points do not determine five more
 * parameters.
 */
const QUANTILE_FAMILIES = CURVE_FAMILIES.filter(({ parameterNames }) => parameterNames.length <= 3);

/**
 * The curve of a quantile for a number of workers.
 * @param groups by increasing ratio
 * @param gaussian limits for infinitely many workers
 * @param model the family to use if its fit converges; default: the best one
 * @returns null if there are too few ratios, or if no fit converges
 */
export function fitQuantile(
  configuration: Configuration,
  quantile: QuantileName,
  groups: readonly RowsAtRatio[],
  gaussian: CurveLimits,
  model?: string,
): CurveFit | null {
  const { end, inside } = extentOf(groups, quantile);
  const pooled = inside.flatMap((group) => pooledQuantile(group, quantile) ?? []);
  if (pooled.length < LEAST_RATIOS) return null;
  const kappa = pooled[0]!.epsilon;
  const epsilons = pooled.map(({ epsilon }) => epsilon);
  const fits = QUANTILE_FAMILIES.flatMap((family) => {
    const startLimits = quantileLimits([kappa * 1.0001, end], gaussian);
    const initial = [
      startLimits.steep,
      startLimits.ratio,
      ...family.initial(pooled, startLimits, linearLeastSquares),
    ];
    const value = (ratio: number, parameters: readonly number[]): number => {
      const limits = quantileLimits(parameters, gaussian);
      // Above its end the curve is continued by 0, so that the fit can move the end across points.
      return ratio > limits.ratio
        ? 0
        : family.value(ratio, parameters.slice(LIMIT_PARAMETERS.length), limits);
    };
    if (!pooled.every(({ ratio }) => Number.isFinite(value(ratio, initial)))) return [];
    const fit = fitModel({
      x: pooled.map(({ ratio }) => ratio),
      y: epsilons,
      sigma: pooled.map(({ standardError }) => standardError),
      maxIterations: MOST_ITERATIONS,
      model: value,
      initial,
    });
    return [{ family, fit, errors: relativeErrors(epsilons, fit) }];
  });
  const best = bestOf(fits, model);
  if (!best) return null;
  const { family } = best;
  const parameters = valuesOf(best.fit);
  const limits = quantileLimits(parameters, gaussian);
  const names = [...LIMIT_PARAMETERS, ...family.parameterNames];
  const formula = family.text(parameters.slice(LIMIT_PARAMETERS.length), limits);
  return {
    ...configuration,
    quantile,
    ...fittedModel(family.name, names, best.fit, formula),
    draws: sum(pooled.map(({ draws }) => draws)),
    range: { ratio: [pooled[0]!.ratio, pooled.at(-1)!.ratio] },
    limits,
    worstError: largestError(best.errors),
    candidates: candidatesOf(fits),
    points: pooled.map((point, i) => ({ ...point, residual: best.errors[i]! })),
  };
}

/**
 * A quantile is fitted up to the ratio at which this fraction of its share of draws has no epsilon. Closer to
 * its end, chance decides whether the quantile exists.
 */
const FITTED_FRACTION = 0.5;

/**
 * The ratios at which a quantile is fitted, and the ratio at which it ends: where its share of draws has no
 * epsilon.
 */
function extentOf(
  groups: readonly RowsAtRatio[],
  quantile: QuantileName,
): { end: number; inside: RowsAtRatio[] } {
  const share = QUANTILES[quantile];
  const missing = groups.map(({ rows }) => 1 - sum(rows.map(({ attainable }) => attainable)) / rows.length);
  const firstAbove = (limit: number) => {
    const index = missing.findIndex((each) => each >= limit);
    return index < 0 ? groups.length : index;
  };
  const inside = groups.slice(0, firstAbove(FITTED_FRACTION * share));
  const after = firstAbove(share);
  const [a, b] = [groups[after - 1], groups[after]];
  // The table does not reach the end: a first guess for the fit.
  if (!a || !b) return { end: (inside.at(-1)?.ratio ?? 0) + 0.5, inside };
  // Linear interpolation of the missing share.
  return {
    end:
      a.ratio +
      ((b.ratio - a.ratio) * (share - missing[after - 1]!)) / (missing[after]! - missing[after - 1]!),
    inside,
  };
}

interface FamilyFit {
  family: CurveFamily;
  fit: ModelFit;
  /** data / fitted - 1 */
  errors: number[];
}

function isConverged({ fit }: FamilyFit): boolean {
  return fit.status === 'converged';
}

/** Converged fits by increasing AICc, then the others by increasing error. */
function sorted(fits: readonly FamilyFit[]): FamilyFit[] {
  const criterion = (each: FamilyFit) => (isConverged(each) ? each.fit.aicc : Infinity);
  return [...fits].sort(
    (a, b) => criterion(a) - criterion(b) || largestError(a.errors) - largestError(b.errors),
  );
}

/** The converged fit of the model; the best converged one if there is no such fit; null if none converged. */
function bestOf(fits: readonly FamilyFit[], model: string | undefined): FamilyFit | null {
  const converged = sorted(fits).filter(isConverged);
  return converged.find(({ family }) => family.name === model) ?? converged[0] ?? null;
}

function candidatesOf(fits: readonly FamilyFit[]): Candidate[] {
  return sorted(fits).map(({ family, fit, errors }) => ({
    model: family.name,
    parameters: fit.parameters.length,
    status: fit.status,
    aicc: fit.aicc,
    worstError: largestError(errors),
  }));
}
