/** Reads tables from their content, in tests of formats. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { fileInput } from '../../../src/epochs/formats/file-input.js';
import { openTable } from '../../../src/epochs/formats/open.js';
import type { RecordCell } from '../../../src/epochs/formats/records.js';
import { RUNS_ALL } from '../../effort.js';
import { UsageError } from '../../../src/text/errors.js';

export interface Table {
  format: string;
  compression: string | null;
  columns: readonly string[] | null;
  /** Each as long as there are columns, with null for blanks. */
  rows: RecordCell[][];
  text: string;
}

/** Reads a file with this content. Its name does not tell its format; messages name it without its folder. */
export async function readTable(content: string | Uint8Array): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'));
  const path = join(folder, 'table');
  try {
    writeFileSync(path, content);
    return await readPath(path);
  } catch (error) {
    if (error instanceof UsageError) error.message = error.message.replaceAll(`${folder}/`, '');
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function readPath(path: string): Promise<Table> {
  const { format, compression, text, records } = await openTable(fileInput(path));
  const rows: RecordCell[][] = [];
  const columns = records?.columns ?? null;
  for await (const group of records?.rows ?? []) {
    for (const row of group) {
      const length = columns?.length ?? row.length;
      if (row.length > length) throw new Error('a row is longer than the columns');
      rows.push(Array.from({ length }, (_, i) => row[i] ?? null));
    }
  }
  let all = '';
  for await (const piece of text ?? []) all += piece;
  return { format, compression, columns, rows, text: all };
}

export type Row = readonly unknown[];
/** A content, and the columns and rows that are read from it. */
export type Case = readonly [
  name: string,
  content: string,
  columns: readonly string[] | null,
  rows: readonly Row[],
];

export async function expectTable(
  content: string,
  columns: readonly string[] | null,
  rows: readonly Row[],
): Promise<void> {
  const table = await readTable(content);
  const [found, expected] = [
    { columns: table.columns, rows: table.rows },
    { columns, rows },
  ];
  // `toEqual` of many rows takes long.
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
}

/** The message of a refused table. */
export async function errorOf(content: string | Uint8Array): Promise<string> {
  const error: unknown = await readTable(content).then(
    ({ format }) => `no error: ${format}`,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
}

/**
 * Reads a file that was cut off after each number of bytes (after some, unless all tests run): the same table
 * or an error of usage.
 */
export async function expectTruncatedIsRefused(content: Uint8Array, from = 1): Promise<void> {
  const whole = await readTable(content);
  const step = RUNS_ALL ? 1 : Math.ceil(content.length / 40);
  for (let length = from; length < content.length; length += step) {
    const result = await readTable(content.subarray(0, length)).catch((error: unknown) => error);
    if (result instanceof UsageError) continue;
    expect(result, `${length} bytes`).toEqual(whole);
  }
}
