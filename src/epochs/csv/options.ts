/** Options of a table of epochs. */

export interface EpochsFileOptions {
  /** What the cells hold. */
  quantity: 'regrets' | 'losses' | 'scores';
  /** Of losses: their log10, or as they are, > 0. */
  lossesAre?: 'log10' | 'raw' | undefined;
  /** Name of the column with the loss of the network. */
  networkLoss?: string | undefined;
  /**
   * Smooths the regrets of each worker over epochs as the network does, R = alpha r + (1 - alpha) R_previous, in (0, 1]. Default 1: none.
   * It starts from 0. A worker who is absent stays blank in that epoch, and goes on later from the last R.
   */
  alpha?: number | undefined;
}
