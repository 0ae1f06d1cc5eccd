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
import { link, lstat, open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileError, UsageError, WriteError } from '../text/errors.js';
import { visible } from '../text/visible.js';
import { isHere, isKnownToBeDead, isRunning, parseOwner, thisProcess, type Owner } from './lock-owner.js';
import { checkOwn, foreign, openOwnIfExists } from './regular-file.js';

/** Milliseconds. The owner may miss nine renewals before its lock is stale. */
export const LEASE = { renewEvery: 30_000, staleAfter: 300_000 };

/** Upper limit of the random time between two attempts, milliseconds. */
const MAX_PAUSE = 50;
/**
 * Longest time to take a lock, milliseconds. It is used up only if others take and withdraw it all the time.
 */
const MAX_WAIT = 10_000;
/**
 * Age from which a lock without an owner is that of a dead process, milliseconds. Where the file system has
 * no hard links, a lock is without an owner for the moment between its creation and its first write.
 */
const WRITE_TIME = 2000;

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
    const content = JSON.stringify({ ...thisProcess(), token: randomUUID() });
    const claim = join(work, `claim.${process.pid}.${randomUUID()}`);
    const start = performance.now();
    let hasLinks = true;
    try {
      while (performance.now() - start < MAX_WAIT) {
        const now = await writeAndGetTime(claim, content);
        const isHeld = (lock: LockFile) => isHeldAt(lock, now, lease.staleAfter);
        const found = await readLocks(work);
        const held = found.find(isHeld);
        if (held) throw inUse(folder, held.owner!, lease.staleAfter);
        if (!hasLinks && found.some(({ owner, modified }) => !owner && now - modified < WRITE_TIME)) {
          await sleep(randomInt(MAX_PAUSE));
          continue;
        }
        const generation = 1 + Math.max(0, ...found.map(({ number }) => number));
        const path = lockPath(work, generation);
        const made = hasLinks ? await linkIfFree(claim, path) : await createIfFree(path, content);
        if (made === 'no links') hasLinks = false;
        if (made !== 'made') {
          await sleep(randomInt(MAX_PAUSE));
          continue;
        }
        try {
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
          const file = await openOwnIfExists(path, 2);
          return new Lock(work, folder, generation, content, file, lease.renewEvery);
        } catch (error) {
          // Nobody would renew the lock, and others would wait until it is stale.
          await rm(path, { force: true }).catch(() => undefined);
          throw error;
        }
      }
      throw new UsageError(
        `cannot write results to ${visible(folder)}: other processes are trying it at the same time; try again`,
      );
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
    const locks = await readLocks(this.#work);
    if (locks.some(({ content }) => content === this.#content)) await rm(this.#path);
  }
}

/**
 * Paths of the lock of this process, and of files that were about to become one. None if another process has
 * taken the lock over.
 */
export async function locksOfThisProcess(work: string): Promise<string[]> {
  const { pid, started } = thisProcess();
  const isOwn = ({ owner }: LockFile) =>
    owner !== undefined && isHere(owner) && owner.pid === pid && owner.started === started;
  const locks = await readLocks(work);
  if (locks.length === 0 || !locks.every(isOwn)) return [];
  return [...locks, ...(await readFiles(work, CLAIM)).filter(isOwn)].map(({ path }) => path);
}

export const LOCK = /^lock\.(\d+)$/;
/** Files of processes that try to take the lock; the number is that of the process. */
export const CLAIM = /^claim\.(\d+)(?:\.[\da-f-]+)?$/;

function lockPath(work: string, generation: number): string {
  return join(work, `lock.${generation}`);
}

function readLocks(work: string): Promise<LockFile[]> {
  return readFiles(work, LOCK);
}

/** Size of the largest file that can be a lock, bytes. */
const MAX_BYTES = 10_000;
/** A lock has two names while it is made. */
const NAMES = 2;

/**
 * Reads the files whose names match. Files that are removed meanwhile are left out.
 * @throws {UsageError} if one of them is not a lock
 */
async function readFiles(work: string, name: RegExp): Promise<LockFile[]> {
  const files: LockFile[] = [];
  for (const each of await readdir(work)) {
    const match = name.exec(each);
    if (!match) continue;
    const path = join(work, each);
    try {
      const found = await lstat(path);
      checkOwn(path, found, NAMES);
      const content = found.size > MAX_BYTES ? 'too long' : await readFile(path, 'utf8');
      if (!isLockText(content)) throw foreign(path, 'another file');
      const { mtimeMs } = await lstat(path);
      const owner = parseOwner(content);
      files.push({ path, number: Number(match[1]), content, owner, modified: mtimeMs });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError('read the lock', path, error);
    }
  }
  return files;
}

/** Whether a text is that of a lock, perhaps written in part. */
function isLockText(text: string): boolean {
  const start = '{"host":';
  return start.startsWith(text) || text.startsWith(start) || text === '{}' || /^\0*$/.test(text);
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

/** Errors of file systems without hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** The link appears with its content, and never replaces another file. */
function linkIfFree(from: string, path: string): Promise<'made' | 'taken' | 'no links'> {
  return link(from, path).then(
    () => 'made',
    (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      if (NO_LINKS.has(code!)) return 'no links';
      // ENOENT: another host removed the file, because it read it half written.
      if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
      return 'taken';
    },
  );
}

/** Makes a lock where the file system has no hard links: it appears before its content. */
async function createIfFree(path: string, content: string): Promise<'made' | 'taken'> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(content).finally(() => file.close());
    return 'made';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return 'taken';
  }
}

function isHeldAt({ owner, modified }: LockFile, now: number, staleAfter: number): boolean {
  return owner !== undefined && !isKnownToBeDead(owner) && now - modified < staleAfter;
}

/**
 * Whether the process that wrote this claim was killed. A claim without content belongs to the process in its
 * name.
 */
function isAbandoned(claim: LockFile, now: number, staleAfter: number): boolean {
  return claim.owner ? !isHeldAt(claim, now, staleAfter) : !isRunning(claim.number);
}

function inUse(folder: string, owner: Owner, staleAfter: number): UsageError {
  const by = `process ${owner.pid}${isHere(owner) ? '' : ` on ${owner.host}`}`;
  const hint = isHere(owner)
    ? ''
    : `\nIf that process no longer runs, its lock expires ${staleAfter / 60_000} minutes after it stopped`;
  return new UsageError(
    `${folder} is being written by ${by}: wait for it, or choose another folder with --out${hint}`,
  );
}
