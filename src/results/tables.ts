/** Writes the tables of a study, each in one format or two. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '../run/steps.js';
import { rowCount, tablesOf, type Study } from '../study/study-file.js';
import type { Table } from '../study/table.js';
import { checkChoice } from '../text/check.js';
import { writeTable } from './csv.js';
import { parquetFile, TABLE_FORMATS, type TableFormat } from './layout.js';
import { ParquetTable } from './parquet-table.js';

/**
 * Rows above which a table is long. Long tables are written as Parquet too, because programs read that far
 * faster. Figures, which hold their cells in memory, are drawn of them only if the caller asks. Our choice.
 */
const MOST_ROWS = 100_000;

export function isLong(study: Study, table: Table): boolean {
  return rowCount(study, table) > MOST_ROWS;
}

/** The first long table of a study. */
export function longTableOf(study: Study): Table | undefined {
  return tablesOf(study).find(([, table]) => isLong(study, table))?.[1];
}

/**
 * The formats that a caller chose.
 * @throws {RangeError|TypeError} naming the value that is no format; if there is none
 */
export function checkFormats(
  formats: readonly TableFormat[] | undefined,
): readonly TableFormat[] | undefined {
  if (formats === undefined) return undefined;
  if (!Array.isArray(formats)) throw new TypeError('Expected `formats` to be a list of csv and parquet');
  if (formats.length === 0)
    throw new RangeError('Expected `formats` to hold csv or parquet, got an empty list');
  return formats.map((format, i) => checkChoice(`formats[${i}]`, format, TABLE_FORMATS));
}

/** Files of the tables of a study. @param formats as chosen; by default CSV, and Parquet for long tables */
export function tableFiles(study: Study, formats?: readonly TableFormat[]): string[] {
  return tablesOf(study).flatMap(([, table]) => {
    const chosen = formatsOf(study, table, formats);
    return [
      ...(chosen.includes('csv') ? [table.file] : []),
      ...(chosen.includes('parquet') ? [parquetFile(table.file)] : []),
    ];
  });
}

/**
 * Writes all tables, always as CSV, from which figures are drawn.
 * @param tables rows of each table, by its name
 * @param onTable called before each table
 */
export async function writeTables(
  folder: string,
  study: Study,
  tables: Readonly<Record<string, Iterable<object>>>,
  formats?: readonly TableFormat[],
  onTable: (step: Step) => void = () => undefined,
): Promise<void> {
  const all = tablesOf(study);
  for (const [done, [name, table]] of all.entries()) {
    onTable({ done, total: all.length });
    const path = join(folder, table.file);
    if (!formatsOf(study, table, formats).includes('parquet')) {
      await writeTable(path, table, tables[name]!, study);
      continue;
    }
    const parquet = await ParquetTable.create(parquetFile(path), table, study);
    await writeTable(path, table, eachAdded(tables[name]!, parquet), study);
    parquet.finish();
  }
}

/** Removes the tables in CSV if only Parquet was chosen. */
export async function removeUnchosen(
  folder: string,
  study: Study,
  formats: readonly TableFormat[] | undefined,
): Promise<void> {
  if (formats?.includes('csv') ?? true) return;
  for (const [, { file }] of tablesOf(study)) await rm(join(folder, file));
}

function formatsOf(study: Study, table: Table, given?: readonly TableFormat[]): readonly TableFormat[] {
  return given ?? (isLong(study, table) ? TABLE_FORMATS : ['csv']);
}

function* eachAdded(rows: Iterable<object>, parquet: ParquetTable): Generator<object> {
  for (const row of rows) {
    parquet.add(row as Record<string, string | number | undefined>);
    yield row;
  }
}
