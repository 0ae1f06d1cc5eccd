/**
 * Tasks for the kernel of a checkout, with data in memory. Each is called several times with the same data.
 * Things that are needed once (starting threads, compiling the module, sharing the data) are kept after the
 * first call, which is not measured, until `stopThreads`.
 */

import { Piscina } from 'piscina';
import type { SchemeName } from '../../src/weights/schemes.js';
import type { Checkout } from './checkouts.js';
import { C_NORM, P_NORM, THRESHOLD, type Data } from './data.js';
import computeCells, { kernelOf, type SpreadJob } from './kernel-worker.js';

export type Threads = 1 | 2;

/** Both mappings, and at most two metrics (S, S_lin). */
const MAPPINGS = 2;
const METRICS = 2;

const FORMULA = { pNorm: P_NORM, cNorm: C_NORM };

/** A pool for each checkout, so that the code of one is not optimised for the other. */
const pools = new Map<string, Piscina<SpreadJob, void>>();
const shared = new WeakMap<Data, Float64Array>();

export interface SpreadOptions {
  scheme?: SchemeName;
  /** Compute S_lin too. */
  linear?: boolean;
  /** Number of epsilons per call of the kernel. All by default. */
  epsilonsPerCall?: number;
}

/** Mean over draws of S, and of S_lin too if `linear`, shape (cell, metric, mapping, epsilon). */
export async function kernelSpreads(
  checkout: Checkout,
  data: Data,
  threads: Threads,
  { scheme = 'whitepaper', linear = false, epsilonsPerCall = data.epsilons.length }: SpreadOptions = {},
): Promise<Float64Array> {
  const length = data.cells * (linear ? METRICS : 1) * MAPPINGS * data.epsilons.length;
  const spreads = new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
  const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const job: SpreadJob = {
    ...data,
    checkout,
    next,
    spreads,
    epsilonsPerCall,
    formula: { ...FORMULA, scheme },
  };
  if (threads === 1) {
    await computeCells(job);
    return spreads;
  }
  const pool = poolOf(checkout, threads);
  const jobOfThread = { ...job, regrets: sharedRegrets(data) };
  await Promise.all(Array.from({ length: threads }, () => pool.run(jobOfThread)));
  return spreads;
}

function poolOf({ folder }: Checkout, threads: Threads): Piscina<SpreadJob, void> {
  const pool =
    pools.get(folder) ??
    new Piscina<SpreadJob, void>({
      filename: new URL('./kernel-worker.ts', import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
    });
  pools.set(folder, pool);
  return pool;
}

/** The regrets in memory that all threads share. */
function sharedRegrets(data: Data): Float64Array {
  let regrets = shared.get(data);
  if (!regrets) {
    regrets = new Float64Array(new SharedArrayBuffer(data.regrets.byteLength));
    regrets.set(data.regrets);
    shared.set(data, regrets);
  }
  return regrets;
}

/**
 * The largest epsilon of each draw of all cells, NaN if there is none, shape (draw, mapping). Scheme
 * `whitepaper`, threshold of data.ts, one thread.
 */
export async function kernelLargestEpsilons(
  checkout: Checkout,
  { cells, draws, workers, regrets }: Data,
): Promise<Float64Array> {
  const { module, kernel } = await kernelOf(checkout);
  const formula = module.completeFormula({ ...FORMULA, scheme: 'whitepaper' });
  const epsilons = new Float64Array(MAPPINGS * cells * draws);
  kernel.maxEpsilons(regrets, workers, THRESHOLD, formula, epsilons, new Uint8Array(epsilons.length));
  return epsilons;
}

export async function stopThreads(): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.destroy()));
}
