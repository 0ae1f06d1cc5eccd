import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseStudy, runInto, type RunIntoOptions } from '../../src/index.js';
import { columnText } from '../../src/results/column-texts.js';
import { ParquetTable } from '../../src/results/parquet-table.js';
import * as KINDS from '../../src/study/kinds/index.js';
import { tablesOf } from '../../src/study/study-file.js';
import type { Table } from '../../src/study/table.js';
import { temporaryFolder } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';
import { EVERY_KIND } from '../run/every-kind.js';

const folder = temporaryFolder();

async function resultsOf(definition: object, options: RunIntoOptions = { formats: ['csv', 'parquet'] }) {
  const path = join(mkdtempSync(join(folder.path, 'tables-')), 'results');
  const study = parseStudy(definition).study!;
  const { tables } = await runInto(path, study, { threads: 0, figures: false, ...options });
  return { path, study, tables };
}

type Values = (string | number | null)[];

/** The columns of a CSV file; an empty field is null. */
function csvColumns(path: string, texts: ReadonlySet<string>): Record<string, Values> {
  const [names, ...rows] = parse(readFileSync(path));
  return Object.fromEntries(
    names!.map((name, i) => {
      const valueOf = (text: string) => (texts.has(name) ? text : text === '' ? null : Number(text));
      return [name, rows.map((row) => valueOf(row[i]!))];
    }),
  );
}

function textColumns(table: Table): ReadonlySet<string> {
  return new Set(Object.keys(table.columns).filter((name) => table.columns[name]!.words !== undefined));
}

interface Found {
  columns: Record<string, Values>;
  metadata: Record<string, string>;
  groups: number;
}

/** Reads files with DuckDB, a program that shares no code with the writer. */
function readWithDuckDb(paths: readonly string[]): Found[] {
  const script = fileURLToPath(new URL('duckdb.mjs', import.meta.url));
  return JSON.parse(
    execFileSync(process.execPath, [script, ...paths], { encoding: 'utf8', maxBuffer: 256e6 }),
  ) as Found[];
}

/** The reader of the package itself, whose authors also wrote the writer. */
async function readWithHyparquet(path: string): Promise<Found> {
  const file = await asyncBufferFromFile(path);
  const { key_value_metadata: texts, row_groups: groups } = await parquetMetadataAsync(file);
  const rows = (await parquetReadObjects({ file })) as Record<string, string | number | null>[];
  const names = Object.keys(rows[0]!);
  return {
    columns: Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? null)])),
    metadata: Object.fromEntries(texts!.map(({ key, value }) => [key, value!])),
    groups: groups.length,
  };
}

function hasDuckDb(): boolean {
  try {
    createRequire(import.meta.url).resolve('@duckdb/node-api');
    return true;
  } catch {
    return process.env.CI === 'true';
  }
}

/** Whether DuckDB reads a file: outside CI no long one, whose values take seconds between the processes. */
const isForDuckDb = (path: string) =>
  hasDuckDb() && (RUNS_ALL || !path.startsWith(results.get(LONG.name)!.path));

/** Reads each file with each reader. DuckDB reads all of them in one process, which takes a second to start. */
async function read(paths: readonly string[]): Promise<Found[][]> {
  const found: Found[][] = [];
  for (const path of paths) found.push([await readWithHyparquet(path)]);
  const given = paths.filter(isForDuckDb);
  if (hasDuckDb())
    for (const [i, each] of readWithDuckDb(given).entries()) found[paths.indexOf(given[i]!)]!.push(each);
  else console.log('@duckdb/node-api is not installed: Parquet is read by hyparquet alone');
  return found;
}

/** A table of more than two row groups. */
const LONG = {
  name: 'long',
  kind: 'grid',
  workers: 2,
  mappings: 'gradient',
  mean: { linspace: [-1, 2, 11] },
  std: { linspace: [0.1, 1, 10] },
  epsilon: { logspace: [-3, 2, 1000] },
};

/** Results of a study of each kind, and of the long table, in its formats by default. */
const results = new Map<string, Awaited<ReturnType<typeof resultsOf>>>();
/** Contents of their Parquet files by path, as each reader finds them. */
const found = new Map<string, Found[]>();

beforeAll(async () => {
  for (const definition of Object.values(EVERY_KIND))
    results.set(definition.name, await resultsOf(definition));
  results.set(LONG.name, await resultsOf(LONG, { figures: undefined }));
  const paths = [...results.values()].flatMap(({ path, tables }) =>
    tables.filter((file) => file.endsWith('.parquet')).map((file) => join(path, file)),
  );
  for (const [i, each] of (await read(paths)).entries()) found.set(paths[i]!, each);
}, 120_000);

