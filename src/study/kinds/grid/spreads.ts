/** A grid study, cell by cell: draws regrets, and averages both spreads of their weights on the epsilon axis. */

import { KERNEL_MAPPINGS, MOMENTS, type Kernel } from '../../../kernel/kernel.js';
import { completeFormula } from '../../../weights/formula.js';
import type { SchemeName } from '../../../weights/schemes.js';
import { axisValues } from '../../axis.js';
import { placesOf, sharedRegrets, type Place } from '../../../sampling/regrets.js';
import type { SpreadRow } from '../../record.js';
import type { GridStudy } from '../../study-file.js';

/** What a study needs to have spreads on an axis of epsilons. */
type SpreadStudy = Omit<GridStudy, 'kind' | 'factor'>;

/** What is computed as a whole: the mappings of a cell share its regrets. */
export interface GridCell extends Place {
  /** Index among {@link gridCells}. */
  index: number;
  scheme: SchemeName;
}

/** Metrics in the moments of the kernel, in the order of the tables: S_lin, S. */
const METRICS = [1, 0] as const;

/** Numbers per (mapping, epsilon) in the result of {@link gridCellSpreads}: mean and standard error of S_lin, then of S. */
export const SPREAD_FIELDS = 4;

/** All cells of a study in the order of its tables: scheme, workers, seed, mean, std. */
export function gridCells(
  study: Pick<GridStudy, 'schemes' | 'workers' | 'seeds' | 'mean' | 'std'>,
): GridCell[] {
  const places = placesOf(study, axisValues(study.mean), axisValues(study.std));
  return study.schemes.flatMap((scheme, s) =>
    places.map((place, i) => ({ index: s * places.length + i, scheme, ...place })),
  );
}

/**
 * Both spreads of one cell, averaged over its draws, shape (mapping, epsilon, {@link SPREAD_FIELDS}).
 * The mean of S is undefined (NaN) where it is undefined for any draw: leaving such draws out would bias it. Standard errors of a single draw are NaN.
 */
export function gridCellSpreads(study: SpreadStudy, cell: GridCell, kernel: Kernel): Float64Array {
  const epsilons = Float64Array.from(axisValues(study.epsilon));
  const formula = completeFormula({ ...study, scheme: cell.scheme });
  const moments = new Float64Array(2 * epsilons.length * MOMENTS);
  let before = 0;
  for (const regrets of sharedRegrets(cell, study.draws, study.distribution)) {
    kernel.addDraws(regrets, cell.workers, epsilons, formula, moments, before);
    before += regrets.length / cell.workers;
  }

  const spreads = new Float64Array(study.mappings.length * epsilons.length * SPREAD_FIELDS);
  let at = 0;
  for (const mapping of study.mappings) {
    const lane = KERNEL_MAPPINGS.indexOf(mapping);
    for (let e = 0; e < epsilons.length; e++) {
      for (const metric of METRICS) {
        const from = (metric * epsilons.length + e) * MOMENTS + lane;
        const variance = moments[from + KERNEL_MAPPINGS.length]! / (study.draws - 1);
        spreads[at++] = moments[from]!;
        spreads[at++] = Math.sqrt(variance / study.draws);
      }
    }
  }
  return spreads;
}

/** The rows of `spread.csv`: scheme, mapping, workers, seed, mean, std, epsilon. `spreads` holds the result of each of {@link gridCells}. */
export function* spreadRows(study: SpreadStudy, spreads: readonly Float64Array[]): Generator<SpreadRow> {
  const epsilons = axisValues(study.epsilon);
  const cells = gridCells(study);
  for (const scheme of study.schemes) {
    for (const [m, mapping] of study.mappings.entries()) {
      for (const [i, { workers, seed, mean, std, ...cell }] of cells.entries()) {
        if (cell.scheme !== scheme) continue;
        const found = spreads[i]!;
        let at = m * epsilons.length * SPREAD_FIELDS;
        for (const epsilon of epsilons) {
          yield {
            scheme,
            mapping,
            workers,
            seed,
            mean,
            std,
            epsilon,
            std_weights: found[at++]!,
            std_weights_se: found[at++]!,
            std_log10_weights: found[at++]!,
            std_log10_weights_se: found[at++]!,
          };
        }
      }
    }
  }
}
