/** Checks the arguments of `fitMapping`: its callers may have rows that no table of ours holds. */

import type { ThresholdCellRow } from '../study/kinds/threshold/definition.js';
import { QUANTILES } from '../study/table.js';
import { checkChoice, checkNumber, checkOptions, show } from '../text/check.js';
import { MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';

/** Largest number in a row, no unit: squares of the ratio of two stay within double precision. */
const MOST_VALUE = 1e250;

type Rule = [words: string, holds: (value: number) => boolean];

const POSITIVE: Rule = [`a number > 0, at most ${MOST_VALUE}`, (value) => value > 0 && value <= MOST_VALUE];
const QUANTILE: Rule = [
  `a number from 0 to ${MOST_VALUE}, or NaN`,
  (value) => Number.isNaN(value) || (value >= 0 && value <= MOST_VALUE),
];

/** Columns of numbers that the fits use. */
const COLUMNS: Readonly<Record<string, Rule>> = {
  workers: ['a whole number >= 2', (value) => Number.isInteger(value) && value >= 2],
  factor: ['a finite number > 1', (value) => value > 1 && value < Infinity],
  mean: [`a number within ${MOST_VALUE} of 0`, (value) => Math.abs(value) <= MOST_VALUE],
  std: POSITIVE,
  draws: POSITIVE,
  attainable: ['a number from 0 to 1', (value) => value >= 0 && value <= 1],
  ...Object.fromEntries(
    Object.keys(QUANTILES).flatMap((name) =>
      ['', '_low', '_high'].map((end): [string, Rule] => [`epsilon_${name}${end}`, QUANTILE]),
    ),
  ),
};

/**
 * The rows, each checked.
 * @throws {TypeError|RangeError} naming row, column, rule and value
 */
export function checkRows(rows: unknown): ThresholdCellRow[] {
  return listOf('rows', rows).map((row, i) => {
    const name = `rows[${i}]`;
    const fields = checkOptions<Record<string, unknown>>(row as Record<string, unknown>, name);
    checkChoice(`${name}.scheme`, fields['scheme'], SCHEME_NAMES);
    checkChoice(`${name}.mapping`, fields['mapping'], MAPPINGS);
    for (const [column, [rule, holds]] of Object.entries(COLUMNS))
      checkNumber(`${name}.${column}`, fields[column], rule, holds);
    return fields as unknown as ThresholdCellRow;
  });
}

/** A list or another iterable of objects. @throws {TypeError} naming the argument and its value */
export function listOf(name: string, value: unknown): unknown[] {
  const isIterable =
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Iterable<unknown>)[Symbol.iterator] === 'function';
  if (isIterable) return [...(value as Iterable<unknown>)];
  throw new TypeError(`Expected \`${name}\` to be a list of objects, got ${show(value)}`);
}
