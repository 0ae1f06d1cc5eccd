import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { reportShape, smallResults } from './check-results.js';
import { withStudy } from './command.js';
import { runAndSignal } from './interruption.js';

const { check, damaged, folder } = smallResults();

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

  it.each(RUNS_ALL ? ['2', '77'] : ['2'])(
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

// test/cli/run.test.ts sends the other signal.
it.each(RUNS_ALL ? (['SIGINT', 'SIGTERM'] as const) : (['SIGTERM'] as const))(
  '%s stops it with 130 and leaves no temporary folder',
  async (signal) => {
    // A temporary folder of its own, because other tests run `check` at the same time.
    const temporary = join(folder.path, `temporary-${signal}`);
    mkdirSync(temporary);
    const { status, stdout, stderr } = await runAndSignal(
      ['check', 'small', '--draws', '5000000', '--threads', '1'],
      folder.path,
      { when: ({ written }) => written.stderr !== '', signal },
      { TMPDIR: temporary },
    );
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toContain('stopped; nothing was written\n');
    expect(readdirSync(temporary)).toEqual([]);
  },
);
