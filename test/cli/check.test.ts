import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ThresholdTable } from '../../src/study/kinds/threshold/cells.js';
import { makeManifest } from '../../src/results/manifest.js';
import * as KINDS from '../../src/study/kinds/index.js';
import { writeTable } from '../../src/results/csv.js';
import { writeFit } from '../../src/results/fit-file.js';
import { drawRegrets } from '../../src/sampling/regrets.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { thresholdParts } from '../../src/study/kinds/threshold/epsilons.js';
import type { ThresholdStudy } from '../../src/study/kinds/threshold/definition.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { scaleOf } from '../../src/weights/scale.js';
import { runThreshold, thresholdStudy } from '../studies.js';
import { allora, alloraHere, damagedCopy, temporaryFolder, withStudy, type Outcome } from './command.js';

const folder = temporaryFolder();
const SMALL = {
  name: 'small',
  kind: 'threshold',
  schemes: 'forum-2024',
  mappings: 'gradient',
  draws: 2000,
  axis: 'ratio',
  mean: [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0, 0.5],
  std: [0.001, 0.1, 1, 10],
};

/** Writes the results folder that a run of the study with these rows would write. @returns its name */
async function writeResults(
  name: string,
  study: ThresholdStudy,
  rows: readonly ThresholdCellRow[],
): Promise<string> {
  const path = join(folder.path, name);
  mkdirSync(path);
  await writeTable(join(path, 'cells.csv'), KINDS.threshold.tables.cells, rows, study);
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(makeManifest(study, {})));
  await writeFit(study, path, path);
  return name;
}

const damaged = (name: string, file: string, damage: ((text: string) => string) | null) =>
  damagedCopy(folder.path, 'small', name, file, damage);

const check = (...args: string[]): Promise<Outcome> =>
  alloraHere(['check', ...args, '--threads', '0'], folder.path);

const finite = z.number();
const difference = z.strictObject({
  where: z.string(),
  what: z.string(),
  before: finite,
  after: finite,
  standardErrors: finite,
  reach: finite,
});
const reportShape = z.strictObject({
  folder: z.string(),
  against: z.string(),
  passed: z.boolean(),
  draws: z.int(),
  seeds: z.array(z.int()),
  tables: z.strictObject({ compared: z.boolean(), why: z.string(), differences: z.array(z.string()) }),
  laws: z.array(z.strictObject({ law: z.string(), where: z.string(), value: finite, limit: finite })),
  fit: z.strictObject({
    level: finite,
    comparisons: z.int(),
    differences: z.array(difference),
    largest: difference.nullable(),
    missing: z.array(z.string()),
  }),
});

beforeAll(async () => {
  const study = thresholdStudy(SMALL);
  await writeResults('small', study, (await runThreshold(study)).cells);
});

