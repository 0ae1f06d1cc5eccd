import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFit } from '../../src/results/fit-file.js';
import { readResults, type StoredResults } from '../../src/results/read-results.js';
import { temporaryFolder } from '../cli/command.js';

const folder = temporaryFolder();
const pathOf = (name: string) => fileURLToPath(new URL(`../../results/${name}`, import.meta.url));

describe('readResults', () => {
  it('returns study, rows and fit of a threshold study', async () => {
    const results = await readResults(pathOf('workers'));
    expect(results).toMatchObject({ kind: 'threshold', study: { name: 'workers' }, version: '0.1.0' });
    expect(results.fit).toEqual(await readFit(pathOf('workers/fit.json')));
    const rows = await (results as StoredResults<'threshold'>).tables.cells();
    const { study } = results as StoredResults<'threshold'>;
    expect(new Set(rows.map(({ workers }) => workers))).toEqual(new Set(study.workers));
  });

  it('returns every table of a grid study, and no table that the study does not have', async () => {
    const { study, tables, fit } = (await readResults(pathOf('forum-coarse'))) as StoredResults<'grid'>;
    expect(Object.keys(tables)).toEqual(['cells', 'spread']);
    expect(await tables.cells()).toHaveLength(2 * 2 * 10 * 10);
    expect(await tables.spread!()).toHaveLength(2 * 2 * 10 * 10 * 10);
    expect(tables.blanks).toBeUndefined();
    expect({ study: study.name, fit }).toEqual({ study: 'forum-coarse', fit: null });
  });

  it('reads a table only on request, and refuses an incomplete one', async () => {
    const path = join(folder.path, 'relative-thresholds');
    cpSync(pathOf('relative-thresholds'), path, { recursive: true });
    const { tables } = (await readResults(path)) as StoredResults<'relative'>;
    const lines = readFileSync(join(path, 'cells.csv'), 'utf8').trimEnd().split('\n');
    writeFileSync(join(path, 'cells.csv'), `${lines.slice(0, -1).join('\n')}\n`);
    await expect(tables.cells()).rejects.toThrow(
      `${path}/cells.csv: expected ${lines.length - 1} rows, as the study in manifest.json has, got ${lines.length - 2}`,
    );
    expect((await tables.spread!()).length).toBeGreaterThan(0);
  });

  it('refuses a folder without a manifest', async () => {
    mkdirSync(join(folder.path, 'empty'));
    await expect(readResults(join(folder.path, 'empty'))).rejects.toThrow(
      'empty/manifest.json: there is no such file or folder',
    );
  });
});
