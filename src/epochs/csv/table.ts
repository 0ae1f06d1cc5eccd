/** The rows of a table of epochs, collected line by line; what they mean together is known at the end. */

import { MOST_DEX } from '../../kernel/limits.js';
import type { Epochs } from '../epochs.js';
import {
  BLANK,
  cellsOf,
  delimiterOf,
  hasDecimalComma,
  INFINITE,
  numberOf,
  readDecimal,
  type Decimal,
} from './cells.js';
import { cellError, columnsOf, NETWORK, NOWHERE, type Columns, type Place } from './columns.js';
import type { EpochsFileOptions } from './options.js';
import { regretsOf, Rows, rowsText } from '../regrets.js';
import { UsageError } from '../../text/errors.js';

export class EpochsTable {
  readonly #file: string;
  readonly #options: EpochsFileOptions;
  readonly #isRaw: boolean;
  #line = 0;
  #delimiter = ',';
  #known: Columns | null = null;
  #targets = new Int32Array(0);
  /** Cells of one row: workers, then the network. */
  #row = new Float64Array(0);
  #rows = new Rows(1);
  /** Numbers of each worker. */
  #valuesOf = new Uint32Array(0);
  #shortRows = 0;
  /** Whether the first column has counted upwards so far, as numbers of epochs do. */
  #counts = true;
  #lastCount = -Infinity;
  #hasPoints = false;
  #decimalComma: Place | null = null;
  /** The first cell of each column that is no raw loss. */
  readonly #notPositive = new Map<number, Place>();
  readonly #decimal: Decimal = { value: 0, hasPoint: false, end: 0 };

  constructor(file: string, options: EpochsFileOptions) {
    this.#file = file;
    this.#options = options;
    this.#isRaw = options.quantity === 'losses' && options.lossesAre === 'raw';
  }

