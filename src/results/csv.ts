/** Result tables as CSV: full double precision, an empty field for an undefined number. */

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import type { StudyResult } from '../run/run-study.js';
import { BLANK_COUNTS } from '../study/kinds/grid/blanks.js';
import {
  QUANTILES,
  type BlankRow,
  type GridCellRow,
  type QuantileName,
  type RelativeCellRow,
  type SpreadRow,
  type ThresholdCellRow,
  type VectorRow,
  type VectorSpreadRow,
  type WeightRow,
} from '../study/record.js';
import type { Study } from '../study/study-file.js';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';
import { UsageError } from '../text/errors.js';
import { readChunks } from './read.js';
import { StudyRows } from './row-check.js';
import type { Table } from '../study/table.js';

const KEY = ['scheme', 'mapping', 'workers', 'seed', 'mean', 'std'] as const;

const hasDraws = (study: Study) => 'draws' in study && study.draws > 1;
const hasNoSpread = (study: Study) => study.kind === 'grid' && study.spreadTable === false;

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
    'min_epsilon_defined',
  ] satisfies (keyof GridCellRow)[],
  optional: {
    columns: ['max_std_weights_se', 'max_std_log10_weights_se', 'min_epsilon_defined'],
    isIn: (study) => hasDraws(study) || hasNoSpread(study),
  },
  key: KEY,
};

const GRID_SPREAD: Table = {
  file: 'spread.csv',
  columns: [...KEY, 'epsilon', 'std_weights', 'std_weights_se', 'std_log10_weights', 'std_log10_weights_se'] satisfies (keyof SpreadRow)[],
  optional: { columns: ['std_weights_se', 'std_log10_weights_se'], isIn: hasDraws },
  key: [...KEY, 'epsilon'],
};

const GRID_BLANKS: Table = {
  file: 'blanks.csv',
  columns: [...KEY, 'draws', ...BLANK_COUNTS.flatMap((name) => withInterval(name))] satisfies (keyof BlankRow)[],
  key: [...KEY, 'draws'],
};

const SHARES = ['attainable', 'attainable_se', 'attainable_low', 'attainable_high'] as const;

const THRESHOLD_CELLS: Table = {
  file: 'cells.csv',
  columns: [
    ...(['scheme', 'mapping', 'variant', 'workers', 'seed', 'factor', 'mean', 'std', 'draws'] as const),
    ...SHARES,
    ...(Object.keys(QUANTILES) as QuantileName[]).flatMap((name) => withInterval(`epsilon_${name}` as const)),
    ...withInterval('upper_bound_q50'),
  ] satisfies (keyof ThresholdCellRow)[],
  optional: { columns: ['variant'], isIn: (study) => 'variants' in study && study.variants !== undefined },
  key: [...KEY, 'variant', 'factor', 'draws'],
  shares: SHARES,
};

const RELATIVE_CELLS: Table = {
  file: 'cells.csv',
  columns: [
    ...(['scheme', 'mapping', 'workers', 'seed', 'fraction', 'mean', 'std', 'draws'] as const),
    ...(['epsilon_q05', 'epsilon_q50', 'epsilon_q95'] as const).flatMap((name) => withInterval(name)),
    ...(['max_std_log10_weights_q50', 'max_epsilon_std_log10_weights_q50'] as const).flatMap((name) => withInterval(name)),
  ] satisfies (keyof RelativeCellRow)[],
  key: [...KEY, 'fraction', 'draws'],
};

const VECTOR_KEY = ['vector', 'scheme', 'mapping', 'epsilon_scaling'] as const;

const SWEEP_WEIGHTS: Table = {
  file: 'weights.csv',
  columns: [...VECTOR_KEY, 'epsilon', 'worker', 'regret', 'weight', 'log10_weight'] satisfies (keyof WeightRow)[],
};

const SWEEP_SPREAD: Table = {
  file: 'spread.csv',
  columns: [...VECTOR_KEY, 'epsilon', 'std_weights', 'std_log10_weights'] satisfies (keyof VectorSpreadRow)[],
  key: [...VECTOR_KEY, 'epsilon'],
};

const SWEEP_VECTORS: Table = {
  file: 'vectors.csv',
  columns: [
    ...[...VECTOR_KEY, 'workers' as const, 'min_regret' as const, 'max_regret' as const, 'median_regret' as const],
    ...(['std_regrets', 'scale', 'max_std_log10_weights', 'max_epsilon_std_log10_weights', 'max_epsilon_threshold'] as const),
  ] satisfies (keyof VectorRow)[],
};

