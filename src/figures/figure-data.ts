/** The numbers of a figure as a table: a row for each mark, with the values of its tooltip. */

import type { TopLevelSpec } from 'vega-lite';
import { fieldsOf, isInterval, type Part, type Unit } from './tooltips.js';

export type FigureRow = Record<string, string | number>;

/**
 * Rows of all panels in reading order. Lines that only join points are left out, because the points are
 * listed. An interval has two columns, `<name> low` and `<name> high`, with an empty cell for an open end.
 * @returns the columns in the order in which they first occur, and the rows
 */
export function figureData(spec: TopLevelSpec): { columns: string[]; rows: FigureRow[] } {
  const rows = rowsOf(spec as Part, {});
  return { columns: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
}

interface Context {
  /** Texts above and beside the panel. */
  readonly panel?: string;
  readonly titles?: Readonly<Record<string, string>>;
}

function rowsOf(part: Part, context: Context): FigureRow[] {
  for (const name of ['concat', 'hconcat', 'vconcat'] as const) {
    const parts = part[name];
    if (!parts) continue;
    const columns = (part as { columns?: number }).columns ?? 1;
    return parts.flatMap((each, i) => {
      if (name !== 'concat') return rowsOf(each, context);
      // Only the first panel of a row and of a column names it.
      const names = [rowNameOf(parts[i - (i % columns)]!), headingOf(parts[i % columns]!), headingOf(each)];
      const panel = [...new Set(names.filter((text) => text !== ''))].join(', ');
      return rowsOf(each, { panel });
    });
  }
  if (part.layer) {
    const titles = Object.fromEntries(
      part.layer.flatMap(({ encoding = {} }) =>
        Object.entries(encoding).flatMap(([name, { title }]) => (title ? [[name, title] as const] : [])),
      ),
    );
    return part.layer.flatMap((layer) => rowsOf(layer, { ...context, titles }));
  }
  return part.mark === undefined ? [] : rowsOfMark(part as Unit, context);
}

function rowsOfMark(unit: Unit, { panel, titles = {} }: Context): FigureRow[] {
  const fields = fieldsOf(unit, titles);
  const values = (unit.data?.values ?? []) as readonly Record<string, unknown>[];
  // The frame of a panel has no values.
  if (!fields || !values.some((value) => 'about' in value || fields.some(([, field]) => field in value)))
    return [];
  const isLine = typeof unit.mark !== 'string' && unit.mark.type === 'line';
  if (isLine && !values.some(({ about }) => about !== undefined)) return [];
  return values.map((value) => {
    const row: FigureRow = panel ? { panel } : {};
    for (const [name, each] of Object.entries(value['about'] ?? {})) put(row, name, each);
    for (const [name, field] of fields) put(row, name, value[field]);
    return row;
  });
}

function put(row: FigureRow, name: string, value: unknown): void {
  if (isInterval(value)) {
    const [low, high] = value;
    row[`${name} low`] = low ?? '';
    row[`${name} high`] = high ?? '';
  } else if (typeof value === 'number' || typeof value === 'string') row[name] = value;
}

/** The lines above a panel. */
function headingOf(panel: Part): string {
  return textOf(panel, (mark) => Array.isArray(mark.text) && mark.angle === undefined);
}

/** The name of a row, upwards beside its first panel. */
function rowNameOf(panel: Part): string {
  return textOf(panel, (mark) => mark.angle === 270);
}

interface TextMark {
  readonly type: string;
  readonly text?: string | readonly string[];
  readonly angle?: number;
}

function textOf({ layer = [] }: Part, holds: (mark: TextMark) => boolean): string {
  const marks = layer.map(({ mark }) => mark as TextMark | undefined);
  const found = marks.find((mark) => mark?.type === 'text' && holds(mark));
  return found?.text === undefined ? '' : [found.text].flat().join(' ');
}
