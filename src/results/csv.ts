/** Result tables as CSV: full double precision, an empty field for an undefined number. */

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { stringify, type Options } from 'csv-stringify/sync';
import type { StudyResult } from '../run/computation.js';
import * as KINDS from '../study/kinds/index.js';
import { tablesOf, type Study } from '../study/study-file.js';
import { columnsIn, type Column, type RowOf, type Table } from '../study/table.js';
import { UsageError } from '../text/errors.js';
import { readChunks } from './read.js';
import { RowCheck } from './row-check.js';

/** File names of the tables of all kinds. */
export const TABLE_FILES = [
  ...new Set(
    Object.values(KINDS).flatMap(({ tables }) => Object.values<Table>(tables).map(({ file }) => file)),
  ),
];

/** The tables of a result with their rows. */
export function tablesOfResult(result: StudyResult): { table: Table; rows: Iterable<object> }[] {
  return tablesOf(result.study).map(([name, table]) => ({
    table,
    rows: (result as unknown as Record<string, Iterable<object>>)[name]!,
  }));
}

export async function writeTable(
  path: string,
  table: Table,
  rows: Iterable<object>,
  study: Study,
): Promise<void> {
  // JavaScript's own text of a number is the shortest that reads back the same.
  const cast = { number: (value: number) => (Number.isNaN(value) ? '' : String(value)) };
  await writeText(path, rows, { columns: columnsIn(table, study), cast });
}

/** Writes rows of named values; an empty field where a row has none. */
export async function writeRows(
  path: string,
  columns: readonly string[],
  rows: Iterable<Readonly<Record<string, string | number>>>,
): Promise<void> {
  await writeText(path, rows, { columns });
}

/** Rows that are formatted at once: a stream of single rows takes about twice as long. Our choice. */
const ROWS_AT_ONCE = 1000;

async function writeText(path: string, rows: Iterable<object>, options: Options): Promise<void> {
  function* texts(): Generator<string> {
    let isFirst = true as boolean;
    let batch: object[] = [];
    const text = () => {
      const formatted = stringify(batch, { ...options, header: isFirst });
      isFirst = false;
      batch = [];
      return formatted;
    };
    for (const row of rows) {
      batch.push(row);
      if (batch.length === ROWS_AT_ONCE) yield text();
    }
    if (isFirst || batch.length > 0) yield text();
  }
  await pipeline(texts(), createWriteStream(path));
}

/**
 * Characters of a row, far more than any row has: the reader stops at an unclosed quote instead of reading
 * the rest of the file.
 */
const MOST_RECORD = 100_000;

/**
 * Reads a table that {@link writeTable} wrote. A column that the file lacks, because only some studies have
 * it, is NaN or an empty text.
 * @param study checks that the table is complete: each row of the study once, with values that agree
 * @param report takes the problems of values that contradict each other; without it, the first one is thrown
 * @throws {UsageError} naming the file, the column or line, the rule and the value
 */
export async function readTable<T extends Table>(
  path: string,
  table: T,
  study?: Study,
  report?: (problem: string) => void,
): Promise<RowOf<T>[]> {
  const rows: RowOf<T>[] = [];
  const check = study && new RowCheck(study, table, report);
  let fields: readonly Field[] | undefined;
  async function take(records: AsyncIterable<{ record: string[]; info: { lines: number } }>): Promise<void> {
    for await (const { record, info } of records) {
      if (!fields) {
        fields = fieldsOf(path, record, table);
        continue;
      }
      const place = `${path}: line ${info.lines}`;
      const row = rowOf(place, fields, record);
      check?.add(row, place);
      rows.push(row as RowOf<T>);
    }
  }
  try {
    await pipeline(readChunks(path), parse({ info: true, max_record_size: MOST_RECORD }), take);
  } catch (error) {
    throw error instanceof CsvError
      ? new UsageError(
          `${path}: line ${String(error.lines)}: expected a line of a table in CSV (${error.message})`,
          {
            cause: error,
          },
        )
      : error;
  }
  if (!fields) throw new UsageError(`${path}: expected a header line, got an empty file`);
  check?.finish(path);
  return rows;
}

/** Rows as {@link readTable} reads them from the file that {@link writeTable} writes. */
export function rowsAsRead<T extends Table>(rows: Iterable<object>, table: T, study: Study): RowOf<T>[] {
  const written = new Set(columnsIn(table, study));
  const columns = Object.entries(table.columns);
  return Array.from(rows, (given) => {
    const row: Record<string, Value> = {};
    for (const [name, { words }] of columns) {
      const value = written.has(name) ? (given as Record<string, Value | undefined>)[name] : undefined;
      // The text of -0 is 0.
      if (words === undefined) row[name] = Number(value ?? NaN) + 0;
      else row[name] = value ?? '';
    }
    return row as RowOf<T>;
  });
}

type Value = string | number;

/** A column of a table and its place in the lines of a file; -1 where the file lacks it. */
interface Field {
  name: string;
  column: Column;
  index: number;
}

function fieldsOf(path: string, header: readonly string[], table: Table): Field[] {
  const fields = Object.entries(table.columns).map(([name, column]) => ({
    name,
    column,
    index: header.indexOf(name),
  }));
  const missing = fields.filter(({ column, index }) => index < 0 && !column.isIn).map(({ name }) => name);
  if (missing.length > 0) throw new UsageError(`${path}: column ${missing.join(', ')} is missing`);
  const twice = fields.find(({ name, index }) => header.lastIndexOf(name) !== index);
  if (twice) throw new UsageError(`${path}: column ${twice.name} is there twice`);
  return fields;
}

/** Digits as they are written. `Number` also takes other texts for a number, such as 0x10. */
const NUMBER_TEXT = /^[-+.\de]+$/i;

function rowOf(
  place: string,
  fields: readonly Field[],
  record: readonly string[],
): Record<string, string | number> {
  const row: Record<string, string | number> = {};
  for (const { name, column, index } of fields) {
    const text = record[index] ?? '';
    const { words } = column;
    if (words === undefined) row[name] = numberOf(text, place, name);
    else if (words === 'any' || words.includes(text)) row[name] = text;
    else throw refusal(place, name, `one of ${words.join(', ')}`, text);
  }
  return row;
}

function numberOf(text: string, place: string, name: string): number {
  if (text === '') return NaN;
  const value = Number(text);
  if (NUMBER_TEXT.test(text) && Number.isFinite(value)) return value;
  throw refusal(place, name, 'a number', text);
}

function refusal(place: string, name: string, rule: string, text: string): UsageError {
  return new UsageError(`${place}, ${name}: expected ${rule}, got ${JSON.stringify(text)}`);
}
