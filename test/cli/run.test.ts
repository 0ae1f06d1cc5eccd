import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allora, alloraHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const TINY = {
  name: 'tiny',
  kind: 'grid',
  workers: 3,
  mean: [-1, 0, 1],
  std: [0.1, 1],
  epsilon: [0.01, 0.1, 1],
  seeds: [1, 2],
};

function writeStudy(name: string, change: object = {}): string {
  const path = join(folder.path, name);
  writeFileSync(path, JSON.stringify({ ...TINY, ...change }));
  return path;
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

/** Expects a manifest to list the files of its folder in order, with their hashes. */
function expectListedFiles(results: string): void {
  const { files } = readJson(join(results, 'manifest.json'));
  const listed = filesBelow(results).filter(
    (path) => !['manifest.json', 'run.json', 'report.html'].includes(path),
  );
  const hashes = listed.map((path) => [path, hashOf(readFileSync(join(results, path)))]);
  expect(Object.entries(files as object)).toEqual(hashes);
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

describe('run', () => {
  it('writes tables, figures with captions, and a manifest; answers on standard output only', async () => {
    writeStudy('tiny.json');
    const { status, stdout, stderr } = await allora(['run', 'tiny.json', '--threads', '2'], {
      cwd: folder.path,
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^results\/tiny: cells\.csv, spread\.csv, 8 figures, report\.html in \d+\.\d s\n$/,
    );
    expect(stderr).toBe('tiny: 2 seeds, 2 mappings, 6 cells, 3 epsilons; 2 threads\n');
    const out = join(folder.path, 'results/tiny');
    const figures = [
      'std-log10-weights-seed-1',
      'std-log10-weights-seed-2',
      'std-weights-seed-1',
      'std-weights-seed-2',
    ];
    expect(filesBelow(out)).toEqual(
      [
        'cells.csv',
        'manifest.json',
        'report.html',
        'run.json',
        'spread.csv',
        ...figures.flatMap((name) => ['png', 'svg', 'txt'].map((end) => `figures/${name}.${end}`)),
      ].sort(),
    );
    expect(readdirSync(join(folder.path, 'results'))).toEqual(['tiny']);
    const [header, first] = readFileSync(join(out, 'cells.csv'), 'utf8').split('\n');
    expect(header).toBe(
      'scheme,mapping,workers,seed,mean,std,max_epsilon_std_weights,max_std_weights,max_epsilon_std_log10_weights,max_std_log10_weights,max_epsilon_threshold',
    );
    expect(first).toMatch(/^chain-2026,gradient,3,1,-1,0\.1,/);
    expect(readFileSync(join(out, 'spread.csv'), 'utf8').split('\n')[0]).toBe(
      'scheme,mapping,workers,seed,mean,std,epsilon,std_weights,std_log10_weights',
    );
    const manifest = readJson(join(out, 'manifest.json'));
    expect(manifest).toMatchObject({
      format: 1,
      version: '0.1.0',
      seeds: [1, 2],
      draws: 1,
      study: { ...TINY, workers: [3], schemes: ['chain-2026'], factor: Math.sqrt(10) },
      studyHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const names = ['format', 'study', 'studyHash', 'version', 'seeds', 'draws', 'files'];
    expect(Object.keys(manifest)).toEqual(names);
    expectListedFiles(out);
    const facts = readJson(join(out, 'run.json'));
    expect(facts).toEqual({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      seconds: expect.any(Number) as number,
      machine: expect.objectContaining({ node: process.version, threads: 2 }) as object,
    });
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    for (const text of [manifest['studyHash'], facts['date'], process.version])
      expect(report).toContain(`<td>${text as string}</td>`);
  });

  it('gives the same bytes again, without threads, and after render', async () => {
    writeStudy('tiny.json');
    const bytes = (name: string) =>
      Object.fromEntries(
        filesBelow(join(folder.path, name))
          // Both files hold the date and the machine of the run.
          .filter((file) => file !== 'run.json' && file !== 'report.html')
          .map((file) => [file, readFileSync(join(folder.path, name, file), 'base64')]),
      );
    await allora(['run', 'tiny.json', '--out', 'a', '--threads', '1'], { cwd: folder.path });
    await allora(['run', 'tiny.json', '--out', 'b', '--threads', '0', '--quiet'], { cwd: folder.path });
    expect(bytes('b')).toEqual(bytes('a'));
    expectListedFiles(join(folder.path, 'b'));
    rmSync(join(folder.path, 'b/figures'), { recursive: true });
    const redrawn = await allora(['render', 'b'], { cwd: folder.path });
    expect(redrawn).toEqual({ status: 0, stdout: 'b: 8 figures, report.html\n', stderr: '' });
    expect(bytes('b')).toEqual(bytes('a'));
  });

  it('has a manifest that render updates: hashes of figures change, those of tables stay', async () => {
    writeStudy('tiny.json');
    const out = join(folder.path, 'updated');
    await alloraHere(['run', 'tiny.json', '--out', out, '--threads', '0', '--no-figures'], folder.path);
    expectListedFiles(out);
    const before = readJson(join(out, 'manifest.json'));
    expect(Object.keys(before['files'] as object)).toEqual(['cells.csv', 'spread.csv']);

    writeFileSync(join(out, 'notes.txt'), 'not a file of the run');
    writeFileSync(
      join(out, 'spread.csv'),
      readFileSync(join(out, 'spread.csv'), 'utf8').replaceAll('\n', '\r\n'),
    );
    expect((await alloraHere(['render', out], folder.path)).status).toBe(0);
    const after = readJson(join(out, 'manifest.json'));
    expect(after).toEqual({ ...before, files: expect.objectContaining(before['files']!) as object });
    const added = Object.keys(after['files'] as object).filter((path) => !path.endsWith('.csv'));
    expect(added).toEqual(filesBelow(join(out, 'figures')).map((path) => `figures/${path}`));
    for (const path of added)
      expect((after['files'] as Record<string, string>)[path]).toBe(hashOf(readFileSync(join(out, path))));
  });

  it('reads the manifest of an earlier version, with the date and without files; render completes it', async () => {
    writeStudy('tiny.json');
    const out = join(folder.path, 'earlier');
    await alloraHere(['run', 'tiny.json', '--out', out, '--threads', '0'], folder.path);
    const path = join(out, 'manifest.json');
    const now = readFileSync(path, 'utf8');
    const { files: _, ...earlier } = JSON.parse(now) as Record<string, unknown>;
    writeFileSync(
      path,
      JSON.stringify({ ...earlier, date: '2026-11-22T07:24:11.980Z', seconds: 17.7, machine: {} }),
    );
    rmSync(join(out, 'run.json'));
    writeFileSync(join(out, 'notes.txt'), 'not a file of the run');
    expect((await alloraHere(['render', out], folder.path)).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(now);

    writeFileSync(path, JSON.stringify({ ...earlier, files: ['cells.csv', 1] }));
    const { status, stderr } = await alloraHere(['render', out], folder.path);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `${path}: files: expected paths with their SHA-256 hashes\n`,
    });
  });

  it('takes seeds and draws from the command line; several draws give standard errors', async () => {
    writeStudy('tiny.json');
    const { status, stdout, stderr } = await allora(
      ['run', 'tiny.json', '--seed', '7', '--draws', '5', '--out', 'more/draws', '--json', '--threads', '0'],
      { cwd: folder.path },
    );
    expect(status).toBe(0);
    expect(stderr).toBe('tiny: 2 mappings, 6 cells, 5 draws, 3 epsilons; no threads\n');
    expect(JSON.parse(stdout)).toMatchObject({
      study: 'tiny',
      folder: 'more/draws',
      tables: ['cells.csv', 'spread.csv'],
      manifest: 'manifest.json',
    });
    expect(readFileSync(join(folder.path, 'more/draws/spread.csv'), 'utf8')).toMatch(
      /^scheme,.*,epsilon,std_weights,std_weights_se,std_log10_weights,std_log10_weights_se\nchain-2026,gradient,3,7,/,
    );
    expect(readFileSync(join(folder.path, 'more/draws/cells.csv'), 'utf8').split('\n')[0]).toContain(
      'max_std_weights,max_std_weights_se',
    );
    expect((await allora(['render', 'more/draws', '--quiet'], { cwd: folder.path })).status).toBe(0);
  });

  it('removes the files of an earlier run with another definition, and keeps other files', async () => {
    const out = join(folder.path, 'again');
    await alloraHere(['run', writeStudy('tiny.json'), '--out', out, '--threads', '0'], folder.path);
    writeFileSync(join(out, 'notes.txt'), 'mine');
    await alloraHere(['run', 'tiny.json', '--out', out, '--threads', '0', '--seed', '9'], folder.path);
    expect(filesBelow(out).filter((file) => file.includes('seed-1'))).toEqual([]);
    expect(filesBelow(out)).toContain('figures/std-weights-seed-9.svg');

    writeFileSync(join(out, 'fit.json'), '{}');
    const plain = writeStudy('plain.json', { spreadTable: false });
    await alloraHere(['run', plain, '--out', out, '--threads', '0', '--no-figures'], folder.path);
    expect(filesBelow(out).sort()).toEqual(['cells.csv', 'manifest.json', 'notes.txt', 'run.json']);
  });

  it('reads a study from standard input', async () => {
    const { status } = await allora(['run', '-', '--quiet', '--threads', '0'], {
      cwd: folder.path,
      input: `\uFEFF${JSON.stringify({ ...TINY, name: 'piped' })}`,
    });
    expect(status).toBe(0);
    expect(existsSync(join(folder.path, 'results/piped/cells.csv'))).toBe(true);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s before the first part is finished stops it with 130 and leaves no files',
    async (signal) => {
      const empty = mkdtempSync(join(folder.path, 'stopped-'));
      const path = writeStudy('long.json', { name: 'long', draws: 100_000 });
      const { status, stdout, stderr } = await allora(['run', path, '--threads', '1'], {
        cwd: empty,
        signal,
      });
      expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
      expect(stderr).toContain('stopped; nothing was written');
      expect(readdirSync(empty)).toEqual([]);
    },
  );
});

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
      'there is no study "forum-corse"; did you mean "forum-coarse"?\nKnown: blank-cells, forum-coarse',
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
      'kind   expected one of grid, relative, sweep, threshold, got 3',
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
  it.each(damages)('%s', async (_, file, damage, message) => {
    const cwd = mkdtempSync(join(folder.path, 'damaged-'));
    writeFileSync(join(cwd, 'tiny.json'), JSON.stringify({ ...TINY, seeds: 1 }));
    expect(
      (await allora(['run', 'tiny.json', '--out', 'out', '--threads', '0', '--quiet'], { cwd })).status,
    ).toBe(0);
    const path = join(cwd, 'out', file);
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    const before = filesBelow(cwd);
    const { status, stdout, stderr } = await alloraHere(['render', 'out'], cwd);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(filesBelow(cwd)).toEqual(before);
  });
});
