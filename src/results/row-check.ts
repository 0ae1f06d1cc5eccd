/** Checks that the rows of a table are those of its study: all of them, each once, in any order. */

import type { KeyValues } from '../study/kinds/kind.js';
import { keyValuesOf, rowCount, type Study } from '../study/study-file.js';
import { QUANTILES, type Table } from '../study/table.js';
import { UsageError } from '../text/errors.js';

/**
 * Largest number in a table, no unit: the products of p, c, regrets and their inverses, each at most 1e50,
 * are below it. Axes of figures cannot show numbers near the limit of double precision.
 */
const MOST_VALUE = 1e250;

type Row = Readonly<Record<string, string | number>>;

export class RowCheck {
  /** Key columns with the values that they take in the study. */
  readonly #keys: [name: string, values: KeyValues][];
  /** Other columns of numbers with the largest value that they take. */
  readonly #limits: [name: string, most: number][];
  /** Columns of values with the columns of the ends of their intervals. */
  readonly #intervals: [name: string, low: string, high: string][];
  /** Columns of quantiles of one variable, in increasing order. */
  readonly #quantiles: string[][];
  readonly #expected: number;
  readonly #seen = new Set<string>();
  readonly #report: ((problem: string) => void) | undefined;

  /**
   * @param report takes the problems of values that contradict each other; without it, the first one is
   *   thrown
   */
  constructor(study: Study, table: Table, report?: (problem: string) => void) {
    this.#report = report;
    const { columns } = table;
    const values = keyValuesOf(study);
    const entries = Object.entries(columns);
    this.#keys = entries.filter(([, { isKey }]) => isKey).map(([name]) => [name, values[name]!]);
    this.#limits = entries
      .filter(([, { isKey, isSigned, words }]) => !isKey && !isSigned && words === undefined)
      .map(([name, { isShare }]) => [name, isShare ? 1 : Infinity]);
    const names = Object.keys(columns);
    this.#intervals = names
      .filter((name) => names.includes(`${name}_low`))
      .map((name) => [name, `${name}_low`, `${name}_high`]);
    const order = Object.keys(QUANTILES);
    const variables = new Set(names.flatMap((name) => /^(.*)_q\d\d$/.exec(name)?.[1] ?? []));
    this.#quantiles = [...variables].map((variable) =>
      order.map((quantile) => `${variable}_${quantile}`).filter((name) => names.includes(name)),
    );
    this.#expected = rowCount(study, table);
  }

  /**
   * Checks one row.
   * @param place of the row, for the message
   * @throws {UsageError} naming place, column, rule and value
   */
  add(row: Row, place: string): void {
    for (const [name, values] of this.#keys) {
      if (!values.has(row[name], row))
        throw refusal(place, name, 'a value that the study in manifest.json has', row);
    }
    for (const [name, most] of this.#limits) {
      const value = row[name] as number;
      const isRight = (value >= 0 && value <= most) || (most === Infinity && Number.isNaN(value));
      if (!isRight) throw refusal(place, name, most === 1 ? 'a share from 0 to 1' : 'a number >= 0', row);
      if (value > MOST_VALUE) throw refusal(place, name, `at most ${MOST_VALUE}`, row);
    }
    this.#compare(row, place);
    const key = this.#keys.map(([name]) => row[name]).join(' ');
    if (this.#seen.has(key))
      throw new UsageError(`${place}: expected every row once, got that of ${key} again`);
    this.#seen.add(key);
  }

  /** Compares values of a row with each other: each inside its interval, quantiles in order. */
  #compare(row: Row, place: string): void {
    const refuse = (name: string, rule: string): void => {
      const error = refusal(place, name, rule, row);
      if (!this.#report) throw error;
      this.#report(error.message);
    };
    const at = (name: string) => row[name] as number;
    for (const [name, low, high] of this.#intervals) {
      // Rounding may leave an end a last digit inside.
      const slack = 1e-12 * Math.abs(at(name));
      if (at(low) > at(name) + slack) refuse(low, `at most ${name}, ${at(name)}`);
      if (at(high) < at(name) - slack) refuse(high, `at least ${name}, ${at(name)}`);
      if (at(low) > at(high)) refuse(low, `at most ${high}, ${at(high)}`);
      if (Number.isNaN(at(name)) && at(low) <= at(high)) refuse(name, `a number, as ${low} is`);
    }
    for (const names of this.#quantiles) {
      // Draws without a value count as the lowest, those without limit as the highest: the middle is defined.
      const defined = names.filter((name) => !Number.isNaN(at(name)));
      const [first, last] = [defined[0] ?? '', defined.at(-1) ?? ''];
      const middle = names.slice(names.indexOf(first) + 1, names.indexOf(last) + 1);
      for (const [i, name] of middle.entries()) {
        const before = middle[i - 1] ?? first;
        if (!(at(name) >= at(before))) refuse(name, `at least ${before}, ${at(before)}`);
      }
    }
  }

  /** @throws {UsageError} where rows are missing */
  finish(path: string): void {
    const got = this.#seen.size;
    if (got < this.#expected)
      throw new UsageError(
        `${path}: expected ${this.#expected} rows, as the study in manifest.json has, got ${got}`,
      );
  }
}

function refusal(place: string, name: string, rule: string, row: Row): UsageError {
  const value = row[name];
  return new UsageError(
    `${place}, ${name}: expected ${rule}, got ${Number.isNaN(value) ? 'a blank' : value}`,
  );
}
