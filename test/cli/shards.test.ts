import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { allora, alloraHere, MAIN, runNode, temporaryFolder } from './command.js';
import { contentsOf, folderWith, LONG, runAndSignal, SHORT } from './interruption.js';
import { TINY } from './tiny-study.js';

const folder = temporaryFolder();

/** A folder with the tiny study and its four shards. Tests copy it. */
let done: string;
/** Prints the peak of the memory of a process, kB. */
const PEAK =
  'data:text/javascript,process.once("exit",()=>process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`))';

/** With figures in continuous integration; test/kubernetes.test.ts compares them everywhere. */
const MAYBE_FIGURES = RUNS_ALL ? [] : ['--no-figures'];
/** Results of a run of the tiny study. */
let single: Record<string, string>;
/** The same without figures. */
let tables: Record<string, string>;
beforeAll(async () => {
  done = folderWith(folder.path, TINY);
  await alloraHere(['run', 'tiny.json', '--threads', '0', '--out', 'single', ...MAYBE_FIGURES], done);
  single = contentsOf(join(done, 'single'));
  const cwd = folderWith(folder.path, TINY);
  await alloraHere(['run', 'tiny.json', '--threads', '0', '--no-figures'], cwd);
  tables = contentsOf(join(cwd, 'results/tiny'));
  for (const index of [3, 1, 4, 2]) {
    const run = await alloraHere(['run', 'tiny.json', '--threads', '0', '--shard', `${index}/4`], done);
    expect(run).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        `^shards/tiny/shard-000${index}-of-0004: 3 of 12 parts in [\\d.]+ s\n$`,
      ) as string,
      stderr: `tiny: 2 seeds, 2 mappings, 6 cells, 3 epsilons; shard ${index}/4: 3 parts; no threads\n`,
    });
  }
}, 120_000);

function copyOfDone(): string {
  const cwd = folderWith(folder.path);
  cpSync(done, cwd, { recursive: true });
  return cwd;
}

