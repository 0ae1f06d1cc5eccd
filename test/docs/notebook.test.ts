/** The commands, files and columns of the notebook in docs/examples; its cells run where Python has their packages. */

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { alloraHere } from '../cli/command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'docs/examples/notebook/tables-and-figures.ipynb'), 'utf8');
const lines = z.array(z.string());
/** The used part of version 4.5 of the format of notebooks; outputs are empty. */
const notebook = z.strictObject({
  cells: z.array(
    z.discriminatedUnion('cell_type', [
      z.strictObject({
        cell_type: z.literal('markdown'),
        id: z.string(),
        metadata: z.object({}),
        source: lines,
      }),
      z.strictObject({
        cell_type: z.literal('code'),
        id: z.string(),
        metadata: z.object({}),
        source: lines,
        execution_count: z.null(),
        outputs: z.array(z.never()),
      }),
    ]),
  ),
  metadata: z.object({ kernelspec: z.object({ name: z.literal('python3') }) }),
  nbformat: z.literal(4),
  nbformat_minor: z.literal(5),
});
const { cells } = notebook.parse(JSON.parse(text));
const code = cells
  .filter(({ cell_type }) => cell_type === 'code')
  .map(({ source }) => source.join(''))
  .join('\n\n');
/** The parts that a pattern finds in the code. */
const found = (pattern: RegExp) => [...code.matchAll(pattern)].map((match) => match[1]!);

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-notebook-'));
  for (const call of found(/^allora\((.*)\)$/gm)) {
    const words = call.replaceAll('str(RESULTS)', '"coarse"').split(', ');
    const args = words.map((word) => JSON.parse(word) as string);
    // Threads do not change results. Without them, the command runs in this process.
    if (args[0] === 'run') args.push('--threads', '0');
    const { status, stderr } = await alloraHere(args, folder);
    expect({ status, stderr }).toMatchObject({ status: 0 });
  }
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the notebook', () => {
  it('is valid, and each cell has an id of its own', () => {
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    expect(found(/^allora\((.*)\)$/gm)).toHaveLength(2);
  });

  it('names files that its commands write', () => {
    const paths = [
      ...found(/RESULTS((?: \/ "[^"]+")+)/g).map((path) => path.replace(/ \/ "([^"]+)"/g, '/$1')),
      ...found(/\{RESULTS\}(\/[\w.-]+)/g),
      ...found(/with_name\("([^"]+)"\)/g).map((name) => `/figures/${name}`),
    ];
    expect(paths.length).toBeGreaterThan(6);
    for (const path of paths) expect(existsSync(join(folder, 'coarse', path)), path).toBe(true);
  });

  it('names columns and fields of these files', () => {
    const read = (path: string) => readFileSync(join(folder, 'coarse', path), 'utf8');
    const columnsOf = (path: string) => read(path).split('\n', 1)[0]!.split(',');
    const keysOf = (value: unknown): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, each]) => [key, ...keysOf(each)])
        : [];
    const figure = 'figures/std-log10-weights-seed-1';
    const tables = [...columnsOf('cells.csv'), ...columnsOf('spread.csv')];
    const known = [
      ...tables,
      ...columnsOf(`${figure}.csv`),
      ...keysOf(JSON.parse(read('manifest.json'))),
      ...keysOf(JSON.parse(read(`${figure}.vl.json`))),
      // Columns of the query for the facts of a Parquet file, and one of these facts.
      ...['name', 'text', 'columns'],
    ];
    const named = [
      ...found(/(?<=[\w)\]])\["([^"]+)"\]/g),
      ...found(/(?:field|index|values|subset|columns)=\[?"([^"]+)"/g),
    ];
    expect(named.length).toBeGreaterThan(12);
    for (const name of named) expect(known).toContain(name);

    const queries = found(/duckdb\.sql\(f"+([^"]+)"/g).filter(
      (query) => !query.includes('parquet_kv_metadata'),
    );
    expect(queries).toHaveLength(2);
    const words = queries.flatMap((query) => query.replace(/'[^']*'/g, '').match(/\b[a-z]\w*/g)!);
    const aliases = queries.flatMap((query) => [...query.matchAll(/AS (\w+)/g)].map((match) => match[1]!));
    const functions = ['median', 'count', 'avg', 'read_csv'];
    for (const word of words) expect([...tables, ...aliases, ...functions]).toContain(word);
  });

  const python = process.env['NOTEBOOK_PYTHON'] ?? 'python3';
  const packages = 'import altair, duckdb, pandas, pyarrow';
  const hasPackages = spawnSync(python, ['-c', packages]).status === 0;

  it.runIf(hasPackages)(
    'runs',
    () => {
      const project = join(folder, 'run');
      mkdirSync(join(project, 'bin'), { recursive: true });
      const command = join(project, 'bin/allora-epsilon');
      writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${root}dist/cli/main.js" "$@"\n`);
      chmodSync(command, 0o755);
      const env = { ...process.env, PATH: `${join(project, 'bin')}${delimiter}${process.env['PATH']}` };
      const printed = execFileSync(python, ['-c', `${code}\nprint(len(largest))`], {
        cwd: project,
        env,
        encoding: 'utf8',
      });
      expect(printed).toMatch(/Coarse grid of the forum study\n\d+\n$/);
    },
    120_000,
  );
});
