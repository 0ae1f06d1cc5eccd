/** Messages between the page and the worker that reads files. */

import type { Epochs } from '../../epochs/epochs.js';
import type { ReadEpochsOptions } from '../../epochs/tables/options.js';

export interface ReadRequest {
  id: number;
  /** The bytes of the file if the worker cannot read it. */
  file: Blob | ArrayBuffer;
  name: string;
  options: ReadEpochsOptions;
}

/** A refusal is in the words of the command. A file that the worker cannot read is unreadable. */
export type ReadReply = { id: number } & ({ epochs: Epochs } | { refusal: string; isUnreadable?: boolean });
