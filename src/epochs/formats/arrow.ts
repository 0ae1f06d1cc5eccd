/** Tables in Arrow: streams, files, and Feather (version 2, which is an Arrow file). */

import type { DataType, RecordBatch, Schema, Vector } from 'apache-arrow';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileError, UsageError } from '../../text/errors.js';
import { checkData } from './arrow-data.js';
import { withoutDictionaries } from './arrow-flatbuffers.js';
import { checkedMessages, SeveralStreams } from './arrow-messages.js';
import { areEqual, concatenated, int32, int32Bytes, latin1Bytes } from './bytes.js';
import { decimalOf, GROUP, numbersOf, recordsOfColumns, type Columns } from './columnar.js';
import { decompressLz4Frame } from './lz4-frame.js';
import type { Bytes } from './pieces.js';
import type { Records } from './records.js';
import { checkZstdWindow } from './zstd-window.js';

type Library = typeof import('apache-arrow');

/** Rows that need no data: columns of nulls have none. */
const FEW_ROWS = 1e6;

/**
 * A file is this mark and two bytes, a stream, its footer, the length of the footer (4 bytes), and the mark
 * again.
 */
const MARK = latin1Bytes('ARROW1');
const BEFORE = MARK.length + 2;
const AFTER = 4 + MARK.length;

/**
 * Reads a table, batch by batch. A file is read as the stream that it holds; its footer repeats the places of
 * the batches.
 * @param source path of an Arrow file, its bytes, or a stream
 * @param name of the file, for messages
 * @throws {UsageError} naming the file, if it is damaged or ends too early
 */
export async function readArrow(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  name: string,
): Promise<Records> {
  const library = await loadLibrary();
  try {
    const isFile = typeof source === 'string' || source instanceof Uint8Array;
    const { stream, footer } = isFile ? await partsOfFile(library, source) : { stream: source, footer: null };
    const reader = await library.RecordBatchReader.from(checkedMessages(library, stream, footer));
    await reader.open();
    const { fields } = reader.schema;
    const names = fields.map((field) => field.name);
    const isNested = fields.some(({ type }) => isNestedType(library, type as DataType));
    const batches: AsyncIterable<RecordBatch> = reader;
    async function* parts(): AsyncGenerator<Columns> {
      try {
        for await (const batch of batches) {
          const { children } = batch.data;
          for (const column of children) checkData(library, column);
          if (batch.numRows > FEW_ROWS && children.every(({ type }) => library.DataType.isNull(type)))
            throw new Error('a length exceeds its data');
          // A batch can be the whole table.
          for (let from = 0; from < batch.numRows; from += GROUP) {
            const part = batch.slice(from, from + GROUP);
            yield {
              rows: part.numRows,
              values: fields.map((_, c) => valuesOf(library, part.getChildAt(c)!)),
            };
          }
        }
      } catch (error) {
        throw damaged(error, name);
      }
    }
    return await recordsOfColumns(names, isNested, parts(), name);
  } catch (error) {
    throw damaged(error, name);
  }
}

interface FileParts {
  /** The stream that the file holds. */
  stream: Bytes;
  /** Schema of its footer. */
  footer: Schema;
}

/** @throws {Error} if the footer is not at the end, or damaged */
async function partsOfFile(library: Library, source: string | Uint8Array): Promise<FileParts> {
  const file = typeof source === 'string' ? await open(source) : null;
  try {
    const size = file ? (await file.stat()).size : source.length;
    const bytesOf = async (from: number, to: number): Promise<Uint8Array> => {
      if (!file) return (source as Uint8Array).subarray(from, to);
      const bytes = new Uint8Array(to - from);
      await file.read(bytes, 0, to - from, from);
      return bytes;
    };
    const end = size < BEFORE + AFTER ? null : await bytesOf(size - AFTER, size);
    if (!end || !areEqual(end.subarray(4), MARK)) throw new Error('it ends too early');
    const to = size - AFTER - int32(end);
    if (to <= BEFORE || to >= size - AFTER) throw new Error('its footer has another length');
    // The library reads a schema from the footer of a file, so it gets a file without batches.
    const content = withoutDictionaries(await bytesOf(to, size - AFTER));
    const empty = concatenated([
      MARK,
      new Uint8Array(BEFORE - MARK.length),
      content,
      int32Bytes(content.length),
      MARK,
    ]);
    const { schema: footer } = library.RecordBatchReader.from(empty).open();
    const stream = file
      ? createReadStream(source as string, { start: BEFORE, end: to - 1 })
      : [(source as Uint8Array).subarray(BEFORE, to)];
    return { stream, footer };
  } finally {
    await file?.close();
  }
}

