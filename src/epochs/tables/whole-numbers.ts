/** Columns of whole numbers without a known name: running numbers, constants, or workers. */

import type { Rows } from '../rows.js';
import type { ColumnFacts } from './column-facts.js';

interface Numbers {
  facts: ColumnFacts;
  /** Facts about the other columns of numbers. */
  others: readonly ColumnFacts[];
  /** Whether it is the first column. */
  isFirst: boolean;
  isNamed: boolean;
  /** Whether its name is a letter that an index or a worker may have: `t`, `x`. */
  isLetter: boolean;
  /** Whether its name is like those of others. */
  isAlike: boolean;
}

/** Rows from which numbers that rise or fall without a constant step are taken for an index. */
export const ENOUGH_ROWS = 5;
/** The same of large numbers, such as stakes, which rise or fall by chance in fewer rows. */
const MANY_ROWS = 8;
/** Fewest rows of numbers that run. */
const FEWEST_ROWS = 3;

export type Verdict = 'worker' | 'index' | 'constant' | 'ambiguous';

/**
 * Beside workers with fractions, whole numbers that run or never change are no worker, and others may be
 * none. Beside workers with whole numbers, those that run or never change may be one.
 * @param column of whole numbers
 */
export function verdictOf(rows: Rows, column: number, numbers: Numbers): Verdict {
  const { facts, others, isFirst, isNamed, isLetter, isAlike } = numbers;
  const { values, step, trend, min, max } = facts;
  const fractional = others.filter((other) => other.isFractional).length;
  const areFractional = fractional > 1 || fractional === others.length;
  const isConstant = min === max;
  const isMonotone = trend !== 'none' && values >= FEWEST_ROWS;
  const isRunning =
    (isMonotone && (!Number.isNaN(step) || values >= ENOUGH_ROWS)) ||
    (values >= ENOUGH_ROWS && isSequence(valuesOf(rows, column), 0));
  if (others.length === 0 || min < 0) return 'worker';
  // A worker may be constant, too: names decide.
  if (areFractional && values >= FEWEST_ROWS && isConstant && min !== 0)
    return isNamed && !isAlike ? 'constant' : 'ambiguous';
  if (areFractional ? isRunning : isLetter && isRunning && values >= ENOUGH_ROWS) return 'index';
  // Two workers are needed, so one of two columns is one.
  if (others.length === 1) return 'worker';
  if (isFirst && !isNamed && isMonotone && fractional > 0) return 'index';
  if (areFractional) return isAlike && !isLetter && isRounded(facts, others) ? 'worker' : 'ambiguous';
  if (values < FEWEST_ROWS)
    return values > 1 && (isConstant || !isAlike || Math.abs(step) === 1) ? 'ambiguous' : 'worker';
  if (!isAlike && (!isNamed || isApart(facts, others)) && areDistinct(valuesOf(rows, column)))
    return 'ambiguous';
  if (!isAlike && isNarrow(facts) && (values < ENOUGH_ROWS || areDistinct(valuesOf(rows, column))))
    return 'ambiguous';
  const isOrdered = isRunning || (isMonotone && !isAlike) || isOrder(valuesOf(rows, column));
  return isConstant || isOrdered ? 'ambiguous' : 'worker';
}

/** Smallest number whose fraction may be lost by rounding to four digits. */
const ROUNDED_FROM = 1000;
/** Largest ratio of the smallest number of a worker without fractions to the largest of one with them. */
const ROUNDED_RATIO = 10;

/** Whether numbers may be whole because they were rounded, as larger numbers beside smaller ones are. */
function isRounded({ min }: ColumnFacts, others: readonly ColumnFacts[]): boolean {
  return (
    min >= ROUNDED_FROM && others.some((other) => other.isFractional && ROUNDED_RATIO * other.largest >= min)
  );
}

/** Largest ratio of the heights of a table, and the smallest height: amounts differ more. */
const HEIGHTS = { ratio: 1.5, from: 1000 };

/** Whether whole numbers are close together and above all others, as heights of blocks are. */
function isApart({ min, max }: ColumnFacts, others: readonly ColumnFacts[]): boolean {
  return min >= HEIGHTS.from && max <= HEIGHTS.ratio * min && others.every((other) => other.largest < min);
}

/** Largest ratio of few heights or times of one table. Stakes and other amounts differ more. */
const NARROW = 1.01;

