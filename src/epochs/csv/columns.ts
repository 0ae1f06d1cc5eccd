/** What the columns of a table of epochs are: workers, the network, or neither. */

import { MOST_WORKERS } from '../../kernel/limits.js';
import { didYouMean } from '../../text/did-you-mean.js';
import { BLANK, INFINITE, numberOf } from './cells.js';
import type { EpochsFileOptions } from './options.js';
import { UsageError } from '../../text/errors.js';

/** Columns that say which epoch a row is; an empty name and `unnamed: 0` are what tables with numbered rows get from pandas. */
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
const NETWORK_COLUMNS = ['network', 'network_loss', 'network_inference'];
/** Where the cells of a column go: to a worker (its index), to the network, or nowhere. */
export const NETWORK = -1;
export const NOWHERE = -2;

interface Column {
  name: string;
  target: number;
}

export interface Columns {
  hasHeader: boolean;
  columns: Column[];
  /** Names, in the order of the targets. */
  workers: string[];
  /** Sentences. */
  notes: string[];
}

/**
 * From the cells of the first line, which may be names.
 * @throws {UsageError} naming file, column, rule and value
 */
export function columnsOf(
  cells: readonly string[],
  delimiter: string,
  place: { file: string; line: number },
  options: EpochsFileOptions,
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
    const twice = columns.findIndex(({ name }, i) => columns.findIndex((column) => column.name === name) < i);
    if (twice >= 0)
      throw cellError(
        { ...place, column: twice, name: null, text: columns[twice]!.name },
        'a name that no other column has',
      );
    const hidden = columns.findIndex(({ name }) => /[\p{Cc}\u2028\u2029]/u.test(name));
    if (hidden >= 0)
      throw cellError(
        { ...place, column: hidden, name: null, text: columns[hidden]!.name },
        'a name without control characters',
      );
    if (cells[0] === '') columns[0]!.target = NOWHERE;
    for (const column of columns) if (isOneOf(column.name, EPOCH_COLUMNS)) column.target = NOWHERE;
  }
  findNetwork(columns, hasHeader, place.file, options, notes);
  const left = columns.filter(({ target }) => target === NOWHERE).map(({ name }) => name);
  if (left.length > 0) notes.push(`Left out, as they are no workers: ${left.join(', ')}.`);
  const workers: string[] = [];
  for (const column of columns) {
    if (column.target === 0) column.target = workers.push(column.name) - 1;
  }
  if (workers.length > MOST_WORKERS) {
    throw new UsageError(
      `${place.file}: expected at most ${MOST_WORKERS} workers, got ${workers.length} columns`,
    );
  }
  return { hasHeader, columns, workers, notes };
}

function findNetwork(
  columns: Column[],
  hasHeader: boolean,
  file: string,
  options: EpochsFileOptions,
  notes: string[],
): void {
  const { quantity, networkLoss: wanted } = options;
  const candidates = columns.filter(({ name }) => hasHeader && isOneOf(name, NETWORK_COLUMNS));
  if (quantity !== 'losses') {
    if (wanted !== undefined) throw new UsageError('a network loss goes with losses, not with ' + quantity);
    for (const column of candidates) column.target = NOWHERE;
    return;
  }
  if (wanted !== undefined) {
    if (!hasHeader)
      throw new UsageError(`${file}: there is no header, so no column "${wanted}" for the network loss`);
    const network =
      columns.find(({ name }) => name === wanted) ??
      columns.find(({ name }) => isOneOf(name, [wanted.toLowerCase()]));
    const names = columns.map(({ name }) => name);
    if (!network)
      throw new UsageError(
        `${file}: there is no column "${wanted}" for the network loss${didYouMean(wanted, names)}`,
      );
    for (const column of candidates) column.target = NOWHERE;
    network.target = NETWORK;
    return;
  }
  if (candidates.length > 1) {
    const names = candidates.map(({ name }) => name).join(', ');
    throw new UsageError(
      `${file}: expected one column with the network loss, got ${names}; say which one it is`,
    );
  }
  if (candidates.length === 1) {
    candidates[0]!.target = NETWORK;
    notes.push(`The network loss is column ${candidates[0]!.name}.`);
    return;
  }
  notes.push(
    'No column has the network loss: it is taken as the mean log10 loss of the workers of an epoch. So the mean regret of every epoch is 0 by ' +
      'that choice, and no finding.',
  );
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.includes(name.toLowerCase());
}

/** A cell, for a message. */
export interface Place {
  file: string;
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
  /** Of the column, if it has one. */
  name: string | null;
  text: string;
}

export function cellError({ file, line, column, name, text }: Place, rule: string): UsageError {
  const known = name === null ? '' : ` (${name})`;
  return new UsageError(
    `${file}: line ${line}, column ${column + 1}${known}: expected ${rule}, got ${JSON.stringify(text.trim())}`,
  );
}
