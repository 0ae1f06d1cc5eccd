/** Writes a file completely or not at all. */

import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError, UsageError } from '../text/errors.js';
import { makeFolder } from './make-folder.js';

/**
 * Writes a temporary file in the same folder, then renames it.
 * @throws {UsageError} naming the path, if the file cannot be written
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile())
    throw new UsageError(
      `cannot write ${path}: it is ${found.isDirectory() ? 'a folder' : 'not a regular file'}`,
    );
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
