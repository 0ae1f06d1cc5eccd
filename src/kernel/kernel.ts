/**
 * Spreads and largest epsilons of many draws, in WebAssembly: the same numbers as src/weights, up to
 * rounding, a hundred times faster. The code is in assembly/; ARCHITECTURE.md explains its speed.
 */

import type { Formula } from '../weights/formula.js';
import type { ScaleName } from '../weights/schemes.js';
import { turningEpsilon } from './interpolation.js';
import { productRange } from './limits.js';
import { MODULE } from './module.js';

/**
 * Numbers per (metric, epsilon): the means of both mappings, then the sums of squared deviations from them.
 */
export const MOMENTS = 4;

/** A formula for both mappings at once. */
export type KernelFormula = Omit<Formula, 'mapping'>;

/** Lanes of the kernel, and the order of mappings in all its results. */
export const KERNEL_MAPPINGS = ['gradient', 'potential'] as const;

/**
 * Outcomes of a search for the largest epsilon, by code.
 *
 * - `attained`: there is a largest epsilon.
 * - `below-threshold`: S is below the threshold for every epsilon.
 * - `zero-weight`: S is below the threshold until a bound makes a weight zero.
 * - `iteration-limit`: the search was given up after its largest number of steps.
 */
export const EPSILON_STATES = ['attained', 'below-threshold', 'zero-weight', 'iteration-limit'] as const;

export interface Kernel {
  /**
   * Adds draws to running moments of S and, if `moments` has space for it, S_lin. Without bounds, and with
   * many epsilons, spreads are computed at some epsilons and interpolated at the others, to the same
   * precision. The last digits then depend on the other epsilons, and on how the draws are divided into
   * calls.
   * @param regrets dex, shape (draws, workers), 2 to 10,000 workers
   * @param epsilons dex, >= 0, shape (epsilons)
   * @param moments caller-owned, shape (metric, epsilon, {@link MOMENTS}), one metric (S) or two (S, S_lin);
   *   zeros at first. S is undefined (NaN) from the first draw on in which a bound makes a weight zero.
   * @param before number of draws that `moments` already contains
   * @returns the number of draws that were interpolated
   */
  addDraws(
    regrets: Float64Array,
    workers: number,
    epsilons: Float64Array,
    formula: KernelFormula,
    moments: Float64Array,
    before: number,
  ): number;
  /**
   * Computes the certified largest epsilon of each draw, sup { epsilon >= 0 : S(epsilon) >= threshold }, for
   * both mappings. `largestEpsilons` (largest-epsilons.ts) provides the buffers.
   * @param regrets dex, shape (draws, workers)
   * @param threshold T, > 0
   * @param epsilons caller-owned, shape (draws, mapping), dex; NaN where there is none
   * @param states caller-owned, shape (draws, mapping): outcomes, as indices of {@link EPSILON_STATES}
   * @param bounds caller-owned, shape (draws), dex: no larger epsilon reaches the threshold with either
   *   mapping; p sigma / (T ln 10) - s, or 0 if that is negative
   * @throws {RangeError} if p c is outside {@link productRange}; maxEpsilon of src/weights has no such limit
   */
  maxEpsilons(
    regrets: Float64Array,
    workers: number,
    threshold: number,
    formula: KernelFormula,
    epsilons: Float64Array,
    states: Uint8Array,
    bounds?: Float64Array,
  ): void;
  /** log10 of the weights of both mappings at y = p(x - c), for p = 1, shape (2). */
  log10Weights(y: number): [gradient: number, potential: number];
}

/** The first arguments of the exports that add draws to moments. */
type DrawArguments = [
  atRegrets: number,
  draws: number,
  workers: number,
  atEpsilons: number,
  count: number,
  atMoments: number,
  before: number,
  linear: boolean,
  atScratch: number,
];

/** The exports of the module; `at...` are offsets in its memory. */
interface Exports {
  memory: WebAssembly.Memory;
  heap(): number;
  buildTables(): void;
  setFormula(p: number, c: number, scale: number, options: number): void;
  addDraws(...given: DrawArguments): void;
  addInterpolatedDraws(...given: [...DrawArguments, sigma: number, atWorkspace: number]): number;
  maxEpsilons(
    atRegrets: number,
    draws: number,
    workers: number,
    threshold: number,
    atEpsilons: number,
    atStates: number,
    atBounds: number,
    atScratch: number,
  ): void;
  lookUp(y: number, atPair: number): void;
}

/** Offsets of arrays: as many as lengths were given. */
type Offsets<Lengths extends readonly number[]> = { [K in keyof Lengths]: number };

/** Codes of the scales in assembly/scale.ts. */
const SCALE_CODES: Record<ScaleName, number> = { 'population-std': 0, 'sample-std': 1, mad: 2 };
const DOUBLE = 8;
const PAGE = 65536;
/** Number of epsilons per iteration: their count is padded to a multiple of it. */
const EPSILON_STEP = 4;

