/** Bounds on the curvature of the log10 weights over one step of the search in largest-epsilon.ts. */

import { C_CURVATURE_ROUND, C_PEAKS, C_SLOPE, C_LAST, C_ZERO } from './formula';
import { addressOf } from './memory';
import { bestRate, Search } from './search-state';
import { PAIR, PIECES, LAST, Y_FROM } from './table';

/**
 * Whether any worker is above the table within the step. A global: V8 would compute a local again for each
 * worker.
 */
let isAboveTable: bool = false;

/** Root mean square, over the workers, of the largest |l''| between u and u + x. */
export function boundCurvature(search: Search, n: i32, x: v128): v128 {
  const end = addressOf(search.regrets, n);
  const u = search.u;
  const reference = search.reference;
  const start = search.start;
  const steep = v128.load(C_SLOPE);
  const peaks = v128.load(C_PEAKS);
  const zero = v128.load(C_ZERO);
  const last = v128.load(C_LAST);
  const round = v128.load(C_CURVATURE_ROUND);
  const best = bestRate(search);
  const bestFrom = f64x2.add(f64x2.mul(best, u), start);
  const highest = f64x2.pmax(bestFrom, f64x2.add(f64x2.mul(best, x), bestFrom));
  isAboveTable = v128.any_true(f64x2.gt(highest, last));
  // Workers alternate between two sums, so that additions do not wait for each other.
  let sum = zero;
  let other = zero;
  for (let regret = search.regrets; regret < end; regret += 8) {
    const rate = f64x2.mul(f64x2.sub(v128.load64_splat(regret), reference), steep);
    const from = f64x2.add(f64x2.mul(rate, u), start);
    const to = f64x2.add(f64x2.mul(rate, x), from);
    // |l''| has a single peak: on an interval it is largest at the point nearest to the peak.
    const nearest = f64x2.pmin(f64x2.pmax(peaks, f64x2.pmin(from, to)), f64x2.pmax(from, to));
    const row = f64x2.add(f64x2.pmin(f64x2.pmax(nearest, zero), last), round);
    const row0 = <usize>i32x4.extract_lane(row, 0) * PAIR;
    const row1 = <usize>i32x4.extract_lane(row, 2) * PAIR;
    let bound = f64x2.mul(f64x2.mul(rate, rate), v128.load64_lane(row1, v128.load64_zero(row0), 1, 8));
    if (isAboveTable) bound = f64x2.mul(bound, decayAboveTable(nearest));
    const extended = f64x2.add(sum, f64x2.mul(bound, bound));
    sum = other;
    other = extended;
  }
  return f64x2.sqrt(f64x2.div(f64x2.add(sum, other), f64x2.splat(<f64>n)));
}

/**
 * Factor of the curvature above the end of the table, relative to its value at the end. The curvature of the
 * potential falls like 1/y^2; that of the gradient falls like e^-y, which is faster. Without this factor,
 * workers far above the table would shorten the steps although their weights hardly change.
 */
function decayAboveTable(q: v128): v128 {
  const y = f64x2.add(f64x2.div(q, f64x2.splat(PIECES)), f64x2.splat(Y_FROM));
  const decay = f64x2.div(
    f64x2.splat(LAST / PIECES + Y_FROM),
    f64x2.pmax(y, f64x2.splat(LAST / PIECES + Y_FROM)),
  );
  return f64x2.mul(decay, decay);
}
