/**
 * The mapping of a threshold study: from std(regrets) to the largest epsilon.
 *
 * At a given ratio = mean / std the largest epsilon is proportional to the std. Three kinds of fits follow: a
 * line through log10 std and log10 epsilon tests the proportionality; a curve g(ratio) gives epsilon / std; a
 * series in 1 / sqrt(N) gives its dependence on the number of workers.
 */

import { atOnce, type Steps } from '../run/steps.js';
import type { QuantileName } from '../study/table.js';
import type { ThresholdCellRow, ThresholdStudy } from '../study/kinds/threshold/definition.js';
import { checkOptions } from '../text/check.js';
import { completeFormula } from '../weights/formula.js';
import { checkRows, listOf } from './arguments.js';
import { CURVE_QUANTILES, fitQuadrature, fitQuantile, LEAST_RATIOS } from './curve-fitting.js';
import type { CurveFit } from './fitted-curve.js';
import { gaussianLimits, hasTheory } from './gaussian-limits.js';
import { groupByRatio, type Configuration } from './rows-by-ratio.js';
import { fitSlope, type SlopeFit } from './slopes.js';
import { fitWorkersSeries, type WorkersFit } from './workers-series.js';

/**
 * The fits of a threshold study: slopes at each mean / std, curves over mean / std, and series over workers.
 */
export interface MappingFit {
  slopes: SlopeFit[];
  curves: CurveFit[];
  workers: WorkersFit[];
}

/**
 * All fits for which the table has enough numbers. There are none if epsilon is scaled by the median regret,
 * because it is then not proportional to the std.
 * @param rows rows of `cells.csv` of the study
 * @param models curves whose models are kept, so that the new fits can be compared with them
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function fitMapping(
  study: FittedStudy,
  rows: Iterable<ThresholdCellRow>,
  models: readonly CurveFit[] = [],
): MappingFit {
  return atOnce(fittingSteps(study, rows, models));
}

/** Fields of a threshold study that a fit depends on. */
export type FittedStudy = Pick<ThresholdStudy, 'pNorm' | 'cNorm' | 'epsilonScaling'>;

/**
 * As `fitMapping`, with a step for the curves of each configuration: scheme, mapping, factor, number of
 * workers.
 * @throws {TypeError|RangeError} as `fitMapping`
 */
export function* fittingSteps(
  study: FittedStudy,
  rows: Iterable<ThresholdCellRow>,
  models: readonly CurveFit[] = [],
): Steps<MappingFit> {
  const { pNorm, cNorm, epsilonScaling } = completeFormula(checkOptions(study, 'study'));
  const kept = listOf('models', models) as CurveFit[];
  for (const [i, curve] of (kept as unknown[]).entries())
    checkOptions((curve ?? null) as object, `models[${i}]`);
  const checked = checkRows(rows);
  if (epsilonScaling !== 'none') return { slopes: [], curves: [], workers: [] };
  const configurations = groupByRatio(checked);
  const slopes = configurations.flatMap(({ configuration, groups }) =>
    groups.flatMap((group) => fitSlope(configuration, group) ?? []),
  );
  const curves: CurveFit[] = [];
  for (const [done, { configuration, groups }] of configurations.entries()) {
    yield { done, total: configurations.length };
    const options = { ...configuration, pNorm, cNorm };
    if (groups.length < LEAST_RATIOS || !hasTheory(options)) continue;
    const limits = gaussianLimits(options);
    if (!limits) continue;
    const modelOf = (workers: number | null, quantile: QuantileName | null): string | undefined =>
      kept.find(
        (curve) =>
          isSameFormula(curve, configuration) && curve.workers === workers && curve.quantile === quantile,
      )?.model;
    const isKnown = curves.some((curve) => curve.workers === null && isSameFormula(curve, configuration));
    const found = [
      isKnown ? null : fitQuadrature(configuration, groups[0]!.ratio, options, limits, modelOf(null, null)),
      ...CURVE_QUANTILES.map((quantile) =>
        fitQuantile(configuration, quantile, groups, limits, modelOf(configuration.workers, quantile)),
      ),
    ];
    curves.push(...found.filter((curve) => curve !== null));
  }
  return { slopes, curves, workers: fitWorkersSeries(configurations, { pNorm, cNorm }) };
}

function isSameFormula(a: Omit<Configuration, 'workers'>, b: Omit<Configuration, 'workers'>): boolean {
  return a.scheme === b.scheme && a.mapping === b.mapping && a.factor === b.factor;
}