/** Whether whole numbers differ as little as the heights of neighbouring epochs, which losses may exceed. */
function isNarrow({ min, max }: ColumnFacts): boolean {
  return min >= HEIGHTS.from && max <= NARROW * min;
}

/** Whether values differ from row to row, as numbers of epochs do. A few rows may be twice in a table. */
function areDistinct(values: Float64Array): boolean {
  const present = values.filter((value) => !Number.isNaN(value));
  const most = present.length < ENOUGH_ROWS ? 0 : Math.max(1, MOST_REPEATED * present.length);
  return present.length - new Set(present).size <= most;
}

/** Smallest deviation from a constant step, over the step, that tells numbers from running ones. */
const STEP_ERROR = 1e-6;

/** Whether numbers run with a constant step: 0.5, 0.6, 0.7. */
export function isArithmetic(values: Float64Array): boolean {
  const present = values.filter((value) => !Number.isNaN(value));
  const step = present[1]! - present[0]!;
  return (
    step !== 0 &&
    present.every((value, i) => Math.abs(value - present[0]! - i * step) <= STEP_ERROR * Math.abs(step))
  );
}

/** Different numbers of a column that is so coarse that another one can be constant by chance. */
const FEW_NUMBERS = 3;

/** Whether each column repeats a few numbers. */
export function isCoarse(rows: Rows, columns: readonly number[]): boolean {
  return columns.every((column) => {
    const seen = new Set<number>();
    let values = 0;
    for (let i = 0; i < rows.count && seen.size <= FEW_NUMBERS; i++) {
      const value = rows.row(i)[column]!;
      if (Number.isNaN(value)) continue;
      seen.add(value);
      values++;
    }
    return seen.size <= FEW_NUMBERS && 2 * seen.size <= values;
  });
}

/** Milliseconds of the years 2020 to 2040, in which a time of the network lies. */
const TIMES = { from: Date.UTC(2020), to: Date.UTC(2040) };

/** Whether whole numbers order the rows: they run, fall, are a shuffled sequence, or times since 1970. */
export function ordersRows(rows: Rows, column: number, facts: ColumnFacts): boolean {
  const { isWhole, min, max, trend, values } = facts;
  if (!isWhole || min < 0 || min === max) return false;
  const isClose = max <= NARROW * min;
  const areTimes = [1e-3, 1, 1e3, 1e6].some((unit) => min >= TIMES.from * unit && max < TIMES.to * unit);
  // A few amounts may be times by chance. If they rise, they do not change the order.
  const isTime = areTimes && (isClose || trend === 'rising' || values >= ENOUGH_ROWS);
  const isMonotone = trend !== 'none' && (values >= MANY_ROWS || isClose);
  return isTime || isMonotone || (values >= 3 && isOrder(valuesOf(rows, column)));
}

/** Largest share of the rows of a shuffled sequence that repeat others. One row may always do. */
export const MOST_REPEATED = 0.1;

/** Whether values run, sorted, with a constant step; or never rise or never fall. Some may occur twice. */
function isOrder(values: Float64Array): boolean {
  return isSequence(values) || isMonotone(values);
}

function isMonotone(values: Float64Array): boolean {
  let rises = 0;
  let falls = 0;
  let last = NaN;
  for (const value of values) {
    if (value !== value) continue;
    if (value > last) rises++;
    else if (value < last) falls++;
    if (rises > 0 && falls > 0) return false;
    last = value;
  }
  const steps = rises + falls;
  return steps >= ENOUGH_ROWS - 1 && values.length - 1 - steps <= Math.max(1, MOST_REPEATED * values.length);
}

/**
 * Whether the values except NaN, sorted, run with a constant step.
 * @param repeated most values that may repeat others; by default {@link MOST_REPEATED}
 */
export function isSequence(values: Float64Array, repeated?: number): boolean {
  const seen = new Set<number>();
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value !== value) continue;
    seen.add(value);
    count++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const step = (max - min) / (seen.size - 1);
  const most = repeated ?? Math.max(1, MOST_REPEATED * count);
  if (seen.size < 3 || count - seen.size > most || !Number.isInteger(step)) return false;
  for (const value of seen) if ((value - min) % step !== 0) return false;
  return true;
}

/** The numbers of a column, shape (rows). */
export function valuesOf(rows: Rows, column: number): Float64Array {
  const values = new Float64Array(rows.count);
  let i = 0;
  for (const block of rows.blocks())
    for (let at = column; at < block.length; at += rows.width) values[i++] = block[at]!;
  return values;
}
