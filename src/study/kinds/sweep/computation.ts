/** The computation of sweeps. A part is a vector of regrets under one formula. */

import { axisValues } from '../../axis.js';
import { repeatable } from '../../repeatable.js';
import type { KindComputation } from '../kind.js';
import type { SweepStudy, VectorRow, VectorSpreadRow, WeightRow } from './definition.js';
import {
  regretsOf,
  sweepParts,
  sweepVector,
  vectorRows,
  vectorSpreadRows,
  weightRows,
  type SweepPart,
} from './weights.js';

/** Tables of a sweep. */
interface SweepTables {
  /** Rows of `weights.csv`, made anew by each iteration. */
  weights: Iterable<WeightRow>;
  /** Rows of `spread.csv`, made anew by each iteration. */
  spread: Iterable<VectorSpreadRow>;
  /** Rows of `vectors.csv`. */
  vectors: VectorRow[];
}

/** Seconds of one vector at one epsilon. */
const VECTOR_SECONDS = 5e-6;

export const sweep: KindComputation<SweepStudy, SweepPart, SweepTables> = {
  name: 'sweep',

  parts: (study) =>
    sweepParts(study).map((part) => ({ part, seconds: VECTOR_SECONDS * axisValues(study.epsilon).length })),

  compute: sweepVector,

  lengths(study, { key }) {
    const epsilons = axisValues(study.epsilon).length;
    return [epsilons * regretsOf(study, key.vector).length * 2, epsilons * 2, 3];
  },

  collector: (study, results) => ({
    add: ({ index }, result) => results.set(index, result),
    tables: () => ({
      weights: repeatable(() => weightRows(study, results)),
      spread: repeatable(() => vectorSpreadRows(study, results)),
      vectors: vectorRows(study, results),
    }),
  }),

  partText: ({ key }) => `vector ${key.vector} (${key.scheme}, ${key.mapping})`,
};
