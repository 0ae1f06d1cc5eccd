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
 */

import { epsilonFactor, largest, offset, populationStd, scale, slope, smallest, summarize, withBounds } from './formula';
import { CURVATURE_TABLE, LOG_TABLE } from './memory';
import { CAP, CUT, EXPONENTIAL, LN10, LOW, PEAK_GRADIENT, PEAK_POTENTIAL, PIECES, position, ROUND, ROW, TOP, Y_FROM } from './table';

const ATTAINED: i32 = 0;
const BELOW_THRESHOLD: i32 = 1;
const ZERO_WEIGHT: i32 = 2;
const LIMIT: i32 = 3;

const MOST_STEPS: i32 = 100000;
/** Bound on the error, relative to u; what is found is mostly far closer. */
const TOLERANCE: f64 = 1e-12;
/** Positions closer than this, in pieces, are the same: some units in the last place of a position. */
const SAME: f64 = 4e-11;
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
 * @param scratch room for 2 n + 2 numbers
 */
export function maxEpsilons(r: usize, draws: i32, n: i32, threshold: f64, out: usize, states: usize, bounds: usize, scratch: usize): void {
  for (let draw = 0; draw < draws; draw++) {
    summarize(r, n, scratch);
    const sigma = populationStd(r, n, scratch);
    for (let lane = 0; lane < 2; lane++) {
      const u = firstCrossing(r, n, lane, threshold, sigma, scratch);
      // 1/u - s by way of 1 - u s, which is exact where u s is near 1.
      store<f64>(out, state == ATTAINED ? Math.max(0, (1 - u * scale) / u) / epsilonFactor : NaN);
      store<u8>(states, <u8>state);
      out += 8;
      states += 1;
    }
    store<f64>(bounds, Math.max(0, ((slope / PIECES) * sigma) / (threshold * LN10) - scale) / epsilonFactor);
    bounds += 8;
    r += (<usize>n) << 3;
  }
}

/** What came of the last {@link firstCrossing}. */
let state: i32 = 0;

function firstCrossing(r: usize, n: i32, lane: i32, threshold: f64, sigma: f64, scratch: usize): f64 {
  state = BELOW_THRESHOLD;
  if (sigma == 0) return 0;
  const shift = withBounds && largest < 0 ? (LOW - offset) / (largest * slope) : Infinity;
  const zero = withBounds ? zeroWeightFrom(shift) : Infinity;
  // Where most regrets agree the MAD is zero and u has no end; 1e30 of its natural unit is as good as none.
  const last = scale > 0 ? 1 / scale : 1e30 / sigma;
  const end = Math.min(zero, last);

  let u = (threshold * LN10 * PIECES) / (slope * sigma);
  for (let step = 0; step < MOST_STEPS && u < end; step++) {
    // Below the exponential, and below the shift of the bounds, distances to the best worker are all that counts.
    const isAtFloor = largest * slope * u + offset <= floorOf() + SAME;
    const next = evaluate(r, n, lane, u, isAtFloor, scratch);
    const constant = variance - threshold * threshold;
    if (constant >= 0) return attained(u);

    // |l + l' x| = T, the Newton step of S; where no weight moves any more (all at the cap) there is none.
    const discriminant = Math.sqrt(covariance * covariance - slopes * constant);
    const newton = covariance > 0 ? -constant / (covariance + discriminant) : slopes > 0 ? (discriminant - covariance) / slopes : Infinity;
    const left = Math.min(end, isAtFloor ? next : Math.min(next, shift)) - u;
    const farthest = Math.min(Math.min(newton, left), GROWTH * u);
    // Most often the last step is so short that no look at the curvature is needed.
    const fastest = (isAtFloor ? largest - smallest : Math.max(largest, -smallest)) * slope;
    if (newton == farthest && isLast(newton, MOST_CURVATURE * fastest * fastest, u, threshold)) return attained(u + newton);
    const curvature = boundCurvature(r, n, lane, u, farthest, isAtFloor);
    if (newton == farthest && isLast(newton, curvature, u, threshold)) return attained(u + newton);
    const x = safeStep(threshold, farthest, curvature);
    // S touches T to the last digit.
    if (u + x == u) return attained(u);
    u = x == left ? u + left * (1 + 1e-15) : u + x;
  }
  if (u < end) state = LIMIT;
  else if (zero < last) state = ZERO_WEIGHT;
  return 0;
}

/** Whether what the curvature takes of S at the end of the linear model, over its steepness there, leaves the crossing where it is. */
function isLast(newton: f64, curvature: f64, u: f64, threshold: f64): bool {
  return curvature * newton * newton <= (TOLERANCE * u * (covariance + slopes * newton)) / threshold;
}

/** The lowest position of the best worker. */
function floorOf(): f64 {
  return withBounds ? LOW : EXPONENTIAL;
}

function attained(u: f64): f64 {
  state = ATTAINED;
  return u;
}

