/** The roles of the columns of a table while they are decided. */

import type { Collected, Column } from './collector.js';
import { factsOf, type ColumnFacts } from './column-facts.js';
import { ambiguous, columnNamed, type LeftOut } from './decisions.js';
import { sharedNames } from './name-quantities.js';
import { endsWithQuantity, meaningOf, plainName, type Meaning } from './names.js';
import type { ReadTableOptions } from './options.js';

export type Role = 'worker' | 'network' | 'index' | 'topic' | 'left out' | 'undecided';

const GREEK =
  /^(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|omicron|pi|rho|sigma|tau|upsilon|phi|chi|psi|omega)$/;

export class ColumnRoles {
  protected readonly facts: ColumnFacts[];
  protected readonly meanings: Meaning[];
  protected readonly roles: Role[];
  protected readonly leftOut: LeftOut[] = [];
  /** Columns whose names state several quantities of one worker. */
  protected readonly shared: number[][];

  /**
   * @param areWorkers whether the columns come from a column of workers, so that options name none of them,
   *   and
   *   values of an index say nothing
   */
  constructor(
    protected readonly table: Collected,
    protected readonly options: ReadTableOptions,
    protected readonly areWorkers: boolean,
  ) {
    this.facts = factsOf(table.rows);
    this.meanings = table.columns.map(({ name }, column) =>
      name === null ? 'unknown' : name === '' ? (column === 0 ? 'index' : 'unknown') : meaningOf(name),
    );
    this.roles = table.columns.map(() => 'undecided');
    this.shared = sharedNames(
      table.columns.map(({ name }, i) => (!areWorkers && this.#mayBeWorker(i) ? name : null)),
    );
    this.#markGreek();
    this.#markQuantities();
  }

  /** `alpha` and `epsilon` are parameters, but beside `beta` and `gamma` workers. */
  #markGreek(): void {
    const names = this.table.columns.map(({ name }) => plainName(name ?? ''));
    if (!names.includes('beta') || !names.includes('gamma')) return;
    for (const [column, name] of names.entries()) if (GREEK.test(name)) this.meanings[column] = 'unknown';
  }

  #mayBeWorker(column: number): boolean {
    return (
      ['unknown', 'worker'].includes(this.meanings[column]!) && this.table.columns[column]!.texts === null
    );
  }

  /** `topic_loss` beside `a`, `b` and `c`: the loss of something else. */
  #markQuantities(): void {
    const unknown = this.meanings.flatMap((meaning, column) => (meaning === 'unknown' ? [column] : []));
    const isShared = (column: number) => this.shared.some((group) => group.includes(column));
    const quantities = unknown.filter((column) => endsWithQuantity(this.label(column)) && !isShared(column));
    if (2 * quantities.length > unknown.length) return;
    for (const column of quantities) this.meanings[column] = 'other network';
  }

  protected where(role: Role): number[] {
    return this.roles.flatMap((each, column) => (each === role ? [column] : []));
  }

  protected label(column: number): string {
    return this.table.columns[column]!.label;
  }

  protected leaveOut(column: number, reason: string): void {
    this.roles[column] = 'left out';
    this.leftOut.push({ column: this.label(column), reason });
  }

  /** Ways to say whether a column is a worker. */
  protected waysOfWorker(column: number, others: readonly number[]): string[] {
    if (this.areWorkers) return ['if it is a worker, rename it', 'otherwise delete its rows'];
    return [
      `if it is a worker, add --columns "${this.names([...others, column])}"`,
      `otherwise add --columns "${this.names(others)}"`,
    ];
  }

  protected refuse(fact: string, ways: readonly string[]): Error {
    return ambiguous(this.table.file, fact, ways);
  }

  /** Whether the name is a letter that an index or a worker may have: `t`, `x`. */
  protected isLetter(column: number): boolean {
    return this.meanings[column] === 'perhaps index' && isLetter(this.table.columns[column]!);
  }

  /** Whether the name is that of the network, of another network or of a statistic of the workers. */
  protected isNetwork(column: number): boolean {
    const { networkLoss } = this.options;
    if (networkLoss !== undefined && plainName(networkLoss) === plainName(this.label(column))) return true;
    return ['network', 'other network', 'perhaps network', 'statistic'].includes(this.meanings[column]!);
  }

  protected numbers(columns: number[]): number[] {
    return columns.filter(
      (column) => this.table.columns[column]!.texts === null && this.facts[column]!.values > 0,
    );
  }

  /** Columns with numbers that are workers or undecided. */
  protected others(column: number): number[] {
    return this.numbers([...this.where('worker'), ...this.where('undecided')])
      .filter((other) => other !== column && !this.isNetwork(other))
      .sort((a, b) => a - b);
  }

  protected names(columns: readonly number[]): string {
    // Commas separate the names of the option.
    const isHeader = this.table.columns.every(
      ({ name }) => name !== null && name !== '' && !name.includes(','),
    );
    return [...columns]
      .sort((a, b) => a - b)
      .map((column) => (isHeader ? this.label(column) : String(column + 1)))
      .join(',');
  }

  protected isListed(column: number): boolean {
    const { columns } = this.options;
    if (columns === undefined) return false;
    return columns.some(
      (wanted) => columnNamed(this.table.file, this.table.columns, wanted, '--columns') === column,
    );
  }
}

function isLetter({ name }: Column): boolean {
  return name !== null && /^\p{L}$/u.test(plainName(name));
}
