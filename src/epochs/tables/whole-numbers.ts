/** Columns of whole numbers without a known name: running numbers, constants, or workers. */

import type { ColumnFacts } from './column-facts.js';

export type Verdict = 'worker' | 'index' | 'constant' | 'ambiguous';

/** Rows from which numbers that rise or fall without a constant step are taken for an index. */
const ENOUGH_ROWS = 5;

/**
 * Beside workers with fractions, whole numbers that run or never change are no worker. Beside workers with
 * whole numbers they may be one.
 * @param others facts of the other columns that may be workers
 * @param isFirst whether the column is the first one of a table without names, where old tools write the epoch
 */
export function verdictOf(
  { values, step, trend, min, max }: ColumnFacts,
  others: readonly ColumnFacts[],
  isFirst: boolean,
): Verdict {
  const isConstant = min === max;
  const areConstant = others.every((other) => other.min === other.max);
  if (values < 2 || areConstant) return 'worker';
  const areFractional = others.every(({ isFractional }) => isFractional);
  if (values === 2) {
    const isSmallStep = isConstant || Math.abs(step) === 1;
    return areFractional && others.length > 1 && isSmallStep ? 'ambiguous' : 'worker';
  }
  if (isFirst && trend === 'rising' && min >= 0) return 'index';
  const hasTrend = trend !== 'none' && values >= ENOUGH_ROWS;
  const isRunning = !isConstant && min >= 0 && (!Number.isNaN(step) || hasTrend);
  if (!areFractional) return isConstant || isRunning ? 'ambiguous' : 'worker';
  if (isConstant) return min === 0 ? 'ambiguous' : 'constant';
  if (isRunning) return 'index';
  return others.length > 1 && min >= 0 ? 'ambiguous' : 'worker';
}
