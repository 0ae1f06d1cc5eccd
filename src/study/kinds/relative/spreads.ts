/** A relative study: the largest spread of the weights of every draw, and the largest epsilons at which fractions of it are left. */

import type { Kernel } from '../../../kernel/kernel.js';
import { largestSpread } from '../../../weights/largest-spread.js';
import { axisValues } from '../../axis.js';
import { drawRegrets } from '../../../sampling/regrets.js';
import { gridCells, gridCellSpreads, type GridCell } from '../grid/spreads.js';
import type { RelativeStudy } from '../../study-file.js';

/** Lists per mapping in the result of {@link relativeCell}: the largest S, its epsilon, then the epsilon of each fraction. */
export function listsPerMapping({ fractions }: RelativeStudy): number {
  return 2 + fractions.length;
}

/** All cells in the order of the tables: scheme, workers, seed, mean, std. */
export function relativeCells(study: RelativeStudy): GridCell[] {
  return gridCells(study);
}

/**
 * Lists over the draws of a cell, shape (mapping, {@link listsPerMapping}, draw), -Infinity where equal weights leave nothing to search; after
 * them both spreads on the axis of epsilons, as of a grid study, if there is one.
 */
export function relativeCell(study: RelativeStudy, cell: GridCell, kernel: Kernel): Float64Array[] {
  const { mappings, fractions, draws, pNorm, cNorm, epsilonScaling } = study;
  const lists = Array.from(
    { length: mappings.length * listsPerMapping(study) },
    () => new Float64Array(draws),
  );
  let draw = 0;
  for (const block of drawRegrets(cell, 0, draws, study.distribution)) {
    for (let at = 0; at < block.length; at += cell.workers, draw++) {
      const regrets = block.subarray(at, at + cell.workers);
      let list = 0;
      for (const mapping of mappings) {
        const found = largestSpread(regrets, {
          scheme: cell.scheme,
          mapping,
          pNorm,
          cNorm,
          epsilonScaling,
          fractions,
        });
        for (const value of [found.spread, found.epsilon, ...found.relative.map(({ epsilon }) => epsilon)]) {
          lists[list++]![draw] = value ?? -Infinity;
        }
      }
    }
  }
  return study.epsilon
    ? [...lists, gridCellSpreads({ ...study, epsilon: study.epsilon }, cell, kernel)]
    : lists;
}

/** Epsilons of `spread.csv`; none if there is no such table. */
export function relativeEpsilons({ epsilon }: RelativeStudy): number[] {
  return epsilon ? axisValues(epsilon) : [];
}
