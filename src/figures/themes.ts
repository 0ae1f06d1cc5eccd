/** Themes of figures: other colours, and for grey printers dashes and shapes in place of colours. */

import type { TopLevelSpec } from 'vega-lite';

export const THEMES = ['light', 'dark', 'print'] as const;
export type Theme = (typeof THEMES)[number];

/** The appearance of a colour of the light theme. */
interface Style {
  readonly color: string;
  /** Pixels, for lines that are solid in the light theme. */
  readonly dash?: readonly number[];
  readonly shape?: string;
}

type Palette = Readonly<Record<string, Style>>;

/** The low end of the colour scale, which the legend of cells below it shows: no colour of a line. */
const LOWEST = '#440154';

const colors = (table: Readonly<Record<string, string>>): Palette =>
  Object.fromEntries(Object.entries(table).map(([from, color]) => [from, { color }]));

/** Contrast with the background: 4.5 or more for lines and text. */
const DARK: Palette = colors({
  white: '#12161c',
  '#222222': '#e6e9ee',
  '#444444': '#c3c9d2',
  '#555555': '#a9b2bd',
  '#111111': '#f5f7fa',
  '#e8e8e8': '#2c333d',
  '#0072b2': '#5ab4f0',
  '#b85000': '#ff9d4d',
  '#00765a': '#3fd6ab',
  '#440154': '#c58bf2',
  '#31688e': '#7db4ff',
  '#1f8a5b': '#4fd694',
  '#8a7a00': '#e3cf3f',
  '#cc5c9c': '#f08cc4',
  '#eeeeee': '#2a3038',
  '#cccccc': '#424a55',
  '#7a7a7a': '#8d97a3',
});

const PRINT: Palette = {
  ...colors({
    '#222222': '#000000',
    '#444444': '#000000',
    '#111111': '#000000',
    '#e8e8e8': '#dddddd',
    '#eeeeee': '#ffffff',
    '#cccccc': '#ffffff',
    '#7a7a7a': '#000000',
  }),
  '#0072b2': { color: '#000000', shape: 'circle' },
  '#b85000': { color: '#000000', dash: [9, 3], shape: 'square' },
  '#00765a': { color: '#000000', dash: [3, 2], shape: 'triangle-up' },
  '#440154': { color: '#000000', shape: 'circle' },
  '#31688e': { color: '#555555', shape: 'diamond' },
  '#1f8a5b': { color: '#000000', dash: [3, 2], shape: 'triangle-up' },
  '#8a7a00': { color: '#000000', dash: [9, 3, 2, 3], shape: 'triangle-down' },
  '#cc5c9c': { color: '#555555', dash: [6, 3], shape: 'cross' },
};

/** Fills of bars for printers, which no dash or shape tells apart. */
const PRINTED_BARS = ['#666666', '#cccccc'];

/** The colour scale of heat maps. */
const SCHEMES = { dark: 'viridis', print: 'greys' } as const;
const LOWEST_OF = { dark: LOWEST, print: '#e2e2e2' } as const;

/** The specification in a theme; the light one is the specification itself. */
export function themed(spec: TopLevelSpec, theme: Theme): TopLevelSpec {
  if (theme === 'light') return spec;
  const palette = theme === 'dark' ? DARK : PRINT;
  const restyled = (value: unknown): unknown => {
    if (typeof value === 'string') return palette[value]?.color ?? value;
    if (Array.isArray(value)) return value.map(restyled);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, each]): [string, unknown] => {
      if (name === 'values') return [name, each];
      if (name === 'range' && theme === 'print') return [name, PRINTED_BARS];
      if (name === 'scheme' && each === 'viridis') return [name, SCHEMES[theme]];
      if (name === 'mark' && isObject(each)) return [name, markOf(each, value, palette, LOWEST_OF[theme])];
      return [name, restyled(each)];
    });
    return Object.fromEntries(entries);
  };
  return restyled(spec) as TopLevelSpec;
}

type Mark = Readonly<Record<string, unknown>>;

function markOf(mark: Mark, part: object, palette: Palette, lowest: string): Mark {
  const colored = Object.fromEntries(
    Object.entries(mark).map(([name, value]) => [
      name,
      typeof value === 'string' && name !== 'text' ? (palette[value]?.color ?? value) : value,
    ]),
  );
  const { type, stroke, strokeDash, fill } = mark;
  if (type === 'rect' && fill === LOWEST) return { ...colored, fill: lowest };
  const style = typeof stroke === 'string' ? palette[stroke] : undefined;
  const isLine = (type === 'line' || type === 'rule') && !isErrorBar(part);
  return {
    ...colored,
    ...(isLine && style?.dash && strokeDash === undefined && { strokeDash: [...style.dash] }),
    ...(type === 'point' && style?.shape !== undefined && { shape: style.shape }),
  };
}

/** Whether a mark is the intervals of points, which stay solid. */
function isErrorBar(part: object): boolean {
  const { encoding } = part as { encoding?: { y?: { field?: unknown } } };
  return encoding?.y?.field === 'low';
}

function isObject(value: unknown): value is Mark {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
