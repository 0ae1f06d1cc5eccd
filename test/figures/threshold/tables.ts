import type { MappingCurve } from '../../../src/figures/threshold/sheets.js';
import type { ThresholdStudy } from '../../../src/index.js';
import type { ThresholdCellRow } from '../../../src/study/kinds/threshold/definition.js';
import { thresholdStudy } from '../../studies.js';

export interface ThresholdTables {
  study: ThresholdStudy;
  cells: ThresholdCellRow[];
  curves: MappingCurve[];
}

const KAPPA = 1.6;

/**
 * A made-up curve with the shape of the largest epsilon divided by the std: constant for low means, and
 * undefined from the limit on.
 */
function curve(ratio: number, limit: number): number {
  return ratio < limit ? KAPPA * (1 - Math.exp(ratio - limit)) : NaN;
}

/**
 * Tables of a small study with made-up numbers. At mean / std 1 the 5 % quantile is undefined, at 3 only the
 * 95 % quantile is defined, and above that no quantile is.
 */
export function thresholdTables(changes: object = {}): ThresholdTables {
  const study = thresholdStudy({
    name: 'tiny',
    schemes: ['forum-2024', 'chain-2026'],
    workers: [10],
    draws: 1000,
    axis: 'ratio',
    mean: [-5, -1, 0, 1, 3, 4],
    std: [0.01, 1, 100],
    ...changes,
  });
  const [means, stds] = [study.mean, study.std] as [number[], number[]];
  const cells: ThresholdCellRow[] = [];
  const curves: MappingCurve[] = [];
  for (const [s, scheme] of study.schemes.entries()) {
    for (const [m, mapping] of study.mappings.entries()) {
      for (const workers of study.workers) {
        for (const factor of study.factor) {
          const limit = 2 + 0.5 * m - 0.1 * factor;
          const own: ThresholdCellRow[] = [];
          for (const seed of study.seeds) {
            for (const value of means) {
              for (const [d, std] of stds.entries()) {
                const mean = study.axis === 'ratio' ? value * std : value;
                const ratio = mean / std;
                const median =
                  ratio > 1.5
                    ? NaN
                    : curve(Math.min(ratio, 0.9 * limit), limit) *
                      std *
                      (1 - 1 / workers) *
                      (1 + 0.02 * (d - 1));
                const spread = 1.5 / Math.sqrt(workers);
                const around = (middle: number) => [0.97 * middle, middle, 1.03 * middle] as const;
                const q05 = around(ratio > 0.5 ? NaN : median * (1 - spread));
                const q95 = around(
                  ratio > 3.5 ? NaN : (Number.isNaN(median) ? 0.3 * std : median) * (1 + spread),
                );
                const quantiles = { q05, q25: q05, q50: around(median), q75: q95, q95 };
                const attainable = 1 / (1 + Math.exp(3 * (ratio - limit)));
                own.push({
                  scheme,
                  mapping,
                  workers,
                  seed,
                  mean,
                  std,
                  factor,
                  draws: study.draws,
                  attainable_se: 0.01,
                  attainable,
                  attainable_low: 0.98 * attainable,
                  attainable_high: Math.min(1, 1.02 * attainable),
                  ...Object.fromEntries(
                    Object.entries(quantiles).flatMap(([name, [low, middle, high]]) => [
                      [`epsilon_${name}`, middle],
                      [`epsilon_${name}_low`, low],
                      [`epsilon_${name}_high`, high],
                    ]),
                  ),
                  upper_bound_q50: 1.5 * std,
                  upper_bound_q50_low: 1.4 * std,
                  upper_bound_q50_high: 1.6 * std,
                } as ThresholdCellRow);
              }
            }
          }
          cells.push(...own);
          const ratios = study.axis === 'ratio' ? means : [];
          const fitted = ratios
            .filter((ratio) => ratio <= 1)
            .map((ratio) => ({ ratio, value: curve(ratio, limit) * (1 - 1 / workers) }));
          curves.push({
            scheme,
            mapping,
            workers,
            factor,
            kappa: KAPPA,
            ratioLimit: limit,
            fitted,
            quadrature: ratios
              .filter((ratio) => ratio < limit)
              .map((ratio) => ({ ratio, value: curve(ratio, limit) })),
            residuals: fitted.map(({ ratio }, i) => ({
              ratio,
              residual: 0.012 * (i - 1) * (s + 1),
              low: 0.01 * (i - 2),
              high: 0.03 * (i + 1),
            })),
            formula: `epsilon = std 1.6 (1 - e^(mean/std - ${limit.toFixed(2)}))`,
          });
        }
      }
    }
  }
  return { study, cells, curves };
}
