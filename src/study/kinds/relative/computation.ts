/** The computation of relative studies. A part is a cell: a place under one scheme, with all mappings. */

import { axisValues, optionalAxisValues } from '../../axis.js';
import { cellList, placeText, type Cell } from '../../cells.js';
import { DRAW_SECONDS, WEIGHT_SECONDS } from '../../cost.js';
import { lazyList } from '../../lazy-list.js';
import { repeatable } from '../../repeatable.js';
import type { SpreadRow } from '../../spread-table.js';
import { SPREAD_FIELDS, spreadRows } from '../../spreads.js';
import { listsOf, type KindComputation } from '../kind.js';
import { relativeCellRows } from './cells.js';
import type { RelativeCellRow, RelativeStudy } from './definition.js';
import { listsPerMapping, relativeCell } from './spreads.js';

/** Tables of a relative study. */
interface RelativeTables {
  /** Rows of `cells.csv`. */
  cells: RelativeCellRow[];
  /** Rows of `spread.csv`; only in a study with epsilons. */
  spread?: Iterable<SpreadRow>;
}

/** Seconds of one search for the largest spread, per worker. */
const SEARCH_SECONDS = 10e-6;

export const relative: KindComputation<RelativeStudy, Cell, RelativeTables> = {
  name: 'relative',

  parts(study) {
    const perRegret =
      DRAW_SECONDS +
      WEIGHT_SECONDS * optionalAxisValues(study.epsilon).length +
      SEARCH_SECONDS * study.mappings.length;
    const cells = cellList(study);
    return lazyList(cells.length, (index) => {
      const part = cells.at(index)!;
      return { part, seconds: study.draws * part.workers * perRegret };
    });
  },

  compute: relativeCell,

  lengths(study) {
    const { mappings, draws, epsilon } = study;
    const lists = Array<number>(mappings.length * listsPerMapping(study)).fill(draws);
    return epsilon ? [...lists, mappings.length * axisValues(epsilon).length * SPREAD_FIELDS] : lists;
  },

  collector(study, results) {
    const { epsilon } = study;
    return {
      add: (cell, result) => results.set(cell.index, result),
      tables() {
        const spreads = listsOf(results, -1);
        return {
          cells: repeatable(() => relativeCellRows(study, results)),
          ...(epsilon && { spread: repeatable(() => spreadRows({ ...study, epsilon }, spreads)) }),
        };
      },
    };
  },

  arrays: ['cells'],

  partText: placeText,
};
