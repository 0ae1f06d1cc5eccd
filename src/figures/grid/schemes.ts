/** All schemes of a grid study side by side: rows are the quantities of its sheets, columns the schemes. */

import type { GridCellRow } from '../../study/kinds/grid/definition.js';
import type { GridStudy } from '../../study/kinds/grid/definition.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import type { BlankReason } from '../heat-map/hatching.js';
import { cellAxis, decadeDomain, distinct, placesOn } from '../heat-map/cell-axis.js';
import { sheet, shortNumber } from '../sheet.js';
import type { Figure, FigurePart, Pixels } from '../sheet.js';
import { gapsOf, METRICS } from './words.js';
import type { Field, Metric } from './words.js';
import { heatMapRows } from '../heat-map/heat-map.js';
import type { ColorScale } from '../heat-map/heat-map.js';
import { legendOfSpecialCells } from '../heat-map/legend.js';

/** Spreads smaller than the largest by more than this many powers of ten share one colour. */
const DECADES = 12;

/** Between panels: the outermost labels of two fit side by side. */
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
  const placeOf = placesOn(x, y);
  const hasGaps = gapsOf(all);
  const columns = study.schemes.length;
  const px: Pixels = (size) => Math.round(size * Math.max(1, (columns * (x.length + GAP) + 90) / 815));
  const factor = shortNumber(study.factor);
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
      name: 'epsilon of it',
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
      ...{ x, y, px, color, merged: true },
      cells: cells
        .filter((cell) => cell.scheme === scheme)
        .map((cell) => ({ ...placeOf(cell), value: valueOf(cell, field, color, hasGaps) })),
      ...(row === 0 && { heading: [scheme] }),
      ...(column === 0 && { rowName: name }),
      bottom: row === rows.length - 1,
      legend: column > 0 ? 0 : 2 * x.length + px(GAP),
    }));
    return { maps, part: heatMapRows(maps, columns, { row: px(26), column: px(GAP) }) };
  });
  const special = legendOfSpecialCells(
    parts.flatMap(({ maps }) =>
      maps.flatMap((map) => map.cells.map(({ value }) => ({ value, domain: map.color.domain }))),
    ),
    px,
  );
  const several = [
    ...(study.workers.length > 1 ? [`n${key.workers}`] : []),
    ...(study.seeds.length > 1 ? ['seed', key.seed] : []),
  ];
  const scaling = study.epsilonScaling === 'none' ? '' : `, epsilon times |${study.epsilonScaling}|`;
  return {
    name: ['schemes', metric.name, key.mapping, ...several].join('-'),
    spec: sheet(
      titleOf(study, cells, metric),
      [
        `${key.mapping}, ${key.workers} workers, ${study.draws === 1 ? '1 draw per cell' : `mean of ${study.draws} draws per cell`}, seed ${key.seed}, p ${study.pNorm}, c ${study.cNorm}${scaling}`,
        ...(metric.name === 'std-log10-weights'
          ? [`Spread S = std of the log₁₀ weights, threshold T = log₁₀ ${factor}`]
          : []),
      ],
      [...parts.map(({ part }): FigurePart => part), ...special],
      px,
    ),
    caption:
      `For every mean and standard deviation of the regrets and each scheme: the largest ${metric.words} over the epsilons of the grid, the epsilon at which it is reached${metric.name === 'std-log10-weights' ? ', and the largest epsilon at which the spread of the weights reaches the threshold' : ''}. ` +
      'The panels of a row share their colours, so what differs between two of them is what changed from one formula to the other.',
  };
}

/** A large map has more values than colours that can be told apart: those of one colour make one shape. */
const COLORS_TOLD_APART = 200;

function valueOf(
  cell: GridCellRow,
  field: Field,
  { domain: [low, high] }: ColorScale,
  hasGaps: (cell: GridCellRow) => boolean,
): number | BlankReason {
  const value = cell[field];
  if (Number.isNaN(value)) return hasGaps(cell) ? 'zero-weight' : 'below-threshold';
  if (!(value > 0) || (field !== 'max_std_weights' && field !== 'max_std_log10_weights')) return value;
  const step = Math.log(high / low) / COLORS_TOLD_APART;
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
  const [some, which] = negative.length > 0 ? [negative, 'cells of a negative mean'] : [own(first), 'cells'];
  return `Of ${some.length} ${which} ${some.filter(isSmaller).length} have a smaller largest std of the weights with ${first} than with ${last}`;
}
