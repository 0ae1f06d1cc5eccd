/** Exit statuses, and the errors that lead to them. */

export const EXIT = { done: 0, difference: 1, usage: 2, failure: 3, interrupted: 130 } as const;

/** Bad input or wrong usage: the message says file, field, rule and value, and is all that is printed. */
export class UsageError extends Error {}

/** Problems listed in one message; a reader mends these before reading on. */
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

/** Reasons in words, by the code of a system error. */
const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is in the way',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its path goes round in circles',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk failed',
  ERR_INVALID_ARG_VALUE: 'that is no path',
};

function reasonOf(error: unknown): string | undefined {
  return REASONS[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
}

/** What the system said of a file, as a sentence that names the file; anything but a system error is passed on as it is. */
export function fileError(action: string, path: string, error: unknown): unknown {
  const reason = reasonOf(error);
  return reason ? new UsageError(`cannot ${action} ${path}: ${reason}`) : error;
}

/** Results could not be written, though at first they seemed to be writable. */
export class WriteError extends Error {
  /** Anything but a system error is passed on as it is. */
  static from(folder: string, error: unknown): unknown {
    const reason = reasonOf(error);
    const { path } = (error ?? {}) as NodeJS.ErrnoException;
    return reason
      ? new WriteError(`cannot write results to ${folder}: ${reason}${path ? ` (${path})` : ''}`, {
          cause: error,
        })
      : error;
  }
}

/** Stopped by the user. */
export class InterruptedError extends Error {}

/** What the library says of a wrong argument is for the user of the command as well. */
export async function withUsageErrors<T>(task: () => T | Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw error instanceof RangeError || error instanceof TypeError ? new UsageError(error.message) : error;
  }
}
