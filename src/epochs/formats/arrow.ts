/** Tables in Arrow: streams, files, and Feather (version 2, which is an Arrow file). */

import type { Data, DataType, RecordBatch, Vector } from 'apache-arrow';
import { open, type FileHandle } from 'node:fs/promises';
import { UsageError } from '../../text/errors.js';
import { decimalOf, GROUP, numbersOf, recordsOfColumns, type Columns } from './columnar.js';
import { decompressLz4Frame } from './lz4-frame.js';
import type { Records } from './records.js';

type Library = typeof import('apache-arrow');
type AsyncReader = import('apache-arrow').RecordBatchReader;

/** Rows that need no data: columns of nulls have none. */
const FEW_ROWS = 1e6;

/** The last bytes of a stream, and of a file. */
const END_OF_STREAM = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
const END_OF_FILE = Buffer.from('ARROW1');

/**
 * Reads a table, batch by batch.
 * @param source path of an Arrow file, its bytes, or a stream
 * @param name of the file, for messages
 * @throws {UsageError} naming the file, if it is damaged or ends too early
 */
export async function readArrow(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  name: string,
): Promise<Records> {
  const library = await loadLibrary();
  const { RecordBatchReader } = library;
  const closing: FileHandle[] = [];
  try {
    let reader: AsyncReader;
    let streams: AsyncIterator<AsyncReader> | null = null;
    if (typeof source === 'string') {
      const file = await open(source);
      closing.push(file);
      await checkEndOfFile(file);
      reader = await RecordBatchReader.from(file);
    } else if (source instanceof Uint8Array) {
      if (!END_OF_FILE.equals(source.subarray(-END_OF_FILE.length))) throw new Error('it ends too early');
      reader = RecordBatchReader.from(source);
    } else {
      streams = RecordBatchReader.readAll(withCheckedEnd(source))[Symbol.asyncIterator]();
      const first = await streams.next();
      if (first.done) throw new Error('it has no columns');
      reader = first.value;
    }
    await reader.open();
    const { fields } = reader.schema;
    const names = fields.map((field) => field.name);
    const isNested = fields.some(({ type }) => isNestedType(library, type as DataType));
    const batches: AsyncIterable<RecordBatch> = reader;
    async function* parts(): AsyncGenerator<Columns> {
      try {
        for await (const batch of batches) {
          // A damaged length would give an endless sequence of rows.
          if (batch.numRows > Math.max(FEW_ROWS, ...batch.data.children.map(bitsOf)))
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
        const next = await streams?.next();
        if (next && !next.done)
          throw new UsageError(`${name}: expected one Arrow stream, got several: write one file for each`);
      } catch (error) {
        throw damaged(error, name);
      } finally {
        for (const file of closing) await file.close();
      }
    }
    return await recordsOfColumns(names, isNested, parts(), name);
  } catch (error) {
    for (const file of closing) await file.close();
    throw damaged(error, name);
  }
}

/** Bits of a column, which has at least one for each row. */
function bitsOf({ values, valueOffsets, children }: Data): number {
  const bytes = [values, valueOffsets].map((part) => (part as Uint8Array | undefined)?.byteLength ?? 0);
  return Math.max(...bytes.map((each) => 8 * each), ...children.map(bitsOf));
}

async function loadLibrary(): Promise<Library> {
  const [library, { decompress }] = await Promise.all([import('apache-arrow'), import('fzstd')]);
  const { CompressionType, compressionRegistry } = library;
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decompressLz4Frame });
  compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => decompress(bytes) });
  return library;
}

function damaged(error: unknown, name: string): unknown {
  if (error instanceof UsageError || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  // The library reads damaged data into objects that lack their fields.
  const reason = error instanceof TypeError ? 'its data contradict each other' : (error as Error).message;
  return new UsageError(
    `${name}: expected complete Arrow data, got a file that cannot be read (${reason}): write it again, or as CSV`,
  );
}

async function checkEndOfFile(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const { buffer } = await file.read(
    Buffer.alloc(END_OF_FILE.length),
    0,
    END_OF_FILE.length,
    size - END_OF_FILE.length,
  );
  if (!buffer.equals(END_OF_FILE)) throw new Error('it ends too early');
}

/** A stream that was cut off between two batches has no mark at its end. */
async function* withCheckedEnd(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let end = Buffer.alloc(0);
  for await (const piece of bytes) {
    end = Buffer.concat([end, piece.subarray(-END_OF_STREAM.length)]).subarray(-END_OF_STREAM.length);
    yield piece;
  }
  if (!end.equals(END_OF_STREAM)) throw new Error('it ends too early');
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
