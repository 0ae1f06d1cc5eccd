/** Epochs from a file or from standard input. */

import { checkText } from '../text/check.js';
import type { Epochs } from './epochs.js';
import { fileInput } from './formats/file-input.js';
import { anyEpochsOfInput, epochsOfInput, orderedInput, type OrderedTable } from './read-input.js';
import type { ReadEpochsOptions, ReadTableOptions } from './tables/options.js';

/**
 * Reads regrets or scores; or losses, from which it computes regrets: network loss minus worker loss, in
 * log10.
 *
 * Reads delimited text, JSON, JSON lines, Parquet and Arrow, also compressed by gzip or zstd; wide tables (a
 * row is an epoch, a column a worker) and long ones (a row is an epoch and a worker). Columns that are no
 * workers are left out, epochs are sorted, and rows with fewer than two values (of scores: with none) are
 * left out; `readAs` and `notes` of the result name all of that. A table with two plausible readings is
 * refused.
 * @param path of the file; `-` is standard input
 * @throws {UsageError} naming file, line, column, rule and value; {TypeError|RangeError} naming an option,
 *   the
 *   rule and the value
 */
export async function readEpochs(path: string, options: ReadEpochsOptions): Promise<Epochs> {
  return epochsOfInput(fileInput(checkText('path', path)), options);
}

/**
 * The same with any number of workers and epochs, also none.
 * @param fewest values that an epoch must have
 */
export async function readAnyEpochs(
  path: string,
  options: ReadEpochsOptions,
  fewest?: number,
): Promise<Epochs> {
  return anyEpochsOfInput(fileInput(checkText('path', path)), options, fewest);
}

/** Reads a table, decides the meaning of its columns, and sorts its epochs. @throws as `readEpochs` */
export async function readOrdered(path: string, options: ReadTableOptions): Promise<OrderedTable> {
  return orderedInput(fileInput(checkText('path', path)), options);
}
