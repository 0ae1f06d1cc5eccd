/**
 * Writes a results folder. The files are completed in a working folder beside it, `.<name>.run`, and then
 * moved one by one. The working folder also holds the lock, and the journal of an unfinished run.
 */

import { lstat, mkdtemp, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileError, UsageError, WriteError } from '../text/errors.js';
import { MANIFEST } from './layout.js';
import { LEASE, Lock } from './lock.js';
import { makeFolder } from './make-folder.js';
import { manifestWithout, RESULT_NAMES } from './manifest.js';
import { writeWhole } from './whole-file.js';

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
  publish: (as: Publication) => Promise<void>;
}

/**
 * - `run`: a complete run. Files of an earlier run that have no successor are removed. The folder has no
 *   manifest while files are moved.
 * - `update`: replaces some files of the run in the folder; a subfolder is replaced as a whole. While files
 *   are moved, the manifest does not list them.
 *
 * The manifest always comes last, so at each moment it describes only files that are in place.
 */
type Publication = 'run' | 'update';

/**
 * Lets `fill` write results while no other process can write to the same folder. Files that it does not
 * publish are removed, except the journal.
 * @throws {UsageError} if the folder cannot be made, or another process is writing to it; {WriteError} if the
 *   disk fails later, or another process took the folder over because this one did not renew its lock
 */
export async function writeResultsFolder<T>(
  folder: string,
  fill: (work: WorkFolder) => Promise<T>,
  lease = LEASE,
): Promise<T> {
  const target = resolve(folder);
  const workPath = join(dirname(target), `.${basename(target)}.run`);
  await checkPaths(folder, target, workPath);
  // Relative if the user gave a relative path, because messages show it.
  const work = isAbsolute(folder) ? workPath : relative('', workPath);
  let firstMade: string | undefined;
  let lock: Lock;
  try {
    firstMade = await makeFolder(work);
    lock = await Lock.take(work, folder, lease);
  } catch (error) {
    throw fileError('write results to', folder, error);
  }
  const journal = join(work, 'journal');
  let staging: string | undefined;
  try {
    await removeStaging(work);
    // Its name is unique: a process that lost the lock must not write into the files of its successor.
    const ownStaging = await mkdtemp(join(work, STAGING));
    staging = ownStaging;
    return await fill({
      staging,
      journal,
      lost: lock.lost,
      removeJournal: async () => {
        if (await lock.isHeld()) await rm(journal, { force: true });
      },
      publish: async (as) => {
        await lock.confirm();
        await publish(ownStaging, target, as);
      },
    });
  } catch (error) {
    // The loss of the lock explains other errors, such as missing files.
    throw WriteError.from(folder, lock.lost.aborted ? lock.lost.reason : error);
  } finally {
    if (staging) await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    await lock.release().catch(() => undefined);
    // A folder with a journal stays, and so do folders that are not empty.
    await removeEmpty(resolve(work), dirname(resolve(firstMade ?? work)));
  }
}

/** @throws {UsageError} if the results or the working folder would be something else than a folder */
async function checkPaths(folder: string, target: string, work: string): Promise<void> {
  const found = await lstat(target).catch(() => undefined);
  const refusal = `cannot write results to ${folder}: `;
  if (found?.isSymbolicLink())
    throw new UsageError(`${refusal}it is a symbolic link; name the folder that it points to with --out`);
  if (found && !found.isDirectory()) throw new UsageError(`${refusal}it is a file, not a folder`);
  const foundWork = await lstat(work).catch(() => undefined);
  if (foundWork?.isSymbolicLink())
    throw new UsageError(`${refusal}the working folder ${work} is a symbolic link`);
}

const STAGING = 'staging-';

/** Removes the unpublished files of processes that were killed. */
async function removeStaging(work: string): Promise<void> {
  for (const name of await readdir(work))
    if (name.startsWith(STAGING)) await rm(join(work, name), { recursive: true, force: true });
}

async function publish(staging: string, target: string, as: Publication): Promise<void> {
  await makeFolder(target);
  const entries = await readdir(staging, { withFileTypes: true, recursive: true });
  // All contents reach the disk before any file is moved.
  for (const entry of entries) if (entry.isFile()) await syncToDisk(join(entry.parentPath, entry.name));
  const top = await readdir(staging, { withFileTypes: true });
  const names = new Set(top.map(({ name }) => name));
  if (as === 'run') {
    const obsolete = RESULT_NAMES.filter((name) => !names.has(name));
    for (const name of [MANIFEST, ...obsolete])
      await rm(join(target, name), { recursive: true, force: true });
  } else {
    const text = await readFile(join(staging, MANIFEST), 'utf8');
    await writeWhole(join(target, MANIFEST), manifestWithout(text, names));
  }
  const isLast = (name: string) => Number(name === MANIFEST);
  for (const entry of top.sort((a, b) => isLast(a.name) - isLast(b.name))) {
    const path = join(target, entry.name);
    if (entry.isDirectory()) await rename(path, join(staging, `${entry.name}.old`)).catch(ignoreMissing);
    await rename(join(staging, entry.name), path);
  }
  await syncToDisk(target);
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function removeEmpty(folder: string, until: string): Promise<void> {
  for (let each = folder; each !== until; each = dirname(each)) {
    const isRemoved = await rmdir(each).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}
