/**
 * The meaning of each column of a wide table, in which a row is an epoch and a column a worker.
 *
 * Options decide first, then names, then values. Where two readings are plausible and change the answer, the
 * table is refused, and the message names the options that decide. docs/tables.md lists the decisions.
 */

import { count } from '../../text/numbers.js';
import type { Collected } from './collector.js';
import { ColumnRoles, isLetter } from './column-roles.js';
import { keysOfTexts } from './epoch-order.js';
import { columnNamed, listed, type LeftOut, named } from './decisions.js';
import { EPOCH_RANK, indexRank, INDEX_RANKS } from './names.js';
import type { ReadEpochsOptions } from './options.js';
import { statisticOf } from './statistic-columns.js';
import { ordersRows, valuesOf, verdictOf } from './whole-numbers.js';

export interface WideColumns {
  /** Indices of the columns of the workers. */
  workers: number[];
  /** Index of the column with the loss of the network; null: the mean loss of the workers. */
  network: number | null;
  /** Indices of the columns that may order the epochs, the more reliable first. */
  indices: number[];
  /** Index of the column with the topic. */
  topic: number | null;
  leftOut: LeftOut[];
}

/** Factor between all numbers of a column and all others that says that it is another quantity. */
const APART = 1000;
/** No regret and no log10 loss is as large: 1e12 times the loss of the network. Dex. */
const LARGEST_DEX = 12;

/** Texts of a column that are looked at. */
const MOST_WORDS = 1000;
/** Largest ratio of the heights of one table. Amounts differ more. */
const MOST_KEY_RATIO = 2;
/** Rank of a column of row numbers: after all others. */
const ROW_NUMBER_RANK = 100;

/**
 * @param areWorkers whether the columns come from a column of workers, so that names and values of an index say
 *   nothing
 * @throws {UsageError} if the meaning of a column is not decided, or an option names no column
 */
export function wideColumns(
  table: Collected,
  options: ReadEpochsOptions,
  { areWorkers = false } = {},
): WideColumns {
  const decision = new WideDecision(
    table,
    areWorkers ? { ...options, columns: undefined, index: undefined } : options,
  );
  return areWorkers ? decision.ofWorkers() : decision.ofTable();
}

class WideDecision extends ColumnRoles {
  #network: number | null = null;

  ofWorkers(): WideColumns {
    return this.#result();
  }

  ofTable(): WideColumns {
    this.#byOptions();
    this.#byNames();
    this.#textColumns();
    if (this.options.columns === undefined) {
      this.#apart();
      this.#wholeNumbers();
    } else this.#unlisted();
    return this.#result();
  }

