/** Regrets of past epochs from a table in text: rows are epochs, columns are workers. */

import { createReadStream } from 'node:fs';
import type { Epochs } from '../recommend/epochs.js';
import { checkNumber } from '../weights/check.js';
import { EpochsTable } from './epochs-table.js';
import { UsageError, fileError } from './failure.js';

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

/**
 * Reads regrets or scores, or losses and makes regrets of them: network loss less worker loss, in log10. An epoch of scores may have one only.
 *
 * A header is optional. Columns that say which epoch a row is, columns without numbers and rows with fewer than two values are left out,
 * which `notes` says; so it does where the network loss comes from.
 * @param path of a table with commas, semicolons or tabs; `-` is standard input
 * @throws {UsageError} naming file, line, column, rule and value
 */
export async function readEpochs(path: string, options: EpochsFileOptions): Promise<Epochs> {
  if (options.alpha !== undefined) checkNumber('alpha', options.alpha, 'a number in (0, 1]', (alpha) => alpha > 0 && alpha <= 1);
  const table = new EpochsTable(path === '-' ? 'standard input' : path, options);
  for await (const lines of linesOf(path)) for (const line of lines) table.add(line);
  return table.finish();
}

/** The lines of a file, some at a time, so that it is never in memory as a whole. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  const input = path === '-' ? process.stdin.setEncoding('utf8') : createReadStream(path, { encoding: 'utf8', highWaterMark: 2 ** 18 });
  let rest: string | null = null;
  let newline = '\n';
  try {
    for await (const chunk of input as AsyncIterable<string>) {
      if (rest === null && !chunk.includes('\n')) newline = '\r';
      const text: string = rest === null ? chunk.replace(/^\uFEFF/, '') : rest + chunk;
      if (text.includes('\0') || (rest === null && text.startsWith('\uFFFD'))) {
        throw new UsageError(`${path === '-' ? 'standard input' : path}: expected a table in UTF-8 text, got something else`);
      }
      const lines = text.split(newline);
      rest = lines.pop()!;
      yield lines;
    }
  } catch (error) {
    throw fileError('read', path, error);
  }
  yield [rest ?? ''];
}
