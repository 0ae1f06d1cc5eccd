/** Part 2: the largest epsilon of each draw, both mappings. */

import { join } from 'node:path';
import { worstDifference } from './compare.js';
import type { Agreement, Contest } from './contest.js';
import { solverData, writeData } from './data.js';
import { pythonPeer, type Installed } from './installed.js';
import { ourMaxEpsilons } from './ours.js';
import { ownTask, startPeer } from './peers.js';

export const OUR_SOLVER = 'ours';
const BRENT = 'SciPy brentq';
/** In grid steps. */
const ROUNDING = 1e-9;
const GRID = 'numpy, blocked, grid of 100 epsilons';

export async function solver(installed: Installed, temporary: string, quick: boolean): Promise<Contest> {
  const folder = join(temporary, 'solver');
  const data = solverData(quick);
  await writeData(folder, data);
  const draws = data.cells * data.draws;
  // 20 divides the draws of a cell, so every cell takes part.
  const every = 20;
  const percent = Math.round(100 * (data.epsilons[1]! / data.epsilons[0]! - 1));

  return {
    title: 'largest epsilon',
    entries: [
      { name: OUR_SOLVER, units: draws, start: () => ownTask(() => ourMaxEpsilons(data)) },
      {
        name: GRID,
        units: draws,
        note: `answers to ${percent} %`,
        start: () => startPeer(pythonPeer(installed, 'grid_max.py', ['numpy']), folder, 1),
      },
      {
        name: BRENT,
        units: draws / every,
        note: `${draws / every} of ${draws} draws`,
        start: () => startPeer(pythonPeer(installed, 'brent.py', ['numpy', 'scipy']), folder, every),
      },
    ],
    check(results) {
      const ours = results.get(OUR_SOLVER);
      const brent = results.get(BRENT);
      const grid = results.get(GRID);
      const agreements: Agreement[] = [];
      // An epsilon that only one of them finds is an infinite difference.
      if (ours && brent) {
        const difference = worstDifference(brent, ours, { row: 2, every, floor: 0 });
        agreements.push({ name: BRENT, what: 'largest epsilon (relative)', difference, tolerance: 1e-9 });
      }
      // The grid is compared with the best answer there is.
      const exact = ours ?? brent;
      if (grid && exact) {
        const difference = worstGridSteps(grid, exact, data.epsilons, ours ? 1 : every);
        agreements.push({ name: GRID, what: 'largest epsilon (grid steps)', difference, tolerance: 1 });
      }
      return agreements;
    },
  };
}

/**
 * Largest distance, in steps of the grid, from the grid's answer up to the exact one, of which rounding is forgiven. None counts as the step
 * below the first. Infinity where the grid's answer is above the exact one.
 */
function worstGridSteps(
  grid: Float64Array,
  exact: Float64Array,
  epsilons: Float64Array,
  every: number,
): number {
  const step = Math.log(epsilons.at(-1)! / epsilons[0]!) / (epsilons.length - 1);
  const below = Math.log(epsilons[0]!) - step;
  let worst = 0;
  for (let i = 0; i < exact.length; i++) {
    const [coarse, fine] = [grid[Math.floor(i / 2) * every * 2 + (i % 2)]!, exact[i]!];
    const from = Number.isNaN(coarse) ? below : Math.log(coarse);
    const to = Number.isNaN(fine) ? below : Math.max(below, Math.log(fine));
    const steps = (to - from) / step;
    worst = Math.max(worst, steps >= -ROUNDING ? steps - ROUNDING : Infinity);
  }
  return worst;
}
