/**
 * A sheet of heat maps of median epsilons over mean and std of the regrets: a row for each mapping, one
 * colour scale for all.
 */

import type { MappingName } from '../../weights/schemes.js';
import { sheet } from '../sheet.js';
import type { Figure, Layout, Pixels } from '../sheet.js';
import { interval } from '../tooltips.js';
import { decadeDomain, distinct } from '../values.js';
import { cellAxis, cellIndices } from './cell-axis.js';
import type { BlankReason } from './hatching.js';
import { heatMapRows } from './heat-map.js';
import { legendOfSpecialCells } from './legend.js';

interface PlaneCell {
  readonly mapping: MappingName;
  readonly mean: number;
  readonly std: number;
  readonly epsilon_q50: number;
  readonly epsilon_q50_low: number;
  readonly epsilon_q50_high: number;
  readonly draws: number;
}

interface Plane {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly mappings: readonly MappingName[];
  readonly columns: readonly { readonly heading: string; readonly cells: readonly PlaneCell[] }[];
  /** The cells of all sheets with the same axes and colours. */
  readonly all: readonly PlaneCell[];
  readonly colorTitle: string;
  readonly layout: Layout;
}

/** Widths of panels in pixels, by their number in a row. */
const WIDTHS = [320, 280, 200, 150];
/** The same on a narrow sheet, which has at most two in a row. */
const NARROW_WIDTHS = [320, 165];

export function planeSheet({
  title,
  subtitle,
  mappings,
  columns,
  all,
  colorTitle,
  layout,
}: Plane): Figure['spec'] {
  const widths = layout.isNarrow ? NARROW_WIDTHS : WIDTHS;
  const inRow = Math.min(columns.length, layout.isNarrow ? NARROW_WIDTHS.length : columns.length);
  const x = cellAxis(distinct(all.map(({ std }) => std)), 'log', widths[inRow - 1] ?? widths.at(-1)!);
  const y = cellAxis(
    distinct(all.map(({ mean }) => mean)),
    'linear',
    Math.max(190, Math.ceil(0.75 * x.length)),
  );
  const design = layout.isNarrow ? 500 : 815;
  const px: Pixels = (size) => Math.round(size * Math.max(1, (inRow * (x.length + 36) + 90) / design));
  const color = {
    domain: decadeDomain(
      all.map((cell) => cell.epsilon_q50),
      16,
    ),
    title: colorTitle,
  };
  // One legend for all panels, below the first two columns.
  const legendLength = inRow > 1 ? 2 * x.length + px(36) : x.length;
  const indicesOf = cellIndices(x, y);
  const maps = mappings.flatMap((mapping, row) =>
    columns.map(({ heading, cells }, column) => {
      const bottom = row === mappings.length - 1;
      return {
        x,
        y,
        px,
        color,
        bottom,
        cells: cells
          .filter((cell) => cell.mapping === mapping)
          .map((cell) => ({
            ...indicesOf(cell),
            value: valueOf(cell),
            ...(Number.isNaN(cell.epsilon_q50)
              ? {}
              : { interval: interval(cell.epsilon_q50_low, cell.epsilon_q50_high) }),
            about: { draws: cell.draws },
          })),
        ...(row === 0 && { heading: [heading] }),
        ...(column === 0 && { rowName: mapping }),
        legend: bottom && column === 0 ? legendLength : 0,
      };
    }),
  );
  const specialCells = legendOfSpecialCells(maps, px, '', layout);
  return sheet(
    title,
    [...subtitle],
    [heatMapRows(maps, columns.length, { row: px(26), column: px(36) }, layout), ...specialCells],
    px,
    layout,
  );
}

function valueOf({ epsilon_q50 }: PlaneCell): number | BlankReason {
  return Number.isNaN(epsilon_q50) ? 'no-median' : epsilon_q50;
}
