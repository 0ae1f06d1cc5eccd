/** The difference between results. */

/**
 * The largest of |value - expected| / max(floor, |expected|): absolute below `floor`, relative above.
 * Infinity if only one of two numbers is NaN, or if the lengths do not match.
 * @param row number of values of one item
 * @param every `values` has only every n-th item of `expected`
 */
export function largestDifference(
  values: Float64Array,
  expected: Float64Array,
  { row = 1, every = 1, floor = 1 } = {},
): number {
  const rows = Math.ceil(expected.length / row / every);
  if (values.length !== rows * row) return Infinity;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(
      largest,
      difference(values[i]!, expected[Math.floor(i / row) * every * row + (i % row)]!, floor),
    );
  }
  return largest;
}

function difference(value: number, expected: number, floor: number): number {
  if (Number.isNaN(value) || Number.isNaN(expected))
    return Number.isNaN(value) && Number.isNaN(expected) ? 0 : Infinity;
  return Math.abs(value - expected) / Math.max(floor, Math.abs(expected));
}
