/** Rows of a table of epochs, collected line by line and turned into epochs at the end. */

import { MOST_DEX } from '../../kernel/limits.js';
import { UsageError } from '../../text/errors.js';
import type { Epochs } from '../epochs.js';
import { epochsOfRows, rowsText } from '../regrets.js';
import { Rows } from '../rows.js';
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
import { cellError, columnsOf, IGNORED, NETWORK, type Cell, type Columns } from './columns.js';
import type { ReadEpochsOptions } from './options.js';

export class EpochsTable {
  readonly #file: string;
  readonly #options: ReadEpochsOptions;
  readonly #isRaw: boolean;
  #line = 0;
  #delimiter = ',';
  /** null until the first line is read. */
  #columns: Columns | null = null;
  #targets = new Int32Array(0);
  /** Cells of one row: workers, then the network. */
  #row = new Float64Array(0);
  #rows = new Rows(1);
  /** Count of rows with fewer cells than the first line. */
  #shortRows = 0;
  /** Whether the first column holds increasing whole numbers so far, as a column of epochs does. */
  #isIncreasing = true;
  #lastNumber = -Infinity;
  /** Whether a number has a decimal point. */
  #hasPoints = false;
  /** The first cell with a decimal comma. */
  #decimalComma: Cell | null = null;
  /** The first cell of each column that is not > 0, where raw losses are expected. */
  readonly #notPositive = new Map<number, Cell>();
  readonly #decimal: Decimal = { value: 0, hasPoint: false, end: 0 };

  constructor(file: string, options: ReadEpochsOptions) {
    this.#file = file;
    this.#options = options;
    this.#isRaw = options.quantity === 'losses' && options.lossesAre === 'raw';
  }

  add(line: string): void {
    this.#line++;
    if (/^\s*(?:#|$)/.test(line)) return;
    if (this.#columns === null && this.#readHeader(line)) return;
    this.#row.fill(NaN);
    const width = line.includes('"') ? this.#readQuoted(line) : this.#readPlain(line);
    if (width < this.#targets.length) this.#shortRows++;
    const first = this.#row[0]!;
    this.#isIncreasing &&= Number.isInteger(first) && first > this.#lastNumber;
    this.#lastNumber = first;
    this.#rows.push(this.#row);
  }

  /** @returns whether the first line is a header, not an epoch */
  #readHeader(line: string): boolean {
    this.#delimiter = delimiterOf(line);
    const cells = this.#cells(line).map((cell) => cell.trim());
    this.#columns = columnsOf(cells, this.#delimiter, { file: this.#file, line: this.#line }, this.#options);
    const { columns, workers, hasHeader } = this.#columns;
    this.#targets = Int32Array.from(columns, ({ target }) => target);
    this.#row = new Float64Array(workers.length + 1);
    this.#rows = new Rows(workers.length + 1);
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

  /** Reads cell by cell without a list of cells, which would take three times as long. */
  #readPlain(line: string): number {
    const delimiter = this.#delimiter.charCodeAt(0);
    let column = 0;
    for (let from = 0; from <= line.length; column++) {
      const target = this.#targets[column];
      if (target !== undefined && target !== IGNORED && readDecimal(line, from, delimiter, this.#decimal)) {
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
    if (target === IGNORED) return;
    if (target === undefined) {
      if (BLANK.test(text)) return;
      throw this.#tooLong(line);
    }
    const value = numberOf(text, this.#delimiter);
    const cell = () => this.#cell(column, text);
    if (!Number.isFinite(value)) {
      if (BLANK.test(text)) return;
      const rule = Number.isNaN(value) ? 'a number or a blank' : 'a number within double precision';
      throw cellError(cell(), INFINITE.test(text) ? 'a finite number' : rule);
    }
    if (!this.#isRaw && Math.abs(value) > MOST_DEX)
      throw cellError(cell(), `a number of dex within ${MOST_DEX} of 0`);
    if (this.#isRaw && !(value > 0) && !this.#notPositive.has(column)) this.#notPositive.set(column, cell());
    this.#hasPoints ||= text.includes('.');
    if (hasDecimalComma(text, this.#delimiter)) this.#decimalComma ??= cell();
    this.#keep(target, value);
  }

  #keep(target: number, value: number): void {
    if (target === NETWORK) {
      this.#row[this.#row.length - 1] = value;
    } else {
      this.#row[target] = value;
    }
  }

  #cell(column: number, text: string): Cell {
    const name = this.#columns!.columns[column]!.name;
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
    const like = this.#columns!.hasHeader ? 'the header' : 'the first row';
    return new UsageError(
      `${this.#file}: line ${this.#line}: expected at most ${most} columns, as in ${like}, got ${this.#cells(line).length}${hint}`,
    );
  }

  /** @throws {UsageError} if there are too few workers or epochs, or the decimal separator is ambiguous */
  finish(): Epochs {
    if (this.#columns === null) throw new UsageError(`${this.#file}: expected epochs, got an empty file`);
    if (this.#rows.count === 0) throw new UsageError(`${this.#file}: expected epochs, got a header only`);
    const { columns, workers, hasHeader, notes } = this.#columns;
    const isNumbered = !hasHeader && this.#isIncreasing && this.#rows.count >= 3 && workers.length > 2;
    if (isNumbered) {
      notes.push(
        'Left out: column 1, whose whole numbers increase as epochs do. If it is a worker, name the workers in a header line.',
      );
    }
    this.#checkDecimals(hasHeader, columns.length);
    for (const cell of this.#notPositive.values()) {
      if (isNumbered && cell.column === 0) continue;
      throw new UsageError(`${cellError(cell, 'a loss > 0').message} (are these log10 losses already?)`);
    }
    if (this.#shortRows > 0)
      notes.push(`${rowsText(this.#shortRows)} shorter than the first line; missing cells count as blank.`);
    const epochs = epochsOfRows(
      {
        rows: this.#rows,
        workers: [...workers.keys()].slice(isNumbered ? 1 : 0),
        names: workers,
        hasNetworkLoss: columns.some(({ target }) => target === NETWORK),
        source: this.#file,
        notes,
      },
      this.#options,
    );
    this.#checkSize(epochs);
    return epochs;
  }

  #checkSize({ workers, epochs }: Epochs): void {
    if (workers < 2) {
      throw new UsageError(
        `${this.#file}: expected at least 2 workers, in columns that commas, semicolons or tabs separate, got ${workers}`,
      );
    }
    if (epochs < 2 && this.#options.quantity !== 'scores') {
      throw new UsageError(
        `${this.#file}: expected at least 2 epochs with values of at least 2 workers, got ${epochs}`,
      );
    }
  }

  #checkDecimals(hasHeader: boolean, columns: number): void {
    if (this.#decimalComma && this.#hasPoints) {
      throw cellError(this.#decimalComma, 'decimal points or decimal commas, not both in one file');
    }
    if (this.#delimiter === ',' && !hasHeader && !this.#hasPoints && columns > 1) {
      throw new UsageError(
        `${this.#file}: expected decimal points, got none, as if decimal commas had separated the columns: separate the columns with ` +
          'semicolons (;) or tabs, or name the workers in a header line',
      );
    }
  }
}
