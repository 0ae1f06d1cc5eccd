/**
 * Whether a table is long (a row per epoch and worker), and the roles of its columns: from options, from
 * names, or from values.
 */

import { UsageError } from '../../text/errors.js';
import type { Collected } from './collector.js';
import { factsOf, type ColumnFacts } from './column-facts.js';
import { ambiguous, columnNamed, listed, type LeftOut, named } from './decisions.js';
import { keysOfTexts } from './epoch-order.js';
import { isAddress } from './name-families.js';
import { indexRank, longRoleOf, meaningOf, unitOfName, type LongRole } from './names.js';
import type { ReadTableOptions } from './options.js';

export interface LongColumns {
  /** null: all rows are of one epoch. */
  epoch: number | null;
  worker: number;
  /** Column that tells inferers, forecasters and reputers apart. */
  actor: number | null;
  value: number;
  /** Column with the loss of the network, repeated in the rows of an epoch. */
  network: number | null;
  leftOut: LeftOut[];
}

const WAY = 'name the columns by role: --columns epoch=NAME,worker=NAME,value=NAME';

/**
 * @returns null for a wide table
 * @throws {UsageError} if the roles of a long table are not decided
 */
export function longColumns(table: Collected, options: ReadTableOptions): LongColumns | null {
  const byOption = options.columns?.some((column) => column.includes('='))
    ? rolesOfOption(table, options.columns)
    : null;
  if (options.columns !== undefined && byOption === null) return null;
  const facts = factsOf(table.rows);
  const found = byOption ?? rolesOfNames(table, facts, options) ?? rolesOfValues(table, facts);
  if (found === null) return null;
  const { worker, value } = found;
  const network = options.quantity === 'losses' ? networkOf(table, facts, found, options.networkLoss) : null;
  const actor = table.columns.findIndex(
    ({ texts, name }) => texts !== null && name !== null && longRoleOf(name) === 'actor',
  );
  const epoch = found.epoch ?? epochOf(table, facts, options, [worker, value]);
  const used = [epoch, worker, value, network, actor];
  const leftOut = table.columns.flatMap(({ label, name }, column) =>
    used.includes(column) || (name !== null && meaningOf(name) === 'topic')
      ? []
      : [{ column: label, reason: 'not needed of a long table' }],
  );
  return { epoch, worker, value, network, actor: actor < 0 || actor === worker ? null : actor, leftOut };
}

interface Roles {
  epoch: number | null;
  worker: number;
  value: number;
}

const ROLES = ['epoch', 'worker', 'value'] as const;

function rolesOfOption({ file, columns }: Collected, wanted: readonly string[]): Roles {
  const roles = new Map<string, number>();
  for (const pair of wanted) {
    const [role, ...name] = pair.split('=');
    const known = ROLES.find((each) => each === role!.trim());
    if (known === undefined || name.length === 0 || roles.has(known)) {
      throw new UsageError(
        `--columns: expected epoch=NAME,worker=NAME,value=NAME, each once, got "${wanted.join(',')}"`,
      );
    }
    roles.set(known, columnNamed(file, columns, name.join('='), '--columns'));
  }
  const worker = roles.get('worker');
  const value = roles.get('value');
  if (worker === undefined || value === undefined || new Set(roles.values()).size < roles.size) {
    throw new UsageError(
      `--columns: expected epoch=NAME,worker=NAME,value=NAME of different columns, got "${wanted.join(',')}"`,
    );
  }
  return { epoch: roles.get('epoch') ?? null, worker, value };
}

