/** Why cells of a grid study are blank: draw by draw, what its axis of epsilons shows, and what there is. */

import { KERNEL_MAPPINGS, MOMENTS, type Kernel } from '../../../kernel/kernel.js';
import { largestEpsilons } from '../../../kernel/largest-epsilons.js';
import { completeFormula } from '../../../weights/formula.js';
import { axisValues } from '../../axis.js';
import { sharedRegrets } from '../../../sampling/regrets.js';
import type { GridCell } from './spreads.js';
import type { GridStudy } from '../../study-file.js';

/** Counts of draws, in the order of the result of {@link countBlanks}, as columns of `blanks.csv`. */
export const BLANK_COUNTS = ['zero_weight', 'blank', 'blank_attainable', 'blank_zero_weight'] as const;

/** Counts of draws of one cell, shape (mapping, {@link BLANK_COUNTS}). */
export function countBlanks(study: GridStudy, cell: GridCell, kernel: Kernel): Float64Array {
  const epsilons = Float64Array.from(axisValues(study.epsilon));
  const formula = completeFormula({ ...study, scheme: cell.scheme });
  const threshold = Math.log10(study.factor);
  const counts = new Float64Array(study.mappings.length * BLANK_COUNTS.length);
  for (const regrets of sharedRegrets(cell, study.draws, study.distribution)) {
    const draws = regrets.length / cell.workers;
    const certified = largestEpsilons(kernel, regrets, cell.workers, threshold, formula).epsilons;
    for (let draw = 0; draw < draws; draw++) {
      const moments = new Float64Array(epsilons.length * MOMENTS);
      const own = regrets.subarray(draw * cell.workers, (draw + 1) * cell.workers);
      kernel.addDraws(own, cell.workers, epsilons, formula, moments, 0);
      for (const [m, mapping] of study.mappings.entries()) {
        const lane = KERNEL_MAPPINGS.indexOf(mapping);
        const spreads = epsilons.map((_, e) => moments[e * MOMENTS + lane]!);
        const largest = certified[mapping][draw]!;
        const isBlank = !spreads.some((spread) => spread >= threshold);
        const isAttainable = largest >= 0;
        const isHidden = spreads.some((spread, e) => Number.isNaN(spread) && epsilons[e]! <= largest);
        const found = [spreads.some(Number.isNaN), isBlank, isBlank && isAttainable, isBlank && isHidden];
        for (const [i, holds] of found.entries()) counts[m * BLANK_COUNTS.length + i]! += Number(holds);
      }
    }
  }
  return counts;
}
