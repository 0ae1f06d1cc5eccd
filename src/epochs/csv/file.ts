/** Epochs from a table of text: rows are epochs, columns are workers. */

import { nameOf, readChunks } from '../../results/read.js';
import { checkNumber } from '../../text/check.js';
import { UsageError } from '../../text/errors.js';
import type { Epochs } from '../epochs.js';
import type { ReadEpochsOptions } from './options.js';
import { EpochsTable } from './table.js';

/**
 * Reads regrets or scores; or losses, from which it computes regrets: network loss minus worker loss, in
 * log10.
 *
 * A header is optional. Columns that number the epochs, columns without numbers and rows with fewer than two
 * values (of scores: with none) are left out; `notes` of the result names them, and the source of the network
 * loss.
 * @param path of a table with commas, semicolons or tabs; `-` is standard input
 * @throws {UsageError} naming file, line, column, rule and value; {RangeError} if `alpha` is not in (0, 1]
 */
export async function readEpochs(path: string, options: ReadEpochsOptions): Promise<Epochs> {
  if (options.alpha !== undefined)
    checkNumber('alpha', options.alpha, 'a number in (0, 1]', (alpha) => alpha > 0 && alpha <= 1);
  const table = new EpochsTable(nameOf(path), options);
  for await (const lines of linesOf(path)) for (const line of lines) table.add(line);
  return table.finish();
}

/**
 * Characters of a line: ten thousand workers with 17 digits each take a quarter of this. A longer line is not
 * a table.
 */
const MOST_LINE = 1e6;

/** Yields the lines of a file in groups, so that the file is never in memory as a whole. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  let rest: string | null = null;
  let newline = '\n';
  let count = 0;
  for await (const chunk of readChunks(path)) {
    if (rest === null && !chunk.includes('\n')) newline = '\r';
    const lines: string[] = ((rest ?? '') + chunk).split(newline);
    rest = lines.pop()!;
    count += lines.length;
    if (rest.length > MOST_LINE) {
      throw new UsageError(
        `${nameOf(path)}: line ${count + 1}: expected at most ${MOST_LINE} characters, got more`,
      );
    }
    yield lines;
  }
  yield [rest ?? ''];
}
