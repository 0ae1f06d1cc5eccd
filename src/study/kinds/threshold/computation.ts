/**
 * The computation of threshold studies. A part is a range of draws of one place, under all schemes, factors
 * and mappings.
 */

import { placeText } from '../../cells.js';
import { DRAW_SECONDS } from '../../cost.js';
import type { KindComputation } from '../kind.js';
import { ThresholdTable } from './cells.js';
import type { ThresholdCellRow, ThresholdStudy } from './definition.js';
import {
  listsPerView,
  solveThresholdPart,
  thresholdParts,
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
    return thresholdParts(study).map((part) => ({
      part,
      seconds: (part.to - part.from) * part.place.workers * perRegret,
    }));
  },

  compute: solveThresholdPart,

  lengths: (study, { from, to }) =>
    Array<number>(thresholdViews(study).length * listsPerView(study)).fill(to - from),

  collector(study) {
    const table = new ThresholdTable(study);
    return {
      add: (part, result) => table.add(part, result),
      tables: () => ({ cells: [...table.rows()] }),
    };
  },

  partText: ({ place, from, to }) => `${placeText(place)}, draws ${from} to ${to}`,
};
