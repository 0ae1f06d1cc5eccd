/** Parts of a study on threads: all of them, or a range. */

import { availableParallelism } from 'node:os';
import { checkFunction, checkNumber, checkOptions, checkSignal } from '../text/check.js';
import type { List } from '../study/lazy-list.js';
import type { CostedPart } from '../study/kinds/kind.js';
import type { Study } from '../study/study-file.js';
import { computationOf } from './computation.js';
import { checkFinished, isWholeWithin, type FinishedPart } from './finished-parts.js';
import { JobError, runJobs, type Jobs } from './jobs.js';
import { WORKER, type ChunkJob, type ChunkResult } from './messages.js';

/** Options of `runStudy`. The result does not depend on them. */
export interface RunOptions {
  /**
   * Worker threads; 0 runs in the calling thread, but with `signal` a part that takes long uses one thread,
   * because no signal could stop it otherwise. Default: as many as the machine runs at once; none if all parts
   * together take less than a twentieth of a second.
   */
  threads?: number | undefined;
  /** Parts of the study per job. Default: about a tenth of a second of work. Results do not depend on it. */
  chunkSize?: number | undefined;
  /** Parts that an earlier run of the same study gave to `onPart`. They are not computed again. */
  finished?: Iterable<FinishedPart> | undefined;
  /**
   * Called with each finished part. Its thread starts the next job after the returned promise is fulfilled.
   */
  onPart?: ((part: FinishedPart) => Promise<void> | void) | undefined;
  /** Stops the run: the promise is rejected with the reason of the signal. */
  signal?: AbortSignal | undefined;
  /** Called at the start, after each job, and while threads compute parts that take long. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** A part could not be computed. The message names the part and the reason. */
export class PartError extends Error {}

/** Progress of a run. */
export interface Progress {
  /** Cells (rows of the main table) that are computed, with shares of unfinished ones. Of a shard: parts. */
  done: number;
  /** The same without parts that are being computed: an interrupted run resumes here. */
  finished: number;
  /** All cells; all parts of a shard. */
  total: number;
}

/** Some consecutive parts of a study. */
export interface PartRange {
  /** Index of the first part. */
  from: number;
  /** Index after the last part. */
  to: number;
}

/**
 * Most work of a run without threads, seconds. Two threads take a tenth of a second of two processors to
 * start.
 */
const MOST_SECONDS_WITHOUT_THREADS = 0.05;

/** Seconds of work in a job: long enough to outweigh its messages, short enough for steady progress. */
const SECONDS_PER_JOB = 0.1;
/**
 * Largest share of a thread's remaining work in one job: threads then finish together, even in a short study.
 */
const MAX_SHARE_OF_REST = 1 / 2;

/**
 * Most numbers in the result of a job of several parts: 4 MB. The limit bounds the memory of messages between
 * threads.
 */
const MOST_NUMBERS_PER_JOB = 500_000;

/**
 * Longest job of the calling thread in a run that a signal can stop, seconds: no signal arrives while it
 * computes. Longer jobs use one thread.
 */
const MAX_SECONDS_WITHOUT_SIGNAL = 0.3;

/** Milliseconds between looks at the parts that threads compute. */
const LOOK_EVERY = 200;

/** A thread is stopped if a job takes this many times its estimate, and at least this many seconds. */
const TIME_LIMIT_FACTOR = 300;

/** Threads of a run by default: as many as the machine runs at once, none for a short study. */
export function defaultThreads(study: Study): number {
  let seconds = 0;
  for (const part of computationOf(study).parts(study)) {
    seconds += part.seconds;
    if (seconds > MOST_SECONDS_WITHOUT_THREADS) return availableParallelism();
  }
  return 0;
}

/**
 * Computes a range of parts, without those that are finished.
 * @param add called with each part, also with those that are finished. `onProgress` counts parts
 * @throws {RangeError|TypeError} naming the option that breaks its rule; {PartError}; the reason of the
 *   signal;
 *   errors of functions of the caller, unchanged
 */
export async function runParts(
  study: Study,
  given: RunOptions | undefined,
  range: PartRange | undefined,
  add: (part: unknown, finished: FinishedPart) => void,
): Promise<void> {
  const options = checkOptions(given);
  const threads = checkNumber(
    'threads',
    options.threads ?? defaultThreads(study),
    'a whole number from 0 to 1024',
    isWholeWithin(0, 1024),
  );
  if (options.chunkSize !== undefined)
    checkNumber('chunkSize', options.chunkSize, 'a whole number >= 1', isWholeWithin(1, Infinity));
  const signal = checkSignal(options.signal);
  const onPart = checkFunction('onPart', options.onPart);
  const onProgress = checkFunction('onProgress', options.onProgress);

  const computation = computationOf(study);
  const parts = computation.parts(study);
  const { from, to } = range ?? { from: 0, to: parts.length };
  const partOf = (index: number) => parts.at(index)!.part;
  const isDone = new Uint8Array(parts.length);
  let finished = 0;
  const finish = (part: FinishedPart) => {
    const { index } = part;
    add(partOf(index), part);
    isDone[index] = 1;
    if (index >= from && index < to) finished++;
  };
  const lengthsOf = (index: number) => computation.lengths?.(study, partOf(index));
  for (const part of checkFinished(options.finished, isDone, lengthsOf)) finish(part);
  /** With shares of unfinished parts. It never decreases, also if a job is repeated. */
  let done = 0;
  const tellProgress = () => {
    done = Math.max(done, finished);
    onProgress?.({ done, finished, total: to - from });
  };
  tellProgress();

  const numbersOf = (index: number) => (lengthsOf(index) ?? []).reduce((sum, length) => sum + length, 0);
  const chunks = chunksOf(parts, { from, to }, isDone, numbersOf, threads, options.chunkSize);
  /** Jobs that were given out, and the progress of each in parts. */
  const open = new Set<number>();
  const running = new Float64Array(new SharedArrayBuffer(8 * chunks.length));
  const jobs: Jobs<ChunkJob> = {
    length: chunks.length,
    *[Symbol.iterator]() {
      for (const [index, chunk] of chunks.entries()) {
        open.add(index);
        yield { study, parts: chunk.map(partOf), index, running };
      }
    },
  };
  const secondsOf = (chunk: readonly number[]) =>
    chunk.reduce((sum, index) => sum + parts.at(index)!.seconds, 0);
  const longest = chunks.reduce((most, chunk) => Math.max(most, secondsOf(chunk)), 0);
  const timeLimit = TIME_LIMIT_FACTOR * Math.max(longest, 1);
  const isTooLong = threads === 0 && signal !== undefined && longest > MAX_SECONDS_WITHOUT_SIGNAL;
  // From TypeScript a thread would need the loaders of this process.
  const threadsUsed = isTooLong && !WORKER.pathname.endsWith('.ts') ? 1 : threads;
  /** The error that a function of the caller threw; it may be undefined. */
  let thrown: { reason: unknown } | undefined;
  const onResult = async (job: number, results: ChunkResult) => {
    open.delete(job);
    try {
      for (const [i, result] of results.entries()) {
        const part = { index: chunks[job]![i]!, result };
        finish(part);
        await onPart?.(part);
      }
      tellProgress();
    } catch (reason) {
      thrown ??= { reason };
      throw reason;
    }
  };
  const failed = new AbortController();
  const look = () => {
    let reached = finished;
    for (const job of open) reached += running[job]!;
    if (reached <= done) return;
    done = reached;
    try {
      tellProgress();
    } catch (reason) {
      thrown ??= { reason };
      failed.abort();
    }
  };
  const timer = onProgress && setInterval(look, LOOK_EVERY);
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  try {
    await runJobs<ChunkJob, ChunkResult>(
      jobs,
      {
        worker: WORKER,
        loadHere: () => import('./worker.js'),
        threads: threadsUsed,
        timeLimit,
        signal: stop,
      },
      onResult,
    );
  } catch (error) {
    if (thrown) throw thrown.reason;
    if (!(error instanceof JobError)) throw error;
    const names = chunks[error.index]!.map((index) => computation.partText(partOf(index)));
    const which =
      names.length === 1 ? names[0]! : `one of ${names.length} parts, from ${names[0]!} to ${names.at(-1)!}`;
    throw new PartError(`${which}: ${error.message}`, { cause: error.cause });
  } finally {
    clearInterval(timer);
  }
}

/**
 * Indices of the unfinished parts of a range, by job: `size` parts each. Without a size, jobs take about
 * {@link SECONDS_PER_JOB} and get smaller towards the end; their results are limited, too.
 */
function chunksOf(
  parts: List<CostedPart<unknown>>,
  { from, to }: PartRange,
  isDone: Uint8Array,
  numbersOf: (index: number) => number,
  threads: number,
  size?: number,
): number[][] {
  const costOf = (index: number) => (size === undefined ? parts.at(index)!.seconds : 1);
  let left = 0;
  for (let index = from; index < to; index++) if (!isDone[index]) left += costOf(index);
  const chunks: number[][] = [];
  let room = 0;
  let numbers = 0;
  for (let index = from; index < to; index++) {
    if (isDone[index]) continue;
    const cost = costOf(index);
    numbers += numbersOf(index);
    if (chunks.length === 0 || room < cost || (size === undefined && numbers > MOST_NUMBERS_PER_JOB)) {
      chunks.push([]);
      numbers = numbersOf(index);
      room = size ?? Math.min(SECONDS_PER_JOB, (left * MAX_SHARE_OF_REST) / Math.max(1, threads));
    }
    chunks.at(-1)!.push(index);
    room -= cost;
    left -= cost;
  }
  return chunks;
}