  #result(): WideColumns {
    this.where('undecided').forEach((column) => (this.roles[column] = 'worker'));
    this.#networks();
    const order = (column: number) => (column === this.#chosenIndex() ? -1 : this.#rank(column));
    const [topic = null] = this.where('topic');
    return {
      workers: this.where('worker'),
      network: this.#network,
      indices: this.where('index').sort((a, b) => order(a) - order(b) || a - b),
      topic,
      leftOut: this.leftOut.sort((a, b) => this.#columnOf(a) - this.#columnOf(b)),
    };
  }

  /** Reliability of an index, 0 the best. Rows that are numbered from 0 or 1 as they stand have no other order. */
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

  #byNames(): void {
    const onlyListed = this.options.columns !== undefined;
    for (const column of this.where('undecided')) {
      const meaning = this.meanings[column]!;
      const { isWhole, values } = this.facts[column]!;
      const isText = this.table.columns[column]!.texts !== null;
      if (meaning === 'topic') this.roles[column] = 'topic';
      else if (meaning === 'index' && !(isText && this.#isNameless(column))) this.roles[column] = 'index';
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

  /** Whether a column of texts numbers rows by its name only, so that it may as well hold workers. */
  #isNameless(column: number): boolean {
    return this.table.columns[column]!.name === '' || indexRank(this.label(column)) === INDEX_RANKS - 1;
  }

  #textColumns(): void {
    for (const column of [...this.where('undecided'), ...this.where('worker')]) {
      const { texts, label } = this.table.columns[column]!;
      if (texts === null) continue;
      const areWords = texts.slice(0, MOST_WORDS).every((text) => keysOfTexts([text]) === null);
      const isUnlisted = this.options.columns !== undefined && this.roles[column] === 'undecided';
      if (!isUnlisted && texts.length > 1 && texts.length === this.facts[column]!.values && areWords) {
        throw this.refuse(`${named(label)} holds another text in each row, such as "${texts[0]}"`, [
          `if these are epochs, add --index "${label}"`,
          'if these are workers, give one row per epoch and one column per worker, or a long table (epoch, worker, value)',
          'otherwise name the columns of the workers (--columns)',
        ]);
      }
      if (!areWords) this.roles[column] = 'index';
      else this.leaveOut(column, 'it holds text');
    }
  }

  /** Columns whose numbers are larger than all others by decades: heights of blocks, times, stakes. */
  #apart(): void {
    const { quantity, lossesAre, alpha = 1 } = this.options;
    const isRaw = quantity === 'losses' && lossesAre !== 'log10';
    const { apart, others } = this.#columnsApart(isRaw ? 0 : LARGEST_DEX);
    const largest = Math.max(...others.map((other) => this.facts[other]!.largest));
    for (const column of apart) {
      const { isWhole } = this.facts[column]!;
      const label = this.label(column);
      if (isRaw && !(isWhole && largest < 1)) {
        throw this.refuse(`all numbers of ${named(label)} are at least ${APART} times those of the others`, [
          `if it is a worker, add --columns "${this.names(others.concat(column))}"`,
          `if it is none, add --columns "${this.names(others)}"`,
          `if it orders the epochs, add --index "${this.names([column])}"`,
        ]);
      }
      if (ordersRows(this.table.rows, column, this.facts[column]!)) this.roles[column] = 'index';
    }
    for (const column of apart.filter((each) => this.roles[each] !== 'index')) {
      if ((alpha < 1 || quantity === 'scores') && this.#mayBeKey(column)) throw this.#ambiguousKey(column);
      this.leaveOut(column, `its numbers are at least ${APART} times those of the others`);
    }
  }

  /** Whether a column may be the heights of blocks in an order that is not known, and no other column orders them. */
  #mayBeKey(column: number): boolean {
    const { isWhole, values, min, max } = this.facts[column]!;
    if (this.options.index !== undefined || this.where('index').length > 0) return false;
    if (!isWhole || values < 2 || max > MOST_KEY_RATIO * min) return false;
    return new Set(valuesOf(this.table.rows, column)).size === values;
  }

  /**
   * The undecided columns whose numbers are larger than all others by decades.
   * @param least number that all of them exceed
   */
  #columnsApart(least: number): { apart: number[]; others: number[] } {
    const columns = this.numbers([...this.where('undecided'), ...this.where('worker')]).filter(
      (column) => !this.isNetwork(column),
    );
    const isApart = (column: number) =>
      this.roles[column] === 'undecided' && this.facts[column]!.smallest > least;
    columns.sort((a, b) => this.facts[b]!.smallest - this.facts[a]!.smallest);
    let largest = 0;
    for (let i = columns.length - 1; i > 0; i--) {
      largest = Math.max(largest, this.facts[columns[i]!]!.largest);
      const above = columns.slice(0, i);
      const { smallest, max } = this.facts[columns[i - 1]!]!;
      if (largest > 0 && max !== 0 && smallest >= APART * largest && above.every(isApart))
        return { apart: above, others: columns.slice(i).sort((a, b) => a - b) };
    }
    return { apart: [], others: columns };
  }

