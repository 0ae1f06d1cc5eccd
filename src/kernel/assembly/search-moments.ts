/**
 * Moments, over the workers, of log10 weights and their derivatives at a u: the value and slope of S for the
 * search in largest-epsilon.ts.
 */

import { C_LOG_ROUND, C_INVERSE_COUNT, C_SLOPE, C_LAST, C_ZERO, offset, slope, withBounds } from './formula';
import { addressOf, LOG_TABLE } from './memory';
import { bestRate, POSITION_TOLERANCE, Search } from './search-state';
import { CAP, LN10, PIECES, ROW, LAST, Y_FROM } from './table';

/**
 * Computes the moments at u.
 * @param values space for 4 n + 4 numbers
 * @returns the next u at which a worker reaches the cap
 */
export function computeMoments(search: Search, n: i32, values: usize): v128 {
  const u = search.u;
  lookUpAll(search, n, values);
  // No worker reaches the cap after the shift: at the lowest position of the best worker all are below it.
  const isCapped = withBounds ? v128.not(search.isAtFloor) : f64x2.splat(0);
  const limit = v128.bitselect(
    f64x2.splat(highestPosition(true)),
    f64x2.splat(highestPosition(false)),
    isCapped,
  );
  let fastest = bestRate(search);
  const isAbove = v128.and(search.open, f64x2.gt(f64x2.add(f64x2.mul(fastest, u), search.start), limit));
  if (i64x2.extract_lane(isAbove, 0)) {
    fastest = f64x2.replace_lane(
      fastest,
      0,
      replaceAboveTable(search, n, 0, f64x2.extract_lane(u, 0), i64x2.extract_lane(isCapped, 0) != 0, values),
    );
  }
  if (i64x2.extract_lane(isAbove, 1)) {
    fastest = f64x2.replace_lane(
      fastest,
      1,
      replaceAboveTable(search, n, 1, f64x2.extract_lane(u, 1), i64x2.extract_lane(isCapped, 1) != 0, values),
    );
  }
  reduceMoments(search, n, values);
  const hasNext = v128.and(isCapped, f64x2.gt(fastest, f64x2.splat(0)));
  return v128.bitselect(f64x2.div(f64x2.splat(CAP - offset), fastest), f64x2.splat(Infinity), hasNext);
}

/** Looks up values and derivatives of all workers in the table, stored as alternating pairs. */
function lookUpAll(search: Search, n: i32, values: usize): void {
  const end = addressOf(search.regrets, n);
  const u = search.u;
  const reference = search.reference;
  const start = search.start;
  const steep = v128.load(C_SLOPE);
  const zero = v128.load(C_ZERO);
  const last = v128.load(C_LAST);
  const round = v128.load(C_LOG_ROUND);
  for (let at = search.regrets; at < end; at += 8) {
    const rate = f64x2.mul(f64x2.sub(v128.load64_splat(at), reference), steep);
    const q = f64x2.add(f64x2.mul(rate, u), start);
    const row = f64x2.add(f64x2.pmin(f64x2.pmax(q, zero), last), round);
    const f = f64x2.sub(q, f64x2.sub(row, round));
    const row0 = <usize>i32x4.extract_lane(row, 0) * ROW;
    const row1 = <usize>i32x4.extract_lane(row, 2) * ROW;
    // Horner's scheme for the polynomial; its intermediate results give the derivative.
    let derivative = v128.load64_lane(row1, v128.load64_zero(row0, 48), 1, 56);
    let value = f64x2.add(
      f64x2.mul(derivative, f),
      v128.load64_lane(row1, v128.load64_zero(row0, 32), 1, 40),
    );
    derivative = f64x2.add(f64x2.mul(derivative, f), value);
    value = f64x2.add(f64x2.mul(value, f), v128.load64_lane(row1, v128.load64_zero(row0, 16), 1, 24));
    derivative = f64x2.add(f64x2.mul(derivative, f), value);
    value = f64x2.add(f64x2.mul(value, f), v128.load64_lane(row1, v128.load64_zero(row0), 1, 8));
    v128.store(values, value);
    v128.store(values, f64x2.mul(derivative, rate), 16);
    values += 32;
  }
}

