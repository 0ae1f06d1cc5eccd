/**
 * Where everything lies in memory. Offsets are constants, so that they become part of the load instructions.
 *
 * A row of the tables is one polynomial piece; a pair is (gradient, potential), the two lanes of a vector.
 */

/** Vectors that are the same in a whole loop, see formula.ts. */
export const CONSTANTS: usize = 1024;

/** Epsilons that are worked on together, and workers: their buffers stay in the first-level cache. */
export const EPSILON_BLOCK: i32 = 128;
export const WORKER_BLOCK: i32 = 16;

/** Bytes of a number, and of a pair, per epsilon. */
const EPSILON_VECTOR: usize = 128 * 8;
const EPSILON_PAIRS: usize = 128 * 16;

/** 1 / d, per epsilon. */
export const INVERSE: usize = 2048;
/** Position of the best worker in the table, per epsilon. */
export const BEST: usize = INVERSE + EPSILON_VECTOR;
/** Place of one worker, per epsilon: fraction of a piece, and number of the row. */
export const FRACTION: usize = BEST + EPSILON_VECTOR;
export const PIECE: usize = FRACTION + EPSILON_VECTOR;

/** Values of the first worker, from which deviations are taken; sums of deviations and of their squares; pairs, per epsilon. */
export const FIRST: usize = PIECE + EPSILON_VECTOR;
export const SUM: usize = FIRST + EPSILON_PAIRS;
export const SQUARES: usize = SUM + EPSILON_PAIRS;
/** The spread of one draw; pairs, per epsilon. */
export const SPREAD: usize = SQUARES + EPSILON_PAIRS;
/** Values of a block of workers, pairs, [worker][epsilon]. */
export const VALUES: usize = SPREAD + EPSILON_PAIRS;
/** All of this from FIRST on is there twice: for S and, so far behind it, for S_lin. */
export const LINEAR: usize = VALUES + <usize>WORKER_BLOCK * EPSILON_PAIRS - FIRST;

/** Draws whose largest epsilons are searched in turn; addresses of the searches that go on, and where each of all stands. */
export const TURNS: i32 = 8;
export const QUEUE: usize = 65536 * 2;
export const SEARCHES: usize = QUEUE + 64;

/** Tables of log10 weights and, so far behind it, of weights, see table.ts. */
export const LOG_TABLE: usize = 65536 * 3;
export const WEIGHTS: usize = 65536 * 32;
/** Rows behind those of both tables, to be used in place of them, per epsilon; all but their constants stay zero. */
export const PATCHES: usize = LOG_TABLE + 65536 * 31 + 4096;
/** Bounds on the curvature of log10 weights; pairs, per piece. */
export const CURVATURE_TABLE: usize = 65536 * 67;

/** Nodes of the polynomials in epsilon, on [0, 1], as v, 1 / v and epsilon, their weights, and moments there, see levels.ts. */
export const POINTS: usize = 65536 * 75;
export const NODES: usize = POINTS + 1024;
export const RECIPROCALS: usize = POINTS + 2048;
export const NODE_EPSILONS: usize = POINTS + 3072;
export const NODE_WEIGHTS: usize = POINTS + 4096;
export const LEVEL_MOMENTS: usize = 65536 * 77;

/** From page 80 on the compiler keeps its own data (memoryBase in scripts/build-wasm.mjs); what lies behind it is the caller's. */
export function heap(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Where the i-th of the numbers that begin there is. */
export function at(from: usize, i: i32): usize {
  return from + ((<usize>i) << 3);
}
