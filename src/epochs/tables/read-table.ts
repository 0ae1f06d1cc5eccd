/** Reads a file into a table in memory: its format, its dialect, its header, and its cells as numbers. */

import { UsageError } from '../../text/errors.js';
import { MOST_WORKERS } from '../../kernel/limits.js';
import type { TableInput } from '../formats/input.js';
import { openTable } from '../formats/open.js';
import type { RecordCell } from '../formats/records.js';
import { BLANK, kindOfNumber, MINUS, ZERO } from './cells.js';
import { checkNames, columnsOf } from './columns.js';
import { Collector, type Collected, type CollectorOptions, type Column } from './collector.js';
import {
  cellsOf,
  DELIMITER_NAMES,
  dialectOf,
  DRAWN,
  isNoData,
  RULE,
  SEPARATOR_LINE,
  type Dialect,
} from './dialect.js';
import { hasHeader } from './header.js';
import type { ReadTableOptions } from './options.js';

export interface ReadTable {
  table: Collected;
  /** Words for the format, for readers. */
  format: string;
}

/** Rows from which dialect, header and kinds of columns are decided. */
const SAMPLE_ROWS = 200;

/**
 * Characters of a line: ten thousand workers with 17 digits each take a quarter of this. A longer line is not
 * a table.
 */
const MOST_LINE = 1e6;

/** @throws {UsageError} naming file, line, column, rule and value */
export async function readTable(input: TableInput, options: ReadTableOptions): Promise<ReadTable> {
  const file = input.name;
  const opened = await openTable(input);
  const reader = opened.records
    ? new RecordReader(file, opened.records.columns, options)
    : new TextReader(file, options);
  if (reader instanceof TextReader) {
    for await (const lines of linesOf(opened.text!, file)) for (const line of lines) reader.add(line);
  } else {
    for await (const rows of opened.records!.rows) for (const row of rows) reader.add(row);
  }
  const table = reader.finish();
  const format = reader instanceof TextReader ? reader.format : opened.format;
  return { table, format: opened.compression === null ? format : `${format}, ${opened.compression}` };
}

/** Yields the lines of a text in groups, so that the text is never in memory as a whole. */
async function* linesOf(text: AsyncIterable<string>, file: string): AsyncGenerator<string[]> {
  let rest: string | null = null;
  let newline = '\n';
  let count = 0;
  for await (const chunk of text) {
    if (rest === null && !chunk.includes('\n')) newline = '\r';
    const lines: string[] = ((rest ?? '') + chunk).split(newline);
    rest = lines.pop()!;
    count += lines.length;
    if (rest.length > MOST_LINE) {
      throw new UsageError(`${file}: line ${count + 1}: expected at most ${MOST_LINE} characters, got more`);
    }
    yield lines;
  }
  yield [rest ?? ''];
}

interface SeparatorFacts {
  /** Line of the first row. */
  line: number;
  /** Whether a comma may be decimal. */
  isDecimalComma: boolean;
  /** Whether a point may separate thousands. */
  mayGroupByPoints: boolean;
}

/** Collects rows until their columns are known, then gives them to a collector. */
abstract class Reader<Row> {
  protected readonly file: string;
  protected readonly options: ReadTableOptions;
  protected collector: Collector | null = null;
  #sample: { row: Row; line: number }[] = [];
  #rows = 0;

  constructor(file: string, options: ReadTableOptions) {
    this.file = file;
    this.options = options;
  }

  protected take(row: Row, line: number): void {
    if (this.collector !== null) {
      this.collect(this.collector, row, line);
      return;
    }
    this.#sample.push({ row, line });
    if (this.#sample.length === SAMPLE_ROWS) this.#start();
  }

  #start(): void {
    const lines = this.#sample;
    this.#sample = [];
    const { collector, skip } = this.start(lines);
    this.collector = collector;
    for (const { row, line } of lines.slice(skip)) this.collect(collector, row, line);
    this.#rows = lines.length - skip;
  }

  /** @param sample the first rows, at least one */
  protected abstract start(sample: readonly { row: Row; line: number }[]): {
    collector: Collector;
    skip: number;
  };
  protected abstract collect(collector: Collector, row: Row, line: number): void;

