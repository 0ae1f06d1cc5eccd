/**
 * The largest spread of the weights and the largest epsilons that keep fractions of it, for each draw of a
 * cell.
 */

import { drawRegrets } from '../../../sampling/regrets.js';
import { largestSpread } from '../../../weights/largest-spread.js';
import { distributionOf, type Cell } from '../../cells.js';
import { cellSpreads } from '../../spreads.js';
import type { PartResult, Tools } from '../kind.js';
import type { RelativeStudy } from './definition.js';

/**
 * Number of lists per mapping in the result of {@link relativeCell}: the largest S, its epsilon, then the
 * epsilon of each fraction.
 */
export function listsPerMapping({ fractions }: RelativeStudy): number {
  return 2 + fractions.length;
}

/**
 * Computes lists over the draws of a cell, shape (mapping, {@link listsPerMapping}, draw); -Infinity if the
 * spread is 0 for every epsilon. If the study has an axis of epsilons, the last list holds both spreads on
 * it, as in a grid study.
 */
export function relativeCell(study: RelativeStudy, cell: Cell, tools: Tools): PartResult {
  const { mappings, fractions, draws, pNorm, cNorm, epsilonScaling } = study;
  const lists = Array.from(
    { length: mappings.length * listsPerMapping(study) },
    () => new Float64Array(draws),
  );
  let draw = 0;
  for (const block of drawRegrets(cell, 0, draws, distributionOf(study))) {
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
    tools.reportShare(draw / draws);
  }
  return study.epsilon ? [...lists, cellSpreads({ ...study, epsilon: study.epsilon }, cell, tools)] : lists;
}