/** The tables of each kind of study, by the name of their rows in the result of `runStudy`. */
export const TABLES = {
  grid: { cells: GRID_CELLS, spread: GRID_SPREAD, blanks: GRID_BLANKS },
  threshold: { cells: THRESHOLD_CELLS },
  sweep: { weights: SWEEP_WEIGHTS, spread: SWEEP_SPREAD, vectors: SWEEP_VECTORS },
  relative: { cells: RELATIVE_CELLS, spread: GRID_SPREAD },
} as const;

/** Names of all tables of all kinds. */
export const TABLE_FILES = [...new Set(Object.values(TABLES).flatMap((tables) => Object.values<Table>(tables).map(({ file }) => file)))];

/** The tables that a study has, by the name of their rows. */
export function tablesOfStudy(study: Study): [name: string, table: Table][] {
  const tables = Object.entries<Table>(TABLES[study.kind]);
  switch (study.kind) {
    case 'grid':
      return tables.filter(([name]) => (name === 'spread' ? study.spreadTable !== false : name !== 'blanks' || study.blanks === true));
    case 'relative':
      return tables.filter(([name]) => name !== 'spread' || study.epsilon !== undefined);
    default:
      return tables;
  }
}

/** The tables of a result with their rows. */
export function tablesOf(result: StudyResult): { table: Table; rows: Iterable<object> }[] {
  return tablesOfStudy(result.study).map(([name, table]) => ({
    table,
    rows: (result as unknown as Record<string, Iterable<object>>)[name]!,
  }));
}

/** Columns of text, with the words that they take; null: any. */
const TEXT_COLUMNS: Record<string, readonly string[] | null> = {
  ...{ scheme: SCHEME_NAMES, mapping: MAPPINGS, epsilon_scaling: EPSILON_SCALINGS },
  ...{ variant: null, vector: null },
};

export async function writeTable(path: string, { columns, optional }: Table, rows: Iterable<object>, study: Study): Promise<void> {
  const present = columns.filter((column) => !optional?.columns.includes(column) || optional.isIn(study));
  // JavaScript's own text of a number is the shortest that reads back the same.
  const cast = { number: (value: number) => (Number.isNaN(value) ? '' : String(value)) };
  await pipeline(rows, stringify({ columns: present, header: true, cast }), createWriteStream(path));
}

const NONE: NonNullable<Table['optional']> = { columns: [], isIn: () => true };

/**
 * Reads what {@link writeTable} wrote; optional columns that are not there are undefined (NaN, or no text).
 * @param study whose complete table it has to be
 * @throws {UsageError} naming the file, and the column or the line that is not as it should be
 */
export async function readTable<Row>(path: string, table: Table, study?: Study): Promise<Row[]> {
  const { columns, optional: { columns: optional } = NONE } = table;
  const rows: Row[] = [];
  const expected = study && new StudyRows(study, table);
  let places: ReadonlyMap<string, number> | undefined;
  async function take(records: AsyncIterable<{ record: string[]; info: { lines: number } }>): Promise<void> {
    for await (const { record, info } of records) {
      if (!places) {
        places = new Map(checkHeader(path, record, columns, optional).map((column, i) => [column, i]));
        continue;
      }
      const row = rowOf(path, places, record, columns, info.lines);
      expected?.check(row, `${path}: line ${info.lines}`);
      rows.push(row as Row);
    }
  }
  try {
    await pipeline(readChunks(path), parse({ info: true, max_record_size: MOST_RECORD }), take);
  } catch (error) {
    throw error instanceof CsvError ? new UsageError(`${path}: ${error.message}`) : error;
  }
  if (!places) throw new UsageError(`${path}: expected a header line, got an empty file`);
  expected?.checkCount(path);
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
  places: ReadonlyMap<string, number>,
  fields: string[],
  columns: readonly string[],
  line: number,
): Record<string, string | number> {
  const row: Record<string, string | number> = {};
  for (const column of columns) {
    const text = fields[places.get(column) ?? -1] ?? '';
    const choices = TEXT_COLUMNS[column];
    if (choices === null) {
      row[column] = text;
      continue;
    }
    const value = choices ? text : text === '' ? NaN : Number(text);
    const isRight = choices ? choices.includes(text) : text === '' || (NUMBER.test(text) && Number.isFinite(value));
    if (!isRight)
      throw new UsageError(
        `${path}: line ${line}, ${column}: expected ${choices ? `one of ${choices.join(', ')}` : 'a number'}, got ${JSON.stringify(text)}`,
      );
    row[column] = value;
  }
  return row;
}
