/**
 * Bad input other than a damaged copy of a valid file (damaged-files.test.ts): large files, deep nesting,
 * links, unusable paths.
 */

import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { allora, alloraHere, temporaryFolder } from './command.js';

const VALID_FILES = fileURLToPath(new URL('valid-files', import.meta.url));
const valid = (file: string) => readFileSync(join(VALID_FILES, file), 'utf8');
const folder = temporaryFolder();
let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(folder.path, 'in-'));
});

async function expectRefused(args: readonly string[], message: string | RegExp): Promise<void> {
  const before = readdirSync(cwd, { recursive: true });
  const { status, stdout, stderr } = await alloraHere(args, cwd);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr.length).toBeLessThan(3000);
  expect(readdirSync(cwd, { recursive: true })).toEqual(before);
}

const run = (path: string) => ['run', path, '--threads', '0', '--no-figures', '--quiet'];

describe('large files', () => {
  it('of 100 MB of JSON are refused before their end is read', async () => {
    writeFileSync(join(cwd, 'study.json'), `{"name": "${'x'.repeat(1000)}`);
    truncateSync(join(cwd, 'study.json'), 100e6);
    await expectRefused(
      run('study.json'),
      'study.json: line 1, column 1011: expected text in UTF-8, got a zero byte',
    );
    writeFileSync(join(cwd, 'study.json'), Buffer.alloc(RUNS_ALL ? 100e6 : 65e6, '[1, 2, 3], '));
    const before = process.memoryUsage.rss();
    await expectRefused(run('study.json'), 'study.json: expected at most 64 MB, got more');
    expect(process.memoryUsage.rss() - before).toBeLessThan(400e6);
  });

  /** A table without a line break. Zero bytes after its start take no room on the disk. */
  function writeLongLine(path: string): void {
    writeFileSync(path, Buffer.alloc(2e6, '0.1,'));
    truncateSync(path, 100e6);
  }

  it('of 100 MB without a line break are refused as a table', async () => {
    writeLongLine(join(cwd, 'regrets.csv'));
    await expectRefused(
      ['recommend', '--regrets', 'regrets.csv'],
      'regrets.csv: line 1: expected at most 1000000 characters, got more',
    );
    cpSync(VALID_FILES, join(cwd, 'results'), { recursive: true });
    writeLongLine(join(cwd, 'results/cells.csv'));
    await expectRefused(['render', 'results'], /results\/cells.csv: .*100000/);
  });

  it('with very many problems lead to a list of the first twenty', async () => {
    const problems = RUNS_ALL ? 300_000 : 30_000;
    const list = `[${Array<string>(problems).fill('"x"').join()}]`;
    writeFileSync(join(cwd, 'study.json'), valid('study.json').replace('"std": 0.1', `"std": ${list}`));
    await expectRefused(
      run('study.json'),
      new RegExp(
        `has ${problems} problems:\\n {2}std\\[0\\] {4}expected a finite number, got "x"\\n[^]* and ${problems - 20} more\\n$`,
      ),
    );
  });
});

it.each(['[', '{"x":', '[{"x":'])('refuses %s repeated ten thousand times', async (open) => {
  const content = `{"name": "deep", "x": ${open.repeat(10_000)}`;
  writeFileSync(join(cwd, 'deep.json'), content);
  await expectRefused(
    run('deep.json'),
    /^deep.json: line 1, column \d+: expected at most 100 levels of lists and objects, got more\n$/,
  );
});

it.each([
  '../x',
  '/tmp/x/y',
  'a/b.json',
  `${'x'.repeat(300)}.json`,
  '.',
  '..',
  'constructor',
  '__proto__',
  'con',
  'a\0b.json',
])('refuses a study that does not exist: %j', (name) =>
  expectRefused(run(name), /^(cannot read |there is no study )/),
);

it('numbers at the ends of their range are either used unchanged or refused', async () => {
  const study = (fields: object | string) => {
    const text =
      typeof fields === 'string'
        ? fields
        : JSON.stringify({ ...(JSON.parse(valid('study.json')) as object), ...fields });
    writeFileSync(join(cwd, 'study.json'), text);
  };
  // Two means are too few for a fit.
  const text = valid('study.json').replace(/\[-20.*, -0\.5, 0\]/, '[-0.5, 0]');
  expect(text).toContain('"mean": [-0.5, 0]');
  study(text);
  expect((await alloraHere([...run('study.json'), '--out', 'a'], cwd)).status).toBe(0);
  study(text.replace('-0.5, 0]', '-0.5, -0]'));
  expect((await alloraHere([...run('study.json'), '--out', 'b'], cwd)).status).toBe(0);
  expect(readFileSync(join(cwd, 'b/cells.csv'), 'utf8')).toBe(readFileSync(join(cwd, 'a/cells.csv'), 'utf8'));
  for (const std of [1e-320, 1e308]) {
    study({ std });
    await expectRefused([...run('study.json'), '--out', 'c'], 'std   expected ');
  }
});