describe('run --shard and merge', () => {
  it('give the very files of a run on one machine, and leave the shards', async () => {
    const shards = contentsOf(join(done, 'shards'));
    expect(Object.keys(shards)).toEqual(
      [1, 2, 3, 4].map((index) => `tiny/shard-000${index}-of-0004/journal`),
    );
    // On a busy machine it takes longer than the time after which progress is shown.
    const args = ['merge', 'tiny.json', 'shards/tiny', '-q', ...MAYBE_FIGURES];
    const { status, stdout, stderr } = await alloraHere(args, done);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const drawn = RUNS_ALL ? ', 8 figures, report.html' : '';
    expect(stdout.replace(/ in \d+\.\d s\n$/, '')).toBe(`results/tiny: cells.csv, spread.csv${drawn}`);
    expect(contentsOf(join(done, 'results/tiny'))).toEqual(single);
    expect(contentsOf(join(done, 'shards'))).toEqual(shards);
  });

  // 26 figures took 560 MB before memory was spared. A quiet machine needs 260 to 285 MB.
  it.runIf(RUNS_ALL)('draw many figures in little memory', { timeout: 120_000 }, async () => {
    const cwd = folderWith(folder.path);
    const draws = ['mapping', '--draws', '40', '-q'];
    const shard = await allora(['run', ...draws, '--shard', '1/1', '--out', 'shards'], { cwd });
    expect(shard.stderr).toBe('');
    const { stdout, stderr } = await runNode(['--import', PEAK, MAIN, 'merge', ...draws, 'shards'], { cwd });
    expect(stdout).toContain('cells.csv, fit.json, 26 figures, report.html in ');
    // Threads print it as well.
    const peak = Math.max(...[...stderr.matchAll(/^peak (\d+)$/gm)].map(([, kB]) => Number(kB)));
    expect(peak / 1024).toBeGreaterThan(50);
    expect(peak / 1024).toBeLessThan(400);
  });

  it('answer programs with one document', async () => {
    const cwd = copyOfDone();
    const run = await alloraHere(
      ['run', 'tiny.json', '--threads', '0', '--shard', '3/4', '--json', '-q'],
      cwd,
    );
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual({
      study: 'tiny',
      shard: '3/4',
      folder: 'shards/tiny/shard-0003-of-0004',
      parts: 3,
      of: 12,
      seconds: expect.any(Number) as number,
    });
    const merge = await alloraHere(
      ['merge', 'tiny.json', 'shards/tiny', '--no-figures', '--out', 'merged', '--json', '-q'],
      cwd,
    );
    expect(JSON.parse(merge.stdout)).toEqual({
      study: 'tiny',
      folder: 'merged',
      tables: ['cells.csv', 'spread.csv'],
      figures: [],
      manifest: 'manifest.json',
      seconds: expect.any(Number) as number,
      journals: 4,
    });
  });

  it('take --seed and --draws as part of the study', async () => {
    const cwd = folderWith(folder.path, TINY);
    const options = ['--seed', '3', '--draws', '2'];
    for (const index of [1, 2])
      await alloraHere(
        ['run', 'tiny.json', '--threads', '0', '-q', '--shard', `${index}/2`, ...options],
        cwd,
      );
    const other = await alloraHere(['merge', 'tiny.json', 'shards/tiny', '--no-figures'], cwd);
    expect(other.status).toBe(2);
    expect(other.stderr).toContain('  seeds: [3] in the journal, [1,2] in the tiny to be merged\n');
    expect(other.stderr).toContain('  draws: 2 in the journal, 1 in the tiny to be merged\n');
    await alloraHere(['merge', 'tiny.json', 'shards/tiny', '--no-figures', ...options], cwd);
    await alloraHere(
      ['run', 'tiny.json', '--no-figures', '--threads', '0', '--out', 'single', ...options],
      cwd,
    );
    expect(contentsOf(join(cwd, 'results/tiny'))).toEqual(contentsOf(join(cwd, 'single')));
  });

  it('accept folders twice, in any order, of one shard or of several, and shards of other numbers', async () => {
    const cwd = copyOfDone();
    const shard = (index: number) => `shards/tiny/shard-000${index}-of-0004`;
    rmSync(join(cwd, shard(2)), { recursive: true });
    cpSync(join(cwd, shard(3)), join(cwd, 'copy'), { recursive: true });
    await alloraHere(['run', 'tiny.json', '--threads', '0', '-q', '--shard', '1/2', '--out', 'halves'], cwd);
    const folders = [shard(4), 'halves', 'copy', shard(3), shard(3), 'shards/tiny'];
    const { status, stderr } = await alloraHere(['merge', 'tiny.json', ...folders, '--no-figures'], cwd);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(contentsOf(join(cwd, 'results/tiny'))).toEqual(tables);
  });

  it('of more shards than parts: empty ones are complete', async () => {
    const cwd = folderWith(folder.path, TINY);
    for (let index = 1; index <= 13; index++)
      await alloraHere(['run', 'tiny.json', '--threads', '0', '-q', '--shard', `${index}/13`], cwd);
    expect(readdirSync(join(cwd, 'shards/tiny'))).toHaveLength(13);
    const empty = await alloraHere(['run', 'tiny.json', '--threads', '0', '--shard', '1/100000'], cwd);
    expect(empty.stdout).toMatch(/^shards\/tiny\/shard-000001-of-100000: 0 of 12 parts in /);
    expect((await alloraHere(['merge', 'tiny.json', 'shards/tiny', '--no-figures'], cwd)).status).toBe(0);
    expect(contentsOf(join(cwd, 'results/tiny'))).toEqual(tables);
  });

  it('say that a complete shard is done', async () => {
    const { status, stderr } = await alloraHere(
      ['run', 'tiny.json', '--threads', '0', '--shard', '2/4'],
      done,
    );
    expect(status).toBe(0);
    expect(stderr).toContain('Resuming an interrupted run: 100 % of the shard is done\n');
    const fresh = await alloraHere(['run', 'tiny.json', '--threads', '0', '--shard', '2/4', '--fresh'], done);
    expect(fresh.stderr).not.toContain('Resuming');
  });
});

