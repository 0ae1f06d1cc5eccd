/** Dependence of a quantile on the number of workers: a series in 1 / sqrt(N). */

import { fitModel } from '../statistics/model-fit.js';
import type { QuantileName } from '../study/table.js';
import type { ThresholdStudy } from '../study/kinds/threshold/definition.js';
import { short } from '../text/numbers.js';
import { gaussianMaxEpsilon } from '../theory/infinite-workers.js';
import { SCHEMES } from '../weights/schemes.js';
import { hasTheory } from './gaussian-limits.js';
import { CURVE_QUANTILES } from './curve-fitting.js';
import {
  fittedModel,
  largestError,
  relativeErrors,
  sum,
  valuesOf,
  type FittedModel,
} from './fitted-model.js';
import {
  pooledQuantile,
  type Configuration,
  type ConfigurationRows,
  type RowsAtRatio,
} from './rows-by-ratio.js';

/** Smallest number of different N for a series: one more than its parameters. */
const LEAST_WORKERS = 6;

/**
 * f(N) = (quantile of N workers) / (g of infinitely many) = 1 + a / N^0.5 + b / N + c / N^1.5, at one ratio.
 *
 * If the scale is the median absolute deviation, and there are even and odd N, (-1)^N (d / N + e / N^2) is
 * added.
 */
export interface WorkersFit extends FittedModel, Omit<Configuration, 'workers'> {
  ratio: number;
  quantile: QuantileName;
  range: { workers: [from: number, to: number] };
  /** Largest |data / fitted - 1|. */
  worstError: number;
  /** g of infinitely many workers. */
  limit: number;
}

const SERIES = ['a', 'b', 'c'];
/**
 * Coefficients of the terms in (-1)^N. The median of an even number of regrets is a mean of two of them, so
 * the median absolute deviation, and with it epsilon, differs between even and odd N.
 */
const PARITY = ['d', 'e'];

/** A series for each ratio, formula and quantile that has enough numbers of workers. */
export function fitWorkersSeries(
  configurations: readonly ConfigurationRows[],
  study: Pick<ThresholdStudy, 'pNorm' | 'cNorm'>,
): WorkersFit[] {
  const byFormula = new Map<string, { configuration: Configuration; group: RowsAtRatio }[]>();
  for (const { configuration, groups } of configurations) {
    const { scheme, mapping, factor } = configuration;
    for (const group of groups) {
      const key = [scheme, mapping, factor, group.ratio].join();
      byFormula.set(key, [...(byFormula.get(key) ?? []), { configuration, group }]);
    }
  }
  return [...byFormula.values()].flatMap((members) => {
    const [{ configuration, group }] = members as [(typeof members)[number]];
    const { workers: _, ...formula } = configuration;
    const { pNorm, cNorm } = study;
    if (members.length < LEAST_WORKERS || !hasTheory({ ...formula, pNorm })) return [];
    const limit = gaussianMaxEpsilon(group.ratio, { ...formula, pNorm, cNorm });
    if (limit === null || limit === 0) return [];
    return CURVE_QUANTILES.flatMap((quantile): WorkersFit[] => {
      const points = members.flatMap((member) => {
        const pooled = pooledQuantile(member.group, quantile);
        return pooled ? [{ ...pooled, workers: member.configuration.workers }] : [];
      });
      const series = seriesOf(points, SCHEMES[formula.scheme].scale === 'mad', limit);
      return series ? [{ ...formula, ratio: group.ratio, quantile, ...series, limit }] : [];
    });
  });
}

/** @returns null if there are too few points, or if the fit does not converge */
function seriesOf(
  points: { workers: number; epsilon: number; standardError: number; draws: number }[],
  scaleHasParity: boolean,
  limit: number,
): Pick<WorkersFit, keyof FittedModel | 'range' | 'worstError'> | null {
  if (points.length < LEAST_WORKERS) return null;
  points.sort((a, b) => a.workers - b.workers);
  const hasParity = scaleHasParity && new Set(points.map(({ workers }) => workers % 2)).size === 2;
  const names = hasParity ? [...SERIES, ...PARITY] : SERIES;
  const terms = (workers: number) => {
    // Roots and products, because Math.pow differs between versions of Node.
    const root = Math.sqrt(workers);
    const sign = workers % 2 ? -1 : 1;
    const series = [1 / root, 1 / workers, 1 / (workers * root)];
    return hasParity ? [...series, sign / workers, sign / (workers * workers)] : series;
  };
  const factors = points.map(({ epsilon }) => epsilon / limit);
  const fit = fitModel({
    x: points.map(({ workers }) => workers),
    y: factors,
    sigma: points.map(({ standardError }) => standardError / limit),
    model: (workers, parameters) => 1 + sum(terms(workers).map((term, i) => term * parameters[i]!)),
    jacobian: terms,
    initial: names.map(() => 0),
  });
  if (fit.status !== 'converged') return null;
  const [a, b, c, d, e] = valuesOf(fit).map((value) => short(value, 5));
  const parity = hasParity ? ` + (-1)^N (${d} / N + ${e} / N^2)` : '';
  return {
    ...fittedModel(
      `series in 1/sqrt(N)${hasParity ? ' and (-1)^N' : ''}`,
      names,
      fit,
      `epsilon / std = ${short(limit, 5)} * (1 + ${a} / N^0.5 + ${b} / N + ${c} / N^1.5${parity})`,
    ),
    draws: sum(points.map(({ draws }) => draws)),
    range: { workers: [points[0]!.workers, points.at(-1)!.workers] },
    worstError: largestError(relativeErrors(factors, fit)),
  };
}
