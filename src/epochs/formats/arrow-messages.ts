/**
 * Checks the messages of an Arrow stream (https://arrow.apache.org/docs/format/Columnar.html,
 * "Serialization") before the library reads them. The library trusts every length, offset and count of nulls,
 * so a damaged one would give other numbers, or fewer rows.
 */

import type { CompressionType, DataType, Field, Schema } from 'apache-arrow';
import { checkMessageVectors } from './arrow-flatbuffers.js';
import { concatenated, int32, int32Bytes, viewOf } from './bytes.js';
import { ByteReader, type Bytes } from './pieces.js';

type Library = typeof import('apache-arrow');
type Message = import('apache-arrow').Message;

/** Mark of a message since version 0.15, before the length of its metadata. */
const CONTINUATION = -1;
/** Writers align buffers to 8 or to 64 bytes. */
const ALIGNMENTS = [8, 64];

/** Metadata of a batch: lengths of columns, and places of their buffers in the body. */
interface Batch {
  length: number;
  nodes: readonly { length: number; nullCount: number }[];
  buffers: readonly { offset: number; length: number }[];
  compression: { type: CompressionType } | null;
  variadicBufferCounts: readonly number[];
}

/**
 * Yields the bytes of a stream, message by message, up to its end.
 * @param footer schema in the footer of a file, whose bytes lie between its mark and its footer; null for a
 *   stream
 * @throws {Error} if a message is damaged or missing, or bytes follow the end
 */
export async function* checkedMessages(
  library: Library,
  bytes: Bytes,
  footer: Schema | null,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(bytes);
  try {
    yield* messagesOf(library, reader, footer);
  } finally {
    await reader.close();
  }
}

async function* messagesOf(
  library: Library,
  reader: ByteReader,
  footer: Schema | null,
): AsyncGenerator<Uint8Array> {
  let types: Types | null = null;
  for (;;) {
    // Old files have no mark of their end but the footer.
    if (footer !== null && (await reader.isAtEnd())) return;
    let head = await reader.take(4);
    let length = int32(head);
    if (length === CONTINUATION) {
      head = concatenated([head, await reader.take(4)]);
      length = int32(head.subarray(4));
    }
    if (length < 0) throw new Error('a message has a negative length');
    if (length === 0) {
      if (!(await reader.isAtEnd())) throw new SeveralStreams('several');
      yield head;
      return;
    }
    const metadata = await reader.take(length);
    checkMessageVectors(metadata);
    const message = library.Message.decode(metadata);
    const body = await reader.take(message.bodyLength);
    if (message.isSchema()) {
      if (types !== null) throw new Error('it has two schemas');
      const schema = message.header();
      if (footer !== null && !library.util.compareSchemas(schema, footer))
        throw new Error('its schema is not that of its footer');
      types = typesOf(schema);
    } else {
      // Some writers write the schema of a file in its footer only.
      if (types === null && footer !== null) yield* schemaMessage(library, footer);
      types ??= footer && typesOf(footer);
      if (types === null) throw new Error('it has no schema');
      checkBatch(library, message, types, body);
    }
    yield head;
    yield metadata;
    if (body.length > 0) yield body;
  }
}

/** Types of the columns, and of the dictionaries by their ids. */
interface Types {
  columns: DataType[];
  dictionaries: ReadonlyMap<number, DataType>;
}

function typesOf({ fields, dictionaries }: Schema): Types {
  return { columns: fields.map(({ type }) => type as DataType), dictionaries };
}

function schemaMessage({ Message }: Library, schema: Schema): Uint8Array[] {
  const metadata = Message.encode(Message.from(schema));
  return [int32Bytes(CONTINUATION), int32Bytes(metadata.length), metadata];
}

/** Bytes follow the end of a stream. */
export class SeveralStreams extends Error {}

function checkBatch(
  library: Library,
  message: Message,
  { columns, dictionaries }: Types,
  body: Uint8Array,
): void {
  let batch: Batch;
  let types = columns;
  if (message.isRecordBatch()) batch = message.header();
  else if (message.isDictionaryBatch()) {
    const dictionary = message.header();
    const type = dictionaries.get(dictionary.id);
    if (!type) throw new Error('a dictionary is of no column');
    batch = dictionary.data;
    types = [type];
  } else throw new Error('a message is of another kind');
  checkRegions(batch, body.length);
  const layout = new Layout(library, batch, body);
  for (const type of types) layout.visit(type, batch.length);
  layout.finish();
}