/** The u from which on the worst weight is zero, `shift` being the one from which on workers are lifted. */
function zeroWeightFrom(shift: f64): f64 {
  const before = smallest < 0 ? (CUT - offset) / (smallest * slope) : Infinity;
  return before <= shift ? before : Math.max(shift, (CUT - LOW) / ((smallest - largest) * slope));
}

/** Var(l), Cov(l, l'), Var(l') at u. */
let variance: f64 = 0;
let covariance: f64 = 0;
let slopes: f64 = 0;

/**
 * The moments at u.
 * @param values room for 2 n + 2 numbers
 * @returns the next u at which a worker reaches the cap
 */
function evaluate(r: usize, n: i32, lane: i32, u: f64, isAtFloor: bool, values: usize): f64 {
  lookUpAll(r, n, lane, u, isAtFloor, values);
  // The cap is reached before the shift or never: at the floor there is none.
  const isCapped = withBounds && !isAtFloor;
  let fastest = (largest - (isAtFloor ? largest : 0)) * slope;
  if (fastest * u + (isAtFloor ? floorOf() : offset) > limitOf(isCapped)) fastest = patchBeyond(r, n, lane, u, isCapped, values);
  takeMoments(n, values);
  return isCapped && fastest > 0 ? (CAP - offset) / fastest : Infinity;
}

/** Values and derivatives of all workers by the table, two workers a turn: a pair of values, then a pair of derivatives. */
function lookUpAll(r: usize, n: i32, lane: i32, u: f64, isAtFloor: bool, values: usize): void {
  const end = r + ((<usize>n) << 3);
  const table = LOG_TABLE + ((<usize>lane) << 3);
  const reference = f64x2.splat(isAtFloor ? largest : 0);
  const steep = f64x2.splat(slope);
  const uu = f64x2.splat(u);
  const start = f64x2.splat(isAtFloor ? floorOf() : offset);
  const round = f64x2.splat(ROUND);
  const zero = f64x2.splat(0);
  const top = f64x2.splat(TOP);
  for (let at = r; at < end; at += 16) {
    // An odd worker at the end stands for two.
    const regret = at + 8 == end ? v128.load64_splat(at) : v128.load(at);
    const rate = f64x2.mul(f64x2.sub(regret, reference), steep);
    const q = f64x2.add(f64x2.mul(rate, uu), start);
    const piece = f64x2.add(f64x2.pmin(f64x2.pmax(q, zero), top), round);
    const f = f64x2.sub(q, f64x2.sub(piece, round));
    const row0 = table + <usize>i32x4.extract_lane(piece, 0) * ROW;
    const row1 = table + <usize>i32x4.extract_lane(piece, 2) * ROW;
    // Horner's scheme for the polynomial, and of its intermediate results for the derivative.
    let derivative = v128.load64_lane(row1, v128.load64_zero(row0, 48), 1, 48);
    let value = f64x2.add(f64x2.mul(derivative, f), v128.load64_lane(row1, v128.load64_zero(row0, 32), 1, 32));
    derivative = f64x2.add(f64x2.mul(derivative, f), value);
    value = f64x2.add(f64x2.mul(value, f), v128.load64_lane(row1, v128.load64_zero(row0, 16), 1, 16));
    derivative = f64x2.add(f64x2.mul(derivative, f), value);
    value = f64x2.add(f64x2.mul(value, f), v128.load64_lane(row1, v128.load64_zero(row0), 1));
    v128.store(values, value);
    v128.store(values, f64x2.mul(derivative, rate), 16);
    values += 32;
  }
}

/** Deviations are taken from the first worker, so that one pass loses no digits. */
function takeMoments(n: i32, values: usize): void {
  const firstValue = v128.load64_splat(values);
  const firstDerivative = v128.load64_splat(values, 16);
  const zero = f64x2.splat(0);
  let sumX = zero;
  let sumZ = zero;
  let sumXX = zero;
  let sumXZ = zero;
  let sumZZ = zero;
  const end = values + ((<usize>n) << 4);
  // An odd worker at the end came with a copy, which must not deviate.
  if (n & 1) {
    v128.store64_lane(end - 8, firstValue, 0);
    v128.store64_lane(end + 8, firstDerivative, 0);
  }
  for (let at = values; at < end; at += 32) {
    const x = f64x2.sub(v128.load(at), firstValue);
    const z = f64x2.sub(v128.load(at, 16), firstDerivative);
    sumX = f64x2.add(sumX, x);
    sumZ = f64x2.add(sumZ, z);
    sumXX = f64x2.add(sumXX, f64x2.mul(x, x));
    sumXZ = f64x2.add(sumXZ, f64x2.mul(x, z));
    sumZZ = f64x2.add(sumZZ, f64x2.mul(z, z));
  }
  const share = 1 / <f64>n;
  const meanX = total(sumX) * share;
  const meanZ = total(sumZ) * share;
  variance = total(sumXX) * share - meanX * meanX;
  covariance = total(sumXZ) * share - meanX * meanZ;
  slopes = Math.max(0, total(sumZZ) * share - meanZ * meanZ);
}

