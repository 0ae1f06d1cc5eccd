/**
 * Moves complete results into their folder, file by file. Files of others in that folder stay.
 *
 * First the folder of the complete files gets the name `publication`, together with the plan of what is
 * replaced. From then on the new results are on the disk as a whole: a process that was stopped while it
 * moved files is succeeded by the next one, which moves the rest. Before that, the old results are untouched.
 */

import { lstat, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FIGURES, MANIFEST } from './layout.js';
import { makeFolder } from './make-folder.js';
import { firstName, manifestWithout } from './manifest.js';
import { checkReplaced, isProbe, ownedFiles } from './ownership.js';
import { filesIn, severalFiles } from './several-files.js';
import { writeWhole } from './whole-file.js';

/**
 * - `run`: a complete run. Files of an earlier run that have no successor are removed. The folder has no
 *   manifest while files are moved.
 * - `update`: replaces some files of the run in the folder; the files of a subfolder as a whole. While files
 *   are moved, the manifest does not list them.
 *
 * The manifest always comes last, so at each moment it describes only files that are in place.
 */
export type PublicationKind = 'run' | 'update';

/** Name of the folder of complete files, in the working folder. */
export const PUBLICATION = 'publication';
/** File in that folder. No result has this name. */
const PLAN = 'publication.json';

interface Plan {
  as: PublicationKind;
  /** Paths of files that are removed from the folder of the results. */
  obsolete: readonly string[];
}

/**
 * Publishes the files in `staging`.
 * @param work the working folder; `inside` is its name if it lies in `target`
 * @throws {UsageError} if a file of somebody else is at the place of a result; the error of the system
 */
export async function publish(
  as: PublicationKind,
  staging: string,
  target: string,
  { work, inside }: { work: string; inside: string | undefined },
): Promise<void> {
  const paths = await filesIn(staging);
  const owned = await ownedFiles(target, inside);
  await checkReplaced(target, paths, owned);
  const names = new Set(paths);
  const folders = new Set(paths.map(firstName));
  const obsolete = owned.removable.filter(
    (path) => !names.has(path) && (as === 'run' || (path.includes('/') && folders.has(firstName(path)))),
  );
  await writeFile(join(staging, PLAN), JSON.stringify({ as, obsolete } satisfies Plan));
  // All contents reach the disk before any file is moved.
  await severalFiles([...paths, PLAN], (path) => syncToDisk(join(staging, path)));
  for (const path of [...(folders.has(FIGURES) ? [FIGURES] : []), '.']) await syncToDisk(join(staging, path));
  await rename(staging, join(work, PUBLICATION));
  await syncToDisk(work);
  await finishPublication(work, target);
}

/** Completes a publication that was started, if there is one. */
export async function finishPublication(work: string, target: string): Promise<void> {
  const from = join(work, PUBLICATION);
  const text = await readFile(join(from, PLAN), 'utf8').catch(undefinedIfMissing);
  if (text === undefined) {
    // Stopped while the empty folder was removed.
    await rm(from, { recursive: true, force: true });
    return;
  }
  const { as, obsolete } = JSON.parse(text) as Plan;
  await makeFolder(target);
  const paths = (await filesIn(from)).filter((path) => path !== PLAN);
  const files = paths.filter((path) => path !== MANIFEST);
  // Files must not be replaced or removed behind a link.
  const figures = await lstat(join(target, FIGURES)).catch(undefinedIfMissing);
  if (figures?.isSymbolicLink()) await rm(join(target, FIGURES));
  // The manifest is moved last: without it everything is in place already.
  if (paths.includes(MANIFEST)) {
    const path = join(target, MANIFEST);
    const names = new Set(files.map(firstName));
    if (as === 'run') await rm(path, { force: true });
    else await writeWhole(path, manifestWithout(await readFile(join(from, MANIFEST), 'utf8'), names));
    for (const path of obsolete) await rm(join(target, path), { force: true });
  }
  if (files.some((path) => path.includes('/'))) await makeFolder(join(target, FIGURES));
  for (const path of files) await rename(join(from, path), join(target, path));
  // Keeps a folder with files of others.
  await rmdir(join(target, FIGURES)).catch(() => undefined);
  if (await isFolder(join(target, FIGURES))) await syncToDisk(join(target, FIGURES));
  await syncToDisk(target);
  if (paths.includes(MANIFEST)) await rename(join(from, MANIFEST), join(target, MANIFEST));
  await syncToDisk(target);
  // The plan goes last, because a publication without a plan is complete.
  await rm(join(from, FIGURES), { recursive: true, force: true });
  await rm(from, { recursive: true, force: true });
}

/**
 * Finds out before anything is computed whether files can be moved into a folder.
 * @throws the error of the system
 */
export async function checkWritable(staging: string, target: string): Promise<void> {
  for (const folder of [target, join(target, FIGURES)]) {
    if (!(await isFolder(folder))) continue;
    for (const left of (await readdir(folder)).filter(isProbe)) await rm(join(folder, left), { force: true });
    const name = `.${basename(staging)}.probe`;
    const probe = join(staging, name);
    await writeFile(probe, '');
    await rename(probe, join(folder, name)).finally(() => rm(probe, { force: true }));
    await rm(join(folder, name));
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(undefinedIfMissing))?.isDirectory() ?? false;
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } catch (error) {
    // Some file systems cannot force a folder to the disk.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
  } finally {
    await file.close();
  }
}
