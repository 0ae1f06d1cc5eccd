/**
 * Where the benchmark meets our code.
 *
 * Everything here is called with data that is already in memory, several times with the same object: what need not be repeated (starting
 * threads, compiling a module, sharing the data) is kept from the first call, which is not measured, until `closeOurs`.
 */

import { Piscina } from 'piscina';
import { C_NORM, P_NORM, THRESHOLD, type Data } from './data.js';
import type { SchemeName } from '../../src/weights/schemes.js';
import work, { solve, type SpreadJob } from './ours-worker.js';

export type Threads = 1 | 2;

const FORMULA = { pNorm: P_NORM, cNorm: C_NORM };
/** Jobs a thread: enough for both to end at the same time. */
const JOBS = 4;

let pool: Piscina<SpreadJob, Float64Array> | undefined;
const shared = new WeakMap<Data, Float64Array>();

export interface SpreadOptions {
  scheme?: SchemeName;
  /** S_lin beside S. */
  linear?: boolean;
  /** Epsilons of one call of the kernel: all, unless given. */
  together?: number;
}

/** Mean over draws of S, and of S_lin too if `linear`, shape (cell, metric, mapping, epsilon). */
export async function ourSpreads(
  data: Data,
  threads: Threads,
  { scheme = 'whitepaper', linear = false, together = data.epsilons.length }: SpreadOptions = {},
): Promise<Float64Array> {
  const jobOf = (from: number, to: number, regrets: Float64Array): SpreadJob => ({
    ...{ ...data, regrets, from, to, linear, together },
    formula: { ...FORMULA, scheme },
  });
  if (threads === 1) return work(jobOf(0, data.cells, data.regrets));
  pool ??= new Piscina({ filename: new URL('./ours-worker.ts', import.meta.url).href, minThreads: 2, maxThreads: 2 });
  const regrets = sharedRegrets(data);
  const count = threads * JOBS;
  const startOf = (job: number) => Math.round((job * data.cells) / count);
  const jobs = Array.from({ length: count }, (_, job) => jobOf(startOf(job), startOf(job + 1), regrets));
  const parts = await Promise.all(jobs.map((job) => pool!.run(job)));
  const spreads = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    spreads.set(part, at);
    at += part.length;
  }
  return spreads;
}

/** The regrets where all threads see them. */
function sharedRegrets(data: Data): Float64Array {
  let regrets = shared.get(data);
  if (!regrets) {
    regrets = new Float64Array(new SharedArrayBuffer(data.regrets.byteLength));
    regrets.set(data.regrets);
    shared.set(data, regrets);
  }
  return regrets;
}

/** Largest epsilon, NaN where there is none, shape (draw, mapping); draws of all cells in order; scheme `whitepaper`, T as in data.ts; one thread. */
export function ourMaxEpsilons({ cells, draws, workers, regrets }: Data): Float64Array {
  return solve(regrets, cells * draws, workers, THRESHOLD, { ...FORMULA, scheme: 'whitepaper' });
}

/** Ends the threads. */
export async function closeOurs(): Promise<void> {
  await pool?.destroy();
}
