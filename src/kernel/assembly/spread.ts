/**
 * Both spreads (S and S_lin), of both mappings, for many draws and epsilons: log10 weights and weights from
 * the tables, then their standard deviations (deviations.ts).
 *
 * The position of a worker in the table is (y - Y_FROM) * PIECES; the nearest whole number is the piece. It
 * is computed as the position of the best worker plus a multiple of the difference of regrets, so that a
 * large mean of the regrets costs no digits. The position of the best worker has a lower limit:
 *  - With bounds, it is their shift, which raises all workers until the best one is at c - 8.25/p.
 * - Without, both mappings are e^y below it, where a common change of y only multiplies all weights by the
 *   same factor.
 */

import { addToDeviations, addToMoments } from './deviations';
import {
  C_HIGHEST,
  C_LOWEST_BEST,
  C_LOG_ROUND,
  C_OFFSET,
  C_ONE,
  C_INVERSE_COUNT,
  C_ZERO,
  epsilonFactor,
  height,
  isRatio,
  largest,
  offset,
  scale,
  slope,
  smallest,
  splat,
  summarize,
  withBounds,
} from './formula';
import {
  addressOf,
  BEST,
  EPSILON_BLOCK,
  FRACTION,
  INVERSE,
  LINEAR,
  LOG_TABLE,
  REPLACEMENT_ROWS,
  PIECE,
  SPREAD,
  VALUES,
  WEIGHTS,
  WORKER_BLOCK,
} from './memory';
import { CUT, EXPONENTIAL_END, LN10, PIECES, position, ROW, LAST, Y_FROM } from './table';

/**
 * Adds `draws` regret vectors of n workers each, at the address `r`, to running means of both spreads.
 * @param eps epsilons, their count padded to a multiple of four
 * @param out per metric (S, then S_lin if `linear`) and epsilon: pairs of means and of sums of squared
 *   deviations from them
 * @param before draws that are in `out` already
 * @param scratch space for n + 1 numbers
 */
export function addDraws(
  r: usize,
  draws: i32,
  n: i32,
  eps: usize,
  ne: i32,
  out: usize,
  before: i32,
  linear: bool,
  scratch: usize,
): void {
  splat(C_INVERSE_COUNT, 1 / <f64>n);
  for (let draw = 0; draw < draws; draw++) {
    summarize(r, n, scratch);
    const weight = 1 / <f64>(before + draw + 1);
    for (let from = 0; from < ne; from += EPSILON_BLOCK) {
      const bytes = (<usize>min(EPSILON_BLOCK, ne - from)) << 3;
      const means = out + ((<usize>from) << 5);
      computeSpreads(r, n, addressOf(eps, from), 0, bytes, linear);
      addToMoments(means, 0, bytes, weight);
      if (linear) addToMoments(means + ((<usize>ne) << 5), LINEAR, bytes, weight);
    }
    r += (<usize>n) << 3;
  }
}

/**
 * Computes both spreads of the draw that was summarized last, into SPREAD, at the epsilons from byte `from`
 * to byte `bytes`.
 */
export function computeSpreads(r: usize, n: i32, eps: usize, from: usize, bytes: usize, linear: bool): void {
  const isAboveTable = locateBest(eps, from, bytes);
  addWorkers(r, n, from, bytes, isAboveTable, linear);
  if (withBounds) blankZeroWeights(from, bytes);
  if (linear) setLinearUnit(from, bytes, isAboveTable);
}

/**
 * Whether any worker may be above the cap of the bounds, or above the table. Such workers are lowered to the
 * limit first and corrected afterwards.
 */
let needsCap: bool = false;
/** The regret at position BEST: that of the best worker, except for draws that reach above the table. */
let referenceRegret: f64 = 0;

/**
 * Stores 1 / d and the position of the best worker, per epsilon.
 * @returns whether the best worker is above the table for any epsilon
 */
