/** The spread of the regrets that normalises them, s(r). All functions take N >= 1 finite numbers and give a number >= 0 in their unit. */

import type { ScaleName } from './schemes.js';

/** Makes the median absolute deviation of a normal distribution equal to its standard deviation; the constant of the chain's code. */
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
  return middleOf(sorted(values), values.length);
}

/** The median, and the median absolute deviation from it. */
export function medianAndDeviation(values: Float64Array): { median: number; deviation: number } {
  const count = values.length;
  const ordered = sorted(values);
  const centre = middleOf(ordered, count);
  // From the centre outwards, on either side, distances come in increasing order: no need to sort them.
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

function middleOf(ordered: Float64Array, count: number): number {
  return middle(count, ordered[(count >> 1) - 1]!, ordered[count >> 1]!);
}

/** Of an odd count the second. Halves are added rather than the sum halved: the sum may overflow. */
function middle(count: number, before: number, value: number): number {
  return count % 2 ? value : before / 2 + value / 2;
}

/** Where few values are sorted. */
const FEW = new Float64Array(32);

/**
 * The values in increasing order, at the start of an array that the next call writes over: there may be a million epochs of ten workers, for
 * whom a new array and the built-in sort would take ten times as long.
 */
export function sorted(values: Float64Array): Float64Array {
  if (values.length > FEW.length) return values.toSorted();
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let at = i;
    for (; at > 0 && FEW[at - 1]! > value; at--) FEW[at] = FEW[at - 1]!;
    FEW[at] = value;
  }
  return FEW;
}
