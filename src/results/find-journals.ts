/** Finds the journals of shards in the folders that a user names. */

import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, UsageError } from '../text/errors.js';
import { visible } from '../text/visible.js';
import { JOURNAL } from './layout.js';
import { SHARD_FOLDER } from './shard-folder.js';

/**
 * The journals of some folders, each once: folders of one shard, or folders that hold those.
 * @throws {UsageError} naming the folder, if it cannot be read or holds no shard
 */
export async function findJournals(folders: readonly string[]): Promise<string[]> {
  /** Paths as the user names them, by their real paths. */
  const found = new Map<string, string>();
  for (const folder of folders) {
    try {
      for (const path of await journalsIn(folder)) {
        const real = await realpath(path);
        if (!found.has(real)) found.set(real, path);
      }
    } catch (error) {
      throw fileError('read', folder, error);
    }
  }
  return [...found.values()];
}

async function journalsIn(folder: string): Promise<string[]> {
  const names = await namesIn(folder, 'a folder of shards');
  if (names.includes(JOURNAL)) return [join(folder, JOURNAL)];
  const shards = names.filter((name) => SHARD_FOLDER.test(name)).sort();
  const journals: string[] = [];
  for (const shard of shards) {
    const path = join(folder, shard);
    // A shard that has just begun has no journal yet.
    const inside = await namesIn(path, 'the folder of a shard');
    if (inside.includes(JOURNAL)) journals.push(join(path, JOURNAL));
  }
  if (journals.length > 0) return journals;
  throw new UsageError(
    `${visible(folder)}: expected the folder of a shard, such as shard-0001-of-0008, or a folder of such folders, got ${names.length === 0 ? 'an empty folder' : 'another one'}`,
  );
}

/** @throws {UsageError} if the path is no folder; the error of the system */
function namesIn(path: string, expected: string): Promise<string[]> {
  return readdir(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
    throw new UsageError(`cannot read ${visible(path)}: expected ${expected}, got a file`);
  });
}
