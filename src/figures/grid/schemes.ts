/** All schemes of a grid study side by side: rows are the quantities of its sheets, columns the schemes. */

import type { GridCellRow, GridStudy } from '../../study/kinds/grid/definition.js';
import { count, percent, short } from '../../text/numbers.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { dataLine, sheetName, symbolsText } from '../data-line.js';
import { cellAxis, cellIndices } from '../heat-map/cell-axis.js';
import type { BlankReason } from '../heat-map/hatching.js';
import { heatMapRows } from '../heat-map/heat-map.js';
import type { ColorScale } from '../heat-map/map.js';
import { legendOfSpecialCells } from '../heat-map/legend.js';
import { inSteps } from '../heat-map/steps.js';
import { sheet, WIDE } from '../sheet.js';
import type { Figure, FigurePart, Layout, Pixels } from '../sheet.js';
import { decadeDomain, distinct } from '../values.js';
import { gapsOf, meanOfDraws, METRICS, SPREAD_DECADES } from './words.js';
import type { Field, Metric } from './words.js';

/** Pixels between panels: room for the outermost labels of two panels side by side. */
const GAP = 44;

interface SheetKey {
  readonly mapping: MappingName;
  readonly workers: number;
  readonly seed: number;
}

/** One sheet for each metric, mapping, number of workers and seed, from the cells alone. */
export function schemeFigures(study: GridStudy, cells: readonly GridCellRow[], layout = WIDE): Figure[] {
  return METRICS.flatMap((metric) =>
    study.mappings.flatMap((mapping) =>
      study.workers.flatMap((workers) =>
        study.seeds.map((seed) => schemesSheet({ study, layout }, cells, metric, { mapping, workers, seed })),
      ),
    ),
  );
}

function schemesSheet(
  drawn: { study: GridStudy; layout: Layout },
  all: readonly GridCellRow[],
  metric: Metric,
  key: SheetKey,
): Figure {
  const { mapping, workers, seed } = key;
  return {
    name: sheetName(`schemes-${metric.name}-${mapping}`, drawn.study, { workers, seed }),
    get spec() {
      return schemesSpec(drawn, all, metric, key);
    },
    caption:
      `For every mean and standard deviation of the regrets and each scheme: the largest ${metric.words} over the epsilons of the grid, the epsilon at which it is reached${metric.name === 'std-log10-weights' ? ', and the largest epsilon at which the spread of the weights reaches the threshold' : ''}. ` +
      'The panels of a row have the same colour scale, so differences between them show the effect of the formula.',
  };
}

function schemesSpec(
  { study, layout }: { study: GridStudy; layout: Layout },
  all: readonly GridCellRow[],
  metric: Metric,
  key: SheetKey,
): Figure['spec'] {
  const cells = all.filter(
    (row) => row.mapping === key.mapping && row.workers === key.workers && row.seed === key.seed,
  );
  const x = cellAxis(distinct(all.map(({ std }) => std)), 'log', layout.isNarrow ? 160 : 180);
  const y = cellAxis(distinct(all.map(({ mean }) => mean)), 'linear', Math.ceil(0.8 * x.length));
  const indicesOf = cellIndices(x, y);
  const hasGaps = gapsOf(all);
  const columns = study.schemes.length;
  const inRow = layout.isNarrow ? Math.min(2, columns) : columns;
  const design = layout.isNarrow ? 500 : 815;
  const px: Pixels = (size) => Math.round(size * Math.max(1, (inRow * (x.length + GAP) + 90) / design));
  const factor = short(study.factor);
  const epsilons = [metric.epsilon, 'max_epsilon_threshold' as const].flatMap((field) =>
    all.map((row) => row[field]),
  );
  const epsilonColor: ColorScale = { domain: decadeDomain(epsilons, 24), title: 'epsilon (dex)' };
  const spreadColor: ColorScale = {
    domain: decadeDomain(
      all.map((row) => row[metric.spread]),
      SPREAD_DECADES,
    ),
    title: `largest ${metric.words} (no unit)`,
  };
  const rows = [
    { field: metric.spread, color: spreadColor, name: 'largest std' },
    {
      field: metric.epsilon,
      color: { ...epsilonColor, title: `epsilon of the largest ${metric.words} (dex)` },
      name: 'its epsilon',
    },
    // The same for both metrics.
    ...(metric.name === 'std-log10-weights'
      ? [
          {
            field: 'max_epsilon_threshold',
            color: { ...epsilonColor, title: `largest epsilon with S ≥ T, factor ${factor} (dex)` },
            name: 'largest, S ≥ T',
          } as const,
        ]
      : []),
  ];
  const parts = rows.map(({ field, color, name }, row) => {
    const maps = study.schemes.map((scheme, column) => ({
      x,
      y,
      px,
      color,
      merged: true,
      cells: cells
        .filter((cell) => cell.scheme === scheme)
        .map((cell) => ({ ...indicesOf(cell), value: valueOf(cell, field, color, hasGaps) })),
      ...(row === 0 && { heading: [scheme] }),
      ...(column === 0 && { rowName: name }),
      bottom: row === rows.length - 1,
      legend: column > 0 ? 0 : 2 * x.length + px(GAP),
    }));
    return { maps, part: heatMapRows(maps, columns, { row: px(26), column: px(GAP) }, layout) };
  });
  const maps = parts.flatMap((each) => each.maps);
  const specialCells = legendOfSpecialCells(maps, px, '', layout);
  return sheet(
    titleOf(study, cells, metric),
    [
      dataLine(study, study.epsilonScaling, [
        key.mapping,
        count(key.workers, 'worker'),
        meanOfDraws(study.draws),
        `seed ${key.seed}`,
      ]),
      ...(metric.name === 'std-log10-weights' ? [symbolsText(study.factor)] : []),
    ],
    [...parts.map(({ part }): FigurePart => part), ...specialCells],
    px,
    layout,
  );
}

