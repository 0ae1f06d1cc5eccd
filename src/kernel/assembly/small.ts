/**
 * What interpolation leaves few digits of is computed: moments that are small beside the largest, but not because epsilon is large, where all
 * spreads vanish as 1 / epsilon, and interpolants do.
 */

import { at } from './memory';
import { MOMENTS } from './polynomials';
import { addDraws } from './spread';

/** Of means and of standard deviations, beside the largest. */
const SMALL: f64 = 1e-4;

/**
 * @param moments as `addDraws` leaves them, of these draws; takes the computed ones
 * @param sigma where spreads change most on the axis of epsilons, about, dex
 * @param room for as many marks, epsilons and moments
 */
export function computeSmallOnes(
  r: usize,
  draws: i32,
  n: i32,
  eps: usize,
  ne: i32,
  moments: usize,
  linear: bool,
  scratch: usize,
  sigma: f64,
  room: usize,
): void {
  const metric = <usize>ne * MOMENTS;
  const marks = room;
  const few = at(marks, ne);
  const computed = at(few, ne);
  const end = moments + (metric << (<usize>linear));
  memory.fill(marks, 0, (<usize>ne) << 3);
  for (let from = moments; from < end; from += metric) markSmallOnes(eps, ne, from, sigma, marks);

  let count = 0;
  for (let e = 0; e < ne; e++) {
    if (load<f64>(at(marks, e)) != 0) store<f64>(at(few, count++), load<f64>(at(eps, e)));
  }
  if (count == 0) return;
  // Epsilons are worked on in fours.
  while (count % 4 != 0) store<f64>(at(few, count++), load<f64>(few));
  memory.fill(computed, 0, (<usize>count * MOMENTS) << (<usize>linear));
  addDraws(r, draws, n, few, count, computed, 0, linear, scratch);
  let next = computed;
  for (let e = 0; e < ne; e++) {
    if (load<f64>(at(marks, e)) == 0) continue;
    const to = moments + <usize>e * MOMENTS;
    memory.copy(to, next, MOMENTS);
    if (linear) memory.copy(to + metric, next + <usize>count * MOMENTS, MOMENTS);
    next += MOMENTS;
  }
}

/** Marks epsilons at which a moment of the metric is small. */
function markSmallOnes(eps: usize, ne: i32, moments: usize, sigma: f64, marks: usize): void {
  let nearest: f64 = Infinity;
  let means = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let e = 0; e < ne; e++) {
    const row = moments + <usize>e * MOMENTS;
    nearest = min(nearest, load<f64>(at(eps, e)));
    means = f64x2.pmax(means, v128.load(row));
    squares = f64x2.pmax(squares, v128.load(row, 16));
  }
  for (let e = 0; e < ne; e++) {
    const row = moments + <usize>e * MOMENTS;
    const least = f64x2.splat((SMALL * (sigma + nearest)) / (sigma + load<f64>(at(eps, e))));
    const ofMeans = f64x2.lt(v128.load(row), f64x2.mul(means, least));
    const ofSquares = f64x2.lt(v128.load(row, 16), f64x2.mul(squares, f64x2.mul(least, least)));
    if (v128.any_true(v128.or(ofMeans, ofSquares))) store<f64>(at(marks, e), 1);
  }
}
