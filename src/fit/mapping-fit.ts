/**
 * From the table of a threshold study to the mapping: std(regrets) in, largest epsilon out.
 *
 * At a given ratio = mean / std the largest epsilon is proportional to the std. Three questions follow: is it so (a line through log10 std
 * and log10 epsilon), what is the factor g(ratio) (a curve), and how does it depend on the number of workers (a series in 1 / sqrt(N)).
 */

import type { QuantileName } from '../study/table.js';
import type { ThresholdCellRow } from '../study/kinds/threshold/definition.js';
import type { ThresholdStudy } from '../study/kinds/threshold/definition.js';
import { CURVE_QUANTILES, fitQuadrature, fitQuantile, LEAST_RATIOS } from './curve-fitting.js';
import type { CurveFit } from './fitted-curve.js';
import { gaussianLimits } from './gaussian-limits.js';
import { regimesOf, type View } from './rows-by-ratio.js';
import { fitSlope, type SlopeFit } from './slopes.js';
import { fitWorkers, type WorkersFit } from './workers-series.js';

export interface MappingFit {
  slopes: SlopeFit[];
  curves: CurveFit[];
  workers: WorkersFit[];
}

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
  const slopes = views.flatMap(({ view, regimes }) =>
    regimes.flatMap((regime) => fitSlope(view, regime) ?? []),
  );
  const curves: CurveFit[] = [];
  for (const { view, regimes } of views) {
    const options = { ...view, pNorm: study.pNorm, cNorm: study.cNorm };
    const limits = gaussianLimits(options);
    if (!limits || regimes.length < LEAST_RATIOS) continue;
    const before = (workers: number | null, quantile: QuantileName | null) =>
      models.find(
        (curve) => isSameFormula(curve, view) && curve.workers === workers && curve.quantile === quantile,
      );
    const isKnown = curves.some((curve) => curve.workers === null && isSameFormula(curve, view));
    const found = [
      isKnown ? null : fitQuadrature(view, regimes, options, limits, before(null, null)),
      ...CURVE_QUANTILES.map((quantile) =>
        fitQuantile(view, quantile, regimes, limits, before(view.workers, quantile)),
      ),
    ];
    curves.push(...found.filter((curve) => curve !== null));
  }
  return { slopes, curves, workers: fitWorkers(views, study) };
}

function isSameFormula(a: Omit<View, 'workers'>, b: Omit<View, 'workers'>): boolean {
  return a.scheme === b.scheme && a.mapping === b.mapping && a.factor === b.factor;
}
