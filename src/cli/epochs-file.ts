/** Regrets of past epochs from a table in text: rows are epochs, columns are workers. */

import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Epochs } from '../recommend/epochs.js';
import { didYouMean } from '../study/did-you-mean.js';
import { checkNumber } from '../weights/check.js';
import { UsageError, fileError } from './failure.js';

export interface EpochsFileOptions {
  /** What the cells hold. */
  quantity: 'regrets' | 'losses';
  /** Of losses: their log10, or as they are, > 0. */
  lossesAre?: 'log10' | 'raw' | undefined;
  /** Name of the column with the loss of the network. */
  networkLoss?: string | undefined;
  /**
   * Smooths the regrets of each worker over epochs as the network does, R = alpha r + (1 - alpha) R_previous, in (0, 1]. Default 1: none.
   * It starts from 0. A worker who is absent stays blank in that epoch, and goes on later from the last R.
   */
  alpha?: number | undefined;
}

/** Columns that say which epoch a row is; an empty name and `unnamed: 0` are what tables with numbered rows get from pandas. */
const EPOCH_COLUMNS = ['epoch', 'block', 'block_height', 'height', 'time', 'timestamp', 'date', 'nonce', 'index', 'unnamed: 0'];
const NETWORK_COLUMNS = ['network', 'network_loss', 'network_inference'];
const BLANK = /^\s*(?:nan|na|null|none)?\s*$/i;
const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i;
const INFINITE = /^\s*[-+]?inf(?:inity)?\s*$/i;
/** What the kernel takes. */
const MOST_WORKERS = 10_000;
/** Beyond, squares leave double precision. */
const MOST_DEX = 1e100;

/**
 * Reads regrets, or losses and makes regrets of them: network loss less worker loss, in log10.
 *
 * A header is optional. Columns that say which epoch a row is, columns without numbers and rows with fewer than two values are left out,
 * which `notes` says; so it does where the network loss comes from.
 * @param path of a table with commas, semicolons or tabs; `-` is standard input
 * @throws {UsageError} naming file, line, column, rule and value
 */
export async function readEpochs(path: string, options: EpochsFileOptions): Promise<Epochs> {
  if (options.alpha !== undefined) checkNumber('alpha', options.alpha, 'a number in (0, 1]', (alpha) => alpha > 0 && alpha <= 1);
  const table = new EpochsTable(path === '-' ? 'standard input' : path, options);
  for await (const lines of linesOf(path)) for (const line of lines) table.add(line);
  return table.finish();
}

/** The lines of a file, some at a time, so that it is never in memory as a whole. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  const input = path === '-' ? process.stdin.setEncoding('utf8') : createReadStream(path, { encoding: 'utf8', highWaterMark: 2 ** 18 });
  let rest: string | null = null;
  let newline = '\n';
  try {
    for await (const chunk of input as AsyncIterable<string>) {
      if (rest === null && !chunk.includes('\n')) newline = '\r';
      const text: string = rest === null ? chunk.replace(/^\uFEFF/, '') : rest + chunk;
      if (text.includes('\0') || (rest === null && text.startsWith('\uFFFD'))) {
        throw new UsageError(`${path === '-' ? 'standard input' : path}: expected a table in UTF-8 text, got something else`);
      }
      const lines = text.split(newline);
      rest = lines.pop()!;
      yield lines;
    }
  } catch (error) {
    throw fileError('read', path, error);
  }
  yield [rest ?? ''];
}

/** Where the cells of a column go: to a worker (its index), to the network, or nowhere. */
const NETWORK = -1;
const NOWHERE = -2;

interface Column {
  name: string;
  target: number;
}

interface Place {
  line: number;
  column: number;
  text: string;
}

/** Rows of this many numbers are kept together. */
const BLOCK_NUMBERS = 2 ** 19;

/** Collects the cells as they are; what they mean together is known at the end. */
class EpochsTable {
  readonly #file: string;
  readonly #options: EpochsFileOptions;
  #line = 0;
  #delimiter = ',';
  #hasHeader = false;
  #columns: Column[] | null = null;
  #targets = new Int32Array(0);
  #workers: string[] = [];
  readonly #notes: string[] = [];

  /** Cells of one row: workers, then the network. */
  #row = new Float64Array(0);
  #rows = 0;
  /** Shape (rows of a block, workers + 1). */
  readonly #blocks: Float64Array[] = [];
  #rowsPerBlock = 0;
  #valuesOf = new Uint32Array(0);
  #shortRows = 0;
  /** Whether the first column has counted upwards so far, as numbers of epochs do. */
  #counts = true;
  #lastCount = -Infinity;
  #hasPoints = false;
  #decimalComma: Place | null = null;
  /** The first cell of each column that is no raw loss. */
  readonly #notPositive = new Map<number, Place>();

