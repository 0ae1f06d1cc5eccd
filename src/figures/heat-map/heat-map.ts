/** Heat maps of mean (y) against std of the regrets (x), arranged in rows and columns. */

import { labelExpression, plainLabel, powerLabel } from '../labels.js';
import { heading, inRows, ONE_ROW, PIXEL_ENCODING, rowName, type Gap } from '../common-layers.js';
import type { HeatMap, HeatMapCell } from './map.js';
import { narrowRows } from './narrow.js';
import { WIDE, type FigurePart, type Layout, type Pixels } from '../sheet.js';
import { rounded } from '../../text/numbers.js';
import { linearTicks, logTicks } from '../ticks.js';
import type { Described } from '../tooltips.js';
import type { CellAxis } from './cell-axis.js';
import { inStepsIfLarge } from './steps.js';
import { BLANK_STYLES, BLANK_WORDS, HATCH_COLOR, hatch } from './hatching.js';
import type { BlankReason, Box } from './hatching.js';

/** The mean is linear, the std logarithmic. */
function heatMap(given: HeatMap): FigurePart {
  const map = inStepsIfLarge(given);
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
  // Sorted by colour: the renderer joins successive boxes of one colour into one path, which makes large
  // grids ten times smaller.
  const colored = boxes.filter(hasValue).sort((a, b) => a.value - b.value);
  const blanks = (Object.keys(BLANK_STYLES) as BlankReason[]).flatMap((reason) =>
    blankLayers(
      boxes.filter((box) => box.value === reason),
      reason,
      px,
    ),
  );
  const frame: FigurePart = {
    data: ONE_ROW,
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
          // Fixed, because the name of the row stands to the left of the labels.
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
          ...PIXEL_ENCODING,
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
                    // By default Vega moves the labels at the ends inwards, away from their colours.
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

/** Maps row by row in `columns` columns, on a narrow sheet in two at most. */
export function heatMapRows(
  maps: readonly HeatMap[],
  columns: number,
  gap: Gap,
  { isNarrow }: Layout = WIDE,
): FigurePart {
  if (!isNarrow || columns <= 2) return rowsOf(maps, columns, gap);
  const { px } = maps[0]!;
  return {
    spacing: px(30),
    vconcat: narrowRows(maps, columns).map((row) => rowsOf(row, row.length, gap)),
  };
}

function rowsOf(maps: readonly HeatMap[], columns: number, gap: Gap): FigurePart {
  return { ...inRows(maps.map(heatMap), columns, gap), resolve: { scale: { fill: 'independent' } } };
}

/** The background and the hatching of blank cells; empty if there are none. */
export function blankLayers(boxes: readonly Box[], reason: BlankReason, px: Pixels): FigurePart[] {
  if (boxes.length === 0) return [];
  const { fill, slopes } = BLANK_STYLES[reason];
  return [
    { data: { values: [...boxes] }, mark: { type: 'rect', fill, aria: false }, encoding: PIXEL_ENCODING },
    {
      data: { values: slopes.flatMap((slope) => hatch(boxes, slope, px(7))) },
      mark: { type: 'rule', stroke: HATCH_COLOR, strokeWidth: px(1), aria: false },
      encoding: PIXEL_ENCODING,
    },
  ] as FigurePart[];
}

/** For every run of equal cells in a column its lowest cell and its highest row. */
function runsOf(cells: readonly HeatMapCell[]): { cell: HeatMapCell; top: number }[] {
  const runs: { cell: HeatMapCell; top: number }[] = [];
  for (const cell of cells.toSorted((a, b) => a.column - b.column || a.row - b.row)) {
    const last = runs.at(-1);
    const continuesRun =
      last && last.cell.column === cell.column && last.top + 1 === cell.row && last.cell.value === cell.value;
    if (continuesRun) last.top = cell.row;
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

/** The texts of a tooltip. Four digits, because large maps have many cells. */
function describe(
  { column, row, value, about, interval }: HeatMapCell,
  top: number,
  { x, y, color }: HeatMap,
): Described {
  const means = [row, top].map((index) => rounded(y.values[index]!, 4));
  const axes = {
    'std of the regrets (dex)': rounded(x.values[column]!, 4),
    'mean of the regrets (dex)': top === row ? means[0]! : means.map((mean) => plainLabel(mean)).join(' to '),
  };
  const reason = typeof value === 'number' ? {} : { [color.title]: BLANK_WORDS[value] };
  return {
    about: { ...axes, ...reason, ...about },
    ...(interval && {
      interval: interval.map((end) => end && rounded(end, 4)) as [number | null, number | null],
    }),
  };
}

function hasValue(box: Box & { value: number | BlankReason }): box is Box & { value: number } {
  return typeof box.value === 'number';
}
