/** Messages between threads: jobs and their results. */

import { extname } from 'node:path';
import type { PartResult } from '../study/kinds/kind.js';
import type { Study } from '../study/study-file.js';

/** The module that threads run, beside this file, as TypeScript or compiled. */
export const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Several parts of a study. The kind defines their type; they are structured-cloneable. */
export interface ChunkJob {
  study: Study;
  parts: readonly unknown[];
  /** Index of the job. */
  index: number;
  /** Finished parts of each job while it runs, with the share of the present one; memory of all threads. */
  running: Float64Array;
}

/** The result of each part of the job, in the order of the job. */
export type ChunkResult = PartResult[];
