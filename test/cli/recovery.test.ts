import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { allora, MAIN, temporaryFolder } from './command.js';

const folder = temporaryFolder();

/** Long enough to be interrupted while it computes; writes a table, a fit and figures. */
const LONG = {
  name: 'long',
  kind: 'threshold',
  axis: 'ratio',
  draws: 40_000,
  mean: { linspace: [-3, 1, 12] },
  std: 1,
};
/** Short, but with all phases. */
const SHORT = { ...LONG, name: 'short', draws: 3000, mappings: 'gradient' };

function newFolder(...studies: object[]): string {
  const cwd = mkdtempSync(join(folder.path, 'run-'));
  for (const study of studies)
    writeFileSync(join(cwd, `${(study as typeof LONG).name}.json`), JSON.stringify(study));
  return cwd;
}

/** Contents by path, without the two files that hold the date of the run. */
function contentsOf(results: string): Record<string, string> {
  const files = readdirSync(results, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(results, path)).isFile(),
  );
  const timeless = files.filter((path) => path !== 'run.json' && path !== 'report.html').sort();
  return Object.fromEntries(timeless.map((path) => [path, readFileSync(join(results, path), 'latin1')]));
}

/** Paths of all files and folders in a folder, and '' for itself. Empty if one of them is removed meanwhile. */
function pathsIn(path: string): string[] {
  try {
    return ['', ...readdirSync(path, { recursive: true, encoding: 'utf8' })];
  } catch {
    return [];
  }
}

function hashOf(content: string): string {
  return createHash('sha256').update(content, 'latin1').digest('hex');
}

/** Starts a run and sends signals, each when a condition holds. */
function runAndSignal(
  args: readonly string[],
  cwd: string,
  signals: readonly { when: (pid: number) => boolean; signal: NodeJS.Signals }[],
  uid?: number,
) {
  return new Promise<{ status: number | null; stderr: string; seconds: number }>((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    let stderr = '';
    let sent = 0;
    let first = 0;
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const timer = setInterval(() => {
      if (sent === signals.length || !signals[sent]!.when(child.pid!)) return;
      first ||= performance.now();
      child.kill(signals[sent++]!.signal);
    }, 5);
    child.on('close', (status) => {
      clearInterval(timer);
      resolve({ status, stderr, seconds: (performance.now() - first) / 1000 });
    });
  });
}

const journalOf = (cwd: string, name: string) => join(cwd, `results/.${name}.run/journal`);
const hasParts = (cwd: string, name: string) => () =>
  (statSync(journalOf(cwd, name), { throwIfNoEntry: false })?.size ?? 0) > 1e6;

let long: Record<string, string>;
let short: Record<string, string>;

beforeAll(async () => {
  const cwd = newFolder(LONG, SHORT);
  expect((await allora(['run', 'long.json', '--threads', '2', '--no-figures'], { cwd })).status).toBe(0);
  long = contentsOf(join(cwd, 'results/long'));
  expect((await allora(['run', 'short.json', '--threads', '1'], { cwd })).status).toBe(0);
  short = contentsOf(join(cwd, 'results/short'));
  expect(Object.keys(short).length).toBeGreaterThan(5);
  expect(readdirSync(join(cwd, 'results'))).toEqual(['long', 'short']);
}, 120_000);

