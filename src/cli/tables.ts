/** Result tables as CSV: full double precision, an empty field for an undefined number. */

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import type { StudyResult } from '../run-study.js';
import { QUANTILES, type GridCellRow, type QuantileName, type SpreadRow, type ThresholdCellRow } from '../study/record.js';
import type { Study } from '../study/study-file.js';
import { MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';
import { UsageError } from './failure.js';
import { readChunks } from './files.js';
import { StudyRows } from './study-rows.js';

const KEY = ['scheme', 'mapping', 'workers', 'seed', 'mean', 'std'] as const;

export interface Table {
  file: string;
  /** In the order of the file. */
  columns: readonly string[];
  /** Those that are there only in a study of several draws. */
  optional?: readonly string[];
  /** Columns that say which row it is: a table has every combination of their values in the study once. All others are >= 0, or undefined. */
  key: readonly string[];
  /** Columns of shares, which are never undefined. */
  shares?: readonly string[];
}

const withInterval = <Name extends string>(name: Name) => [name, `${name}_low`, `${name}_high`] as const;

const GRID_CELLS: Table = {
  file: 'cells.csv',
  columns: [
    ...KEY,
    'max_epsilon_std_weights',
    'max_std_weights',
    'max_std_weights_se',
    'max_epsilon_std_log10_weights',
    'max_std_log10_weights',
    'max_std_log10_weights_se',
    'max_epsilon_threshold',
  ] satisfies (keyof GridCellRow)[],
  optional: ['max_std_weights_se', 'max_std_log10_weights_se'],
  key: KEY,
};

const GRID_SPREAD: Table = {
  file: 'spread.csv',
  columns: [...KEY, 'epsilon', 'std_weights', 'std_weights_se', 'std_log10_weights', 'std_log10_weights_se'] satisfies (keyof SpreadRow)[],
  optional: ['std_weights_se', 'std_log10_weights_se'],
  key: [...KEY, 'epsilon'],
};

const SHARES = ['attainable', 'attainable_se', 'attainable_low', 'attainable_high'] as const;

const THRESHOLD_CELLS: Table = {
  file: 'cells.csv',
  columns: [
    ...(['scheme', 'mapping', 'workers', 'seed', 'factor', 'mean', 'std', 'draws'] as const),
    ...SHARES,
    ...(Object.keys(QUANTILES) as QuantileName[]).flatMap((name) => withInterval(`epsilon_${name}` as const)),
    ...withInterval('upper_bound_q50'),
  ] satisfies (keyof ThresholdCellRow)[],
  key: [...KEY, 'factor', 'draws'],
  shares: SHARES,
};

/** The tables of each kind of study, by the name of their rows in the result of `runStudy`. */
export const TABLES = {
  grid: { cells: GRID_CELLS, spread: GRID_SPREAD },
  threshold: { cells: THRESHOLD_CELLS },
} as const;

/** The tables of a result with their rows. */
export function tablesOf(result: StudyResult): { table: Table; rows: Iterable<object> }[] {
  return Object.entries<Table>(TABLES[result.kind]).map(([name, table]) => ({
    table,
    rows: (result as unknown as Record<string, Iterable<object>>)[name]!,
  }));
}

const TEXT_COLUMNS: Record<string, readonly string[]> = { scheme: SCHEME_NAMES, mapping: MAPPINGS };

/** @param draws of each cell: with one there are no standard errors */
export async function writeTable(path: string, { columns, optional = [] }: Table, rows: Iterable<object>, draws: number): Promise<void> {
  const present = columns.filter((column) => draws > 1 || !optional.includes(column));
  // JavaScript's own text of a number is the shortest that reads back the same.
  const cast = { number: (value: number) => (Number.isNaN(value) ? '' : String(value)) };
  await pipeline(rows, stringify({ columns: present, header: true, cast }), createWriteStream(path));
}

/**
 * Reads what {@link writeTable} wrote; standard errors that are not there are undefined (NaN).
 * @param study whose complete table it has to be
 * @throws {UsageError} naming the file, and the column or the line that is not as it should be
 */
export async function readTable<Row>(path: string, table: Table, study?: Study): Promise<Row[]> {
  const { columns, optional = [] } = table;
  const rows: Row[] = [];
  const expected = study && new StudyRows(study, table);
  let header: string[] | undefined;
  async function take(records: AsyncIterable<{ record: string[]; info: { lines: number } }>): Promise<void> {
    for await (const { record, info } of records) {
      if (!header) {
        header = checkHeader(path, record, columns, optional);
        continue;
      }
      const row = rowOf(path, header, record, columns, info.lines);
      expected?.check(row, `${path}: line ${info.lines}`);
      rows.push(row as Row);
    }
  }
  try {
    await pipeline(readChunks(path), parse({ info: true, max_record_size: MOST_RECORD }), take);
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))
      throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
  if (!header) throw new UsageError(`${path}: expected a header line, got an empty file`);
  expected?.checkCount(rows.length, path);
  return rows;
}

/** Characters of a row, far more than one has: a quote that is never closed is not read to the end of the file. */
const MOST_RECORD = 100_000;

function checkHeader(path: string, header: string[], columns: readonly string[], optional: readonly string[]): string[] {
  const missing = columns.filter((column) => !optional.includes(column) && !header.includes(column));
  if (missing.length > 0) throw new UsageError(`${path}: column ${missing.join(', ')} is missing`);
  const twice = columns.find((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (twice !== undefined) throw new UsageError(`${path}: column ${twice} is there twice`);
  return header;
}

/** Digits as they are written; Number takes more for a number, such as 0x10. */
const NUMBER = /^[-+.\de]+$/i;

function rowOf(
  path: string,
  header: string[],
  fields: string[],
  columns: readonly string[],
  line: number,
): Record<string, string | number> {
  const entries = columns.map((column) => {
    const text = fields[header.indexOf(column)] ?? '';
    const choices = TEXT_COLUMNS[column];
    const value = choices ? text : text === '' ? NaN : Number(text);
    const isRight = choices ? choices.includes(text) : text === '' || (NUMBER.test(text) && Number.isFinite(value));
    if (!isRight)
      throw new UsageError(
        `${path}: line ${line}, ${column}: expected ${choices ? `one of ${choices.join(', ')}` : 'a number'}, got ${JSON.stringify(text)}`,
      );
    return [column, value];
  });
  return Object.fromEntries(entries) as Record<string, string | number>;
}
