/** Cells of a table, collected row by row as numbers, before the columns have a meaning. */

import { MOST_DEX } from '../../kernel/limits.js';
import { UsageError } from '../../text/errors.js';
import { Rows } from '../rows.js';
import { BLANK, INFINITE, kindOfNumber, numberOf, readDecimal, type Decimal } from './cells.js';
import { cellError, type Cell } from './cell-error.js';

/** A column as it is collected. */
export interface Column {
  /** Name in the header; null if there is none. */
  name: string | null;
  /** Name for readers: that of the header, or `column 3`. */
  label: string;
  /**
   * Texts of a column that does not hold numbers, in the order of appearance; its cells are indices of them.
   */
  texts: string[] | null;
  /** Whether its name is that of an index, whose numbers say nothing about the separators of the others. */
  isIndex: boolean;
}

/** A table in memory. */
export interface Collected {
  /** Name of the file, for messages. */
  file: string;
  columns: readonly Column[];
  /** Shape (rows, columns); NaN for blank cells. */
  rows: Rows;
  /** The first cell <= 0 of each column, if losses may be raw. */
  notPositive: ReadonlyMap<number, Cell>;
  /** Count of rows with fewer cells than columns. */
  shortRows: number;
}

export interface CollectorOptions {
  file: string;
  columns: readonly Column[];
  /** Decimal separator. */
  decimal: '.' | ',';
  /** Whether the decimal separator is known from an option or from cells that allow one reading only. */
  isDecimalKnown: boolean;
  /** Whether the first rows hold decimal points and decimal commas. */
  isMixed: boolean;
  /** Whether cells <= 0 are noted, because losses may be raw. */
  notesNotPositive: boolean;
  /** Whether values are in dex, so that none is a thousand. */
  areDex: boolean;
  /**
   * Whether values of any size are plausible, and a factor of 1000 changes the answer: scores and inferences.
   */
  areOfAnySize: boolean;
  /** Whether a point may separate thousands: not in text that commas separate, and not in JSON. */
  mayGroupByPoints: boolean;
  /** Words for the rows that a row is compared with, in messages. */
  like: 'the header' | 'the first row';
}

/**
 * Sizes of a whole number without separator that speaks for thousands separators elsewhere. Numbers of dex
 * are often small and whole.
 */
const BARE = { from: 1, fromOfDex: 10, below: 1000 };