  finish(): Collected {
    if (this.collector === null) {
      if (this.#sample.length === 0) throw new UsageError(`${this.file}: expected epochs, got an empty file`);
      this.#start();
      if (this.#rows === 0) throw new UsageError(`${this.file}: expected epochs, got a header only`);
    }
    return this.collector!.finish();
  }

  /** @param rows cells of the first rows as text */
  protected collectorOf(
    names: readonly string[] | null,
    rows: readonly (readonly string[])[],
    width: number,
    { line, isDecimalComma, mayGroupByPoints }: SeparatorFacts,
  ): Collector {
    const columns = columnsOf(names, rows, width, this.options.columns);
    if (names !== null) checkNames(this.file, names, line);
    const numbers = columns.filter(({ texts, isIndex }) => texts === null && !isIndex).length;
    if (numbers > MOST_WORKERS) {
      throw new UsageError(`${this.file}: expected at most ${MOST_WORKERS} workers, got ${numbers} columns`);
    }
    const decimal = decimalOf(columns, rows, this.options.decimal, isDecimalComma);
    const { quantity, lossesAre, areInferences = false } = this.options;
    return new Collector({
      file: this.file,
      columns,
      ...decimal,
      notesNotPositive: quantity === 'losses' && lossesAre !== 'log10',
      areDex: quantity === 'regrets' || (lossesAre === 'log10' && !areInferences),
      areOfAnySize: quantity === 'scores' || areInferences,
      mayGroupByPoints,
      like: names === null ? 'the first row' : 'the header',
    });
  }
}

class TextReader extends Reader<string> {
  #line = 0;
  #named: string | null = null;
  #dataLines = 0;
  /** Whether a rule stands under the first line, which is a header then. */
  #hasRule = false;
  #dialect: Dialect = { delimiter: ',', isFramed: false };

  get format(): string {
    return `text separated by ${DELIMITER_NAMES[this.#dialect.delimiter]}`;
  }

  add(line: string): void {
    this.#line++;
    if (this.#line === 1) {
      this.#named = SEPARATOR_LINE.exec(line)?.[1] ?? null;
      if (this.#named !== null) return;
    }
    if (isData(line)) {
      this.#dataLines++;
      this.take(line, this.#line);
    } else if (this.#dataLines === 1 && RULE.test(line)) this.#hasRule = true;
  }

  protected start(sample: readonly { row: string; line: number }[]): { collector: Collector; skip: number } {
    this.#dialect = dialectOf(
      sample.map(({ row }) => row),
      this.#named,
    );
    const rows = sample.map(({ row, line }) => this.#cells(row, line).map((cell) => cell.trim()));
    this.#checkTitle(rows, sample);
    const { header = this.#hasRule ? 'yes' : undefined } = this.options;
    const options = { ...this.options, header };
    const first = withCorner(rows, this.#dialect.delimiter);
    const hasCorner = first !== null && hasHeader(this.file, [first, ...rows.slice(1)], options);
    const skip = Number(hasCorner || hasHeader(this.file, rows, options));
    const names = hasCorner ? first : skip === 1 ? rows[0]! : null;
    const body = rows.slice(skip);
    this.#checkPoints(names, body);
    const collector = this.collectorOf(names, body, names?.length ?? rows[0]!.length, {
      line: sample[0]!.line,
      isDecimalComma: this.#dialect.delimiter !== ',',
      mayGroupByPoints: this.#dialect.delimiter !== ',',
    });
    return { collector, skip };
  }

  /** Lines that are no table, before or in place of one. */
  #checkTitle(rows: readonly (readonly string[])[], sample: readonly { row: string; line: number }[]): void {
    const drawn = sample.find(({ row }) => DRAWN.test(row));
    if (drawn) {
      throw new UsageError(
        `${this.file}: line ${drawn.line}: expected text with separators, got a table drawn with lines: write it as CSV`,
      );
    }
    const [first, second = []] = rows as [readonly string[], (readonly string[])?];
    const [title, ...others] = first.filter((cell) => cell !== '');
    const isTitle =
      first.length > 2 && others.length === 0 && title !== undefined && kindOfNumber(title) === null;
    if (!isTitle || second.filter((cell) => cell !== '').length < 2) return;
    throw new UsageError(
      `${this.file}: line ${sample[0]!.line}: expected the names of the columns, got a title, ${JSON.stringify(title)}: delete the lines above the names`,
    );
  }

  /** Without a header and without points, decimal commas may have separated the columns. */
  #checkPoints(names: readonly string[] | null, rows: readonly (readonly string[])[]): void {
    const isSuspicious = this.#dialect.delimiter === ',' && names === null && rows[0]!.length > 1;
    if (!isSuspicious || this.options.header !== undefined || this.options.decimal !== undefined) return;
    if (rows.flat().some((cell) => !BLANK.test(cell) && !/^[-+]?\d+$/.test(cell))) return;
    throw new UsageError(
      `${this.file}: expected decimal points, got none, as if decimal commas had separated the columns: separate the columns with ` +
        'semicolons (;) or tabs, or name the workers in a header line; if the numbers are whole, add --decimal point',
    );
  }

  protected collect(collector: Collector, line: string, lineNumber: number): void {
    const { delimiter, isFramed } = this.#dialect;
    if (isFramed || delimiter === ' ' || line.includes('"'))
      collector.addCells(this.#cells(line, lineNumber), lineNumber);
    else collector.addLine(line, lineNumber, delimiter);
  }

  #cells(line: string, lineNumber: number): string[] {
    const cells = cellsOf(line, this.#dialect);
    if (cells) return cells;
    throw new UsageError(
      `${this.file}: line ${lineNumber}: expected quotes around whole fields, closed on the same line`,
    );
  }
}

/**
 * The first row with a blank first name, if all other rows have one cell more: R and pandas leave out the
 * name of the row numbers. A comma may be decimal, so it does not count.
 */
function withCorner(
  rows: readonly (readonly string[])[],
  delimiter: Dialect['delimiter'],
): readonly string[] | null {
  const [first, ...body] = rows as [readonly string[], ...(readonly string[])[]];
  const isLonger = (row: readonly string[]) => row.length === first.length + 1 && !BLANK.test(row.at(-1)!);
  if (delimiter === ',' || body.length < 2 || !body.every(isLonger)) return null;
  return new Set(body.map((row) => row[0])).size === body.length ? ['', ...first] : null;
}

/** Most lines begin with a digit or a minus and a digit, which saves the search of a comment. */
function isData(line: string): boolean {
  const first = line.charCodeAt(0) === MINUS ? line.charCodeAt(1) : line.charCodeAt(0);
  // A line such as `4 rows in set (0.01 sec)` has no data.
  const isClosed = line.endsWith(')') || line.endsWith(')\r');
  return (first >= ZERO && first <= ZERO + 9 && !isClosed) || !isNoData(line);
}

class RecordReader extends Reader<readonly RecordCell[]> {
  readonly #names: readonly string[] | null;
  #row = 0;

  constructor(file: string, names: readonly string[] | null, options: ReadTableOptions) {
    super(file, options);
    this.#names = names;
  }

  add(row: readonly RecordCell[]): void {
    this.take(row, ++this.#row);
  }

  protected start(sample: readonly { row: readonly RecordCell[]; line: number }[]) {
    const rows = sample.map(({ row }) => row.map((cell) => String(cellOf(cell))));
    const hasFirst = this.#names === null && hasHeader(this.file, rows, this.options);
    const names = hasFirst ? rows[0]! : this.#names;
    const skip = Number(hasFirst);
    const width = names?.length ?? Math.max(...rows.map((row) => row.length));
    const collector = this.collectorOf(names, rows.slice(skip), width, {
      line: 1,
      isDecimalComma: true,
      mayGroupByPoints: false,
    });
    return { collector, skip };
  }

  protected collect(collector: Collector, row: readonly RecordCell[], line: number): void {
    collector.addValues(row.map(cellOf), line);
  }
}

function cellOf(cell: RecordCell): string | number {
  if (typeof cell === 'number' || typeof cell === 'string') return cell;
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString();
  return typeof cell === 'bigint' && Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
}

/** The decimal separator, from the cells whose separators allow one reading only. */
function decimalOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  wanted: 'point' | 'comma' | undefined,
  isDecimalComma: boolean,
): Pick<CollectorOptions, 'decimal' | 'isDecimalKnown' | 'isMixed'> {
  if (wanted !== undefined)
    return { decimal: wanted === 'comma' ? ',' : '.', isDecimalKnown: true, isMixed: false };
  const kinds = new Set(
    rows.flatMap((row) =>
      row.flatMap((cell, i) =>
        columns[i]?.texts === null && !columns[i].isIndex ? [kindOfNumber(cell)] : [],
      ),
    ),
  );
  const isComma = kinds.has('decimal comma') || kinds.has('grouping points');
  const isPoint = kinds.has('decimal point') || kinds.has('grouping commas');
  if (isComma !== isPoint) return { decimal: isComma ? ',' : '.', isDecimalKnown: true, isMixed: false };
  const isPerhapsComma = isDecimalComma && kinds.has('comma') && !kinds.has('point');
  return { decimal: isPerhapsComma && !isPoint ? ',' : '.', isDecimalKnown: false, isMixed: isComma };
}
