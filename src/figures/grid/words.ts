/** Texts of the sheets of a grid study. */

import type { CellKey } from '../../study/table.js';
import type { GridCellRow } from '../../study/kinds/grid/definition.js';
import type { GridStudy } from '../../study/kinds/grid/definition.js';
import type { MappingName } from '../../weights/schemes.js';
import { short } from '../../text/numbers.js';
import { dataLine } from '../data-line.js';

/**
 * The two spreads of a study, with the columns of `cells.csv` for the epsilon of the largest spread and for
 * that spread.
 */
export const METRICS = [
  {
    name: 'std-weights',
    words: 'std of the weights',
    epsilon: 'max_epsilon_std_weights',
    spread: 'max_std_weights',
  },
  {
    name: 'std-log10-weights',
    words: 'std of the log₁₀ weights',
    epsilon: 'max_epsilon_std_log10_weights',
    spread: 'max_std_log10_weights',
  },
] as const;
export type Metric = (typeof METRICS)[number];

/**
 * Tests whether S is undefined for some draw of a cell at some epsilon of the axis, because a weight is zero.
 * That happens below a certain epsilon. The lowest one of all cells is the start of the axis: some cells (of
 * other schemes or higher means) have no weight of zero.
 */
export function gapsOf(cells: readonly GridCellRow[]): (cell: GridCellRow) => boolean {
  const lowest = cells.reduce(
    (least, cell) => (cell.min_epsilon_defined < least ? cell.min_epsilon_defined : least),
    Infinity,
  );
  return (cell) => !(cell.min_epsilon_defined <= lowest);
}

/** A column of `cells.csv` that a panel shows. */
export type Field = Metric['epsilon' | 'spread'] | 'max_epsilon_threshold';
export type SheetKey = Pick<CellKey, 'scheme' | 'workers' | 'seed'>;

/** Scheme and number of workers are part of the name only in a study with several. */
export function sheetName(study: GridStudy, metric: Metric, { scheme, workers, seed }: SheetKey): string {
  const several = [
    ...(study.schemes.length > 1 ? [scheme] : []),
    ...(study.workers.length > 1 ? [`n${workers}`] : []),
  ];
  return [...several, metric.name, 'seed', seed].join('-');
}

/**
 * The message of a sheet, in counts of cells. Spread is S; a cell where it is undefined does not reach the
 * factor.
 */
export function title(
  rows: readonly { mapping: MappingName; cells: readonly { record: GridCellRow }[] }[],
  metric: Metric,
  factor: string,
): string {
  const filled = (field: Field) =>
    rows.map(({ cells }) => cells.filter(({ record }) => !Number.isNaN(record[field])).length);
  const total = rows[0]!.cells.length;
  const reached = (ofTotal: string) =>
    filled('max_epsilon_threshold')
      .map((count, i) => `${count}${i === 0 ? ofTotal : ''} with the ${rows[i]!.mapping}`)
      .join(', ');
  if (metric.name === 'std-log10-weights') {
    return `The spread of the weights reaches a factor of ${factor} in ${reached(` of ${total} cells`)}`;
  }
  const hasBlanks = filled(metric.spread).some((count) => count < total);
  const where = hasBlanks
    ? 'Some cells have no std of the weights'
    : 'Every cell has a largest std of the weights';
  return `${where}; their spread reaches a factor of ${factor} in ${reached(` of ${total}`)}`;
}

/** One line for the data, one for the quantities. */
export function subtitle(study: GridStudy, metric: Metric, { scheme, workers, seed }: SheetKey): string[] {
  const [factor, threshold] = [short(study.factor), short(Math.log10(study.factor))];
  return [
    dataLine(study, study.epsilonScaling, [
      scheme,
      `${workers} workers`,
      meanOfDraws(study.draws),
      `seed ${seed}`,
    ]),
    `${metric.name === 'std-log10-weights' ? 'Spread' : 'Column 3: spread'} S = std of the log₁₀ weights, threshold T = log₁₀ ${factor} = ${threshold}`,
  ];
}

export function meanOfDraws(draws: number): string {
  return draws === 1 ? '1 draw per cell' : `mean of ${draws} draws per cell`;
}

/** Two sentences. */
export function caption(metric: Metric, factor: string): string {
  return (
    `For every mean and standard deviation of the regrets: the epsilon at which the ${metric.words} is largest, that largest value, and the largest ` +
    `epsilon at which the spread S of the weights (standard deviation of their log10) still reaches a factor of ${factor}, for each mapping. ` +
    'Where a column of cells has one colour, the value does not depend on the mean of the regrets, and a hatched cell has no value, for the reason given in the legend.'
  );
}
