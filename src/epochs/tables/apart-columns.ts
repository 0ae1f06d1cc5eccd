/** Columns whose numbers are larger than all others by decades. */

import { named } from './decisions.js';
import { TextColumns } from './text-columns.js';
import { MOST_REPEATED, ordersRows, valuesOf } from './whole-numbers.js';

/** Factor between all numbers of a column and all others that says that it is another quantity. */
const APART = 1000;
/** No regret and no log10 loss is as large: 1e12 times the loss of the network. Dex. */
const LARGEST_DEX = 12;
/** Largest ratio of heights under an unknown name. Amounts differ more. */
const MOST_KEY_RATIO = 2;

export class ApartColumns extends TextColumns {
  /** Columns whose numbers are larger than all others by decades: heights of blocks, times, stakes. */
  protected decideApart(): void {
    const { quantity, lossesAre, alpha = 1 } = this.options;
    const isRaw = quantity === 'losses' && lossesAre !== 'log10';
    const { apart, others } = this.#columnsApart(isRaw ? 0 : LARGEST_DEX);
    const largest = Math.max(...others.map((other) => this.facts[other]!.largest));
    for (const column of apart) {
      const { isWhole } = this.facts[column]!;
      const label = this.label(column);
      const isIndex = ordersRows(this.table.rows, column, this.facts[column]!);
      if ((isRaw && !(isWhole && largest < 1)) || (others.length < 2 && !isIndex)) {
        throw this.refuse(`all numbers of ${named(label)} are at least ${APART} times those of the others`, [
          `if it is a worker, add --columns "${this.names(others.concat(column))}"`,
          `if it is none, add --columns "${this.names(others)}"`,
          `if it orders the epochs, add --index "${this.names([column])}"`,
        ]);
      }
      if (isIndex) this.roles[column] = 'index';
    }
    for (const column of apart.filter((each) => this.roles[each] !== 'index')) {
      const isRepeated = this.#distinct(column) < this.facts[column]!.values;
      const isNamed = this.table.columns[column]!.name !== null;
      const isMonotone = this.facts[column]!.trend !== 'none';
      const isOrderWanted = alpha < 1 || quantity === 'scores' || isRepeated || isMonotone || !isNamed;
      if (isOrderWanted && this.mayBeKey(column)) throw this.ambiguousKey(column);
      this.leaveOut(column, `its numbers are at least ${APART} times those of the others`);
    }
  }

  #distinct(column: number): number {
    return new Set(valuesOf(this.table.rows, column).filter((value) => !Number.isNaN(value))).size;
  }

  /**
   * Whether a column may be the heights of blocks in an order that is not known, and no other column orders
   * them.
   */
  protected mayBeKey(column: number): boolean {
    const { isWhole, values, min, max, trend } = this.facts[column]!;
    if (this.options.index !== undefined || this.where('index').length > 0) return false;
    const isNamed = this.table.columns[column]!.name !== null;
    if (!isWhole || values < 2 || min === max || (isNamed && trend === 'none' && max > MOST_KEY_RATIO * min))
      return false;
    return values - this.#distinct(column) <= Math.max(1, MOST_REPEATED * values);
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

  protected ambiguousKey(column: number): Error {
    const label = this.label(column);
    return this.refuse(`${named(label)} may order the epochs, and their order matters`, [
      `if it does, add --index "${label}"`,
      'if the rows are in order, oldest first, add --index none',
    ]);
  }
}
