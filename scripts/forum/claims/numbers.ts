/** Numbers of tables with their intervals. */

import { studentEstimate, wilson, type Estimate } from '../../../src/statistics/intervals.js';
import type { Measured } from './claim.js';

/** Of the intervals in the tables. */
const LEVEL = 0.95;
/** Both of two such intervals hold their truths with this probability at least. */
const LEVEL_OF_TWO = 0.9;

/** Without chance in it: the given regrets have these numbers. One, or the range of several. */
export function exact(name: string, values: readonly number[], unit = ''): Measured {
  const [least, most] = rangeOf(values);
  return {
    name,
    value: least === most ? least : [least, most],
    unit,
    low: least,
    high: most,
    level: null,
    draws: null,
    counted: 'draws',
  };
}

/** A share of independent successes. */
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

/** The share of rows with a property, each a cell with regrets of its own. */
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

/** The mean of cells with regrets of their own but the same distribution: their scatter tells its error. */
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

/** A column of a row with its interval, over a unit. */
export function entry<Name extends string>(
  row: WithInterval<Name> | undefined,
  name: Name,
  unit = 1,
): Bounded {
  const at = (end: Name | `${Name}_low` | `${Name}_high`) => (row ? (row[end] as number) / unit : NaN);
  return {
    value: at(name),
    low: at(`${name}_low`),
    high: at(`${name}_high`),
    level: LEVEL,
    draws: row?.draws ?? 0,
  };
}

/** In multiples of a number without chance in it. */
export function overUnit({ value, low, high, ...rest }: Bounded, unit: number): Bounded {
  return { value: value / unit, low: low / unit, high: high / unit, ...rest };
}

/** The quotient of two: the largest and the smallest that both intervals allow. */
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
 * The smallest and the largest of several. The interval from the smallest low end to the largest high end holds the smallest and the largest
 * truth with the probability of one interval, as it misses the largest truth only if the interval of that one does. `draws` are those of each.
 */
export function range(name: string, unit: string, several: readonly Bounded[]): Measured {
  return {
    ...{ name, unit, value: rangeOf(several.map(({ value }) => value)) },
    low: rangeOf(several.map(({ low }) => low))[0],
    high: rangeOf(several.map(({ high }) => high))[1],
    level: several[0]?.level ?? LEVEL,
    draws: several.length > 0 ? Math.min(...several.map(({ draws }) => draws)) : 0,
    counted: 'draws',
  };
}

/** NaN if there is none, or one of them is. */
function rangeOf(values: readonly number[]): [least: number, most: number] {
  if (values.length === 0) return [NaN, NaN];
  return [Math.min(...values), Math.max(...values)];
}

/** Whether all intervals lie within [from, to], ends that are open nowhere. */
export function within(numbers: readonly Measured[], from: number, to: number): boolean {
  return (
    numbers.length > 0 &&
    numbers.every(({ low, high }) => low !== null && high !== null && low >= from && high <= to)
  );
}

/** Rows with the same key together, in the order of the first of each. */
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
