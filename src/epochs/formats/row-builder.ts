/** Gathers rows of documents. Columns stand in the order of their first appearance. */

import { UsageError } from '../../text/errors.js';
import { shortText } from '../../text/visible.js';
import type { RecordCell } from './records.js';

export type Fields = Readonly<Record<string, RecordCell>>;

/** Where a value stands in a document. */
export interface Scope {
  /** Position, as `.epochs[3]`. */
  at: string;
  /** Fields of the objects around it. */
  context: Fields;
  /** Is it an epoch or a row of several? Otherwise it is the only one. */
  isItem: boolean;
}

export class RowBuilder {
  /** null until the first row, and for rows without names. */
  columns: string[] | null = null;
  private readonly indices = new Map<string, number>();
  private rows: RecordCell[][] = [];
  private isUnnamed = false;
  private isClosed = false;
  /** Line of the current document of JSON lines; 0 for a whole document. */
  line = 0;

  private epochs = 0;

  /** @param name of the file, for messages */
  constructor(readonly name: string) {}

  /** Adds a row without names of columns. */
  addList(cells: RecordCell[], at: string): void {
    if (this.columns) throw this.error(at, 'expected an object, as before, got a list');
    this.isUnnamed = true;
    cells.forEach((cell, i) => this.checkFinite(cell, `${at}[${i}]`));
    this.rows.push(cells);
  }

  /** Adds a row; later arguments extend and replace the fields of earlier ones. */
  addFields(at: string, ...parts: readonly Fields[]): void {
    if (this.isUnnamed) throw this.error(at, 'expected a list, as before, got an object');
    this.columns ??= [];
    const row: RecordCell[] = [];
    for (const part of parts) {
      for (const key of Object.keys(part)) {
        const index = this.indices.get(key) ?? this.addColumn(key, at);
        // A row must not have holes, or its cells are not searched at a constant time.
        while (row.length < index) row.push(null);
        const cell = part[key];
        this.checkFinite(cell, `.${key}`, at);
        row[index] = cell;
      }
    }
    this.rows.push(row);
  }

  /** Sets the order of the first columns. Objects put keys that are integers first. */
  startColumns(names: readonly string[], at: string): void {
    this.columns ??= [];
    for (const name of names) if (!this.indices.has(name)) this.addColumn(name, at);
  }

  private checkFinite(cell: RecordCell, end: string, at = ''): void {
    if (typeof cell === 'number' && !Number.isFinite(cell))
      throw this.error(at + end, 'expected a number within double precision, got a larger one');
  }

  private addColumn(key: string, at: string): number {
    if (this.isClosed) {
      throw this.error(
        at,
        `expected the keys of the documents before, got the new key ${shortText(JSON.stringify(key))}: give all keys in the first documents (null where there is no value)`,
      );
    }
    this.indices.set(key, this.columns!.length);
    return this.columns!.push(key) - 1;
  }

  /** The position of the next epoch, from 1. */
  nextEpoch(): number {
    return ++this.epochs;
  }

  /** Refuses new columns from now on, because the reader knows the present ones. */
  close(): void {
    this.isClosed = true;
  }

  /** The rows since the last call. */
  take(): RecordCell[][] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  /** An error that names the file and the position. */
  error(at: string, message: string): UsageError {
    const line = this.line > 0 ? `line ${this.line}: ` : '';
    const position = at.replace(/^\./, '');
    return new UsageError(`${this.name}: ${line}${position === '' ? '' : `${position}: `}${message}`);
  }
}