  #ambiguousKey(column: number): Error {
    const label = this.label(column);
    return this.refuse(`${named(label)} may order the epochs, and their order matters`, [
      `if it does, add --index "${label}"`,
      'if the rows are in order, oldest first, add --index none',
    ]);
  }

  /** Columns that --columns does not name: they may order the epochs. */
  #unlisted(): void {
    for (const column of this.where('undecided').filter((each) => !this.isNetwork(each))) {
      const isOrder =
        this.numbers([column]).length > 0 && ordersRows(this.table.rows, column, this.facts[column]!);
      if (isOrder) this.roles[column] = 'index';
      else this.leaveOut(column, 'not in --columns');
    }
  }

  /** Constants and running numbers, which are no worker. */
  #wholeNumbers(): void {
    const candidates = this.numbers(this.where('undecided')).filter(
      (column) => this.facts[column]!.isWhole && !this.isNetwork(column),
    );
    for (const column of candidates) {
      const others = this.others(column);
      const facts = this.facts[column]!;
      // A table without names that begins with rising whole numbers, as old tools write them.
      const isFirst = column === 0 && this.table.columns[0]!.name === null && others.length > 1;
      const verdict = verdictOf(this.table.rows, column, {
        facts,
        others: others.map((other) => this.facts[other]!),
        isFirst,
        isLetter: this.isLetter(column),
        areLetters: others.every((other) => isLetter(this.table.columns[other]!)),
      });
      if (verdict === 'worker') continue;
      if (verdict === 'index') this.roles[column] = 'index';
      else if (verdict === 'constant') this.leaveOut(column, `it holds ${facts.min} everywhere`);
      else throw this.#ambiguousNumbers(column, others);
    }
    this.#constantFractions();
  }

  /** A column of one number that is no whole number, beside columns that change. */
  #constantFractions(): void {
    const numbers = this.numbers(this.where('undecided')).filter((column) => !this.isNetwork(column));
    const isConstant = (column: number) => this.facts[column]!.min === this.facts[column]!.max;
    const [column] = numbers.filter((each) => isConstant(each) && this.facts[each]!.values >= 3);
    if (column === undefined || this.others(column).every(isConstant)) return;
    throw this.#ambiguousNumbers(column, this.others(column));
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

  /** Losses of the network and of other networks, and statistics of the workers. */
  #networks(): void {
    const { quantity, networkLoss } = this.options;
    const named = this.where('worker').filter((column) => this.isNetwork(column) && !this.isListed(column));
    for (const column of named) this.roles[column] = 'undecided';
    if (quantity === 'losses') this.#network = this.#networkColumn(networkLoss, named);
    const isNone = networkLoss === 'none' || quantity !== 'losses';
    for (const column of named) {
      if (column === this.#network) continue;
      const label = this.label(column);
      const meaning = this.meanings[column]!;
      const statistic =
        meaning === 'statistic' ? statisticOf(this.table.rows, column, this.where('worker')) : null;
      if (statistic !== null) this.leaveOut(column, `it is the ${statistic} of the workers`);
      else if (meaning === 'network') this.leaveOut(column, `it is of the network, not of a worker`);
      else if (this.options.columns !== undefined && quantity !== 'losses')
        this.leaveOut(column, 'not in --columns');
      else if (this.#network !== null || (isNone && (meaning !== 'statistic' || quantity === 'losses')))
        this.leaveOut(column, 'its name is not that of a worker');
      else throw this.#ambiguousNetwork(column, label, quantity === 'losses');
    }
    if (this.#network !== null) this.roles[this.#network] = 'network';
  }

  #ambiguousNetwork(column: number, label: string, isLoss: boolean): Error {
    const workers = this.where('worker');
    const fact = `by its name ${named(label)} is no worker`;
    if (isLoss) {
      return this.refuse(`${fact}, but it may be the loss of the network that regrets are relative to`, [
        `if it is, add --network-loss "${label}"`,
        'if not, add --network-loss none, which takes the mean loss of the workers',
        `if it is a worker, add --columns "${this.names([...workers, column])}"`,
      ]);
    }
    return this.refuse(fact, [
      `if it is none, add --columns "${this.names(workers)}"`,
      `if it is one, add --columns "${this.names([...workers, column])}"`,
    ]);
  }

  #networkColumn(wanted: string | undefined, named: readonly number[]): number | null {
    const { file, columns } = this.table;
    if (wanted === 'none') return null;
    if (wanted !== undefined) {
      const column = columnNamed(file, columns, wanted, '--network-loss');
      if (this.isListed(column)) {
        throw this.refuse(`column ${this.label(column)} is in --columns and in --network-loss`, [
          'name it once',
        ]);
      }
      return column;
    }
    const candidates = named.filter((column) => this.meanings[column] === 'network');
    if (candidates.length > 1) {
      const names = candidates.map((column) => this.label(column));
      throw this.refuse(
        `expected one column with the network loss, got ${count(names.length, 'column')} (${listed(names)})`,
        ['name one of them (--network-loss)'],
      );
    }
    return candidates[0] ?? null;
  }
}
