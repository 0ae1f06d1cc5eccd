/** The cells along one axis of a heat map, in data units and in whole pixels. */

import { pairs } from 'd3-array';

export interface CellAxis {
  /** The n values, ascending. */
  readonly values: readonly number[];
  /** First and last edge, in data units. */
  readonly domain: readonly [number, number];
  /** The n + 1 edges from the low end, in whole pixels: fractions would leave seams between cells. */
  readonly pixels: readonly number[];
  /** Length in pixels. */
  readonly length: number;
}

/**
 * Cells around `values` (ascending, distinct). Edges are halfway between neighbours, on a log axis halfway in
 * log10. Evenly spaced values get cells of equal size in whole pixels, so the length is the smallest multiple
 * of n that is at least `minLength`.
 */
export function cellAxis(values: readonly number[], type: 'linear' | 'log', minLength: number): CellAxis {
  const n = values.length;
  const positions = type === 'log' ? values.map(Math.log10) : values;
  const edges = cellEdges(positions);
  const [first, last] = [edges[0]!, edges[n]!];
  const length = n * Math.ceil(minLength / n);
  const step = (last - first) / n;
  const even = edges.every((edge, i) => Math.abs(edge - first - i * step) < 1e-6 * step);
  const pixels = even
    ? edges.map((_, i) => (i * length) / n)
    : wholePixels(edges.map((edge) => ((edge - first) / (last - first)) * length));
  return { values, domain: type === 'log' ? [10 ** first, 10 ** last] : [first, last], pixels, length };
}

/** The outer cells extend as far outwards as inwards. A single value gets a cell of width 1. */
function cellEdges(positions: readonly number[]): number[] {
  if (positions.length === 1) return [positions[0]! - 0.5, positions[0]! + 0.5];
  const inner = pairs(positions, (a, b) => (a + b) / 2);
  return [2 * positions[0]! - inner[0]!, ...inner, 2 * positions.at(-1)! - inner.at(-1)!];
}

/**
 * Rounds ascending edges. Every cell is at least a pixel wide, and both ends stay; there must be as many
 * pixels as cells.
 */
function wholePixels(edges: readonly number[]): number[] {
  const rounded = edges.map(Math.round);
  const last = rounded.length - 1;
  for (let i = 1; i < last; i++) rounded[i] = Math.max(rounded[i]!, rounded[i - 1]! + 1);
  for (let i = last - 1; i > 0; i--) rounded[i] = Math.min(rounded[i]!, rounded[i + 1]! - 1);
  return rounded;
}

/** The column and row of the cell with a mean (y) and a std (x). */
export function cellIndices(
  x: CellAxis,
  y: CellAxis,
): (cell: { mean: number; std: number }) => { column: number; row: number } {
  const columns = new Map(x.values.map((value, i) => [value, i]));
  const rows = new Map(y.values.map((value, i) => [value, i]));
  return ({ mean, std }) => ({ column: columns.get(std)!, row: rows.get(mean)! });
}