/** Spreads are in steps, because fewer colours make smaller files. */
function valueOf(
  cell: GridCellRow,
  field: Field,
  color: ColorScale,
  hasGaps: (cell: GridCellRow) => boolean,
): number | BlankReason {
  const value = cell[field];
  if (Number.isNaN(value)) return hasGaps(cell) ? 'zero-weight' : 'below-threshold';
  return field === 'max_std_weights' || field === 'max_std_log10_weights' ? inSteps(value, color) : value;
}

function titleOf({ schemes }: GridStudy, cells: readonly GridCellRow[], metric: Metric): string {
  const [first, last] = [schemes[0]!, schemes.at(-1)!];
  const own = (scheme: SchemeName) => cells.filter((cell) => cell.scheme === scheme);
  if (metric.name === 'std-log10-weights') {
    const share = (scheme: SchemeName) => own(scheme).filter(gapsOf(cells)).length / own(scheme).length;
    const [before, after] = [share(first), share(last)];
    if (before + after === 0)
      return `No weight of zero hides the spread at any mean and std, with ${first} or ${last}`;
    const text = (value: number) => (value === 0 ? 'none' : percent(value, 2));
    const hidden = own(first).filter(gapsOf(cells));
    const where = hidden.every(({ mean }) => mean < 0) ? ', all with a negative mean' : '';
    return `At low epsilon a weight of zero hides the spread in ${text(before)} of the cells with ${first}${before > 0 ? where : ''}, in ${text(after)} with ${last}`;
  }
  const others = new Map(own(last).map((cell) => [`${cell.mean} ${cell.std}`, cell[metric.spread]]));
  const isSmaller = (cell: GridCellRow) => cell[metric.spread] < others.get(`${cell.mean} ${cell.std}`)!;
  const negative = own(first).filter(({ mean }) => mean < 0);
  const some = negative.length > 0 ? negative : own(first);
  const smaller = some.filter(isSmaller).length / some.length;
  // The stds, from the lowest, at which every cell agrees.
  const limit = distinct(some.map(({ std }) => std)).findLast((std) =>
    some.every((cell) => cell.std > std || isSmaller(cell)),
  );
  const isLimited = limit !== undefined && smaller < 1;
  const conditions = [
    ...(negative.length > 0 ? ['the mean is negative'] : []),
    ...(isLimited ? [`the std is at most ${short(limit, 2)} dex`] : []),
  ];
  const place = conditions.length > 0 ? `Where ${conditions.join(' and ')}, the` : 'The';
  const share = isLimited ? '' : ` in ${percent(smaller, 2)} of the cells`;
  return `${place} weights differ less with ${first} than with ${last}${share}`;
}
