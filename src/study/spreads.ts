/** Both spreads of the weights of a cell on an axis of epsilons, averaged over its draws. */

import { KERNEL_MAPPINGS, MOMENTS } from '../kernel/kernel.js';
import { completeFormula, type FormulaOptions } from '../weights/formula.js';
import { axisValues, type Axis } from './axis.js';
import { cellList, distributionOf, type Cell, type DrawnStudy } from './cells.js';
import type { Indexed, Tools } from './kinds/kind.js';
import type { SpreadRow } from './spread-table.js';

/** A study with spreads on an axis of epsilons. */
export type SpreadStudy = DrawnStudy &
  Pick<FormulaOptions, 'pNorm' | 'cNorm' | 'epsilonScaling'> & { epsilon: Axis };

/** Metrics in the moments of the kernel, in the order of the tables: S_lin, S. */
const METRICS = [1, 0] as const;

/** Numbers per (mapping, epsilon) from {@link cellSpreads}: mean and standard error of S_lin, then of S. */
export const SPREAD_FIELDS = 4;

/**
 * Both spreads of one cell, averaged over its draws, shape (mapping, epsilon, {@link SPREAD_FIELDS}). The
 * mean of S is undefined (NaN) if S is undefined for any draw, because omitting such draws would bias it.
 * Standard errors of a single draw are NaN.
 */
export function cellSpreads(
  study: SpreadStudy,
  cell: Cell,
  { kernel, sharedRegrets, reportShare }: Tools,
): Float64Array {
  const epsilons = Float64Array.from(axisValues(study.epsilon));
  const formula = completeFormula({ ...study, scheme: cell.scheme });
  const moments = new Float64Array(2 * epsilons.length * MOMENTS);
  let before = 0;
  for (const regrets of sharedRegrets(cell, study.draws, distributionOf(study))) {
    kernel.addDraws(regrets, cell.workers, epsilons, formula, moments, before);
    before += regrets.length / cell.workers;
    reportShare(before / study.draws);
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

/**
 * Rows of `spread.csv` in the order scheme, mapping, workers, seed, mean, std, epsilon.
 * @param spreads the result of {@link cellSpreads} for each of `cellsOf`
 */
export function* spreadRows(study: SpreadStudy, spreads: Indexed<Float64Array>): Generator<SpreadRow> {
  const epsilons = axisValues(study.epsilon);
  const cells = cellList(study);
  const perScheme = cells.length / study.schemes.length;
  for (const [s, scheme] of study.schemes.entries()) {
    for (const [m, mapping] of study.mappings.entries()) {
      for (let i = s * perScheme; i < (s + 1) * perScheme; i++) {
        const { workers, seed, mean, std } = cells.at(i)!;
        const found = spreads.at(i)!;
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