  constructor(file: string, options: EpochsFileOptions) {
    this.#file = file;
    this.#options = options;
  }

  add(line: string): void {
    this.#line++;
    if (/^\s*(?:#|$)/.test(line)) return;
    if (this.#columns === null && this.#readHeader(line)) return;
    this.#row.fill(NaN);
    const width = line.includes('"') ? this.#readQuoted(line) : this.#readPlain(line);
    if (width < this.#targets.length) this.#shortRows++;
    this.#keepRow();
  }

  /** The layout of the table from its first line. @returns whether that is a header, and no epoch */
  #readHeader(line: string): boolean {
    const bare = line.replace(/"[^"]*"/g, '');
    this.#delimiter = ['\t', ';'].find((delimiter) => bare.includes(delimiter)) ?? ',';
    const cells = this.#fields(line).map((cell) => cell.trim());
    const isNumber = (cell: string): boolean => !Number.isNaN(this.#toNumber(cell)) || INFINITE.test(cell);
    const names = cells.filter((cell) => !BLANK.test(cell) && !isNumber(cell));
    const isKnown = (name: string): boolean => isOneOf(name, EPOCH_COLUMNS) || name === this.#options.networkLoss;
    this.#hasHeader = names.length > 0 && (cells.every((cell) => !isNumber(cell)) || names.some(isKnown));
    const columns = cells.map((cell, i) => ({ name: this.#hasHeader && cell !== '' ? cell : `column ${i + 1}`, target: 0 }));
    if (this.#hasHeader) {
      this.#checkNames(columns);
      if (cells[0] === '') columns[0]!.target = NOWHERE;
      for (const column of columns) if (isOneOf(column.name, EPOCH_COLUMNS)) column.target = NOWHERE;
    }
    this.#findNetwork(columns);
    const left = columns.filter(({ target }) => target === NOWHERE).map(({ name }) => name);
    if (left.length > 0) this.#notes.push(`Left out, as they are no workers: ${left.join(', ')}.`);
    for (const column of columns) {
      if (column.target === 0) column.target = this.#workers.push(column.name) - 1;
    }
    const most = this.#workers.length;
    if (most > MOST_WORKERS) throw new UsageError(`${this.#file}: expected at most ${MOST_WORKERS} workers, got ${most} columns`);
    this.#columns = columns;
    this.#targets = Int32Array.from(columns, ({ target }) => target);
    this.#row = new Float64Array(most + 1);
    this.#valuesOf = new Uint32Array(most);
    this.#rowsPerBlock = Math.ceil(BLOCK_NUMBERS / (most + 1));
    return this.#hasHeader;
  }

  #checkNames(columns: readonly Column[]): void {
    const seen = new Set<string>();
    for (const [i, { name }] of columns.entries()) {
      if (seen.has(name)) throw this.#errorAt(i, 'a name that no other column has', name);
      seen.add(name);
    }
  }

  #findNetwork(columns: Column[]): void {
    const { quantity, networkLoss: wanted } = this.#options;
    const candidates = columns.filter(({ name }) => this.#hasHeader && isOneOf(name, NETWORK_COLUMNS));
    if (quantity === 'regrets') {
      if (wanted !== undefined) throw new UsageError('a network loss goes with losses, not with regrets');
      for (const column of candidates) column.target = NOWHERE;
      return;
    }
    if (wanted !== undefined) {
      if (!this.#hasHeader) throw new UsageError(`${this.#file}: there is no header, so no column "${wanted}" for the network loss`);
      const network = columns.find(({ name }) => name === wanted) ?? columns.find(({ name }) => isOneOf(name, [wanted.toLowerCase()]));
      const names = columns.map(({ name }) => name);
      if (!network) throw new UsageError(`${this.#file}: there is no column "${wanted}" for the network loss${didYouMean(wanted, names)}`);
      for (const column of candidates) column.target = NOWHERE;
      network.target = NETWORK;
      return;
    }
    if (candidates.length > 1) {
      const names = candidates.map(({ name }) => name).join(', ');
      throw new UsageError(`${this.#file}: expected one column with the network loss, got ${names}; say which one it is`);
    }
    if (candidates.length === 1) {
      candidates[0]!.target = NETWORK;
      this.#notes.push(`The network loss is column ${candidates[0]!.name}.`);
      return;
    }
    this.#notes.push(
      'No column has the network loss: it is taken as the mean log10 loss of the workers of an epoch. So the mean regret of every epoch is 0 by ' +
        'that choice, and no finding.',
    );
  }

  /** Quotes are rare in tables of numbers, and left to csv-parse. */
  #fields(line: string): string[] {
    if (!line.includes('"')) return line.split(this.#delimiter);
    try {
      return parse(line, { delimiter: this.#delimiter, trim: true, relax_column_count: true })[0] as string[];
    } catch {
      throw new UsageError(`${this.#file}: line ${this.#line}: expected quotes around whole fields, closed on the same line`);
    }
  }

  #readQuoted(line: string): number {
    const fields = this.#fields(line);
    for (const [column, text] of fields.entries()) this.#take(column, text, line);
    return fields.length;
  }

  /** Cell by cell, without a list of them: it takes two thirds of the time. */
  #readPlain(line: string): number {
    let column = 0;
    for (let from = 0; from <= line.length; column++) {
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
    const value = this.#toNumber(text, column);
    if (Number.isNaN(value)) {
      if (BLANK.test(text)) return;
      throw this.#errorAt(column, INFINITE.test(text) ? 'a finite number' : 'a number or a blank', text);
    }
    if (!Number.isFinite(value))
      throw this.#errorAt(column, INFINITE.test(text) ? 'a finite number' : 'a number within double precision', text);
    if (this.#options.quantity === 'losses' && this.#options.lossesAre === 'raw') {
      if (!(value > 0) && !this.#notPositive.has(column)) this.#notPositive.set(column, { line: this.#line, column, text });
    } else if (Math.abs(value) > MOST_DEX) {
      throw this.#errorAt(column, `a number of dex within ${MOST_DEX} of 0`, text);
    }
    this.#row[target === NETWORK ? this.#workers.length : target] = value;
    if (target >= 0) this.#valuesOf[target]!++;
  }

  /** NaN if the text is no number; a decimal comma is one only where commas do not separate. */
  #toNumber(text: string, column?: number): number {
    const hasComma = this.#delimiter !== ',' && text.includes(',') && !text.includes('.');
    const plain = hasComma ? text.replace(',', '.') : text;
    const value = Number(plain);
    // Whole numbers are looked at more closely: a blank counts as 0 with Number, and 0x10 as 16.
    if (Number.isNaN(value) || (Number.isInteger(value) && !NUMBER.test(plain))) return NaN;
    if (column !== undefined) {
      this.#hasPoints ||= text.includes('.');
      if (hasComma) this.#decimalComma ??= { line: this.#line, column, text };
    }
    return value;
  }

  #tooLong(line: string): UsageError {
    const most = this.#targets.length;
    const hint =
      this.#delimiter === ',' && !line.includes('.') ? '; if commas are decimal, separate the columns with semicolons (;) or tabs' : '';
    const like = this.#hasHeader ? 'the header' : 'the first row';
    return new UsageError(
      `${this.#file}: line ${this.#line}: expected at most ${most} columns, as in ${like}, got ${this.#fields(line).length}${hint}`,
    );
  }

  #errorAt(column: number, rule: string, text: string, line = this.#line): UsageError {
    const name = this.#columns?.[column]?.name ?? `column ${column + 1}`;
    const known = name === `column ${column + 1}` ? '' : ` (${name})`;
    return new UsageError(
      `${this.#file}: line ${line}, column ${column + 1}${known}: expected ${rule}, got ${JSON.stringify(text.trim())}`,
    );
  }

  #keepRow(): void {
    const first = this.#row[0]!;
    this.#counts &&= Number.isInteger(first) && first > this.#lastCount;
    this.#lastCount = first;
    const index = this.#rows % this.#rowsPerBlock;
    if (index === 0) this.#blocks.push(new Float64Array(this.#rowsPerBlock * this.#row.length));
    this.#blocks.at(-1)!.set(this.#row, index * this.#row.length);
    this.#rows++;
  }

  finish(): Epochs {
    if (this.#columns === null) throw new UsageError(`${this.#file}: expected epochs, got an empty file`);
    if (this.#rows === 0) throw new UsageError(`${this.#file}: expected epochs, got a header only`);
    const isCounter = !this.#hasHeader && this.#counts && this.#rows >= 3 && this.#workers.length > 2;
    if (isCounter)
      this.#notes.push('Left out: column 1, which counts upwards, as numbers of epochs do. Workers have names in a header line.');
    this.#checkDecimals();
    for (const { line, column, text } of this.#notPositive.values()) {
      if (isCounter && column === 0) continue;
      const rule = 'a loss > 0';
      throw new UsageError(`${this.#errorAt(column, rule, text, line).message} (are these log10 losses already?)`);
    }
    const kept = [...this.#workers.keys()].filter((worker) => this.#valuesOf[worker]! > 0 && !(isCounter && worker === 0));
    const blank = this.#workers.filter((_, worker) => this.#valuesOf[worker] === 0);
    if (blank.length > 0) this.#notes.push(`Left out, as they have no values: ${blank.join(', ')}.`);
    if (kept.length < 2) {
      throw new UsageError(
        `${this.#file}: expected at least 2 workers, in columns that commas, semicolons or tabs separate, got ${kept.length}`,
      );
    }
    if (this.#shortRows > 0)
      this.#notes.push(`${rowsText(this.#shortRows)} shorter than the first line; what is missing is taken as blank.`);
    return this.#regrets(Int32Array.from(kept));
  }

  #checkDecimals(): void {
    const comma = this.#decimalComma;
    if (comma && this.#hasPoints) {
      const { line, column, text } = comma;
      throw this.#errorAt(column, 'decimal points or decimal commas, not both in one file', text, line);
    }
    if (this.#delimiter === ',' && !this.#hasHeader && !this.#hasPoints && this.#columns!.length > 1) {
      throw new UsageError(
        `${this.#file}: no number has a decimal point, as if decimal commas had been taken for separators: separate the columns with semicolons ` +
          '(;) or tabs, or name the workers in a header line',
      );
    }
  }

  /** Regrets of the kept workers, from what the rows hold. */
  #regrets(kept: Int32Array): Epochs {
    const { quantity, lossesAre, alpha = 1 } = this.#options;
    const hasNetwork = this.#columns!.some(({ target }) => target === NETWORK);
    const values = new Float64Array(this.#rows * kept.length);
    const smoothed = new Float64Array(kept.length);
    const width = this.#row.length;
    let epochs = 0;
    let withoutNetwork = 0;
    let withoutWorkers = 0;

    for (let row = 0; row < this.#rows; row++) {
      const block = this.#blocks[Math.floor(row / this.#rowsPerBlock)]!;
      const from = (row % this.#rowsPerBlock) * width;
      if (quantity === 'losses') {
        if (lossesAre === 'raw') for (let i = from; i < from + width; i++) block[i] = Math.log10(block[i]!);
        const network = hasNetwork ? block[from + width - 1]! : meanOf(block, from, kept);
        for (const worker of kept) block[from + worker] = network - block[from + worker]!;
        if (hasNetwork && Number.isNaN(network)) {
          withoutNetwork++;
          continue;
        }
      }
      let present = 0;
      for (let i = 0; i < kept.length; i++) {
        const regret = block[from + kept[i]!]!;
        if (Number.isNaN(regret)) {
          values[epochs * kept.length + i] = NaN;
          continue;
        }
        present++;
        smoothed[i] = alpha * regret + (1 - alpha) * smoothed[i]!;
        values[epochs * kept.length + i] = smoothed[i]!;
      }
      if (present >= 2) epochs++;
      else withoutWorkers++;
    }

    if (withoutNetwork > 0) this.#notes.push(`${rowsText(withoutNetwork)} left out: no network loss.`);
    if (withoutWorkers > 0) this.#notes.push(`${rowsText(withoutWorkers)} left out: fewer than 2 values.`);
    if (alpha < 1) this.#notes.push(smoothingNote(alpha));
    if (epochs < 2) {
      throw new UsageError(`${this.#file}: expected at least 2 epochs with values of at least 2 workers, got ${epochs}`);
    }
    return {
      ...{ values: values.subarray(0, epochs * kept.length), workers: kept.length, epochs },
      names: Array.from(kept, (worker) => this.#workers[worker]!),
      notes: this.#notes,
    };
  }
}

/** Mean of the cells of a row that are not blank; NaN if all are. */
function meanOf(block: Float64Array, from: number, kept: Int32Array): number {
  let sum = 0;
  let count = 0;
  for (const worker of kept) {
    const value = block[from + worker]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.includes(name.toLowerCase());
}

function rowsText(count: number): string {
  return count === 1 ? '1 row is' : `${count} rows are`;
}

/** A regret that stays the same is smoothed to 1 - (1 - alpha)^n of itself after n epochs. */
function smoothingNote(alpha: number): string {
  const settled = Math.ceil(Math.log(0.05) / Math.log1p(-alpha));
  return `Regrets are smoothed with alpha ${alpha}, starting from 0: those of the first ${settled} epochs of a worker are too small, by 5 % at the last.`;
}
