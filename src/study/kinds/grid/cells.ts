/** The row of one cell of a grid study, from its spreads on the epsilon axis. */

import type { Cell } from '../../cells.js';
import { SPREAD_FIELDS } from '../../spreads.js';
import type { GridCellRow } from './definition.js';
import type { MappingName } from '../../../weights/schemes.js';

/**
 * The row of a cell and mapping. An undefined spread is never the largest and never reaches the threshold. Of
 * equal spreads the one at the smallest epsilon counts.
 * @param epsilons dex, in increasing order, shape (epsilon)
 * @param spreads of the mapping from `cellSpreads`, shape (epsilon, {@link SPREAD_FIELDS})
 * @param threshold T = log10 F, the S at which weights are meaningfully different
 */
export function gridCellRow(
  { scheme, workers, seed, mean, std }: Omit<Cell, 'index' | 'stream'>,
  mapping: MappingName,
  epsilons: readonly number[],
  spreads: Float64Array,
  threshold: number,
): GridCellRow {
  const row: GridCellRow = {
    scheme,
    mapping,
    workers,
    seed,
    mean,
    std,
    max_epsilon_std_weights: NaN,
    max_std_weights: NaN,
    max_std_weights_se: NaN,
    max_epsilon_std_log10_weights: NaN,
    max_std_log10_weights: NaN,
    max_std_log10_weights_se: NaN,
    max_epsilon_threshold: NaN,
    min_epsilon_defined: NaN,
  };
  for (const [e, epsilon] of epsilons.entries()) {
    const at = e * SPREAD_FIELDS;
    const linear = spreads[at]!;
    const log10 = spreads[at + 2]!;
    if (isLarger(linear, row.max_std_weights)) {
      row.max_epsilon_std_weights = epsilon;
      row.max_std_weights = linear;
      row.max_std_weights_se = spreads[at + 1]!;
    }
    if (isLarger(log10, row.max_std_log10_weights)) {
      row.max_epsilon_std_log10_weights = epsilon;
      row.max_std_log10_weights = log10;
      row.max_std_log10_weights_se = spreads[at + 3]!;
    }
    if (Number.isNaN(row.min_epsilon_defined) && !Number.isNaN(log10)) row.min_epsilon_defined = epsilon;
    if (log10 >= threshold) row.max_epsilon_threshold = epsilon;
  }
  return row;
}

function isLarger(value: number, than: number): boolean {
  return value > than || (Number.isNaN(than) && !Number.isNaN(value));
}
