/**
 * The folder of a shard, `shard-0003-of-0008` in a folder of shards. It holds the journal of the shard. It
 * also holds the lock of the shard during its computation. Each shard has files of its own, so several
 * machines can write into one folder of shards.
 */

import { lstat, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Shard } from '../study/shard.js';
import { fileError, UsageError, WriteError } from '../text/errors.js';
import { visible } from '../text/visible.js';
import { removeEmpty, type WorkFolder } from './folder.js';
import { removeJournal } from './journal.js';
import { JOURNAL } from './layout.js';
import { CLAIM, LEASE, Lock, LOCK } from './lock.js';
import { makeFolder } from './make-folder.js';
import { kindText } from './regular-file.js';

/** Names of the folders of shards. */
export const SHARD_FOLDER = /^shard-\d{4,6}-of-\d{4,6}$/;

/** The path of a shard in a folder of shards. */
export function shardPath(parent: string, { index, count }: Shard): string {
  const digits = (n: number) => String(n).padStart(Math.max(4, String(count).length), '0');
  return join(parent, `shard-${digits(index)}-of-${digits(count)}`);
}

/**
 * Lets `fill` write the journal of a shard while no other process can.
 * @param folder of the shard
 * @throws {UsageError} if the folder cannot be made or written, holds files of others, or another process is
 *   computing the shard; {WriteError} if the disk fails later, or another process took the shard over
 */
export async function writeShardFolder<T>(
  folder: string,
  fill: (work: Pick<WorkFolder, 'journal' | 'removeJournal' | 'lost'>) => Promise<T>,
  lease = LEASE,
): Promise<T> {
  await checkFolder(dirname(folder), () => true);
  await checkFolder(folder, (name) => name === JOURNAL || LOCK.test(name) || CLAIM.test(name));
  const journal = join(folder, JOURNAL);
  let firstMade: string | undefined;
  let lock: Lock | undefined;
  try {
    firstMade = await makeFolder(folder);
    lock = await Lock.take(folder, folder, lease);
    const taken = lock;
    return await fill({
      journal,
      lost: taken.lost,
      removeJournal: async () => {
        if (await taken.isHeld()) await removeJournal(journal);
      },
    });
  } catch (error) {
    // The loss of the lock explains other errors, such as missing files.
    const reason: unknown = lock?.lost.aborted ? lock.lost.reason : error;
    throw lock ? WriteError.from(folder, reason) : fileError('write results to', folder, reason);
  } finally {
    await lock?.release().catch(() => undefined);
    await removeEmpty(resolve(folder), dirname(resolve(firstMade ?? folder)));
  }
}

/** @throws {UsageError} if a path is a link or no folder, or holds other names than those of a shard */
async function checkFolder(path: string, isOwn: (name: string) => boolean): Promise<void> {
  const refusal = `cannot write results to ${visible(path)}: `;
  const found = await lstat(resolve(path)).catch(() => undefined);
  if (!found) return;
  if (found.isSymbolicLink())
    throw new UsageError(`${refusal}it is a symbolic link; name the folder that it points to with --out`);
  if (!found.isDirectory())
    throw new UsageError(`${refusal}it is ${kindText(found) || 'a file'}, not a folder`);
  const other = (await readdir(path).catch(() => [])).find((name) => !isOwn(name));
  if (other !== undefined)
    throw new UsageError(
      `${refusal}it holds ${visible(other)}, which is not of this program; move it, or choose another folder with --out`,
    );
}
