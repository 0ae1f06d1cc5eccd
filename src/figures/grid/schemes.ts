/** All schemes of a grid study side by side: rows are the quantities of its sheets, columns the schemes. */

import type { GridCellRow, GridStudy } from '../../study/kinds/grid/definition.js';
import { short } from '../../text/numbers.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { dataLine, sheetName } from '../data-line.js';
import { cellAxis, cellIndices } from '../heat-map/cell-axis.js';
import type { BlankReason } from '../heat-map/hatching.js';
import { heatMapRows } from '../heat-map/heat-map.js';
import type { ColorScale } from '../heat-map/heat-map.js';
import { legendOfSpecialCells } from '../heat-map/legend.js';
import { sheet } from '../sheet.js';
import type { Figure, FigurePart, Pixels } from '../sheet.js';
import { decadeDomain, distinct } from '../values.js';
import { gapsOf, meanOfDraws, METRICS } from './words.js';
import type { Field, Metric } from './words.js';

/**
 * Powers of ten on the colour scale of spreads, below the largest. Smaller spreads share the lowest colour:
 * they consist of rounding errors.
 */
const DECADES = 12;

/** Pixels between panels: room for the outermost labels of two panels side by side. */
const GAP = 44;

interface SheetKey {
  readonly mapping: MappingName;
  readonly workers: number;
  readonly seed: number;
}

/** One sheet for each metric, mapping, number of workers and seed, from the cells alone. */
export function schemeFigures(study: GridStudy, cells: readonly GridCellRow[]): Figure[] {
  return METRICS.flatMap((metric) =>
    study.mappings.flatMap((mapping) =>
      study.workers.flatMap((workers) =>
        study.seeds.map((seed) => schemesSheet(study, cells, metric, { mapping, workers, seed })),
      ),
    ),
  );
}

function schemesSheet(study: GridStudy, all: readonly GridCellRow[], metric: Metric, key: SheetKey): Figure {
  const cells = all.filter(
    (row) => row.mapping === key.mapping && row.workers === key.workers && row.seed === key.seed,
  );
  const x = cellAxis(distinct(all.map(({ std }) => std)), 'log', 180);
  const y = cellAxis(distinct(all.map(({ mean }) => mean)), 'linear', Math.ceil(0.8 * x.length));
  const indicesOf = cellIndices(x, y);
  const hasGaps = gapsOf(all);
  const columns = study.schemes.length;
  const px: Pixels = (size) => Math.round(size * Math.max(1, (columns * (x.length + GAP) + 90) / 815));
  const factor = short(study.factor);
  const epsilons = [metric.epsilon, 'max_epsilon_threshold' as const].flatMap((field) =>
    all.map((row) => row[field]),
  );
  const epsilonColor: ColorScale = { domain: decadeDomain(epsilons, 24), title: 'epsilon (dex)' };
  const spreadColor: ColorScale = {
    domain: decadeDomain(
      all.map((row) => row[metric.spread]),
      DECADES,
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
    return { maps, part: heatMapRows(maps, columns, { row: px(26), column: px(GAP) }) };
  });
  const specialCells = legendOfSpecialCells(
    parts.flatMap(({ maps }) =>
      maps.flatMap((map) => map.cells.map(({ value }) => ({ value, domain: map.color.domain }))),
    ),
    px,
  );
  return {
    name: sheetName(`schemes-${metric.name}-${key.mapping}`, study, { workers: key.workers, seed: key.seed }),
    spec: sheet(
      titleOf(study, cells, metric),
      [
        dataLine(study, study.epsilonScaling, [
          key.mapping,
          `${key.workers} workers`,
          meanOfDraws(study.draws),
          `seed ${key.seed}`,
        ]),
        ...(metric.name === 'std-log10-weights'
          ? [`Spread S = std of the log₁₀ weights, threshold T = log₁₀ ${factor}`]
          : []),
      ],
      [...parts.map(({ part }): FigurePart => part), ...specialCells],
      px,
    ),
    caption:
      `For every mean and standard deviation of the regrets and each scheme: the largest ${metric.words} over the epsilons of the grid, the epsilon at which it is reached${metric.name === 'std-log10-weights' ? ', and the largest epsilon at which the spread of the weights reaches the threshold' : ''}. ` +
      'The panels of a row have the same colour scale, so differences between them show the effect of the formula.',
  };
}

/**
 * Values of spreads are rounded to this many steps of the colour scale, which no reader can distinguish:
 * fewer colours make smaller files.
 */
const COLOR_STEPS = 200;

function valueOf(
  cell: GridCellRow,
  field: Field,
  { domain: [low, high] }: ColorScale,
  hasGaps: (cell: GridCellRow) => boolean,
): number | BlankReason {
  const value = cell[field];
  if (Number.isNaN(value)) return hasGaps(cell) ? 'zero-weight' : 'below-threshold';
  if (!(value > 0) || (field !== 'max_std_weights' && field !== 'max_std_log10_weights')) return value;
  const step = Math.log(high / low) / COLOR_STEPS;
  return Math.exp(Math.round(Math.log(value) / step) * step);
}

function titleOf({ schemes }: GridStudy, cells: readonly GridCellRow[], metric: Metric): string {
  const [first, last] = [schemes[0]!, schemes.at(-1)!];
  const own = (scheme: SchemeName) => cells.filter((cell) => cell.scheme === scheme);
  if (metric.name === 'std-log10-weights') {
    const hidden = (scheme: SchemeName) => own(scheme).filter(gapsOf(cells)).length;
    const [before, after] = [hidden(first), hidden(last)];
    if (before + after === 0)
      return `No weight of zero hides the spread in any of ${own(first).length} cells, with ${first} or ${last}`;
    return `A weight of zero hides the spread at some epsilon in ${before} of ${own(first).length} cells with ${first}, ${after} with ${last}`;
  }
  const others = new Map(own(last).map((cell) => [`${cell.mean} ${cell.std}`, cell[metric.spread]]));
  const isSmaller = (cell: GridCellRow) => cell[metric.spread] < others.get(`${cell.mean} ${cell.std}`)!;
  const negative = own(first).filter(({ mean }) => mean < 0);
  const [some, which] =
    negative.length > 0 ? [negative, 'cells with a negative mean'] : [own(first), 'cells'];
  return `${some.filter(isSmaller).length} of ${some.length} ${which} have a smaller largest std of the weights with ${first} than with ${last}`;
}
