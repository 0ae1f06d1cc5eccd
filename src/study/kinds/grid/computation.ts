/** The computation of grid studies. A part is a cell: a place under one scheme, with all mappings. */

import { axisValues } from '../../axis.js';
import { byPlace, cellsOf, placeText, type Cell } from '../../cells.js';
import { DRAW_SECONDS, WEIGHT_SECONDS } from '../../cost.js';
import { repeatable } from '../../repeatable.js';
import type { SpreadRow } from '../../spread-table.js';
import { cellSpreads, SPREAD_FIELDS, spreadRows } from '../../spreads.js';
import type { KindComputation } from '../kind.js';
import { BLANK_COUNTS, blankRows, countBlanks } from './blanks.js';
import { gridCellRow } from './cells.js';
import type { BlankRow, GridCellRow, GridStudy } from './definition.js';

/** Tables of a grid study: rows in the order scheme, mapping, workers, seed, mean, std, epsilon. */
interface GridTables {
  /** Rows of `spread.csv`, made anew by each iteration. */
  spread: Iterable<SpreadRow>;
  /** Rows of `cells.csv`. */
  cells: GridCellRow[];
  /** Rows of `blanks.csv`; only in a study that asks for them. */
  blanks?: Iterable<BlankRow>;
}

/** Seconds that the blank test of one draw takes. */
const BLANK_SECONDS = 10e-6;

export const grid: KindComputation<GridStudy, Cell, GridTables> = {
  name: 'grid',

  parts(study) {
    const perRegret = DRAW_SECONDS + WEIGHT_SECONDS * axisValues(study.epsilon).length;
    const perDraw = study.blanks ? BLANK_SECONDS : 0;
    return byPlace(cellsOf(study)).map((part) => ({
      part,
      seconds: study.draws * (part.workers * perRegret + perDraw),
    }));
  },

  compute(study, cell, tools) {
    const spreads = cellSpreads(study, cell, tools);
    return study.blanks ? [spreads, countBlanks(study, cell, tools)] : [spreads];
  },

  lengths: (study) => [
    study.mappings.length * axisValues(study.epsilon).length * SPREAD_FIELDS,
    ...(study.blanks ? [study.mappings.length * BLANK_COUNTS.length] : []),
  ],

  collector(study) {
    const epsilons = axisValues(study.epsilon);
    const threshold = Math.log10(study.factor);
    const size = epsilons.length * SPREAD_FIELDS;
    const spreads: Float64Array[] = [];
    const blankCounts: Float64Array[] = [];
    const rows = study.mappings.map((): GridCellRow[] => []);
    return {
      add(cell, [spread, blanks]) {
        spreads[cell.index] = spread!;
        if (blanks) blankCounts[cell.index] = blanks;
        for (const [m, mapping] of study.mappings.entries()) {
          const ofMapping = spread!.subarray(m * size, (m + 1) * size);
          rows[m]![cell.index] = gridCellRow(cell, mapping, epsilons, ofMapping, threshold);
        }
      },
      tables: () => ({
        spread: repeatable(() => spreadRows(study, spreads)),
        cells: study.schemes.flatMap((scheme) =>
          rows.flatMap((ofMapping) => ofMapping.filter((row) => row.scheme === scheme)),
        ),
        ...(study.blanks && { blanks: repeatable(() => blankRows(study, blankCounts)) }),
      }),
    };
  },

  partText: placeText,
};
