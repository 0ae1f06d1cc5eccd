import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeManifest } from '../../src/results/manifest.js';
import { readTable, rowsAsRead, tablesOfResult, writeTable } from '../../src/results/csv.js';
import * as KINDS from '../../src/study/kinds/index.js';
import { tablesOf } from '../../src/study/study-file.js';
import { parseStudy, runStudy, type StudyResult } from '../../src/index.js';
import { gridStudy, sweepStudy } from '../studies.js';

const folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cells = { name: 'tiny', mean: [-30, 1], std: [0.1], workers: 4 };
const epsilon = [1e-9, 1];
const TOPIC = {
  name: 'tiny',
  kind: 'topic',
  epsilon: [0.001, 1],
  topic: { epochs: 12, burnIn: 5, inferers: 3, forecasters: 1, reputers: 1 },
};
const studies: [string, object, string[]][] = [
  ['grid', { ...cells, kind: 'grid', epsilon }, ['cells.csv', 'spread.csv']],
  [
    'grid of draws',
    { ...cells, kind: 'grid', epsilon, draws: 3, blanks: true, schemes: 'forum-2024' },
    ['cells.csv', 'spread.csv', 'blanks.csv'],
  ],
  ['grid without spreads', { ...cells, kind: 'grid', epsilon, spreadTable: false }, ['cells.csv']],
  ['threshold', { ...cells, kind: 'threshold' }, ['cells.csv']],
  [
    'variants',
    { ...cells, kind: 'threshold', variants: [{ name: 'a, b' }, { name: 'c', pNorm: 4 }] },
    ['cells.csv'],
  ],
  ['relative', { ...cells, kind: 'relative', draws: 2 }, ['cells.csv']],
  ['topic', TOPIC, ['cells.csv', 'effects.csv', 'topics.csv', 'limits.csv']],
  [
    'topic with weights and rewards',
    {
      ...TOPIC,
      shown: [1],
      variants: [
        { name: 'a, b', topic: {} },
        { name: 'c', topic: { drift: 1 } },
      ],
    },
    ['cells.csv', 'effects.csv', 'topics.csv', 'limits.csv', 'weights.csv', 'rewards.csv'],
  ],
  [
    'topic without scores',
    { ...TOPIC, scores: false, shown: [1], seeds: [1, 2] },
    ['cells.csv', 'effects.csv', 'topics.csv', 'limits.csv', 'weights.csv'],
  ],
  ['relative with spreads', { ...cells, kind: 'relative', draws: 2, epsilon }, ['cells.csv', 'spread.csv']],
  [
    'sweep',
    {
      name: 'tiny',
      kind: 'sweep',
      regrets: [{ name: 'v', values: [-9, 1, 1, 1] }],
      epsilonScaling: ['none', 'median'],
      schemes: 'forum-2024',
      epsilon,
    },
    ['weights.csv', 'spread.csv', 'vectors.csv'],
  ],
];

async function written(
  result: StudyResult,
): Promise<{ file: string; text: string; read: object[]; rows: object[]; held: object[] }[]> {
  return Promise.all(
    tablesOfResult(result).map(async ({ table, rows }) => {
      const path = join(folder, `${Math.floor(performance.now() * 1e6)}-${table.file}`);
      await writeTable(path, table, rows, result.study);
      return {
        file: table.file,
        text: readFileSync(path, 'utf8'),
        read: await readTable(path, table),
        rows: [...rows],
        held: rowsAsRead([...rows], table, result.study),
      };
    }),
  );
}

describe.each(studies)('tables of a study: %s', (_, definition, files) => {
  it('are the tables that the study lists, and read back as they were computed', async () => {
    const result = await runStudy(definition, { threads: 0 });
    const tables = await written(result);
    expect(tables.map(({ file }) => file)).toEqual(files);
    expect(tablesOf(result.study).map(([, { file }]) => file)).toEqual(files);
    for (const { text, read, rows, held } of tables) {
      // Figures of small tables take the rows from memory, so these must be those of the file.
      expect(held).toStrictEqual(read);
      const present = text.split('\n')[0]!.split(',');
      expect(read).toHaveLength(rows.length);
      for (const [i, row] of rows.entries()) {
        const wanted = Object.fromEntries(Object.entries(row).filter(([column]) => present.includes(column)));
        expect(read[i]).toMatchObject(wanted);
        expect(Object.keys(wanted).sort()).toEqual([...present].sort());
      }
    }
  });
});

describe('columns that only some studies have', () => {
  const header = async (definition: object) =>
    (await written(await runStudy(definition, { threads: 0 })))[0]!.text.split('\n')[0];
  it('the smallest epsilon at which S is defined: without a table of spreads that contains it', async () => {
    const grid = { ...cells, kind: 'grid', epsilon };
    expect(await header(grid)).not.toContain('min_epsilon_defined');
    expect(await header({ ...grid, spreadTable: false })).toContain(
      'max_epsilon_threshold,min_epsilon_defined',
    );
    expect(await header({ ...grid, draws: 2 })).toContain('min_epsilon_defined');
  });

  it('the variant: in a study with variants', async () => {
    const threshold = { ...cells, kind: 'threshold' };
    expect(await header(threshold)).toMatch(/^scheme,mapping,workers,/);
    expect(await header({ ...threshold, variants: [{ name: 'a' }, { name: 'b' }] })).toMatch(
      /^scheme,mapping,variant,workers,/,
    );
  });
});

describe('readTable', () => {
  it('names the line of an unknown text, and accepts any name of a vector', async () => {
    const path = join(folder, 'spread.csv');
    const header = 'vector,scheme,mapping,epsilon_scaling,epsilon,std_weights,std_log10_weights';
    writeFileSync(path, `${header}\n"any, thing",whitepaper,gradient,none,1,2,\n`);
    expect(await readTable(path, KINDS.sweep.tables.spread)).toMatchObject([
      { vector: 'any, thing', std_log10_weights: NaN },
    ]);
    writeFileSync(path, `${header}\nv,whitepaper,gradient,mean,1,2,3\n`);
    await expect(readTable(path, KINDS.sweep.tables.spread)).rejects.toThrow(
      'line 2, epsilon_scaling: expected one of none, median, got "mean"',
    );
  });
});

describe('a sweep, which draws no regrets', () => {
  const sweep = sweepStudy({ name: 'x', regrets: [{ name: 'a', values: [0, 1] }], epsilon });
  it('refuses seeds and draws of the command line', () => {
    const problem = (path: string) => ({
      problems: [{ path, message: 'expected no such option: a study of kind "sweep" draws no regrets' }],
    });
    expect(parseStudy(sweep, { seeds: [1] })).toEqual(problem('--seed'));
    expect(parseStudy(sweep, { draws: 2 })).toEqual(problem('--draws'));
    expect(parseStudy(sweep)).toEqual({ study: sweep });
    const relative = parseStudy({ ...cells, kind: 'relative' }, { draws: 7, seeds: [3] });
    expect(relative.study).toMatchObject({ draws: 7, seeds: [3] });
  });

  it('has neither seeds nor draws in its manifest', () => {
    expect(makeManifest(sweep, {})).not.toHaveProperty('seeds');
    expect(makeManifest(gridStudy({ ...cells, epsilon }), {})).toMatchObject({ seeds: [1], draws: 1 });
  });
});
