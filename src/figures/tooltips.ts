/** Tooltips of marks in `report.html`. They do not change the drawing. */

import type { TopLevelSpec } from 'vega-lite';

/** Fields that a row of a mark's data may have for its tooltip, beside the encoded ones. */
export interface Described {
  /** Names and values that the tooltip shows first. */
  readonly about?: About;
  /** The interval of the value on the y axis, or on a heat map of the colour. */
  readonly interval?: Interval;
}

/** An end that is null is open. */
export type Interval = readonly [low: number | null, high: number | null];

/** An interval for JSON, which has no NaN: an end that is not finite becomes null. */
export function interval(low: number, high: number): Interval {
  return [Number.isFinite(low) ? low : null, Number.isFinite(high) ? high : null];
}

export type About = Readonly<Record<string, string | number | Interval>>;

/** Name of an interval; all intervals of the tables have this confidence level. */
const INTERVAL = '95 % interval';

/**
 * Marks with tooltips. Rules have none because they are the intervals of points, areas because they lie
 * between lines.
 */
const MARKS_WITH_TOOLTIP = ['point', 'circle', 'square', 'line', 'rect', 'bar', 'tick'];

interface Channel {
  readonly field?: string;
  readonly title?: string;
  readonly scale?: unknown;
}
export interface Unit {
  readonly data?: { readonly values?: readonly object[] };
  readonly mark: string | { readonly type: string; readonly tooltip?: unknown };
  readonly encoding?: Readonly<Record<string, Channel>>;
}
export type Part = Partial<Unit> &
  Readonly<Partial<Record<'layer' | 'concat' | 'hconcat' | 'vconcat', readonly Part[]>>>;

/**
 * Gives every mark a tooltip: the `about` of its row, then the encoded values under the titles of their
 * channels, then the interval.
 */
export function withTooltips(spec: TopLevelSpec): TopLevelSpec {
  return described(spec as Part, {}) as TopLevelSpec;
}

/** @param titles of channels in the layers of a panel, for layers without titles of their own */
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
  const tooltip = MARKS_WITH_TOOLTIP.includes(mark.type) ? expressionOf(part as Unit, titles) : null;
  return tooltip === null || 'tooltip' in mark
    ? part
    : { ...part, mark: { ...mark, tooltip: { expr: tooltip } } };
}

/** A Vega expression for an object of names and values; null if the mark has none. */
function expressionOf(unit: Unit, titles: Readonly<Record<string, string>>): string | null {
  const entries = fieldsOf(unit, titles) ?? [];
  const values = `{${entries.map(([title, field]) => `${JSON.stringify(title)}:datum[${JSON.stringify(field)}]`).join()}}`;
  if (hasField(unit, 'about')) return `merge(datum.about,${values})`;
  return entries.length > 0 ? values : null;
}

/**
 * Names of the values that a mark shows, with their fields: the encoded ones, then the interval. null if
 * marks of this type have no tooltip.
 */
export function fieldsOf(
  unit: Unit,
  titles: Readonly<Record<string, string>>,
): (readonly [title: string, field: string])[] | null {
  const { mark, encoding = {} } = unit;
  if (!MARKS_WITH_TOOLTIP.includes(typeof mark === 'string' ? mark : mark.type)) return null;
  const entries = ['x', 'y', 'fill', 'color', 'size'].flatMap((name) => {
    const { field, title = titles[name], scale } = encoding[name] ?? {};
    return field === undefined || scale === null ? [] : [[title ?? field, field] as const];
  });
  return hasField(unit, 'interval') ? [...entries, [INTERVAL, 'interval'] as const] : entries;
}

function hasField({ data }: Unit, field: string): boolean {
  return data?.values?.some((row) => field in row) ?? false;
}

export function isInterval(value: unknown): value is Interval {
  return Array.isArray(value) && value.length === 2;
}