  add(line: string): void {
    this.#line++;
    if (/^\s*(?:#|$)/.test(line)) return;
    if (this.#known === null && this.#readHeader(line)) return;
    this.#row.fill(NaN);
    const width = line.includes('"') ? this.#readQuoted(line) : this.#readPlain(line);
    if (width < this.#targets.length) this.#shortRows++;
    const first = this.#row[0]!;
    this.#counts &&= Number.isInteger(first) && first > this.#lastCount;
    this.#lastCount = first;
    this.#rows.push(this.#row);
  }

  /** @returns whether the first line is a header, and no epoch */
  #readHeader(line: string): boolean {
    this.#delimiter = delimiterOf(line);
    const cells = this.#cells(line).map((cell) => cell.trim());
    this.#known = columnsOf(cells, this.#delimiter, { file: this.#file, line: this.#line }, this.#options);
    const { columns, workers, hasHeader } = this.#known;
    this.#targets = Int32Array.from(columns, ({ target }) => target);
    this.#row = new Float64Array(workers.length + 1);
    this.#rows = new Rows(workers.length + 1);
    this.#valuesOf = new Uint32Array(workers.length);
    return hasHeader;
  }

  #cells(line: string): string[] {
    const cells = cellsOf(line, this.#delimiter);
    if (cells) return cells;
    throw new UsageError(
      `${this.#file}: line ${this.#line}: expected quotes around whole fields, closed on the same line`,
    );
  }

  #readQuoted(line: string): number {
    const cells = this.#cells(line);
    for (const [column, text] of cells.entries()) this.#take(column, text, line);
    return cells.length;
  }

  /** Cell by cell, without a list of them: it takes a third of the time. */
  #readPlain(line: string): number {
    const delimiter = this.#delimiter.charCodeAt(0);
    let column = 0;
    for (let from = 0; from <= line.length; column++) {
      const target = this.#targets[column];
      if (target !== undefined && target !== NOWHERE && readDecimal(line, from, delimiter, this.#decimal)) {
        const { value, hasPoint, end } = this.#decimal;
        if (!this.#isRaw || value > 0) {
          this.#hasPoints ||= hasPoint;
          this.#keep(target, value);
          from = end + 1;
          continue;
        }
      }
      let to = line.indexOf(this.#delimiter, from);
      if (to < 0) to = line.length;
      this.#take(column, line.slice(from, to), line);
      from = to + 1;
    }
    return column;
  }

  #take(column: number, text: string, line: string): void {
    const target = this.#targets[column];
    if (target === NOWHERE) return;
    if (target === undefined) {
      if (BLANK.test(text)) return;
      throw this.#tooLong(line);
    }
    const value = numberOf(text, this.#delimiter);
    const place = () => this.#place(column, text);
    if (!Number.isFinite(value)) {
      if (BLANK.test(text)) return;
      const rule = Number.isNaN(value) ? 'a number or a blank' : 'a number within double precision';
      throw cellError(place(), INFINITE.test(text) ? 'a finite number' : rule);
    }
    if (!this.#isRaw && Math.abs(value) > MOST_DEX)
      throw cellError(place(), `a number of dex within ${MOST_DEX} of 0`);
    if (this.#isRaw && !(value > 0) && !this.#notPositive.has(column)) this.#notPositive.set(column, place());
    this.#hasPoints ||= text.includes('.');
    if (hasDecimalComma(text, this.#delimiter)) this.#decimalComma ??= place();
    this.#keep(target, value);
  }

  #keep(target: number, value: number): void {
    if (target === NETWORK) {
      this.#row[this.#row.length - 1] = value;
    } else {
      this.#row[target] = value;
      this.#valuesOf[target]!++;
    }
  }

  #place(column: number, text: string): Place {
    const name = this.#known!.columns[column]!.name;
    return {
      file: this.#file,
      line: this.#line,
      column,
      name: name === `column ${column + 1}` ? null : name,
      text,
    };
  }

  #tooLong(line: string): UsageError {
    const most = this.#targets.length;
    const hint =
      this.#delimiter === ',' && !line.includes('.')
        ? '; if commas are decimal, separate the columns with semicolons (;) or tabs'
        : '';
    const like = this.#known!.hasHeader ? 'the header' : 'the first row';
    return new UsageError(
      `${this.#file}: line ${this.#line}: expected at most ${most} columns, as in ${like}, got ${this.#cells(line).length}${hint}`,
    );
  }

  /** @throws {UsageError} where the rows make no epochs */
  finish(): Epochs {
    if (this.#known === null) throw new UsageError(`${this.#file}: expected epochs, got an empty file`);
    if (this.#rows.count === 0) throw new UsageError(`${this.#file}: expected epochs, got a header only`);
    const { columns, workers, hasHeader, notes } = this.#known;
    const isCounter = !hasHeader && this.#counts && this.#rows.count >= 3 && workers.length > 2;
    if (isCounter)
      notes.push(
        'Left out: column 1, which counts upwards, as numbers of epochs do. Workers have names in a header line.',
      );
    this.#checkDecimals(hasHeader, columns.length);
    for (const place of this.#notPositive.values()) {
      if (isCounter && place.column === 0) continue;
      throw new UsageError(`${cellError(place, 'a loss > 0').message} (are these log10 losses already?)`);
    }
    const kept = [...workers.keys()].filter(
      (worker) => this.#valuesOf[worker]! > 0 && !(isCounter && worker === 0),
    );
    const blank = workers.filter((_, worker) => this.#valuesOf[worker] === 0);
    if (blank.length > 0) notes.push(`Left out, as they have no values: ${blank.join(', ')}.`);
    if (kept.length < 2) {
      throw new UsageError(
        `${this.#file}: expected at least 2 workers, in columns that commas, semicolons or tabs separate, got ${kept.length}`,
      );
    }
    if (this.#shortRows > 0)
      notes.push(
        `${rowsText(this.#shortRows)} shorter than the first line; what is missing is taken as blank.`,
      );
    const hasNetwork = columns.some(({ target }) => target === NETWORK);
    const {
      values,
      epochs,
      notes: more,
    } = regretsOf(this.#rows, Int32Array.from(kept), hasNetwork, this.#options);
    if (epochs < 2 && this.#options.quantity !== 'scores') {
      throw new UsageError(
        `${this.#file}: expected at least 2 epochs with values of at least 2 workers, got ${epochs}`,
      );
    }
    return {
      values,
      workers: kept.length,
      epochs,
      names: kept.map((worker) => workers[worker]!),
      notes: [...notes, ...more],
    };
  }

  #checkDecimals(hasHeader: boolean, columns: number): void {
    if (this.#decimalComma && this.#hasPoints) {
      throw cellError(this.#decimalComma, 'decimal points or decimal commas, not both in one file');
    }
    if (this.#delimiter === ',' && !hasHeader && !this.#hasPoints && columns > 1) {
      throw new UsageError(
        `${this.#file}: no number has a decimal point, as if decimal commas had been taken for separators: separate the columns with semicolons ` +
          '(;) or tabs, or name the workers in a header line',
      );
    }
  }
}
