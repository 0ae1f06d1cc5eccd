/**
 * Runs jobs on threads, or in series on the calling thread. Both use the same worker module, so the results
 * are the same.
 */

import { allowedNodeEnvironmentFlags } from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { systemErrorText } from '../text/errors.js';

/** The default export of a worker module. Jobs and results are structured-cloneable. */
type Work<Job, Result> = (job: Job) => Result;

export interface JobOptions {
  /** Address of the module that does the work (a `file:` URL). */
  worker: URL;
  /**
   * Loads the same module for the calling thread. In the bundled command it shares the code that the command
   * has loaded, but the file for threads holds a copy. Default: from its address.
   */
  loadHere?: () => Promise<unknown>;
  /** Worker threads; 0 runs the jobs on the calling thread. */
  threads: number;
  /** Seconds after which a thread that does not answer is stopped. The calling thread has no such limit. */
  timeLimit: number;
  signal?: AbortSignal | undefined;
}

/** Jobs that may be made when their turn comes; an array, for example. */
export interface Jobs<Job> extends Iterable<Job> {
  readonly length: number;
}

/** A job failed in every attempt; `cause` is the last error. */
export class JobError extends Error {
  /** @param index of the job */
  constructor(
    readonly index: number,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** Further attempts at a job that fails on a thread, each on a new thread. */
const RETRIES = 3;

/**
 * Makes `require` refuse ES modules. piscina tries `require` first. If a thread ends while `require` loads an
 * ES module, an assertion of Node 20 fails and the whole process aborts. If `require` refuses, piscina uses
 * `import`, which can be interrupted. Versions of Node without this option have no such `require`.
 */
export const IMPORT_ONLY = ['--no-experimental-require-module'].filter((option) =>
  allowedNodeEnvironmentFlags.has(option),
);

/**
 * Runs all jobs. Results arrive as soon as they are ready, in any order.
 * @param onResult called with each result; its thread starts the next job when the returned promise is
 *   fulfilled
 * @throws {JobError} if a job fails; the reason of the signal; an error of `onResult`. `onResult` is not
 *   called after that
 */
export async function runJobs<Job, Result>(
  jobs: Jobs<Job>,
  options: JobOptions,
  onResult: (index: number, result: Result) => Promise<void> | void,
): Promise<void> {
  options.signal?.throwIfAborted();
  if (jobs.length > 0)
    await (options.threads === 0 ? runHere(jobs, options, onResult) : runOnThreads(jobs, options, onResult));
}

async function runHere<Job, Result>(
  jobs: Jobs<Job>,
  { worker, loadHere = () => import(worker.href), signal }: JobOptions,
  onResult: (index: number, result: Result) => Promise<void> | void,
) {
  const { default: work } = (await loadHere()) as { default: Work<Job, Result> };
  for (const [index, job] of numbered(jobs)) {
    let result: Result;
    try {
      result = work(job);
    } catch (error) {
      throw new JobError(index, messageOf(error), error);
    }
    await onResult(index, result);
    // Lets signals and timers run between jobs.
    await nextTurn();
    signal?.throwIfAborted();
  }
}

async function runOnThreads<Job, Result>(
  jobs: Jobs<Job>,
  { worker, threads, timeLimit, signal }: JobOptions,
  onResult: (index: number, result: Result) => Promise<void> | void,
) {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const pools = new Set<Piscina<Job, Result>>();
  const open = (size: number) => {
    // Jobs allocate little on the heap, because their numbers are in buffers outside of it. So a small young
    // generation saves memory in every thread and costs no time.
    const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };
    // A compiled worker needs no module loaders of this process, and each thread would start them again.
    const options = worker.pathname.endsWith('.ts') ? {} : { execArgv: IMPORT_ONLY };
    const pool = new Piscina<Job, Result>({
      filename: worker.href,
      minThreads: size,
      maxThreads: size,
      resourceLimits,
      ...options,
    });
    // An error of a thread between jobs makes its next job fail. Without a listener it would end the process.
    pool.on('error', () => undefined);
    pools.add(pool);
    return pool;
  };
  stop.addEventListener('abort', () => pools.forEach((pool) => void pool.destroy()));

  const shared = open(Math.min(threads, jobs.length));
  const attempt = async (index: number, job: Job): Promise<Result> => {
    for (let failures = 0; ; failures++) {
      const pool = failures === 0 ? shared : open(1);
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), timeLimit * 1000);
      try {
        return await pool.run(job, { signal: limit.signal });
      } catch (error) {
        stop.throwIfAborted();
        const message = limit.signal.aborted ? `no answer within ${timeLimit} s` : messageOf(error);
        if (failures === RETRIES)
          throw new JobError(index, `failed ${RETRIES + 1} times, at last: ${message}`, error);
      } finally {
        clearTimeout(timer);
        if (pool !== shared) {
          pools.delete(pool);
          void pool.destroy();
        }
      }
    }
  };

  const queue = numbered(jobs);
  const lane = async () => {
    for (const [index, job] of queue) {
      const result = await attempt(index, job);
      stop.throwIfAborted();
      await onResult(index, result);
    }
  };
  try {
    // Two jobs per thread are queued, so a free thread has its next job at once.
    const lanes = Array.from({ length: 2 * threads }, lane);
    await Promise.all(lanes.map((each) => each.catch((error: unknown) => failed.abort(error))));
    // Reports the first reason to stop instead of the errors of the jobs that it interrupted.
    stop.throwIfAborted();
  } finally {
    await Promise.all([...pools].map((pool) => pool.destroy()));
  }
}

function* numbered<Job>(jobs: Iterable<Job>): Generator<[index: number, job: Job]> {
  let index = 0;
  for (const job of jobs) yield [index++, job];
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Node has no text for a thread that the system does not start, only its code.
  const code = /^Worker initialization failure: (E\w+)$/.exec(message)?.[1];
  return systemErrorText({ code }) ?? message;
}
