/**
 * The computation of threshold studies. A part is a range of draws of one place, under all schemes, factors
 * and mappings.
 */

import { placeText } from '../../cells.js';
import { DRAW_SECONDS } from '../../cost.js';
import { lazyList } from '../../lazy-list.js';
import { repeatable } from '../../repeatable.js';
import type { KindComputation } from '../kind.js';
import { ThresholdTable } from './cells.js';
import type { ThresholdCellRow, ThresholdStudy } from './definition.js';
import {
  listsPerView,
  solveThresholdPart,
  thresholdPartList,
  thresholdViews,
  type ThresholdPart,
} from './epsilons.js';

/** Tables of a threshold study. */
interface ThresholdTables {
  /** Rows of `cells.csv`. */
  cells: ThresholdCellRow[];
}

/** Seconds of one search for the largest epsilon under both mappings, per worker. */
const SEARCH_SECONDS = 100e-9;

export const threshold: KindComputation<ThresholdStudy, ThresholdPart, ThresholdTables> = {
  name: 'threshold',

  parts(study) {
    const perRegret = DRAW_SECONDS + SEARCH_SECONDS * thresholdViews(study).length;
    const parts = thresholdPartList(study);
    return lazyList(parts.length, (index) => {
      const part = parts.at(index)!;
      return { part, seconds: (part.to - part.from) * part.place.workers * perRegret };
    });
  },

  compute: solveThresholdPart,

  lengths: (study, { from, to }) =>
    Array<number>(thresholdViews(study).length * listsPerView(study)).fill(to - from),

  collector(study, results) {
    const table = new ThresholdTable(study, results);
    return {
      add: (part, result) => table.add(part, result),
      tables: () => ({ cells: repeatable(() => table.rows()) }),
    };
  },

  arrays: ['cells'],

  partText: ({ place, from, to }) => `${placeText(place)}, draws ${from} to ${to}`,
};
