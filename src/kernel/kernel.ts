/**
 * Spreads over many draws and epsilons, in WebAssembly: the same numbers as src/weights, to rounding, a hundred times faster.
 * ARCHITECTURE.md says why it is fast; assembly/ holds it.
 */

import type { Formula } from '../weights/formula.js';
import type { ScaleName } from '../weights/schemes.js';
import { MODULE_BASE64 } from './module.js';

/** A formula for both mappings at once. */
export type KernelFormula = Omit<Formula, 'mapping'>;

/** What the kernel computes; numbers are offsets in its memory, or plain numbers. */
interface Exports {
  memory: WebAssembly.Memory;
  heap(): number;
  buildTables(): void;
  setFormula(p: number, c: number, scale: number, options: number): void;
  addDraws(
    regrets: number,
    draws: number,
    workers: number,
    epsilons: number,
    count: number,
    out: number,
    before: number,
    linear: boolean,
    scratch: number,
  ): void;
  lookUp(y: number, out: number): void;
}

/** Lanes of the kernel, and the order of mappings in everything that it returns. */
export const KERNEL_MAPPINGS = ['gradient', 'potential'] as const;

/** Numbers per (metric, epsilon): the means of both mappings, then the sums of squared deviations from them. */
export const MOMENTS = 4;

const SCALE_CODES: Record<ScaleName, number> = { 'population-std': 0, 'sample-std': 1, mad: 2 };
const DOUBLE = 8;
const PAGE = 65536;
/** Epsilons are worked on in fours. */
const TURN = 4;

export interface Kernel {
  /**
   * Adds draws to running moments of S and, if there is room for it, S_lin.
   * @param regrets dex, shape (draws, workers), workers from 2 to 10,000
   * @param epsilons dex, >= 0, shape (epsilons)
   * @param moments caller-owned, shape (metric, epsilon, {@link MOMENTS}), one metric (S) or two (S, S_lin); zeros at first. S is undefined
   *   (NaN) from the first draw on in which a bound makes a weight zero.
   * @param before draws that are in `moments` already
   */
  addDraws(
    regrets: Float64Array,
    workers: number,
    epsilons: Float64Array,
    formula: KernelFormula,
    moments: Float64Array,
    before: number,
  ): void;
  /** log10 of the weights of both mappings at y = p(x - c), for p = 1, shape (2). */
  log10Weights(y: number): [gradient: number, potential: number];
}

/** A kernel with its own memory: one per thread. Building its tables takes some 20 ms. */
export function createKernel(): Kernel {
  const code = Uint8Array.from(atob(MODULE_BASE64), (letter) => letter.charCodeAt(0));
  const kernel = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as unknown as Exports;
  kernel.buildTables();
  const heap = kernel.heap();
  let memory = new Float64Array(kernel.memory.buffer);

  /** Offsets of arrays of these lengths, after growing the memory to hold them. */
  const reserve = (...lengths: number[]): number[] => {
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
    return offsets;
  };

  return {
    addDraws(regrets, workers, epsilons, formula, moments, before) {
      const count = Math.ceil(epsilons.length / TURN) * TURN;
      const metrics = moments.length / (MOMENTS * epsilons.length);
      const [atRegrets, atEpsilons, atMoments, atScratch] = reserve(regrets.length, count, metrics * count * MOMENTS, workers) as [
        number,
        number,
        number,
        number,
      ];
      memory.set(regrets, atRegrets / DOUBLE);
      memory.fill(1, atEpsilons / DOUBLE, atEpsilons / DOUBLE + count);
      memory.set(epsilons, atEpsilons / DOUBLE);
      const rows = Array.from({ length: metrics }, (_, metric) => {
        const here = metric * epsilons.length * MOMENTS;
        return { at: atMoments / DOUBLE + metric * count * MOMENTS, rows: moments.subarray(here, here + epsilons.length * MOMENTS) };
      });
      for (const { at, rows: of } of rows) {
        memory.fill(0, at, at + count * MOMENTS);
        memory.set(of, at);
      }
      const { pNorm, cNorm, scheme, epsilonScaling } = formula;
      const options = Number(scheme.bounds) + 2 * Number(scheme.ratio) + 4 * Number(epsilonScaling === 'median');
      kernel.setFormula(pNorm, cNorm, SCALE_CODES[scheme.scale], options);
      kernel.addDraws(atRegrets, regrets.length / workers, workers, atEpsilons, count, atMoments, before, metrics > 1, atScratch);
      for (const { at, rows: of } of rows) of.set(memory.subarray(at, at + of.length));
    },

    log10Weights(y) {
      const [at] = reserve(2) as [number];
      kernel.setFormula(1, 0, 0, 0);
      kernel.lookUp(y, at);
      return [memory[at / DOUBLE]!, memory[at / DOUBLE + 1]!];
    },
  };
}