describe('tables as Parquet', () => {
  it.each([...Object.values(EVERY_KIND), LONG].map(({ name }) => name))(
    'of %s equal the CSV, column by column',
    (name) => {
      const { path, study } = results.get(name)!;
      const tables = tablesOf(study).filter(([, { file }]) => name !== LONG.name || file === 'spread.csv');
      for (const [, table] of tables) {
        const expected = csvColumns(join(path, table.file), textColumns(table));
        const { files: _, ...manifest } = JSON.parse(
          readFileSync(join(path, 'manifest.json'), 'utf8'),
        ) as Record<string, unknown>;
        const parquet = join(path, table.file.replace('.csv', '.parquet'));
        const readers = found.get(parquet)!;
        expect(readers).toHaveLength(isForDuckDb(parquet) ? 2 : 1);
        for (const { columns, metadata, groups } of readers) {
          expect(Object.keys(columns)).toEqual(Object.keys(expected));
          // `toEqual` of 100,000 values takes seconds.
          for (const [name, values] of Object.entries(expected))
            if (!isDeepStrictEqual(columns[name], values)) expect(columns[name], name).toEqual(values);
          const rows = Object.values(expected)[0]!.length;
          expect(groups).toBe(Math.ceil(rows / 50_000));
          expect(metadata['table']).toBe(table.file);
          expect(JSON.parse(metadata['manifest']!)).toEqual(manifest);
          const texts = JSON.parse(metadata['columns']!) as {
            name: string;
            unit: string;
            description: string;
          }[];
          expect(texts.map(({ name }) => name)).toEqual(Object.keys(expected));
          expect(texts.find(({ name }) => name === 'std')?.unit ?? 'dex').toBe('dex');
          expect(texts.every(({ description }) => description.length > 5)).toBe(true);
        }
      }
    },
    120_000,
  );

  it('are written beside the CSV of more than 100,000 rows, unless formats are chosen; the manifest lists them', async () => {
    const long = results.get(LONG.name)!;
    expect(long.tables).toEqual(['cells.csv', 'spread.csv', 'spread.parquet']);
    const { files } = JSON.parse(readFileSync(join(long.path, 'manifest.json'), 'utf8')) as { files: object };
    expect(Object.keys(files)).toEqual(long.tables);
    // Figures would hold the table in memory, so they are drawn only if the caller asks.
    expect(readdirSync(long.path).sort()).toEqual([...long.tables, 'manifest.json', 'run.json'].sort());
    if (RUNS_ALL)
      expect((await resultsOf(LONG, { formats: ['csv'] })).tables).toEqual(['cells.csv', 'spread.csv']);
    const alone = await resultsOf(EVERY_KIND.grid, { formats: ['parquet'] });
    expect(alone.tables).toEqual(['cells.parquet', 'spread.parquet']);
    expect(readdirSync(alone.path).sort()).toEqual([
      'cells.parquet',
      'manifest.json',
      'run.json',
      'spread.parquet',
    ]);
    // The next run replaces them, because they are files of its manifest.
    await runInto(alone.path, alone.study, { threads: 0, figures: false });
    expect(readdirSync(alone.path).sort()).toEqual(['cells.csv', 'manifest.json', 'run.json', 'spread.csv']);
  }, 120_000);

  it('leave out the sign of zero, as CSV does', async () => {
    const { study } = results.get(EVERY_KIND.grid.name)!;
    const [, table] = tablesOf(study)[0]!;
    const path = join(folder.path, 'zero.parquet');
    const parquet = await ParquetTable.create(path, table, study);
    parquet.add({ mean: -0, std: 1 });
    parquet.finish();
    const { columns } = await readWithHyparquet(path);
    expect(isDeepStrictEqual([columns['mean'], columns['std']], [[0], [1]])).toBe(true);
  });

  it('refuse formats that do not exist', async () => {
    for (const formats of [[], ['xml'], 'csv', null])
      await expect(resultsOf(EVERY_KIND.grid, { formats: formats as never })).rejects.toThrow(/formats/);
  });
});

it('every column of every table has a description', () => {
  for (const { tables } of Object.values(KINDS))
    for (const { columns } of Object.values<Table>(tables))
      for (const name of Object.keys(columns)) expect(columnText(name), name).not.toBeNull();
});
