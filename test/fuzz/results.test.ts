/** Results folders with changed tables, fits and manifests: each is drawn or refused, with one message. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { compareFits } from '../../src/fit/compare-fits.js';
import { mappingCurves } from '../../src/fit/drawn-curves.js';
import { fitMapping } from '../../src/fit/mapping-fit.js';
import { runInto } from '../../src/report/results.js';
import { readTable } from '../../src/results/csv.js';
import { readFit, readThresholdStudy } from '../../src/results/fit-file.js';
import { readManifest } from '../../src/results/manifest.js';
import { readResults } from '../../src/results/read-results.js';
import { parseStudy, tablesOf, type Study } from '../../src/study/study-file.js';
import { UsageError } from '../../src/text/errors.js';
import { temporaryFolder } from '../cli/command.js';
import { fuzz, IS_FULL } from './fuzz.js';
import { callChecked } from './outcome.js';
import {
  changedTable,
  changeJson,
  changeTable,
  jsonChanges,
  STUDIES,
  type ChangedTable,
} from './results-cases.js';

const VALID_FILES = fileURLToPath(new URL('../cli/valid-files', import.meta.url));
const folder = temporaryFolder();
const studies = new Map<string, Study>();
const LONG = { timeout: 4 * 3600_000 };

beforeAll(async () => {
  for (const [name, study] of Object.entries(STUDIES)) {
    const parsed = parseStudy({ name, ...study });
    expect(parsed.problems).toBeUndefined();
    studies.set(name, parsed.study!);
    await runInto(join(folder.path, name), parsed.study!, { threads: 0, figures: false });
  }
});

/** A copy of a folder of results, removed after the task. */
async function inCopy<T>(of: string, task: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(join(folder.path, 'copy-'));
  try {
    cpSync(of, join(cwd, 'results'), { recursive: true });
    return await task(cwd);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** The table that a case changes, and its new content. */
function changed(one: ChangedTable): { study: Study; file: string; content: string } {
  const study = studies.get(one.study)!;
  const tables = tablesOf(study);
  const { file } = tables[Math.floor(one.table * tables.length)]![1];
  const content = changeTable(readFileSync(join(folder.path, one.study, file), 'utf8'), one);
  return { study, file, content };
}

/** The result of a task; undefined if its input is refused. */
async function unlessRefused<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

it('changed tables are read or refused', LONG, async () => {
  const path = join(folder.path, 'table.csv');
  await fuzz({
    area: 'tables',
    cases: changedTable,
    count: { suite: 500, full: 100_000 },
    async check(one) {
      const { study, file, content } = changed(one);
      writeFileSync(path, content);
      const table = tablesOf(study).find(([, each]) => each.file === file)![1];
      const rows = await unlessRefused(() => readTable(path, table, study));
      const problems: string[] = [];
      await unlessRefused(() => readTable(path, table, study, (problem) => void problems.push(problem)));
      if (rows && problems.length > 0) throw new Error(`accepted although ${problems[0]!}`);
      if (!rows || study.kind !== 'threshold') return;
      const fit = fitMapping(study, rows as never);
      if (JSON.stringify(fit).includes(':null,"standardError')) throw new Error('NaN in the fit');
      mappingCurves(study, fit);
    },
  });
});

it('changed tables are drawn or refused', LONG, async () => {
  await fuzz({
    area: 'drawings',
    cases: fc.tuple(changedTable, fc.boolean()),
    count: { suite: 12, full: 1500 },
    check: ([one, isForced]) =>
      inCopy(join(folder.path, one.study), async (cwd) => {
        const { file, content } = changed(one);
        writeFileSync(join(cwd, 'results', file), content);
        await callChecked(['render', 'results', ...(isForced ? ['--force'] : [])], cwd);
        if (file === 'cells.csv') await callChecked(['fit', 'results', '--json'], cwd);
      }),
  });
});

it('changed fits are drawn, compared or refused', LONG, async () => {
  const before = await readFit(join(VALID_FILES, 'fit.json'));
  const study = await readThresholdStudy(VALID_FILES);
  const content = readFileSync(join(VALID_FILES, 'fit.json'), 'utf8');
  const path = join(folder.path, 'fit.json');
  await fuzz({
    area: 'fits',
    cases: jsonChanges,
    count: { suite: 300, full: 50_000 },
    async check(one, index) {
      writeFileSync(path, changeJson(content, one));
      const fit = await unlessRefused(() => readFit(path));
      if (fit) {
        checkFinite(mappingCurves(study, fit));
        compareFits(fit, before, 0.99, false);
        compareFits(before, fit, 0.99, true);
      }
      if (index % (IS_FULL ? 100 : 60) > 0) return;
      await inCopy(VALID_FILES, async (cwd) => {
        cpSync(path, join(cwd, 'results/fit.json'));
        await callChecked(['render', 'results', '--force'], cwd);
        await callChecked(['check', 'results', '--threads', '0', '--draws', '40', '--json'], cwd);
      });
    },
  });
});

function checkFinite(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} in a curve`);
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(checkFinite);
}

it('changed manifests are used or refused', LONG, async () => {
  await fuzz({
    area: 'manifests',
    cases: fc.tuple(fc.constantFrom(...Object.keys(STUDIES)), jsonChanges, fc.boolean()),
    count: { suite: 300, full: 50_000 },
    async check([name, change, isRehashed], index) {
      const of = join(folder.path, name);
      const content = changeJson(readFileSync(join(of, 'manifest.json'), 'utf8'), change, isRehashed);
      const path = join(folder.path, 'manifest.json');
      writeFileSync(path, content);
      await unlessRefused(() => readManifest(path));
      if (index % (IS_FULL ? 20 : 30) > 0) return;
      await inCopy(of, async (cwd) => {
        writeFileSync(join(cwd, 'results/manifest.json'), content);
        const found = await unlessRefused(() => readResults(join(cwd, 'results')));
        const tables: Readonly<Record<string, (() => Promise<unknown>) | undefined>> = found?.tables ?? {};
        for (const read of Object.values(tables)) if (read) await unlessRefused(read);
        await callChecked(['fit', 'results', '--json'], cwd);
        await callChecked(['render', 'results'], cwd);
        await callChecked(['check', 'results', '--threads', '0', '--draws', '10', '--json'], cwd);
        mkdirSync(join(cwd, 'in'));
        writeFileSync(join(cwd, 'in/study.json'), JSON.stringify({ name, ...STUDIES['single'] }));
        const run = ['run', 'in/study.json', '--out', 'results', '--threads', '0', '--no-figures'];
        await callChecked(run, cwd);
      });
    },
  });
});
