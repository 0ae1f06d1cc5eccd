import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { allora, alloraHere, temporaryFolder, type Outcome } from './command.js';
import { startPaused } from './interruption.js';
import { filesBelow, readJson, TINY, writeTiny } from './tiny-study.js';

const folder = temporaryFolder();
/** Figures take longest. Each seed has two, so outside continuous integration the study has one seed. */
const SEEDS = RUNS_ALL ? [1, 2] : [1];
const FIGURES = `${4 * SEEDS.length} figures`;
/**
 * Threads of the complete run. Outside continuous integration none, because to start threads takes longer
 * than the study.
 */
const THREADS = RUNS_ALL ? 2 : 0;
const writeStudy = (name: string, change: object = {}) =>
  writeTiny(folder.path, name, { seeds: SEEDS, ...change });

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

/** A complete run of the tiny study. Tests copy its results instead of running it again. */
let run: Outcome;
const complete = () => join(folder.path, 'results/tiny');
beforeAll(async () => {
  writeStudy('tiny.json');
  run = await allora(['run', 'tiny.json', '--threads', String(THREADS)], { cwd: folder.path });
});

describe('run', () => {
  it('writes tables, figures with captions, and a manifest; answers on standard output only', () => {
    const { status, stdout, stderr } = run;
    expect(status).toBe(0);
    expect(stdout.replace(/\d+\.\d s\n$/, '')).toBe(
      `results/tiny: cells.csv, spread.csv, ${FIGURES}, report.html in `,
    );
    // A slow machine also shows progress.
    expect(stderr.replace(/^ +\d+ % {2}.*\n/gm, '')).toBe(
      `tiny: ${RUNS_ALL ? '2 seeds, ' : ''}2 mappings, 6 cells, 3 epsilons; ${RUNS_ALL ? '2' : 'no'} threads\n`,
    );
    const out = complete();
    const figures = ['std-log10-weights', 'std-weights'].flatMap((name) =>
      SEEDS.map((seed) => `${name}-seed-${seed}`),
    );
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
      seeds: SEEDS,
      draws: 1,
      study: { ...TINY, seeds: SEEDS, workers: [3], schemes: ['chain-2026'], factor: Math.sqrt(10) },
      studyHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const names = ['format', 'study', 'studyHash', 'version', 'seeds', 'draws', 'files'];
    expect(Object.keys(manifest)).toEqual(names);
    expectListedFiles(out);
    const facts = readJson(join(out, 'run.json'));
    expect(facts).toEqual({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      seconds: expect.any(Number) as number,
      machine: expect.objectContaining({ node: process.version, threads: THREADS }) as object,
    });
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    for (const text of [manifest['studyHash'], facts['date'], process.version])
      expect(report).toContain(`<td>${text as string}</td>`);
  });

  it('gives the same bytes again, without threads, and after render', async () => {
    const bytes = (out: string) =>
      Object.fromEntries(
        filesBelow(out)
          // Both files hold the date and the machine of the run.
          .filter((file) => file !== 'run.json' && file !== 'report.html')
          .map((file) => [file, readFileSync(join(out, file), 'base64')]),
      );
    const again = join(folder.path, 'b');
    const args = ['run', 'tiny.json', '--out', 'b', '--threads', '0', '--quiet'];
    // Outside CI only render draws the figures again.
    await alloraHere([...args, ...(RUNS_ALL ? [] : ['--no-figures'])], folder.path);
    if (RUNS_ALL) expect(bytes(again)).toEqual(bytes(complete()));
    expectListedFiles(again);
    rmSync(join(again, 'figures'), { recursive: true, force: true });
    const redrawn = await alloraHere(['render', 'b'], folder.path);
    expect({ ...redrawn, stderr: redrawn.stderr.replace(/^ +\d+ % {2}.*\n/gm, '') }).toEqual({
      status: 0,
      stdout: `b: ${FIGURES}, report.html\n`,
      stderr: '',
    });
    expect(bytes(again)).toEqual(bytes(complete()));
  });

  it('has a manifest that render updates: hashes of figures change, those of tables stay', async () => {
    const out = join(folder.path, 'updated');
    const one = writeStudy('one.json', { seeds: 1 });
    await alloraHere(['run', one, '--out', out, '--threads', '0', '--no-figures'], folder.path);
    expectListedFiles(out);
    const before = readJson(join(out, 'manifest.json'));
    expect(Object.keys(before['files'] as object)).toEqual(['cells.csv', 'spread.csv']);

    writeFileSync(join(out, 'notes.txt'), 'not a file of the run');
    writeFileSync(
      join(out, 'spread.csv'),
      readFileSync(join(out, 'spread.csv'), 'utf8').replaceAll('\n', '\r\n'),
    );
    expect((await alloraHere(['render', out, '--format', 'svg'], folder.path)).status).toBe(0);
    const after = readJson(join(out, 'manifest.json'));
    expect(after).toEqual({ ...before, files: expect.objectContaining(before['files']!) as object });
    const added = Object.keys(after['files'] as object).filter((path) => !path.endsWith('.csv'));
    expect(added).toEqual(filesBelow(join(out, 'figures')).map((path) => `figures/${path}`));
    for (const path of added)
      expect((after['files'] as Record<string, string>)[path]).toBe(hashOf(readFileSync(join(out, path))));
  });

  it('reads the manifest of an earlier version, with the date and without files; render completes it', async () => {
    const out = join(folder.path, 'earlier');
    cpSync(complete(), out, { recursive: true });
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
    const { status, stdout, stderr } = await allora(
      [
        'run',
        'tiny.json',
        '--seed',
        '7',
        '--draws',
        '5',
        '--out',
        'more/draws',
        '--json',
        '--threads',
        '0',
      ].concat('--no-figures'),
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
    const render = ['render', 'more/draws', '--format', 'svg', '--quiet'];
    expect((await allora(render, { cwd: folder.path })).status).toBe(0);
  });

  it('removes the files of an earlier run with another definition, and keeps other files', async () => {
    const out = join(folder.path, 'again');
    cpSync(complete(), out, { recursive: true });
    writeFileSync(join(out, 'notes.txt'), 'mine');
    await alloraHere(['run', 'tiny.json', '--out', out, '--threads', '0', '--seed', '9'], folder.path);
    expect(filesBelow(out).filter((file) => file.includes('seed-1'))).toEqual([]);
    expect(filesBelow(out)).toContain('figures/std-weights-seed-9.svg');

    // A file of an earlier run is listed in its manifest.
    writeFileSync(join(out, 'fit.json'), '{}');
    const manifest = readJson(join(out, 'manifest.json'));
    const files = { ...(manifest['files'] as object), 'fit.json': hashOf(Buffer.from('{}')) };
    writeFileSync(join(out, 'manifest.json'), JSON.stringify({ ...manifest, files }));
    const plain = writeStudy('plain.json', { spreadTable: false });
    await alloraHere(['run', plain, '--out', out, '--threads', '0', '--no-figures'], folder.path);
    expect(filesBelow(out).sort()).toEqual(['cells.csv', 'manifest.json', 'notes.txt', 'run.json']);
  });

  it('draws no table of more than 100,000 rows, unless asked, and says so', async () => {
    const study = {
      name: 'long',
      kind: 'grid',
      workers: 3,
      mean: 0,
      std: 1,
      schemes: 'chain-2026',
      mappings: 'gradient',
      epsilon: { logspace: [-9, 9, 9999] },
      seeds: Array.from({ length: 11 }, (_, i) => i),
    };
    const path = join(folder.path, 'long.json');
    writeFileSync(path, JSON.stringify(study));
    const line =
      'no figures, because spread.csv has 109,989 rows, more than 100,000; --figures draws them, with 3 kB of memory a row\n';
    const run = (out: string, ...more: string[]) =>
      alloraHere(['run', path, '--threads', '0', '--out', out, ...more], folder.path);
    // The run takes three seconds of the processor; test/results/parquet-table.test.ts writes such tables
    // everywhere.
    if (RUNS_ALL) {
      const { status, stdout, stderr } = await run('long');
      expect({ status, stderr }).toEqual({
        status: 0,
        stderr: `long: 11 seeds, 9,999 epsilons; no threads\n${line}`,
      });
      expect(stdout).toMatch(/^long: cells.csv, spread.csv, spread.parquet in [\d.]+ s\n$/);
    }
    // Where the results cannot be written, the run ends after its notes, so that it does not take seconds.
    writeFileSync(join(folder.path, 'taken'), '');
    const refusal = 'cannot write results to taken: it is a file, not a folder\n';
    expect((await run('taken')).stderr).toContain(`${line}${refusal}`);
    expect((await run('taken', '--no-figures')).stderr).not.toContain(line);
    expect((await run('taken', '--quiet')).stderr).toBe(refusal);
  });

  it('reads a study from standard input', async () => {
    const { status } = await allora(['run', '-', '--quiet', '--threads', '0', '--no-figures'], {
      cwd: folder.path,
      input: `\uFEFF${JSON.stringify({ ...TINY, name: 'piped' })}`,
    });
    expect(status).toBe(0);
    expect(existsSync(join(folder.path, 'results/piped/cells.csv'))).toBe(true);
  });

  // test/cli/check.test.ts sends the other signal.
  it.each(RUNS_ALL ? (['SIGINT', 'SIGTERM'] as const) : (['SIGINT'] as const))(
    '%s before the first part is finished stops it with 130 and leaves no files',
    async (signal) => {
      const empty = mkdtempSync(join(folder.path, 'stopped-'));
      const path = writeStudy('long.json', { name: 'long', draws: 100_000 });
      const running = await startPaused(['run', path, '--threads', '1'], empty, 'staging');
      running.send(signal);
      const { status, stdout, stderr } = await running.ended;
      expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
      expect(stderr).toContain('stopped; nothing was written');
      expect(readdirSync(empty)).toEqual([]);
    },
  );
});
