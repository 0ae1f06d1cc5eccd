import { EXIT, InterruptedError } from '../text/errors.js';

/** Milliseconds that an interrupted task has to clean up. The process then ends. Our choice. */
export const CLEAN_UP_TIME = 400;

/** The end of a task that is stopped, but does not answer, for example because it computes on its thread. */
export interface Stop {
  /** Folder that the task writes results into. */
  folder: string | undefined;
  /** The share of the task that its journal holds, and how to resume it. undefined if nothing is kept. */
  hint: string | undefined;
}

/** Last line of a process that was stopped. */
export function stopText({ hint }: Pick<Stop, 'hint'>): string {
  return hint === undefined ? 'stopped; nothing was written' : `stopped: ${hint}`;
}

/**
 * Thrown on the first thread by a command that is about to block its thread: it is repeated on another one.
 */
export class LongTask extends Error {}

let isFirstThread = false;

/** Makes {@link beforeLongTask} throw, or no longer. */
export function refuseLongTasks(isRefused: boolean): void {
  isFirstThread = isRefused;
}

/**
 * Called before a command reads a table or simulates: meanwhile its thread could not answer a signal. Nothing
 * may have been read, written or printed before.
 * @throws {LongTask} on the first thread of the command
 */
export function beforeLongTask(): void {
  if (isFirstThread) throw new LongTask();
}

let listener: ((stop: Stop | undefined) => void) | undefined;

/**
 * @param tell called while a task runs with the latest form of its stop, and with undefined when it has ended
 */
export function tellStops(tell: (stop: Stop | undefined) => void): void {
  listener = tell;
}

/**
 * Runs `task` with a signal that Ctrl-C and SIGTERM abort, so that the task can clean up. A second Ctrl-C or
 * SIGTERM ends the process at once.
 * @param task states what its journal holds whenever that changes
 * @param folder that the task writes results into
 */
export async function untilInterrupted<T>(
  task: (signal: AbortSignal, setHint: (hint: string) => void) => Promise<T>,
  folder?: string,
): Promise<T> {
  const controller = new AbortController();
  const stop: Stop = { folder, hint: undefined };
  const setHint = (hint: string | undefined) => {
    stop.hint = hint;
    listener?.(stop);
  };
  const exit = () => process.exit(EXIT.interrupted);
  const abort = () => {
    if (controller.signal.aborted) exit();
    controller.abort(new InterruptedError(stopText(stop)));
    // The first thread ends a thread that does not end by itself.
    if (listener) return;
    setTimeout(() => {
      process.stderr.write(`${stopText(stop)}\n`);
      exit();
    }, CLEAN_UP_TIME).unref();
  };
  const giveBack = SIGNALS.map((name) => takeOver(name, abort));
  setHint(undefined);
  try {
    return await task(controller.signal, setHint);
  } finally {
    listener?.(undefined);
    for (const each of giveBack) each();
  }
}

export const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

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
