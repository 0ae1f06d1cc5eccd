/** The largest epsilon of each draw of a block. */

import { spreadCurve } from '../weights/curve.js';
import type { Formula } from '../weights/formula.js';
import { firstCrossing } from '../weights/max-epsilon.js';
import type { MappingName } from '../weights/schemes.js';
import { EPSILON_STATES, KERNEL_MAPPINGS, type Kernel, type KernelFormula } from './kernel.js';

export interface LargestEpsilons {
  /**
   * The largest epsilons with each mapping, shape (draws), dex. -Infinity where no epsilon reaches the
   * threshold: it sorts below every epsilon.
   */
  readonly epsilons: Readonly<Record<MappingName, Float64Array>>;
  /** Upper bounds of the epsilons of both mappings, shape (draws), dex: see {@link Kernel.maxEpsilons}. */
  readonly bounds: Float64Array;
}

/**
 * The kernel takes too many steps where rounding hides the crossing (nearly equal regrets, p above 1e15), and
 * where p c is far below 0 with a mean far from it.
 */
const ITERATION_LIMIT = EPSILON_STATES.indexOf('iteration-limit');

/**
 * The certified largest epsilon of each draw, sup { epsilon >= 0 : S(epsilon) >= threshold }, with both
 * mappings.
 * @param regrets dex, shape (draws, workers)
 * @param threshold T = log10 of the factor, > 0
 * @throws {RangeError} if p c is outside the range of `productRange` (limits.ts)
 */
export function largestEpsilons(
  kernel: Kernel,
  regrets: Float64Array,
  workers: number,
  threshold: number,
  formula: KernelFormula,
): LargestEpsilons {
  const draws = regrets.length / workers;
  const both = new Float64Array(KERNEL_MAPPINGS.length * draws);
  const states = new Uint8Array(KERNEL_MAPPINGS.length * draws);
  const bounds = new Float64Array(draws);
  kernel.maxEpsilons(regrets, workers, threshold, formula, both, states, bounds);
  for (let i = 0; i < states.length; i++) {
    if (states[i] !== ITERATION_LIMIT) continue;
    const [draw, lane] = [Math.floor(i / KERNEL_MAPPINGS.length), i % KERNEL_MAPPINGS.length];
    const own = regrets.subarray(draw * workers, (draw + 1) * workers);
    both[i] = plainEpsilon(own, threshold, { ...formula, mapping: KERNEL_MAPPINGS[lane]! });
  }
  const epsilons = { gradient: new Float64Array(draws), potential: new Float64Array(draws) };
  for (const [lane, mapping] of KERNEL_MAPPINGS.entries()) {
    const ofMapping = epsilons[mapping];
    for (let draw = 0; draw < draws; draw++) {
      const epsilon = both[KERNEL_MAPPINGS.length * draw + lane]!;
      ofMapping[draw] = epsilon >= 0 ? epsilon : -Infinity;
    }
  }
  return { epsilons, bounds };
}

/** The same of one draw by the search of `maxEpsilon`, which ends for any regrets. NaN if there is none. */
function plainEpsilon(regrets: Float64Array, threshold: number, formula: Formula): number {
  const curve = spreadCurve(regrets, formula);
  const { inverseSteepness } = firstCrossing(curve, threshold * Math.LN10);
  return inverseSteepness === null ? NaN : curve.epsilonAt(inverseSteepness);
}
