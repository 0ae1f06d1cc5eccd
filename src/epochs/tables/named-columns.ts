/** Columns whose names state a quantity: another one than the wanted, or several of one worker. */

import { ColumnRoles } from './column-roles.js';
import { listed } from './decisions.js';
import { partsOf, type NamedQuantity } from './name-quantities.js';

const OPTIONS: Partial<Record<NamedQuantity, string>> = {
  regrets: '--regrets',
  losses: '--losses',
  scores: '--scores',
};

export class NamedColumns extends ColumnRoles {
  /** Of `alice_loss` and `alice_score` the wanted quantity is read; `alice` and `alice_std` are refused. */
  protected decideShared(): void {
    for (const group of this.shared) {
      const columns = group.filter((column) => ['undecided', 'worker'].includes(this.roles[column]!));
      if (columns.length < 2) continue;
      const parts = columns.map((column) => partsOf(this.label(column)));
      const [wanted, ...others] = columns.filter((_, i) => this.#isWanted(parts[i]!));
      const areNamed = parts.every((each) => each !== null && each.quantity !== null);
      if (wanted === undefined || others.length > 0 || !areNamed) throw this.#sharedError(columns);
      for (const [i, column] of columns.entries()) {
        if (column === wanted) continue;
        const isSame = parts[i]!.quantity === parts[columns.indexOf(wanted)]!.quantity;
        const noun = isSame ? 'a statistic or another unit' : 'another quantity';
        this.leaveOut(column, `by its name it is ${noun} of a worker`);
      }
    }
  }

  #isWanted(parts: ReturnType<typeof partsOf>): boolean {
    return parts !== null && parts.quantity === this.#quantity && !parts.hasUnit && !parts.hasStatistic;
  }

  get #quantity(): NamedQuantity {
    return this.options.areInferences ? 'inferences' : this.options.quantity;
  }

  #sharedError(columns: readonly number[]): Error {
    const names = listed(columns.map((column) => this.label(column)));
    const all = this.numbers([...this.where('undecided'), ...this.where('worker')]);
    const first = this.shared.map((group) => group.find((column) => all.includes(column)));
    const isShared = (column: number) => this.shared.some((group) => group.includes(column));
    const one = all.filter((column) => !isShared(column) || first.includes(column));
    return this.refuse(`by their names columns ${names} are several quantities of one worker`, [
      `if one of them is a worker, add --columns "${this.names(one)}", with the names of the right columns`,
      `if all are workers, add --columns "${this.names(all)}"`,
    ]);
  }

  /**
   * Columns of workers that are all named as another quantity: `alice_score`, `bob_score` in a table of
   * regrets.
   */
  protected checkQuantity(): void {
    const workers = this.where('worker').filter((column) => this.table.columns[column]!.name !== null);
    const parts = workers.map((column) => partsOf(this.label(column)));
    const quantity = parts[0]?.quantity ?? null;
    if (workers.length < 2 || quantity === null || quantity === this.#quantity) return;
    if (!parts.every((each) => each?.quantity === quantity)) return;
    const option = OPTIONS[quantity];
    throw this.refuse(
      `by their names the columns are ${quantity}, not ${this.#quantity} (${listed(workers.map((column) => this.label(column)))})`,
      [
        ...(option && !this.options.areInferences ? [`if they are, give ${option} instead`] : []),
        `if they are ${this.#quantity}, add --columns "${this.names(workers)}"`,
      ],
    );
  }
}
