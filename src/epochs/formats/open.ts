/** Opens a table of any format. The format is recognised by its content, never by the name of the file. */

import { decodeText } from '../../results/read.js';
import { UsageError } from '../../text/errors.js';
import { latin1, viewOf } from './bytes.js';
import { compressionOf, decompress } from './compression.js';
import type { TableInput } from './input.js';
import { isJson, readJsonTable } from './json.js';
import { refuseOtherFormats } from './other-formats.js';
import { collect, peek, type Peeked } from './pieces.js';
import type { OpenedTable } from './records.js';

type Table = Omit<OpenedTable, 'compression'>;

/**
 * Opens delimited text, JSON, JSON lines, Parquet or Arrow, each also compressed with gzip or zstd.
 * @throws {UsageError} naming the file; for a format that is not read, also how to convert it
 */
export async function openTable(input: TableInput): Promise<OpenedTable> {
  const { name } = input;
  let peeked = await peek(input.bytes);
  const compression = compressionOf(peeked.head);
  try {
    if (compression) {
      peeked = await peek(decompress(compression, peeked.bytes, input));
      if (compressionOf(peeked.head))
        throw new UsageError(`${name}: expected a table that is compressed once, got one compressed twice`);
    }
    const encoding = utf16Of(peeked.head);
    if (encoding) peeked = await peek(utf8Of(peeked.bytes, encoding, name));
    refuseOtherFormats(peeked.head, name);
    // Files can be read at any offset.
    const file = compression === null && encoding === null ? input.path : null;
    return { ...(await openPeeked(peeked, file, name)), compression };
  } catch (error) {
    await peeked.close();
    throw error;
  }
}

/** The encoding of text that begins with a byte order mark of UTF-16, as Excel writes "Unicode text". */
function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const mark = head.length < 2 ? 0 : viewOf(head).getUint16(0);
  return mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : null;
}

async function* utf8Of(
  bytes: AsyncIterable<Uint8Array>,
  encoding: 'utf-16le' | 'utf-16be',
  name: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    const encoder = new TextEncoder();
    for await (const piece of bytes) yield encoder.encode(decoder.decode(piece, { stream: true }));
    yield encoder.encode(decoder.decode());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${name}: expected complete text in UTF-16, got other bytes: save it as UTF-8`);
  }
}

/** @param file its path, if it can be read at any offset */
async function openPeeked({ head, bytes, close }: Peeked, file: string | null, name: string): Promise<Table> {
  if (latin1(head, 0, 4) === 'PAR1') {
    const { readParquet } = await import('./parquet.js');
    if (file !== null) await close();
    return {
      format: 'Parquet',
      text: null,
      records: await readParquet(file ?? (await collect(bytes, name)), name),
    };
  }
  const isFile = latin1(head, 0, 6) === 'ARROW1';
  if (isFile || isArrowStream(head)) {
    const { readArrow } = await import('./arrow.js');
    if (isFile && file !== null) await close();
    const source = isFile ? (file ?? (await collect(bytes, name))) : bytes;
    return { format: 'Arrow', text: null, records: await readArrow(source, name) };
  }
  const text = decodeText(bytes, name);
  if (isJson(head)) return { ...(await readJsonTable(text, name)), text: null };
  return { format: 'text', text, records: null };
}

/** A stream starts with a mark and the length of its first message. */
function isArrowStream(head: Uint8Array): boolean {
  return head.length >= 8 && viewOf(head).getInt32(0, true) === -1 && viewOf(head).getInt32(4, true) > 0;
}
