/** Rows of formats that store columns: Parquet and Arrow. */

import { setImmediate } from 'node:timers/promises';
import { UsageError } from '../../text/errors.js';
import { hex } from './bytes.js';
import { isCell } from './cells.js';
import { isListOfWorkers } from './names.js';
import type { RecordCell, Records } from './records.js';
import { RowBuilder } from './row-builder.js';
import { addRow } from './shapes.js';

/** Rows of a group. More take memory, fewer take time. */
export const GROUP = 4000;

/** Some rows of a table, by columns. */
export interface Columns {
  rows: number;
  /** One for each name; each has a value for each row. */
  values: readonly ArrayLike<unknown>[];
}

/**
 * The rows of a table. Rows with lists or objects in cells are read like objects of JSON: an epoch each.
 * @param parts of the table, in the order of its rows
 * @param name of the file, for messages
 */
export async function recordsOfColumns(
  names: readonly string[],
  isNested: boolean,
  parts: AsyncIterable<Columns>,
  name: string,
): Promise<Records> {
  const columns = names.map((column) => nameOfIndex(column, names));
  const twice = columns.find((column, i) => columns.indexOf(column) < i);
  if (twice !== undefined)
    throw new UsageError(`${name}: expected every column once, got ${JSON.stringify(twice)} again`);
  if (!isNested && !columns.some(isListOfWorkers)) return { columns, rows: plainRows(parts) };
  const rows = new RowBuilder(name);
  const groups = nestedRows(columns, parts, rows);
  // The columns are known after the first rows.
  const first = await groups.next();
  rows.close();
  async function* all(): AsyncGenerator<RecordCell[][]> {
    try {
      if (!first.done) yield first.value;
      yield* groups;
    } finally {
      await groups.return(undefined);
    }
  }
  return { columns: rows.columns, rows: all() };
}

/** pandas stores an index without a name as `__index_level_0__`. */
function nameOfIndex(column: string, columns: readonly string[]): string {
  return column === '__index_level_0__' && !columns.includes('index') ? 'index' : column;
}

async function* plainRows(parts: AsyncIterable<Columns>): AsyncGenerator<RecordCell[][]> {
  for await (const { rows, values } of parts) {
    for (let from = 0; from < rows; from += GROUP) {
      const group: RecordCell[][] = new Array<RecordCell[]>(Math.min(GROUP, rows - from));
      for (let i = 0; i < group.length; i++) {
        const row = new Array<RecordCell>(values.length);
        for (let c = 0; c < row.length; c++) row[c] = cellOf(values[c]![from + i]);
        group[i] = row;
      }
      yield group;
      // Lets the process handle signals.
      await setImmediate();
    }
  }
}

async function* nestedRows(
  names: readonly string[],
  parts: AsyncIterable<Columns>,
  builder: RowBuilder,
): AsyncGenerator<RecordCell[][]> {
  let number = 0;
  for await (const { rows, values } of parts) {
    for (let from = 0; from < rows; from += GROUP) {
      for (let i = from; i < Math.min(from + GROUP, rows); i++) {
        const row = Object.fromEntries(names.map((name, c) => [name, jsonOf(values[c]![i])]));
        addRow(builder, row, `row ${++number}`);
      }
      yield builder.take();
    }
  }
}

/** A value as a cell. pandas and polars store a missing number as NaN. */
function cellOf(value: unknown): RecordCell {
  if (typeof value === 'number') return value === value ? value : null;
  return isCell(value) ? value : bytesText(value);
}

function bytesText(value: unknown): string {
  return value instanceof Uint8Array ? hex(value) : JSON.stringify(value);
}

/** A value as JSON would hold it: lists and objects of cells. */
function jsonOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<unknown>, jsonOf);
  if (isCell(value) || value instanceof Uint8Array) return cellOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner)]));
}

/** A column with its 64-bit integers as numbers, if all are exact. */
export function numbersOf(values: ArrayLike<unknown>): ArrayLike<unknown> {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return numbersOfWords(values);
  if (!Array.isArray(values)) return values;
  const cells: unknown[] = values;
  const first = cells.find((cell) => cell !== null && cell !== undefined);
  const isExact = cells.every((cell) => typeof cell !== 'bigint' || Number.isSafeInteger(Number(cell)));
  if (typeof first !== 'bigint' || !isExact) return cells;
  return cells.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell));
}

function numbersOfWords(values: BigInt64Array | BigUint64Array): ArrayLike<number | bigint> {
  // Two words are faster than a bigint.
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const isUnsigned = values instanceof BigUint64Array;
  const numbers = new Array<number>(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const high = isUnsigned ? words[2 * i + 1]! >>> 0 : words[2 * i + 1]!;
    if (high >= 2 ** 21 || high < -(2 ** 21)) return values;
    numbers[i] = high * 2 ** 32 + (words[2 * i]! >>> 0);
  }
  return numbers;
}

/** A decimal: a number where that is exact, else text. */
export function decimalOf(unscaled: number | bigint, scale: number): number | string {
  // Powers of ten up to 22 are exact, so the quotient is the closest number.
  if (scale >= 0 && scale <= 22 && Number.isSafeInteger(Number(unscaled)))
    return Number(unscaled) / 10 ** scale;
  return `${unscaled}e${-scale}`;
}
