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

/**
 * Name of the statistic of the workers that a column holds in every row; null if there is none.
 * @param workers indices of the columns of the workers
 */
export function statisticOf(rows: Rows, column: number, workers: readonly number[]): string | null {
  const candidates = new Set(Object.keys(STATISTICS));
  for (let i = 0; i < rows.count && candidates.size > 0; i++) {
    const row = rows.row(i);
    const value = row[column]!;
    const sorted = Float64Array.from(workers, (worker) => row[worker]!)
      .filter((each) => !Number.isNaN(each))
      .sort();
    if (Number.isNaN(value) || sorted.length === 0) continue;
    for (const name of candidates) {
      const statistic = STATISTICS[name]!(sorted);
      const scale = Math.max(Math.abs(statistic), Math.abs(value));
      if (!(Math.abs(statistic - value) <= TOLERANCE * scale)) candidates.delete(name);
    }
  }
  return candidates.size === Object.keys(STATISTICS).length ? null : ([...candidates][0] ?? null);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function std(values: Float64Array, divisor: number): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / divisor);
}
