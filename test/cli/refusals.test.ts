import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { allora, alloraHere, damagedCopy, temporaryFolder } from './command.js';
import { filesBelow, TINY, writeTiny } from './tiny-study.js';

const folder = temporaryFolder();

describe('bad input: status 2, one clear message, no files', () => {
  const studies: [string, object | string, string[]][] = [
    [
      'unknown key',
      { scheme: 'forum-2024' },
      ['has 1 problem:', '  scheme   unknown key; did you mean "schemes"?'],
    ],
    ['wrong type', { draws: 'many' }, ['draws   expected a whole number from 1 to 10000000, got "many"']],
    ['empty axis', { mean: [] }, ['mean   expected at least one value, got an empty list']],
    [
      'a count of 0',
      { std: { logspace: [-6, 6, 0] } },
      ['std.logspace[2]   expected a whole number from 2 to 1000000, got 0'],
    ],
    ['NaN', '{ "name": "x", "mean": NaN }', ['line 1, column 24: expected JSON, got "NaN }"']],
    [
      'unknown scheme',
      { schemes: 'chain-2025' },
      ['schemes   expected one of forum-2024,', 'got "chain-2025"; did you mean "chain-2024"?'],
    ],
    [
      'two problems',
      { schemes: [], mean: [] },
      ['has 2 problems:', 'schemes   expected', 'mean      expected'],
    ],
    ['no object', '[]', ['(file)   expected an object, got an empty list']],
    [
      'more draws than one machine computes in a day',
      { mean: { linspace: [0, 1, 1000] }, draws: 10_000_000 },
      ['.json: expected at most 10000000000 draws in all cells together, got ', 'as in --shard 1/1000'],
    ],
    ['an unfinished file', '{ "name": "x",\n "kind":', ['line 2, column 9: expected JSON, got the end']],
  ];

  async function expectRefused(
    args: readonly string[],
    messages: readonly string[],
    cwd: string,
    uid?: number,
  ) {
    const before = readdirSync(cwd);
    const outcome = await (uid === undefined ? alloraHere(args, cwd) : allora(args, { cwd, uid }));
    expect({ status: outcome.status, stdout: outcome.stdout }).toEqual({ status: 2, stdout: '' });
    for (const message of messages) expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).not.toMatch(/^\s+at |node:internal/m);
    expect(readdirSync(cwd)).toEqual(before);
  }

  it.each(studies)('%s', async (_, study, messages) => {
    const cwd = mkdtempSync(join(folder.path, 'bad-'));
    const path = join(cwd, 'bad.json');
    writeFileSync(path, typeof study === 'string' ? study : JSON.stringify({ ...TINY, ...study }));
    await expectRefused(['run', 'bad.json'], [...messages], cwd);
  });

  const commands: [string[], string][] = [
    [[], 'Expected a command'],
    [['rnu'], 'unknown command or argument rnu; did you mean "run"?'],
    [['run'], 'Expected allora-epsilon run <study>'],
    [
      ['run', 'forum-corse'],
      'there is no study "forum-corse"; did you mean "forum-coarse"?\nKnown: blank-cells, clusters, forum-coarse',
    ],
    [['run', 'missing.json'], 'cannot read missing.json: there is no such file or folder'],
    [['run', './'], 'cannot read ./: it is a folder'],
    [['run', 'forum-coarse', '--thread', '2'], 'unknown option --thread; did you mean "--threads"?'],
    [
      ['run', 'forum-coarse', '--threads', 'abc'],
      '--threads: expected a whole number from 0 to 1024, got abc',
    ],
    [['run', 'forum-coarse', '--threads', '-1'], '--threads: expected a whole number from 0 to 1024, got -1'],
    [
      ['run', 'forum-coarse', '--threads', '1.5'],
      '--threads: expected a whole number from 0 to 1024, got 1.5',
    ],
    [['run', 'forum-coarse', '--threads', ''], '--threads: expected a whole number from 0 to 1024, got ""'],
    [['run', 'forum-coarse', '--threads'], '--threads: expected a whole number from 0 to 1024, got nothing'],
    [
      ['run', 'forum-coarse', '--threads', '1', '--threads', '2'],
      '--threads: expected one value, got 1 and 2',
    ],
    [['run', 'forum-coarse', '--seed', 'x'], '--seed: expected a whole number from 0 to 2^53 - 1, got x'],
    [['run', 'forum-coarse', '--seed', '1', '1'], '--seed: expected every value once, got [1,1]'],
    [['run', 'forum-coarse', '--draws', '0'], '--draws: expected a whole number from 1 to 10000000, got 0'],
    [['run', 'forum-coarse', 'too-many'], 'unknown command or argument too-many'],
    [['render'], 'Expected allora-epsilon render <folder>'],
    [['render', 'nowhere'], 'cannot read nowhere/manifest.json: there is no such file or folder'],
  ];
  it.each(commands)('%j', async (args, message) => {
    await expectRefused(args, [message], mkdtempSync(join(folder.path, 'bad-')));
  });

  it('an output folder that is a file, or below one', async () => {
    const cwd = mkdtempSync(join(folder.path, 'bad-'));
    writeFileSync(join(cwd, 'taken'), '');
    await expectRefused(
      ['run', 'forum-coarse', '--out', 'taken'],
      ['cannot write results to taken: it is a file, not a folder'],
      cwd,
    );
    await expectRefused(
      ['run', 'forum-coarse', '--out', 'taken/deep/er'],
      ['cannot write results to taken/deep/er: a part of its path is a file, not a folder'],
      cwd,
    );
    expect(readFileSync(join(cwd, 'taken'), 'utf8')).toBe('');
  });

  // Root may read everything, so root runs the command as another user.
  const uid = process.getuid?.() === 0 ? 65534 : undefined;
  it('a folder that may not be read or written', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'allora-epsilon-locked-'));
    try {
      chmodSync(cwd, 0o755);
      mkdirSync(join(cwd, 'locked'));
      writeFileSync(join(cwd, 'locked/study.json'), JSON.stringify(TINY));
      chmodSync(join(cwd, 'locked'), 0o000);
      await expectRefused(
        ['run', 'locked/study.json'],
        ['cannot read locked/study.json: permission denied'],
        cwd,
        uid,
      );
      // Each process of another user takes half a second.
      if (RUNS_ALL)
        await expectRefused(
          ['render', 'locked'],
          ['cannot read locked/manifest.json: permission denied'],
          cwd,
          uid,
        );
      await expectRefused(
        ['run', 'forum-coarse', '--out', 'locked/results'],
        ['cannot write results to locked/results: permission denied'],
        cwd,
        uid,
      );
    } finally {
      chmodSync(join(cwd, 'locked'), 0o755);
      rmSync(cwd, { recursive: true });
    }
  });
});

