/**
 * s(r), the scale that normalises regrets: the same three as in src/weights/scale.ts. Regrets are n 8-byte
 * numbers at the address `r`.
 */

import { addressOf } from './memory';

const MAD_FACTOR: f64 = 1.4826;

export const POPULATION_STD: i32 = 0;
const SAMPLE_STD: i32 = 1;
const MAD: i32 = 2;

/** @param scratch space for n + 1 numbers */
export function scaleOf(r: usize, n: i32, scale: i32, scratch: usize): f64 {
  if (scale != MAD)
    return Math.sqrt(squaredDeviations(r, n) / <f64>(scale == SAMPLE_STD ? max(n - 1, 1) : n));
  const centre = medianOf(r, n, scratch);
  if (n <= MAX_SORTED) return MAD_FACTOR * medianDistance(scratch, n, centre);
  for (let i = 0; i < n; i++)
    store<f64>(addressOf(scratch, i), Math.abs(load<f64>(addressOf(r, i)) - centre));
  return MAD_FACTOR * medianInPlace(scratch, n);
}

/** The median distance from the centre, of numbers in increasing order. */
function medianDistance(v: usize, n: i32, centre: f64): f64 {
  store<f64>(addressOf(v, n), Infinity);
  const middle = n >> 1;
  const upper = distanceHolding(v, n, middle, centre);
  return n & 1 ? upper : distanceHolding(v, n, middle - 1, centre) / 2 + upper / 2;
}

/**
 * The distance from the centre within which k + 1 numbers lie. They are consecutive in order, and the first
 * or the last of them is the farthest. Two candidates per iteration.
 */
function distanceHolding(v: usize, n: i32, k: i32, centre: f64): f64 {
  const middle = f64x2.splat(centre);
  let least = f64x2.splat(Infinity);
  for (let first = v; first < addressOf(v, n - k); first += 16) {
    const before = f64x2.sub(middle, v128.load(first));
    const after = f64x2.sub(v128.load(addressOf(first, k)), middle);
    least = f64x2.pmin(least, f64x2.pmax(before, after));
  }
  return Math.min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
}

/**
 * The median.
 * @param scratch space for n + 1 numbers; up to MAX_SORTED numbers are in increasing order there afterwards
 */
export function medianOf(r: usize, n: i32, scratch: usize): f64 {
  if (n <= MAX_SORTED) {
    sort(r, n, scratch);
    const middle = addressOf(scratch, n >> 1);
    return n & 1 ? load<f64>(middle) : load<f64>(middle - 8) / 2 + load<f64>(middle) / 2;
  }
  for (let i = 0; i < n; i++) store<f64>(addressOf(scratch, i), load<f64>(addressOf(r, i)));
  return medianInPlace(scratch, n);
}

function squaredDeviations(r: usize, n: i32): f64 {
  const first = load<f64>(r);
  let sum: f64 = 0;
  for (let i = 1; i < n; i++) sum += load<f64>(addressOf(r, i)) - first;
  const mean = sum / <f64>n;
  let squares: f64 = 0;
  for (let i = 0; i < n; i++) {
    const deviation = load<f64>(addressOf(r, i)) - first - mean;
    squares += deviation * deviation;
  }
  return squares;
}

/** The middle value, or the mean of the middle two. Reorders the numbers. */
function medianInPlace(v: usize, n: i32): f64 {
  const middle = n >> 1;
  quickselect(v, n, middle);
  const upper = load<f64>(addressOf(v, middle));
  if (n & 1) return upper;
  let lower = load<f64>(v);
  for (let i = 1; i < middle; i++) lower = Math.max(lower, load<f64>(addressOf(v, i)));
  return lower / 2 + upper / 2;
}

/** Number of values up to which sorting is faster than selection. */
const MAX_SORTED: i32 = 100;

/**
 * Copies n numbers to `v` in increasing order. The rank of a number is the count of numbers that are not
 * above it, so there is no branch to mispredict. Two numbers per iteration.
 */
function sort(r: usize, n: i32, v: usize): void {
  const end = addressOf(r, n);
  for (let i = 0; i < n; i++) store<f64>(addressOf(v, i), Infinity);
  for (let from = r; from < end; from += 16) {
    const pair = from + 8 == end ? v128.load64_splat(from) : v128.load(from);
    let rank = i64x2.splat(-1);
    for (let other = r; other < end; other += 8)
      rank = i64x2.sub(rank, f64x2.le(v128.load64_splat(other), pair));
    v128.store64_lane(addressOf(v, <i32>i64x2.extract_lane(rank, 0)), pair, 0);
    v128.store64_lane(addressOf(v, <i32>i64x2.extract_lane(rank, 1)), pair, 1);
  }
  // Of equal numbers only the last one has been stored.
  for (let to = addressOf(v, n - 2); to >= v; to -= 8)
    if (load<f64>(to) > load<f64>(to + 8)) store<f64>(to, load<f64>(to + 8));
}

/**
 * Moves the k-th smallest number to index k, with no larger ones before it and no smaller ones after it
 * (Hoare's quickselect).
 */
function quickselect(v: usize, n: i32, k: i32): void {
  let from = 0;
  let to = n - 1;
  while (from < to) {
    const pivot = load<f64>(addressOf(v, (from + to) >> 1));
    let i = from;
    let j = to;
    while (i <= j) {
      while (load<f64>(addressOf(v, i)) < pivot) i++;
      while (load<f64>(addressOf(v, j)) > pivot) j--;
      if (i > j) break;
      const swapped = load<f64>(addressOf(v, i));
      store<f64>(addressOf(v, i), load<f64>(addressOf(v, j)));
      store<f64>(addressOf(v, j), swapped);
      i++;
      j--;
    }
    if (k <= j) to = j;
    else if (k >= i) from = i;
    else return;
  }
}
