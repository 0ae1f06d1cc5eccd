/** Whether the rows of a table are those that a run of its study writes: all of them, each once, in any order. */

import { axisValues } from '../study/axis.js';
import type { Study } from '../study/study-file.js';
import { UsageError } from './failure.js';
import type { Table } from './tables.js';

export class StudyRows {
  readonly #table: Table;
  /** By column of the key. */
  readonly #choices: { column: string; values: Set<unknown> }[];
  readonly #levels: readonly number[];
  readonly #isRatio: boolean;
  readonly #count: number;
  readonly #seen = new Set<string>();

  constructor(study: Study, table: Table) {
    const { schemes, mappings, workers, seeds, draws, std } = study;
    const lists: Record<string, readonly unknown[]> = {
      ...{ scheme: schemes, mapping: mappings, workers, seed: seeds, std: axisValues(std), draws: [draws] },
      ...(study.kind === 'grid' ? { epsilon: axisValues(study.epsilon) } : { factor: study.factor }),
    };
    this.#table = table;
    this.#choices = table.key.flatMap((column) => (column === 'mean' ? [] : [{ column, values: new Set(lists[column]) }]));
    this.#levels = axisValues(study.mean);
    this.#isRatio = study.kind === 'threshold' && study.axis === 'ratio';
    this.#count = this.#choices.reduce((product, { values }) => product * values.size, this.#levels.length);
  }

  /** @throws {UsageError} naming `place`, column, rule and value */
  check(row: Readonly<Record<string, string | number>>, place: string): void {
    const refuse = (column: string, rule: string) =>
      new UsageError(`${place}, ${column}: expected ${rule}, got ${Number.isNaN(row[column]) ? 'a blank' : row[column]}`);
    const wrong = this.#choices.find(({ column, values }) => !values.has(row[column]));
    if (wrong) throw refuse(wrong.column, 'a value of the study in manifest.json');
    const { mean, std } = row as { mean: number; std: number };
    if (!this.#levels.some((level) => (this.#isRatio ? level * std : level) === mean))
      throw refuse('mean', 'a value of the study in manifest.json');
    const { columns, key, shares = [] } = this.#table;
    const isWithin = (column: string, most: number) => Number(row[column]) >= 0 && Number(row[column]) <= most;
    const share = shares.find((column) => !isWithin(column, 1));
    if (share !== undefined) throw refuse(share, 'a share from 0 to 1');
    const negative = columns.find((column) => !key.includes(column) && !Number.isNaN(row[column]) && !isWithin(column, Infinity);
    if (negative !== undefined) throw refuse(negative, 'a number >= 0');
    const name = key.map((column) => row[column]).join();
    if (this.#seen.has(name)) throw new UsageError(`${place}: expected every row once, got that of ${name} again`);
    this.#seen.add(name);
  }

  /** @throws {UsageError} where rows are missing */
  checkCount(rows: number, path: string): void {
    if (rows < this.#count) throw new UsageError(`${path}: expected ${this.#count} rows, as in the study, got ${rows}`);
  }
}
