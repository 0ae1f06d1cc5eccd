/**
 * The certified largest epsilon of many draws.
 *
 * With u = 1/d, from u = 0 (epsilon infinite, all weights equal, S = 0) to 1/s (epsilon zero), the largest epsilon is at the first u at which
 * S reaches T. S(u) is the norm of the centred vector l(u) of log10 weights, so with its derivative l' and a bound B on |l''| (rms over the
 * workers, over the step), S(u + x) <= |l + l' x| + B x^2 / 2. The largest x for which the right side stays at or below T is a step that
 * cannot skip the first crossing, and it converges quadratically. The first step needs no look at S: a mapping multiplies a standard
 * deviation by p / ln 10 at most.
 *
 * The bounds make l(u) piecewise smooth: where the shift begins and where a worker reaches the cap, a step ends. Where the worst weight
 * becomes zero, S is undefined from there on. This holds for -6.75 < p c < 8.25, where the workers begin between shift and cap, and without
 * bounds for p c < 38, where they begin above the exponential; the caller sees to that.
 *
 * A search is one long chain of numbers that wait for each other. So both mappings of a draw are searched at once, one in each lane, where a
 * lane that has found its crossing waits for the other; and some draws take turns, half a step each: while the numbers of one wait, the
 * processor is busy with those of the next.
 */

