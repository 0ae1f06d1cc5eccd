/** Opens a table of any format. The format is recognised by its content, never by the name of the file. */

import { statSync } from 'node:fs';
import { decodeText, nameOf, readBytes } from '../../results/read.js';
import { UsageError } from '../../text/errors.js';
import { compressionOf, decompress } from './compression.js';
import { isJson, readJsonTable } from './json.js';
import { refuseOtherFormats } from './other-formats.js';
import { collect, peek, type Peeked } from './pieces.js';
import type { OpenedTable } from './records.js';

type Table = Omit<OpenedTable, 'compression'>;

/**
 * Opens delimited text, JSON, JSON lines, Parquet or Arrow, each also compressed with gzip or zstd.
 * @param path of a file; `-` is standard input
 * @throws {UsageError} naming the file; for a format that is not read, also how to convert it
 */
export async function openTable(path: string): Promise<OpenedTable> {
  const name = nameOf(path);
  let peeked = await peek(readBytes(path));
  const compression = compressionOf(peeked.head);
  try {
    if (compression) {
      peeked = await peek(decompress(compression, peeked.bytes, name));
      if (compressionOf(peeked.head))
        throw new UsageError(`${name}: expected a table that is compressed once, got one compressed twice`);
    }
    const encoding = utf16Of(peeked.head);
    if (encoding) peeked = await peek(utf8Of(peeked.bytes, encoding, name));
    refuseOtherFormats(peeked.head, name);
    // Files can be read at any offset.
    const file =
      compression === null && encoding === null && path !== '-' && statSync(path).isFile() ? path : null;
    return { ...(await openPeeked(peeked, file, name)), compression };
  } catch (error) {
    await peeked.close();
    throw error;
  }
}

/** The encoding of text that begins with a byte order mark of UTF-16, as Excel writes "Unicode text". */
function utf16Of(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  const mark = head.length < 2 ? 0 : head.readUInt16BE(0);
  return mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : null;
}

async function* utf8Of(
  bytes: AsyncIterable<Uint8Array>,
  encoding: 'utf-16le' | 'utf-16be',
  name: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const piece of bytes) yield Buffer.from(decoder.decode(piece, { stream: true }));
    yield Buffer.from(decoder.decode());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${name}: expected complete text in UTF-16, got other bytes: save it as UTF-8`);
  }
}

/** @param file its path, if it can be read at any offset */
async function openPeeked({ head, bytes, close }: Peeked, file: string | null, name: string): Promise<Table> {
  if (head.toString('latin1', 0, 4) === 'PAR1') {
    const { readParquet } = await import('./parquet.js');
    if (file !== null) await close();
    return {
      format: 'Parquet',
      text: null,
      records: await readParquet(file ?? (await collect(bytes, name)), name),
    };
  }
  const isFile = head.toString('latin1', 0, 6) === 'ARROW1';
  // A stream starts with the length of its first message after this mark.
  if (isFile || (head.length >= 8 && head.readInt32LE(0) === -1 && head.readInt32LE(4) > 0)) {
    const { readArrow } = await import('./arrow.js');
    if (isFile && file !== null) await close();
    const source = isFile ? (file ?? (await collect(bytes, name))) : bytes;
    return { format: 'Arrow', text: null, records: await readArrow(source, name) };
  }
  const text = decodeText(bytes, name);
  if (isJson(head)) return { ...(await readJsonTable(text, name)), text: null };
  return { format: 'text', text, records: null };
}
