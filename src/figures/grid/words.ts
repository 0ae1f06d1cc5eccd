/** Texts of the sheets of a grid study. */

import type { CellKey } from '../../study/table.js';
import type { GridCellRow } from '../../study/kinds/grid/definition.js';
import type { GridStudy } from '../../study/kinds/grid/definition.js';
import { count, grouped, short } from '../../text/numbers.js';
import { dataLine, symbolsText } from '../data-line.js';
import { roundedUp } from '../values.js';

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
 * Powers of ten on the colour scale of spreads, below the largest. Smaller spreads share the lowest colour:
 * they consist of rounding errors.
 */
export const SPREAD_DECADES = 12;

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
 * The message of a sheet: the mean above which the weights never differ by the factor, and the largest std of
 * the weights on the sheet that shows it.
 */
export function title(
  rows: readonly { cells: readonly { record: GridCellRow }[] }[],
  metric: Metric,
  factor: string,
): string {
  const cells = rows.flatMap((row) => row.cells.map(({ record }) => record));
  const isReached = (cell: GridCellRow) => !Number.isNaN(cell.max_epsilon_threshold);
  const reached = cells.filter(isReached);
  const limit = Math.max(0, ...reached.map(({ mean, std }) => mean / std));
  const beyond = cells.some(({ mean, std }) => mean / std > limit);
  const differ = `makes the weights differ by a factor of ${factor}`;
  const message =
    reached.length === 0
      ? `No epsilon ${differ}`
      : reached.length === cells.length
        ? `Some epsilon ${differ} at every mean and std of the regrets`
        : beyond
          ? `Where the mean of the regrets exceeds ${limit === 0 ? '0' : `${short(roundedUp(limit))} std`}, no epsilon ${differ}`
          : `An epsilon ${differ} at some means and stds of the regrets only`;
  if (metric.name === 'std-log10-weights') return message;
  const spreads = cells.map((cell) => cell[metric.spread]).filter((value) => value > 0);
  const most = spreads.length === 0 ? 'undefined' : short(Math.max(...spreads), 2);
  return `${message}; the std of the weights reaches ${most}`;
}

/** One line for the data, one for the quantities. */
export function subtitle(study: GridStudy, metric: Metric, { scheme, workers, seed }: SheetKey): string[] {
  return [
    dataLine(study, study.epsilonScaling, [
      scheme,
      count(workers, 'worker'),
      meanOfDraws(study.draws),
      `seed ${seed}`,
    ]),
    `${metric.name === 'std-log10-weights' ? '' : 'Column 3: '}${symbolsText(study.factor)}`,
  ];
}

export function meanOfDraws(draws: number): string {
  return draws === 1 ? '1 draw per cell' : `mean of ${grouped(draws)} draws per cell`;
}

/** Two sentences. */
export function caption(metric: Metric, factor: string): string {
  return (
    `For every mean and standard deviation of the regrets: the epsilon at which the ${metric.words} is largest, that largest value, and the largest ` +
    `epsilon at which the spread S of the weights (standard deviation of their log10) still reaches a factor of ${factor}, for each mapping. ` +
    'Where a column of cells has one colour, the value does not depend on the mean of the regrets, and a hatched cell has no value, for the reason given in the legend.'
  );
}