/**
 * Reduces values and derivatives to moments. Deviations are taken from the first worker, so that a single
 * pass loses no digits. Two workers per iteration.
 */
function reduceMoments(search: Search, n: i32, values: usize): void {
  const firstValue = v128.load(values);
  const firstDerivative = v128.load(values, 16);
  const zero = f64x2.splat(0);
  let sumX0 = zero;
  let sumZ0 = zero;
  let sumXX0 = zero;
  let sumXZ0 = zero;
  let sumZZ0 = zero;
  let sumX1 = zero;
  let sumZ1 = zero;
  let sumXX1 = zero;
  let sumXZ1 = zero;
  let sumZZ1 = zero;
  const end = values + ((<usize>n) << 5);
  // After an odd number of workers, one with deviation 0 is added.
  v128.store(end, firstValue);
  v128.store(end, firstDerivative, 16);
  for (let at = values; at < end; at += 64) {
    const x0 = f64x2.sub(v128.load(at), firstValue);
    const z0 = f64x2.sub(v128.load(at, 16), firstDerivative);
    const x1 = f64x2.sub(v128.load(at, 32), firstValue);
    const z1 = f64x2.sub(v128.load(at, 48), firstDerivative);
    sumX0 = f64x2.add(sumX0, x0);
    sumZ0 = f64x2.add(sumZ0, z0);
    sumXX0 = f64x2.add(sumXX0, f64x2.mul(x0, x0));
    sumXZ0 = f64x2.add(sumXZ0, f64x2.mul(x0, z0));
    sumZZ0 = f64x2.add(sumZZ0, f64x2.mul(z0, z0));
    sumX1 = f64x2.add(sumX1, x1);
    sumZ1 = f64x2.add(sumZ1, z1);
    sumXX1 = f64x2.add(sumXX1, f64x2.mul(x1, x1));
    sumXZ1 = f64x2.add(sumXZ1, f64x2.mul(x1, z1));
    sumZZ1 = f64x2.add(sumZZ1, f64x2.mul(z1, z1));
  }
  const share = v128.load(C_INVERSE_COUNT);
  const meanX = f64x2.mul(f64x2.add(sumX0, sumX1), share);
  const meanZ = f64x2.mul(f64x2.add(sumZ0, sumZ1), share);
  search.variance = f64x2.sub(f64x2.mul(f64x2.add(sumXX0, sumXX1), share), f64x2.mul(meanX, meanX));
  search.covariance = f64x2.sub(f64x2.mul(f64x2.add(sumXZ0, sumXZ1), share), f64x2.mul(meanX, meanZ));
  search.slopes = f64x2.pmax(
    zero,
    f64x2.sub(f64x2.mul(f64x2.add(sumZZ0, sumZZ1), share), f64x2.mul(meanZ, meanZ)),
  );
}

/** The highest position that is neither at the cap nor above the table. */
function highestPosition(isCapped: bool): f64 {
  return isCapped ? CAP - POSITION_TOLERANCE : LAST;
}

/**
 * Replaces values of workers at the cap, or above the table, where the gradient is constant and the potential
 * is y.
 * @returns the largest rate of the other workers
 */
function replaceAboveTable(search: Search, n: i32, lane: i32, u: f64, isCapped: bool, values: usize): f64 {
  let fastest: f64 = 0;
  for (let i = 0; i < n; i++) {
    const rate = load<f64>(addressOf(search.regrets, i)) * slope;
    const q = rate * u + offset;
    if (q <= highestPosition(isCapped)) {
      fastest = Math.max(fastest, rate);
      continue;
    }
    const at = values + ((<usize>i) << 5) + ((<usize>lane) << 3);
    store<f64>(at, valueAboveTable(q, lane, isCapped));
    store<f64>(at, isCapped || lane == 0 ? 0 : (1 / ((q + Y_FROM * PIECES) * LN10)) * rate, 16);
  }
  return fastest;
}

function valueAboveTable(q: f64, lane: i32, isCapped: bool): f64 {
  if (isCapped) return load<f64>(LOG_TABLE + ((<usize>lane) << 3) + <usize>CAP * ROW);
  if (lane == 0) return load<f64>(LOG_TABLE + <usize>LAST * ROW);
  return Math.log(q / PIECES + Y_FROM) / LN10;
}
