/**
 * Spreads and largest epsilons of many draws, in WebAssembly: the same numbers as src/weights, to rounding, a hundred times faster.
 * ARCHITECTURE.md says why it is fast; assembly/ holds it.
 */

import type { Formula } from '../weights/formula.js';
import type { ScaleName } from '../weights/schemes.js';
import { turningEpsilon } from './interpolation.js';
import { productRange } from './limits.js';
import { MODULE } from './module.js';

/** Numbers per (metric, epsilon): the means of both mappings, then the sums of squared deviations from them. */
export const MOMENTS = 4;

/** A formula for both mappings at once. */
export type KernelFormula = Omit<Formula, 'mapping'>;

/** Lanes of the kernel, and the order of mappings in everything that it returns. */
export const KERNEL_MAPPINGS = ['gradient', 'potential'] as const;

/**
 * What can come of a search for the largest epsilon, by code: there is one; S stays below the threshold; it stays below until a bound makes a
 * weight zero; the search did not end, which never happens.
 */
export const EPSILON_STATES = ['attained', 'below-threshold', 'zero-weight', 'iteration-limit'] as const;

export interface Kernel {
  /**
   * Adds draws to running moments of S and, if there is room for it, S_lin. Of many epsilons some are computed and the others interpolated, as
   * exactly, where there are no bounds: then the last digits depend on which others there are, and on how the draws are cut into calls.
   * @param regrets dex, shape (draws, workers), workers from 2 to 10,000
   * @param epsilons dex, >= 0, shape (epsilons)
   * @param moments caller-owned, shape (metric, epsilon, {@link MOMENTS}), one metric (S) or two (S, S_lin); zeros at first. S is undefined
   *   (NaN) from the first draw on in which a bound makes a weight zero.
   * @param before draws that are in `moments` already
   * @returns how many of the draws were interpolated
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
   * The certified largest epsilon of each draw, sup { epsilon >= 0 : S(epsilon) >= threshold }, for both mappings.
   * p c lies in {@link productRange}.
   * @param regrets dex, shape (draws, workers)
   * @param threshold T, > 0
   * @param epsilons caller-owned, shape (draws, mapping), dex; NaN where there is none
   * @param states caller-owned, shape (draws, mapping): what came of each, an index of {@link EPSILON_STATES}
   * @param bounds caller-owned, shape (draws), dex: above these no epsilon reaches the threshold with either mapping, p sigma / (T ln 10) - s, or 0
   * @throws {RangeError} where p c lies elsewhere; maxEpsilon of src/weights has no such limit
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

/** What the exports that add draws to moments begin with. */
type Given = [
  ...[atRegrets: number, draws: number, workers: number],
  ...[
    atEpsilons: number,
    count: number,
    atMoments: number,
    before: number,
    linear: boolean,
    atScratch: number,
  ],
];

/** The exports of the module; `at...` are offsets in its memory. */
interface Exports {
  memory: WebAssembly.Memory;
  heap(): number;
  buildTables(): void;
  setFormula(p: number, c: number, scale: number, options: number): void;
  addDraws(...given: Given): void;
  addByLevels(...given: [...Given, sigma: number, atRoom: number]): number;
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

const SCALE_CODES: Record<ScaleName, number> = { 'population-std': 0, 'sample-std': 1, mad: 2 };
const DOUBLE = 8;
const PAGE = 65536;
/** Epsilons are worked on in fours. */
const TURN = 4;

/** A kernel with its own memory: one per thread. Building its tables takes some 10 ms. */
export function createKernel(): Kernel {
  const kernel = new WebAssembly.Instance(MODULE).exports as unknown as Exports;
  kernel.buildTables();
  const heap = kernel.heap();
  let memory = new Float64Array(kernel.memory.buffer);

  /** Offsets of arrays of these lengths, after growing the memory to hold them. */
  const reserve = <Lengths extends number[]>(...lengths: Lengths): Lengths => {
    let end = heap;
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
    return offsets as Lengths;
  };

  const useFormula = ({ pNorm, cNorm, scheme, epsilonScaling }: KernelFormula): void => {
    const options =
      Number(scheme.bounds) + 2 * Number(scheme.ratio) + 4 * Number(epsilonScaling === 'median');
    kernel.setFormula(pNorm, cNorm, SCALE_CODES[scheme.scale], options);
  };

  return {
    addDraws(regrets, workers, epsilons, formula, moments, before) {
      const sigma = turningEpsilon(regrets, epsilons, formula);
      const count = Math.ceil(epsilons.length / TURN) * TURN;
      const ours = MOMENTS * epsilons.length;
      const theirs = MOMENTS * count;
      const metrics = moments.length / ours;
      const [atRegrets, atEpsilons, atMoments, atScratch, atRoom] = reserve(
        ...([
          regrets.length,
          count,
          metrics * theirs,
          workers + 1,
          sigma === undefined ? 0 : 2 * (metrics * theirs + count),
        ] as const),
      );
      memory.set(regrets, atRegrets / DOUBLE);
      memory.set(epsilons, atEpsilons / DOUBLE);
      memory.fill(epsilons[0]!, atEpsilons / DOUBLE + epsilons.length, atEpsilons / DOUBLE + count);
      // A metric is longer there by what fills up the last turn.
      memory.fill(0, atMoments / DOUBLE, atMoments / DOUBLE + metrics * theirs);
      for (let metric = 0; metric < metrics; metric++) {
        memory.set(
          moments.subarray(metric * ours, (metric + 1) * ours),
          atMoments / DOUBLE + metric * theirs,
        );
      }
      useFormula(formula);
      const draws = regrets.length / workers;
      const given: Given = [
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
      else interpolated = kernel.addByLevels(...given, sigma, atRoom);
      for (let metric = 0; metric < metrics; metric++) {
        const from = atMoments / DOUBLE + metric * theirs;
        moments.set(memory.subarray(from, from + ours), metric * ours);
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
        ...([regrets.length, 2 * draws, Math.ceil(draws / 4), draws, 4 * workers + 4] as const),
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