function rolesOfNames(
  table: Collected,
  facts: readonly ColumnFacts[],
  options: ReadTableOptions,
): Roles | null {
  const { columns, file } = table;
  const roles: LongRole[] = columns.map(({ name }) =>
    name === null ? null : longRoleOf(name, options.areInferences),
  );
  const isName = (column: number) => columns[column]!.texts !== null || facts[column]!.isWhole;
  const workers = roles.flatMap((role, column) => (role === 'worker' && isName(column) ? [column] : []));
  const [worker] = workers;
  if (worker === undefined) return null;
  const values = roles.flatMap((role, column) =>
    role !== null &&
    !['worker', 'actor'].includes(role) &&
    columns[column]!.texts === null &&
    facts[column]!.values > 0
      ? [column]
      : [],
  );
  if (values.length === 0) {
    const { min, max } = facts[worker]!;
    const isOne = columns[worker]!.texts === null ? !(min < max) : columns[worker]!.texts.length < 2;
    if (isOne) return null;
    throw ambiguous(
      file,
      `${named(columns[worker]!.label)} names workers, but no column is named ${options.quantity.replace(/e?s$/, '')} or value`,
      [WAY, 'if each worker has a row, give one row per epoch and one column per worker'],
    );
  }
  return { epoch: null, worker, value: valueOf(table, values, roles, options) };
}

/** The column of the wanted quantity. */
function valueOf(
  { file, columns }: Collected,
  values: readonly number[],
  roles: readonly LongRole[],
  { quantity, lossesAre }: ReadTableOptions,
): number {
  const ofQuantity = values.filter((column) => roles[column] === quantity);
  const ofUnit = ofQuantity.filter(
    (column) => lossesAre !== undefined && unitOfName(columns[column]!.label) === lossesAre,
  );
  const generic = values.filter((column) => roles[column] === 'value');
  const [candidates] = [ofUnit, ofQuantity, generic].filter((each) => each.length > 0);
  const names = (which: readonly number[]) => listed(which.map((column) => columns[column]!.label));
  if (candidates === undefined) {
    throw new UsageError(
      `${file}: expected a column of ${quantity}, got ${names(values)} (--regrets, --losses and --scores name the quantity)`,
    );
  }
  if (candidates.length > 1) {
    throw ambiguous(file, `expected one column of ${quantity}, got ${names(candidates)}`, [WAY]);
  }
  return candidates[0]!;
}

/** One column of names, one of fractions, and the others number epochs: a long table without known names. */
function rolesOfValues(table: Collected, facts: readonly ColumnFacts[]): Roles | null {
  const { columns, file } = table;
  // A column that is named by an address is a worker.
  if (columns.some(({ name }) => name !== null && isAddress(name))) return null;
  const isEpoch = (column: number) => {
    const { texts, name } = columns[column]!;
    const meaning = name === null ? 'unknown' : meaningOf(name);
    return (
      ['index', 'topic', 'fact', 'network'].includes(meaning) ||
      (texts ? keysOfTexts(texts) !== null : facts[column]!.isWhole)
    );
  };
  const others = columns.map((_, column) => column).filter((column) => !isEpoch(column));
  const texts = others.filter((column) => columns[column]!.texts !== null);
  const numbers = others.filter((column) => columns[column]!.texts === null);
  if (numbers.length !== 1) return null;
  if (texts.length === 1 && columns[texts[0]!]!.texts!.length > 1) {
    const isLong = isLongOf(table, facts, isEpoch, texts[0]!);
    if (isLong) return { epoch: null, worker: texts[0]!, value: numbers[0]! };
  }
  const whole = columns
    .map((_, column) => column)
    .filter((column) => column !== numbers[0] && facts[column]!.isWhole);
  if (texts.length > 0 || whole.length < 2) return null;
  // Two columns of whole numbers that repeat, but not as pairs, beside one of fractions: epoch, worker,
  // value.
  const repeating = whole.filter((column) => repeats(table, [column]));
  if (repeating.length < 2 || repeats(table, repeating)) return null;
  throw longOrWide(file);
}

/**
 * Whether a table with one column of text and one of fractions is long: a column of epochs repeats, but not
 * together with the text.
 */
