/**
 * The lock of a results folder: only one process at a time may write to it.
 *
 * A lock is a file `lock.<generation>` that names its owner. It is a lease: the owner writes the file again
 * every 30 seconds. A lock that was not renewed for 5 minutes is stale, on any host. On the same host, the
 * lock of a dead process is stale at once. A process takes a stale lock over by creating the lock of the next
 * generation, which the file system lets only one process do. Then it looks for other locks again, and
 * withdraws its own if one of them is held.
 *
 * The age of a lock is the difference of two modification times in one folder: of the lock, and of a file
 * that was just written there. Both times come from the file system, so the clocks of the hosts do not
 * matter.
 *
 * An owner that was suspended can lose its lock. It notices this when it renews the lock, and before it
 * publishes results.
 */

import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError, WriteError } from '../text/errors.js';

/** Milliseconds. The owner may miss nine renewals before its lock is stale. */
export const LEASE = { renewEvery: 30_000, staleAfter: 300_000 };

/** Upper limit of the random time between two attempts, milliseconds. */
const MAX_PAUSE = 50;

interface Owner {
  host: string;
  pid: number;
  /**
   * Start of the process, in ticks since the machine started, because process numbers are reused. Empty where
   * it is unknown.
   */
  started: string;
}

/** A lock, or a file that is about to become one. */
interface LockFile {
  path: string;
  /** Generation of a lock; process number of a file that is about to become one. */
  number: number;
  content: string;
  /** undefined if the file was not written completely. */
  owner: Owner | undefined;
  /** Modification time, milliseconds. */
  modified: number;
}

export class Lock {
  readonly #path: string;
  /** Folder that holds the lock. */
  readonly #work: string;
  /** Folder of the results, for messages. */
  readonly #folder: string;
  readonly #generation: number;
  /** Content of the lock file, unique to this lock. */
  readonly #content: string;
  readonly #file: FileHandle;
  readonly #timer: NodeJS.Timeout;
  readonly #lost = new AbortController();

  private constructor(
    work: string,
    folder: string,
    generation: number,
    content: string,
    file: FileHandle,
    renewEvery: number,
  ) {
    this.#path = lockPath(work, generation);
    this.#work = work;
    this.#folder = folder;
    this.#generation = generation;
    this.#content = content;
    this.#file = file;
    this.#timer = setInterval(() => void this.#renew(), renewEvery).unref();
  }

  /**
   * Takes the lock, also over from an owner whose lock is stale.
   * @param work an existing folder for the lock
   * @param folder that is locked, for messages
   * @throws {UsageError} while another process has the lock
   */
  static async take(work: string, folder: string, lease = LEASE): Promise<Lock> {
    const self: Owner = { host: hostname(), pid: process.pid, started: startOf(process.pid) };
    const content = JSON.stringify({
      host: self.host,
      pid: self.pid,
      started: self.started,
      token: randomUUID(),
    });
    const claim = join(work, `claim.${process.pid}.${randomUUID()}`);
    try {
      for (;;) {
        const now = await writeAndGetTime(claim, content);
        const isHeld = (lock: LockFile) => isHeldAt(lock, now, lease.staleAfter);
        const found = await readLocks(work);
        const held = found.find(isHeld);
        if (held) throw inUse(folder, held.owner!, self, lease.staleAfter);
        const generation = 1 + Math.max(0, ...found.map(({ number }) => number));
        const path = lockPath(work, generation);
        if (!(await linkIfFree(claim, path))) continue;
        const others = (await readLocks(work)).filter(({ number }) => number !== generation);
        if (others.some(isHeld)) {
          // Two processes read different old locks. Both withdraw, and one of them will be first next time.
          await rm(path, { force: true });
          await sleep(randomInt(MAX_PAUSE));
          continue;
        }
        const claims = await readFiles(work, CLAIM);
        const abandoned = claims.filter(
          (file) => file.path !== claim && isAbandoned(file, now, lease.staleAfter),
        );
        for (const file of [...others, ...abandoned]) await rm(file.path, { force: true });
        return new Lock(work, folder, generation, content, await open(path, 'r+'), lease.renewEvery);
      }
    } finally {
      await rm(claim, { force: true });
    }
  }