describe('a mapping that has not moved: status 0', () => {
  it('with equal study, version and seeds, the tables are the same bytes', async () => {
    const { status, stdout, stderr } = await check('small');
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'small: 40 cells of 2,000 draws, against small\n',
    });
    expect(stdout).toMatch(
      /^the mapping has not moved: small\n\ntables: equal bytes\nlaws: all hold\nfit: 1\d\d numbers compared at a level of 0\.9995 for all together: none moved\n$/,
    );
  });

  it.each(['2', '77'])(
    'with another seed, %s, no number moved by more than chance explains',
    async (seed) => {
      const { status, stdout } = await check('small', '--seed', seed, '--quiet');
      expect(status).toBe(0);
      expect(stdout).toContain(`\ntables: not compared, because they have seed 1, this run has ${seed}\n`);
      expect(stdout).toMatch(
        /none moved\n {2}the largest change: .*, now .*, -?\d\.\d standard errors \(chance explains \d+\.\d\)\n$/,
      );
    },
  );

  it('with fewer draws, and against another folder', async () => {
    const { status, stdout, stderr } = await check(
      'small',
      '--draws',
      '300',
      '--against',
      join('small', '.'),
      '--seed',
      '2',
      '5',
    );
    expect(status).toBe(0);
    expect(stderr).toBe(
      'small: 80 cells of 300 draws, against small/\n'.replace('small/', join('small', '.')),
    );
    expect(stdout).toContain(
      'tables: not compared, because they have 2000 draws per cell, this run has 300\n',
    );
  });

  it('with another version, or another study of the same name', async () => {
    const version = damaged('version', 'manifest.json', (text) =>
      text.replace(/"version":"[^"]*"/, '"version":"0.0.1"'),
    );
    expect((await check(version)).stdout).toMatch(
      /tables: not compared, because they are of version 0\.0\.1, this is \d/,
    );
    const other = damaged('other', 'manifest.json', (text) => withStudy(text, { title: 'Another' }));
    const { status, stdout } = await check('small', '--against', other);
    expect(status).toBe(0);
    expect(stdout).toContain('tables: not compared, because they are of another study\n');
  });

  it('--json prints one document with the whole report', async () => {
    const { status, stdout, stderr } = await check('small', '--json', '--seed', '2', '--level', '0.99');
    expect(status).toBe(0);
    expect(stderr).not.toContain('{');
    const report = reportShape.parse(JSON.parse(stdout));
    expect(report).toMatchObject({
      folder: 'small',
      against: 'small',
      passed: true,
      draws: 2000,
      seeds: [2],
      laws: [],
    });
    expect(report.tables.compared).toBe(false);
    expect(report.fit.level ** 2).toBeCloseTo(0.99, 12);
    expect(report.fit.differences).toEqual([]);
    expect(Math.abs(report.fit.largest!.standardErrors)).toBeLessThan(report.fit.largest!.reach);
  });
});

