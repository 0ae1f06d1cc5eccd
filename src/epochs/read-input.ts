/** Epochs from a table: regrets, losses or scores, in any format and shape that people have. */

import { count, short } from '../text/numbers.js';
import { UsageError } from '../text/errors.js';
import type { Epochs } from './epochs.js';
import type { TableInput } from './formats/input.js';
import { epochsOfRows, rowsText } from './regrets.js';
import type { ReadAs } from './read-as.js';
import type { Rows } from './rows.js';
import type { Collected } from './tables/collector.js';
import { ambiguous } from './tables/decisions.js';
import { keyText, orderedRows, orderText, repeatedNote, type Ordered } from './tables/epoch-order.js';
import { longColumns } from './tables/long-columns.js';
import { pivoted } from './tables/long-table.js';
import { lossUnit, type LossUnit } from './tables/loss-unit.js';
import { unitOfNames } from './tables/name-quantities.js';
import { unitOfName } from './tables/names.js';
import { checkReadOptions, type ReadEpochsOptions, type ReadTableOptions } from './tables/options.js';
import { readTable } from './tables/read-table.js';
import { checkLastRow } from './tables/statistic-rows.js';
import { rowsOfTopic } from './tables/topics.js';
import { wideColumns, type WideColumns } from './tables/wide-columns.js';

/** The reason to leave out a column without values. */
const NO_VALUES = 'it has no values';

/** Reads epochs as `readEpochs` does, from an input of any kind. @throws as `readEpochs` */
export async function epochsOfInput(input: TableInput, options: ReadEpochsOptions): Promise<Epochs> {
  const epochs = await anyEpochsOfInput(input, options);
  const { source, readAs, notes } = epochs;
  const readAsNote = (facts: readonly string[]) => ` (read as a ${readAs!.shape} table: ${facts.join('; ')})`;
  if (epochs.workers < 2) {
    const leftOut = readAs!.leftOut.map(({ column, reason }) => `left out ${column}: ${reason}`);
    const mayBeWorker = readAs!.leftOut.some(({ reason }) => reason !== NO_VALUES);
    const way = mayBeWorker ? '; if a column that is left out is a worker, name all with --columns' : '';
    throw new UsageError(
      `${source}: expected at least 2 workers, got ${epochs.workers}${readAsNote([readAs!.format, readAs!.order, ...leftOut])}${way}`,
    );
  }
  if (epochs.epochs < 2 && options.quantity !== 'scores') {
    const leftOut = notes.filter((note) => note.includes('left out')).map((note) => note.replace(/\.$/, ''));
    throw new UsageError(
      `${source}: expected at least 2 epochs with values of at least 2 workers, got ${epochs.epochs}${readAsNote([readAs!.format, ...leftOut])}`,
    );
  }
  return epochs;
}

/**
 * The same with any number of workers and epochs, also none.
 * @param fewest values that an epoch must have
 */
export async function anyEpochsOfInput(
  input: TableInput,
  options: ReadEpochsOptions,
  fewest?: number,
): Promise<Epochs> {
  const given = await orderedInput(input, options);
  const { found, isLong, unit, table } = given;
  const { columns, ordered } = found;
  const { missing = 'absent' } = options;
  const { labels } = found;
  const notes = [
    ...found.notes,
    ...repeatedNote(ordered.repeated, isLong ? 'value' : 'row'),
    ...(table.shortRows > 0
      ? [`${rowsText(table.shortRows)} shorter than the first line; missing cells count as blank.`]
      : []),
    ...(unit !== null && columns.network === null
      ? [
          'No column holds the network loss: the mean log10 loss of the workers of an epoch is used. So the mean regret of every epoch is 0 by ' +
            'construction.',
        ]
      : []),
  ];
  const epochs = epochsOfRows(
    {
      rows: ordered.rows,
      workers: columns.workers,
      names: labels,
      network: columns.network,
      source: table.file,
      notes,
    },
    { ...options, lossesAre: unit?.unit },
    fewest ?? (options.quantity === 'scores' ? 1 : 2),
  );
  return {
    ...epochs,
    notes: [...epochs.notes, ...largeNotes(epochs)],
    readAs: { ...readAsOf(given, epochs.epochs, epochs.names), missing },
  };
}

/** The statement how a table was read. */
export function readAsOf(
  { found, format, isLong, unit, table }: OrderedTable,
  epochs: number,
  workers: readonly string[],
): ReadAs {
  const { columns, ordered, labels } = found;
  return {
    format,
    shape: isLong ? 'long' : 'wide',
    rows: table.rows.count,
    epochs,
    workers,
    leftOut: [...columns.leftOut, ...blankWorkers(columns.workers, labels, workers)],
    unit: unit === null ? 'dex' : `${unit.unit} losses`,
    unitReason: unit?.reason ?? null,
    networkLoss: columns.network === null ? null : labels[columns.network]!,
    order: orderText(ordered),
    missing: 'absent',
  };
}

/** A table in the order of its epochs, before anything is computed from it. */
export interface OrderedTable {
  found: Found;
  /** Words for the format. */
  format: string;
  isLong: boolean;
  /** null: no losses. */
  unit: LossUnit | null;
  /** The table as it is in the file. */
  table: Collected;
}

