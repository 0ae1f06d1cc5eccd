/** What crosses the border between threads. */

import type { PartResult, StudyPart } from '../study/parts.js';
import type { Study } from '../study/study-file.js';

/** Some parts of a study. */
export interface ChunkJob {
  study: Study;
  parts: readonly StudyPart[];
}

/** The result of each part of the job, in its order. */
export type ChunkResult = PartResult[];
