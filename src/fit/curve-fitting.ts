/** g(ratio) = epsilon / std: families of formulas, fitted and compared. */

import { gaussianMaxEpsilon, type GaussianEpsilonOptions } from '../theory/infinite-workers.js';
import { QUANTILES, type QuantileName } from '../study/table.js';
import { OWN_LIMITS, ownLimits, type Candidate, type CurveFit } from './fitted-curve.js';
import { FAMILIES, type Family, type Limits } from './curve-families.js';
import { describe, relativeErrors, sum, valuesOf, worstOf } from './fitted-model.js';
import { fitModel, type ModelFit } from '../statistics/model-fit.js';
import { linearLeastSquares } from '../statistics/linear-fit.js';
import { pooledQuantile, type Regime, type View } from './rows-by-ratio.js';

/** Quantiles that get a curve: what 95 % of epochs reach, the median, what 5 % reach. */
export const CURVE_QUANTILES = ['q05', 'q50', 'q95'] as const satisfies QuantileName[];

/** Fewer ratios are no basis for a curve. */
export const LEAST_RATIOS = 9;

/** Places of the quadrature curve, by the share of kappa that is missing: even steps where it falls slowly, finer towards its end. */
const QUADRATURE_POINTS = 120;
/** A curve that ends at 0 is compared down to this share of kappa: relative errors lose their meaning at 0. */
const SMALLEST_SHARE = 1e-3;

/** The curve of infinitely many workers, fitted to numbers from quadrature. */
export function fitQuadrature(
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
    (_, i) =>
      limits.ratio -
      Math.expm1((Math.log1p((limits.ratio - from) * 100) * (QUADRATURE_POINTS - i)) / QUADRATURE_POINTS) /
        100,
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
      ...(family.jacobian && {
        jacobian: (ratio: number, parameters: readonly number[]) =>
          family.jacobian!(ratio, parameters, limits),
      }),
    });
    return { family, fit, errors: relativeErrors(epsilons, fit) };
  });
  const best = bestOf(fits, before);
  return (
    best && {
      ...{ ...view, workers: null, quantile: null },
      ...describe(
        best.family,
        best.family.parameterNames,
        best.fit,
        best.family.text(valuesOf(best.fit), limits),
        true,
      ),
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

/** The curve of a quantile, fitted to the regimes of a number of workers. */
export function fitQuantile(
  view: View,
  quantile: QuantileName,
  regimes: readonly Regime[],
  gaussian: Limits,
  before?: CurveFit,
): CurveFit | null {
  const { end, inside } = extentOf(regimes, quantile);
  const pooled = inside.flatMap((regime) => pooledQuantile(regime, quantile) ?? []);
  if (pooled.length < LEAST_RATIOS) return null;
  const kappa = pooled[0]!.epsilon;
  const epsilons = pooled.map(({ epsilon }) => epsilon);
  const fits = FINITE_FAMILIES.flatMap((family) => {
    const startLimits = ownLimits([kappa * 1.0001, end], gaussian);
    const initial = [
      startLimits.steep,
      startLimits.ratio,
      ...family.initial(pooled, startLimits, linearLeastSquares),
    ];
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
  return {
    end:
      a.ratio +
      ((b.ratio - a.ratio) * (share - missing[after - 1]!)) / (missing[after]! - missing[after - 1]!),
    inside,
  };
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