/** Creates a kernel with its own memory, one per thread. Building its tables takes about 10 ms. */
export function createKernel(): Kernel {
  const kernel = new WebAssembly.Instance(MODULE).exports as unknown as Exports;
  kernel.buildTables();
  const heapStart = kernel.heap();
  let memory = new Float64Array(kernel.memory.buffer);

  /** Returns offsets of arrays of these lengths, after growing the memory to hold them. */
  const reserve = <const Lengths extends readonly number[]>(...lengths: Lengths): Offsets<Lengths> => {
    let end = heapStart;
    const offsets = lengths.map((length) => {
      const offset = end;
      // Vectors are 16 bytes.
      end += Math.ceil(length / 2) * 2 * DOUBLE;
      return offset;
    });
    const missing = end - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
    // Growing the memory detaches views of it.
    if (memory.buffer !== kernel.memory.buffer) memory = new Float64Array(kernel.memory.buffer);
    return offsets as Offsets<Lengths>;
  };

  const useFormula = ({ pNorm, cNorm, scheme, epsilonScaling }: KernelFormula): void => {
    const options =
      Number(scheme.bounds) + 2 * Number(scheme.ratio) + 4 * Number(epsilonScaling === 'median');
    kernel.setFormula(pNorm, cNorm, SCALE_CODES[scheme.scale], options);
  };

  return {
    addDraws(regrets, workers, epsilons, formula, moments, before) {
      const sigma = turningEpsilon(regrets, epsilons, formula);
      const count = Math.ceil(epsilons.length / EPSILON_STEP) * EPSILON_STEP;
      const unpadded = MOMENTS * epsilons.length;
      const padded = MOMENTS * count;
      const metrics = moments.length / unpadded;
      const [atRegrets, atEpsilons, atMoments, atScratch, atWorkspace] = reserve(
        regrets.length,
        count,
        metrics * padded,
        workers + 1,
        sigma === undefined ? 0 : 2 * (metrics * padded + count),
      );
      memory.set(regrets, atRegrets / DOUBLE);
      memory.set(epsilons, atEpsilons / DOUBLE);
      memory.fill(epsilons[0]!, atEpsilons / DOUBLE + epsilons.length, atEpsilons / DOUBLE + count);
      // A metric is longer in the memory of the kernel, by the padding of the epsilons.
      memory.fill(0, atMoments / DOUBLE, atMoments / DOUBLE + metrics * padded);
      for (let metric = 0; metric < metrics; metric++) {
        memory.set(
          moments.subarray(metric * unpadded, (metric + 1) * unpadded),
          atMoments / DOUBLE + metric * padded,
        );
      }
      useFormula(formula);
      const draws = regrets.length / workers;
      const given: DrawArguments = [
        atRegrets,
        draws,
        workers,
        atEpsilons,
        count,
        atMoments,
        before,
        metrics > 1,
        atScratch,
      ];
      let interpolated = 0;
      if (sigma === undefined) kernel.addDraws(...given);
      else interpolated = kernel.addInterpolatedDraws(...given, sigma, atWorkspace);
      for (let metric = 0; metric < metrics; metric++) {
        const from = atMoments / DOUBLE + metric * padded;
        moments.set(memory.subarray(from, from + unpadded), metric * unpadded);
      }
      return interpolated;
    },

    maxEpsilons(regrets, workers, threshold, formula, epsilons, states, bounds) {
      const [from, to] = productRange(formula.scheme.bounds);
      const start = formula.pNorm * formula.cNorm;
      if (!(start > from && start < to)) {
        throw new RangeError(
          `Expected \`pNorm\` * \`cNorm\` to be between ${from} and ${to} in this scheme, got ${start}`,
        );
      }
      const draws = regrets.length / workers;
      const [atRegrets, atEpsilons, atStates, atBounds, atScratch] = reserve(
        regrets.length,
        2 * draws,
        Math.ceil(draws / 4),
        draws,
        4 * workers + 4,
      );
      memory.set(regrets, atRegrets / DOUBLE);
      useFormula(formula);
      kernel.maxEpsilons(atRegrets, draws, workers, threshold, atEpsilons, atStates, atBounds, atScratch);
      epsilons.set(memory.subarray(atEpsilons / DOUBLE, atEpsilons / DOUBLE + 2 * draws));
      states.set(new Uint8Array(kernel.memory.buffer, atStates, 2 * draws));
      bounds?.set(memory.subarray(atBounds / DOUBLE, atBounds / DOUBLE + draws));
    },

    log10Weights(y) {
      const [atPair] = reserve(2);
      kernel.setFormula(1, 0, SCALE_CODES['population-std'], 0);
      kernel.lookUp(y, atPair);
      return [memory[atPair / DOUBLE]!, memory[atPair / DOUBLE + 1]!];
    },
  };
}
