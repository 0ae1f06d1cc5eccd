/** What a thread of ours does: the kernel over some cells. */

import { createKernel, KERNEL_MAPPINGS, MOMENTS } from '../../src/kernel/kernel.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';

export interface SpreadJob {
  cells: number;
  draws: number;
  workers: number;
  /** Shape (cell, draw, worker). */
  regrets: Float64Array;
  epsilons: Float64Array;
  /** The next cell that nobody has taken yet, shape (1): threads that share it end at the same time, whatever a cell costs. */
  next: Int32Array;
  /** Takes mean spreads, shape (cell, metric, mapping, epsilon), of one metric (S) or two (S, S_lin). */
  spreads: Float64Array;
  /** Epsilons of one call of the kernel: all, or so few that it computes each. */
  together: number;
  formula: FormulaOptions;
}

const kernel = createKernel();

/** Does cells until none is left. */
export default function work({
  cells,
  draws,
  workers,
  regrets,
  epsilons,
  next,
  spreads,
  together,
  formula,
}: SpreadJob): void {
  const rows = spreads.length / (cells * epsilons.length);
  const complete = completeFormula(formula);
  const size = draws * workers;
  for (let cell = Atomics.add(next, 0, 1); cell < cells; cell = Atomics.add(next, 0, 1)) {
    const own = regrets.subarray(cell * size, (cell + 1) * size);
    for (let first = 0; first < epsilons.length; first += together) {
      const some = epsilons.subarray(first, first + together);
      const moments = new Float64Array((rows / KERNEL_MAPPINGS.length) * some.length * MOMENTS);
      kernel.addDraws(own, workers, some, complete, moments, 0);
      for (let row = 0; row < rows; row++) {
        const at = Math.floor(row / 2) * some.length * MOMENTS + (row % 2);
        const into = (cell * rows + row) * epsilons.length + first;
        for (let e = 0; e < some.length; e++) spreads[into + e] = moments[at + e * MOMENTS]!;
      }
    }
  }
}

/** Largest epsilons, NaN where there is none, shape (draw, mapping). */
export function solve(
  regrets: Float64Array,
  draws: number,
  workers: number,
  threshold: number,
  formula: FormulaOptions,
): Float64Array {
  const epsilons = new Float64Array(2 * draws);
  kernel.maxEpsilons(
    regrets,
    workers,
    threshold,
    completeFormula(formula),
    epsilons,
    new Uint8Array(2 * draws),
  );
  return epsilons;
}
