/** Whether the rows of a table are those that a run of its study writes: all of them, each once, in any order. */

import { axisValues } from '../study/axis.js';
import type { Study } from '../study/study-file.js';
import { UsageError } from '../text/errors.js';
import type { Table } from '../study/table.js';

/** The values of the columns that say which row it is; means that are multiples of the std are not among them. */
function valuesOf(study: Study): Record<string, readonly unknown[]> {
  const common = { scheme: study.schemes, mapping: study.mappings };
  if (study.kind === 'sweep') {
    const epsilon = axisValues(study.epsilon);
    return { ...common, vector: study.regrets.map(({ name }) => name), epsilon_scaling: study.epsilonScaling, epsilon };
  }
  const { workers, seeds: seed, draws, mean, std } = study;
  const cells = { ...common, workers, seed, draws: [draws], mean: axisValues(mean), std: axisValues(std) };
  switch (study.kind) {
    case 'grid':
      return { ...cells, epsilon: axisValues(study.epsilon) };
    case 'relative':
      return { ...cells, fraction: study.fractions, epsilon: study.epsilon ? axisValues(study.epsilon) : [] };
    case 'threshold':
      return { ...cells, factor: study.factor, variant: study.variants?.map(({ name }) => name) ?? [''] };
  }
}

export class StudyRows {
  readonly #table: Required<Pick<Table, 'columns' | 'key' | 'shares'>>;
  /** Of the columns of the key. */
  readonly #values: Map<string, Set<unknown>>;
  readonly #isRatio: boolean;
  readonly #seen = new Set<string>();

  constructor(study: Study, { columns, key = [], shares = [] }: Table) {
    const values = valuesOf(study);
    this.#table = { columns, key, shares };
    this.#values = new Map(key.map((column) => [column, new Set(values[column])]));
    this.#isRatio = study.kind === 'threshold' && study.axis === 'ratio';
  }

  /** @throws {UsageError} naming `place`, column, rule and value */
  check(row: Readonly<Record<string, string | number>>, place: string): void {
    const { columns, key, shares } = this.#table;
    if (key.length === 0) return;
    const refuse = (column: string, rule: string) =>
      new UsageError(`${place}, ${column}: expected ${rule}, got ${Number.isNaN(row[column]) ? 'a blank' : row[column]}`);
    const wrong = key.find((column) => !this.#isKnown(column, row));
    if (wrong !== undefined) throw refuse(wrong, 'a value that the study in manifest.json has');
    const isWithin = (column: string, most: number) => Number(row[column]) >= 0 && Number(row[column]) <= most;
    const share = shares.find((column) => !isWithin(column, 1));
    if (share !== undefined) throw refuse(share, 'a share from 0 to 1');
    const negative = columns.find((column) => !key.includes(column) && !Number.isNaN(row[column]) && !isWithin(column, Infinity));
    if (negative !== undefined) throw refuse(negative, 'a number >= 0');
    const name = key.map((column) => row[column]).join(' ');
    if (this.#seen.has(name)) throw new UsageError(`${place}: expected every row once, got that of ${name} again`);
    this.#seen.add(name);
  }

  #isKnown(column: string, row: Readonly<Record<string, string | number>>): boolean {
    const values = this.#values.get(column)!;
    if (column !== 'mean' || !this.#isRatio) return values.has(row[column]);
    return [...values].some((ratio) => Number(ratio) * Number(row['std']) === row['mean']);
  }

  /** @throws {UsageError} where rows are missing */
  checkCount(path: string): void {
    if (this.#table.key.length === 0) return;
    const expected = [...this.#values.values()].reduce((product, { size }) => product * size, 1);
    const got = this.#seen.size;
    if (got < expected) throw new UsageError(`${path}: expected ${expected} rows, as the study in manifest.json has, got ${got}`);
  }
}
