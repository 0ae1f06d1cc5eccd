import { EXIT, InterruptedError } from '../text/errors.js';

/** Milliseconds that an interrupted task has to clean up. The process then ends. Our choice. */
const CLEAN_UP_TIME = 900;

/**
 * Runs `task` with a signal that Ctrl-C and SIGTERM abort, so that the task can clean up. A second Ctrl-C or
 * SIGTERM ends the process at once.
 */
export async function untilInterrupted<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const exit = () => process.exit(EXIT.interrupted);
  const stop = () => {
    if (controller.signal.aborted) exit();
    controller.abort(new InterruptedError('stopped; nothing was written'));
    setTimeout(() => {
      process.stderr.write('stopped\n');
      exit();
    }, CLEAN_UP_TIME).unref();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await task(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
