import { BLANK_STYLES, BLANK_WORDS, HATCH_COLOR, hatch } from './hatching.js';
import type { BlankReason, Box } from './hatching.js';
import { labelExpression, linearTicks, logTicks } from './cell-axis.js';
import type { CellAxis } from './cell-axis.js';
import { plainLabel, powerLabel, TEXT_COLOR } from '../sheet.js';
import type { FigurePart, Pixels } from '../sheet.js';
import type { Described } from '../tooltips.js';

/** A colour scale, logarithmic unless it says otherwise; values below the domain, zero among them, take its lowest colour. */
export interface ColorScale {
  readonly type?: 'linear';
  readonly domain: readonly [number, number];
  /** Quantity and unit. */
  readonly title: string;
}

export interface HeatMapCell extends Described {
  /** Indices along the two axes. */
  readonly column: number;
  readonly row: number;
  readonly value: number | BlankReason;
}

export interface HeatMap {
  readonly x: CellAxis;
  readonly y: CellAxis;
  readonly cells: readonly HeatMapCell[];
  readonly color: ColorScale;
  readonly px: Pixels;
  /** Lines over the panel, on the top row only. */
  readonly heading?: readonly string[];
  /** Name of the row, on the left panel only; the labels of the y axis come with it. */
  readonly rowName?: string;
  /** Labels of the x axis, on the bottom row only. */
  readonly bottom: boolean;
  /** Cells of one column with the same value are one box; for large maps. */
  readonly merged?: boolean;
  /** Length of the colour legend in pixels; 0: none. Without it every panel of the bottom row has one, as long as the panel. */
  readonly legend?: number;
}

export const LOWEST_COLOR = '#440154';

/** Draws mean (linear, y) against std (logarithmic, x). */
function heatMap(map: HeatMap): FigurePart {
  const { x, y, px, color } = map;
  const xTicks = x.values.length > 1 ? logTicks(x.domain, 5) : x.values;
  const yTicks = y.values.length > 1 ? linearTicks(y.domain, 5) : y.values;
  const yLabelWidth = px(9.6 * Math.max(...yTicks.map((tick) => plainLabel(tick).length)));
  const legendLength = map.legend ?? (map.bottom ? x.length : 0);
  const legendTicks = color.type === 'linear' ? linearTicks(color.domain, 6) : logTicks(color.domain, 5);
  const boxes = (map.merged ? runsOf(map.cells) : map.cells.map((cell) => ({ cell, top: cell.row }))).map(
    ({ cell, top }) => ({
      ...boxOf(cell, top, x, y),
      value: cell.value,
      ...describe(cell, top, map),
    }),
  );
  // Equal colours in a row: the renderer joins them into one path, which makes large grids ten times smaller.
  const colored = boxes.filter(hasValue).sort((a, b) => a.value - b.value);
  const blanks = (Object.keys(BLANK_STYLES) as BlankReason[]).flatMap((reason) =>
    blankLayers(
      boxes.filter((box) => box.value === reason),
      reason,
      px,
    ),
  );
  const frame: FigurePart = {
    data: { values: [{}] },
    mark: { type: 'rect', filled: false, stroke: '#555555', strokeWidth: px(1) },
    encoding: {
      x: {
        datum: x.domain[0],
        type: 'quantitative',
        scale: { type: 'log', domain: [...x.domain], nice: false },
        axis: {
          values: [...xTicks],
          title: map.bottom ? 'std of the regrets (dex)' : null,
          labels: map.bottom,
          labelExpr: labelExpression(xTicks, powerLabel),
        },
      },
      x2: { datum: x.domain[1] },
      y: {
        datum: y.domain[0],
        type: 'quantitative',
        scale: { type: 'linear', domain: [...y.domain], nice: false, zero: false },
        axis: {
          values: [...yTicks],
          labelExpr: labelExpression(yTicks, plainLabel),
          // Fixed, for the name of the row stands to the left of it all.
          minExtent: yLabelWidth + px(8),
          maxExtent: yLabelWidth + px(8),
          title: map.rowName === undefined ? null : 'mean of the regrets (dex)',
          labels: map.rowName !== undefined,
        },
      },
      y2: { datum: y.domain[1] },
    },
  };
  return {
    width: x.length,
    height: y.length,
    layer: [
      {
        data: { values: colored },
        mark: { type: 'rect', aria: false },
        encoding: {
          ...BOX_ENCODING,
          fill: {
            field: 'value',
            title: color.title,
            type: 'quantitative',
            scale: {
              type: color.type ?? 'log',
              domain: [...color.domain],
              scheme: 'viridis',
              clamp: true,
              nice: false,
            },
            legend:
              legendLength > 0
                ? {
                    title: color.title,
                    values: legendTicks,
                    labelExpr: labelExpression(
                      legendTicks,
                      color.type === 'linear' ? plainLabel : powerLabel,
                    ),
                    orient: 'bottom',
                    direction: 'horizontal',
                    gradientLength: legendLength,
                    labelOverlap: false,
                    // By default labels at the ends are pushed inwards, away from the colour they name.
                    encoding: { labels: { align: { value: 'center' } } },
                  }
                : null,
          },
        },
      },
      ...blanks,
      frame,
      ...(map.heading ? [heading(map.heading, px)] : []),
      ...(map.rowName === undefined ? [] : [rowName(map.rowName, y.length, yLabelWidth + px(37), px)]),
    ],
    resolve: { axis: { x: 'independent', y: 'independent' } },
  } as FigurePart;
}

