/** Exit statuses, and the errors that lead to them. */

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
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk failed',
  ERR_INVALID_ARG_VALUE: 'that is not a path',
};

function reasonOf(error: unknown): string | undefined {
  return REASONS[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
}

/**
 * Turns a system error about a file into an error that names the file and the reason. Any other error is
 * returned unchanged.
 */
export function fileError(action: string, path: string, error: unknown): unknown {
  const reason = reasonOf(error);
  return reason ? new UsageError(`cannot ${action} ${path}: ${reason}`) : error;
}

/** Results could not be written, although their folder was writable at the start. */
export class WriteError extends Error {
  /** Any other error than a system error is returned unchanged. */
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

/** Turns errors of the library about an argument into errors of usage. */
export async function withUsageErrors<T>(task: () => T | Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw error instanceof RangeError || error instanceof TypeError ? new UsageError(error.message) : error;
  }
}
