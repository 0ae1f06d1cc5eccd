/**
 * The meaning of each column of a wide table, in which a row is an epoch and a column a worker.
 *
 * Options decide first, then names, then values. Where two readings are plausible and change the answer, the
 * table is refused, and the message names the options that decide. docs/tables.md lists the decisions.
 */

import { ApartColumns } from './apart-columns.js';
import type { Collected } from './collector.js';
import { keysOfTexts } from './epoch-order.js';
import { columnNamed, type LeftOut, named } from './decisions.js';
import { familiesOf } from './name-families.js';
import { EPOCH_RANK, indexRank, plainName } from './names.js';
import type { ReadTableOptions } from './options.js';
import { hiddenStatisticOf } from './statistic-columns.js';
import { ENOUGH_ROWS, isArithmetic, isCoarse, ordersRows, valuesOf, verdictOf } from './whole-numbers.js';

export interface WideColumns {
  /** Indices of the columns of the workers. */
  workers: number[];
  /** Index of the column with the loss of the network; null: the mean loss of the workers. */
  network: number | null;
  /** Indices of the columns that may order the epochs, the more reliable first. */
  indices: number[];
  leftOut: LeftOut[];
}

/**
 * Rows of fractions with a constant step that are improbable of a worker. Few such rows are typed as
 * examples.
 */
const MANY_ROWS = 8;
/** Rank of a column of row numbers: after all others. */
const ROW_NUMBER_RANK = 100;
/** Rows up to which a number that repeats with its whole row may be that of an epoch. */
const FEW_ROWS = 5;

/**
 * @param areWorkers whether the columns come from a column of workers, so that options name none of them, and
 *   values of an index say nothing
 * @throws {UsageError} if the meaning of a column is not decided, or an option names no column
 */
export function wideColumns(
  table: Collected,
  options: ReadTableOptions,
  { areWorkers = false } = {},
): WideColumns {
  const decision = new WideDecision(
    table,
    areWorkers ? { ...options, columns: undefined, index: undefined } : options,
    areWorkers,
  );
  return areWorkers ? decision.ofWorkers() : decision.ofTable();
}

class WideDecision extends ApartColumns {
  ofWorkers(): WideColumns {
    for (const [column, meaning] of this.meanings.entries()) {
      if (!['fact', 'index', 'topic'].includes(meaning)) continue;
      const others = this.roles.flatMap((_, other) => (other === column ? [] : [other]));
      throw this.refuse(
        `worker ${this.label(column)} is by its name no worker`,
        this.waysOfWorker(column, others),
      );
    }
    return this.#result();
  }

  ofTable(): WideColumns {
    this.#byOptions();
    if (this.options.columns === undefined) this.#checkNames();
    this.#byNames();
    this.decideTexts();
    if (this.options.columns === undefined) {
      this.decideShared();
      this.decideApart();
      this.#wholeNumbers();
      this.#fractions();
      this.#unlike();
    } else this.#unlisted();
    return this.#result();
  }

  #result(): WideColumns {
    this.where('undecided').forEach((column) => (this.roles[column] = 'worker'));
    this.decideNetworks();
    if (this.options.columns === undefined && !this.areWorkers) this.checkQuantity();
    const order = (column: number) => (column === this.#chosenIndex() ? -1 : this.#rank(column));
    return {
      workers: this.where('worker'),
      network: this.network,
      indices: this.where('index').sort((a, b) => order(a) - order(b) || a - b),
      leftOut: this.leftOut.sort((a, b) => this.#columnOf(a) - this.#columnOf(b)),
    };
  }

  /**
   * Reliability of an index, 0 the best. Rows that are numbered from 0 or 1 as they stand have no other
   * order.
   */
  #rank(column: number): number {
    const rank = indexRank(this.label(column));
    const { step, min } = this.facts[column]!;
    const isText = this.table.columns[column]!.texts !== null;
    const isRowNumber = !isText && rank > EPOCH_RANK + 1 && step === 1 && (min === 0 || min === 1);
    return isRowNumber ? ROW_NUMBER_RANK : Math.min(rank, ROW_NUMBER_RANK - 1);
  }

