/**
 * Writes a results folder. The files are completed in a working folder, which also holds the lock, and the
 * journal of an unfinished run. Then they are moved into the results folder (publication.ts).
 *
 * The working folder is `.<name>.run` beside the results folder. If that is a mount point, files cannot be
 * moved into it from outside: the working folder then lies in it.
 */

import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileError, UsageError, WriteError } from '../text/errors.js';
import { visible } from '../text/visible.js';
import { removeJournal } from './journal.js';
import { JOURNAL } from './layout.js';
import { CLAIM, LEASE, Lock, LOCK, locksOfThisProcess } from './lock.js';
import { makeFolder } from './make-folder.js';
import { ownedFiles } from './ownership.js';
import {
  checkWritable,
  finishPublication,
  publish,
  PUBLICATION,
  type PublicationKind,
} from './publication.js';
import { kindText } from './regular-file.js';

export interface WorkFolder {
  /** An empty folder for the files of the results. */
  staging: string;
  /** Path of the journal, which outlives the process. */
  journal: string;
  /** Removes the journal, unless another process has taken the folder over. */
  removeJournal: () => Promise<void>;
  /** Aborted if another process takes the folder over. */
  lost: AbortSignal;
  /** Moves the files in `staging`, with their manifest, into the results folder. */
  publish: (as: PublicationKind) => Promise<void>;
}

/** Paths of a results folder and of its working folder. */
interface Paths {
  /** Absolute. */
  target: string;
  /** Relative if the user gave a relative path, because messages show it. */
  work: string;
  /** Name of the working folder in the results folder; undefined if it lies beside it. */
  inside: string | undefined;
}

/** Name of a working folder that lies in the results folder. */
const INSIDE = '.results.run';

/**
 * Lets `fill` write results while no other process can write to the same folder. Files that it does not
 * publish are removed, except the journal.
 * @throws {UsageError} if the folder cannot be made or written, holds files of others, or another process is
 *   writing to it; {WriteError} if the disk fails later, or another process took the folder over because this
 *   one did not renew its lock
 */
export async function writeResultsFolder<T>(
  folder: string,
  fill: (work: WorkFolder) => Promise<T>,
  lease = LEASE,
): Promise<T> {
  const { target, work, inside } = await checkPaths(folder);
  let firstMade: string | undefined;
  let lock: Lock | undefined;
  // Its name is unique: a process that lost the lock must not write into the files of its successor.
  const staging = join(work, `staging-${randomUUID().replaceAll('-', '')}`);
  const journal = join(work, JOURNAL);
  let isWritable = false;
  try {
    firstMade = await makeFolder(work);
    lock = await Lock.take(work, folder, lease);
    const taken = lock;
    await finishPublication(work, target);
    await removeStaging(work);
    await mkdir(staging);
    await ownedFiles(folder, inside);
    await checkWritable(staging, target);
    isWritable = true;
    return await fill({
      staging,
      journal,
      lost: taken.lost,
      removeJournal: async () => {
        if (await taken.isHeld()) await removeJournal(journal);
      },
      publish: async (as) => {
        await taken.confirm();
        await publish(as, staging, target, { work, inside });
      },
    });
  } catch (error) {
    // The loss of the lock explains other errors, such as missing files.
    const reason: unknown = lock?.lost.aborted ? lock.lost.reason : error;
    throw isWritable ? WriteError.from(folder, reason) : fileError('write results to', folder, reason);
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    await lock?.release().catch(() => undefined);
    // A folder with a journal stays, and so do folders that are not empty.
    await removeEmpty(resolve(work), dirname(resolve(firstMade ?? work)));
  }
}

/**
 * Completes the results of a process that was stopped while it moved them into their folder.
 * @throws as {@link writeResultsFolder}
 */
export async function completeResultsFolder(folder: string): Promise<void> {
  const { work } = await pathsOf(folder);
  if (await hasPublication(work)) await writeResultsFolder(folder, () => Promise.resolve());
}

/** Files in the working folder of a thread that was ended. */
export interface Abandoned {
  /** The thread was moving complete results into their folder; the next process moves the rest. */
  hasPublication: boolean;
  hasJournal: boolean;
}

