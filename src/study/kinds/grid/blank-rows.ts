/** Counts of blank draws to shares with intervals. */

import { BLANK_COUNTS } from './blanks.js';
import { gridCells } from './spreads.js';
import type { BlankRow } from '../../record.js';
import type { GridStudy } from '../../study-file.js';
import { wilson } from '../../../statistics/intervals.js';

/** The rows of `blanks.csv`: scheme, mapping, workers, seed, mean, std. `counts` holds those of each cell of the study. */
export function* blankRows(study: GridStudy, counts: readonly Float64Array[]): Generator<BlankRow> {
  const cells = gridCells(study);
  const { draws } = study;
  for (const scheme of study.schemes) {
    for (const [m, mapping] of study.mappings.entries()) {
      for (const { index, stream: _, ...cell } of cells) {
        if (cell.scheme !== scheme) continue;
        const shares = BLANK_COUNTS.flatMap((name, i) => {
          const { value, low, high } = wilson(counts[index]![m * BLANK_COUNTS.length + i]!, draws);
          return [[name, value] as const, [`${name}_low`, low] as const, [`${name}_high`, high] as const];
        });
        yield { ...cell, mapping, draws, ...Object.fromEntries(shares) } as BlankRow;
      }
    }
  }
}