/** The committed results come from a formula with another constant. */
describe('a changed constant: status 1, and a report of what moved', () => {
  beforeAll(async () => {
    const study = thresholdStudy(SMALL);
    await writeResults('p', study, (await runThreshold({ ...SMALL, pNorm: 3.03 })).cells);
    const sample = (await runThreshold({ ...SMALL, schemes: 'chain-2024' })).cells;
    await writeResults(
      'sample',
      study,
      sample.map((row) => ({ ...row, scheme: 'forum-2024' as const })),
    );
    const mad = thresholdStudy({ ...SMALL, schemes: 'chain-2026', draws: 100 });
    await writeResults('mad', mad, rowsWithMadFactor(mad, 1.48));
    await writeResults('mad-as-it-is', mad, rowsWithMadFactor(mad, 1.4826));
  }, 60_000);

  it.each([
    ['p 3.03 for 3', 'p'],
    ['sample for population std', 'sample'],
    ['1.48 for 1.4826 times the median absolute deviation', 'mad'],
  ])('%s, same draws: finds that the tables differ', async (_, name) => {
    const { status, stdout } = await check(name);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      new RegExp(
        `^the mapping has moved: ${name}\n\ntables: ${name}/cells\\.csv: \\d+ of 41 lines differ; the first is line \\d+: \\w+ [\\d.e-]+, now [\\d.e-]+\n`,
      ),
    );
  });

  it('rows of the reference formula with the right constant pass, so only the constant was found', async () => {
    // Both formulas agree to 1e-12. The tables differ in their bytes, but the numbers of the fit do not.
    const report = reportShape.parse(JSON.parse((await check('mad-as-it-is', '--json')).stdout));
    expect(report.fit.differences).toEqual([]);
    const changed = reportShape.parse(JSON.parse((await check('mad', '--json', '--seed', '2')).stdout));
    // A hundred draws cannot resolve 0.1 %: with other draws only a comparison of bytes would find it.
    expect(changed.passed).toBe(true);
  });

  it.each([
    ['p', '2'],
    ['sample', '3'],
  ])('%s, seed %s: finds the change with other draws', async (name, seed) => {
    const { status, stdout } = await check(name, '--seed', seed, '--json');
    expect(status).toBe(1);
    const report = reportShape.parse(JSON.parse(stdout));
    expect(report.passed).toBe(false);
    expect(report.tables).toMatchObject({ compared: false, differences: [] });
    expect(report.fit.differences.length).toBeGreaterThan(10);
    for (const { standardErrors, reach } of report.fit.differences)
      expect(Math.abs(standardErrors)).toBeGreaterThan(reach);
  });

  it('reports which number moved, by how many standard errors, and where on the curve', async () => {
    const { status, stdout } = await check('sample', '--seed', '2');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^the mapping has moved: sample\n\ntables: not compared, because they have seed 1, this run has 2\nlaws: all hold\nfit: .*: \d+ moved\n/,
    );
    expect(stdout).toMatch(
      /\n {2}forum-2024 gradient, factor 3\.162, 10 workers, q50: curve at mean\/std -?[\d.]+ \d\.\d+, now \d\.\d+, \d+\.\d standard errors \(chance explains \d\.\d\)\n/,
    );
    expect(stdout).toMatch(/\n {2}and \d+ more \(--json has them all\)\n$/);
    expect(stdout.split('\n').filter((line) => line.startsWith('  '))).toHaveLength(11);
  });

  it('finds one number of the table that differs in its fourth digit', async () => {
    let was = '';
    const name = damaged('digit', 'cells.csv', (text) => {
      const lines = text.split('\n');
      const fields = lines[7]!.split(',');
      const column = lines[0]!.split(',').indexOf('epsilon_q25');
      was = fields[column]!;
      fields[column] = String(Number(was) * 1.001);
      lines[7] = fields.join();
      return lines.join('\n');
    });
    const { status, stdout } = await check(name);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `digit/cells.csv: 1 of 41 lines differ; the first is line 8: epsilon_q25 ${String(Number(was) * 1.001)}, now ${was}\n`,
    );
  });

  it('finds a missing line', async () => {
    const name = damaged('line', 'cells.csv', (text) => text.split('\n').slice(0, -2).join('\n') + '\n');
    const { status, stdout } = await check(name);
    expect(status).toBe(1);
    expect(stdout).toContain(
      'line/cells.csv: 1 of 40 lines differ; the first is line 41: scheme nothing, now forum-2024\n',
    );
  });

  it('finds a fit that was not made from the table', async () => {
    const name = damaged('stale', 'fit.json', (text) => {
      const fit = JSON.parse(text) as { curves: { parameters: { value: number }[] }[] };
      fit.curves[2]!.parameters[0]!.value *= 1.00001;
      return JSON.stringify(fit);
    });
    const { status, stdout } = await check(name);
    expect(status).toBe(1);
    expect(stdout).toContain('tables: equal bytes\n');
    expect(stdout).toMatch(
      /\n {2}forum-2024 gradient, factor 3\.162, 10 workers, q50: \w.* 1\.\d+, now 1\.\d+\n/,
    );
    expect(stdout).not.toContain('standard errors');
  });

  it('fails if a curve is no longer fitted, and if there is nothing to compare', async () => {
    const more = damaged('more', 'fit.json', (text) => {
      const fit = JSON.parse(text) as { curves: { workers: number | null }[] };
      return JSON.stringify({ ...fit, curves: [...fit.curves, { ...fit.curves[2]!, workers: 11 }] });
    });
    const { status, stdout } = await check(more);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /none moved\n {2}no longer fitted: forum-2024 gradient, factor 3\.162, 11 workers, q50\n$/,
    );
    const few = await check('small', '--against', 'mad');
    expect(few.status).toBe(1);
    expect(few.stdout).toMatch(/^the mapping cannot be compared: mad\n/);
    expect(few.stdout).toContain(
      'fit: 0 numbers compared at a level of 0.9995 for all together: nothing to compare\n  no longer fitted: chain-2026',
    );
  });
});

/**
 * Rows of chain-2026 with another factor for the median absolute deviation. The regrets determine s +
 * epsilon, so a change of s changes epsilon by the opposite amount.
 */