describe('an interrupted run', () => {
  it.each([
    ['SIGINT', '2'],
    ['SIGTERM', '1'],
    ['SIGINT', '0'],
  ] as const)(
    'by %s ends with 130, says how to resume it, and gives the same bytes when resumed: %s threads',
    async (signal, threads) => {
      const cwd = newFolder(LONG);
      const args = ['run', 'long.json', '--no-figures', '--threads', threads];
      const stopped = await runAndSignal(args, cwd, [{ when: hasParts(cwd, 'long'), signal }]);
      expect(stopped.status).toBe(130);
      expect(stopped.seconds).toBeLessThan(5);
      const share =
        /^stopped: ([\d.]+) % of the study is done; the same command resumes the run, --fresh starts over$/m;
      expect(stopped.stderr).toMatch(share);
      expect(readdirSync(join(cwd, 'results'))).toEqual(['.long.run']);

      const next = await allora([...args.slice(0, -1), '1'], { cwd });
      expect(next.status).toBe(0);
      expect(next.stderr).toContain(
        `Resuming an interrupted run: ${share.exec(stopped.stderr)![1]!} % of the study is done`,
      );
      expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
      expect(readdirSync(join(cwd, 'results'))).toEqual(['long']);
    },
    120_000,
  );

  it('ends at once after a second signal', async () => {
    const cwd = newFolder(LONG);
    const when = hasParts(cwd, 'long');
    const signal = 'SIGINT';
    const stopped = await runAndSignal(['run', 'long.json', '--no-figures'], cwd, [
      { when, signal },
      { when, signal },
    ]);
    expect(stopped.status).toBe(130);
  }, 60_000);

  it('resumes from a torn or damaged journal with a message; refuses a journal of other options without --fresh', async () => {
    const cwd = newFolder(LONG);
    const args = ['run', 'long.json', '--no-figures'];
    await runAndSignal(args, cwd, [{ when: hasParts(cwd, 'long'), signal: 'SIGKILL' }]);
    const work = join(cwd, 'results/.long.run');
    cpSync(work, join(cwd, 'saved'), { recursive: true });

    const refused = await allora([...args, '--seed', '8'], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(
      'results/.long.run/journal holds an interrupted run that differs from this one:\n  seeds: [1] in the journal, [8] now',
    );
    const fresh = await allora([...args, '--seed', '8', '--fresh', '--draws', '10'], { cwd });
    expect({ status: fresh.status, left: readdirSync(join(cwd, 'results')) }).toEqual({
      status: 0,
      left: ['long'],
    });

    cpSync(join(cwd, 'saved'), work, { recursive: true });
    const bytes = readFileSync(join(work, 'journal'));
    bytes[Math.floor(bytes.length / 2)]! ^= 4;
    writeFileSync(join(work, 'journal'), bytes);
    const next = await allora(args, { cwd });
    expect(next.status).toBe(0);
    expect(next.stderr).toContain(
      'results/.long.run/journal is damaged: the parts that cannot be read are computed again',
    );
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 120_000);
});

describe('a run that is killed at any moment', () => {
  /** In CI all; elsewhere four in each phase, because the full number takes two minutes. */
  const KILLS = process.env.CI ? 200 : 24;
  /** Chains of runs that run at the same time. */
  const CHAINS = 2;
  /** Each phase begins when a path of this form exists. The run is killed at most `span` milliseconds later. */
  const PHASES = [
    { name: 'starting', begins: /^$/, span: 250, args: ['--fresh', '--no-figures'] },
    { name: 'computing', begins: /^\.short\.run\/journal$/, span: 100, args: ['--fresh', '--no-figures'] },
    { name: 'writing tables', begins: /^\.short\.run\/staging-\w+$/, span: 50, args: ['--no-figures'] },
    { name: 'fitting', begins: /\/staging-\w+\/cells\.csv$/, span: 200, args: ['--no-figures'] },
    { name: 'drawing', begins: /\/staging-\w+\/figures$/, span: 1000, args: [] },
    { name: 'publishing', begins: /^short$/, span: 10, args: ['--no-figures'] },
  ];

  it(`${KILLS} times, is completed by the next one with the same bytes`, { timeout: 900_000 }, async () => {
    const kills = Object.fromEntries(PHASES.map(({ name }) => [name, 0]));
    const chain = async (seed: number) => {
      const cwd = newFolder(SHORT);
      const args = ['run', 'short.json', '--threads', '1'];
      const results = join(cwd, 'results/short');
      for (let killed = 0, i = 0; killed < KILLS / CHAINS; i++) {
        const { name, begins, span, args: more } = PHASES[i % PHASES.length]!;
        // Delays are spread evenly over the phase, not random, so that the test can be repeated.
        const delay = span * ((i * 0.618034 + seed / CHAINS) % 1);
        let start = 0;
        const when = () => {
          if (start === 0 && pathsIn(join(cwd, 'results')).some((path) => begins.test(path)))
            start = performance.now();
          return start > 0 && performance.now() - start >= delay;
        };
        if (name === 'publishing') rmSync(results, { recursive: true, force: true });
        const { status } = await runAndSignal([...args, ...more], cwd, [{ when, signal: 'SIGKILL' }]);
        if (status === null) {
          kills[name]!++;
          killed++;
        }
        // A folder with a manifest has the files that it lists, complete.
        if (existsSync(join(results, 'manifest.json'))) expectComplete(contentsOf(results));
      }
      expect((await allora(args, { cwd })).status).toBe(0);
      expect(contentsOf(results)).toEqual(short);
      expect(readdirSync(join(cwd, 'results'))).toEqual(['short']);
    };
    const expectComplete = ({ 'manifest.json': manifest, ...contents }: Record<string, string>) => {
      expect(Object.entries(short)).toEqual(expect.arrayContaining(Object.entries(contents)));
      const hashes = Object.entries(contents).map(([path, content]) => [path, hashOf(content)]);
      const { files } = JSON.parse(manifest!) as { files: object };
      expect(Object.entries(files)).toEqual(hashes);
    };
    await Promise.all(Array.from({ length: CHAINS }, (_, seed) => chain(seed)));
    expect(Math.min(...Object.values(kills)), JSON.stringify(kills)).toBeGreaterThan(KILLS / 20);
  });
});

describe('two runs into one folder', () => {
  it('the second is refused while the first runs', async () => {
    const cwd = newFolder(LONG);
    let second: Promise<unknown> = Promise.resolve();
    let isStarted = false;
    const when = hasParts(cwd, 'long');
    const start = () => {
      if (!isStarted && when()) {
        isStarted = true;
        second = (async () => {
          const { status, stderr } = await allora(['run', 'long.json', '--no-figures'], { cwd });
          expect(stderr).toMatch(
            /results\/long is being written by process \d+: wait for it, or choose another folder with --out/,
          );
          expect(status).toBe(2);
        })();
      }
      return false;
    };
    const first = await runAndSignal(['run', 'long.json', '--no-figures', '--threads', '1'], cwd, [
      { when: start, signal: 'SIGINT' },
    ]);
    await second;
    expect({ isStarted, status: first.status }).toEqual({ isStarted: true, status: 0 });
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 60_000);

  it.each([
    ['a process that no longer runs', { host: hostname(), pid: 2 ** 22 + 1, started: '1' }, 0],
    ['a process whose number was reused', { host: hostname(), pid: process.pid, started: '1' }, 0],
    ['an unknown owner, because it is incomplete', '{"host"', 0],
    ['another host', { host: 'elsewhere', pid: 1, started: '1' }, 2],
  ])('a lock of %s', async (_, owner, status) => {
    const cwd = newFolder(SHORT);
    const work = join(cwd, 'results/.short.run');
    mkdirSync(work, { recursive: true });
    writeFileSync(join(work, 'lock.1'), typeof owner === 'string' ? owner : JSON.stringify(owner));
    // Left by a process that was killed while it took the lock.
    writeFileSync(join(work, `claim.${2 ** 22 + 1}.1`), '');
    const outcome = await allora(['run', 'short.json', '--no-figures', '--threads', '0'], { cwd });
    expect(outcome.status).toBe(status);
    if (status === 2)
      expect(outcome.stderr).toMatch(
        /process 1 on elsewhere: .*\nIf that process no longer runs, its lock expires 5 minutes after it stopped/,
      );
    else expect(readdirSync(join(cwd, 'results'))).toEqual(['short']);
  });
});

describe('a disk that fails', () => {
  /** Runs commands in a user namespace of their own, where a small disk can be mounted. */
  function withDisk(script: string, cwd: string) {
    const text = `mount -t tmpfs -o size=5m tmpfs disk && cp *.json disk && cd disk && run() { "${process.execPath}" "${MAIN}" run long.json --no-figures "$@"; }\n${script}`;
    return spawnSync('unshare', ['-rm', 'sh', '-c', text], { cwd, encoding: 'utf8', timeout: 100_000 });
  }

  it('full: reports it with status 3, keeps finished parts, and resumes when there is space', () => {
    const cwd = newFolder(LONG);
    mkdirSync(join(cwd, 'disk'));
    const { status, stdout, stderr } = withDisk(
      'run; echo "status $?"; ls -A results; mount -o remount,size=64m "$PWD"; run; echo "status $?"; cp -r results ..',
      cwd,
    );
    expect(stderr).toContain('cannot write results to results/long: the disk is full');
    expect(stderr).toMatch(/Resuming an interrupted run: [\d.]+ % of the study is done/);
    expect(stdout).toMatch(/^status 3\n\.long\.run\nresults\/long: .*\nstatus 0\n$/);
    expect(status).toBe(0);
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 120_000);

  it('a folder that becomes read-only: status 3, and the next run resumes', async () => {
    const cwd = newFolder(LONG);
    mkdirSync(join(cwd, 'results'));
    // Root may write everywhere, so root runs the command as another user.
    const uid = process.getuid?.() === 0 ? 65534 : undefined;
    for (const path of [folder.path, cwd]) chmodSync(path, 0o755);
    if (uid !== undefined) chownSync(join(cwd, 'results'), uid, uid);
    const args = ['run', 'long.json', '--no-figures'];
    const when = () => {
      if (hasParts(cwd, 'long')()) chmodSync(join(cwd, 'results'), 0o555);
      return false;
    };
    const { status, stderr } = await runAndSignal(args, cwd, [{ when, signal: 'SIGINT' }], uid);
    expect(stderr).toContain('cannot write results to results/long: permission denied');
    expect(status).toBe(3);
    chmodSync(join(cwd, 'results'), 0o755);
    expect((await allora(args, { cwd })).stderr).toContain(
      'Resuming an interrupted run: 100 % of the study is done',
    );
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 120_000);

  it('a folder that is removed during the run: status 3', async () => {
    const cwd = newFolder(LONG);
    const when = () => {
      if (hasParts(cwd, 'long')()) rmSync(join(cwd, 'results'), { recursive: true });
      return false;
    };
    const { status, stderr } = await runAndSignal(['run', 'long.json', '--no-figures'], cwd, [
      { when, signal: 'SIGINT' },
    ]);
    expect(stderr).toContain('cannot write results to results/long: there is no such file or folder');
    expect(status).toBe(3);
  }, 60_000);

  it('too many open files during the run: status 3, and the next run resumes', async () => {
    const cwd = newFolder(LONG);
    const args = ['run', 'long.json', '--no-figures'];
    let isLimited = false;
    const when = (pid: number) => {
      if (isLimited || !hasParts(cwd, 'long')()) return false;
      isLimited = true;
      expect(spawnSync('prlimit', ['--pid', String(pid), '--nofile=3:']).status).toBe(0);
      return false;
    };
    const { status, stderr } = await runAndSignal(args, cwd, [{ when, signal: 'SIGINT' }]);
    expect(stderr).toContain('cannot write results to results/long: too many files are open');
    expect(status).toBe(3);
    expect(existsSync(join(cwd, 'results/long'))).toBe(false);
    expect((await allora(args, { cwd })).stderr).toContain(
      'Resuming an interrupted run: 100 % of the study is done',
    );
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 120_000);

  it('a symbolic link in place of the folder: status 2', async () => {
    const cwd = newFolder(SHORT);
    mkdirSync(join(cwd, 'results'));
    mkdirSync(join(cwd, 'elsewhere'));
    symlinkSync('../elsewhere', join(cwd, 'results/short'));
    const { status, stderr } = await allora(['run', 'short.json'], { cwd });
    expect(stderr).toContain(
      'cannot write results to results/short: it is a symbolic link; name the folder that it points to with --out',
    );
    expect(status).toBe(2);
    expect(readdirSync(join(cwd, 'elsewhere'))).toEqual([]);
  });
});
