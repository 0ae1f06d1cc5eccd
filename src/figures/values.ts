/** Selections from lists of numbers. */

import { ascending, max, min } from 'd3-array';
import { rounded } from '../text/numbers.js';

/** The different values, ascending. */
export function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort(ascending);
}

/** At most `most` of the values, at even distances in the list; the first and the last are among them. */
export function evenlySpaced(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))]!);
}

/** A positive value with two significant digits, not smaller. */
export function roundedUp(value: number): number {
  const nearest = rounded(value, 2);
  const unit = Number(`1e${Number(value.toExponential().split('e')[1]) - 1}`);
  return nearest >= value ? nearest : rounded(nearest + unit, 2);
}

/** The first finite value; 0 if there is none. */
export function firstFinite(...values: readonly number[]): number {
  return values.find(Number.isFinite) ?? 0;
}

/** Power of ten above the smallest numbers of double precision, which have few digits. */
const LEAST_EXPONENT = -300;

/**
 * The extremes of the positive values, rounded outwards to powers of ten; the lower end is at most `decades`
 * below the upper one.
 */
export function decadeDomain(values: readonly number[], decades: number): [number, number] {
  const positive = values.filter((value) => value > 0);
  // The axis begins a decade below, and must not begin at 0.
  const last = Math.max(Math.ceil(Math.log10(max(positive) ?? 1)), LEAST_EXPONENT);
  const first = Math.max(Math.floor(Math.log10(min(positive) ?? 1)), last - decades);
  return [Number(`1e${Math.min(first, last - 1)}`), Number(`1e${last}`)];
}