/**
 * Cleans up after a thread of this process that was ended while it wrote results, or a shard: removes its
 * lock and its unpublished files. The journal stays.
 */
export async function abandonResultsFolder(folder: string): Promise<Abandoned> {
  // The folder of a shard is its own working folder.
  const works = [(await pathsOf(folder)).work, folder];
  const left = {
    hasPublication: await hasPublication(works[0]!),
    hasJournal: (await Promise.all(works.map((work) => exists(join(work, JOURNAL))))).includes(true),
  };
  for (const work of works) {
    const own = await locksOfThisProcess(work).catch(() => []);
    if (own.length === 0) continue;
    await removeStaging(work);
    for (const path of own) await rm(path, { force: true });
    await removeEmpty(resolve(work), dirname(resolve(work)));
  }
  return left;
}

async function pathsOf(folder: string): Promise<Paths> {
  const target = resolve(folder);
  const inside = (await isMountPoint(target)) ? INSIDE : undefined;
  const work = inside ? join(target, inside) : join(dirname(target), `.${basename(target)}.run`);
  return { target, work: isAbsolute(folder) ? work : relative('', work), inside };
}

/** Whether another file system, or a folder of another place, is mounted here. */
async function isMountPoint(path: string): Promise<boolean> {
  const here = await stat(path).catch(() => undefined);
  const parent = await stat(dirname(path)).catch(() => undefined);
  if (!here || !parent) return false;
  if (here.dev !== parent.dev) return true;
  // A folder of the same file system that is mounted here. Its path is the fifth field; blanks are octal.
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const real = await realpath(path);
  const octal = /\\(\d{3})/g;
  return mounts
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .some(
      (mount) => mount.replace(octal, (_, code: string) => String.fromCharCode(parseInt(code, 8))) === real,
    );
}

/** @throws {UsageError} if the results or the working folder would be, or hold, something of others */
async function checkPaths(folder: string): Promise<Paths> {
  const refusal = `cannot write results to ${visible(folder)}: `;
  const found = await lstat(resolve(folder)).catch(() => undefined);
  if (found?.isSymbolicLink())
    throw new UsageError(`${refusal}it is a symbolic link; name the folder that it points to with --out`);
  if (found && !found.isDirectory())
    throw new UsageError(`${refusal}it is ${kindText(found) || 'a file'}, not a folder`);
  const paths = await pathsOf(folder);
  const { work, inside } = paths;
  const foundWork = await lstat(work).catch(() => undefined);
  if (foundWork && !foundWork.isDirectory())
    throw new UsageError(
      `${refusal}the working folder ${visible(work)} is ${kindText(foundWork) || 'a file'}`,
    );
  const other = (await readdir(work).catch(() => [])).find((name) => !isOwnName(name));
  if (other !== undefined)
    throw new UsageError(
      `${refusal}the working folder ${visible(work)} holds ${visible(other)}, which is not of this program; move it, or choose another folder with --out`,
    );
  try {
    await ownedFiles(folder, inside);
  } catch (error) {
    // A process that was stopped, or still runs, has moved only some of the files.
    if (!(await hasPublication(work))) throw fileError('write results to', folder, error);
  }
  return paths;
}

const STAGING = /^staging-[\da-f]{32}$/;

/** Whether a file of this name in a working folder is of this program. */
function isOwnName(name: string): boolean {
  return name === JOURNAL || name === PUBLICATION || [STAGING, LOCK, CLAIM].some((own) => own.test(name));
}

function hasPublication(work: string): Promise<boolean> {
  return exists(join(work, PUBLICATION));
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Removes the unpublished files of processes that were killed. */
async function removeStaging(work: string): Promise<void> {
  for (const name of await readdir(work))
    if (STAGING.test(name)) await rm(join(work, name), { recursive: true, force: true });
}

/** Removes a folder and the folders above it, up to `until`, as far as they are empty. */
export async function removeEmpty(folder: string, until: string): Promise<void> {
  for (let each = folder; each !== until; each = dirname(each)) {
    const isRemoved = await rmdir(each).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}