function locateBest(eps: usize, from: usize, bytes: usize): bool {
  const s = f64x2.splat(scale);
  const factor = f64x2.splat(epsilonFactor);
  const a = f64x2.splat(largest * slope);
  const one = v128.load(C_ONE);
  const start = v128.load(C_OFFSET);
  const floor = v128.load(C_LOWEST_BEST);
  let highest = floor;
  for (let e = from; e < bytes; e += 16) {
    const inverse = f64x2.div(one, f64x2.add(s, f64x2.mul(factor, v128.load(eps + e))));
    const best = f64x2.pmax(f64x2.add(f64x2.mul(a, inverse), start), floor);
    v128.store(e, inverse, INVERSE);
    v128.store(e, best, BEST);
    highest = f64x2.pmax(highest, best);
  }
  needsCap = v128.any_true(f64x2.gt(highest, v128.load(C_HIGHEST)));
  const isAboveTable = needsCap && !withBounds;
  referenceRegret = largest;
  // At such positions, the rounding of the best position would hide a worker near zero: all positions are
  // computed from a regret of zero.
  if (isAboveTable && largest >= 0 && offset >= EXPONENTIAL_END) {
    referenceRegret = 0;
    for (let e = from; e < bytes; e += 16) v128.store(e, start, BEST);
  }
  return isAboveTable;
}

/**
 * Stores the standard deviations, over the workers, of log10 weights and, if `linear`, of weights in SPREAD.
 */
function addWorkers(r: usize, n: i32, from: usize, bytes: usize, isAboveTable: bool, linear: bool): void {
  for (let worker = 0; worker < n; worker += WORKER_BLOCK) {
    const count = min(WORKER_BLOCK, n - worker);
    for (let i = 0; i < count; i++) {
      const rate = (load<f64>(addressOf(r, worker + i)) - referenceRegret) * slope;
      locate(rate, from, bytes);
      if (isAboveTable) replaceAboveTable(rate, from, bytes);
      if (withBounds && linear) replaceZeroWeights(rate, from, bytes);
      evaluateWorker((bytes << 1) * <usize>i + (from << 1), from, bytes, linear);
    }
    addToDeviations(0, count, from, bytes, worker == 0, worker + count == n);
    if (linear) addToDeviations(LINEAR, count, from, bytes, worker == 0, worker + count == n);
  }
}

/**
 * Stores the position of a worker: the number of its row, counted from address 0, and the fraction of a
 * piece. No worker is above the best one, so capping is rarely needed.
 */
function locate(rate: f64, from: usize, bytes: usize): void {
  const a = f64x2.splat(rate);
  const zero = v128.load(C_ZERO);
  const round = v128.load(C_LOG_ROUND);
  const cap = v128.load(C_HIGHEST);
  const capped = needsCap;
  for (let e = from; e < bytes; e += 32) {
    let q0 = f64x2.add(f64x2.mul(a, v128.load(e, INVERSE)), v128.load(e, BEST));
    let q1 = f64x2.add(f64x2.mul(a, v128.load(e, INVERSE + 16)), v128.load(e, BEST + 16));
    if (capped) {
      q0 = f64x2.pmin(q0, cap);
      q1 = f64x2.pmin(q1, cap);
    }
    const row0 = f64x2.add(f64x2.pmax(q0, zero), round);
    const row1 = f64x2.add(f64x2.pmax(q1, zero), round);
    v128.store(e, f64x2.sub(q0, f64x2.sub(row0, round)), FRACTION);
    v128.store(e, f64x2.sub(q1, f64x2.sub(row1, round)), FRACTION + 16);
    v128.store(e, row0, PIECE);
    v128.store(e, row1, PIECE + 16);
  }
}

/**
 * Stores the values of the worker that was located last, pairs per epsilon, at `values` within the block.
 * Four epsilons per iteration.
 */
function evaluateWorker(values: usize, from: usize, bytes: usize, linear: bool): void {
  for (let e = from; e < bytes; e += 32) {
    const row0 = rowAt(e);
    const row1 = rowAt(e + 8);
    const row2 = rowAt(e + 16);
    const row3 = rowAt(e + 24);
    const f0 = v128.load64_splat(e, FRACTION);
    const f1 = v128.load64_splat(e, FRACTION + 8);
    const f2 = v128.load64_splat(e, FRACTION + 16);
    const f3 = v128.load64_splat(e, FRACTION + 24);
    v128.store(values, cubic(row0, f0), VALUES);
    v128.store(values, cubic(row1, f1), VALUES + 16);
    v128.store(values, cubic(row2, f2), VALUES + 32);
    v128.store(values, cubic(row3, f3), VALUES + 48);
    if (linear) {
      v128.store(values, cubic(row0 + WEIGHTS, f0), VALUES + LINEAR);
      v128.store(values, cubic(row1 + WEIGHTS, f1), VALUES + LINEAR + 16);
      v128.store(values, cubic(row2 + WEIGHTS, f2), VALUES + LINEAR + 32);
      v128.store(values, cubic(row3 + WEIGHTS, f3), VALUES + LINEAR + 48);
    }
    values += 64;
  }
}

