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
  const giveBack = SIGNALS.map((name) => takeOver(name, stop));
  try {
    return await task(controller.signal);
  } finally {
    for (const each of giveBack) each();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Replaces the listeners of a signal. @returns a function that puts them back */
function takeOver(name: NodeJS.Signals, listener: () => void): () => void {
  const before = process.listeners(name);
  process.on(name, listener);
  for (const each of before) process.off(name, each);
  return () => {
    for (const each of before) process.on(name, each);
    process.off(name, listener);
  };
}