export class Collector {
  readonly #options: CollectorOptions;
  readonly #codes: (Map<string, number> | null)[];
  readonly #width: number;
  /** Block of the current row, and the index of its first number there. */
  #block = new Float64Array(0);
  #from = 0;
  readonly #rows: Rows;
  readonly #notPositive = new Map<number, Cell>();
  readonly #decimal: Decimal = { value: 0, decimals: 0, end: 0 };
  #shortRows = 0;
  /** Whether a number has a point that can only be decimal. */
  #hasDecimalPoints: boolean;
  /** The first cell whose point or comma may separate thousands, and the first small number without one. */
  #perhapsGrouped: Cell | null = null;
  #perhapsGroupedByComma: Cell | null = null;
  #bare: string | null = null;
  #hasDecimalCommas: boolean;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#codes = options.columns.map(({ texts }) => (texts ? new Map<string, number>() : null));
    this.#width = options.columns.length;
    this.#rows = new Rows(Math.max(1, options.columns.length));
    this.#hasDecimalPoints = options.isDecimalKnown && options.decimal === '.';
    this.#hasDecimalCommas = options.isDecimalKnown && options.decimal === ',';
  }

  /**
   * Adds a line without quotes. It reads cell by cell without a list of cells, which would take three times
   * as long.
   */
  addLine(line: string, lineNumber: number, delimiter: string): void {
    this.#startRow();
    const block = this.#block;
    const first = this.#from;
    const codes = this.#codes;
    const decimal = this.#decimal;
    const code = delimiter.charCodeAt(0);
    const pointIsDecimal = this.#options.decimal === '.';
    const takesAll = !this.#options.notesNotPositive;
    const isDecimalKnown = this.#hasDecimalPoints;
    let column = 0;
    for (let from = 0; from <= line.length; column++) {
      if (codes[column] === null && readDecimal(line, from, code, decimal)) {
        const { value, decimals } = decimal;
        const isPlain = decimals < 0 || pointIsDecimal;
        const isKept = takesAll || value > 0 || this.#notPositive.has(column);
        if (isPlain && isKept && (isDecimalKnown || this.#isClear(column, value, decimals))) {
          block[first + column] = value;
          from = decimal.end + 1;
          continue;
        }
      }
      let to = line.indexOf(delimiter, from);
      if (to < 0) to = line.length;
      this.#take(column, line.slice(from, to), lineNumber, () => line.split(delimiter).length);
      from = to + 1;
    }
    this.#finishRow(column);
  }

  /** Adds a row of texts. */
  addCells(cells: readonly string[], lineNumber: number): void {
    this.#startRow();
    for (const [column, text] of cells.entries()) this.#take(column, text, lineNumber, () => cells.length);
    this.#finishRow(cells.length);
  }

  /** Adds a row of texts and numbers. */
  addValues(cells: readonly (string | number)[], lineNumber: number): void {
    this.#startRow();
    for (const [column, cell] of cells.entries()) {
      const isPlain = typeof cell === 'number' && this.#codes[column] === null && column < this.#width;
      const isKept = isPlain && (cell > 0 || !this.#options.notesNotPositive) && Math.abs(cell) <= MOST_DEX;
      if (isKept || (isPlain && Number.isNaN(cell))) this.#block[this.#from + column] = cell;
      else this.#take(column, String(cell), lineNumber, () => cells.length);
    }
    this.#finishRow(cells.length);
  }

  #startRow(): void {
    this.#from = this.#rows.append();
    this.#block = this.#rows.last;
  }

  #finishRow(width: number): void {
    if (width < this.#width) this.#shortRows++;
  }

  /** Whether a plain decimal says nothing about separators that {@link #take} has to note. */
  #isClear(column: number, value: number, decimals: number): boolean {
    if (this.#options.columns[column]!.isIndex) return true;
    if (decimals < 0) return this.#bare !== null || !this.#isBare(value);
    if (decimals === 3 && Math.abs(value) >= 1 && Math.abs(value) < 1000)
      return this.#perhapsGrouped !== null;
    this.#hasDecimalPoints = true;
    return true;
  }

  #isBare(value: number): boolean {
    const size = Math.abs(value);
    return size >= (this.#options.areDex ? BARE.fromOfDex : BARE.from) && size < BARE.below;
  }

  #take(column: number, text: string, line: number, width: () => number): void {
    const codes = this.#codes[column];
    if (codes === undefined) {
      if (BLANK.test(text)) return;
      throw this.#tooLong(line, width(), text);
    }
    if (codes !== null) {
      this.#block[this.#from + column] = codeOf(text, codes, this.#options.columns[column]!.texts!);
      return;
    }
    const { decimal, notesNotPositive } = this.#options;
    const value = numberOf(text, decimal);
    const cell = this.#cell(column, text, line);
    if (!Number.isFinite(value)) {
      if (BLANK.test(text)) return;
      if (kindOfNumber(text) === 'decimal comma')
        throw mixedError(cell, this.#hasDecimalPoints || this.#options.isMixed);
      const rule = Number.isNaN(value) ? 'a number or a blank' : 'a number within double precision';
      throw cellError(cell, INFINITE.test(text) ? 'a finite number' : rule);
    }
    if (value === 0 && /[1-9]/.test(text.replace(/e.*/i, '')))
      throw cellError(cell, 'a number within double precision');
    if (Math.abs(value) > MOST_DEX) throw cellError(cell, `a number of dex within ${MOST_DEX} of 0`);
    if (notesNotPositive && !(value > 0) && !this.#notPositive.has(column))
      this.#notPositive.set(column, cell);
    this.#noteSeparators(cell, text, value);
    this.#block[this.#from + column] = value;
  }

  #noteSeparators(cell: Cell, text: string, value: number): void {
    if (this.#options.columns[cell.column]!.isIndex) return;
    const kind = kindOfNumber(text);
    const isCertain = this.#options.isDecimalKnown || this.#hasDecimalCommas;
    if (kind === 'point' && this.#options.decimal === ',' && !isCertain) throw mixedError(cell, false);
    if (kind === 'point' || kind === 'comma') this.#perhapsGrouped ??= cell;
    if (kind === 'comma') this.#perhapsGroupedByComma ??= cell;
    if (kind === 'whole' && this.#isBare(value)) this.#bare ??= text.trim();
    this.#hasDecimalPoints ||= kind === 'decimal point';
    this.#hasDecimalCommas ||= kind === 'decimal comma';
    if (this.#hasDecimalPoints && this.#hasDecimalCommas) throw mixedError(cell, true);
  }

  #cell(column: number, text: string, line: number): Cell {
    return { file: this.#options.file, line, column, name: this.#options.columns[column]!.name, text };
  }

  #tooLong(line: number, width: number, text: string): UsageError {
    const { file, like } = this.#options;
    const hint = /^\s*\d+\s*$/.test(text)
      ? '; if commas are decimal, separate the columns with semicolons (;) or tabs'
      : '';
    return new UsageError(
      `${file}: line ${line}: expected at most ${this.#width} columns, as in ${like}, got ${width}${hint}`,
    );
  }

  /** @throws {UsageError} if thousands separators and decimal separators cannot be told apart */
  finish(): Collected {
    const { file, columns, isDecimalKnown, decimal, areOfAnySize, mayGroupByPoints } = this.#options;
    const isCertain = isDecimalKnown || (decimal === '.' ? this.#hasDecimalPoints : this.#hasDecimalCommas);
    // Beside a point that may be decimal, a comma separates thousands, or the other way round.
    const groupedByComma = decimal === '.' ? this.#perhapsGroupedByComma : null;
    const perhapsGrouped = groupedByComma ?? this.#perhapsGrouped;
    const digits = perhapsGrouped?.text.trim() ?? '';
    // Without other numbers a separator is decimal, except a comma in text that commas separate. It may be
    // either in scores; a factor of all losses changes no regret, and no dex is a thousand.
    const isEither = this.#bare !== null || groupedByComma !== null || (areOfAnySize && mayGroupByPoints);
    if (!isCertain && perhapsGrouped && isEither) {
      const beside = this.#bare === null ? '' : ` beside ${this.#bare}`;
      throw new UsageError(
        `${cellError(perhapsGrouped, 'a clear decimal separator').message}, which${beside} can be ` +
          `${digits.replace(/[.,]/g, '')} or ${digits.replace(',', '.')}: add --decimal point or --decimal comma`,
      );
    }
    return { file, columns, rows: this.#rows, notPositive: this.#notPositive, shortRows: this.#shortRows };
  }
}

/** @param isDecided whether a cell has shown the decimal separator */
function mixedError(cell: Cell, isDecided: boolean): UsageError {
  const error = cellError(cell, 'decimal points or decimal commas, not both in one file');
  return isDecided ? error : new UsageError(`${error.message}: add --decimal point or --decimal comma`);
}

/** Index of a text among the texts of its column, which it joins if it is new; NaN for a blank. */
function codeOf(text: string, codes: Map<string, number>, texts: string[]): number {
  const known = codes.get(text);
  if (known !== undefined) return known;
  const trimmed = text.trim();
  if (trimmed !== text) return codeOf(trimmed, codes, texts);
  const code = BLANK.test(text) ? NaN : texts.push(text) - 1;
  codes.set(text, code);
  return code;
}
