/** s(r), the spread of regrets that normalises them: the same three as in src/weights/scale.ts. Regrets are 8-byte numbers from `r` on. */

import { at } from './memory';

const MAD_FACTOR: f64 = 1.4826;

export const POPULATION_STD: i32 = 0;
const SAMPLE_STD: i32 = 1;
const MAD: i32 = 2;

/** @param scratch room for n + 1 numbers */
export function scaleOf(r: usize, n: i32, scale: i32, scratch: usize): f64 {
  if (scale != MAD)
    return Math.sqrt(squaredDeviations(r, n) / <f64>(scale == SAMPLE_STD ? max(n - 1, 1) : n));
  const centre = medianOf(r, n, scratch);
  if (n <= FEW) return MAD_FACTOR * medianDeviation(scratch, n, centre);
  for (let i = 0; i < n; i++) store<f64>(at(scratch, i), Math.abs(load<f64>(at(r, i)) - centre));
  return MAD_FACTOR * medianInPlace(scratch, n);
}

/** The median distance from the centre, of few numbers in order. */
function medianDeviation(v: usize, n: i32, centre: f64): f64 {
  store<f64>(at(v, n), Infinity);
  const middle = n >> 1;
  const upper = nearest(v, n, middle, centre);
  return n & 1 ? upper : nearest(v, n, middle - 1, centre) / 2 + upper / 2;
}

/** The distance within which k + 1 numbers lie: they are neighbours in order, and the first or the last of them is the farthest. Two runs a turn. */
function nearest(v: usize, n: i32, k: i32, centre: f64): f64 {
  const middle = f64x2.splat(centre);
  let least = f64x2.splat(Infinity);
  for (let first = v; first < at(v, n - k); first += 16) {
    const before = f64x2.sub(middle, v128.load(first));
    const after = f64x2.sub(v128.load(at(first, k)), middle);
    least = f64x2.pmin(least, f64x2.pmax(before, after));
  }
  return Math.min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
}

/** @param scratch room for n + 1 numbers; few are in order there afterwards */
export function medianOf(r: usize, n: i32, scratch: usize): f64 {
  if (n <= FEW) {
    sort(r, n, scratch);
    const middle = at(scratch, n >> 1);
    return n & 1 ? load<f64>(middle) : load<f64>(middle - 8) / 2 + load<f64>(middle) / 2;
  }
  for (let i = 0; i < n; i++) store<f64>(at(scratch, i), load<f64>(at(r, i)));
  return medianInPlace(scratch, n);
}

function squaredDeviations(r: usize, n: i32): f64 {
  const first = load<f64>(r);
  let sum: f64 = 0;
  for (let i = 1; i < n; i++) sum += load<f64>(at(r, i)) - first;
  const mean = sum / <f64>n;
  let squares: f64 = 0;
  for (let i = 0; i < n; i++) {
    const deviation = load<f64>(at(r, i)) - first - mean;
    squares += deviation * deviation;
  }
  return squares;
}

/** The middle value, or the mean of the middle two; reorders. */
function medianInPlace(v: usize, n: i32): f64 {
  const middle = n >> 1;
  select(v, n, middle);
  const upper = load<f64>(at(v, middle));
  if (n & 1) return upper;
  let lower = load<f64>(v);
  for (let i = 1; i < middle; i++) lower = Math.max(lower, load<f64>(at(v, i)));
  return lower / 2 + upper / 2;
}

/** So few numbers are sorted faster than selected from. */
const FEW: i32 = 100;

/** Copies n numbers to `v` in order: a number's place is how many are not above it, so there is no branch to mispredict. Two a turn. */
function sort(r: usize, n: i32, v: usize): void {
  const end = at(r, n);
  for (let i = 0; i < n; i++) store<f64>(at(v, i), Infinity);
  for (let from = r; from < end; from += 16) {
    const pair = from + 8 == end ? v128.load64_splat(from) : v128.load(from);
    let place = i64x2.splat(-1);
    for (let other = r; other < end; other += 8)
      place = i64x2.sub(place, f64x2.le(v128.load64_splat(other), pair));
    v128.store64_lane(at(v, <i32>i64x2.extract_lane(place, 0)), pair, 0);
    v128.store64_lane(at(v, <i32>i64x2.extract_lane(place, 1)), pair, 1);
  }
  // Of equal numbers only the last has been stored.
  for (let to = at(v, n - 2); to >= v; to -= 8)
    if (load<f64>(to) > load<f64>(to + 8)) store<f64>(to, load<f64>(to + 8));
}

/** Puts the k-th smallest number in its place, no larger ones before it and no smaller ones after it (Hoare's quickselect). */
function select(v: usize, n: i32, k: i32): void {
  let from = 0;
  let to = n - 1;
  while (from < to) {
    const pivot = load<f64>(at(v, (from + to) >> 1));
    let i = from;
    let j = to;
    while (i <= j) {
      while (load<f64>(at(v, i)) < pivot) i++;
      while (load<f64>(at(v, j)) > pivot) j--;
      if (i > j) break;
      const swapped = load<f64>(at(v, i));
      store<f64>(at(v, i), load<f64>(at(v, j)));
      store<f64>(at(v, j), swapped);
      i++;
      j--;
    }
    if (k <= j) to = j;
    else if (k >= i) from = i;
    else return;
  }
}
