/** What a table of results consists of. */

import type { Study } from './study-file.js';

export interface Table {
  file: string;
  /** In the order of the file. */
  columns: readonly string[];
  /** Those that are there only in some studies. */
  optional?: { readonly columns: readonly string[]; readonly isIn: (study: Study) => boolean };
  /** Columns that say which row it is: a table has every combination of their values in the study once. All others are >= 0, or undefined. */
  key?: readonly string[];
  /** Columns of shares, which are never undefined. */
  shares?: readonly string[];
}
