/** The computation of grid studies. A part is a cell: a place under one scheme, with all mappings. */

import { axisValues } from '../../axis.js';
import { cellList, cellsByPlace, placeText, type Cell } from '../../cells.js';
import { DRAW_SECONDS, WEIGHT_SECONDS } from '../../cost.js';
import { lazyList } from '../../lazy-list.js';
import { repeatable } from '../../repeatable.js';
import type { SpreadRow } from '../../spread-table.js';
import { cellSpreads, SPREAD_FIELDS, spreadRows } from '../../spreads.js';
import { listsOf, type Indexed, type KindComputation } from '../kind.js';
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
    const cells = cellsByPlace(study);
    return lazyList(cells.length, (index) => {
      const part = cells.at(index)!;
      return { part, seconds: study.draws * (part.workers * perRegret + perDraw) };
    });
  },

  compute(study, cell, tools) {
    if (!study.blanks) return [cellSpreads(study, cell, tools)];
    const half = (before: number) => ({
      ...tools,
      reportShare: (share: number) => tools.reportShare((before + share) / 2),
    });
    return [cellSpreads(study, cell, half(0)), countBlanks(study, cell, half(1))];
  },

  lengths: (study) => [
    study.mappings.length * axisValues(study.epsilon).length * SPREAD_FIELDS,
    ...(study.blanks ? [study.mappings.length * BLANK_COUNTS.length] : []),
  ],

  collector: (study, results) => ({
    add: (cell, result) => results.set(cell.index, result),
    tables: () => ({
      spread: repeatable(() => spreadRows(study, listsOf(results, 0))),
      cells: repeatable(() => cellRows(study, listsOf(results, 0))),
      ...(study.blanks && { blanks: repeatable(() => blankRows(study, listsOf(results, 1))) }),
    }),
  }),

  arrays: ['cells'],

  partText: placeText,
};

function* cellRows(study: GridStudy, spreads: Indexed<Float64Array>): Generator<GridCellRow> {
  const epsilons = axisValues(study.epsilon);
  const threshold = Math.log10(study.factor);
  const size = epsilons.length * SPREAD_FIELDS;
  const cells = cellList(study);
  const perScheme = cells.length / study.schemes.length;
  for (let first = 0; first < cells.length; first += perScheme) {
    for (const [m, mapping] of study.mappings.entries()) {
      for (let i = first; i < first + perScheme; i++) {
        const ofMapping = spreads.at(i)!.subarray(m * size, (m + 1) * size);
        yield gridCellRow(cells.at(i)!, mapping, epsilons, ofMapping, threshold);
      }
    }
  }
}