describe('wrong input', () => {
  it.each(['5/4', '0/4', '1/0', 'a/b', '1.5/4', '1/100001', '1', '-1/4', '1/4/2', 'Infinity/4'])(
    '--shard %s: status 2, states the rule',
    async (text) => {
      const cwd = folderWith(folder.path, TINY);
      expect(await alloraHere(['run', 'tiny.json', `--shard=${text}`], cwd)).toEqual({
        status: 2,
        stdout: '',
        stderr: `--shard: expected i/n with whole numbers, i from 1 to n, n from 1 to 100000, got ${text}\n`,
      });
      expect(readdirSync(cwd)).toEqual(['tiny.json']);
    },
  );

  it.each([
    ['no folder', [], 'Expected allora-epsilon merge <study> <folders..>\n'],
    ['a folder that does not exist', ['none'], 'cannot read none: there is no such file or folder\n'],
    [
      'a file in place of a folder',
      ['tiny.json'],
      'cannot read tiny.json: expected a folder of shards, got a file\n',
    ],
    ['a folder without shards', ['single'], 'single: expected the folder of a shard'],
    [
      'three of four',
      [1, 2, 4].map((i) => `shards/tiny/shard-000${i}-of-0004`),
      '3 parts of 12 are missing\nRun these shards, then merge again: --shard 3/4\n',
    ],
  ])('%s: status 2, and nothing changes', async (_, folders, message) => {
    const before = contentsOf(done);
    const { status, stdout, stderr } = await alloraHere(
      ['merge', 'tiny.json', ...folders, '--out', 'out'],
      done,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(contentsOf(done)).toEqual(before);
  });

  it('folders of others: refused, and links are not followed', async () => {
    const cwd = copyOfDone();
    const shard = join(cwd, 'shards/tiny/shard-0002-of-0004');
    const run = (...more: string[]) =>
      alloraHere(['run', 'tiny.json', '--threads', '0', '--shard', '2/4', ...more], cwd);
    writeFileSync(join(shard, 'notes.txt'), 'mine');
    expect(await run('--fresh')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'shard-0002-of-0004: it holds notes.txt, which is not of this program',
      ) as string,
    });
    expect(readFileSync(join(shard, 'notes.txt'), 'utf8')).toBe('mine');
    rmSync(shard, { recursive: true });
    writeFileSync(shard, 'mine');
    expect((await run()).stderr).toContain('shard-0002-of-0004: it is a file, not a folder');
    rmSync(shard);
    mkdirSync(join(cwd, 'elsewhere'));
    symlinkSync(join(cwd, 'elsewhere'), shard);
    expect((await run()).stderr).toContain('shard-0002-of-0004: it is a symbolic link');
    rmSync(shard);
    mkdirSync(shard);
    symlinkSync(join(cwd, 'tiny.json'), join(shard, 'journal'));
    expect((await run()).stderr).toContain('journal: expected a file of this program, got a symbolic link');
    expect(readdirSync(join(cwd, 'elsewhere'))).toEqual([]);
    // The folder of shards holds no results, so merge does not write into it.
    const into = await alloraHere(['merge', 'tiny.json', done, '--out', 'shards/tiny'], cwd);
    expect(into.status).toBe(2);
  });

  it('another shard in its place: refused', async () => {
    const cwd = copyOfDone();
    const path = (index: number) => join(cwd, `shards/tiny/shard-000${index}-of-0004`);
    rmSync(path(2), { recursive: true });
    cpSync(path(1), path(2), { recursive: true });
    const { status, stderr } = await alloraHere(
      ['run', 'tiny.json', '--threads', '0', '--shard', '2/4'],
      cwd,
    );
    expect(status).toBe(2);
    expect(stderr).toContain('  shard: "1/4" in the journal, "2/4" now\n');
  });
});

