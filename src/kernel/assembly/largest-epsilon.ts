/**
 * The certified largest epsilon of many draws.
 *
 * With u = 1/d, from u = 0 (epsilon infinite, all weights equal, S = 0) to 1/s (epsilon zero), the largest
 * epsilon is at the first u at which S reaches T. S(u) is the norm of the centred vector l(u) of log10
 * weights. With its derivative l' and a bound B on |l''| (rms over the workers, over the step), S(u + x) <=
 * |l + l' x| + B x^2 / 2. The largest x for which the right side is at most T is a step that cannot skip the
 * first crossing. Such steps converge quadratically. The first step needs no value of S, because a mapping
 * multiplies a standard deviation by p / ln 10 at most.
 *
 * The bounds make l(u) piecewise smooth: a step ends where the shift begins and where a worker reaches the
 * cap. From the u at which the worst weight becomes zero, S is undefined. This holds for -6.75 < p c < 8.25,
 * where workers of regret 0 are between shift and cap, and without bounds for p c < 38, where they are above
 * the exponential part. The caller checks p c.
 *
 * Each operation of a search depends on the one before it. Therefore both mappings of a draw are searched at
 * once, one per lane; a lane that has found its crossing waits for the other. Several draws alternate, half a
 * step each: the processor works on one draw while the results of another are pending.
 */

import { boundCurvature } from './curvature';
import {
  C_LOWEST_BEST,
  C_OFFSET,
  C_INVERSE_COUNT,
  epsilonFactor,
  largest,
  offset,
  populationStd,
  scale,
  slope,
  smallest,
  splat,
  summarize,
  withBounds,
} from './formula';
import { QUEUE, SEARCHES, CONCURRENT_SEARCHES } from './memory';
import { computeMoments } from './search-moments';
import { POSITION_TOLERANCE, Search } from './search-state';
import { CUT, LN10, SHIFT, PIECES } from './table';

const ATTAINED: i32 = 0;
const BELOW_THRESHOLD: i32 = 1;
const ZERO_WEIGHT: i32 = 2;
const ITERATION_LIMIT: i32 = 3;

/**
 * A search that needs more steps is given up, and `firstCrossing` of src/weights takes its place, which needs
 * fewer where the bound on the curvature of a long step is far too large. Our choice: no draw of
 * the shipped studies needs as many.
 */
const MAX_STEPS: i32 = 1000;
/** Accepted bound on the error, relative to u. The error is usually far smaller. */
const TOLERANCE: f64 = 1e-12;
/** Largest curvature of both mappings, in log10 weights by position: 1/4 at y = 0 of the gradient. */
const LARGEST_CURVATURE: f64 = 0.25 / (PIECES * PIECES * LN10);
/**
 * Largest step relative to u, no unit. Over a longer step the bound on the curvature is too large to be
 * useful.
 */
const MAX_GROWTH: f64 = 8;

/**
 * @param r regrets, [draw][worker]
 * @param threshold T
 * @param out largest epsilons, [draw](gradient, potential); NaN where there is none
 * @param states states of the searches, bytes in the same order
 * @param bounds upper bounds of both, [draw]
 * @param scratch space for 4 n + 4 numbers
 */
export function maxEpsilons(
  r: usize,
  draws: i32,
  n: i32,
  threshold: f64,
  out: usize,
  states: usize,
  bounds: usize,
  scratch: usize,
): void {
  splat(C_INVERSE_COUNT, 1 / <f64>n);
  for (let from = 0; from < draws; from += CONCURRENT_SEARCHES) {
    const count = min(CONCURRENT_SEARCHES, draws - from);
    let open = 0;
    for (let i = 0; i < count; i++) {
      const search = searchAt(i);
      startSearch(search, r, n, threshold, scratch);
      open = enqueueIfOpen(search, open);
      r += (<usize>n) << 3;
    }
    for (let step = 0; step < MAX_STEPS && open > 0; step++) {
      for (let i = 0; i < open; i++) evaluate(queuedAt(i), n, threshold, scratch);
      let remaining = 0;
      for (let i = 0; i < open; i++) {
        const search = queuedAt(i);
        advance(search, n, threshold);
        remaining = enqueueIfOpen(search, remaining);
      }
      open = remaining;
    }
    for (let i = 0; i < count; i++) {
      storeResult(searchAt(i), threshold, out, states, bounds);
      out += 16;
      states += 2;
      bounds += 8;
    }
  }
}

function searchAt(i: i32): Search {
  return changetype<Search>(SEARCHES + ((<usize>i) << 8));
}

function queuedAt(i: i32): Search {
  return load<Search>(QUEUE + ((<usize>i) << 2));
}

/**
 * Appends a search to the queue, unless it has ended.
 * @returns the new length of the queue, computed without a branch to mispredict
 */
