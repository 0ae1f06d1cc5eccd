/**
 * Both spreads, of both mappings, for many draws and epsilons: log10 weights and weights from the tables, then their standard deviations.
 *
 * The position of a worker in the table is (y - Y_FROM) * PIECES, the nearest whole number being the piece. It is that of the best worker
 * plus a difference of regrets, so that a common offset of the regrets costs no digits. The best worker stands at a floor at the lowest:
 *  - with bounds that is their shift, which lifts all workers until the best is at c - 8.25/p;
 *  - without, both mappings are e^y so far down, and where on that line the workers stand changes weights by a common factor only.
 */

import {
  C_CAP,
  C_FLOOR,
  C_LOG_ROWS,
  C_OFFSET,
  C_ONE,
  C_SHARE,
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
  at,
  BEST,
  EPSILON_BLOCK,
  FIRST,
  FRACTION,
  INVERSE,
  LINEAR,
  LOG_TABLE,
  PATCHES,
  PIECE,
  SPREAD,
  SQUARES,
  SUM,
  VALUES,
  WEIGHTS,
  WORKER_BLOCK,
} from './memory';
import { CUT, EXPONENTIAL, LN10, PIECES, position, ROW, TOP, Y_FROM } from './table';

/**
 * Adds `draws` regret vectors of n workers each, from `r` on, to running means of both spreads.
 * @param eps epsilons, their count padded to a multiple of four
 * @param out per metric (S, then S_lin if `linear`) and epsilon: pairs of means and of sums of squared deviations from them
 * @param before draws that are in `out` already
 * @param scratch room for n + 1 numbers
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
  splat(C_SHARE, 1 / <f64>n);
  for (let draw = 0; draw < draws; draw++) {
    summarize(r, n, scratch);
    const weight = 1 / <f64>(before + draw + 1);
    for (let from = 0; from < ne; from += EPSILON_BLOCK) {
      const bytes = (<usize>min(EPSILON_BLOCK, ne - from)) << 3;
      const means = out + ((<usize>from) << 5);
      takeSpreads(r, n, at(eps, from), 0, bytes, linear);
      update(means, 0, bytes, weight);
      if (linear) update(means + ((<usize>ne) << 5), LINEAR, bytes, weight);
    }
    r += (<usize>n) << 3;
  }
}

/** Both spreads of the draw that was summarized last into SPREAD, at the epsilons from `from` bytes on to `bytes`. */
export function takeSpreads(r: usize, n: i32, eps: usize, from: usize, bytes: usize, linear: bool): void {
  const beyond = placeBest(eps, from, bytes);
  addWorkers(r, n, from, bytes, beyond, linear);
  if (withBounds) blankZeroWeights(from, bytes);
  if (linear) setLevel(from, bytes, beyond);
}

/** Whether workers may stand above the cap of the bounds, or beyond the table, which is capped and corrected afterwards. */
let isCapped: bool = false;
/** The regret that stands at BEST: that of the best worker, but for draws that reach beyond the table. */
let reference: f64 = 0;

/** 1 / d and the position of the best worker, per epsilon. Returns whether it is beyond the table for any. */
function placeBest(eps: usize, from: usize, bytes: usize): bool {
  const s = f64x2.splat(scale);
  const factor = f64x2.splat(epsilonFactor);
  const a = f64x2.splat(largest * slope);
  const one = v128.load(C_ONE);
  const start = v128.load(C_OFFSET);
  const floor = v128.load(C_FLOOR);
  let highest = floor;
  for (let e = from; e < bytes; e += 16) {
    const inverse = f64x2.div(one, f64x2.add(s, f64x2.mul(factor, v128.load(eps + e))));
    const best = f64x2.pmax(f64x2.add(f64x2.mul(a, inverse), start), floor);
    v128.store(e, inverse, INVERSE);
    v128.store(e, best, BEST);
    highest = f64x2.pmax(highest, best);
  }
  isCapped = v128.any_true(f64x2.gt(highest, v128.load(C_CAP)));
  const beyond = isCapped && !withBounds;
  reference = largest;
  // So far above, a worker near zero would drown in the rounding of the best one's position: all are placed from zero.
  if (beyond && largest >= 0 && offset >= EXPONENTIAL) {
    reference = 0;
    for (let e = from; e < bytes; e += 16) v128.store(e, start, BEST);
  }
  return beyond;
}

