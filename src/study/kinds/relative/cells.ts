/** Rows of `cells.csv` of a relative study: quantiles over the draws of each cell. */

import { quantileRanks } from '../../../statistics/intervals.js';
import { cellList } from '../../cells.js';
import { QUANTILES, type QuantileName } from '../../table.js';
import type { Indexed } from '../kind.js';
import type { RelativeCellRow, RelativeStudy } from './definition.js';
import { listsPerMapping } from './spreads.js';

/**
 * Rows in the order scheme, mapping, workers, seed, fraction, mean, std.
 * @param lists the result of `relativeCell` for each cell
 */
export function* relativeCellRows(
  study: RelativeStudy,
  lists: Indexed<readonly Float64Array[]>,
): Generator<RelativeCellRow> {
  const { schemes, mappings, workers, seeds, fractions, draws } = study;
  const cells = cellList(study);
  const perSeed = cells.length / schemes.length / workers.length / seeds.length;
  const perScheme = cells.length / schemes.length;
  for (let ofScheme = 0; ofScheme < cells.length; ofScheme += perScheme) {
    for (const [m, mapping] of mappings.entries()) {
      for (let first = ofScheme; first < ofScheme + perScheme; first += perSeed) {
        for (const [f, fraction] of fractions.entries()) {
          for (let i = first; i < first + perSeed; i++) {
            const { index, stream: _, ...cell } = cells.at(i)!;
            const ofCell = lists.at(index)!;
            const at = m * listsPerMapping(study);
            const [spread, top, epsilon] = [at, at + 1, at + 2 + f].map((list) => ofCell[list]!.toSorted());
            yield {
              ...cell,
              mapping,
              fraction,
              draws,
              ...quantilesOf('epsilon', epsilon!, ['q05', 'q50', 'q95']),
              ...quantilesOf('max_std_log10_weights', spread!, ['q50']),
              ...quantilesOf('max_epsilon_std_log10_weights', top!, ['q50']),
            } as RelativeCellRow;
          }
        }
      }
    }
  }
}

function quantilesOf(
  column: string,
  sorted: Float64Array,
  names: readonly QuantileName[],
): Record<string, number> {
  const entries = names.flatMap((name) => {
    const { value, low, high } = quantileRanks(sorted.length, QUANTILES[name]);
    const at = (rank: number | null) =>
      rank !== null && Number.isFinite(sorted[rank - 1]) ? sorted[rank - 1]! : NaN;
    return [
      [`${column}_${name}`, at(value)],
      [`${column}_${name}_low`, at(low)],
      [`${column}_${name}_high`, at(high)],
    ] as const;
  });
  return Object.fromEntries(entries);
}
