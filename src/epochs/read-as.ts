/** The reading of a table: format, shape, unit, order. */

import { count } from '../text/numbers.js';

/** How a table was read. Every answer from data states it, so that a wrong reading is seen. */
export interface ReadAs {
  /** Format of the file: `text separated by commas`, `JSON`, `Parquet in gzip`. */
  format: string;
  /** `wide`: a row is an epoch, a column a worker. `long`: a row is an epoch and a worker. */
  shape: 'wide' | 'long';
  /** Number of rows of the table with data. */
  rows: number;
  /** Number of epochs that are used. */
  epochs: number;
  /** Names of the workers. */
  workers: readonly string[];
  /** Columns that are not read, and the reasons. */
  leftOut: readonly { column: string; reason: string }[];
  /** Unit of the values in the file. */
  unit: 'dex' | 'log10 losses' | 'raw losses' | 'inferences';
  /** The reason for the unit of losses; null for regrets and scores. */
  unitReason: string | null;
  /** Column with the loss of the network; null: the mean log10 loss of the workers, or no losses. */
  networkLoss: string | null;
  /** Order of the epochs: a phrase. */
  order: string;
  /** Treatment of workers without a value in an epoch. */
  missing: 'absent' | 'zero';
}

/** Most names of workers in the sentence. */
const MOST_NAMES = 8;

/** The sentence for readers. */
export function readAsText(readAs: ReadAs): string {
  const { format, shape, rows, epochs, workers, leftOut, unit, unitReason, networkLoss, order, missing } =
    readAs;
  const names = workers.slice(0, MOST_NAMES).join(', ') + (workers.length > MOST_NAMES ? ', ...' : '');
  const quantity = unitReason === null ? unit : `${unit} (${unitReason})`;
  const parts = [
    `Read as: ${shape} table (${format}), ${count(rows, 'row')}: ${count(epochs, 'epoch')} of ${count(workers.length, 'worker')} (${names})`,
    quantity,
    ...(unitReason === null
      ? []
      : [networkLoss === null ? 'network loss: mean of the workers' : `network loss: ${networkLoss}`]),
    order,
    ...(missing === 'zero' ? ['a worker without a value has regret 0'] : []),
  ];
  const omitted = leftOut.map(({ column, reason }) => `${column} (${reason})`).join(', ');
  return `${parts.join('; ')}.${omitted === '' ? '' : ` Left out: ${omitted}.`}`;
}
