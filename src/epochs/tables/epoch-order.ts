/** The order of epochs: keys of a column, sorting, and epochs that occur twice. */

import { count } from '../../text/numbers.js';
import { Rows } from '../rows.js';
import { kindOfNumber, numberOf } from './cells.js';
import type { Collected } from './collector.js';
import { ambiguous, named } from './decisions.js';
import { timesOf } from './dates.js';
import { isSequence } from './whole-numbers.js';
import { EPOCH_RANK, indexRank, INDEX_RANKS, isCycle, meaningOf } from './names.js';
import type { ReadEpochsOptions } from './options.js';

/**
 * Numbers that order the texts of a column, shape (texts): dates as milliseconds, whole numbers of any length
 * by rank, `epoch 7` by its number; null if the texts have no such order.
 */
export function keysOfTexts(texts: readonly string[]): Float64Array | null {
  if (texts.every((text) => /^[-+]?\d+$/.test(text))) {
    const rank = new Map(
      [...new Set(texts.map(BigInt))].sort((a, b) => (a < b ? -1 : 1)).map((n, i) => [n, i]),
    );
    return Float64Array.from(texts, (text) => rank.get(BigInt(text))!);
  }
  const kinds = new Set(texts.map(kindOfNumber));
  const isDecimalComma = [...kinds].some((kind) => kind === 'decimal comma' || kind === 'grouping points');
  const isDecimalPoint = [...kinds].some((kind) => kind === 'decimal point' || kind === 'grouping commas');
  if (isDecimalComma && isDecimalPoint) return null;
  // Epochs have no fractions, so that the point of 1.234 separates thousands.
  const decimal = isDecimalComma || (kinds.has('point') && !isDecimalPoint) ? ',' : '.';
  if (kinds.has(null)) return timesOf(texts) ?? numbersAtEnd(texts);
  return Float64Array.from(texts, (text) => numberOf(text, decimal));
}

/** The numbers of `epoch 1`, `epoch 2`; null if the texts before the numbers differ or name no epoch. */
function numbersAtEnd(texts: readonly string[]): Float64Array | null {
  const parts = texts.map((text) => /^(\D*?)(\d{1,15})$/.exec(text));
  const prefix = parts[0]?.[1];
  if (!prefix || indexRank(prefix) === Infinity || !parts.every((part) => part?.[1] === prefix)) return null;
  return Float64Array.from(parts, (part) => Number(part![2]));
}

/** Keys of the rows by a column, shape (rows); null if they have no order. */
export function keysOf({ file, columns, rows }: Collected, column: number): Float64Array | null {
  const { texts, label } = columns[column]!;
  const statistic = texts?.find((text) => meaningOf(text) === 'statistic' || /^\d+ ?%$/.test(text));
  if (statistic !== undefined) {
    throw ambiguous(
      file,
      `${named(label)} holds "${statistic}", which is a statistic of the rows and no epoch`,
      ['delete that row', 'if it is an epoch, rename it'],
    );
  }
  const byText = texts && keysOfTexts(texts);
  if (texts && !byText) return null;
  const keys = new Float64Array(rows.count);
  let i = 0;
  for (const block of rows.blocks()) {
    for (let at = column; at < block.length; at += rows.width) {
      const cell = block[at]!;
      keys[i++] = byText ? (byText[cell] ?? NaN) : cell;
    }
  }
  return keys;
}

export interface Ordered {
  rows: Rows;
  /** Name of the column that orders the rows; null: the order of the file. */
  column: string | null;
  /** The order in the file. */
  inFile: 'oldest first' | 'newest first' | 'unsorted';
  /** Count of rows that repeat another one and are left out. */
  repeated: number;
}

/**
 * Sorts the rows of a wide table by the first usable column.
 * @param indices columns that may order them, the more reliable first
 * @throws {UsageError} if an epoch occurs twice with other values, or a chosen column has no order
 */
export function orderedRows(
  table: Collected,
  indices: readonly number[],
  { index, alpha = 1, quantity }: ReadEpochsOptions,
): Ordered {
  const asInFile: Ordered = { rows: table.rows, column: null, inFile: 'oldest first', repeated: 0 };
  if (index === 'none') return asInFile;
  for (const [rank, column] of indices.entries()) {
    const isChosen = rank === 0 && index !== undefined;
    const found = orderedBy(table, column, indices, isChosen);
    if (found) return found;
  }
  const [column] = indices;
  if (column !== undefined && (alpha < 1 || quantity === 'scores')) {
    throw ambiguous(table.file, `the order of ${table.columns[column]!.label} is not known, and it matters`, [
      'write dates as 2026-01-31',
      'name another column (--index)',
      'say that the rows are in order, oldest first (--index none)',
    ]);
  }
  return column === undefined ? asInFile : withoutCopies(table, column);
}

/**
 * The rows in the order of the file. Rows that are equal, also in a column of texts without an order, count
 * once.
 */
