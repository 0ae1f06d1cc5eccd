import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeResultsFolder } from '../../src/results/folder.js';
import { Journal } from '../../src/results/journal.js';
import { Lock } from '../../src/results/lock.js';
import { runResumable } from '../../src/results/resumable-run.js';
import { parseStudy } from '../../src/study/study-file.js';
import { UsageError, WriteError } from '../../src/text/errors.js';
import { RUNS_ALL } from '../effort.js';

const root = mkdtempSync(join(tmpdir(), 'allora-epsilon-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(root, 'work-'));

/** Milliseconds. The owner seems to be suspended: it never renews its lock. */
const NO_RENEWAL = { renewEvery: 1e6, staleAfter: 100 };
/** Larger than any process number of Linux. */
const NO_PROCESS = 2 ** 22 + 1;
const MINUTE = 60_000;

const ELSEWHERE = { host: 'elsewhere', pid: 1, started: '1' };
const DEAD = { host: hostname(), pid: NO_PROCESS, started: '1' };

function leaveFile(folder: string, name: string, owner: object, age = 0): void {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(owner));
  const time = (Date.now() - age) / 1000;
  utimesSync(path, time, time);
}

const IN_USE = 'results is being written by process';

describe('a lock', () => {
  it('is refused to others until it is released, and leaves no files', async () => {
    const folder = newFolder();
    const lock = await Lock.take(folder, 'results');
    await expect(Lock.take(folder, 'results')).rejects.toThrow(
      new UsageError(`${IN_USE} ${process.pid}: wait for it, or choose another folder with --out`),
    );
    await lock.confirm();
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    await (await Lock.take(folder, 'results')).release();
  });

  it('leaves no lock if it cannot be taken', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'claim.1'), 'a file of the user');
    await expect(Lock.take(folder, 'results')).rejects.toThrow(/claim\.1/);
    expect(readdirSync(folder)).toEqual(['claim.1']);
  });

  it('is kept while its owner renews it', async () => {
    const folder = newFolder();
    const lease = { renewEvery: 50, staleAfter: 1000 };
    const lock = await Lock.take(folder, 'results', lease);
    await sleep(2 * lease.staleAfter);
    await expect(Lock.take(folder, 'results', lease)).rejects.toThrow(IN_USE);
    expect(lock.lost.aborted).toBe(false);
    await lock.confirm();
    await lock.release();
  });

  it('of another host is refused for 5 minutes after its last renewal', async () => {
    const folder = newFolder();
    leaveFile(folder, 'lock.1', ELSEWHERE, 4.9 * MINUTE);
    await expect(Lock.take(folder, 'results')).rejects.toThrow(
      new UsageError(
        `${IN_USE} 1 on elsewhere: wait for it, or choose another folder with --out\n` +
          'If that process no longer runs, its lock expires 5 minutes after it stopped',
      ),
    );
    expect(readdirSync(folder)).toEqual(['lock.1']);
  });

  it.each([
    ['another host, not renewed for 5 minutes', ELSEWHERE, 5.1 * MINUTE],
    ['this host, whose process is dead', DEAD, 0],
    ['this host, whose process number was reused', { ...DEAD, pid: process.pid }, 0],
    ['an unknown owner, because it is incomplete', {}, 0],
  ])('of %s is taken over', async (_, owner, age) => {
    const folder = newFolder();
    leaveFile(folder, 'lock.7', owner, age);
    const lock = await Lock.take(folder, 'results');
    expect(readdirSync(folder)).toEqual(['lock.8']);
    await lock.confirm();
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken after processes were killed while they took it', async () => {
    const folder = newFolder();
    leaveFile(folder, `claim.${NO_PROCESS}.1`, DEAD);
    leaveFile(folder, 'lock.1', DEAD);
    leaveFile(folder, `claim.${NO_PROCESS}.2`, DEAD);
    leaveFile(folder, 'lock.2', DEAD);
    leaveFile(folder, 'lock.3', ELSEWHERE, 6 * MINUTE);
    writeFileSync(join(folder, `claim.${NO_PROCESS}.3`), '');
    leaveFile(folder, 'claim.1.4', ELSEWHERE, 6 * MINUTE);
    leaveFile(folder, 'claim.1.5', ELSEWHERE);
    const lock = await Lock.take(folder, 'results');
    // The last claim may belong to a process that still runs.
    expect(readdirSync(folder).sort()).toEqual(['claim.1.5', 'lock.4']);
    await lock.confirm();
    await lock.release();
  });
});