function total(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

function limitOf(isCapped: bool): f64 {
  return isCapped ? CAP - SAME : TOP;
}

/**
 * Workers at the cap, or beyond the table: there the gradient is flat, and the potential is y.
 * @returns how fast the fastest of the others moves
 */
function patchBeyond(r: usize, n: i32, lane: i32, u: f64, isCapped: bool, values: usize): f64 {
  let fastest: f64 = 0;
  for (let i = 0; i < n; i++) {
    const rate = load<f64>(r + ((<usize>i) << 3)) * slope;
    const q = rate * u + offset;
    if (q <= limitOf(isCapped)) {
      fastest = Math.max(fastest, rate);
      continue;
    }
    const at = values + (((<usize>i) >> 1) << 5) + (((<usize>i) & 1) << 3);
    store<f64>(at, valueBeyond(q, lane, isCapped));
    store<f64>(at, isCapped || lane == 0 ? 0 : (1 / ((q + Y_FROM * PIECES) * LN10)) * rate, 16);
  }
  return fastest;
}

function valueBeyond(q: f64, lane: i32, isCapped: bool): f64 {
  if (isCapped) return load<f64>(LOG_TABLE + ((<usize>lane) << 3) + <usize>CAP * ROW);
  if (lane == 0) return load<f64>(LOG_TABLE + <usize>TOP * ROW);
  return Math.log(q / PIECES + Y_FROM) / LN10;
}

/** rms over workers of the largest |l''| between u and u + x. */
function boundCurvature(r: usize, n: i32, lane: i32, u: f64, x: f64, isAtFloor: bool): f64 {
  const peak = f64x2.splat(position(lane == 0 ? PEAK_GRADIENT : PEAK_POTENTIAL));
  const start = f64x2.splat(isAtFloor ? floorOf() : offset);
  const reference = f64x2.splat(isAtFloor ? largest : 0);
  const steep = f64x2.splat(slope);
  const uu = f64x2.splat(u);
  const xx = f64x2.splat(x);
  const zero = f64x2.splat(0);
  const last = f64x2.splat(TOP);
  const round = f64x2.splat(ROUND);
  const table = CURVATURE_TABLE + ((<usize>lane) << 3);
  const end = r + ((<usize>n) << 3);
  let sum = zero;
  for (let at = r; at < end; at += 16) {
    const isLast = at + 8 == end;
    const rate = f64x2.mul(f64x2.sub(isLast ? v128.load64_splat(at) : v128.load(at), reference), steep);
    const from = f64x2.add(f64x2.mul(rate, uu), start);
    const to = f64x2.add(f64x2.mul(rate, xx), from);
    // |l''| has a single peak: between two places it is largest at the one nearest to it.
    const nearest = f64x2.pmin(f64x2.pmax(peak, f64x2.pmin(from, to)), f64x2.pmax(from, to));
    const piece = f64x2.add(f64x2.pmin(f64x2.pmax(nearest, zero), last), round);
    const row0 = table + ((<usize>i32x4.extract_lane(piece, 0)) << 4);
    const row1 = table + ((<usize>i32x4.extract_lane(piece, 2)) << 4);
    let bound = f64x2.mul(f64x2.mul(rate, rate), v128.load64_lane(row1, v128.load64_zero(row0), 1));
    if (v128.any_true(f64x2.gt(nearest, last))) bound = f64x2.mul(bound, decayBeyond(nearest));
    const square = f64x2.mul(bound, bound);
    sum = f64x2.add(sum, isLast ? f64x2.replace_lane(square, 1, 0) : square);
  }
  return Math.sqrt(total(sum) / <f64>n);
}

/**
 * What is left of the curvature at the end of the table: that of the potential falls like 1/y^2, that of the gradient like e^-y, which is less.
 * Without it, workers far beyond the table would seem to bend, and steps be short, where nothing happens.
 */
function decayBeyond(q: v128): v128 {
  const y = f64x2.add(f64x2.div(q, f64x2.splat(PIECES)), f64x2.splat(Y_FROM));
  const decay = f64x2.div(f64x2.splat(TOP / PIECES + Y_FROM), f64x2.pmax(y, f64x2.splat(TOP / PIECES + Y_FROM)));
  return f64x2.mul(decay, decay);
}

/**
 * A step x <= reach at which |l + l' x| + curvature x^2 / 2 is at most T. The first part is convex, so it lies below its chord up to `reach`,
 * where it is at most T; what is left is a quadratic equation.
 */
function safeStep(threshold: f64, reach: f64, curvature: f64): f64 {
  const spread = Math.sqrt(variance > 0 ? variance : 0);
  const square = (slopes * reach + 2 * covariance) * reach + variance;
  const atReach = Math.sqrt(square > 0 ? square : 0);
  const room = threshold - spread;
  if (atReach + (curvature * reach * reach) / 2 <= threshold) return reach;
  const rise = (atReach - spread) / reach;
  const x = (2 * room) / (rise + Math.sqrt(rise * rise + 2 * curvature * room));
  return x < reach ? x : reach;
}