import { boundCurvature } from './curvature';
import {
  C_FLOOR,
  C_OFFSET,
  C_SHARE,
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
import { QUEUE, SEARCHES, TURNS } from './memory';
import { evaluate } from './moments';
import { SAME, Search } from './search';
import { CUT, LN10, LOW, PIECES } from './table';

const ATTAINED: i32 = 0;
const BELOW_THRESHOLD: i32 = 1;
const ZERO_WEIGHT: i32 = 2;
const LIMIT: i32 = 3;

const MOST_STEPS: i32 = 100000;
/** Bound on the error, relative to u; what is found is mostly far closer. */
const TOLERANCE: f64 = 1e-12;
/** No mapping bends more, in log10 weights by position. */
const MOST_CURVATURE: f64 = 0.25 / (PIECES * PIECES * LN10);
/** u grows by this factor at most in a step: over more, curvature is too large to say anything. */
const GROWTH: f64 = 8;

/**
 * @param r regrets, [draw][worker]
 * @param threshold T
 * @param out largest epsilons, [draw](gradient, potential); NaN where there is none
 * @param states what came of each, bytes in the same order
 * @param bounds upper bounds of both, [draw]
 * @param scratch room for 4 n + 4 numbers
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
  splat(C_SHARE, 1 / <f64>n);
  for (let from = 0; from < draws; from += TURNS) {
    const count = min(TURNS, draws - from);
    let open = 0;
    for (let i = 0; i < count; i++) {
      const search = searchAt(i);
      begin(search, r, n, threshold, scratch);
      open = enqueue(search, open);
      r += (<usize>n) << 3;
    }
    for (let step = 0; step < MOST_STEPS && open > 0; step++) {
      for (let i = 0; i < open; i++) look(queuedAt(i), n, threshold, scratch);
      let still = 0;
      for (let i = 0; i < open; i++) {
        const search = queuedAt(i);
        advance(search, n, threshold);
        still = enqueue(search, still);
      }
      open = still;
    }
    for (let i = 0; i < count; i++) {
      report(searchAt(i), threshold, out, states, bounds);
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

/** Puts a search behind those that are queued, unless it is over. Returns how many are queued then, without a branch to mispredict. */
function enqueue(search: Search, queued: i32): i32 {
  store<Search>(QUEUE + ((<usize>queued) << 2), search);
  return queued + i32(v128.any_true(search.open));
}

function begin(search: Search, r: usize, n: i32, threshold: f64, scratch: usize): void {
  summarize(r, n, scratch);
  const sigma = populationStd(r, n, scratch);
  const shift = withBounds && largest < 0 ? (LOW - offset) / (largest * slope) : Infinity;
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
  search.none = zeroWeight < last ? ZERO_WEIGHT : BELOW_THRESHOLD;
  // Infinite, and so is the end, where all regrets agree.
  search.u = f64x2.splat((threshold * LN10 * PIECES) / (slope * sigma));
  search.open = f64x2.lt(search.u, f64x2.splat(search.end));
  search.crossings = f64x2.splat(NaN);
}

/** The u from which on the worst weight is zero, `shift` being the one from which on workers are lifted. */
function zeroWeightFrom(shift: f64): f64 {
  const before = smallest < 0 ? (CUT - offset) / (smallest * slope) : Infinity;
  return before <= shift ? before : Math.max(shift, (CUT - LOW) / ((smallest - largest) * slope));
}

/** The first half of a step: how S behaves at u, and how far away that says the crossing is. */
function look(search: Search, n: i32, threshold: f64, values: usize): void {
  const u = search.u;
  // Below the exponential, and below the shift of the bounds, distances to the best worker are all that counts.
  const floor = v128.load(C_FLOOR);
  const best = f64x2.add(f64x2.mul(f64x2.splat(search.largest * slope), u), v128.load(C_OFFSET));
  const isAtFloor = f64x2.le(best, f64x2.add(floor, f64x2.splat(SAME)));
  search.isAtFloor = isAtFloor;
  search.reference = v128.and(f64x2.splat(search.largest), isAtFloor);
  search.start = v128.bitselect(floor, v128.load(C_OFFSET), isAtFloor);
  const next = evaluate(search, n, values);
  const covariance = search.covariance;
  const slopes = search.slopes;

  // |l + l' x| = T, the Newton step of S; where no weight moves any more (all at the cap) there is none.
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
  search.left = f64x2.sub(f64x2.pmin(f64x2.splat(search.end), kink), u);
}

/** The second half: as far as is safe. */
function advance(search: Search, n: i32, threshold: f64): void {
  const u = search.u;
  const newton = search.newton;
  const left = search.left;
  const t = f64x2.splat(threshold);
  const farthest = f64x2.pmin(f64x2.pmin(newton, left), f64x2.mul(u, f64x2.splat(GROWTH)));
  const isThere = f64x2.ge(search.variance, f64x2.mul(t, t));
  // Most often the last step is so short that no look at the curvature is needed.
  const isFree = f64x2.eq(newton, farthest);
  const fastest = f64x2.mul(
    f64x2.pmax(f64x2.splat(search.largest), f64x2.splat(-search.smallest)),
    f64x2.splat(slope),
  );
  const fastestAtFloor = f64x2.splat((search.largest - search.smallest) * slope);
  const steepest = v128.bitselect(fastestAtFloor, fastest, search.isAtFloor);
  const most = f64x2.mul(f64x2.splat(MOST_CURVATURE), f64x2.mul(steepest, steepest));
  let isLast = v128.and(isFree, isShort(search, most, t));
  let found = v128.or(isThere, isLast);
  let x = f64x2.splat(0);
  if (v128.any_true(v128.andnot(search.open, found))) {
    const curvature = boundCurvature(search, n, farthest);
    isLast = v128.or(isLast, v128.and(isFree, isShort(search, curvature, t)));
    x = safeStep(search, t, farthest, curvature);
    // S touches T to the last digit.
    found = v128.or(v128.or(isThere, isLast), f64x2.eq(f64x2.add(u, x), u));
  }
  found = v128.and(found, search.open);
  const crossing = v128.bitselect(f64x2.add(u, newton), u, v128.andnot(isLast, isThere));
  search.crossings = v128.bitselect(crossing, search.crossings, found);
  const open = v128.andnot(search.open, found);
  const onwards = f64x2.add(u, v128.bitselect(f64x2.mul(left, f64x2.splat(1 + 1e-15)), x, f64x2.eq(x, left)));
  search.u = v128.bitselect(onwards, u, open);
  search.open = v128.and(open, f64x2.lt(search.u, f64x2.splat(search.end)));
}

function report(search: Search, threshold: f64, out: usize, states: usize, bounds: usize): void {
  const u = search.crossings;
  const s = search.scale;
  // 1/u - s by way of 1 - u s, which is exact where u s is near 1.
  const beyond = f64x2.div(f64x2.sub(f64x2.splat(1), f64x2.mul(u, f64x2.splat(s))), u);
  v128.store(out, f64x2.div(f64x2.max(f64x2.splat(0), beyond), f64x2.splat(search.epsilonFactor)));
  const isFound = f64x2.eq(u, u);
  store<u8>(states, stateOf(i64x2.extract_lane(isFound, 0), i64x2.extract_lane(search.open, 0), search.none));
  store<u8>(
    states,
    stateOf(i64x2.extract_lane(isFound, 1), i64x2.extract_lane(search.open, 1), search.none),
    1,
  );
  store<f64>(
    bounds,
    Math.max(0, ((slope / PIECES) * search.sigma) / (threshold * LN10) - s) / search.epsilonFactor,
  );
}

function stateOf(isFound: i64, isOpen: i64, none: i32): u8 {
  return <u8>(isFound != 0 ? ATTAINED : isOpen != 0 ? LIMIT : none);
}

/** Whether what the curvature takes of S at the end of the linear model, over its steepness there, leaves the crossing where it is. */
function isShort(search: Search, curvature: v128, t: v128): v128 {
  const newton = search.newton;
  const steepness = f64x2.add(search.covariance, f64x2.mul(search.slopes, newton));
  const allowed = f64x2.div(f64x2.mul(f64x2.mul(f64x2.splat(TOLERANCE), search.u), steepness), t);
  return f64x2.le(f64x2.mul(f64x2.mul(curvature, newton), newton), allowed);
}

/**
 * A step x <= reach at which |l + l' x| + curvature x^2 / 2 is at most T. The first part is convex, so it lies below its chord up to `reach`,
 * where it is at most T; what is left is a quadratic equation.
 */
function safeStep(search: Search, t: v128, reach: v128, curvature: v128): v128 {
  const zero = f64x2.splat(0);
  const two = f64x2.splat(2);
  const spread = f64x2.sqrt(f64x2.pmax(zero, search.variance));
  const square = f64x2.add(
    f64x2.mul(f64x2.add(f64x2.mul(search.slopes, reach), f64x2.mul(two, search.covariance)), reach),
    search.variance,
  );
  const atReach = f64x2.sqrt(f64x2.pmax(zero, square));
  const room = f64x2.sub(t, spread);
  const bent = f64x2.mul(f64x2.mul(f64x2.mul(curvature, reach), reach), f64x2.splat(0.5));
  const rise = f64x2.div(f64x2.sub(atReach, spread), reach);
  const root = f64x2.sqrt(f64x2.add(f64x2.mul(rise, rise), f64x2.mul(f64x2.mul(two, curvature), room)));
  const x = f64x2.div(f64x2.mul(two, room), f64x2.add(rise, root));
  const fits = f64x2.le(f64x2.add(atReach, bent), t);
  return v128.bitselect(reach, v128.bitselect(x, reach, f64x2.lt(x, reach)), fits);
}
