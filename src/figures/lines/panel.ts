/** Panels of lines, bands and points on two axes, arranged in rows and columns. */

import { labelExpression } from '../labels.js';
import { heading, inRows, ONE_ROW, rowName, type Gap } from '../common-layers.js';
import type { FigurePart, Pixels } from '../sheet.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import type { Frame, PanelAxis } from './axis.js';
import { LINE_HEIGHT } from './text-labels.js';

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

/** Panels row by row in `columns` columns. */
export function panelRows(panels: readonly Panel[], columns: number, gap: Gap): FigurePart {
  return inRows(panels.map(panelSpec), columns, gap);
}

export interface SchemePanelOptions<Each> {
  /** Lines of text above a panel, below the name of its mapping. */
  readonly linesOf?: (panel: Each) => string[];
  /** Whether to leave room for labels to the right of the last column. */
  readonly hasEndLabels?: boolean;
}

/** The x axis of `schemePanels`, whose width depends on the number of columns. */
export type XAxis = Omit<PanelAxis, 'ticks'> & { readonly ticks: (width: number) => number[] };

/** A panel for each scheme (row) and mapping (column), all on the same axes. */
export function schemePanels<Each extends { readonly scheme: SchemeName; readonly mapping: MappingName }>(
  panels: readonly Each[],
  x: XAxis,
  y: PanelAxis,
  layersOf: (frame: Frame, panel: Each, isLast: boolean) => FigurePart[],
  { linesOf = () => [], hasEndLabels = false }: SchemePanelOptions<Each> = {},
): FigurePart {
  const columns = new Set(panels.map(({ mapping }) => mapping)).size;
  const width = (columns === 1 ? 600 : 330) - (hasEndLabels ? 40 : 0);
  const frame: Frame = { width, height: 210, x: { ...x, ticks: x.ticks(width) }, y };
  const mostLines = Math.max(...panels.map((panel) => linesOf(panel).length));
  const drawings = panels.map((panel, i): Panel => {
    const lines = [...(i < columns ? [panel.mapping] : []), ...linesOf(panel)];
    return {
      frame,
      layers: layersOf(frame, panel, i % columns === columns - 1),
      ...(lines.length > 0 && { heading: lines }),
      ...(i % columns === 0 && { rowName: panel.scheme }),
      left: i % columns === 0,
      bottom: i >= panels.length - columns,
    };
  });
  return panelRows(drawings, columns, { row: 24 + mostLines * LINE_HEIGHT, column: 36 });
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
