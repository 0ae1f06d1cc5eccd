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
  /** Epsilons of one call of the kernel: all, or so few that it computes each. */
  together: number;
  formula: FormulaOptions;
}

const kernel = createKernel();

/** Mean spreads, shape (cell, metric, mapping, epsilon). */
export default function work({ draws, workers, regrets, epsilons, from, to, linear, together, formula }: SpreadJob): Float64Array {
  const metrics = linear ? 2 : 1;
  const rows = metrics * KERNEL_MAPPINGS.length;
  const spreads = new Float64Array((to - from) * rows * epsilons.length);
  const complete = completeFormula(formula);
  const size = draws * workers;
  for (let cell = from; cell < to; cell++) {
    const own = regrets.subarray(cell * size, (cell + 1) * size);
    for (let first = 0; first < epsilons.length; first += together) {
      const some = epsilons.subarray(first, first + together);
      const moments = new Float64Array(metrics * some.length * MOMENTS);
      kernel.addDraws(own, workers, some, complete, moments, 0);
      for (let row = 0; row < rows; row++) {
        const at = Math.floor(row / 2) * some.length * MOMENTS + (row % 2);
        const into = ((cell - from) * rows + row) * epsilons.length + first;
        for (let e = 0; e < some.length; e++) spreads[into + e] = moments[at + e * MOMENTS]!;
      }
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