function enqueueIfOpen(search: Search, queued: i32): i32 {
  store<Search>(QUEUE + ((<usize>queued) << 2), search);
  return queued + i32(v128.any_true(search.open));
}

function startSearch(search: Search, r: usize, n: i32, threshold: f64, scratch: usize): void {
  summarize(r, n, scratch);
  const sigma = populationStd(r, n, scratch);
  const shift = withBounds && largest < 0 ? (SHIFT - offset) / (largest * slope) : Infinity;
  const zeroWeight = withBounds && sigma > 0 ? zeroWeightFrom(shift) : Infinity;
  // Where most regrets agree the MAD is zero and u has no end; 1e30 of its natural unit is as good as none.
  const last = scale > 0 ? 1 / scale : 1e30 / sigma;
  search.regrets = r;
  search.largest = largest;
  search.smallest = smallest;
  search.scale = scale;
  search.epsilonFactor = epsilonFactor;
  search.sigma = sigma;
  search.shift = shift;
  search.end = Math.min(zeroWeight, last);
  search.stateIfNone = zeroWeight < last ? ZERO_WEIGHT : BELOW_THRESHOLD;
  // Infinite, as the end is, where all regrets are equal.
  search.u = f64x2.splat((threshold * LN10 * PIECES) / (slope * sigma));
  search.open = f64x2.lt(search.u, f64x2.splat(search.end));
  search.crossings = f64x2.splat(NaN);
}

/** The u above which the worst weight is zero; `shift` is the u above which the bounds shift workers. */
function zeroWeightFrom(shift: f64): f64 {
  const before = smallest < 0 ? (CUT - offset) / (smallest * slope) : Infinity;
  return before <= shift ? before : Math.max(shift, (CUT - SHIFT) / ((smallest - largest) * slope));
}

/** First half of a step: computes S at u, and estimates the distance to the crossing. */
function evaluate(search: Search, n: i32, threshold: f64, values: usize): void {
  const u = search.u;
  // In the exponential part, and below the shift of the bounds, only distances to the best worker matter.
  const floor = v128.load(C_LOWEST_BEST);
  const best = f64x2.add(f64x2.mul(f64x2.splat(search.largest * slope), u), v128.load(C_OFFSET));
  const isAtFloor = f64x2.le(best, f64x2.add(floor, f64x2.splat(POSITION_TOLERANCE)));
  search.isAtFloor = isAtFloor;
  search.reference = v128.and(f64x2.splat(search.largest), isAtFloor);
  search.start = v128.bitselect(floor, v128.load(C_OFFSET), isAtFloor);
  const next = computeMoments(search, n, values);
  const covariance = search.covariance;
  const slopes = search.slopes;

  // |l + l' x| = T, the Newton step of S. It does not exist where no weight changes any more (all at the
  // cap).
  const t = f64x2.splat(threshold);
  const constant = f64x2.sub(search.variance, f64x2.mul(t, t));
  const discriminant = f64x2.sqrt(f64x2.sub(f64x2.mul(covariance, covariance), f64x2.mul(slopes, constant)));
  const isRising = f64x2.gt(covariance, f64x2.splat(0));
  const missing = v128.bitselect(f64x2.neg(constant), f64x2.sub(discriminant, covariance), isRising);
  const steepness = v128.bitselect(f64x2.add(covariance, discriminant), slopes, isRising);
  search.newton = v128.bitselect(
    f64x2.div(missing, steepness),
    f64x2.splat(Infinity),
    f64x2.gt(steepness, f64x2.splat(0)),
  );
  const kink = v128.bitselect(next, f64x2.pmin(next, f64x2.splat(search.shift)), isAtFloor);
  search.distance = f64x2.sub(f64x2.pmin(f64x2.splat(search.end), kink), u);
}

