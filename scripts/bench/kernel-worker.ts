/** The kernel of a checkout over some cells: runs in this thread and in threads of a pool. */

import type { FormulaOptions } from '../../src/weights/formula.js';
import { loadKernel, type Checkout } from './checkouts.js';

export interface SpreadJob {
  checkout: Checkout;
  cells: number;
  draws: number;
  workers: number;
  /** Shape (cell, draw, worker). */
  regrets: Float64Array;
  epsilons: Float64Array;
  /**
   * Index of the next cell that no thread has taken yet, shape (1). Threads that share it end at about the
   * same time, although cells differ in cost.
   */
  next: Int32Array;
  /** Output: mean spreads, shape (cell, metric, mapping, epsilon), of one metric (S) or two (S, S_lin). */
  spreads: Float64Array;
  /**
   * Number of epsilons per call of the kernel. With few epsilons the kernel computes each and interpolates
   * none.
   */
  epsilonsPerCall: number;
  formula: FormulaOptions;
}

const kernels = new Map<string, Promise<LoadedKernel>>();

interface LoadedKernel {
  module: Awaited<ReturnType<typeof loadKernel>>;
  kernel: ReturnType<Awaited<ReturnType<typeof loadKernel>>['createKernel']>;
}

/** Loads the kernel of a checkout once per thread. */
export function kernelOf(checkout: Checkout): Promise<LoadedKernel> {
  const loaded =
    kernels.get(checkout.folder) ??
    loadKernel(checkout).then((module) => ({ module, kernel: module.createKernel() }));
  kernels.set(checkout.folder, loaded);
  return loaded;
}

/** Computes cells until none is left. */
export default async function computeCells(job: SpreadJob): Promise<void> {
  const { cells, draws, workers, regrets, epsilons, next, spreads, epsilonsPerCall } = job;
  const { module, kernel } = await kernelOf(job.checkout);
  const { KERNEL_MAPPINGS, MOMENTS } = module;
  const rows = spreads.length / (cells * epsilons.length);
  const formula = module.completeFormula(job.formula);
  const size = draws * workers;
  for (let cell = Atomics.add(next, 0, 1); cell < cells; cell = Atomics.add(next, 0, 1)) {
    const regretsOfCell = regrets.subarray(cell * size, (cell + 1) * size);
    for (let first = 0; first < epsilons.length; first += epsilonsPerCall) {
      const some = epsilons.subarray(first, first + epsilonsPerCall);
      const moments = new Float64Array((rows / KERNEL_MAPPINGS.length) * some.length * MOMENTS);
      kernel.addDraws(regretsOfCell, workers, some, formula, moments, 0);
      for (let row = 0; row < rows; row++) {
        const source = Math.floor(row / 2) * some.length * MOMENTS + (row % 2);
        const target = (cell * rows + row) * epsilons.length + first;
        for (let e = 0; e < some.length; e++) spreads[target + e] = moments[source + e * MOMENTS]!;
      }
    }
  }
}