/** Standard deviations over workers of log10 weights and, if `linear`, of weights, into SPREAD. */
function addWorkers(r: usize, n: i32, from: usize, bytes: usize, beyond: bool, linear: bool): void {
  for (let worker = 0; worker < n; worker += WORKER_BLOCK) {
    const count = min(WORKER_BLOCK, n - worker);
    for (let i = 0; i < count; i++) {
      const behind = (load<f64>(at(r, worker + i)) - reference) * slope;
      place(behind, from, bytes);
      if (beyond) patchBeyond(behind, from, bytes);
      if (withBounds && linear) patchZeroWeights(behind, from, bytes);
      evaluate((bytes << 1) * <usize>i + (from << 1), from, bytes, linear);
    }
    addToSums(0, count, from, bytes, worker == 0, worker + count == n);
    if (linear) addToSums(LINEAR, count, from, bytes, worker == 0, worker + count == n);
  }
}

/**
 * Place of a worker: number of its row among all rows from the beginning of memory, and fraction of a piece. No worker is above the best, so
 * that most often nothing needs to be capped.
 */
function place(behind: f64, from: usize, bytes: usize): void {
  const a = f64x2.splat(behind);
  const zero = v128.load(C_ZERO);
  const round = v128.load(C_LOG_ROWS);
  const cap = v128.load(C_CAP);
  const capped = isCapped;
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

/** The values of the worker that was placed last, pairs per epsilon, from `values` on among those of the block; four epsilons a turn. */
function evaluate(values: usize, from: usize, bytes: usize, linear: bool): void {
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

/** Where the row lies that was found at e bytes into the epsilons. */
function rowAt(e: usize): usize {
  return <usize>load<u32>(e, PIECE) * ROW;
}

/** A pair of polynomials of degree three. */
function cubic(row: usize, f: v128): v128 {
  let value = f64x2.add(f64x2.mul(v128.load(row, 48), f), v128.load(row, 32));
  value = f64x2.add(f64x2.mul(value, f), v128.load(row, 16));
  return f64x2.add(f64x2.mul(value, f), v128.load(row));
}

/** What the tables cannot give is a row of its own in each, with the values as constants. */
function patch(e: usize, logGradient: f64, logPotential: f64, gradient: f64, potential: f64): void {
  const row = PATCHES + e * (ROW / 8);
  store<f64>(row, logGradient);
  store<f64>(row, logPotential, 8);
  store<f64>(row + WEIGHTS, gradient);
  store<f64>(row + WEIGHTS, potential, 8);
  store<f64>(e, 0, FRACTION);
  store<u32>(e, <u32>(row / ROW), PIECE);
}

/** Beyond the table the gradient is flat, as at its end, and the potential is y. */
function patchBeyond(behind: f64, from: usize, bytes: usize): void {
  const last = LOG_TABLE + <usize>TOP * ROW;
  for (let e = from; e < bytes; e += 8) {
    const q = behind * load<f64>(e, INVERSE) + load<f64>(e, BEST);
    if (q <= TOP) continue;
    const y = q / PIECES + Y_FROM;
    patch(e, load<f64>(last), Math.log(y) / LN10, load<f64>(last + WEIGHTS), y);
  }
}

/** S is undefined there, whatever stands for the logarithm. */
function patchZeroWeights(behind: f64, from: usize, bytes: usize): void {
  for (let e = from; e < bytes; e += 8) {
    if (behind * load<f64>(e, INVERSE) + load<f64>(e, BEST) < CUT) patch(e, 0, 0, 0, 0);
  }
}

/**
 * Adds a block of workers to the sums of deviations from the first worker (sums of squares of the values themselves would lose five digits),
 * and takes the standard deviation after the last block. Where one block is all, the sums stay in registers.
 * @param metric 0 or LINEAR
 */
function addToSums(metric: usize, count: i32, from: usize, bytes: usize, isFirst: bool, isLast: bool): void {
  const share = v128.load(C_SHARE);
  const zero = v128.load(C_ZERO);
  const row = bytes << 1;
  const begin = isFirst ? row : 0;
  const end = metric + row * <usize>count;
  for (let e = metric + (from << 1); e < metric + row; e += 32) {
    let first0 = v128.load(e, VALUES);
    let first1 = v128.load(e, VALUES + 16);
    let sum0 = zero;
    let sum1 = zero;
    let squares0 = zero;
    let squares1 = zero;
    if (!isFirst) {
      first0 = v128.load(e, FIRST);
      first1 = v128.load(e, FIRST + 16);
      sum0 = v128.load(e, SUM);
      sum1 = v128.load(e, SUM + 16);
      squares0 = v128.load(e, SQUARES);
      squares1 = v128.load(e, SQUARES + 16);
    }
    for (let v = begin + e; v < end; v += row) {
      const deviation0 = f64x2.sub(v128.load(v, VALUES), first0);
      const deviation1 = f64x2.sub(v128.load(v, VALUES + 16), first1);
      sum0 = f64x2.add(sum0, deviation0);
      sum1 = f64x2.add(sum1, deviation1);
      squares0 = f64x2.add(squares0, f64x2.mul(deviation0, deviation0));
      squares1 = f64x2.add(squares1, f64x2.mul(deviation1, deviation1));
    }
    if (isLast) {
      v128.store(e, deviationOf(sum0, squares0, share, zero), SPREAD);
      v128.store(e, deviationOf(sum1, squares1, share, zero), SPREAD + 16);
    } else {
      v128.store(e, first0, FIRST);
      v128.store(e, first1, FIRST + 16);
      v128.store(e, sum0, SUM);
      v128.store(e, sum1, SUM + 16);
      v128.store(e, squares0, SQUARES);
      v128.store(e, squares1, SQUARES + 16);
    }
  }
}

function deviationOf(sum: v128, squares: v128, share: v128, zero: v128): v128 {
  const mean = f64x2.mul(sum, share);
  return f64x2.sqrt(f64x2.pmax(f64x2.sub(f64x2.mul(squares, share), f64x2.mul(mean, mean)), zero));
}

/**
 * S_lin is that of the weights in their own unit: the table has the gradient without its height p, a floor that is no bound has lifted all
 * weights by a common factor, and a ratio wants them divided by that of the best worker.
 */
function setLevel(from: usize, bytes: usize, beyond: bool): void {
  if (isRatio) {
    const best = (largest - reference) * slope;
    place(best, from, bytes);
    if (beyond) patchBeyond(best, from, bytes);
    for (let e = from; e < bytes; e += 8) {
      const weight = cubic(rowAt(e) + WEIGHTS, v128.load64_splat(e, FRACTION));
      v128.store(e << 1, f64x2.div(v128.load(e << 1, SPREAD + LINEAR), weight), SPREAD + LINEAR);
    }
    return;
  }
  for (let e = from; e < bytes; e += 8) {
    const lifted = withBounds ? 0 : EXPONENTIAL - (largest * slope * load<f64>(e, INVERSE) + offset);
    const level = lifted > 0 ? Math.exp(-lifted / PIECES) : 1;
    const spread = v128.load(e << 1, SPREAD + LINEAR);
    v128.store(
      e << 1,
      f64x2.mul(spread, f64x2.replace_lane(f64x2.splat(level), 0, level * height)),
      SPREAD + LINEAR,
    );
  }
}

/** S is undefined where the worst worker's weight is zero. */
function blankZeroWeights(from: usize, bytes: usize): void {
  const behind = (smallest - largest) * slope;
  for (let e = from; e < bytes; e += 8) {
    if (behind * load<f64>(e, INVERSE) + load<f64>(e, BEST) < CUT)
      v128.store(e << 1, f64x2.splat(NaN), SPREAD);
  }
}

/** Running mean and sum of squared deviations (Welford), `weight` being 1 / number of draws with this one. */
export function update(out: usize, metric: usize, bytes: usize, weight: f64): void {
  const w = f64x2.splat(weight);
  for (let e = metric; e < metric + (bytes << 1); e += 16) {
    const spread = v128.load(e, SPREAD);
    const mean = v128.load(out);
    const deviation = f64x2.sub(spread, mean);
    const next = f64x2.add(mean, f64x2.mul(deviation, w));
    v128.store(out, next);
    v128.store(out, f64x2.add(v128.load(out, 16), f64x2.mul(deviation, f64x2.sub(spread, next))), 16);
    out += 32;
  }
}

/** The pair of log10 weights (gradient without its height) at y, as the loops above find them, to `out`. */
export function lookUp(y: f64, out: usize): void {
  for (let e: usize = 0; e < 32; e += 8) {
    store<f64>(e, 0, INVERSE);
    store<f64>(e, position(y), BEST);
  }
  isCapped = true;
  place(0, 0, 32);
  patchBeyond(0, 0, 32);
  v128.store(out, cubic(rowAt(0), v128.load64_splat(0, FRACTION)));
}
