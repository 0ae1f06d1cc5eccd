/** Panels of lines, bands and points on two axes, arranged in rows and columns. */

import { labelExpression, plainLabel } from '../labels.js';
import { heading, inRows, ONE_ROW, rowName, type Gap } from '../common-layers.js';
import { WIDE, type FigurePart, type Layout, type Pixels } from '../sheet.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { spacedTicks } from '../ticks.js';
import { distinct } from '../values.js';
import { paddedDomain, positionOn, type Frame, type PanelAxis } from './axis.js';

export interface Panel {
  readonly frame: Frame;
  readonly layers: readonly FigurePart[];
  /** Lines of text above the panel. */
  readonly heading?: readonly string[];
  /** Name of the row; on the left panel only. */
  readonly rowName?: string;
  /** Whether the y axis has labels: on the left panel of a row. */
  readonly left: boolean;
  /** Whether the x axis has labels: on the bottom panel of a column. */
  readonly bottom: boolean;
}

/** The scale of all sheets whose panels do not grow with their number of cells. */
export const px: Pixels = (size) => size;

/** Width of the labels of a y axis, pixels; fixed, so that the names of rows line up. */
const Y_LABELS = 46;

/** Width of the drawing area of a panel alone on a narrow sheet, pixels: with its labels 500. */
export const NARROW_WIDTH = 400;
/** Room for the labels of line ends beside it. */
export const NARROW_LABELS = 125;

/** Panels row by row in `columns` columns; on a narrow sheet in one. */
export function panelRows(
  panels: readonly Panel[],
  columns: number,
  gap: Gap,
  { isNarrow }: Layout = WIDE,
): FigurePart {
  if (!isNarrow || columns === 1) return inRows(panels.map(panelSpec), columns, gap);
  return inRows(stacked(panels, columns).map(panelSpec), 1, { row: 34, column: 0 });
}

/** The panels as a single column: each names its row and its column, and has both axes if they differ. */
function stacked(panels: readonly Panel[], columns: number): Panel[] {
  return panels.map(({ rowName: _, ...panel }, i) => {
    const first = panels[i - (i % columns)]!;
    const top = panels[i % columns]!;
    const own = i < columns ? (panel.heading ?? []).slice(1) : (panel.heading ?? []);
    const names = [first.rowName, top.heading?.[0]].filter((name) => name !== undefined);
    const heading = [names.join(', '), ...own].filter((text) => text !== '');
    return { ...panel, heading, left: true, bottom: i === panels.length - 1 };
  });
}

/** The x axis of `schemePanels`, whose width depends on the number of columns. */
export type XAxis = Omit<PanelAxis, 'ticks'> & { readonly ticks: (width: number) => number[] };

/** Ticks at the numbers of workers whose labels have room, 30 pixels; the outermost first. */
export function workersAxis(workers: readonly number[]): XAxis {
  const numbers = distinct(workers);
  const axis = { type: 'log', domain: paddedDomain(numbers, 'log') } as const;
  return {
    ...axis,
    ticks: (width) =>
      spacedTicks(
        [numbers[0]!, numbers.at(-1)!, ...numbers],
        (tick) => positionOn(axis, width, tick),
        () => 30,
      ),
    label: (tick) => plainLabel(tick),
    title: 'number of workers, N',
  };
}

/**
 * A panel for each scheme (row) and mapping (column), all on the same axes.
 * @param layersOf `isLast`: the panel has the labels of line ends
 * @param hasEndLabels whether to leave room for labels to the right of the last column
 */
export function schemePanels<Each extends { readonly scheme: SchemeName; readonly mapping: MappingName }>(
  panels: readonly Each[],
  x: XAxis,
  y: PanelAxis,
  layersOf: (frame: Frame, panel: Each, isLast: boolean) => FigurePart[],
  { hasEndLabels = false, isNarrow = false }: Partial<Layout> & { hasEndLabels?: boolean } = {},
): FigurePart {
  const columns = new Set(panels.map(({ mapping }) => mapping)).size;
  const width = isNarrow
    ? NARROW_WIDTH - (hasEndLabels ? NARROW_LABELS : 0)
    : (columns === 1 ? 600 : 330) - (hasEndLabels ? 40 : 0);
  const frame: Frame = { width, height: 210, x: { ...x, ticks: x.ticks(width) }, y };
  const drawings = panels.map((panel, i): Panel => ({
    frame,
    layers: layersOf(frame, panel, isNarrow || i % columns === columns - 1),
    ...(i < columns && { heading: [panel.mapping] }),
    ...(i % columns === 0 && { rowName: panel.scheme }),
    left: i % columns === 0,
    bottom: i >= panels.length - columns,
  }));
  return panelRows(drawings, columns, { row: 24, column: 36 }, { isNarrow });
}

function panelSpec({ frame, layers, heading: lines, rowName: name, left, bottom }: Panel): FigurePart {
  const { width, height, x, y } = frame;
  return {
    width,
    height,
    layer: [
      {
        data: ONE_ROW,
        mark: { type: 'rect', filled: false, stroke: '#555555', strokeWidth: 1 },
        encoding: {
          x: {
            datum: x.domain[0],
            type: 'quantitative',
            title: x.title,
            scale: scaleOf(x),
            axis: axisOf(x, bottom),
          },
          x2: { datum: x.domain[1] },
          y: {
            datum: y.domain[0],
            type: 'quantitative',
            title: y.title,
            scale: scaleOf(y),
            axis: { ...axisOf(y, left), minExtent: Y_LABELS, maxExtent: Y_LABELS },
          },
          y2: { datum: y.domain[1] },
        },
      },
      ...layers,
      ...(lines ? [heading(lines, px)] : []),
      ...(name === undefined ? [] : [rowName(name, height, Y_LABELS + 30, px)]),
    ],
    resolve: { axis: { x: 'independent', y: 'independent' } },
  } as FigurePart;
}

function axisOf({ ticks, label, title }: PanelAxis, hasLabels: boolean) {
  return {
    values: [...ticks],
    labelExpr: labelExpression(ticks, label),
    title: hasLabels ? title : null,
    labels: hasLabels,
    grid: true,
    gridColor: '#e8e8e8',
    gridWidth: 1,
  };
}

function scaleOf({ type, domain }: PanelAxis) {
  return { type, domain: [...domain], nice: false, ...(type === 'log' ? {} : { zero: false }) };
}