/** Reads a table, decides the meaning of its columns, and sorts its epochs. @throws as `readEpochs` */
export async function orderedInput(input: TableInput, options: ReadTableOptions): Promise<OrderedTable> {
  checkReadOptions(options);
  if (options.quantity !== 'losses' && options.networkLoss !== undefined) {
    throw new UsageError(
      `a column of the network loss can be combined with losses only, got ${options.quantity}`,
    );
  }
  const { table: whole, format } = await readTable(input, options);
  const table = rowsOfTopic(whole, options.topicId);
  const long = longColumns(table, options);
  const found = long ? fromLong(table, long, options) : fromWide(table, options);
  const { columns, ordered } = found;
  const losses = columns.network === null ? columns.workers : [...columns.workers, columns.network];
  const unit =
    options.quantity === 'losses'
      ? lossUnit({ ...found.table, rows: ordered.rows }, losses, options.lossesAre, found.unitOfName)
      : null;
  return { found, format, isLong: long !== null, unit, table };
}

/** No ratio of losses is larger, so larger values are probably not in dex. */
const LARGEST_DEX = 12;

function largeNotes({ values }: Pick<Epochs, 'values'>): string[] {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!) || 0);
  if (largest <= LARGEST_DEX) return [];
  return [
    `The largest value, ${short(largest)} dex, is a factor of 10^${short(largest)} between losses: are these values in another unit than dex?`,
  ];
}

function blankWorkers(workers: readonly number[], labels: readonly string[], names: readonly string[]) {
  const kept = new Set(names);
  const blank = workers.map((worker) => labels[worker]!).filter((label) => !kept.has(label));
  return blank.map((column) => ({ column, reason: NO_VALUES }));
}

interface Found {
  /** The wide table. */
  table: Collected;
  columns: Omit<WideColumns, 'indices' | 'topic'>;
  ordered: Pick<Ordered, 'column' | 'inFile' | 'repeated'> & { rows: Rows };
  labels: string[];
  unitOfName: ReturnType<typeof unitOfName>;
  notes: string[];
  /** Texts of the epochs in the order of the rows; null: the rows have no such column. */
  keys: () => string[] | null;
}

function fromWide(table: Collected, options: ReadTableOptions): Found {
  const columns = wideColumns(table, options);
  if (options.index === undefined) checkLastRow(table, columns.workers);
  const ordered = orderedRows(table, columns.indices, options);
  const used = ordered.column;
  const unused = columns.indices
    .map((column) => table.columns[column]!.label)
    .filter((label) => label !== used);
  const leftOut = [
    ...columns.leftOut,
    ...unused.map((column) => ({ column, reason: 'it numbers the rows' })),
  ];
  const labels = table.columns.map(({ label }) => label);
  const keyColumn = labels.indexOf(used ?? '');
  const { rows } = ordered;
  const keys = () =>
    used === null
      ? null
      : Array.from({ length: rows.count }, (_, row) => keyText({ ...table, rows }, keyColumn, row));
  return {
    table,
    columns: { ...columns, leftOut },
    ordered,
    labels,
    unitOfName: options.quantity === 'losses' ? unitOfWorkers(table, columns, options) : null,
    notes: [],
    keys,
  };
}

/** The unit that the names of the workers state, or that of the network. */
function unitOfWorkers(
  { file, columns }: Collected,
  { workers, network }: WideColumns,
  { columns: listed, lossesAre }: ReadTableOptions,
): ReturnType<typeof unitOfName> {
  const nameOf = (column: number) => columns[column]!.name ?? '';
  const ofWorkers = unitOfNames(workers.map(nameOf));
  const ofNetwork = network === null ? null : unitOfNames([nameOf(network)]);
  const isMixed = Array.isArray(ofWorkers) || Array.isArray(ofNetwork);
  if (!isMixed && (ofWorkers === null || ofNetwork === null || ofWorkers === ofNetwork))
    return ofWorkers ?? ofNetwork;
  // The user names the columns and their unit.
  if (listed !== undefined && lossesAre !== undefined) return null;
  const [first, second] = Array.isArray(ofWorkers) ? ofWorkers : [nameOf(workers[0]!), nameOf(network!)];
  throw ambiguous(file, `by their names columns ${first} and ${second} have different units`, [
    'write all losses in one unit, and rename the columns',
    'if they have one, add --losses-are, and the names of the workers with --columns',
  ]);
}

function fromLong(
  table: Collected,
  long: NonNullable<ReturnType<typeof longColumns>>,
  options: ReadEpochsOptions,
): Found {
  const { table: wide, order, reputers, keys } = pivoted(table, long);
  const columns = wideColumns(wide, options, { areWorkers: true });
  return {
    table: wide,
    columns: { ...columns, leftOut: [...long.leftOut, ...columns.leftOut] },
    ordered: order,
    labels: wide.columns.map(({ label }) => label),
    unitOfName: unitOfName(table.columns[long.value]!.label),
    notes: reputers > 0 ? [`${count(reputers, 'row')} of reputers left out.`] : [],
    keys,
  };
}
