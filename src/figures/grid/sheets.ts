/** The heat maps of a grid study, mean against std of the regrets. */

import type { GridCellRow, GridStudy } from '../../study/kinds/grid/definition.js';
import type { SpreadRow } from '../../study/spread-table.js';
import type { CellKey } from '../../study/table.js';
import { short } from '../../text/numbers.js';
import type { MappingName } from '../../weights/schemes.js';
import { cellAxis, cellIndices } from '../heat-map/cell-axis.js';
import type { CellAxis } from '../heat-map/cell-axis.js';
import type { BlankReason } from '../heat-map/hatching.js';
import { heatMapRows } from '../heat-map/heat-map.js';
import type { ColorScale, HeatMapCell } from '../heat-map/map.js';
import { legendOfSpecialCells } from '../heat-map/legend.js';
import { sheet, WIDE } from '../sheet.js';
import type { Figure, Layout, Pixels } from '../sheet.js';
import type { About } from '../tooltips.js';
import { decadeDomain, distinct } from '../values.js';
import { caption, gapsOf, METRICS, sheetName, SPREAD_DECADES, subtitle, title } from './words.js';
import type { Field, Metric, SheetKey } from './words.js';

/** Properties that all sheets of a study share. */
interface Tables {
  readonly study: GridStudy;
  readonly layout: Layout;
  /** Design width of a panel, pixels. */
  readonly width: number;
  readonly cells: readonly GridCellRow[];
  readonly x: CellAxis;
  readonly y: CellAxis;
  readonly epsilonDomain: readonly [number, number];
  /** Keys of the cells in which some draw has a weight of zero, and so no S, at some epsilon. */
  readonly undefinedSomewhere: ReadonlySet<string>;
}

/**
 * One sheet per (scheme, workers, metric, seed). Columns: the epsilon of the largest spread, that spread, and
 * the largest epsilon that reaches the threshold. Rows: the mappings.
 * @param cells the complete table, in any order
 * @param spread the complete table, or empty: then the cells determine the domain of epsilon and the
 * undefined spreads
 * @throws {RangeError} for empty tables; when a specification is read, naming missing or duplicate cells
 */
export function gridFigures(
  study: GridStudy,
  cells: readonly GridCellRow[],
  spread: readonly SpreadRow[],
  layout = WIDE,
): Figure[] {
  const epsilons = distinct(
    spread.length > 0
      ? spread.map((row) => row.epsilon)
      : cells.flatMap((row) =>
          [row.max_epsilon_std_weights, row.max_epsilon_threshold].filter(Number.isFinite),
        ),
  );
  if (cells.length === 0 || epsilons.length === 0)
    throw new RangeError('expected tables with at least one row, got an empty table');
  const width = layout.isNarrow ? 165 : 200;
  const x = cellAxis(distinct(cells.map((row) => row.std)), 'log', width);
  const tables: Tables = {
    study,
    layout,
    width,
    cells,
    x,
    // The text size grows with the width, and the title of this axis needs enough height.
    y: cellAxis(distinct(cells.map((row) => row.mean)), 'linear', Math.ceil(0.95 * x.length)),
    epsilonDomain: widened(epsilons[0]!, epsilons.at(-1)!),
    undefinedSomewhere: new Set(
      (spread.length > 0
        ? spread.filter((row) => Number.isNaN(row.std_log10_weights))
        : cells.filter(gapsOf(cells))
      ).map(keyOf),
    ),
  };
  return METRICS.flatMap((metric) => {
    const color: ColorScale = {
      domain: decadeDomain(
        cells.map((row) => row[metric.spread]),
        SPREAD_DECADES,
      ),
      title: 'largest std (no unit)',
    };
    return study.schemes.flatMap((scheme) =>
      study.workers.flatMap((workers) =>
        study.seeds.map((seed) => sheetOf(tables, metric, color, { scheme, workers, seed })),
      ),
    );
  });
}

interface PlacedCell {
  record: GridCellRow;
  at: Pick<HeatMapCell, 'column' | 'row'>;
}
interface PanelRow {
  mapping: MappingName;
  cells: PlacedCell[];
}

