/** A results folder is put together under a temporary name beside its place, and moved there file by file when it is complete. */

import { mkdir, mkdtemp, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError, fileError } from './failure.js';

/**
 * Lets `fill` write files into an empty temporary folder, then moves them into `folder`, replacing those of the same name; a subfolder is
 * replaced as a whole, and the file named `last` comes last, so that a folder with it is complete. If anything fails before the move, `folder` is as it was.
 * @throws {UsageError} if the folder cannot be made
 */
export async function writeResultsFolder<T>(folder: string, last: string, fill: (staging: string) => Promise<T>): Promise<T> {
  const target = resolve(folder);
  const found = await stat(target).catch(() => undefined);
  if (found && !found.isDirectory()) throw new UsageError(`cannot write results to ${folder}: it is a file, not a folder`);
  let firstMade: string | undefined;
  let staging: string;
  try {
    firstMade = await mkdir(dirname(target), { recursive: true });
    staging = await mkdtemp(join(dirname(target), `.${basename(target)}.part-`));
  } catch (error) {
    throw fileError('write results to', folder, error);
  }
  try {
    const result = await fill(staging);
    await publish(staging, target, last);
    return result;
  } finally {
    await rm(staging, { recursive: true, force: true });
    // Folders made on the way go again if they stayed empty; one that holds the results does not.
    if (firstMade) await removeEmpty(dirname(target), dirname(firstMade));
  }
}

async function publish(staging: string, target: string, last: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const entries = await readdir(staging, { withFileTypes: true });
  const isLast = (name: string) => Number(name === last);
  entries.sort((a, b) => isLast(a.name) - isLast(b.name));
  for (const entry of entries) {
    const place = join(target, entry.name);
    if (entry.isDirectory()) await rename(place, join(staging, `${entry.name}.old`)).catch(ignoreMissing);
    await rename(join(staging, entry.name), place);
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
