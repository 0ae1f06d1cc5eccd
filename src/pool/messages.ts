/** What crosses the border between threads. */

import type { GridCell } from '../study/grid.js';
import type { Study } from '../study/study-file.js';

/** Some whole cells of a study. */
export interface ChunkJob {
  study: Study;
  cells: readonly GridCell[];
}

/** The spreads of each cell of the job, in its order: shape (mapping, epsilon, SPREAD_FIELDS) each. */
export type ChunkResult = Float64Array[];
