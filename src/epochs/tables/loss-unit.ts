/** Whether losses are given as they are or as their log10. */

import { UsageError } from '../../text/errors.js';
import { short } from '../../text/numbers.js';
import type { Collected } from './collector.js';
import { cellError } from './cell-error.js';
import { factsOf } from './column-facts.js';
import { ambiguous } from './decisions.js';

export interface LossUnit {
  unit: 'log10' | 'raw';
  /** The reason, for readers: a phrase. */
  reason: string;
}

/** No log10 loss is as large: a loss of 1e12. */
const LARGEST_LOG10 = 12;

/**
 * @param columns indices of the columns with losses
 * @param stated unit that the name of the column of a long table states
 * @throws {UsageError} if both are plausible, or raw losses are not > 0
 */
export function lossUnit(
  table: Collected,
  columns: readonly number[],
  wanted: 'log10' | 'raw' | undefined,
  stated: 'log10' | 'raw' | 'log' | null,
): LossUnit {
  if (stated === 'log' && wanted === undefined) {
    throw ambiguous(table.file, 'by the name of a column the losses are logarithms or log losses', [
      'if they are log10, add --losses-are log10',
      'if they are losses, add --losses-are raw',
      'natural logarithms have to be divided by ln(10) = 2.302585 first',
    ]);
  }
  const named = stated === 'log' ? null : stated;
  if (wanted !== undefined && named !== null && wanted !== named) {
    throw ambiguous(table.file, `the name of a column says ${named}, --losses-are says ${wanted}`, [
      `give --losses-are ${named}, or rename the column`,
    ]);
  }
  const facts = factsOf(table.rows).filter((_, column) => columns.includes(column));
  const min = Math.min(...facts.map((each) => each.min));
  const max = Math.max(...facts.map((each) => each.max));
  const unit = wanted ?? named ?? (min < 0 ? 'log10' : min > 0 && max > LARGEST_LOG10 ? 'raw' : null);
  if (unit === 'raw') checkPositive(table, columns, min);
  if (unit !== null) {
    const byValue = unit === 'raw' ? `up to ${short(max)}` : 'some are negative';
    return { unit, reason: wanted ? 'as --losses-are says' : named ? 'as the column is named' : byValue };
  }
  const range = `${short(min)} to ${short(max)}`;
  throw ambiguous(table.file, `the losses, ${range}, can be losses or their log10, and the answers differ`, [
    'add --losses-are raw or --losses-are log10',
  ]);
}

function checkPositive({ notPositive, file }: Collected, columns: readonly number[], min: number): void {
  if (min > 0) return;
  const hint = ' (are these log10 losses already? then add --losses-are log10)';
  const cell =
    [...notPositive.entries()].find(([column]) => columns.includes(column))?.[1] ??
    [...notPositive.values()][0];
  throw new UsageError(
    cell
      ? `${cellError(cell, 'a loss > 0').message}${hint}`
      : `${file}: expected losses > 0, got ${min}${hint}`,
  );
}
