/** Writes a file completely or not at all. */

import { randomUUID } from 'node:crypto';
import { lstat, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError, UsageError } from '../text/errors.js';
import { visible } from '../text/visible.js';
import { makeFolder } from './make-folder.js';
import { readStart } from './read.js';
import { kindText } from './regular-file.js';

/** Tells files of this program from others by their first characters. */
export interface OwnFile {
  /** Words for the file in a refusal. */
  kind: string;
  isOwn: (start: string) => boolean;
}

/**
 * Writes a temporary file in the same folder, then renames it.
 * @param own refuses to replace other files; without it any regular file is replaced
 * @throws {UsageError} naming the path, if the file cannot be written
 */
export async function writeWhole(path: string, content: string, own?: OwnFile): Promise<void> {
  await checkReplaceable(path, own);
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    await makeFolder(dirname(path));
    await writeFile(part, content, { flag: 'wx' });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw fileError('write', path, error);
  }
}

/** The refusals of {@link writeWhole} before anything is written. @throws {UsageError} naming the path */
export async function checkReplaceable(path: string, own?: OwnFile): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  const kind = found && kindText(found);
  if (kind) throw new UsageError(`cannot write ${visible(path)}: it is ${kind}`);
  if (found && own && !own.isOwn(await readStart(path)))
    throw new UsageError(
      `cannot write ${visible(path)}: it is not ${own.kind}; move it, or choose another file with --out`,
    );
}
