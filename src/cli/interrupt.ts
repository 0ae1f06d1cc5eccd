import { EXIT, InterruptedError } from '../text/errors.js';

/** After this, a task that has not cleaned up is left as it is. */
const PATIENCE = 900;

/** Runs `task` with a signal that Ctrl-C and SIGTERM abort, so that it can clean up after itself; the second one ends the process at once. */
export async function untilInterrupted<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const exit = () => process.exit(EXIT.interrupted);
  const stop = () => {
    if (controller.signal.aborted) exit();
    controller.abort(new InterruptedError('stopped; nothing was written'));
    setTimeout(() => {
      process.stderr.write('stopped\n');
      exit();
    }, PATIENCE).unref();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await task(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
