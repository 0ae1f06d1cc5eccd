import type { GridCellRow } from '../../src/study/kinds/grid/definition.js';
import type { SpreadRow } from '../../src/study/spread-table.js';
import type { GridStudy } from '../../src/study/kinds/grid/definition.js';
import { gridStudy } from '../studies.js';

export interface Tables {
  study: GridStudy;
  cells: GridCellRow[];
  spread: SpreadRow[];
}

export const MEANS = [-10, 0, 10];
export const STDS = [0.01, 1, 100];
const EPSILONS = [1e-4, 1, 1e4];

const STUDY = gridStudy({
  name: 'tiny',
  title: 'Tiny grid',
  schemes: 'forum-2024',
  mean: MEANS,
  std: STDS,
  epsilon: EPSILONS,
});

/**
 * Tables of a study on the given axes, with made-up spreads. For each mapping and seed: cells of the highest
 * mean never reach the threshold; the cell of the lowest mean and the lowest std has a weight of zero at
 * every epsilon; that of the lowest mean and the second std has one at the lowest epsilon, and is below the
 * threshold at the others.
 */
export function tables(changes: Partial<GridStudy> = {}, means = MEANS, stds = STDS): Tables {
  const study = { ...STUDY, ...changes };
  const cells: GridCellRow[] = [];
  const spread: SpreadRow[] = [];
  for (const scheme of study.schemes) {
    for (const mapping of study.mappings) {
      for (const workers of study.workers) {
        for (const seed of study.seeds) {
          for (const [m, mean] of means.entries()) {
            for (const [s, std] of stds.entries()) {
              const key = { scheme, mapping, workers, seed, mean, std };
              const high = m === means.length - 1 && m > 0;
              const zeros = m > 0 ? 0 : s === 0 ? EPSILONS.length : s === 1 ? 1 : 0;
              const largest = high || zeros > 0 ? 10 ** -(2 + s + seed) : 0.6 + 0.1 * s;
              for (const [e, epsilon] of EPSILONS.entries()) {
                const S = e < zeros ? NaN : largest / (1 + e - zeros);
                spread.push({
                  ...key,
                  epsilon,
                  std_weights: 2 * largest,
                  std_log10_weights: S,
                  std_weights_se: NaN,
                  std_log10_weights_se: NaN,
                });
              }
              cells.push({
                ...key,
                max_epsilon_std_weights: EPSILONS[m % 3]!,
                max_std_weights: 2 * largest,
                max_std_weights_se: NaN,
                max_epsilon_std_log10_weights: EPSILONS[zeros] ?? NaN,
                max_std_log10_weights: zeros === EPSILONS.length ? NaN : largest,
                max_std_log10_weights_se: NaN,
                max_epsilon_threshold: largest >= 0.5 ? EPSILONS[0]! : NaN,
                min_epsilon_defined: EPSILONS[zeros] ?? NaN,
              });
            }
          }
        }
      }
    }
  }
  return { study, cells, spread };
}
