/**
 * Runs a command on a thread of its own. The first thread only waits, so that it can answer a signal at any
 * moment: while the other one computes, reads a large file or draws, its listeners do not run.
 */

import { once } from 'node:events';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Abandoned } from '../results/folder.js';
import { EXIT } from '../text/errors.js';
import { printError } from './console.js';
import { CLEAN_UP_TIME, SIGNALS, stopText, type Stop } from './interrupt.js';

export interface CommandData {
  words: readonly string[];
  terminals: Record<'stdout' | 'stderr', { isTTY: boolean; columns: number }>;
}

const THREAD = new URL(`./thread${extname(import.meta.url)}`, import.meta.url);

/** Sent by a thread when it has received a signal. */
export const RECEIVED = 'received';
/** Milliseconds that a thread has to receive a signal. If it computes, it does not. Our choice. */
const ANSWER_TIME = 250;
/** Milliseconds that a thread has to end. Code that is not JavaScript cannot be interrupted. Our choice. */
const TERMINATION_TIME = 600;

/**
 * V8 compiles a function with its optimizing compiler once it has run this many bytes of bytecode; 67,584 by
 * default. Compiling takes a processor from figures, and most functions of a short study run only a little
 * longer. Larger values gain no more, and kernels are WebAssembly, which has no such limit. Measured with
 * `npm run bench -- --only start`.
 */
const BYTES_BEFORE_OPTIMIZATION = 1_000_000;

/**
 * Most megabytes of young objects in the thread of a command. Numbers are in buffers outside of the heap, so a
 * small space costs no time.
 */
const YOUNG_MEGABYTES = 4;

/** Sets limits of the whole process, before the thread starts. */
async function setLimits(words: readonly string[]): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  // Node 20 alone has the flag. Later versions have a second compiler, and other limits gain nothing there.
  if (process.versions.node.startsWith('20.'))
    setFlagsFromString(`--interrupt-budget=${BYTES_BEFORE_OPTIMIZATION}`);
  // The memory of a merge decides on which machine it can run, so it is spared at the expense of a tenth of the
  // time.
  if (!words.includes('merge')) return;
  // Garbage is collected when the heap has grown by this share, instead of one to three times.
  setFlagsFromString('--heap-growing-percent=10');
  // The allocator of images (mimalloc, in resvg) returns their memory to the system at once. By default its
  // threads keep 100 MB of it.
  process.env['MIMALLOC_PURGE_DELAY'] ??= '0';
}

/**
 * @param words of the command line
 * @returns the exit status; undefined if the system allows no further thread. Ends the process after a signal
 *   if the command does not end in time
 */
export async function performOnThread(words: readonly string[]): Promise<number | undefined> {
  // Answers load this file too, for its texts, and need no thread.
  const { Worker } = await import('node:worker_threads');
  await setLimits(words);
  const terminalOf = ({ isTTY, columns }: NodeJS.WriteStream) => ({ isTTY, columns });
  const data: CommandData = {
    words,
    terminals: { stdout: terminalOf(process.stdout), stderr: terminalOf(process.stderr) },
  };
  const readsInput = words.some((word) => word.trim() === '-');
  const thread = new Worker(THREAD, {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    stdin: readsInput,
    stdout: true,
    stderr: true,
  });
  if (readsInput) process.stdin.pipe(thread.stdin!);
  // Not piped, because a pipe stops at the first error, and the thread would wait for it.
  thread.stdout.on('data', (bytes: Uint8Array) => process.stdout.write(bytes));
  thread.stderr.on('data', (bytes: Uint8Array) => process.stderr.write(bytes));
  const ended = Promise.all([once(thread, 'exit'), once(thread.stdout, 'end'), once(thread.stderr, 'end')]);

  let stop: Stop | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ending: Promise<void> | undefined;
  const end = (message?: string) => void (ending ??= endCommand(thread, () => stop, message));
  thread.on('message', (message: Stop | typeof RECEIVED | undefined) => {
    if (message === RECEIVED) {
      clearTimeout(timer);
      timer = setTimeout(end, CLEAN_UP_TIME);
    } else stop = message;
  });
  const listener = (name: NodeJS.Signals) => {
    if (timer || !stop) {
      end('stopped');
      return;
    }
    thread.postMessage(name);
    timer = setTimeout(end, ANSWER_TIME);
    // Loaded while the thread has time to answer.
    void import('../results/folder.js');
  };
  for (const name of SIGNALS) process.removeAllListeners(name).on(name, listener);
  try {
    return (await ended)[0][0] as number;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_WORKER_INIT_FAILED') return undefined;
    await abandon(stop?.folder);
    const { statusOf } = await import('./program.js');
    return statusOf(
      'allora-epsilon',
      code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error('out of memory') : error,
    );
  } finally {
    clearTimeout(timer);
    if (readsInput) process.stdin.destroy();
  }
}

/**
 * Ends a command that does not end by itself, and the process.
 * @param stop of the task that the thread runs now; a task that has just ended has printed its last line
 * @param message of a command that runs no task
 */
async function endCommand(thread: Worker, stop: () => Stop | undefined, message?: string): Promise<void> {
  const running = stop();
  const ended = thread.terminate().then(() => true);
  const hasEnded = await Promise.race([ended, sleep(TERMINATION_TIME, false)]);
  const left = await abandon(running?.folder);
  // Removes a progress bar, which also turns off the wrapping of lines.
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K\x1b[?7h');
  // The latest, because the journal may have grown meanwhile.
  const last = stop();
  const text = running ? last && textOf(last, left) : message;
  if (text !== undefined) printError(text);
  if (hasEnded) process.exit(EXIT.interrupted);
  // An exit would wait for the thread. In a shell, the status of a process that SIGINT ended is 130 as well.
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}

function textOf(stop: Stop, { hasPublication, hasJournal }: Abandoned): string {
  if (hasPublication) return `stopped; the next command completes the results in ${stop.folder!}`;
  // The journal is removed when the results are complete.
  if (stop.hint !== undefined && !hasJournal) return `stopped; the results in ${stop.folder!} are complete`;
  return hasJournal && stop.hint === undefined ? 'stopped; the same command resumes the run' : stopText(stop);
}

/** As `abandonResultsFolder`, without its errors. */
async function abandon(folder: string | undefined): Promise<Abandoned> {
  const nothing = { hasPublication: false, hasJournal: false };
  if (folder === undefined) return nothing;
  const { abandonResultsFolder } = await import('../results/folder.js');
  return abandonResultsFolder(folder).catch(() => nothing);
}
