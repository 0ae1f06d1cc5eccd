/** How far results are apart. */

/**
 * The largest of |value - expected| / max(floor, |expected|): absolute below `floor`, relative above. Infinity where only one is NaN, or where a
 * result has the wrong length. Where a peer does every so many-th row only, the expected rows are picked out.
 * @param row numbers that belong to one item
 */
export function worstDifference(
  values: Float64Array,
  expected: Float64Array,
  { row = 1, every = 1, floor = 1 } = {},
): number {
  const rows = Math.ceil(expected.length / row / every);
  if (values.length !== rows * row) return Infinity;
  let worst = 0;
  for (let i = 0; i < values.length; i++) {
    worst = Math.max(
      worst,
      difference(values[i]!, expected[Math.floor(i / row) * every * row + (i % row)]!, floor),
    );
  }
  return worst;
}

function difference(value: number, expected: number, floor: number): number {
  if (Number.isNaN(value) || Number.isNaN(expected))
    return Number.isNaN(value) && Number.isNaN(expected) ? 0 : Infinity;
  return Math.abs(value - expected) / Math.max(floor, Math.abs(expected));
}
