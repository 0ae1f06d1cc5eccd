/** The largest epsilon of each draw, both mappings. */

import { join } from 'node:path';
import { OTHER } from '../checkouts.js';
import { solverData, writeData } from '../data.js';
import { largestDifference } from '../difference.js';
import { localTask, startProgram } from '../external-process.js';
import { kernelLargestEpsilons } from '../kernel-tasks.js';
import type { Agreement, Benchmark, Competitor } from '../measure.js';
import { pythonProgram } from '../toolchain.js';
import type { Setting } from './setting.js';

export const KERNEL_SOLVER = 'kernel';
const BRENT = 'SciPy brentq';
const GRID = 'numpy, blocks of draws, grid of 100 epsilons';
/** Relative. Both solvers end at about 1e-13. */
const TOLERANCE = 1e-9;
/** Allowance for rounding, in grid steps. */
const ROUNDING = 1e-9;

export async function solverBenchmark(setting: Setting): Promise<Benchmark> {
  const { toolchain, temporary, quick, checkouts, isComparison } = setting;
  const folder = join(temporary, 'solver');
  const data = solverData(quick);
  await writeData(folder, data);
  const draws = data.cells * data.draws;
  // 20 divides the number of draws per cell, so every cell is used.
  const every = 20;
  const percent = Math.round(100 * (data.epsilons[1]! / data.epsilons[0]! - 1));

  const kernels = checkouts.map((checkout): Competitor => ({
    name: KERNEL_SOLVER + checkout.suffix,
    units: draws,
    start: () => localTask(() => kernelLargestEpsilons(checkout, data)),
  }));
  const programs: Competitor[] = [
    {
      name: GRID,
      units: draws,
      note: `exact to ${percent} %`,
      start: () =>
        startProgram(pythonProgram(toolchain, 'numpy_blocked_largest_epsilon.py', ['numpy']), folder, 1),
    },
    {
      name: BRENT,
      units: draws / every,
      note: `${draws / every} of ${draws} draws`,
      start: () =>
        startProgram(pythonProgram(toolchain, 'scipy_brent.py', ['numpy', 'scipy']), folder, every),
    },
  ];

  return {
    title: 'largest epsilon',
    competitors: isComparison ? kernels : [...kernels, ...programs],
    check(results) {
      const kernel = results.get(KERNEL_SOLVER);
      const other = results.get(KERNEL_SOLVER + OTHER);
      const brent = results.get(BRENT);
      const grid = results.get(GRID);
      const agreements: Agreement[] = [];
      // An epsilon that only one of two finds is an infinite difference.
      const numbers = 'largest epsilon (relative)';
      if (kernel && other) {
        const difference = largestDifference(other, kernel, { row: 2, floor: 0 });
        agreements.push({ name: KERNEL_SOLVER + OTHER, numbers, difference, tolerance: TOLERANCE });
      }
      if (kernel && brent) {
        const difference = largestDifference(brent, kernel, { row: 2, every, floor: 0 });
        agreements.push({ name: BRENT, numbers, difference, tolerance: TOLERANCE });
      }
      if (kernel && grid) {
        const difference = largestGridSteps(grid, kernel, data.epsilons);
        agreements.push({ name: GRID, numbers: 'largest epsilon (grid steps)', difference, tolerance: 1 });
      }
      return agreements;
    },
  };
}

/**
 * The largest distance from the answer of the grid up to the exact one, in grid steps, less the rounding.
 * Where no epsilon is found, the step below the first counts as the answer. Infinity if an answer of the grid
 * is above the exact one.
 */
function largestGridSteps(grid: Float64Array, exact: Float64Array, epsilons: Float64Array): number {
  const step = Math.log(epsilons.at(-1)! / epsilons[0]!) / (epsilons.length - 1);
  const below = Math.log(epsilons[0]!) - step;
  let largest = 0;
  for (let i = 0; i < exact.length; i++) {
    const from = Number.isNaN(grid[i]) ? below : Math.log(grid[i]!);
    const to = Number.isNaN(exact[i]) ? below : Math.max(below, Math.log(exact[i]!));
    const steps = (to - from) / step;
    largest = Math.max(largest, steps >= -ROUNDING ? steps - ROUNDING : Infinity);
  }
  return largest;
}
