import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/results/csv.js';
import { readFit, readFitIfAny, readThresholdStudy } from '../../src/results/fit-file.js';
import { readResults, type StoredResults } from '../../src/results/read-results.js';
import * as KINDS from '../../src/study/kinds/index.js';
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

/** A copy of results whose table was edited: the values of one row, or the fit. */
function edited(name: string, change: (row: Record<string, string>) => Record<string, string>) {
  const path = join(folder.path, name);
  cpSync(pathOf('workers'), path, { recursive: true });
  const [header, ...lines] = readFileSync(join(path, 'cells.csv'), 'utf8').trimEnd().split('\n');
  const names = header!.split(',');
  const row = Object.fromEntries(lines[7]!.split(',').map((value, i) => [names[i]!, value]));
  const changed = { ...row, ...change(row) };
  lines[7] = names.map((each) => changed[each]).join(',');
  writeFileSync(join(path, 'cells.csv'), [header, ...lines, ''].join('\n'));
  return path;
}

describe('an edited table', () => {
  /** A 25 % quantile above the median, inside its interval. */
  const above = ({ epsilon_q50: q50 }: Record<string, string>) => ({
    epsilon_q25_low: `1${q50}`,
    epsilon_q25: `1${q50}`,
    epsilon_q25_high: `1${q50}`,
  });
  const table = KINDS.threshold.tables.cells;

  it.each<[string, string, (row: Record<string, string>) => Record<string, string>]>([
    ['quantile', 'epsilon_q50: expected', above],
    ['interval', 'low: expected at most', ({ epsilon_q50_high: high }) => ({ epsilon_q50_low: `1${high}` })],
    ['missing', 'epsilon_q50: expected', () => ({ epsilon_q50: '' })],
    ['huge', 'epsilon_q95: expected at most 1e+250, got 1e+300', () => ({ epsilon_q95: '1e300' })],
  ])('is refused: %s', async (name, message, change) => {
    const path = edited(name, change);
    const study = await readThresholdStudy(path);
    await expect(readTable(join(path, 'cells.csv'), table, study)).rejects.toThrow(message);
    await expect(readTable(join(path, 'cells.csv'), table, study)).rejects.toThrow('cells.csv: line 9');
  });

  it('is read where the caller takes the problems', async () => {
    const path = edited('reported', above);
    const problems: string[] = [];
    const study = await readThresholdStudy(path);
    const rows = await readTable(join(path, 'cells.csv'), table, study, (problem) => problems.push(problem));
    expect(rows).toHaveLength(240);
    expect(problems.length).toBeGreaterThan(0);
  });

  it('has another hash than its fit', async () => {
    const path = edited('hash', ({ epsilon_q50: q50 }) => ({ epsilon_q50: `${q50}1` }));
    const problems: string[] = [];
    expect(await readFitIfAny(path, (problem) => problems.push(problem))).not.toBeNull();
    expect(problems).toEqual([expect.stringContaining('fit.json: dataHash: expected that of cells.csv')]);
  });

  it('every committed table is accepted', async () => {
    for (const name of ['mapping', 'workers', 'forum-coarse', 'relative-thresholds']) {
      const { tables } = await readResults(pathOf(name));
      for (const read of Object.values(tables as Record<string, () => Promise<unknown[]>>))
        expect((await read()).length).toBeGreaterThan(0);
    }
  });
});

it('a fit with control characters is refused', async () => {
  const path = join(folder.path, 'control');
  cpSync(pathOf('workers'), path, { recursive: true });
  const fit = await readFit(join(path, 'fit.json'));
  fit.workers[0]!.formula = 'a \u001b[31m b';
  writeFileSync(join(path, 'fit.json'), JSON.stringify(fit));
  await expect(readResults(path)).rejects.toThrow(
    'workers[0].formula: expected a text without control characters',
  );
});