describe('render refuses a folder that differs from a complete run', () => {
  const damages: [string, string, (text: string) => string, string][] = [
    [
      'a manifest of another format',
      'manifest.json',
      (text) => text.replace('"format": 1', '"format": 9'),
      'manifest.json: format: expected 1, got 9',
    ],
    [
      'a manifest without format',
      'manifest.json',
      () => '{}',
      'manifest.json: format: expected 1, got nothing',
    ],
    [
      'a damaged study',
      'manifest.json',
      (text) => text.replace('"kind": "grid"', '"kind": 3'),
      'kind   expected one of grid, relative, sensitivity, slope, sweep, threshold, topic, got 3',
    ],
    [
      'a missing column',
      'cells.csv',
      (text) => text.replace('max_std_weights', 'other'),
      'cells.csv: column max_std_weights is missing',
    ],
    [
      'text for a number',
      'cells.csv',
      (text) => text.replace(/,3,1,-1,/, ',3,one,-1,'),
      'cells.csv: line 2, seed: expected a number, got "one"',
    ],
    [
      'an unknown scheme',
      'spread.csv',
      (text) => text.replace(/chain-2026/, 'chain-2062'),
      'spread.csv: line 2, scheme: expected one of forum-2024',
    ],
    ['a cut line', 'spread.csv', (text) => text.slice(0, -30), 'spread.csv: '],
    ['an empty table', 'spread.csv', () => '', 'spread.csv: expected a header line, got an empty file'],
  ];
  beforeAll(async () => {
    const study = writeTiny(folder.path, 'tiny.json', { seeds: 1 });
    const args = ['run', study, '--out', 'complete', '--threads', '0', '--no-figures', '--quiet'];
    expect((await alloraHere(args, folder.path)).status).toBe(0);
  });

  it.each(damages)('%s', async (name, file, damage, message) => {
    const copy = damagedCopy(folder.path, 'complete', name.replaceAll(' ', '-'), file, damage);
    const before = filesBelow(folder.path);
    const { status, stdout, stderr } = await alloraHere(['render', copy], folder.path);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(filesBelow(folder.path)).toEqual(before);
  });
});
