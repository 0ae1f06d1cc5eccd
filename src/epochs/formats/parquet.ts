/** Tables in Parquet. */

import type { AsyncBuffer, FileMetaData, SchemaElement } from 'hyparquet';
import { fileError, UsageError } from '../../text/errors.js';
import { hex } from './bytes.js';
import { decimalOf, numbersOf, recordsOfColumns, type Columns } from './columnar.js';
import { checkGroup, checkMetadata } from './parquet-pages.js';
import type { Records } from './records.js';

/**
 * Reads a table, row group by row group.
 * @param source path of the file, or its bytes
 * @param name of the file, for messages
 * @throws {UsageError} naming the file, if it is damaged or ends too early
 */
export async function readParquet(source: string | Uint8Array<ArrayBuffer>, name: string): Promise<Records> {
  const [{ asyncBufferFromFile, parquetMetadataAsync, parquetSchema, parquetScan }, { compressors }] =
    await Promise.all([import('hyparquet'), import('hyparquet-compressors')]);
  try {
    const file = typeof source === 'string' ? await asyncBufferFromFile(source) : bufferOf(source);
    const { metadata, scales } = withoutDecimals(await parquetMetadataAsync(file));
    checkMetadata(metadata, file.byteLength);
    const root = parquetSchema(metadata);
    const { children } = root;
    const names = children.map(({ element }) => element.name);
    const isNested = children.some((child) => child.children.length > 0 || isJson(child.element));
    const parsers = { ...cachedDates() };
    const scan = await parquetScan({ file, metadata, compressors, parsers, useOffsetIndex: false });
    async function* parts(): AsyncGenerator<Columns> {
      try {
        const groups = metadata.row_groups.filter(({ num_rows }) => num_rows > 0n);
        for (const [i, { rowStart, rowEnd }] of scan.ranges.entries()) {
          await checkGroup(file, root, groups[i]!, compressors);
          const columns = names.map((column) => scan.readColumn({ column, rowStart, rowEnd }));
          const values = (await Promise.all(columns)).map((column, c) => valuesOf(column, scales[c]));
          yield { rows: rowEnd - rowStart, values };
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

/** Values of this type are parsed: they can be lists and objects. */
function isJson({ converted_type: type, logical_type: logical }: SchemaElement): boolean {
  return type === 'JSON' || logical?.type === 'JSON' || logical?.type === 'VARIANT';
}

function damaged(error: unknown, name: string): unknown {
  if (error instanceof UsageError) return error;
  if ((error as NodeJS.ErrnoException).syscall !== undefined) return fileError('read', name, error);
  return new UsageError(
    `${name}: expected a complete Parquet file, got one that cannot be read (${(error as Error).message}): write it again, or as CSV`,
  );
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): AsyncBuffer {
  return {
    byteLength,
    slice: (start, end = byteLength) => buffer.slice(byteOffset + start, byteOffset + end),
  };
}

/**
 * The library multiplies decimals by a power of ten, which rounds twice. Without their type, it gives the
 * integers.
 */
function withoutDecimals(metadata: FileMetaData): { metadata: FileMetaData; scales: (number | undefined)[] } {
  const scales: (number | undefined)[] = [];
  let column = -1;
  let open = 0;
  const schema = metadata.schema.map((element, i): SchemaElement => {
    if (i === 0) return element;
    // Elements stand before their children.
    if (open === 0) column++;
    open += (element.num_children ?? 0) - (open === 0 ? 0 : 1);
    const isDecimal = element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
    if (!isDecimal || open > 0 || column !== scales.length || element.type === 'BYTE_ARRAY') {
      if (column === scales.length) scales.push(undefined);
      return element;
    }
    scales.push(element.scale ?? 0);
    const { converted_type: _converted, logical_type: _logical, ...others } = element;
    return others;
  });
  return { metadata: { ...metadata, schema }, scales };
}

function valuesOf(column: ArrayLike<unknown>, scale: number | undefined): ArrayLike<unknown> {
  if (scale !== undefined)
    return Array.from(column, (value) =>
      value === null || value === undefined ? null : decimalOf(integerOf(value), scale),
    );
  return numbersOf(column);
}

/** An integer, or the bytes of one in two's complement, the highest first. */
function integerOf(value: unknown): number | bigint {
  if (!(value instanceof Uint8Array)) return value as number | bigint;
  return value.length === 0 ? 0 : BigInt.asIntN(8 * value.length, BigInt(`0x${hex(value)}`));
}

/** Parsers of dates that return the same object for the same time, which long tables repeat. */
function cachedDates() {
  let last: bigint | number = NaN;
  let date = new Date(0);
  const cached = (unitsPerMillisecond: bigint) => (time: bigint) => {
    if (time !== last) {
      last = time;
      date = new Date(Number(time / unitsPerMillisecond));
    }
    return date;
  };
  return {
    timestampFromMilliseconds: cached(1n),
    timestampFromMicroseconds: cached(1000n),
    timestampFromNanoseconds: cached(1_000_000n),
  };
}
