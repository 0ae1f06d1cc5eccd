import { InterruptedError } from './failure.js';

/** Runs `task` with a signal that Ctrl-C and SIGTERM abort, so that it can clean up after itself. */
export async function untilInterrupted<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(new InterruptedError('stopped; nothing was written'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await task(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
