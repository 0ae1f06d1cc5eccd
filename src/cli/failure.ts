/** Exit statuses, and the errors that lead to them. */

export const EXIT = { done: 0, difference: 1, usage: 2, failure: 3, interrupted: 130 } as const;

/** Bad input or wrong usage: the message says file, field, rule and value, and is all that is printed. */
export class UsageError extends Error {}

/** What the system said of a file, as a sentence that names the file; anything but a system error is passed on as it is. */
export function fileError(action: string, path: string, error: unknown): unknown {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOTDIR: 'a part of its path is a file, not a folder',
    EISDIR: 'it is a folder',
    EEXIST: 'a file of that name is in the way',
    EROFS: 'the disk is read-only',
    ENAMETOOLONG: 'the name is too long',
  };
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const reason = code && reasons[code];
  return reason ? new UsageError(`cannot ${action} ${path}: ${reason}`) : error;
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
