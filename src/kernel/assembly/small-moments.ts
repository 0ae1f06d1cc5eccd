/**
 * Computes moments directly where interpolation leaves too few digits: where they are small beside the
 * largest moment.
 *
 * Where they are small only because epsilon is large, interpolation is precise: spreads vanish as 1 / epsilon
 * there, and so do interpolants.
 */

import { addressOf } from './memory';
import { MOMENTS } from './polynomials';
import { addDraws } from './spread';

/**
 * Ratio to the largest mean, or standard deviation, below which a moment is small. Interpolation errs by
 * about 1e-12 of the largest, so smaller moments would keep fewer than eight digits.
 */
const SMALL: f64 = 1e-4;

/**
 * Replaces the small ones among interpolated moments.
 * @param moments of these draws, as `addDraws` leaves them
 * @param sigma epsilon at which spreads change most, approximate, dex
 * @param workspace space for as many flags, epsilons and moments
 */
export function recomputeSmallMoments(
  r: usize,
  draws: i32,
  n: i32,
  eps: usize,
  ne: i32,
  moments: usize,
  linear: bool,
  scratch: usize,
  sigma: f64,
  workspace: usize,
): void {
  const metric = <usize>ne * MOMENTS;
  const isSmall = workspace;
  const selected = addressOf(isSmall, ne);
  const recomputed = addressOf(selected, ne);
  const end = moments + (metric << (<usize>linear));
  memory.fill(isSmall, 0, (<usize>ne) << 3);
  for (let from = moments; from < end; from += metric) markSmallMoments(eps, ne, from, sigma, isSmall);

  let count = 0;
  for (let e = 0; e < ne; e++) {
    if (load<f64>(addressOf(isSmall, e)) != 0)
      store<f64>(addressOf(selected, count++), load<f64>(addressOf(eps, e)));
  }
  if (count == 0) return;
  // Epsilons are processed four at a time.
  while (count % 4 != 0) store<f64>(addressOf(selected, count++), load<f64>(selected));
  memory.fill(recomputed, 0, (<usize>count * MOMENTS) << (<usize>linear));
  addDraws(r, draws, n, selected, count, recomputed, 0, linear, scratch);
  let source = recomputed;
  for (let e = 0; e < ne; e++) {
    if (load<f64>(addressOf(isSmall, e)) == 0) continue;
    const to = moments + <usize>e * MOMENTS;
    memory.copy(to, source, MOMENTS);
    if (linear) memory.copy(to + metric, source + <usize>count * MOMENTS, MOMENTS);
    source += MOMENTS;
  }
}

/** Sets the flag of each epsilon at which a moment of the metric is small. */
function markSmallMoments(eps: usize, ne: i32, moments: usize, sigma: f64, isSmall: usize): void {
  let smallest: f64 = Infinity;
  let means = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let e = 0; e < ne; e++) {
    const row = moments + <usize>e * MOMENTS;
    smallest = min(smallest, load<f64>(addressOf(eps, e)));
    means = f64x2.pmax(means, v128.load(row));
    squares = f64x2.pmax(squares, v128.load(row, 16));
  }
  for (let e = 0; e < ne; e++) {
    const row = moments + <usize>e * MOMENTS;
    const limit = f64x2.splat((SMALL * (sigma + smallest)) / (sigma + load<f64>(addressOf(eps, e))));
    const ofMeans = f64x2.lt(v128.load(row), f64x2.mul(means, limit));
    const ofSquares = f64x2.lt(v128.load(row, 16), f64x2.mul(squares, f64x2.mul(limit, limit)));
    if (v128.any_true(v128.or(ofMeans, ofSquares))) store<f64>(addressOf(isSmall, e), 1);
  }
}
