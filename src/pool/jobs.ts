/** Jobs on threads, or one after the other in this one. The same worker module does both, so both give the same results. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Piscina } from 'piscina';

/** What a worker module exports by default. Jobs and results are structured-cloneable. */
type Work<Job, Result> = (job: Job) => Result;

export interface JobOptions {
  /** Address of the module that does the work (a `file:` URL). */
  worker: URL;
  /** Worker threads; 0 works in the calling thread. */
  threads: number;
  signal?: AbortSignal | undefined;
}

/**
 * Results of all jobs, each handed over as soon as it is there, in any order.
 * @throws the first error of a job, or the reason of the abort; no result is handed over after that
 */
export async function runJobs<Job, Result>(
  jobs: readonly Job[],
  options: JobOptions,
  onResult: (index: number, result: Result) => void,
): Promise<void> {
  options.signal?.throwIfAborted();
  await (options.threads === 0 ? runHere(jobs, options, onResult) : runOnThreads(jobs, options, onResult));
}

async function runHere<Job, Result>(
  jobs: readonly Job[],
  { worker, signal }: JobOptions,
  onResult: (index: number, result: Result) => void,
) {
  const { default: work } = (await import(worker.href)) as { default: Work<Job, Result> };
  for (const [index, job] of jobs.entries()) {
    onResult(index, work(job));
    // Signals and progress get their turn between jobs.
    await nextTurn();
    signal?.throwIfAborted();
  }
}

async function runOnThreads<Job, Result>(
  jobs: readonly Job[],
  { worker, threads, signal }: JobOptions,
  onResult: (index: number, result: Result) => void,
) {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  // Jobs leave little behind: a small nursery, swept more often, takes no longer and saves memory in every thread.
  const pool = new Piscina<Job, Result>({
    filename: worker.href,
    minThreads: threads,
    maxThreads: threads,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  // Without a listener, an answer that arrives from a thread already stopped would be thrown past everyone.
  pool.on('error', (error) => failed.abort(error));
  stop.addEventListener('abort', () => void pool.destroy());

  const queue = jobs.entries();
  const lane = async () => {
    for (const [index, job] of queue) {
      const result = await pool.run(job);
      stop.throwIfAborted();
      onResult(index, result);
    }
  };
  try {
    // Two jobs a thread in flight, so that the next is at hand as soon as a thread is free.
    const lanes = Array.from({ length: 2 * threads }, lane);
    await Promise.all(lanes.map((each) => each.catch((error: unknown) => failed.abort(error))));
    // The first reason to stop, not the errors of the jobs that were cut off by it.
    stop.throwIfAborted();
  } finally {
    await pool.destroy();
  }
}