async function loadLibrary(): Promise<Library> {
  const [library, { decompress }] = await Promise.all([import('apache-arrow'), import('fzstd')]);
  const { CompressionType, compressionRegistry } = library;
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decompressLz4Frame });
  compressionRegistry.set(CompressionType.ZSTD, {
    decode: (bytes) => {
      checkZstdWindow(bytes);
      return decompress(bytes);
    },
  });
  return library;
}

function damaged(error: unknown, name: string): unknown {
  if (error instanceof UsageError) return error;
  if ((error as NodeJS.ErrnoException).syscall !== undefined) return fileError('read', name, error);
  if (error instanceof SeveralStreams)
    return new UsageError(`${name}: expected one Arrow stream, got several: write one file for each`);
  // The library reads damaged data into objects that lack their fields.
  const reason = error instanceof TypeError ? 'its data contradict each other' : (error as Error).message;
  return new UsageError(
    `${name}: expected complete Arrow data, got a file that cannot be read (${reason}): write it again, or as CSV`,
  );
}

function isNestedType({ DataType: type }: Library, column: DataType): boolean {
  return type.isList(column) || type.isStruct(column) || type.isFixedSizeList(column) || type.isMap(column);
}

/** The values of a column of a batch. */
function valuesOf(library: Library, column: Vector): ArrayLike<unknown> {
  const { DataType: type } = library;
  const of = column.type as DataType;
  const isPlain = type.isInt(of) || (type.isFloat(of) && of.precision !== library.Precision.HALF);
  if (isPlain && column.nullCount === 0) return numbersOf(column.toArray() as ArrayLike<unknown>);
  if (type.isDictionary(of) && column.data.length === 1) return dictionaryValues(library, column);
  return numbersOf(Array.from({ length: column.length }, (_, i) => valueOf(library, column.get(i), of)));
}

/** Each text of a dictionary is decoded once. */
function dictionaryValues(library: Library, column: Vector): unknown[] {
  const [data] = column.data;
  const dictionary = data!.dictionary as Vector;
  const texts = Array.from({ length: dictionary.length }, (_, i) =>
    valueOf(library, dictionary.get(i), dictionary.type as DataType),
  );
  const indices = data!.values as ArrayLike<number>;
  return Array.from({ length: column.length }, (_, i) =>
    column.nullCount > 0 && !data!.getValid(i) ? null : texts[Number(indices[i])],
  );
}

/** A value of a type as JSON would hold it, or a date. */
function valueOf(library: Library, value: unknown, of: DataType): unknown {
  const { DataType: type } = library;
  if (value === null || value === undefined) return null;
  if (type.isTimestamp(of) || type.isDate(of)) return new Date(Number(value));
  if (type.isDecimal(of)) return decimalOf(integerOf(value as Uint32Array), of.scale);
  if (type.isDictionary(of)) return valueOf(library, value, of.dictionary as DataType);
  if (type.isList(of) || type.isFixedSizeList(of)) {
    const inner = of.children[0]!.type as DataType;
    return Array.from(value as Iterable<unknown>, (item) => valueOf(library, item, inner));
  }
  if (type.isStruct(of)) {
    const fields = value as Record<string, unknown>;
    return Object.fromEntries(
      of.children.map(({ name, type: inner }) => [name, valueOf(library, fields[name], inner as DataType)]),
    );
  }
  return value;
}

/** A decimal's words of 32 bits, the lowest first, in two's complement. */
function integerOf(words: Uint32Array): bigint {
  let integer = 0n;
  for (let i = words.length - 1; i >= 0; i--) integer = (integer << 32n) | BigInt(words[i]!);
  return BigInt.asIntN(32 * words.length, integer);
}
