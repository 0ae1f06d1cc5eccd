/** Regrets of past epochs from a table in text: rows are epochs, columns are workers. */

import type { Epochs } from '../epochs.js';
import { checkNumber } from '../../text/check.js';
import { EpochsTable } from './table.js';
import type { EpochsFileOptions } from './options.js';
import { UsageError } from '../../text/errors.js';
import { nameOf, readChunks } from '../../results/read.js';

/**
 * Reads regrets or scores, or losses and makes regrets of them: network loss less worker loss, in log10. An epoch of scores may have one only.
 *
 * A header is optional. Columns that say which epoch a row is, columns without numbers and rows with fewer than two values are left out,
 * which `notes` says; so it does where the network loss comes from.
 * @param path of a table with commas, semicolons or tabs; `-` is standard input
 * @throws {UsageError} naming file, line, column, rule and value
 */
export async function readEpochs(path: string, options: EpochsFileOptions): Promise<Epochs> {
  if (options.alpha !== undefined)
    checkNumber('alpha', options.alpha, 'a number in (0, 1]', (alpha) => alpha > 0 && alpha <= 1);
  const table = new EpochsTable(nameOf(path), options);
  for await (const lines of linesOf(path)) for (const line of lines) table.add(line);
  return table.finish();
}

/** Ten thousand workers of full double precision take a quarter of it. */
const MOST_LINE = 1e6;

/** The lines of a file, some at a time, so that it is never in memory as a whole. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  let rest: string | null = null;
  let newline = '\n';
  let ended = 0;
  for await (const chunk of readChunks(path)) {
    if (rest === null && !chunk.includes('\n')) newline = '\r';
    const lines: string[] = ((rest ?? '') + chunk).split(newline);
    rest = lines.pop()!;
    ended += lines.length;
    if (rest.length > MOST_LINE) {
      throw new UsageError(
        `${nameOf(path)}: line ${ended + 1}: expected at most ${MOST_LINE} characters, got more`,
      );
    }
    yield lines;
  }
  yield [rest ?? ''];
}
