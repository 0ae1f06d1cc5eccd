/**
 * Opens regular files only. Named pipes and devices would block the reader, links lead to files of others.
 */

import { constants, type Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { UsageError } from '../text/errors.js';
import { visible } from '../text/visible.js';

/** Absent on Windows. */
const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;
const NO_BLOCK = (constants.O_NONBLOCK as number | undefined) ?? 0;

/** Files that the process inherited, for example `<(command)` of the shell. Their pipes have a writer. */
const INHERITED = /^\/dev\/(stdin|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/;

/** The kind of a file that is not regular, in words; empty for a regular file. */
export function kindText(found: Stats): string {
  if (found.isSymbolicLink()) return 'a symbolic link';
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return found.isFile() ? '' : 'a device';
}

/**
 * Opens a file to read it. A folder is opened as well, because reading it reports the reason.
 * @throws {UsageError} if it is a named pipe, a device or a socket; the error of the system
 */
export async function openToRead(path: string): Promise<FileHandle> {
  if (INHERITED.test(path)) return open(path, 'r');
  const file = await open(path, constants.O_RDONLY | NO_BLOCK);
  const found = await file.stat();
  if (found.isFile() || found.isDirectory()) return file;
  await file.close();
  throw new UsageError(`cannot read ${visible(path)}: it is ${kindText(found)}, not a regular file`);
}

const READ_AND_WRITE = constants.O_RDWR | NO_FOLLOW | NO_BLOCK;

/**
 * Opens a file of this program to read and write it, or makes it. A link at its place is never followed.
 * @throws {UsageError} if it is something else than a regular file with one name; the error of the system
 */
export function openOwn(path: string): Promise<FileHandle> {
  return openChecked(path, READ_AND_WRITE | constants.O_CREAT, 1);
}

/** The same for a file that exists. @param names that it has at most (hard links) */
export function openOwnIfExists(path: string, names: number): Promise<FileHandle> {
  return openChecked(path, READ_AND_WRITE, names);
}

async function openChecked(path: string, flags: number, names: number): Promise<FileHandle> {
  const before = await lstat(path).catch(() => undefined);
  if (before) checkOwn(path, before, names);
  const file = await open(path, flags);
  try {
    checkOwn(path, await file.stat(), names);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @throws {UsageError} if the file is not regular, or has other names (hard links) */
export function checkOwn(path: string, found: Stats, names: number): void {
  const kind = kindText(found) || (found.nlink > names ? 'a file with several names (hard links)' : '');
  if (kind) throw foreign(path, kind);
}

/** The refusal of a file at a place of this program. */
export function foreign(path: string, kind: string): UsageError {
  return new UsageError(
    `${visible(path)}: expected a file of this program, got ${kind}; move it, or choose another folder with --out`,
  );
}