describe('shards in processes of their own', () => {
  it(
    'killed and stopped at any moment, at the same time in one folder, are completed',
    { timeout: 600_000 },
    async () => {
      // Few means have no fit, which takes as long as all draws.
      const study = { ...SHORT, mean: LONG.mean, draws: 6000 };
      const cwd = folderWith(folder.path, study);
      await allora(['run', 'short.json', '--no-figures', '--threads', '0', '--out', 'single'], { cwd });
      const kills = RUNS_ALL ? 4 : 1;
      const shards = RUNS_ALL ? [1, 2, 3] : [1, 2];
      const shard = async (index: number) => {
        const args = ['run', 'short.json', '--shard', `${index}/${shards.length}`];
        const journal = join(cwd, `shards/short/shard-000${index}-of-000${shards.length}/journal`);
        for (let kill = 0; kill < kills; kill++) {
          const signal = (['SIGKILL', 'SIGTERM'] as const)[(kill + index) % 2]!;
          let start = 0;
          const when = () => {
            if (start === 0 && existsSync(journal) && statSync(journal).size > 0) start = performance.now();
            return start > 0 && performance.now() - start > 30 * ((kill * 0.618 + index / 3) % 1);
          };
          const { status } = await runAndSignal([...args, '--threads', '1'], cwd, { when, signal });
          expect([null, 130, 0]).toContain(status);
        }
        expect((await allora([...args, '--threads', '0'], { cwd })).status).toBe(0);
      };
      await Promise.all(shards.map(shard));
      expect(readdirSync(join(cwd, `shards/short/shard-0001-of-000${shards.length}`))).toEqual(['journal']);
      const merge = await allora(['merge', 'short.json', 'shards/short', '--no-figures'], { cwd });
      expect(merge.status).toBe(0);
      expect(contentsOf(join(cwd, 'results/short'))).toEqual(contentsOf(join(cwd, 'single')));
    },
  );

  it('a full disk during merge: status 3, names it, loses nothing', { timeout: 600_000 }, async () => {
    const wide = { ...TINY, name: 'wide', epsilon: { logspace: [-3, 1, 500] } };
    const cwd = folderWith(folder.path, wide);
    for (const index of [1, 2])
      await alloraHere(['run', 'wide.json', '--threads', '0', '-q', '--shard', `${index}/2`], cwd);
    const shards = contentsOf(join(cwd, 'shards'));
    mkdirSync(join(cwd, 'disk'));
    const merge = `"${process.execPath}" "${MAIN}" merge wide.json shards/wide --no-figures --out disk/wide; echo "status $?"`;
    // Outside continuous integration the next merge has no process of its own.
    const again = RUNS_ALL ? `mount -o remount,size=64m disk\n${merge}\ncp -r disk/wide .` : '';
    const script = `mount -t tmpfs -o size=500k tmpfs disk\n${merge}\nls -A disk\n${again}`;
    const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script], { cwd, encoding: 'utf8' });
    expect(stderr).toContain('cannot write results to disk/wide: the disk is full');
    const done = RUNS_ALL ? 'disk/wide: cells\\.csv, spread\\.csv in [\\d.]+ s\nstatus 0\n' : '';
    expect(stdout).toMatch(new RegExp(`^status 3\n${done}$`));
    expect(contentsOf(join(cwd, 'shards'))).toEqual(shards);
    if (!RUNS_ALL)
      await alloraHere(['merge', 'wide.json', 'shards/wide', '--no-figures', '-q', '--out', 'wide'], cwd);
    await alloraHere(['run', 'wide.json', '--no-figures', '-q', '--threads', '0', '--out', 'single'], cwd);
    expect(contentsOf(join(cwd, 'wide'))).toEqual(contentsOf(join(cwd, 'single')));
  });
});
