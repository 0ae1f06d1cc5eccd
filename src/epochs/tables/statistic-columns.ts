/** Columns that repeat a statistic of the workers of the row. */

import type { Rows } from '../rows.js';

const STATISTICS: Record<string, (sorted: Float64Array) => number> = {
  mean: (sorted) => sum(sorted) / sorted.length,
  sum,
  median: (sorted) => (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2,
  smallest: (sorted) => sorted[0]!,
  largest: (sorted) => sorted.at(-1)!,
  range: (sorted) => sorted.at(-1)! - sorted[0]!,
  count: (sorted) => sorted.length,
  'sample std': (sorted) => std(sorted, sorted.length - 1),
  'population std': (sorted) => std(sorted, sorted.length),
};

/** Difference between a statistic and the cell, over the larger of both: rounding to three digits. */
const TOLERANCE = 5e-3;
/** The same of a column whose name is not that of a statistic, over the range of the workers of the row. */
const CLOSE = 1e-3;

/**
 * Name of the statistic of the workers that a column holds in every row; null if there is none.
 * @param workers indices of the columns of the workers
 */
export function statisticOf(rows: Rows, column: number, workers: readonly number[]): string | null {
  return statisticIn(
    rows,
    { column, workers, fewest: 1, names: Object.keys(STATISTICS) },
    (statistic, value) =>
      Math.abs(statistic - value) <= TOLERANCE * Math.max(Math.abs(statistic), Math.abs(value)),
  );
}

/** Fewest rows that show a statistic in a column with a name, and in one without. */
const ENOUGH = { named: { ofTwo: 8, ofMore: 3 }, unnamed: { ofTwo: 2, ofMore: 1 } };
const IMPROBABLE = ['mean', 'sum', 'sample std', 'population std'];

/**
 * The same of a column that may be a worker by its name. Rows in which all workers are equal say nothing; so
 * do the smallest and largest number of a row if two workers share it.
 * @param workers indices of the other columns
 */
export function hiddenStatisticOf(
  rows: Rows,
  { column, workers, isNamed }: { column: number; workers: readonly number[]; isNamed: boolean },
): string | null {
  let informative = 0;
  const enough = ENOUGH[isNamed ? 'named' : 'unnamed'][workers.length > 2 ? 'ofMore' : 'ofTwo'];
  const isClose = (statistic: number, value: number, sorted: Float64Array): boolean => {
    const range = sorted.at(-1)! - sorted[0]!;
    if (range === 0) return true;
    informative++;
    return Math.abs(statistic - value) <= CLOSE * range;
  };
  for (const name of IMPROBABLE) {
    informative = 0;
    const found = statisticIn(rows, { column, workers, fewest: 2, names: [name] }, isClose);
    if (found !== null && informative >= enough) return found;
  }
  for (const name of ['smallest', 'largest'] as const) {
    informative = 0;
    const isUnique = (statistic: number, value: number, sorted: Float64Array): boolean => {
      const next = sorted.at(name === 'smallest' ? 1 : -2);
      if (statistic === value && next !== statistic) informative++;
      return statistic === value;
    };
    const isFound = statisticIn(rows, { column, workers, fewest: 2, names: [name] }, isUnique) !== null;
    if (isFound && informative >= enough && (!isNamed || !isCopy(rows, column, workers))) return name;
  }
  return null;
}

/** Whether a column repeats another one. */
function isCopy(rows: Rows, column: number, workers: readonly number[]): boolean {
  const copied = new Set(workers);
  for (let i = 0; i < rows.count && copied.size > 0; i++) {
    const row = rows.row(i);
    if (Number.isNaN(row[column]!)) continue;
    for (const worker of copied) if (row[worker] !== row[column]) copied.delete(worker);
  }
  return copied.size > 0;
}

interface Compared {
  column: number;
  workers: readonly number[];
  /** Fewest workers of a row that is compared. */
  fewest: number;
  /** Names of the statistics. */
  names: Iterable<string>;
}

function statisticIn(
  rows: Rows,
  { column, workers, fewest, names }: Compared,
  isClose: (statistic: number, value: number, sorted: Float64Array) => boolean,
): string | null {
  const candidates = new Set(names);
  let compared = 0;
  for (let i = 0; i < rows.count && candidates.size > 0; i++) {
    const row = rows.row(i);
    const value = row[column]!;
    const sorted = Float64Array.from(workers, (worker) => row[worker]!)
      .filter((each) => !Number.isNaN(each))
      .sort();
    if (Number.isNaN(value) || sorted.length < fewest) continue;
    compared++;
    for (const name of candidates)
      if (!isClose(STATISTICS[name]!(sorted), value, sorted)) candidates.delete(name);
  }
  return compared === 0 ? null : ([...candidates][0] ?? null);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function std(values: Float64Array, divisor: number): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / divisor);
}
