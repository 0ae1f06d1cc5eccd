/** Exit statuses, and the errors that lead to them. */

import { visible } from './visible.js';

export const EXIT = { done: 0, difference: 1, usage: 2, failure: 3, interrupted: 130 } as const;

/** Bad input or wrong usage. Only the message is printed. It names file, field, rule and value. */
export class UsageError extends Error {}

/** Most problems that one message lists. */
const MOST_PROBLEMS = 20;

/**
 * The problems of a file in one message, one line each.
 * @param root shown for a problem of the file as a whole
 */
export function problemsError(
  path: string,
  problems: readonly { path: string; message: string }[],
  root = '(file)',
): UsageError {
  const shown = problems.slice(0, MOST_PROBLEMS);
  const width = Math.max(...shown.map((problem) => (problem.path || root).length));
  const lines = shown.map((problem) => `  ${(problem.path || root).padEnd(width)}   ${problem.message}`);
  if (problems.length > shown.length) lines.push(`  and ${problems.length - shown.length} more`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new UsageError(`${path} has ${count}:\n${lines.join('\n')}`);
}

/** Reasons in words, by the code of the system error. */
const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name exists already',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its path contains a loop of links',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than this disk or its limit allows',
  EMFILE: 'too many files are open; raise the limit (ulimit -n 256)',
  ENFILE: 'too many files are open on this machine',
  ENOMEM: 'the machine is out of memory',
  EAGAIN: 'the limit of processes and threads is reached (ulimit -u)',
  EBUSY: 'it is in use',
  EXDEV: 'it is on another file system',
  ENOTEMPTY: 'the folder is not empty',
  ENOTSUP: 'the file system does not support this',
  EOPNOTSUPP: 'the file system does not support this',
  ENODEV: 'the device does not exist',
  ENXIO: 'the device does not exist',
  ETIMEDOUT: 'the file system did not answer',
  ESTALE: 'the file system no longer knows the file',
  EIO: 'the disk failed',
  ERR_INVALID_ARG_VALUE: 'that is not a path',
};

function reasonOf(error: unknown): string | undefined {
  if (isFolderGone(error)) return GONE;
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' && Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
}

const GONE = 'the current folder no longer exists; change to another folder (cd)';

/** Whether the folder in which the process was started has been removed. */
export function isFolderGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.syscall === 'uv_cwd';
}

/** A system error in words; undefined for any other error. */
export function systemErrorText(error: unknown): string | undefined {
  const reason = reasonOf(error);
  const { path } = (error ?? {}) as NodeJS.ErrnoException;
  return reason && path && !isFolderGone(error) ? `${visible(path)}: ${reason}` : reason;
}

/** The message of any error; a system error in words. */
export function errorText(error: unknown): string {
  return systemErrorText(error) ?? (error instanceof Error ? error.message : String(error));
}

/**
 * Turns a system error about a file into an error that names the file and the reason. Any other error is
 * returned unchanged.
 */
export function fileError(action: string, path: string, error: unknown): unknown {
  const reason = reasonOf(error);
  return reason ? new UsageError(`cannot ${action} ${visible(path)}: ${reason}`) : error;
}

/** Results could not be written, although their folder was writable at the start. */
export class WriteError extends Error {
  /** Any other error than a system error is returned unchanged. */
  static from(folder: string, error: unknown): unknown {
    const reason = reasonOf(error);
    const { path } = (error ?? {}) as NodeJS.ErrnoException;
    return reason
      ? new WriteError(
          `cannot write results to ${visible(folder)}: ${reason}${path ? ` (${visible(path)})` : ''}`,
          {
            cause: error,
          },
        )
      : error;
  }
}

/**
 * A node of the chain could not be reached, or gave an answer that cannot be used. The message names the
 * address.
 */
export class NodeError extends Error {}

/** Stopped by the user. */
export class InterruptedError extends Error {}

/** Turns errors of the library about an argument into errors of usage. */
export async function withUsageErrors<T>(task: () => T | Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw error instanceof RangeError || error instanceof TypeError ? new UsageError(error.message) : error;
  }
}
