/**
 * Reasons for blank cells of a grid study: for each draw, whether an epsilon of the axis reaches the
 * threshold, and whether any epsilon does.
 */

import { KERNEL_MAPPINGS, MOMENTS } from '../../../kernel/kernel.js';
import { largestEpsilons } from '../../../kernel/largest-epsilons.js';
import { wilson } from '../../../statistics/intervals.js';
import { completeFormula } from '../../../weights/formula.js';
import { axisValues } from '../../axis.js';
import { cellList, distributionOf, type Cell } from '../../cells.js';
import type { Indexed, Tools } from '../kind.js';
import type { BlankRow, GridStudy } from './definition.js';

/** Counts of draws, in the order of the result of {@link countBlanks}, as columns of `blanks.csv`. */
export const BLANK_COUNTS = ['zero_weight', 'blank', 'blank_attainable', 'blank_zero_weight'] as const;

/** Counts of draws of one cell, shape (mapping, {@link BLANK_COUNTS}). */
export function countBlanks(
  study: GridStudy,
  cell: Cell,
  { kernel, sharedRegrets, reportShare }: Tools,
): Float64Array {
  const epsilons = Float64Array.from(axisValues(study.epsilon));
  const formula = completeFormula({ ...study, scheme: cell.scheme });
  const threshold = Math.log10(study.factor);
  const counts = new Float64Array(study.mappings.length * BLANK_COUNTS.length);
  let before = 0;
  for (const regrets of sharedRegrets(cell, study.draws, distributionOf(study))) {
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
    before += draws;
    reportShare(before / study.draws);
  }
  return counts;
}

/**
 * Rows of `blanks.csv` in the order scheme, mapping, workers, seed, mean, std.
 * @param counts the result of {@link countBlanks} for each cell of the study
 */
export function* blankRows(study: GridStudy, counts: Indexed<Float64Array>): Generator<BlankRow> {
  const cells = cellList(study);
  const { draws } = study;
  for (const scheme of study.schemes) {
    for (const [m, mapping] of study.mappings.entries()) {
      for (const { index, stream: _, ...cell } of cells) {
        if (cell.scheme !== scheme) continue;
        const shares = BLANK_COUNTS.flatMap((name, i) => {
          const { value, low, high } = wilson(counts.at(index)![m * BLANK_COUNTS.length + i]!, draws);
          return [[name, value] as const, [`${name}_low`, low] as const, [`${name}_high`, high] as const];
        });
        yield { ...cell, mapping, draws, ...Object.fromEntries(shares) } as BlankRow;
      }
    }
  }
}
