/** Ticks of all axes and colour legends. */

import { ascending, range, ticks } from 'd3-array';
import { scaleSymlog } from 'd3-scale';
import { plainLabel } from './labels.js';

type Domain = readonly [low: number, high: number];

/**
 * As many round values (1, 2 or 5 times a power of ten apart) of a linear axis as possible, at most `most`.
 */
export function linearTicks([low, high]: Domain, most: number): number[] {
  // d3 takes the number as a hint and may return more ticks than have room.
  for (let count = most; count > 0; count--) {
    const values = ticks(low, high, count);
    if (values.length <= most) return values;
  }
  return [];
}

/**
 * At most `most` values of a log axis: powers of ten if at least two lie in the domain, otherwise 1, 2 and 5
 * times a power of ten, otherwise the ends of the domain. Of the powers of ten both outermost ones, if equal
 * steps through 1 reach them.
 *
 * `scaleLog().ticks()` of d3 serves neither case: on a wide domain it omits the outermost powers, and on a
 * narrow one it returns all multiples from 1 to 9, whose labels overlap.
 */
export function logTicks([low, high]: Domain, most: number): number[] {
  // Ends of a log axis are computed by 10 ** x, and may miss their power of ten by rounding.
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last > first) {
    const choices = range(1, last - first + 1)
      .map((step) => range(Math.ceil(first / step) * step, last + 1, step))
      .filter((exponents) => exponents.length <= most);
    const outermost = choices.find(
      (exponents) => exponents.length > 2 && exponents[0] === first && exponents.at(-1) === last,
    );
    const exponents = outermost ?? choices.find((each) => each.length > 1) ?? [first, last];
    return exponents.map((exponent) => Number(`1e${exponent}`));
  }
  const multiples = [first - 1, first].flatMap((exponent) =>
    [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)),
  );
  const inside = multiples.filter((value) => value >= low && value <= high);
  return inside.length >= 2 ? inside : [low, high];
}

/** Sizes of ticks on both sides of zero, in order of preference: powers of ten first. */
const SYMLOG_SIZES = [1, 2, 5, 3, 0.5].flatMap((digit) =>
  [1, 10, 100, 1000, 1e4, 1e5, 1e6].map((power) => digit * power),
);

/**
 * Ticks of a symmetric log axis of `length` pixels: 0, then 1, 2, 5, 3 and 0.5 times powers of ten on both
 * sides, as far as their labels have room. `scaleSymlog().ticks()` of d3 returns evenly spaced values, which
 * crowd at the ends.
 */
export function symlogTicks([low, high]: Domain, length: number): number[] {
  const position = scaleSymlog().domain([low, high]).range([0, length]);
  const candidates = [0, ...SYMLOG_SIZES.flatMap((size) => [size, -size])];
  return spacedTicks(
    candidates.filter((tick) => tick >= low && tick <= high),
    position,
    (a, b) => (labelWidth(a) + labelWidth(b)) / 2 + 7,
  );
}

/**
 * Takes the candidates in the given order and skips those that are closer than `gap` pixels to one already
 * taken. Ascending.
 */
export function spacedTicks(
  candidates: readonly number[],
  position: (tick: number) => number,
  gap: (a: number, b: number) => number,
): number[] {
  const taken: number[] = [];
  for (const tick of candidates) {
    const hasRoom = (other: number) => Math.abs(position(other) - position(tick)) >= gap(other, tick);
    if (taken.every(hasRoom)) taken.push(tick);
  }
  return taken.sort(ascending);
}

/** Upper limit, in pixels: 9.6 is the width of a digit of DejaVu Sans at 15 pixels, rounded up. */
function labelWidth(tick: number): number {
  return 9.6 * plainLabel(tick).length;
}