  #columnOf({ column }: LeftOut): number {
    return this.table.columns.findIndex(({ label }) => label === column);
  }

  #chosenIndex(): number | null {
    const { index } = this.options;
    if (index === undefined || index === 'none') return null;
    return columnNamed(this.table.file, this.table.columns, index, '--index');
  }

  #byOptions(): void {
    const { columns, file } = this.table;
    const { networkLoss, quantity } = this.options;
    if (quantity === 'losses' && networkLoss !== undefined && networkLoss !== 'none')
      columnNamed(file, columns, networkLoss, '--network-loss');
    const index = this.#chosenIndex();
    if (index !== null) this.roles[index] = 'index';
    if (this.options.columns === undefined) return;
    for (const wanted of this.options.columns) {
      const column = columnNamed(file, columns, wanted, '--columns');
      if (column === index)
        throw this.refuse(`column ${this.label(column)} is in --columns and in --index`, ['name it once']);
      this.roles[column] = 'worker';
    }
  }

  /** Names of columns that are dates or numbers of epochs: the rows may be workers. */
  #checkNames(): void {
    const names = this.table.columns.flatMap(({ name }) => (name ? [name] : []));
    const epochs = names.filter((name) => !/^\d+$/.test(name) && keysOfTexts([name]) !== null);
    const heights = names.filter((name) => /^\d{4,}$/.test(name)).map(Number);
    if (epochs.length < 2 && !(heights.length > 2 && isArithmetic(Float64Array.from(heights)))) return;
    throw this.refuse(
      `columns are named as epochs (${epochs[0] ?? heights[0]}, ...), so rows may be workers`,
      [
        'if they are, turn the table so that a row is an epoch and a column a worker',
        'otherwise name the columns of the workers (--columns)',
      ],
    );
  }

  #byNames(): void {
    const onlyListed = this.options.columns !== undefined;
    for (const column of this.where('undecided')) {
      const meaning = this.meanings[column]!;
      const { isWhole, values } = this.facts[column]!;
      const isText = this.table.columns[column]!.texts !== null;
      if (meaning === 'topic') this.roles[column] = 'topic';
      else if (meaning === 'index' && !(isText && this.isNameless(column))) this.roles[column] = 'index';
      else if (
        meaning === 'perhaps index' &&
        !isText &&
        (values === 0 || (isWhole && !this.isLetter(column)))
      )
        this.roles[column] = 'index';
      else if (meaning === 'fact') this.leaveOut(column, 'its name is not that of a worker');
      else if (meaning === 'worker' && !onlyListed) this.roles[column] = 'worker';
    }
  }

  /** Columns that --columns does not name: they may order the epochs. */
  #unlisted(): void {
    const { rows, columns } = this.table;
    for (const column of this.where('undecided').filter((each) => !this.isNetwork(each))) {
      const isNumber = this.numbers([column]).length > 0;
      if (isNumber && ordersRows(rows, column, this.facts[column]!)) this.roles[column] = 'index';
      else if (
        isNumber &&
        (columns[column]!.name === null || this.facts[column]!.values < ENOUGH_ROWS
          ? this.mayBeKey(column)
          : this.#tellsEqualRows(column))
      )
        throw this.ambiguousKey(column);
      else this.leaveOut(column, 'not in --columns');
    }
  }

  /** Whether whole numbers repeat, and only where whole rows do: an epoch may be in the table twice. */
  #tellsEqualRows(column: number): boolean {
    const { rows } = this.table;
    if (!this.facts[column]!.isWhole || this.options.index !== undefined || this.where('index').length > 0)
      return false;
    const first = new Map<number, Float64Array>();
    let equal = 0;
    for (let i = 0; i < rows.count; i++) {
      const row = rows.row(i);
      const before = first.get(row[column]!);
      if (before === undefined) first.set(row[column]!, row);
      else if (row.every((value, other) => Object.is(value, before[other]))) equal++;
      else return false;
    }
    return equal > 0 && first.size > 1;
  }

  /** Constants and running numbers, which are no worker. */
  #wholeNumbers(): void {
    const candidates = this.#unknownNumbers().filter((column) => this.facts[column]!.isWhole);
    const { alike } = this.#families();
    for (const column of candidates) {
      const others = this.others(column);
      const facts = this.facts[column]!;
      const verdict = verdictOf(this.table.rows, column, {
        facts,
        others: others.map((other) => this.facts[other]!),
        isFirst: column === 0,
        isNamed: this.table.columns[column]!.name !== null,
        isLetter: this.isLetter(column),
        isAlike: alike.includes(column),
      });
      if (verdict === 'index') this.roles[column] = 'index';
      else if (verdict === 'constant') this.leaveOut(column, `it holds ${facts.min} everywhere`);
      else if (verdict === 'ambiguous') throw this.#ambiguousNumbers(column, others);
    }
    for (const column of this.#unknownNumbers().filter((each) => this.facts[each]!.isWhole)) {
      const others = this.others(column);
      if (this.#mayNumberFew(column, others, alike)) throw this.#ambiguousNumbers(column, others);
    }
  }

  /** Whether consecutive numbers may number a few rows, because they repeat only where a whole row does. */
  #mayNumberFew(column: number, others: readonly number[], alike: readonly number[]): boolean {
    const { values, min, max } = this.facts[column]!;
    const isUnlike = others.length > 1 && !alike.includes(column) && !this.isLetter(column);
    return isUnlike && min >= 0 && max - min < values && values <= FEW_ROWS && this.#tellsEqualRows(column);
  }

  /** Fractions that never change, that run, or that repeat a statistic of the others. */
  #fractions(): void {
    const { rows } = this.table;
    const isConstant = (column: number) => this.facts[column]!.min === this.facts[column]!.max;
    for (const column of this.#unknownNumbers()) {
      const others = this.others(column);
      const { values, isWhole } = this.facts[column]!;
      const isNamed = this.table.columns[column]!.name !== null;
      if (values >= 3 && !isCoarse(rows, others) && isConstant(column) && !others.every(isConstant))
        throw this.#ambiguousNumbers(column, others);
      if (values >= MANY_ROWS && !isWhole && isArithmetic(valuesOf(rows, column)))
        throw this.#ambiguousNumbers(column, others);
      if (isNamed && isCoarse(rows, [column])) continue;
      const parts = [
        others,
        others.filter((other) => other < column),
        others.filter((other) => other > column),
      ];
      for (const part of parts.filter(({ length }) => length > 1)) {
        const statistic = hiddenStatisticOf(rows, { column, workers: part, isNamed });
        if (statistic === null) continue;
        const of = part.length === others.length ? 'the others' : `columns ${this.names(part)}`;
        throw this.refuse(
          `${named(this.label(column))} is the ${statistic} of ${of} in every row, so it may be no worker`,
          this.waysOfWorker(column, others),
        );
      }
    }
  }

  /** Columns whose names are alike, and those whose names are like no other. */
  #families(): { alike: number[]; unlike: number[] } {
    const columns = this.numbers([...this.where('undecided'), ...this.where('worker')])
      .filter((column) => !this.isNetwork(column) && this.table.columns[column]!.name !== null)
      .sort((a, b) => a - b);
    const { alike, unlike } = familiesOf(columns.map((column) => this.label(column)));
    const columnOf = (i: number) => columns[i]!;
    return { alike: alike.map(columnOf), unlike: unlike.map(columnOf) };
  }

  #unknownNumbers(): number[] {
    return this.numbers(this.where('undecided')).filter((column) => !this.isNetwork(column));
  }

  /** A name that is unlike those of the others, such as `foo` beside `a`, `b` and `c`. */
  #unlike(): void {
    const unlike =
      this.#families().unlike.find((column) => this.roles[column] === 'undecided') ?? this.#loneLetter();
    if (unlike === undefined) return;
    const { quantity, networkLoss } = this.options;
    const others = this.others(unlike);
    const label = this.label(unlike);
    const isLoss = quantity === 'losses' && networkLoss === undefined;
    throw this.refuse(`the name of ${named(label)} is unlike those of the others, so it may be no worker`, [
      ...(isLoss ? [`if it is the loss of the network, add --network-loss "${label}"`] : []),
      ...(this.facts[unlike]!.isWhole
        ? [`if it orders the epochs, add --index "${this.names([unlike])}"`]
        : []),
      ...this.waysOfWorker(unlike, others),
    ]);
  }

  /**
   * The one column that is named by a letter beside three words or more: `y` beside `alice`, `bob` and
   * `carol`.
   */
  #loneLetter(): number | undefined {
    const names = this.#unknownNumbers().map((column) => ({ column, name: plainName(this.label(column)) }));
    const letters = names.filter(({ name }) => /^\p{L}$/u.test(name));
    const words = names.filter(({ name }) => /^\p{L}{3,}$/u.test(name));
    return letters.length === 1 && words.length >= 3 ? letters[0]!.column : undefined;
  }

  #ambiguousNumbers(column: number, others: readonly number[]): Error {
    const label = this.label(column);
    const { min, max, isWhole } = this.facts[column]!;
    const fact =
      min === max ? `holds ${min} everywhere` : isWhole ? 'holds whole numbers only' : 'hardly changes';
    const all = this.names([...others, column]);
    return this.refuse(`${named(label)} ${fact}, so it may be a worker or not`, [
      `if it is a worker, add --columns "${all}"`,
      `if it numbers the rows, add --index "${this.names([column])}"`,
      `otherwise add --columns "${this.names(others)}"`,
    ]);
  }
}
