/** Jobs on threads, or one after the other in this one. The same worker module does both, so both give the same results. */

import { allowedNodeEnvironmentFlags } from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Piscina } from 'piscina';

/** What a worker module exports by default. Jobs and results are structured-cloneable. */
type Work<Job, Result> = (job: Job) => Result;

export interface JobOptions {
  /** Address of the module that does the work (a `file:` URL). */
  worker: URL;
  /** Worker threads; 0 works in the calling thread. */
  threads: number;
  /** Seconds after which a thread that does not answer is given up. Without threads there is no such limit. */
  timeLimit: number;
  signal?: AbortSignal | undefined;
}

/** A job that failed however often it was tried; `cause` is the last error. */
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

/** A job that fails on a thread is tried so often again, each time on a new one. */
const RETRIES = 3;

/**
 * A thread that is ended while `require` loads an ES module, as piscina tries first, aborts the whole process: an assertion of Node 20 fails.
 * Where `require` refuses ES modules, piscina imports them, and that can be cut off. Versions without the option have no such `require`.
 */
const IMPORT_ONLY = ['--no-experimental-require-module'].filter((option) =>
  allowedNodeEnvironmentFlags.has(option),
);

/**
 * Results of all jobs, each handed over as soon as it is there, in any order.
 * @param onResult the next job of a thread waits for what it returns
 * @throws {JobError} if a job fails; the reason of the abort; what `onResult` throws. No result is handed over after that
 */
export async function runJobs<Job, Result>(
  jobs: readonly Job[],
  options: JobOptions,
  onResult: (index: number, result: Result) => Promise<void> | void,
): Promise<void> {
  options.signal?.throwIfAborted();
  if (jobs.length > 0)
    await (options.threads === 0 ? runHere(jobs, options, onResult) : runOnThreads(jobs, options, onResult));
}

async function runHere<Job, Result>(
  jobs: readonly Job[],
  { worker, signal }: JobOptions,
  onResult: (index: number, result: Result) => Promise<void> | void,
) {
  const { default: work } = (await import(worker.href)) as { default: Work<Job, Result> };
  for (const [index, job] of jobs.entries()) {
    let result: Result;
    try {
      result = work(job);
    } catch (error) {
      throw new JobError(index, messageOf(error), error);
    }
    await onResult(index, result);
    // Signals and progress get their turn between jobs.
    await nextTurn();
    signal?.throwIfAborted();
  }
}

async function runOnThreads<Job, Result>(
  jobs: readonly Job[],
  { worker, threads, timeLimit, signal }: JobOptions,
  onResult: (index: number, result: Result) => Promise<void> | void,
) {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const pools = new Set<Piscina<Job, Result>>();
  const open = (size: number) => {
    // Jobs leave little behind: a small nursery, swept more often, takes no longer and saves memory in every thread. Their numbers are in
    // buffers outside of the heap.
    const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };
    // A compiled worker needs none of the loaders that this process was started with, and each thread would start them anew.
    const options = worker.pathname.endsWith('.ts') ? {} : { execArgv: IMPORT_ONLY };
    const pool = new Piscina<Job, Result>({
      filename: worker.href,
      minThreads: size,
      maxThreads: size,
      resourceLimits,
      ...options,
    });
    // What happens to a thread between jobs shows in the next one; without a listener it would be thrown past everyone.
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

  const queue = jobs.entries();
  const lane = async () => {
    for (const [index, job] of queue) {
      const result = await attempt(index, job);
      stop.throwIfAborted();
      await onResult(index, result);
    }
  };
  try {
    // Two jobs a thread in flight, so that the next is at hand as soon as a thread is free.
    const lanes = Array.from({ length: 2 * threads }, lane);
    await Promise.all(lanes.map((each) => each.catch((error: unknown) => failed.abort(error))));
    // The first reason to stop, not the errors of the jobs that were cut off by it.
    stop.throwIfAborted();
  } finally {
    await Promise.all([...pools].map((pool) => pool.destroy()));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
