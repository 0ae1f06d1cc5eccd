/** A last row that repeats a statistic of the others, as sheets have it. */

import { ambiguous } from './decisions.js';
import type { Collected } from './collector.js';

/** Fewest other rows: the mean of fewer is one of them by chance. */
const FEWEST = 3;
/** Difference between the statistic and the cell, over the range of the column. */
const CLOSE = 1e-3;

/** @throws {UsageError} if the last row is the mean or the sum of the others in every column of a worker */
export function checkLastRow({ file, rows }: Collected, workers: readonly number[]): void {
  const last = rows.count > FEWEST ? rows.row(rows.count - 1) : null;
  if (last === null || workers.length < 2 || workers.some((worker) => Number.isNaN(last[worker]!))) return;
  const statistics = new Set(['mean', 'sum']);
  for (const worker of workers) {
    let [sum, count, min, max] = [0, 0, Infinity, -Infinity];
    for (let i = 0; i < rows.count - 1; i++) {
      const value = rows.row(i)[worker]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (count < FEWEST || min === max) return;
    const isClose = (statistic: number) => Math.abs(statistic - last[worker]!) <= CLOSE * (max - min);
    if (!isClose(sum / count)) statistics.delete('mean');
    if (!isClose(sum)) statistics.delete('sum');
    if (statistics.size === 0) return;
  }
  const [name] = statistics;
  throw ambiguous(file, `the last row is the ${name} of the others in every column, so it may be no epoch`, [
    'delete it',
    'if it is an epoch, name the column that orders the epochs (--index), or add --index none',
  ]);
}
