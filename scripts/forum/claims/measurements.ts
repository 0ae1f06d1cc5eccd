/** Numbers from tables, with their intervals. */

import { studentEstimate, wilson, type Estimate } from '../../../src/statistics/intervals.js';
import type { Measured } from './claim.js';

/** Confidence level of the intervals in the tables. */
const LEVEL = 0.95;
/**
 * Lower bound of the probability that two such intervals both contain their true values: 1 - 2 (1 - 0.95).
 */
const LEVEL_OF_TWO = 0.9;

/** A number without randomness, computed from given regrets, or the range of estimates. */
export function exact(name: string, values: readonly number[], unit = ''): Measured {
  const [smallest, largest] = rangeOf(values);
  return {
    name,
    value: smallest === largest ? smallest : [smallest, largest],
    unit,
    low: smallest,
    high: largest,
    level: null,
    draws: null,
    counted: 'draws',
  };
}

/** The share of successes among independent draws, with its Wilson interval. */
export function share(
  name: string,
  successes: number,
  draws: number,
  counted: Measured['counted'] = 'draws',
): Measured {
  const estimate =
    draws === 0
      ? { value: NaN, low: NaN, high: NaN, level: LEVEL, draws }
      : wilson(Math.round(successes), draws);
  return { ...measured(name, '%', estimate), counted };
}

/** The share of rows with a property. Each row is a cell with independent regrets. */
export function shareOf<Row>(name: string, rows: readonly Row[], has: (row: Row) => boolean): Measured {
  return share(name, rows.filter(has).length, rows.length, 'cells');
}

export function measured(
  name: string,
  unit: string,
  { value, low, high, level, draws }: Omit<Estimate, 'standardError'>,
): Measured {
  return { name, value, unit, low, high, level, draws, counted: 'draws' };
}

/**
 * The mean over cells with independent regrets of the same distribution. Its standard error comes from their
 * variance.
 */
export function meanOf(values: readonly number[], draws: number): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / (n - 1), 0);
  return studentEstimate(mean, Math.sqrt(variance / n), n - 1, draws);
}

type WithInterval<Name extends string> = Record<Name | `${Name}_low` | `${Name}_high`, number> & {
  draws: number;
};
type Bounded = Pick<Estimate, 'value' | 'low' | 'high' | 'level' | 'draws'>;

/** A column of a row with its interval, divided by `unit`. NaN without a row. */
export function entry<Name extends string>(
  row: WithInterval<Name> | undefined,
  name: Name,
  unit = 1,
): Bounded {
  const inUnits = (end: Name | `${Name}_low` | `${Name}_high`) => (row ? (row[end] as number) / unit : NaN);
  return {
    value: inUnits(name),
    low: inUnits(`${name}_low`),
    high: inUnits(`${name}_high`),
    level: LEVEL,
    draws: row?.draws ?? 0,
  };
}

/** An estimate divided by a number without randomness. */
export function overUnit({ value, low, high, ...rest }: Bounded, unit: number): Bounded {
  return { value: value / unit, low: low / unit, high: high / unit, ...rest };
}

/**
 * The quotient of two estimates. Its interval has the smallest and the largest quotient that both intervals
 * allow.
 */
export function quotient(a: Bounded, b: Bounded): Bounded {
  return {
    value: a.value / b.value,
    low: a.low / b.high,
    high: a.high / b.low,
    level: LEVEL_OF_TWO,
    draws: Math.min(a.draws, b.draws),
  };
}

/**
 * The smallest and the largest of several estimates. The interval runs from the smallest low end to the
 * largest high end. Its level is that of one interval, because it misses the largest true value only if the
 * interval of that value does. `draws` is the smallest number of draws of an estimate.
 */
export function range(name: string, unit: string, estimates: readonly Bounded[]): Measured {
  return {
    name,
    unit,
    value: rangeOf(estimates.map(({ value }) => value)),
    low: rangeOf(estimates.map(({ low }) => low))[0],
    high: rangeOf(estimates.map(({ high }) => high))[1],
    level: estimates[0]?.level ?? LEVEL,
    draws: estimates.length > 0 ? Math.min(...estimates.map(({ draws }) => draws)) : 0,
    counted: 'draws',
  };
}

/** The smallest and the largest value. NaN without values, or if one of them is NaN. */
function rangeOf(values: readonly number[]): [smallest: number, largest: number] {
  if (values.length === 0) return [NaN, NaN];
  return [Math.min(...values), Math.max(...values)];
}

/** Whether all intervals lie within [from, to]. An open end lies nowhere. */
export function within(numbers: readonly Measured[], from: number, to: number): boolean {
  return (
    numbers.length > 0 &&
    numbers.every(({ low, high }) => low !== null && high !== null && low >= from && high <= to)
  );
}

/** Rows grouped by key, in the order of the first row of each key. */
export function groupsOf<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}