/** Second half of a step: moves u as far as is safe. */
function advance(search: Search, n: i32, threshold: f64): void {
  const u = search.u;
  const newton = search.newton;
  const distance = search.distance;
  const t = f64x2.splat(threshold);
  const limit = f64x2.pmin(f64x2.pmin(newton, distance), f64x2.mul(u, f64x2.splat(MAX_GROWTH)));
  const hasReached = f64x2.ge(search.variance, f64x2.mul(t, t));
  // The last step is usually so short that the curvature need not be computed.
  const endsAtNewton = f64x2.eq(newton, limit);
  const fastest = f64x2.mul(
    f64x2.pmax(f64x2.splat(search.largest), f64x2.splat(-search.smallest)),
    f64x2.splat(slope),
  );
  const fastestAtFloor = f64x2.splat((search.largest - search.smallest) * slope);
  const steepest = v128.bitselect(fastestAtFloor, fastest, search.isAtFloor);
  const maxCurvature = f64x2.mul(f64x2.splat(LARGEST_CURVATURE), f64x2.mul(steepest, steepest));
  let isLast = v128.and(endsAtNewton, isWithinTolerance(search, maxCurvature, t));
  let found = v128.or(hasReached, isLast);
  let x = f64x2.splat(0);
  if (v128.any_true(v128.andnot(search.open, found))) {
    const curvature = boundCurvature(search, n, limit);
    isLast = v128.or(isLast, v128.and(endsAtNewton, isWithinTolerance(search, curvature, t)));
    x = safeStep(search, t, limit, curvature);
    // S equals T to the last digit.
    found = v128.or(v128.or(hasReached, isLast), f64x2.eq(f64x2.add(u, x), u));
  }
  found = v128.and(found, search.open);
  const crossing = v128.bitselect(f64x2.add(u, newton), u, v128.andnot(isLast, hasReached));
  search.crossings = v128.bitselect(crossing, search.crossings, found);
  const open = v128.andnot(search.open, found);
  const next = f64x2.add(
    u,
    v128.bitselect(f64x2.mul(distance, f64x2.splat(1 + 1e-15)), x, f64x2.eq(x, distance)),
  );
  search.u = v128.bitselect(next, u, open);
  search.open = v128.and(open, f64x2.lt(search.u, f64x2.splat(search.end)));
}

function storeResult(search: Search, threshold: f64, out: usize, states: usize, bounds: usize): void {
  const u = search.crossings;
  const s = search.scale;
  // 1/u - s as (1 - u s) / u, whose numerator is exact where u s is near 1.
  const scaledEpsilon = f64x2.div(f64x2.sub(f64x2.splat(1), f64x2.mul(u, f64x2.splat(s))), u);
  v128.store(out, f64x2.div(f64x2.max(f64x2.splat(0), scaledEpsilon), f64x2.splat(search.epsilonFactor)));
  const isFound = f64x2.eq(u, u);
  store<u8>(
    states,
    stateOf(i64x2.extract_lane(isFound, 0), i64x2.extract_lane(search.open, 0), search.stateIfNone),
  );
  store<u8>(
    states,
    stateOf(i64x2.extract_lane(isFound, 1), i64x2.extract_lane(search.open, 1), search.stateIfNone),
    1,
  );
  store<f64>(
    bounds,
    Math.max(0, ((slope / PIECES) * search.sigma) / (threshold * LN10) - s) / search.epsilonFactor,
  );
}

function stateOf(isFound: i64, isOpen: i64, stateIfNone: i32): u8 {
  return <u8>(isFound != 0 ? ATTAINED : isOpen != 0 ? ITERATION_LIMIT : stateIfNone);
}

/**
 * Whether the curvature can move the crossing by no more than the tolerance: its effect on S at the end of
 * the linear model, divided by the slope of S there.
 */
function isWithinTolerance(search: Search, curvature: v128, t: v128): v128 {
  const newton = search.newton;
  const steepness = f64x2.add(search.covariance, f64x2.mul(search.slopes, newton));
  const allowed = f64x2.div(f64x2.mul(f64x2.mul(f64x2.splat(TOLERANCE), search.u), steepness), t);
  return f64x2.le(f64x2.mul(f64x2.mul(curvature, newton), newton), allowed);
}

/**
 * The largest step x <= limit at which |l + l' x| + curvature x^2 / 2 is at most T. The first term is convex,
 * so it is below its chord up to `limit`, where it is at most T. That leaves a quadratic equation.
 */
function safeStep(search: Search, t: v128, limit: v128, curvature: v128): v128 {
  const zero = f64x2.splat(0);
  const two = f64x2.splat(2);
  const spread = f64x2.sqrt(f64x2.pmax(zero, search.variance));
  const square = f64x2.add(
    f64x2.mul(f64x2.add(f64x2.mul(search.slopes, limit), f64x2.mul(two, search.covariance)), limit),
    search.variance,
  );
  const atLimit = f64x2.sqrt(f64x2.pmax(zero, square));
  const missing = f64x2.sub(t, spread);
  const curvaturePart = f64x2.mul(f64x2.mul(f64x2.mul(curvature, limit), limit), f64x2.splat(0.5));
  const rise = f64x2.div(f64x2.sub(atLimit, spread), limit);
  const root = f64x2.sqrt(f64x2.add(f64x2.mul(rise, rise), f64x2.mul(f64x2.mul(two, curvature), missing)));
  const x = f64x2.div(f64x2.mul(two, missing), f64x2.add(rise, root));
  const fits = f64x2.le(f64x2.add(atLimit, curvaturePart), t);
  return v128.bitselect(limit, v128.bitselect(x, limit, f64x2.lt(x, limit)), fits);
}
