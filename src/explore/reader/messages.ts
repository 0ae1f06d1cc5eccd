/** Messages between the page and the worker that reads files. */

import type { Epochs } from '../../epochs/epochs.js';
import type { ReadEpochsOptions } from '../../epochs/tables/options.js';

export interface ReadRequest {
  id: number;
  file: Blob;
  name: string;
  options: ReadEpochsOptions;
}

/** A refusal is in the words of the command. */
export type ReadReply = { id: number } & ({ epochs: Epochs } | { refusal: string });