describe('an owner that did not renew its lock', () => {
  it('notices its loss when it renews, and does not remove the lock of its successor', async () => {
    const folder = newFolder();
    const lock = await Lock.take(folder, 'results', { renewEvery: 400, staleAfter: 100 });
    await sleep(200);
    const successor = await Lock.take(folder, 'results', NO_RENEWAL);
    await expect.poll(() => lock.lost.aborted, { timeout: 10_000 }).toBe(true);
    await expect(lock.confirm()).rejects.toThrow(WriteError);
    await lock.release().catch(() => undefined);
    expect(readdirSync(folder)).toEqual(['lock.2']);
    await successor.confirm();
    await successor.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('notices its loss after its successor has released the lock', async () => {
    const folder = newFolder();
    const lock = await Lock.take(folder, 'results', NO_RENEWAL);
    await sleep(200);
    await (await Lock.take(folder, 'results', NO_RENEWAL)).release();
    await expect(lock.confirm()).rejects.toThrow('another process took it over');
    await lock.release().catch(() => undefined);
  });

  it('publishes nothing, says so, and keeps the files and the journal of its successor', async () => {
    const folder = join(newFolder(), 'results');
    const study = parseStudy({ name: 'small', kind: 'threshold', mean: 0, std: 1, draws: 10 }, {}).study!;
    let tellStarted = () => {};
    const isStarted = new Promise<void>((resolve) => (tellStarted = resolve));
    let tellFirst = () => {};
    const isTakenOver = new Promise<void>((resolve) => (tellFirst = resolve));
    const first = writeResultsFolder(
      folder,
      async (work) => {
        tellStarted();
        writeFileSync(join(work.staging, 'manifest.json'), 'first');
        await isTakenOver;
        await runResumable(study, work, {
          threads: 0,
          signal: AbortSignal.abort(new Error('stopped')),
        }).catch(() => undefined);
        await work.publish('run');
      },
      NO_RENEWAL,
    );
    const failure = expect(first).rejects.toThrow(
      new WriteError(
        `cannot write results to ${folder}: process ${process.pid} on ${hostname()} took it over, because this process did not renew its lock; this process publishes nothing`,
      ),
    );
    // The lock becomes stale.
    await isStarted;
    await sleep(200);
    const second = writeResultsFolder(
      folder,
      async (work) => {
        await (await Journal.open(work.journal, study)).close();
        writeFileSync(join(work.staging, 'manifest.json'), 'second');
        tellFirst();
        await failure;
        expect(existsSync(work.journal)).toBe(true);
        expect(existsSync(folder)).toBe(false);
        await work.publish('run');
        await work.removeJournal();
      },
      NO_RENEWAL,
    );
    await second;
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe('second');
    expect(readdirSync(join(folder, '..'))).toEqual(['results']);
  });
});

describe('several processes', () => {
  /** Bundled once: a process that compiles its sources starts in twenty times the time. */
  const script = join(root, 'lock-process.mjs');
  beforeAll(() => {
    const source = fileURLToPath(new URL('lock-process.ts', import.meta.url));
    buildSync({ entryPoints: [source], outfile: script, bundle: true, platform: 'node', format: 'esm' });
  });

  const children: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** Starts a process. @returns a function that sends it a line and reads its answer */
  async function startProcess() {
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('ready');
    const ask = async (line: string) => {
      child.stdin.write(`${line}\n`);
      return (await lines.next()).value as string;
    };
    return { child, ask };
  }

  it('that race for a free or a stale lock: exactly one gets it', { timeout: 120_000 }, async () => {
    const racers = await Promise.all(Array.from({ length: 4 }, startProcess));
    for (let round = 0; round < (RUNS_ALL ? 60 : 6); round++) {
      const folder = newFolder();
      if (round % 2 === 1) leaveFile(folder, 'lock.1', DEAD);
      const answers = await Promise.all(racers.map(({ ask }) => ask(`take ${folder}`)));
      const taken = answers.filter((answer) => answer === 'taken');
      const refused = answers.filter((answer) => answer.startsWith(IN_USE));
      expect({ taken: taken.length, refused: refused.length }).toEqual({ taken: 1, refused: 3 });
      await Promise.all(racers.map(({ ask }) => ask('release')));
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('killed at any moment leave a lock that others can take', { timeout: 120_000 }, async () => {
    const folder = newFolder();
    // Outside CI every fourth moment is tried, because a process starts for each.
    for (let i = 0; i < 8; i += RUNS_ALL ? 1 : 4) {
      const { child, ask } = await startProcess();
      expect(await ask(`repeat ${folder}`)).toBe('repeating');
      await sleep(20 + 7 * i);
      const ended = new Promise((resolve) => child.on('close', resolve));
      child.kill('SIGKILL');
      await ended;
      const lock = await Lock.take(folder, 'results');
      expect(readdirSync(folder).length).toBe(1);
      await lock.confirm();
      await lock.release();
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});