function rowsWithMadFactor(study: ThresholdStudy, factor: number): ThresholdCellRow[] {
  const table = new ThresholdTable(study);
  for (const part of thresholdParts(study)) {
    const [epsilons, bounds]: [number[], number[]] = [[], []];
    for (const regrets of drawRegrets(part.place, part.from, part.to)) {
      for (let i = 0; i < regrets.length; i += part.place.workers) {
        const draw = regrets.slice(i, i + part.place.workers);
        const { epsilon, upperBound } = maxEpsilon(draw, { scheme: 'chain-2026', mapping: 'gradient' });
        const change = (1.4826 - factor) * (scaleOf(draw, 'mad') / 1.4826);
        epsilons.push(epsilon === null ? -Infinity : epsilon + change);
        bounds.push(upperBound + change);
      }
    }
    table.add(
      part,
      [epsilons, bounds].map((run) => Float64Array.from(run).sort()),
    );
  }
  return [...table.rows()];
}

describe('bad input: status 2, one message on standard error, no file left behind', () => {
  const GRID = { name: 'x', kind: 'grid', mean: 0, std: 1, epsilon: 1, factor: 2, axis: undefined };
  const refused: [string, () => string[], string][] = [
    [
      'a missing folder',
      () => ['nowhere'],
      'cannot read nowhere/manifest.json: there is no such file or folder',
    ],
    [
      'a missing folder to compare with',
      () => ['small', '--against', 'nowhere'],
      'cannot read nowhere/manifest.json: there is no such',
    ],
    [
      'no manifest',
      () => [damaged('a', 'manifest.json', null)],
      'cannot read a/manifest.json: there is no such file or folder',
    ],
    [
      'no fit',
      () => [damaged('b', 'fit.json', null)],
      'cannot read b/fit.json: there is no such file or folder',
    ],
    [
      'no table',
      () => [damaged('c', 'cells.csv', null)],
      'cannot read c/cells.csv: there is no such file or folder',
    ],
    [
      'a fit that is not JSON',
      () => [damaged('d', 'fit.json', (text) => text.slice(0, 100))],
      'd/fit.json: line ',
    ],
    [
      'an empty fit',
      () => [damaged('e', 'fit.json', () => '{"format":1}')],
      'e/fit.json: slopes: expected a list, got nothing',
    ],
    [
      'a fit with null for a number',
      () => [
        damaged('f', 'fit.json', (text) =>
          text.replace(/"standardError": [\d.e-]+/, '"standardError": null'),
        ),
      ],
      'f/fit.json: slopes[0].parameters[0].standardError: expected a finite number, got null',
    ],
    [
      'a study of another kind',
      () => [damaged('g', 'manifest.json', (text) => withStudy(text, GRID))],
      'g/manifest.json: study.kind: expected "threshold", whose largest epsilons can be fitted, got "grid"',
    ],
    ['a level of 1', () => ['small', '--level', '1'], '--level: expected a number between 0 and 1, got 1'],
    [
      'text for the number of draws',
      () => ['small', '--draws', 'many'],
      '--draws: expected a whole number from 1 to 10000000, got many',
    ],
    [
      'a seed below 0',
      () => ['small', '--seed', '-1'],
      '--seed: expected a whole number from 0 to 2^53 - 1, got -1',
    ],
    ['a repeated seed', () => ['small', '--seed', '1', '1'], '--seed: expected every value once, got [1,1]'],
    ['no folder', () => [], 'Expected allora-epsilon check <folder>'],
  ];
  it.each(refused)('%s', async (_, prepare, message) => {
    const args = prepare();
    const names = readdirSync(folder.path);
    const { status, stdout, stderr } = await check(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at |node:internal/m);
    expect(readdirSync(folder.path)).toEqual(names);
  });

  it('with too few draws for intervals, only the curves of infinitely many workers are compared', async () => {
    const report = reportShape.parse(JSON.parse((await check('small', '--draws', '3', '--json')).stdout));
    expect(report.fit.comparisons).toBe(24);
    expect(report.fit.missing).toHaveLength(13);
  });
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s stops it with 130 and leaves no temporary folder',
  async (signal) => {
    const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('allora-epsilon-check-'));
    const before = leftovers();
    const { status, stdout, stderr } = await allora(
      ['check', 'small', '--draws', '5000000', '--threads', '1'],
      { cwd: folder.path, signal },
    );
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toContain('stopped; nothing was written\n');
    expect(leftovers()).toEqual(before);
  },
);
