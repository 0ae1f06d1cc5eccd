/** How a quantile depends on the number of workers: a series in 1 / sqrt(N). */

import { gaussianMaxEpsilon } from '../theory/infinite-workers.js';
import type { QuantileName } from '../study/table.js';
import type { ThresholdStudy } from '../study/kinds/threshold/definition.js';
import { SCHEMES } from '../weights/schemes.js';
import { CURVE_QUANTILES } from './curve-fitting.js';
import { describe, relativeErrors, show, sum, valuesOf, worstOf, type Fitted } from './fitted-model.js';
import { fitModel } from '../statistics/model-fit.js';
import { pooledQuantile, type Regime, type View } from './rows-by-ratio.js';

/** Fewer numbers of workers are no basis for a series. */
const LEAST_WORKERS = 6;

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

const SERIES = ['a', 'b', 'c'];
/** The median of an even number of regrets is a mean of two: with it the scale of a draw, and so epsilon, goes up and down with N. */
const PARITY = ['d', 'e'];

/** A series for each regime, mapping and quantile of which there are enough numbers of workers. */
export function fitWorkers(
  views: readonly { view: View; regimes: Regime[] }[],
  study: Pick<ThresholdStudy, 'pNorm' | 'cNorm'>,
): WorkersFit[] {
  const groups = new Map<
    string,
    { view: View; ratio: number; regimes: { workers: number; regime: Regime }[] }
  >();
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
