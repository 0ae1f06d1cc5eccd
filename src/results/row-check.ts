/** Checks that the rows of a table are those of its study: all of them, each once, in any order. */

import type { KeyValues } from '../study/kinds/kind.js';
import { keyValuesOf, type Study } from '../study/study-file.js';
import type { Table } from '../study/table.js';
import { UsageError } from '../text/errors.js';

type Row = Readonly<Record<string, string | number>>;

export class RowCheck {
  /** Key columns with the values that they take in the study. */
  readonly #keys: [name: string, values: KeyValues][];
  /** Other columns of numbers with the largest value that they take. */
  readonly #limits: [name: string, most: number][];
  readonly #expected: number;
  readonly #seen = new Set<string>();

  constructor(study: Study, { columns, rows }: Table) {
    const values = keyValuesOf(study);
    const entries = Object.entries(columns);
    this.#keys = entries.filter(([, { isKey }]) => isKey).map(([name]) => [name, values[name]!]);
    this.#limits = entries
      .filter(([, { isKey, isSigned, words }]) => !isKey && !isSigned && words === undefined)
      .map(([name, { isShare }]) => [name, isShare ? 1 : Infinity]);
    this.#expected = rows
      ? (rows as (study: Study) => number)(study)
      : this.#keys.reduce((product, [, { size }]) => product * size, 1);
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
    }
    const key = this.#keys.map(([name]) => row[name]).join(' ');
    if (this.#seen.has(key))
      throw new UsageError(`${place}: expected every row once, got that of ${key} again`);
    this.#seen.add(key);
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