describe('symbolic links', () => {
  it('in a results folder are read, then replaced; their targets are not written', async () => {
    cpSync(VALID_FILES, join(cwd, 'results'), { recursive: true });
    cpSync(VALID_FILES, join(cwd, 'elsewhere'), { recursive: true });
    for (const file of ['fit.json', 'cells.csv']) {
      rmSync(join(cwd, 'results', file));
      symlinkSync(join(cwd, 'elsewhere', file), join(cwd, 'results', file));
    }
    symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'results/figures'));
    expect((await alloraHere(['render', 'results', '--format', 'svg'], cwd)).status).toBe(0);
    expect((await alloraHere(['fit', 'results'], cwd)).status).toBe(0);
    expect(readdirSync(join(cwd, 'elsewhere')).sort()).toEqual(readdirSync(VALID_FILES).sort());
    for (const file of readdirSync(VALID_FILES))
      expect(readFileSync(join(cwd, 'elsewhere', file), 'utf8')).toBe(valid(file));
    expect(readdirSync(join(cwd, 'results/figures')).length).toBeGreaterThan(0);
  });

  it('in place of the working folder are refused', async () => {
    cpSync(VALID_FILES, join(cwd, 'results'), { recursive: true });
    cpSync(VALID_FILES, join(cwd, 'staging'), { recursive: true });
    symlinkSync(cwd, join(cwd, '.results.run'));
    await expectRefused(
      ['render', 'results'],
      /cannot write results to results: the working folder .*\.results\.run is a symbolic link/,
    );
  });
});

it('a path at which no folder can be created is refused without endless retries', async () => {
  const message = 'cannot write';
  await expectRefused(['explore', '--out', '/proc/nowhere/deep/page.html'], message);
  cpSync(join(VALID_FILES, 'study.json'), join(cwd, 'study.json'));
  await expectRefused([...run('study.json'), '--out', '/proc/nowhere/deep'], message);
});

it('keys that every object inherits are unknown keys', async () => {
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    writeFileSync(
      join(cwd, 'study.json'),
      valid('study.json').replace('{', `{"${key}": {"polluted": true},`),
    );
    await expectRefused(run('study.json'), `${key}   unknown key`);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const names = valid('regrets.csv').replace('alice', key);
    writeFileSync(join(cwd, 'regrets.csv'), names);
    expect((await alloraHere(['recommend', '--regrets', 'regrets.csv'], cwd)).status).toBe(0);
  }
});

it('invalid standard input is refused with the same messages', async () => {
  const { status, stderr } = await allora(['run', '-', '--threads', '0'], {
    cwd,
    input: '{"name": "a", "name": "b"}',
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'standard input: line 1, column 15: expected every key once, got "name" again\n',
  });
});

/** Texts with up to four random replacements of a few characters. */
function mutated(text: string): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.nat(text.length),
    fc.nat(3),
    fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('"', ',', '\n', '1e400', '[', '{', '-', '\0')),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce(
        (before, [at, length, added]) => before.slice(0, at) + added + before.slice(at + length),
        text,
      ),
    );
}

it.each([
  ['study.json', (path: string) => [...run(path), '--out', 'out', '--draws', '20']],
  ['manifest.json', () => ['fit', 'in']],
  ['cells.csv', () => ['fit', 'in']],
  ['regrets.csv', (path: string) => ['recommend', '--regrets', path]],
] as const)(
  '%s with random changes: the command succeeds, or refuses it with one message',
  { timeout: 60_000 },
  async (file, args) => {
    cpSync(VALID_FILES, join(cwd, 'in'), { recursive: true });
    await fc.assert(
      fc.asyncProperty(mutated(valid(file)), async (text) => {
        writeFileSync(join(cwd, 'in', file), text);
        const { status, stderr } = await alloraHere(args(join('in', file)), cwd);
        expect(stderr).not.toMatch(/failed|\n\s+at /);
        expect([0, 2]).toContain(status);
        if (status === 2)
          expect(existsSync(join(cwd, '.in.run')) || existsSync(join(cwd, '.out.run'))).toBe(false);
      }),
      { numRuns: RUNS_ALL ? 40 : 5 },
    );
  },
);
