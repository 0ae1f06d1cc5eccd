/** How much log10 weights can bend over a step of the search in solve.ts. */

import { C_CURVATURE_ROWS, C_PEAKS, C_SLOPE, C_TOP, C_ZERO } from './formula';
import { at } from './memory';
import { rateOfBest, Search } from './search';
import { PAIR, PIECES, TOP, Y_FROM } from './table';

/** Whether workers reach beyond the table in a step. In memory, for V8 would find it out for each of them. */
let isBeyond: bool = false;

/** rms over workers of the largest |l''| between u and u + x. */
export function boundCurvature(search: Search, n: i32, x: v128): v128 {
  const end = at(search.regrets, n);
  const u = search.u;
  const reference = search.reference;
  const start = search.start;
  const steep = v128.load(C_SLOPE);
  const peaks = v128.load(C_PEAKS);
  const zero = v128.load(C_ZERO);
  const top = v128.load(C_TOP);
  const round = v128.load(C_CURVATURE_ROWS);
  const best = rateOfBest(search);
  const bestFrom = f64x2.add(f64x2.mul(best, u), start);
  const highest = f64x2.pmax(bestFrom, f64x2.add(f64x2.mul(best, x), bestFrom));
  isBeyond = v128.any_true(f64x2.gt(highest, top));
  // Workers add to one sum and to the other in turn: they need not wait for each other.
  let sum = zero;
  let other = zero;
  for (let at = search.regrets; at < end; at += 8) {
    const rate = f64x2.mul(f64x2.sub(v128.load64_splat(at), reference), steep);
    const from = f64x2.add(f64x2.mul(rate, u), start);
    const to = f64x2.add(f64x2.mul(rate, x), from);
    // |l''| has a single peak: between two places it is largest at the one nearest to it.
    const nearest = f64x2.pmin(f64x2.pmax(peaks, f64x2.pmin(from, to)), f64x2.pmax(from, to));
    const row = f64x2.add(f64x2.pmin(f64x2.pmax(nearest, zero), top), round);
    const row0 = <usize>i32x4.extract_lane(row, 0) * PAIR;
    const row1 = <usize>i32x4.extract_lane(row, 2) * PAIR;
    let bound = f64x2.mul(f64x2.mul(rate, rate), v128.load64_lane(row1, v128.load64_zero(row0), 1, 8));
    if (isBeyond) bound = f64x2.mul(bound, decayBeyond(nearest));
    const longer = f64x2.add(sum, f64x2.mul(bound, bound));
    sum = other;
    other = longer;
  }
  return f64x2.sqrt(f64x2.div(f64x2.add(sum, other), f64x2.splat(<f64>n)));
}

/**
 * What is left of the curvature at the end of the table: that of the potential falls like 1/y^2, that of the gradient like e^-y, which is less.
 * Without it, workers far beyond the table would seem to bend, and steps be short, where nothing happens.
 */
function decayBeyond(q: v128): v128 {
  const y = f64x2.add(f64x2.div(q, f64x2.splat(PIECES)), f64x2.splat(Y_FROM));
  const decay = f64x2.div(
    f64x2.splat(TOP / PIECES + Y_FROM),
    f64x2.pmax(y, f64x2.splat(TOP / PIECES + Y_FROM)),
  );
  return f64x2.mul(decay, decay);
}