  /** Aborted when another process has taken the lock over; the reason is the error to report. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Whether this process still has the lock. If not, `lost` is aborted.
   * @throws the error of the system if the folder was removed
   */
  async isHeld(): Promise<boolean> {
    if (this.lost.aborted) return false;
    const locks = await readLocks(this.#work);
    const successor = locks.find(({ number }) => number > this.#generation);
    if (!successor && locks.some(({ content }) => content === this.#content)) return true;
    const owner = (successor ?? locks[0])?.owner;
    const by = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
    this.#lost.abort(
      new WriteError(
        `cannot write results to ${this.#folder}: ${by} took it over, because this process did not renew its lock; this process publishes nothing`,
      ),
    );
    return false;
  }

  /**
   * @throws {WriteError} if this process no longer has the lock; the error of the system if the folder was
   *   removed
   */
  async confirm(): Promise<void> {
    if (!(await this.isHeld())) this.lost.throwIfAborted();
  }

  /** Writes the lock file again, which sets its modification time. */
  async #renew(): Promise<void> {
    try {
      await this.confirm();
      await this.#file.write(this.#content, 0);
      await this.#file.sync();
    } catch {
      // The next renewal tries again, and the lock is confirmed before results are published.
    }
  }

  /** Gives the lock back, if this process still has it. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#file.close();
    const content = await readFile(this.#path, 'utf8');
    if (content === this.#content) await rm(this.#path);
  }
}

const LOCK = /^lock\.(\d+)$/;
/** Files of processes that try to take the lock; the number is that of the process. */
const CLAIM = /^claim\.(\d+)(?:\.|$)/;

function lockPath(work: string, generation: number): string {
  return join(work, `lock.${generation}`);
}

function readLocks(work: string): Promise<LockFile[]> {
  return readFiles(work, LOCK);
}

/** Reads the files whose names match. Files that are removed meanwhile are left out. */
async function readFiles(work: string, name: RegExp): Promise<LockFile[]> {
  const files: LockFile[] = [];
  for (const each of await readdir(work)) {
    const match = name.exec(each);
    if (!match) continue;
    const path = join(work, each);
    try {
      const content = await readFile(path, 'utf8');
      const { mtimeMs } = await stat(path);
      const owner = parseOwner(content);
      files.push({ path, number: Number(match[1]), content, owner, modified: mtimeMs });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return files;
}

function parseOwner(text: string): Owner | undefined {
  try {
    const { host, pid, started } = JSON.parse(text) as Owner;
    return typeof host === 'string' && Number.isInteger(pid) && pid > 0 ? { host, pid, started } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file. @returns its modification time, milliseconds */
async function writeAndGetTime(path: string, content: string): Promise<number> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}

/** The link appears with its content, and never replaces another file. @returns whether it was made */
function linkIfFree(from: string, path: string): Promise<boolean> {
  return link(from, path).then(
    () => true,
    (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      // ENOENT: another host removed the file, because it read it half written.
      if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
      return false;
    },
  );
}

function isHeldAt({ owner, modified }: LockFile, now: number, staleAfter: number): boolean {
  if (!owner) return false;
  if (owner.host === hostname() && !(isRunning(owner.pid) && startOf(owner.pid) === owner.started))
    return false;
  return now - modified < staleAfter;
}

/**
 * Whether the process that wrote this claim was killed. A claim without content belongs to the process in its
 * name.
 */
function isAbandoned(claim: LockFile, now: number, staleAfter: number): boolean {
  return claim.owner ? !isHeldAt(claim, now, staleAfter) : !isRunning(claim.number);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function startOf(pid: number): string {
  try {
    // The name of the program, in parentheses, may hold spaces. The start is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!;
  } catch {
    return '';
  }
}

function inUse(folder: string, owner: Owner, self: Owner, staleAfter: number): UsageError {
  const isHere = owner.host === self.host;
  const by = `process ${owner.pid}${isHere ? '' : ` on ${owner.host}`}`;
  const hint = isHere
    ? ''
    : `\nIf that process no longer runs, its lock expires ${staleAfter / 60_000} minutes after it stopped`;
  return new UsageError(
    `${folder} is being written by ${by}: wait for it, or choose another folder with --out${hint}`,
  );
}
