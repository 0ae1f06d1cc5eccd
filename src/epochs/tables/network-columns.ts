/** The columns of the network, of other networks and of statistics of the workers. */

import { count } from '../../text/numbers.js';
import { columnNamed, listed, named } from './decisions.js';
import { NamedColumns } from './named-columns.js';
import { statisticOf } from './statistic-columns.js';

export class NetworkColumns extends NamedColumns {
  /** Index of the column with the loss of the network; null: the mean loss of the workers. */
  protected network: number | null = null;

  /** Decides the meaning of all columns whose names are not those of workers. */
  protected decideNetworks(): void {
    const { quantity, networkLoss } = this.options;
    const candidates = this.where('worker').filter(
      (column) => this.isNetwork(column) && !this.isListed(column),
    );
    for (const column of candidates) this.roles[column] = 'undecided';
    if (quantity === 'losses') this.network = this.#networkColumn(networkLoss, candidates);
    if (this.network !== null) this.roles[this.network] = 'network';
    for (const column of candidates.filter((each) => each !== this.network)) {
      const reason = this.#reasonToLeaveOut(column);
      if (reason === null) throw this.ambiguousNetwork(column);
      this.leaveOut(column, reason);
    }
  }

  /** The reason why a column that may be of a network is no worker; null if it may be one. */
  #reasonToLeaveOut(column: number): string | null {
    const { quantity, networkLoss, columns } = this.options;
    const meaning = this.meanings[column]!;
    if (meaning === 'network') return 'it is of the network, not of a worker';
    const statistic =
      meaning === 'statistic' ? statisticOf(this.table.rows, column, this.where('worker')) : null;
    if (statistic !== null) return `it is the ${statistic} of the workers`;
    if (columns !== undefined && quantity !== 'losses') return 'not in --columns';
    const hasNetwork = this.network !== null;
    const isDecided =
      quantity === 'losses'
        ? networkLoss !== undefined || (hasNetwork && columns !== undefined)
        : meaning === 'other network';
    return isDecided || (hasNetwork && meaning === 'other network')
      ? 'its name is not that of a worker'
      : null;
  }

  protected ambiguousNetwork(column: number): Error {
    const label = this.label(column);
    const workers = this.where('worker');
    const fact = `by its name ${named(label)} is no worker`;
    if (this.options.quantity === 'losses' && this.network === null) {
      return this.refuse(`${fact}, but it may be the loss of the network that regrets are relative to`, [
        `if it is, add --network-loss "${label}"`,
        'if not, add --network-loss none, which takes the mean loss of the workers',
        ...this.waysOfWorker(column, workers).slice(0, 1),
      ]);
    }
    return this.refuse(fact, this.waysOfWorker(column, workers));
  }

  #networkColumn(wanted: string | undefined, candidates: readonly number[]): number | null {
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
    const networks = candidates.filter((column) => this.meanings[column] === 'network');
    if (networks.length > 1) {
      const names = networks.map((column) => this.label(column));
      throw this.refuse(
        `expected one column with the network loss, got ${count(names.length, 'column')} (${listed(names)})`,
        ['name one of them (--network-loss)'],
      );
    }
    return networks[0] ?? null;
  }
}
