/** Standard deviations over the workers of a draw, and running means of them over draws. */

import { C_INVERSE_COUNT, C_ZERO } from './formula';
import { FIRST, SPREAD, SQUARES, SUM, VALUES } from './memory';

/**
 * Adds a block of workers to the sums of deviations from the first worker, and computes the standard
 * deviation after the last block. Sums of squares of the values themselves would lose five digits. If there
 * is only one block, the sums stay in registers.
 * @param metric 0 or LINEAR
 */
export function addToDeviations(
  metric: usize,
  count: i32,
  from: usize,
  bytes: usize,
  isFirst: bool,
  isLast: bool,
): void {
  const inverseCount = v128.load(C_INVERSE_COUNT);
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
      v128.store(e, standardDeviation(sum0, squares0, inverseCount, zero), SPREAD);
      v128.store(e, standardDeviation(sum1, squares1, inverseCount, zero), SPREAD + 16);
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

function standardDeviation(sum: v128, squares: v128, inverseCount: v128, zero: v128): v128 {
  const mean = f64x2.mul(sum, inverseCount);
  return f64x2.sqrt(f64x2.pmax(f64x2.sub(f64x2.mul(squares, inverseCount), f64x2.mul(mean, mean)), zero));
}

/**
 * Adds the spread to the running mean and sum of squared deviations (Welford); `weight` is 1 / number of
 * draws, this one included.
 */
export function addToMoments(out: usize, metric: usize, bytes: usize, weight: f64): void {
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
