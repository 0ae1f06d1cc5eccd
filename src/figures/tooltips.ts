/** What a page shows of the mark that is pointed at; drawings on paper are the same without. */

import type { TopLevelSpec } from 'vega-lite';

/**
 * What a row of a mark's data may hold beside the fields that are encoded.
 * `about` is shown as it is, by name, first; `interval` belongs to the value on the vertical axis, or, on a heat map, to the colour. An end that
 * is null is open.
 */
export interface Described {
  readonly about?: About;
  readonly interval?: Interval;
}

export type Interval = readonly [low: number | null, high: number | null];

/** JSON knows no NaN. */
export function interval(low: number, high: number): Interval {
  return [Number.isFinite(low) ? low : null, Number.isFinite(high) ? high : null];
}

export type About = Readonly<Record<string, string | number | Interval>>;

/** All intervals of the tables are of this level. */
const INTERVAL = '95 % interval';

/** Marks to point at; rules are the intervals of points, and areas lie between lines. */
const POINTED_AT = ['point', 'circle', 'square', 'line', 'rect', 'bar', 'tick'];

interface Channel {
  readonly field?: string;
  readonly title?: string;
  readonly scale?: unknown;
}
interface Unit {
  readonly data?: { readonly values?: readonly object[] };
  readonly mark: string | { readonly type: string; readonly tooltip?: unknown };
  readonly encoding?: Readonly<Record<string, Channel>>;
}
type Part = Partial<Unit> &
  Readonly<Partial<Record<'layer' | 'concat' | 'hconcat' | 'vconcat', readonly Part[]>>>;

/** Gives every mark a tooltip with the values that it encodes, under the titles of their channels, and what its rows say of themselves. */
export function withTooltips(spec: TopLevelSpec): TopLevelSpec {
  return described(spec as Part, {}) as TopLevelSpec;
}

/** @param titles of channels, from the layers of a panel to those that have none of their own */
function described(part: Part, titles: Readonly<Record<string, string>>): Part {
  if (part.layer) {
    const own = part.layer.flatMap(({ encoding = {} }) =>
      Object.entries(encoding).flatMap(([name, { title }]) => (title ? [[name, title] as const] : [])),
    );
    return { ...part, layer: part.layer.map((layer) => described(layer, Object.fromEntries(own))) };
  }
  for (const name of ['concat', 'hconcat', 'vconcat'] as const) {
    if (part[name]) return { ...part, [name]: part[name].map((each) => described(each, titles)) };
  }
  if (part.mark === undefined) return part;
  const mark = typeof part.mark === 'string' ? { type: part.mark } : part.mark;
  const tooltip = POINTED_AT.includes(mark.type) ? expressionOf(part as Unit, titles) : null;
  return tooltip === null || 'tooltip' in mark
    ? part
    : { ...part, mark: { ...mark, tooltip: { expr: tooltip } } };
}

/** An object of names and values; null where there is nothing to say. */
function expressionOf(
  { data, encoding = {} }: Unit,
  titles: Readonly<Record<string, string>>,
): string | null {
  const has = (field: string) => data?.values?.some((row) => field in row) ?? false;
  const entries = ['x', 'y', 'fill', 'color', 'size'].flatMap((name) => {
    const { field, title = titles[name], scale } = encoding[name] ?? {};
    return field === undefined || scale === null ? [] : [[title ?? field, field] as const];
  });
  if (has('interval')) entries.push([INTERVAL, 'interval']);
  const values = `{${entries.map(([title, field]) => `${JSON.stringify(title)}:datum[${JSON.stringify(field)}]`).join()}}`;
  if (has('about')) return `merge(datum.about,${values})`;
  return entries.length > 0 ? values : null;
}
