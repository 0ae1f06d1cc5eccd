/** Messages between threads: a figure to be drawn, and its drawing. */

import type { TopLevelSpec } from 'vega-lite';
import type { Format } from './figure-form.js';

/** One figure; structured-cloneable, as the drawing is. */
export interface DrawingJob {
  /** In the usual form. */
  spec: TopLevelSpec;
  /** Of the files, where their form is another one. */
  ofFiles: TopLevelSpec | undefined;
  formats: readonly Format[];
  /** Of the files, millimetres; null: their own. */
  width: number | null;
}

export interface Drawing {
  /** In the usual form. */
  svg: string;
  /** In the usual form, from `packVega`: a specification holds every drawn row, and takes long to copy. */
  packedVega: string;
  /** Content of the file in each format of the job. */
  files: (string | Uint8Array)[];
}