/** Address of the row that was found for the epsilon at byte `e`. */
function rowAt(e: usize): usize {
  return <usize>load<u32>(e, PIECE) * ROW;
}

/** A pair of polynomials of degree three. */
function cubic(row: usize, f: v128): v128 {
  let value = f64x2.add(f64x2.mul(v128.load(row, 48), f), v128.load(row, 32));
  value = f64x2.add(f64x2.mul(value, f), v128.load(row, 16));
  return f64x2.add(f64x2.mul(value, f), v128.load(row));
}

/**
 * Gives the epsilon at byte `e` a row of its own in each table, with these values as constants, for values
 * that the tables cannot give.
 */
function replaceRow(e: usize, logGradient: f64, logPotential: f64, gradient: f64, potential: f64): void {
  const row = REPLACEMENT_ROWS + e * (ROW / 8);
  store<f64>(row, logGradient);
  store<f64>(row, logPotential, 8);
  store<f64>(row + WEIGHTS, gradient);
  store<f64>(row + WEIGHTS, potential, 8);
  store<f64>(e, 0, FRACTION);
  store<u32>(e, <u32>(row / ROW), PIECE);
}

/**
 * Replaces values above the table: the gradient is constant, as at the end of the table, and the potential is
 * y.
 */
function replaceAboveTable(rate: f64, from: usize, bytes: usize): void {
  const last = LOG_TABLE + <usize>LAST * ROW;
  for (let e = from; e < bytes; e += 8) {
    const q = rate * load<f64>(e, INVERSE) + load<f64>(e, BEST);
    if (q <= LAST) continue;
    const y = q / PIECES + Y_FROM;
    replaceRow(e, load<f64>(last), Math.log(y) / LN10, load<f64>(last + WEIGHTS), y);
  }
}

/**
 * Replaces weights below the cut by zero. S is undefined then, so the value of the logarithm does not matter.
 */
function replaceZeroWeights(rate: f64, from: usize, bytes: usize): void {
  for (let e = from; e < bytes; e += 8) {
    if (rate * load<f64>(e, INVERSE) + load<f64>(e, BEST) < CUT) replaceRow(e, 0, 0, 0, 0);
  }
}

/**
 * Converts S_lin to the unit of the weights. The table holds the gradient without its factor p. Without
 * bounds, the lower limit of the best position has multiplied all weights by a common factor. The option
 * ratio divides them by the weight of the best worker.
 */
function setLinearUnit(from: usize, bytes: usize, isAboveTable: bool): void {
  if (isRatio) {
    const best = (largest - referenceRegret) * slope;
    locate(best, from, bytes);
    if (isAboveTable) replaceAboveTable(best, from, bytes);
    for (let e = from; e < bytes; e += 8) {
      const weight = cubic(rowAt(e) + WEIGHTS, v128.load64_splat(e, FRACTION));
      v128.store(e << 1, f64x2.div(v128.load(e << 1, SPREAD + LINEAR), weight), SPREAD + LINEAR);
    }
    return;
  }
  for (let e = from; e < bytes; e += 8) {
    const raisedBy = withBounds ? 0 : EXPONENTIAL_END - (largest * slope * load<f64>(e, INVERSE) + offset);
    const unit = raisedBy > 0 ? Math.exp(-raisedBy / PIECES) : 1;
    const spread = v128.load(e << 1, SPREAD + LINEAR);
    v128.store(
      e << 1,
      f64x2.mul(spread, f64x2.replace_lane(f64x2.splat(unit), 0, unit * height)),
      SPREAD + LINEAR,
    );
  }
}

/** Sets S to NaN where the weight of the worst worker is zero. */
function blankZeroWeights(from: usize, bytes: usize): void {
  const rate = (smallest - largest) * slope;
  for (let e = from; e < bytes; e += 8) {
    if (rate * load<f64>(e, INVERSE) + load<f64>(e, BEST) < CUT) v128.store(e << 1, f64x2.splat(NaN), SPREAD);
  }
}

/**
 * Stores at `out` the pair of log10 weights at y (gradient without its factor p), as the loops above compute
 * them.
 */
export function lookUp(y: f64, out: usize): void {
  for (let e: usize = 0; e < 32; e += 8) {
    store<f64>(e, 0, INVERSE);
    store<f64>(e, position(y), BEST);
  }
  needsCap = true;
  locate(0, 0, 32);
  replaceAboveTable(0, 0, 32);
  v128.store(out, cubic(rowAt(0), v128.load64_splat(0, FRACTION)));
}
