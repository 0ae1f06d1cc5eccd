/** The columns of a table of epochs: workers, the network, or others. */

import { MOST_WORKERS } from '../../kernel/limits.js';
import { didYouMean } from '../../text/did-you-mean.js';
import { UsageError } from '../../text/errors.js';
import { BLANK, INFINITE, numberOf } from './cells.js';
import type { ReadEpochsOptions } from './options.js';

/**
 * Names of columns that number the epochs. pandas writes row numbers under an empty name, or as `unnamed: 0`.
 */
const EPOCH_COLUMNS = [
  'epoch',
  'block',
  'block_height',
  'height',
  'time',
  'timestamp',
  'date',
  'nonce',
  'index',
  'unnamed: 0',
];
/** Names of columns with the loss of the network. */
const NETWORK_COLUMNS = ['network', 'network_loss', 'network_inference'];

/** Targets of a column whose cells are not those of a worker: the loss of the network, or ignored. */
export const NETWORK = -1;
export const IGNORED = -2;

interface Column {
  name: string;
  /** Index of the worker, {@link NETWORK} or {@link IGNORED}. */
  target: number;
}

export interface Columns {
  hasHeader: boolean;
  columns: Column[];
  /** Names of the workers, in the order of the targets. */
  workers: string[];
  /** Sentences about columns that are left out. */
  notes: string[];
}

/**
 * The columns, from the cells of the first line, which may be a header.
 * @throws {UsageError} naming file, column, rule and value
 */
export function columnsOf(
  cells: readonly string[],
  delimiter: string,
  line: { file: string; line: number },
  options: ReadEpochsOptions,
): Columns {
  const isNumber = (cell: string): boolean => !Number.isNaN(numberOf(cell, delimiter)) || INFINITE.test(cell);
  const names = cells.filter((cell) => !BLANK.test(cell) && !isNumber(cell));
  const isKnown = (name: string): boolean => isOneOf(name, EPOCH_COLUMNS) || name === options.networkLoss;
  const hasHeader = names.length > 0 && (cells.every((cell) => !isNumber(cell)) || names.some(isKnown));
  const columns = cells.map((cell, i) => ({
    name: hasHeader && cell !== '' ? cell : `column ${i + 1}`,
    target: 0,
  }));
  const notes: string[] = [];
  if (hasHeader) {
    checkNames(columns, line);
    if (cells[0] === '') columns[0]!.target = IGNORED;
    for (const column of columns) if (isOneOf(column.name, EPOCH_COLUMNS)) column.target = IGNORED;
  }
  findNetworkLoss(columns, hasHeader, line.file, options, notes);
  const ignored = columns.filter(({ target }) => target === IGNORED).map(({ name }) => name);
  if (ignored.length > 0) notes.push(`Left out, because they are not workers: ${ignored.join(', ')}.`);
  const workers: string[] = [];
  for (const column of columns) {
    if (column.target === 0) column.target = workers.push(column.name) - 1;
  }
  if (workers.length > MOST_WORKERS) {
    throw new UsageError(
      `${line.file}: expected at most ${MOST_WORKERS} workers, got ${workers.length} columns`,
    );
  }
  return { hasHeader, columns, workers, notes };
}

function checkNames(columns: readonly Column[], line: { file: string; line: number }): void {
  const names = columns.map(({ name }) => name);
  const refuse = (column: number, rule: string): void => {
    if (column >= 0) throw cellError({ ...line, column, name: null, text: names[column]! }, rule);
  };
  refuse(
    names.findIndex((name, i) => names.indexOf(name) < i),
    'a name that no other column has',
  );
  refuse(
    names.findIndex((name) => /[\p{Cc}\u2028\u2029]/u.test(name)),
    'a name without control characters',
  );
}

function findNetworkLoss(
  columns: Column[],
  hasHeader: boolean,
  file: string,
  { quantity, networkLoss: wanted }: ReadEpochsOptions,
  notes: string[],
): void {
  const candidates = columns.filter(({ name }) => hasHeader && isOneOf(name, NETWORK_COLUMNS));
  if (quantity !== 'losses') {
    if (wanted !== undefined)
      throw new UsageError(`a column of the network loss can be combined with losses only, got ${quantity}`);
    for (const column of candidates) column.target = IGNORED;
    return;
  }
  if (wanted !== undefined) {
    if (!hasHeader)
      throw new UsageError(`${file}: expected a header with the network loss "${wanted}", got no header`);
    const network =
      columns.find(({ name }) => name === wanted) ??
      columns.find(({ name }) => isOneOf(name, [wanted.toLowerCase()]));
    const names = columns.map(({ name }) => name);
    if (!network)
      throw new UsageError(
        `${file}: there is no column "${wanted}" for the network loss${didYouMean(wanted, names)}`,
      );
    for (const column of candidates) column.target = IGNORED;
    network.target = NETWORK;
    return;
  }
  if (candidates.length > 1) {
    const names = candidates.map(({ name }) => name).join(', ');
    throw new UsageError(
      `${file}: expected one column with the network loss, got ${names}; name one of them (--network-loss)`,
    );
  }
  if (candidates.length === 1) {
    candidates[0]!.target = NETWORK;
    notes.push(`The network loss is column ${candidates[0]!.name}.`);
    return;
  }
  notes.push(
    'No column holds the network loss: the mean log10 loss of the workers of an epoch is used. So the mean regret of every epoch is 0 by ' +
      'construction.',
  );
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.includes(name.toLowerCase());
}

/** A cell, for a message. */
export interface Cell {
  file: string;
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
  /** Name of the column, if it has one. */
  name: string | null;
  text: string;
}

export function cellError({ file, line, column, name, text }: Cell, rule: string): UsageError {
  const known = name === null ? '' : ` (${name})`;
  return new UsageError(
    `${file}: line ${line}, column ${column + 1}${known}: expected ${rule}, got ${JSON.stringify(text.trim())}`,
  );
}
