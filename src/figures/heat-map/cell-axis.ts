/** One dimension of a heat map: where its cells lie, in data units and in whole pixels. */
export interface CellAxis {
  /** The n values, ascending. */
  readonly values: readonly number[];
  /** First and last edge, in data units. */
  readonly domain: readonly [number, number];
  /** The n + 1 edges from the low end, whole pixels: a fraction would leave seams between cells. */
  readonly pixels: readonly number[];
  /** Length in pixels. */
  readonly length: number;
}

/**
 * Lays out cells around `values` (ascending, distinct), edges halfway between neighbours, halfway in log10 on a log axis.
 * Evenly spaced values get cells of one whole number of pixels, so the length is `minLength` or the next larger multiple of n.
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

/** The outer edges mirror the inner ones; a single value gets a cell of width 1. */
function cellEdges(positions: readonly number[]): number[] {
  if (positions.length === 1) return [positions[0]! - 0.5, positions[0]! + 0.5];
  const inner = positions.slice(1).map((position, i) => (positions[i]! + position) / 2);
  return [2 * positions[0]! - inner[0]!, ...inner, 2 * positions.at(-1)! - inner.at(-1)!];
}

/** Rounds ascending edges, keeping every cell at least a pixel wide and both ends in place; needs as many pixels as cells. */
function wholePixels(edges: readonly number[]): number[] {
  const rounded = edges.map(Math.round);
  const last = rounded.length - 1;
  for (let i = 1; i < last; i++) rounded[i] = Math.max(rounded[i]!, rounded[i - 1]! + 1);
  for (let i = last - 1; i > 0; i--) rounded[i] = Math.min(rounded[i]!, rounded[i + 1]! - 1);
  return rounded;
}

/** Where the cell of a mean and a std lies on a heat map. */
export function placesOn(
  x: CellAxis,
  y: CellAxis,
): (cell: { mean: number; std: number }) => { column: number; row: number } {
  const [columnOf, rowOf] = [x, y].map(({ values }) => new Map(values.map((value, i) => [value, i])));
  return ({ mean, std }) => ({ column: columnOf!.get(std)!, row: rowOf!.get(mean)! });
}

/** The extremes of the positive values, at most `decades` apart, rounded outwards to powers of ten so that the ends have round labels. */
export function decadeDomain(values: readonly number[], decades: number): [number, number] {
  const positive = distinct(values.filter((value) => value > 0));
  const last = Math.ceil(Math.log10(positive.at(-1) ?? 1));
  const first = Math.max(Math.floor(Math.log10(positive[0] ?? 1)), last - decades);
  return [Number(`1e${Math.min(first, last - 1)}`), Number(`1e${last}`)];
}

/** Ascending. */
export function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/**
 * At most `most` round values of a log scale: powers of ten where at least two lie in the domain (both outermost ones if that can be had in
 * even steps that include 1), otherwise 1, 2 and 5 times them, otherwise the ends.
 */
export function logTicks([low, high]: readonly [number, number], most: number): number[] {
  // The edges of a log axis come out of 10 ** x and may miss their power of ten by rounding.
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last > first) {
    const choices = Array.from({ length: last - first }, (_, i) => multiples(i + 1, first, last)).filter(
      (exponents) => exponents.length <= most,
    );
    const outermost = choices.find(
      (exponents) => exponents.length > 2 && exponents[0] === first && exponents.at(-1) === last,
    );
    const exponents = outermost ?? choices.find((each) => each.length > 1) ?? [first, last];
    return exponents.map((exponent) => Number(`1e${exponent}`));
  }
  const round = [first - 1, first].flatMap((exponent) =>
    [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)),
  );
  const inside = round.filter((value) => value >= low && value <= high);
  return inside.length >= 2 ? inside : [low, high];
}

function multiples(step: number, first: number, last: number): number[] {
  const result: number[] = [];
  for (let exponent = Math.ceil(first / step) * step; exponent <= last; exponent += step)
    result.push(exponent);
  return result;
}

/** At most `most` round values (1, 2 or 5 times a power of ten apart) of a linear scale. */
export function linearTicks([low, high]: readonly [number, number], most: number): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / most));
  for (const digit of [1, 2, 5, 10, 20]) {
    const step = digit * power;
    const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
    if (last - first < most)
      return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  }
  return [];
}

/** A Vega expression that writes the labels of these ticks; the looked-up values are exact, since an axis hands back what it was given. */
export function labelExpression(ticks: readonly number[], label: (tick: number) => string): string {
  return `${JSON.stringify(Object.fromEntries(ticks.map((tick) => [String(tick), label(tick)])))}[toString(datum.value)]`;
}