function isLongOf(
  table: Collected,
  facts: readonly ColumnFacts[],
  isEpoch: (column: number) => boolean,
  text: number,
): boolean {
  const { columns, file } = table;
  const epochs = columns
    .map((_, column) => column)
    .filter((column) => isEpoch(column) && facts[column]!.min < facts[column]!.max);
  const named = epochs.filter((column) => meaningOf(columns[column]!.name ?? '') === 'index');
  const candidates = named.length > 0 ? named : epochs;
  if (candidates.length === 0 && columns.length <= 3) return true;
  const repeating = candidates.filter((column) => repeats(table, [column]));
  if (candidates.length > 0 && repeating.length === 0) return false;
  const isPair = repeating.some((column) => !repeats(table, [column, text]));
  if (isPair && epochs.length - named.length <= 1) return true;
  throw longOrWide(file);
}

function longOrWide(file: string): UsageError {
  return ambiguous(file, `the table can be long (epoch, worker, value) or wide (a column per worker)`, [
    WAY,
    'name the columns of the workers: --columns NAME,NAME',
  ]);
}

/** Rows that are compared: enough to see epochs that repeat. */
const COMPARED_ROWS = 1e5;

/** Whether two rows are equal in some columns. */
function repeats({ rows }: Collected, columns: readonly number[]): boolean {
  const found = new Set<string>();
  const compared = Math.min(rows.count, COMPARED_ROWS);
  for (let row = 0; row < compared; row++)
    found.add(columns.map((column) => rows.row(row)[column]).join(' '));
  return found.size < compared;
}

/** The column that numbers the epochs; null if no column does. */
function epochOf(
  table: Collected,
  facts: readonly ColumnFacts[],
  options: ReadTableOptions,
  used: readonly number[],
): number | null {
  const { file, columns, rows } = table;
  if (options.index !== undefined) {
    if (options.index === 'none') {
      throw new UsageError(`${file}: --index none: expected the column of the epochs of a long table`);
    }
    return columnNamed(file, columns, options.index, '--index');
  }
  const rank = (column: number): number => {
    const { name, texts } = columns[column]!;
    const byName = name === null || name === '' ? Infinity : indexRank(name);
    if (byName < Infinity) return byName;
    const isLike = texts ? keysOfTexts(texts) !== null : facts[column]!.isWhole;
    return isLike && (name === null || meaningOf(name) === 'unknown') ? 99 : Infinity;
  };
  const candidates = columns
    .map((_, column) => column)
    .filter((column) => !used.includes(column) && rank(column) < Infinity)
    .sort((a, b) => rank(a) - rank(b));
  // A column that is different in each row numbers the rows.
  const hasEqual = (column: number): boolean => {
    const { texts } = columns[column]!;
    return texts ? texts.length < rows.count : facts[column]!.trend === 'none' || rows.count < 2;
  };
  return candidates.find(hasEqual) ?? null;
}

function networkOf(
  { file, columns }: Collected,
  facts: readonly ColumnFacts[],
  { worker, value }: Roles,
  wanted: string | undefined,
): number | null {
  if (wanted === 'none') return null;
  const isFree = (column: number) => column !== worker && column !== value && facts[column]!.values > 0;
  const byName = columns.findIndex(
    ({ name, texts }, column) =>
      texts === null && name !== null && meaningOf(name) === 'network' && isFree(column),
  );
  if (wanted === undefined && byName >= 0) return byName;
  const perhaps = columns.find(
    ({ texts, name }, column) =>
      texts === null &&
      name !== null &&
      ['other network', 'perhaps network'].includes(meaningOf(name)) &&
      isFree(column),
  );
  if (wanted === undefined && perhaps !== undefined) {
    throw ambiguous(
      file,
      `by its name ${named(perhaps.label)} may be the loss of the network that regrets are relative to`,
      [
        `if it is, add --network-loss "${perhaps.label}"`,
        'if not, add --network-loss none, which takes the mean loss of the workers, or the name of another column',
      ],
    );
  }
  if (wanted === undefined) return null;
  // The network may be a row of the column of the workers, too: the pivot looks there.
  try {
    return columnNamed(file, columns, wanted, '--network-loss');
  } catch {
    return null;
  }
}
