/**
 * The scale s(r), which normalises regrets, and its parts. All functions take N >= 1 finite numbers and
 * return numbers in the same unit; the scale and the standard deviation are >= 0.
 */

import type { ScaleName } from './schemes.js';

/**
 * Factor, no unit, from the chain's code. It makes the median absolute deviation of a normal distribution
 * equal to its standard deviation.
 */
export const MAD_FACTOR = 1.4826;

export function scaleOf(values: Float64Array, scale: ScaleName): number {
  switch (scale) {
    case 'population-std':
      return populationStd(values);
    case 'sample-std':
      return values.length === 1 ? 0 : populationStd(values) * Math.sqrt(values.length / (values.length - 1));
    case 'mad':
      return MAD_FACTOR * medianAndDeviation(values).deviation;
  }
}

/**
 * Standard deviation with divisor N. Deviations are taken from the first value, so that a large mean costs no
 * digits. NaN if a value is infinite.
 */
export function populationStd(values: Float64Array): number {
  const first = values[0]!;
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]! - first));
  if (largest === 0) return 0;
  if (largest === Infinity) {
    // The difference of two finite numbers may overflow; a zero weight has an infinite logarithm.
    return values.every(Number.isFinite) ? 2 * populationStd(values.map((value) => value / 2)) : NaN;
  }
  // A power of two as unit prevents overflow and underflow of the squares, and rounds nothing. The logarithm
  // of the largest number is rounded up to 1024, whose power is infinite. Ordinary values need no unit, which
  // takes half of the time.
  const isOrdinary = largest > 1e-100 && largest < 1e100;
  const unit = isOrdinary ? 1 : 2 ** Math.min(1023, Math.floor(Math.log2(largest)));
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - first) / unit;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i]! - first) / unit - mean) ** 2;
  return unit * Math.sqrt(squares / values.length);
}

/** (value - from) / unit, also where the difference alone would overflow. */
export function differenceIn(unit: number, value: number, from: number): number {
  const quotient = (value - from) / unit;
  return Number.isFinite(quotient) ? quotient : value / unit - from / unit;
}

/** The middle value; the mean of the middle two for an even count. */
export function median(values: Float64Array): number {
  return middleOf(sorted(values));
}

/** The median, and the median absolute deviation from it. */
export function medianAndDeviation(values: Float64Array): { median: number; deviation: number } {
  const count = values.length;
  const ordered = sorted(values);
  const centre = middleOf(ordered);
  // On each side of the centre, distances increase outwards: merging both sides gives them in order without
  // sorting.
  let above = count >> 1;
  let below = above - 1;
  let [before, distance] = [0, 0];
  for (let taken = 0; taken <= count >> 1; taken++) {
    const down = below >= 0 ? centre - ordered[below]! : Infinity;
    const up = above < count ? ordered[above]! - centre : Infinity;
    before = distance;
    distance = Math.min(down, up);
    if (down < up) below--;
    else above++;
  }
  return { median: centre, deviation: middle(count, before, distance) };
}

function middleOf(ordered: ArrayLike<number>): number {
  const count = ordered.length;
  return middle(count, ordered[(count >> 1) - 1]!, ordered[count >> 1]!);
}

/** The second value for an odd count. Halves are added, not the sum halved, because the sum may overflow. */
function middle(count: number, before: number, value: number): number {
  return count % 2 ? value : before / 2 + value / 2;
}

/** Number of values up to which insertion sort is used: for more, the built-in sort is as fast. */
const FEW = 32;

/**
 * The values in increasing order. Insertion into a plain array takes a quarter of the time of the built-in
 * sort for ten values, and there may be a million epochs of ten workers. A new typed array for each of them
 * would take longer than sorting.
 */
export function sorted(values: Float64Array): ArrayLike<number> {
  if (values.length > FEW) return values.toSorted();
  const ordered: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    ordered.push(value);
    let position = i;
    for (; position > 0 && ordered[position - 1]! > value; position--)
      ordered[position] = ordered[position - 1]!;
    ordered[position] = value;
  }
  return ordered;
}
