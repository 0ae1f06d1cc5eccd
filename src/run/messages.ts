/** What crosses the border between threads, and what is on the other side. */

import { extname } from 'node:path';
import type { PartResult, StudyPart } from '../study/kinds/compute.js';
import type { Study } from '../study/study-file.js';

/** The module that threads run, beside this one, as TypeScript or compiled. */
export const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Some parts of a study. */
export interface ChunkJob {
  study: Study;
  parts: readonly StudyPart[];
}

/** The result of each part of the job, in its order. */
export type ChunkResult = PartResult[];