/** Buffers follow one another, and fill the body. */
function checkRegions({ buffers }: Batch, bodyLength: number): void {
  const isFilled = ALIGNMENTS.some((alignment) => {
    const aligned = (length: number) => Math.ceil(length / alignment) * alignment;
    let end = 0;
    for (const { offset, length } of buffers) {
      if (length === 0) continue;
      if (length < 0 || offset !== aligned(end)) return false;
      end = offset + length;
    }
    return bodyLength === aligned(end);
  });
  if (!isFilled) throw new Error('its buffers do not follow one another');
}

/**
 * The library reads a time of an unknown unit as a blank. @throws {Error} if the unit of a time is unknown
 */
function checkUnit({ DataType: is, DateUnit, TimeUnit }: Library, type: DataType): void {
  const isKnown = is.isDate(type)
    ? type.unit in DateUnit
    : is.isTimestamp(type) || is.isTime(type) || is.isDuration(type)
      ? type.unit in TimeUnit
      : true;
  if (!isKnown) throw new Error('a time has an unknown unit');
}

/** Walks through the lengths and buffers of columns. */
class Layout {
  readonly #library: Library;
  readonly #batch: Batch;
  readonly #body: Uint8Array;
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  constructor(library: Library, batch: Batch, body: Uint8Array) {
    this.#library = library;
    this.#batch = batch;
    this.#body = body;
  }

  /** @param length of the column; undefined if it is not known: elements of lists */
  visit(type: DataType, length?: number): void {
    const { DataType: is } = this.#library;
    const node = this.#batch.nodes[this.#node++];
    if (!node || node.length < 0 || (length !== undefined && node.length !== length))
      throw new Error('the lengths of its columns differ');
    if (is.isNull(type)) return;
    checkUnit(this.#library, type);
    if (!is.isUnion(type)) this.#checkValidity(node);
    this.#buffer += this.#buffersOf(type);
    if (is.isDictionary(type)) return;
    const size = is.isStruct(type)
      ? node.length
      : is.isFixedSizeList(type)
        ? node.length * type.listSize
        : undefined;
    // Types without children have none.
    const children = (type.children as readonly Field[] | undefined) ?? [];
    for (const child of children) this.visit(child.type as DataType, size);
  }

  /** Number of buffers beside those of nulls and children. */
  #buffersOf(type: DataType): number {
    const { DataType: is, UnionMode } = this.#library;
    if (is.isStruct(type) || is.isFixedSizeList(type)) return 0;
    if (is.isUtf8View(type) || is.isBinaryView(type))
      return 1 + (this.#batch.variadicBufferCounts[this.#variadic++] ?? 0);
    const isText = is.isUtf8(type) || is.isBinary(type) || is.isLargeUtf8(type) || is.isLargeBinary(type);
    return isText || (is.isUnion(type) && type.mode === UnionMode.Dense) ? 2 : 1;
  }

  /** The library takes all values for present if the count of nulls is 0. */
  #checkValidity({ length, nullCount }: { length: number; nullCount: number }): void {
    const region = this.#batch.buffers[this.#buffer++];
    if (!region || nullCount < 0) throw new Error('a buffer is missing');
    const bits = region.length === 0 ? null : this.#bytesOf(region);
    if (bits !== null && 8 * bits.length < length) throw new Error('a length exceeds its data');
    let nulls = 0;
    for (let i = 0; bits !== null && i < length; i++) nulls += 1 - ((bits[i >> 3]! >> (i & 7)) & 1);
    if (nulls !== nullCount) throw new Error('its missing values are not as many as it states');
  }

  #bytesOf({ offset, length }: { offset: number; length: number }): Uint8Array {
    const bytes = this.#body.subarray(offset, offset + length);
    const { compression } = this.#batch;
    if (compression === null) return bytes;
    // Length of the decompressed bytes; -1: they are not compressed.
    const content = bytes.subarray(8);
    if (viewOf(bytes).getBigInt64(0, true) === -1n) return content;
    return this.#library.compressionRegistry.get(compression.type)!.decode!(content);
  }

  finish(): void {
    const { nodes, buffers } = this.#batch;
    if (this.#node !== nodes.length || this.#buffer !== buffers.length)
      throw new Error('its buffers are not those of its columns');
  }
}
