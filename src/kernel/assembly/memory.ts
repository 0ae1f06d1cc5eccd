/**
 * Addresses of all data in memory. They are constants, so that they become part of the load instructions.
 *
 * A row of the tables is one polynomial piece; a pair is (gradient, potential), the two lanes of a vector.
 */

/** Vectors that are constant within a loop, see formula.ts. */
export const CONSTANTS: usize = 1024;

/** Epsilons, and workers, that are processed together: their buffers fit into the first-level cache. */
export const EPSILON_BLOCK: i32 = 128;
export const WORKER_BLOCK: i32 = 16;

/** Bytes of one number per epsilon, and of one pair per epsilon. */
const EPSILON_VECTOR: usize = 128 * 8;
const EPSILON_PAIRS: usize = 128 * 16;

/** 1 / d, per epsilon. */
export const INVERSE: usize = 2048;
/** Position of the best worker in the table, per epsilon. */
export const BEST: usize = INVERSE + EPSILON_VECTOR;
/** Position of one worker, per epsilon: fraction of a piece, and number of the row. */
export const FRACTION: usize = BEST + EPSILON_VECTOR;
export const PIECE: usize = FRACTION + EPSILON_VECTOR;

/**
 * Values of the first worker, which deviations are taken from, and sums of deviations and of their squares.
 * Pairs, per epsilon.
 */
export const FIRST: usize = PIECE + EPSILON_VECTOR;
export const SUM: usize = FIRST + EPSILON_PAIRS;
export const SQUARES: usize = SUM + EPSILON_PAIRS;
/** The spread of one draw. Pairs, per epsilon. */
export const SPREAD: usize = SQUARES + EPSILON_PAIRS;
/** Values of a block of workers. Pairs, [worker][epsilon]. */
export const VALUES: usize = SPREAD + EPSILON_PAIRS;
/** Distance to a second copy of everything from FIRST on: the first copy is for S, the second for S_lin. */
export const LINEAR: usize = VALUES + <usize>WORKER_BLOCK * EPSILON_PAIRS - FIRST;

/**
 * Number of draws whose searches alternate; addresses of the searches that are not finished; the state of
 * each search.
 */
export const CONCURRENT_SEARCHES: i32 = 8;
export const QUEUE: usize = 65536 * 2;
export const SEARCHES: usize = QUEUE + 64;

/** Tables of log10 weights and, at the distance WEIGHTS, of weights. See table.ts. */
export const LOG_TABLE: usize = 65536 * 3;
export const WEIGHTS: usize = 65536 * 32;
/**
 * Rows after both tables, used in place of a row of the table, per epsilon. All coefficients but their
 * constants stay zero.
 */
export const REPLACEMENT_ROWS: usize = LOG_TABLE + 65536 * 31 + 4096;
/** Bounds on the curvature of log10 weights. Pairs, per piece. */
export const CURVATURE_TABLE: usize = 65536 * 67;

/**
 * Nodes of the polynomials in epsilon: on [0, 1], as v, as 1 / v and as epsilon; their weights; moments at
 * the nodes. See polynomials.ts and interpolated-draws.ts.
 */
export const UNIT_NODES: usize = 65536 * 75;
export const NODES: usize = UNIT_NODES + 1024;
export const RECIPROCALS: usize = UNIT_NODES + 2048;
export const NODE_EPSILONS: usize = UNIT_NODES + 3072;
export const NODE_WEIGHTS: usize = UNIT_NODES + 4096;
export const GROUP_MOMENTS: usize = 65536 * 77;

/**
 * Start of the memory that callers use. From page 80 on the compiler keeps its own data (memoryBase in
 * scripts/build-wasm.mjs).
 */
export function heap(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Address of element i of an array of 8-byte numbers. */
export function addressOf(from: usize, i: i32): usize {
  return from + ((<usize>i) << 3);
}