/** Maps row by row in `columns` columns. Gaps are equal, whatever the labels need. */
export function heatMapRows(
  maps: readonly HeatMap[],
  columns: number,
  gap: { row: number; column: number },
): FigurePart {
  return {
    columns,
    bounds: 'flush',
    spacing: gap,
    concat: maps.map(heatMap),
    resolve: { scale: { fill: 'independent' } },
  };
}

/** Pixel coordinates: they bypass the scales. */
export const BOX_ENCODING = {
  x: { field: 'x', type: 'quantitative', scale: null, axis: null },
  x2: { field: 'x2' },
  y: { field: 'y', type: 'quantitative', scale: null, axis: null },
  y2: { field: 'y2' },
} as const;

/** The area and the hatching of blank cells; nothing where there are none. */
export function blankLayers(boxes: readonly Box[], reason: BlankReason, px: Pixels): FigurePart[] {
  if (boxes.length === 0) return [];
  const { fill, slopes } = BLANK_STYLES[reason];
  return [
    { data: { values: [...boxes] }, mark: { type: 'rect', fill, aria: false }, encoding: BOX_ENCODING },
    {
      data: { values: slopes.flatMap((slope) => hatch(boxes, slope, px(7))) },
      mark: { type: 'rule', stroke: HATCH_COLOR, strokeWidth: px(1), aria: false },
      encoding: BOX_ENCODING,
    },
  ] as FigurePart[];
}

/** Text marks rather than titles: a title keeps its distance from the labels of the axes too, so that those of a row would not line up. */
export function heading(lines: readonly string[], px: Pixels): FigurePart {
  const lineHeight = px(18);
  return {
    data: { values: [{}] },
    mark: {
      type: 'text',
      text: [...lines],
      align: 'left',
      baseline: 'top',
      fontSize: px(15),
      lineHeight,
      color: TEXT_COLOR,
    },
    encoding: { x: { value: 0 }, y: { value: -px(6) - lines.length * lineHeight } },
  };
}

export function rowName(text: string, height: number, distance: number, px: Pixels): FigurePart {
  return {
    data: { values: [{}] },
    mark: {
      type: 'text',
      text,
      angle: 270,
      fontSize: px(16),
      fontWeight: 'bold',
      baseline: 'bottom',
      color: TEXT_COLOR,
    },
    encoding: { x: { value: -distance }, y: { value: height / 2 } },
  };
}

/** The lowest cell and the highest row of every run of equal cells in a column. */
function runsOf(cells: readonly HeatMapCell[]): { cell: HeatMapCell; top: number }[] {
  const runs: { cell: HeatMapCell; top: number }[] = [];
  for (const cell of cells.toSorted((a, b) => a.column - b.column || a.row - b.row)) {
    const last = runs.at(-1);
    const goesOn =
      last && last.cell.column === cell.column && last.top + 1 === cell.row && last.cell.value === cell.value;
    if (goesOn) last.top = cell.row;
    else runs.push({ cell, top: cell.row });
  }
  return runs;
}

function boxOf({ column, row }: HeatMapCell, top: number, x: CellAxis, y: CellAxis): Box {
  return {
    x: x.pixels[column]!,
    x2: x.pixels[column + 1]!,
    y: y.length - y.pixels[top + 1]!,
    y2: y.length - y.pixels[row]!,
  };
}

/** In four digits: large maps have many cells. */
function describe(
  { column, row, value, about, interval }: HeatMapCell,
  top: number,
  { x, y, color }: HeatMap,
): Described {
  const means = [row, top].map((index) => brief(y.values[index]!));
  const place = {
    'std of the regrets (dex)': brief(x.values[column]!),
    'mean of the regrets (dex)': top === row ? means[0]! : means.map(plainLabel).join(' to '),
  };
  const blank = typeof value === 'number' ? {} : { [color.title]: BLANK_WORDS[value] };
  return {
    about: { ...place, ...blank, ...about },
    ...(interval && { interval: interval.map((end) => end && brief(end)) as [number | null, number | null] }),
  };
}

function brief(value: number): number {
  return Number(value.toPrecision(4));
}

function hasValue(box: Box & { value: number | BlankReason }): box is Box & { value: number } {
  return typeof box.value === 'number';
}