function sheetOf(tables: Tables, metric: Metric, spreadColor: ColorScale, key: SheetKey): Figure {
  return {
    name: sheetName(tables.study, metric, key),
    get spec() {
      return specOf(tables, metric, spreadColor, key);
    },
    caption: caption(metric, short(tables.study.factor)),
  };
}

function specOf(tables: Tables, metric: Metric, spreadColor: ColorScale, key: SheetKey): Figure['spec'] {
  const { study, x, y, layout, width } = tables;
  const px: Pixels = (size) => Math.round((size * x.length) / width);
  const factor = short(study.factor);
  const epsilonColor: ColorScale = { domain: tables.epsilonDomain, title: 'epsilon (dex)' };
  const columns = [
    { field: metric.epsilon, color: epsilonColor, heading: ['[1] epsilon of the largest', metric.words] },
    { field: metric.spread, color: spreadColor, heading: ['[2] the largest', metric.words] },
    {
      field: 'max_epsilon_threshold',
      color: epsilonColor,
      heading: ['[3] largest epsilon that', `reaches S ≥ T (factor ${factor})`],
    },
  ] as const;
  const mappings = (['gradient', 'potential'] as const).filter((mapping) => study.mappings.includes(mapping));
  const rows: PanelRow[] = mappings.map((mapping) => ({
    mapping,
    cells: cellsOf(tables, { ...key, mapping }),
  }));
  const panels = rows.flatMap(({ mapping, cells }, row) =>
    columns.map(({ field, color, heading }, column) => ({
      x,
      y,
      px,
      color,
      cells: cells.map(({ at, record }): HeatMapCell => ({
        ...at,
        value: valueOf(record, field, tables),
        about: aboutCell(record, field, study.draws),
      })),
      ...(row === 0 && { heading }),
      ...(column === 0 && { rowName: mapping }),
      bottom: row === rows.length - 1,
    })),
  );
  const specialCells = legendOfSpecialCells(panels, px, 'column 2: ', layout);
  const parts = [
    // Room for the outermost labels of two legends side by side.
    heatMapRows(panels, 3, { row: px(26), column: px(layout.isNarrow ? 36 : 48) }, layout),
    ...specialCells,
  ];
  return sheet(title(rows, metric, factor), subtitle(study, metric, key), parts, px, layout);
}

function valueOf(record: GridCellRow, field: Field, tables: Tables): number | BlankReason {
  const value = record[field];
  if (!Number.isNaN(value)) return value;
  return tables.undefinedSomewhere.has(keyOf(record)) ? 'zero-weight' : 'below-threshold';
}

/**
 * Tooltip: the standard error of a largest spread, which the table has for several draws, and the number of
 * draws.
 */
function aboutCell(record: GridCellRow, field: Field, draws: number): About {
  const error = field.startsWith('max_epsilon') ? NaN : record[`${field as Metric['spread']}_se`];
  return { ...(Number.isFinite(error) && { 'standard error': error }), draws };
}

/** The cells of one row of panels with their indices. @throws {RangeError} unless they fill the grid */
function cellsOf({ cells, x, y }: Tables, key: Omit<CellKey, 'mean' | 'std'>): PlacedCell[] {
  const indicesOf = cellIndices(x, y);
  const found = cells
    .filter(
      (row) =>
        row.scheme === key.scheme &&
        row.mapping === key.mapping &&
        row.workers === key.workers &&
        row.seed === key.seed,
    )
    .map((record) => ({ record, at: indicesOf(record) }));
  const filled = new Set(found.map(({ at }) => at.row * x.values.length + at.column));
  const expected = x.values.length * y.values.length;
  if (found.length !== expected || filled.size !== expected) {
    const which = `${key.scheme}, ${key.mapping}, ${key.workers} workers, seed ${key.seed}`;
    throw new RangeError(
      `cells of ${which}: expected every mean with every std once, ${expected} rows, got ${found.length} rows for ${filled.size} cells`,
    );
  }
  return found;
}

/** Widens a single value: a colour scale needs two different ends. */
function widened(low: number, high: number): [number, number] {
  return low < high ? [low, high] : [low / 10, high * 10];
}

function keyOf(key: CellKey): string {
  return [key.scheme, key.mapping, key.workers, key.seed, key.mean, key.std].join();
}
