/** Points of fitted curves, for the figures of a threshold study. */

import type { MappingCurve } from '../figures/threshold/sheets.js';
import { axisValues } from '../study/axis.js';
import type { ThresholdStudy } from '../study/kinds/threshold/definition.js';
import { steepLimit } from '../theory/bounds.js';
import { gaussianMaxEpsilon } from '../theory/infinite-workers.js';
import type { MappingName, SchemeName } from '../weights/schemes.js';
import { hasTheory } from './gaussian-limits.js';
import { ratiosTowardsEnd } from './compare-fits.js';
import { curveAt, type CurveFit } from './fitted-curve.js';
import type { MappingFit } from './mapping-fit.js';

/** Number of points of a drawn curve. */
const POINTS = 200;

/** Half-width of a 95 % interval, in standard errors, rounded: drawn intervals keep their bytes. */
const HALF_WIDTH = 1.96;

type Line = { ratio: number; value: number }[];

/**
 * One curve for each scheme, mapping, number of workers and factor of a study of ratios; none for other
 * studies.
 */
export function mappingCurves(study: ThresholdStudy, fit: MappingFit): MappingCurve[] {
  if (study.axis !== 'ratio') return [];
  return study.schemes.flatMap((scheme) =>
    study.mappings.flatMap((mapping) =>
      study.factor.flatMap((factor) => curvesOf(study, fit, scheme, mapping, factor)),
    ),
  );
}

/** One curve for each number of workers. */
function curvesOf(
  study: ThresholdStudy,
  fit: MappingFit,
  scheme: SchemeName,
  mapping: MappingName,
  factor: number,
): MappingCurve[] {
  const { pNorm, cNorm } = study;
  const ratios = axisValues(study.mean);
  const curves = fit.curves.filter(
    (curve) => curve.scheme === scheme && curve.mapping === mapping && curve.factor === factor,
  );
  const infinite = curves.find((curve) => curve.workers === null);
  // Without a fitted curve, the points of the study.
  const quadrature: Line = infinite
    ? lineOf(infinite, ratios[0]!, infinite.limits.ratio)
    : (hasTheory({ pNorm, factor }) ? ratios : []).flatMap((ratio) => {
        const value = gaussianMaxEpsilon(ratio, { scheme, mapping, factor, pNorm, cNorm });
        return value === null ? [] : [{ ratio, value }];
      });
  return study.workers.map((workers) => {
    const median = curves.find((curve) => curve.workers === workers && curve.quantile === 'q50');
    return {
      scheme,
      mapping,
      workers,
      factor,
      quadrature,
      ratioLimit: infinite?.limits.ratio ?? null,
      kappa: steepLimit({ scheme, factor, pNorm }) ?? 0,
      fitted: median ? lineOf(median, ...median.range.ratio) : [],
      residuals: (median?.points ?? []).map(({ ratio, epsilon, standardError, residual }) => {
        const half = (HALF_WIDTH * standardError * (1 + residual)) / epsilon;
        return { ratio, residual, low: residual - half, high: residual + half };
      }),
      // The text after the colon explains the use of the formula.
      formula: (median?.formula ?? '').replace(/: .*/, ''),
    };
  });
}

/** A curve from one ratio up to another, with more points towards the end. */
function lineOf(curve: CurveFit, from: number, to: number): Line {
  return ratiosTowardsEnd(from, to, POINTS)
    .reverse()
    .map((ratio) => ({ ratio, value: curveAt(curve, ratio).epsilon }));
}
