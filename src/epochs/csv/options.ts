/** Options of a table of epochs. */

import type { RegretsOptions } from '../regrets.js';

/** Options of `readEpochs`. */
export interface ReadEpochsOptions extends RegretsOptions {
  /**
   * Name of the column with the loss of the network. Default: a column of a usual name, else the mean loss of
   * the workers.
   */
  networkLoss?: string | undefined;
}
