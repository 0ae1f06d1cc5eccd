/**
 * Where the benchmark meets our code.
 *
 * Everything here is called with data that is already in memory, several times with the same object: what need not be repeated (starting
 * threads, compiling a module, sharing the data) is kept from the first call, which is not measured, until `closeOurs`.
 */

import { Piscina } from 'piscina';
import { KERNEL_MAPPINGS } from '../../src/kernel/kernel.js';
import type { SchemeName } from '../../src/weights/schemes.js';
import { C_NORM, P_NORM, THRESHOLD, type Data } from './data.js';
import work, { solve, type SpreadJob } from './ours-worker.js';

export type Threads = 1 | 2;

const FORMULA = { pNorm: P_NORM, cNorm: C_NORM };

let pool: Piscina<SpreadJob, void> | undefined;
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
  const length = data.cells * (linear ? 2 : 1) * KERNEL_MAPPINGS.length * data.epsilons.length;
  const spreads = new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
  const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const job = { ...data, next, spreads, together, formula: { ...FORMULA, scheme } };
  if (threads === 1) {
    work(job);
    return spreads;
  }
  pool ??= new Piscina({
    filename: new URL('./ours-worker.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  const ofThread = { ...job, regrets: sharedRegrets(data) };
  await Promise.all(Array.from({ length: threads }, () => pool!.run(ofThread)));
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
