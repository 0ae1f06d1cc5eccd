/** What a thread of ours does: the kernel over some cells. */

import { createKernel, KERNEL_MAPPINGS, MOMENTS } from '../../src/kernel/kernel.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';

export interface SpreadJob {
  draws: number;
  workers: number;
  /** Of all cells, shape (cell, draw, worker). */
  regrets: Float64Array;
  epsilons: Float64Array;
  /** The cells of this job. */
  from: number;
  to: number;
  /** S_lin beside S. */
  linear: boolean;
  formula: FormulaOptions;
}

const kernel = createKernel();

/** Mean spreads, shape (cell, metric, mapping, epsilon). */
export default function work({ draws, workers, regrets, epsilons, from, to, linear, formula }: SpreadJob): Float64Array {
  const metrics = linear ? 2 : 1;
  const rows = metrics * KERNEL_MAPPINGS.length;
  const spreads = new Float64Array((to - from) * rows * epsilons.length);
  const moments = new Float64Array(metrics * epsilons.length * MOMENTS);
  const complete = completeFormula(formula);
  const size = draws * workers;
  for (let cell = from; cell < to; cell++) {
    moments.fill(0);
    kernel.addDraws(regrets.subarray(cell * size, (cell + 1) * size), workers, epsilons, complete, moments, 0);
    for (let row = 0; row < rows; row++) {
      const at = Math.floor(row / 2) * epsilons.length * MOMENTS + (row % 2);
      for (let e = 0; e < epsilons.length; e++) spreads[((cell - from) * rows + row) * epsilons.length + e] = moments[at + e * MOMENTS]!;
    }
  }
  return spreads;
}

/** Largest epsilons, NaN where there is none, shape (draw, mapping). */
export function solve(regrets: Float64Array, draws: number, workers: number, threshold: number, formula: FormulaOptions): Float64Array {
  const epsilons = new Float64Array(2 * draws);
  kernel.maxEpsilons(regrets, workers, threshold, completeFormula(formula), epsilons, new Uint8Array(2 * draws));
  return epsilons;
}
