/** The files of a folder, and tasks on them: several at a time, because each task mostly waits for the disk. */

import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Twice Node's threads for files, so that none waits; few open files. Our choice. */
const AT_A_TIME = 8;

/** Paths of the files below a folder, with `/` between the names. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/**
 * @returns results in the order of the paths
 * @throws the error of a task, once the tasks beside it have ended
 */
export async function severalFiles<Result>(
  paths: readonly string[],
  task: (path: string) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < paths.length; i += AT_A_TIME) {
    const settled = await Promise.allSettled(paths.slice(i, i + AT_A_TIME).map(task));
    for (const each of settled) {
      if (each.status === 'rejected') throw each.reason;
      results.push(each.value);
    }
  }
  return results;
}
