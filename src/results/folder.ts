/**
 * A results folder is put together in a working folder beside its place, `.<name>.run`, and moved there file by file when it is complete. The
 * working folder also holds the lock, and the journal of a run that is not finished.
 */

import { lstat, mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileError, UsageError, WriteError } from '../text/errors.js';
import { MANIFEST } from './layout.js';
import { takeLock } from './lock.js';
import { makeFolder } from './make-folder.js';
import { manifestWithout, RESULT_NAMES } from './manifest.js';
import { writeWhole } from './whole-file.js';

export interface WorkFolder {
  /** An empty folder for the files of the results. */
  staging: string;
  /** Where a journal may be; it outlives the process. */
  journal: string;
  /** Moves the files in `staging`, with their manifest, into the results folder. */
  publish: (as: Publication) => Promise<void>;
}

/**
 * - `run`: a complete run. Files of an earlier run that have no successor are removed. The folder has no manifest while files are moved.
 * - `update`: replaces some files of the run in the folder; a subfolder is replaced as a whole. While files are moved, the manifest does not
 *   list them.
 *
 * The manifest always comes last, so at each moment it lists only files that are as it says.
 */
type Publication = 'run' | 'update';

/**
 * Lets `fill` write results, while no other process can write to the same folder. What it did not publish is thrown away, but for the journal.
 * @throws {UsageError} if the folder cannot be made, or another process is writing to it; {WriteError} if the disk fails later
 */
export async function writeResultsFolder<T>(folder: string, fill: (work: WorkFolder) => Promise<T>): Promise<T> {
  const target = resolve(folder);
  const found = await lstat(target).catch(() => undefined);
  if (found?.isSymbolicLink()) {
    throw new UsageError(`cannot write results to ${folder}: it is a symbolic link; name the folder that is meant with --out`);
  }
  if (found && !found.isDirectory()) throw new UsageError(`cannot write results to ${folder}: it is a file, not a folder`);
  const place = join(dirname(target), `.${basename(target)}.run`);
  if ((await lstat(place).catch(() => undefined))?.isSymbolicLink()) {
    throw new UsageError(`cannot write results to ${folder}: ${place}, where they are put together, is a symbolic link`);
  }
  // As the user would write it, for messages.
  const work = isAbsolute(folder) ? place : relative('', place);
  let firstMade: string | undefined;
  let release: () => Promise<void>;
  try {
    firstMade = await makeFolder(work);
    release = await takeLock(join(work, 'lock'), folder);
  } catch (error) {
    throw fileError('write results to', folder, error);
  }
  const staging = join(work, 'staging');
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging);
    return await fill({ staging, journal: join(work, 'journal'), publish: (as) => publish(staging, target, as) });
  } catch (error) {
    throw WriteError.from(folder, error);
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    await release().catch(() => undefined);
    // A folder with a journal stays; so do folders made on the way, unless they are empty.
    await removeEmpty(resolve(work), dirname(resolve(firstMade ?? work)));
  }
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
    for (const name of [MANIFEST, ...obsolete]) await rm(join(target, name), { recursive: true, force: true });
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
