/** Fits as curves to draw: what the figures of a threshold study show beside its table. */

import { steepLimit } from '../theory/bounds.js';
import { gaussianMaxEpsilon } from '../theory/infinite-workers.js';
import type { MappingCurve } from '../figures/threshold/sheets.js';
import { curveAt } from './fitted-curve.js';
import type { CurveFit } from './fitted-curve.js';
import type { MappingFit } from './mapping-fit.js';
import { axisValues } from '../study/axis.js';
import type { ThresholdStudy } from '../study/kinds/threshold/definition.js';

const PLACES = 200;

/** One curve per scheme, mapping, number of workers and factor of a study of ratios; of others none. */
export function mappingCurves(study: ThresholdStudy, fit: MappingFit): MappingCurve[] {
  if (study.axis !== 'ratio') return [];
  const { pNorm, cNorm } = study;
  const ratios = axisValues(study.mean);
  return study.schemes.flatMap((scheme) =>
    study.mappings.flatMap((mapping) =>
      study.factor.flatMap((factor) => {
        const isSame = (curve: CurveFit) =>
          curve.scheme === scheme && curve.mapping === mapping && curve.factor === factor;
        const infinite = fit.curves.find((curve) => isSame(curve) && curve.workers === null);
        const ratioLimit = infinite?.limits.ratio ?? null;
        const quadrature = infinite
          ? placesUpTo(ratios[0]!, infinite.limits.ratio).map((ratio) => ({
              ratio,
              value: curveAt(infinite, ratio).epsilon,
            }))
          : ratios.flatMap((ratio) => {
              const value = gaussianMaxEpsilon(ratio, { scheme, mapping, factor, pNorm, cNorm });
              return value === null ? [] : [{ ratio, value }];
            });
        return study.workers.map((workers): MappingCurve => {
          const median = fit.curves.find(
            (curve) => isSame(curve) && curve.workers === workers && curve.quantile === 'q50',
          );
          return {
            ...{ scheme, mapping, workers, factor, quadrature, ratioLimit },
            kappa: steepLimit({ scheme, factor, pNorm }) ?? 0,
            fitted: median
              ? placesUpTo(...median.range.ratio).map((ratio) => ({
                  ratio,
                  value: curveAt(median, ratio).epsilon,
                }))
              : [],
            residuals: (median?.points ?? []).map(({ ratio, epsilon, standardError, residual }) => {
              // Two-sided 95 %, as in the table.
              const reach = (1.96 * standardError * (1 + residual)) / epsilon;
              return { ratio, residual, low: residual - reach, high: residual + reach };
            }),
            // What follows the colon is how to use it.
            formula: (median?.formula ?? '').replace(/: .*/, ''),
          };
        });
      }),
    ),
  );
}

/** Places of a curve, denser towards its end. */
function placesUpTo(from: number, to: number): number[] {
  return Array.from(
    { length: PLACES },
    (_, i) => to - Math.expm1((Math.log1p(to - from) * (PLACES - 1 - i)) / (PLACES - 1)),
  );
}