function withoutCopies({ rows, columns }: Collected, column: number): Ordered {
  const kept: number[] = [];
  const first = new Map<number, Float64Array>();
  for (let i = 0; i < rows.count && columns[column]!.texts !== null; i++) {
    const row = rows.row(i);
    const before = first.get(row[column]!);
    if (before?.every((value, other) => Object.is(value, row[other]))) continue;
    first.set(row[column]!, row);
    kept.push(i);
  }
  const repeated = columns[column]!.texts === null ? 0 : rows.count - kept.length;
  return { rows: repeated > 0 ? pick(rows, kept) : rows, column: null, inFile: 'oldest first', repeated };
}

/** null if the column has no order, or does not tell the rows apart. */
function orderedBy(
  table: Collected,
  column: number,
  indices: readonly number[],
  isChosen: boolean,
): Ordered | null {
  const { file, rows, columns } = table;
  const { label } = columns[column]!;
  const keys = keysOf(table, column);
  if (!keys || keys.some(Number.isNaN)) {
    if (!isChosen) return null;
    throw ambiguous(
      file,
      `${named(label)} has no order: it holds blanks, or texts that are neither numbers nor dates`,
      ['name another column (--index)', 'say that the rows are in order (--index none)'],
    );
  }
  const inFile = orderOf(keys);
  const name = columns[column]!.name === null ? Infinity : indexRank(label);
  const isNumber = columns[column]!.texts === null;
  if (!isChosen && isNumber && isCycle(label) && inFile === 'unsorted') return null;
  // Numbers under a short name such as id or n promise an order only if they are a shuffled sequence.
  const isUnclear = name === INDEX_RANKS && isNumber && inFile === 'unsorted';
  if (!isChosen && isUnclear && !isSequence(keys)) return null;
  const order = sortedBy(keys);
  // Other columns of row numbers may differ in rows that are equal.
  const compared = rows.row(0).map((_, i) => Number(i === column || !indices.includes(i)));
  const kept: number[] = [];
  for (const row of order) {
    const last = kept.at(-1);
    if (last === undefined || keys[last]! < keys[row]!) {
      kept.push(row);
      continue;
    }
    if (areEqual(rows.row(last), rows.row(row), compared)) continue;
    // A column that is known by its numbers only must be different in each row.
    if (!isChosen && name > EPOCH_RANK && name < Infinity) return withTies(rows, label, inFile);
    throw ambiguous(file, `${label} ${keyText(table, column, row)} occurs twice, with other values`, [
      'keep one of the rows',
      'if they are several epochs, add --index none or name another column (--index)',
    ]);
  }
  const repeated = rows.count - kept.length;
  const isSorted = inFile === 'oldest first' && repeated === 0;
  return { rows: isSorted ? rows : pick(rows, kept), column: label, inFile, repeated };
}

/**
 * Rows under a column with ties, as dates of days have, are in the order of the file or in the reverse one.
 */
function withTies(rows: Rows, column: string, inFile: Ordered['inFile']): Ordered | null {
  if (inFile === 'unsorted') return null;
  const reversed = Array.from({ length: rows.count }, (_, i) => rows.count - 1 - i);
  return { rows: inFile === 'oldest first' ? rows : pick(rows, reversed), column, inFile, repeated: 0 };
}

/** The text of a key, as in the file. */
export function keyText({ columns, rows }: Collected, column: number, row: number): string {
  const cell = rows.row(row)[column]!;
  return columns[column]!.texts?.[cell] ?? String(cell);
}

export function orderOf(keys: Float64Array): Ordered['inFile'] {
  let rises = true;
  let falls = true;
  for (let i = 1; i < keys.length; i++) {
    if (keys[i]! < keys[i - 1]!) rises = false;
    if (keys[i]! > keys[i - 1]!) falls = false;
  }
  return rises ? 'oldest first' : falls ? 'newest first' : 'unsorted';
}

/** Indices of the keys in increasing order; of equal keys in the order of the file. */
function sortedBy(keys: Float64Array): Uint32Array {
  const order = Uint32Array.from(keys, (_, i) => i);
  return orderOf(keys) === 'oldest first' ? order : order.sort((a, b) => keys[a]! - keys[b]! || a - b);
}

function areEqual(a: Float64Array, b: Float64Array, compared: Float64Array): boolean {
  return a.every((value, i) => compared[i] === 0 || Object.is(value, b[i]) || value === b[i]);
}

function pick(rows: Rows, indices: readonly number[]): Rows {
  const picked = new Rows(rows.width);
  for (const index of indices) picked.push(rows.row(index));
  return picked;
}

/** Words for the order, for readers. */
export function orderText({ column, inFile }: Pick<Ordered, 'column' | 'inFile'>): string {
  if (column === null) return 'in the order of the file, oldest first';
  return inFile === 'oldest first'
    ? `in the order of ${column}`
    : `sorted by ${column} (${inFile} in the file)`;
}

export function repeatedNote(repeated: number, noun = 'row'): string[] {
  const which = repeated === 1 ? 'repeats another one' : 'repeat others';
  return repeated === 0
    ? []
    : [`${count(repeated, noun)} left out, because ${repeated === 1 ? 'it' : 'they'} ${which}.`];
}
