/**
 * Sobol' indices: the shares of the variance of a function that its inputs explain.
 *
 * With independent inputs X_1 .. X_d, uniform on (0, 1), and V the variance of f(X):
 *
 *   S_i = V(E(f | X_i)) / V            first order: input i alone
 *   T_i = 1 - V(E(f | X_not i)) / V    total: input i and all its interactions with others
 *
 * For two independent points A and B of a row, and AB_i, which is A with coordinate i of B:
 *
 *   S_i ~ mean(f(B) (f(AB_i) - f(A))) / V        (Saltelli et al. 2010, Table 2 b)
 *   T_i ~ mean((f(A) - f(AB_i))^2) / (2 V)       (Jansen 1999; Table 2 f)
 *
 * f is centred first: the estimate of S_i otherwise has an error in proportion to its mean. The rows are
 * independent, so a bootstrap over them gives intervals; points of a low-discrepancy sequence depend on each
 * other, and such intervals would be wrong.
 */

import { checkNumber } from '../text/check.js';
import { LEVEL } from './intervals.js';

/** An index with its bootstrap interval. */
interface SobolIndex {
  value: number;
  low: number;
  high: number;
}

/** Indices of one input. */
export interface SobolIndices {
  first: SobolIndex;
  total: SobolIndex;
}

/** Number of points of a row: A, B, and AB_i for each input. */
export function pointsPerRow(inputs: number): number {
  return inputs + 2;
}

/**
 * The points of one row.
 * @param uniform a stream of numbers in [0, 1), of which a row takes 2 d
 * @returns shape (d + 2, d): A, B, AB_1 .. AB_d
 */
export function sobolRow(inputs: number, uniform: () => number): Float64Array[] {
  const a = Float64Array.from({ length: inputs }, uniform);
  const b = Float64Array.from({ length: inputs }, uniform);
  return [a, b, ...Array.from(a, (_, i) => a.with(i, b[i]!))];
}

/** Bootstrap resamples: the ends of an interval then vary by about a tenth of its width. */
const RESAMPLES = 1000;

/**
 * First-order and total indices of each input, with percentile intervals of a bootstrap over rows.
 * @param values f at the points of {@link sobolRow}, row by row, shape (rows, d + 2)
 * @param uniform a stream of numbers in [0, 1) for the resamples
 * @returns shape (d); NaN where undefined: a value if A and B do not vary, an end of an interval if they do
 *   not in
 *   more resamples than lie beyond that end
 * @throws {RangeError} if the number of values is not rows times d + 2, with two rows or more
 */
export function sobolIndices(values: Float64Array, inputs: number, uniform: () => number): SobolIndices[] {
  const width = pointsPerRow(inputs);
  const rows = values.length / width;
  checkNumber('rows', rows, 'a whole number >= 2', (count) => Number.isInteger(count) && count >= 2);
  const estimates = estimatesOf(
    values,
    inputs,
    Uint32Array.from({ length: rows }, (_, i) => i),
  );
  const resampled = Array.from({ length: RESAMPLES }, () =>
    estimatesOf(
      values,
      inputs,
      Uint32Array.from({ length: rows }, () => Math.floor(rows * uniform())),
    ),
  );
  const indexOf = (at: number): SobolIndex => {
    // NaN comes last.
    const sorted = Float64Array.from(resampled, (each) => each[at]!).sort();
    const undefinedOnes = sorted.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
    const ranked = (rank: number) => sorted[Math.round(rank * (RESAMPLES - 1))]!;
    // An undefined estimate may lie beyond either end.
    const beyond = (1 - LEVEL) / 2 - undefinedOnes / (RESAMPLES - 1);
    const low = beyond < 0 ? NaN : ranked(beyond);
    return { value: estimates[at]!, low, high: ranked((1 + LEVEL) / 2) };
  };
  return Array.from({ length: inputs }, (_, i) => ({ first: indexOf(i), total: indexOf(inputs + i) }));
}

/** Estimates from some rows, shape (2 d): the first-order indices, then the total ones. */
function estimatesOf(values: Float64Array, inputs: number, rows: Uint32Array): Float64Array {
  const width = pointsPerRow(inputs);
  let mean = 0;
  for (const row of rows) mean += (values[row * width]! + values[row * width + 1]!) / 2;
  mean /= rows.length;
  const sums = new Float64Array(2 * inputs);
  let squares = 0;
  for (const row of rows) {
    const at = row * width;
    const a = values[at]! - mean;
    const b = values[at + 1]! - mean;
    squares += a * a + b * b;
    for (let i = 0; i < inputs; i++) {
      const change = values[at + 2 + i]! - mean - a;
      sums[i]! += b * change;
      sums[inputs + i]! += (change * change) / 2;
    }
  }
  // The variance of A and B together; both sums are over as many rows.
  const variance = squares / 2;
  return sums.map((sum) => (Number.isFinite(sum / variance) ? sum / variance : NaN));
}
