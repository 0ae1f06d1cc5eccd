/** The spread of the regrets that normalises them, s(r). All functions take N >= 1 finite numbers and give a number >= 0 in their unit. */

import type { ScaleName } from './schemes.js';

/** Makes the median absolute deviation of a normal distribution equal to its standard deviation; the constant of the chain's code. */
const MAD_FACTOR = 1.4826;

export function scaleOf(values: Float64Array, scale: ScaleName): number {
  switch (scale) {
    case 'population-std':
      return populationStd(values);
    case 'sample-std':
      return values.length === 1 ? 0 : populationStd(values) * Math.sqrt(values.length / (values.length - 1));
    case 'mad': {
      const centre = median(values);
      return MAD_FACTOR * median(values.map((value) => Math.abs(value - centre)));
    }
  }
}

/** Standard deviation with divisor N. Deviations are taken from the first value, so that a common offset costs no digits. */
export function populationStd(values: Float64Array): number {
  const first = values[0]!;
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value - first));
  if (largest === 0) return 0;
  // A power of two as unit keeps the squares clear of overflow and underflow without rounding anything.
  const unit = 2 ** Math.floor(Math.log2(largest));
  let sum = 0;
  for (const value of values) sum += (value - first) / unit;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += ((value - first) / unit - mean) ** 2;
  return unit * Math.sqrt(squares / values.length);
}

/** The middle value; for an even count the mean of the middle two. */
export function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  // Halves are added rather than the sum halved: the sum may overflow.
  return sorted.length % 2 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
}
