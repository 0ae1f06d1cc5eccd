/** Opens a table of any format. The format is recognised by its content, never by the name of the file. */

import { decodeText, nameOf, readBytes } from '../../results/read.js';
import { UsageError } from '../../text/errors.js';
import { compressionOf, decompress } from './compression.js';
import { isJson, readJsonTable } from './json.js';
import { peek } from './pieces.js';
import type { OpenedTable } from './records.js';

/**
 * Opens delimited text, JSON, JSON lines, Parquet or Arrow, each also compressed with gzip or zstd.
 * @param path of a file; `-` is standard input
 * @throws {UsageError} naming the file; for a format that is not read, also how to convert it
 */
export async function openTable(path: string): Promise<OpenedTable> {
  const name = nameOf(path);
  let { head, bytes } = await peek(readBytes(path));
  const compression = compressionOf(head);
  if (compression) {
    ({ head, bytes } = await peek(decompress(compression, bytes, name)));
    if (compressionOf(head))
      throw new UsageError(`${name}: expected a table that is compressed once, got one compressed twice`);
  }
  const text = decodeText(bytes, name);
  if (!isJson(head)) return { format: 'text', compression, text, records: null };
  return { ...(await readJsonTable(text, name)), compression, text: null };
}
