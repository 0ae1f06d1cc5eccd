/** Records of a grid study to what they show of each cell. */

import type { CellKey, GridCellRow, SpreadRow } from '../study/record.js';

/**
 * One row per cell from the rows of its epsilon axis, which stand together and in increasing order of epsilon.
 * @param threshold T = log10 F, the S at which weights are meaningfully different
 */
export function* gridCellRows(rows: Iterable<SpreadRow>, threshold: number): Generator<GridCellRow> {
  let cell: GridCellRow | undefined;
  for (const row of rows) {
    if (!cell || !isSameCell(cell, row)) {
      if (cell) yield cell;
      cell = emptyCell(row);
    }
    include(cell, row, threshold);
  }
  if (cell) yield cell;
}

function isSameCell(a: CellKey, b: CellKey): boolean {
  return (
    a.std === b.std && a.mean === b.mean && a.seed === b.seed && a.workers === b.workers && a.mapping === b.mapping && a.scheme === b.scheme
  );
}

/** Written out: there are many, and objects put together of parts are slow. */
function emptyCell(key: CellKey): GridCellRow {
  return {
    scheme: key.scheme,
    mapping: key.mapping,
    workers: key.workers,
    seed: key.seed,
    mean: key.mean,
    std: key.std,
    max_epsilon_std_weights: NaN,
    max_std_weights: NaN,
    max_std_weights_se: NaN,
    max_epsilon_std_log10_weights: NaN,
    max_std_log10_weights: NaN,
    max_std_log10_weights_se: NaN,
    max_epsilon_threshold: NaN,
    min_epsilon_defined: NaN,
  };
}

/** An undefined spread is never the largest and never reaches the threshold; of equal spreads the one at the smallest epsilon counts. */
function include(cell: GridCellRow, row: SpreadRow, threshold: number): void {
  if (isLarger(row.std_weights, cell.max_std_weights)) {
    cell.max_epsilon_std_weights = row.epsilon;
    cell.max_std_weights = row.std_weights;
    cell.max_std_weights_se = row.std_weights_se;
  }
  if (isLarger(row.std_log10_weights, cell.max_std_log10_weights)) {
    cell.max_epsilon_std_log10_weights = row.epsilon;
    cell.max_std_log10_weights = row.std_log10_weights;
    cell.max_std_log10_weights_se = row.std_log10_weights_se;
  }
  if (Number.isNaN(cell.min_epsilon_defined) && !Number.isNaN(row.std_log10_weights)) cell.min_epsilon_defined = row.epsilon;
  if (row.std_log10_weights >= threshold) cell.max_epsilon_threshold = row.epsilon;
}

function isLarger(value: number, than: number): boolean {
  return value > than || (Number.isNaN(than) && !Number.isNaN(value));
}
