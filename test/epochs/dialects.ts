/** Tables in random dialects: the columns that hold known data, and others that people have beside them. */

import type { ReadEpochsOptions } from '../../src/epochs/tables/options.js';
import { Choices, knownData, type Known } from './dialects-data.js';
import { longLayout } from './dialects-long.js';

/** A column of a table. Cells are decimals with a point, or text; null is blank. */
export interface Field {
  name: string;
  type: 'number' | 'whole' | 'text';
  cells: (string | null)[];
}

export interface Layout {
  shape: 'wide' | 'long';
  fields: Field[];
  /** The column that orders the epochs; null if the order of the rows does. */
  index: Field | null;
  /** The workers of a wide table; worker and value of a long one. */
  workers: Field[];
  /** Name for `--network-loss`: the losses of the network, or `none`. */
  networkLoss: string;
  topicId: string | null;
  /** Whether the table has no right answer, because an epoch has two values. */
  isContradictory: boolean;
  /** Kinds of its parts, for counting. */
  traits: Record<string, string>;
}

const INDEX_KINDS = [
  'none',
  'epochs',
  'blocks',
  'uneven blocks',
  'dates',
  'times',
  'unix seconds',
  'unix milliseconds',
  'unix nanoseconds',
  'pandas',
  'unknown name',
] as const;
type IndexKind = (typeof INDEX_KINDS)[number];

const INDEX_NAMES: Record<Exclude<IndexKind, 'none'>, readonly string[]> = {
  epochs: [
    'epoch',
    'Epoch',
    'EPOCH',
    'epoch_id',
    'Epoch Number',
    'round',
    'step',
    'iteration',
    'index',
    'id',
    'nr',
  ],
  blocks: [
    'blockHeight',
    'block_height',
    'Block Height',
    'BLOCK-HEIGHT',
    'block',
    'height',
    'nonce',
    'Block',
  ],
  'uneven blocks': ['block_height', 'nonce', 'inference_block_height', 'block number', 'blocknumber'],
  dates: ['date', 'Date', 'day', 'created_at'],
  times: ['timestamp', 'Timestamp', 'time', 'datetime', 'Block Time', 'start_time'],
  'unix seconds': ['timestamp', 'unix', 'ts', 'time_utc', 'epoch_time'],
  'unix milliseconds': ['timestamp_ms', 'ts', 'time'],
  'unix nanoseconds': ['timestamp_ns', 'time', 'block_time'],
  pandas: ['', 'Unnamed: 0', 'index'],
  'unknown name': ['foo', 'q', 'counter_a', 'zz'],
};

function indexField(choices: Choices, kind: Exclude<IndexKind, 'none'>, epochs: number): Field {
  const from = choices.of([0, 1, choices.whole(2, 5000)]);
  const height = choices.whole(1, 3_000_000);
  let uneven = height;
  const start = Date.UTC(2025, choices.whole(0, 11), choices.whole(1, 28), choices.whole(0, 23), 0, 0);
  const hour = choices.of([1, 6, 24]) * 3_600_000;
  const zone = choices.of(['Z', '', '+00:00', ' UTC']);
  const cellOf: Record<typeof kind, (epoch: number) => string> = {
    epochs: (epoch) => String(from + epoch),
    blocks: (epoch) => String(height + 720 * epoch),
    'uneven blocks': () => String((uneven += choices.whole(1, 2000))),
    dates: (epoch) => new Date(start + 86_400_000 * epoch).toISOString().slice(0, 10),
    times: (epoch) =>
      new Date(start + hour * epoch)
        .toISOString()
        .slice(0, 19)
        .replace('T', zone === 'Z' ? 'T' : ' ') + zone,
    'unix seconds': (epoch) => String((start + hour * epoch) / 1000),
    'unix milliseconds': (epoch) => String(start + hour * epoch),
    'unix nanoseconds': (epoch) => `${start + hour * epoch}000000`,
    pandas: (epoch) => String(epoch),
    'unknown name': (epoch) => String(from + epoch),
  };
  return {
    name: choices.of(INDEX_NAMES[kind]),
    type: kind === 'dates' || kind === 'times' ? 'text' : 'whole',
    cells: Array.from({ length: epochs }, (_, epoch) => cellOf[kind](epoch)),
  };
}

const ORDERS = ['oldest first', 'newest first', 'shuffled'] as const;
const EXTRAS = ['constant', 'fact', 'text', 'other network', 'statistic', 'apart'] as const;

/** Columns that are recognised without names. Others with fractions are like those of workers. */
const NAMELESS_EXTRAS = ['constant', 'text', 'statistic', 'apart'] as const;
/** Columns that nothing tells from workers without names. The reader names them as workers, or refuses. */
const HIDDEN_EXTRAS = ['fact', 'other network'] as const;

/** Columns that are no workers. */
function extraField(choices: Choices, kind: (typeof EXTRAS)[number], { cells, quantity }: Known): Field {
  const fill = (name: string, type: Field['type'], cellOf: (epoch: number) => string): Field => ({
    name,
    type,
    cells: cells.map((_, epoch) => cellOf(epoch)),
  });
  const numbers = cells.map((row) => row.filter((cell) => cell !== null).map(Number));
  const fraction = () => choices.between(0.001, 1).toFixed(6);
  const constant = String(choices.whole(1, 70));
  if (kind === 'constant')
    return fill(choices.of(['topic_id', 'Topic', 'p', 'foo', 'horizon']), 'whole', () => constant);
  if (kind === 'fact')
    return fill(choices.of(['epsilon', 'ground_truth', 'stdnorm', 'num_workers']), 'number', fraction);
  if (kind === 'text')
    return fill(choices.of(['status', 'region', 'comment']), 'text', () => choices.of(['ok', 'late']));
  if (kind === 'other network') {
    const name = choices.of([
      'naive_loss',
      'naive loss',
      'networkNaive',
      'ensemble',
      'one_out_inferer',
      'consensus',
    ]);
    return fill(name, 'number', fraction);
  }
  if (kind === 'apart')
    return fill(choices.of(['stake', 'total_stake', 'bar']), 'whole', () => String(choices.whole(1e9, 9e9)));
  const name =
    quantity === 'losses'
      ? choices.of(['total', 'mean', 'Average', 'max'])
      : choices.of(['mean', 'total', 'std']);
  return fill(name, 'number', (epoch) => String(statistic(name, numbers[epoch]!)));
}

function statistic(name: string, values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const total = values.reduce((sum, value) => sum + value, 0);
  if (name === 'total') return total;
  if (name === 'max') return Math.max(...values);
  const mean = total / values.length;
  if (name !== 'std') return mean;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1 || 1));
}

export const NETWORK_NAMES = [
  'network_loss',
  'combined_value',
  'combinedValue',
  'Network Loss',
  'networkLoss',
  'network',
  'combined',
  'loss_network',
];

/** A generated table. */
export interface Generated extends Layout {
  known: Known;
  /** The data if columns that nothing tells from workers are workers; null if there are none. */
  knownAsNamed: { known: Known; workers: Field[] } | null;
  /** Options of the first read. */
  options: ReadEpochsOptions;
}

/** @param isPlain whether the table is one that must be read without further options */
export function layoutOf(choices: Choices, isPlain: boolean): Generated {
  const known = knownData(choices);
  if (isPlain) makePlain(choices, known);
  const indexKind = choices.is(0.25) ? 'none' : choices.of(isPlain ? INDEX_KINDS.slice(0, -1) : INDEX_KINDS);
  const index = indexKind === 'none' ? null : indexField(choices, indexKind, known.cells.length);
  const order = index === null ? 'oldest first' : choices.of(ORDERS);
  const isLong =
    index !== null &&
    indexKind !== 'pandas' &&
    indexKind !== 'unknown name' &&
    known.names !== 'none' &&
    choices.is(0.4);
  const isNameless = known.names === 'none';
  const isHidden = isNameless && choices.is(0.2);
  const extras =
    isPlain || choices.is(0.5)
      ? []
      : isHidden
        ? [choices.of(HIDDEN_EXTRAS)]
        : choices.shuffled(isNameless ? NAMELESS_EXTRAS : EXTRAS).slice(0, choices.whole(1, 2));
  const fields = extras.map((extra) => extraField(choices, extra, known));
  const unique = fields.filter(
    ({ name }, i) => name !== index?.name && fields.findIndex((field) => field.name === name) === i,
  );
  const repeats =
    index === null || isPlain || !choices.is(0.15)
      ? 'none'
      : choices.of(isStrong(index) || isNameless ? ['equal', 'other'] : ['equal']);
  const traits = {
    index: indexKind,
    order,
    extras: extras.join('+') || 'none',
    repeats,
    names: known.names,
    rounding: known.rounding,
  };
  const lossesAre = known.unit !== null && (isPlain || choices.is(0.6)) ? known.unit : undefined;
  const missing = choices.of(['absent', 'absent', 'zero'] as const);
  const alpha = known.quantity !== 'scores' && choices.is(0.25) ? choices.between(0.05, 1) : undefined;
  const options: ReadEpochsOptions = { quantity: known.quantity, lossesAre, missing, alpha };
  const arrange = isLong ? longLayout : wideLayout;
  const hidden = isHidden ? unique.map(({ cells }) => [...cells]) : [];
  const layout = arrange(choices, known, { index, order, repeats, extras: unique, traits, isPlain });
  const all: Known = {
    ...known,
    workers: [...known.workers, ...unique.map(({ name }) => name)],
    cells: known.cells.map((row, epoch) => [...row, ...hidden.map((cells) => cells[epoch]!)]),
  };
  const knownAsNamed = hidden.length > 0 ? { known: all, workers: [...layout.workers, ...unique] } : null;
  return { ...layout, known, knownAsNamed, options };
}

/** Whether a name says that an epoch must not occur twice; several epochs may have one date. */
function isStrong({ name }: Field): boolean {
  return /epoch|round|step|iteration|block|height|nonce/i.test(name) && !/time/i.test(name);
}

/** Names of letters, and numbers with at least four digits and five epochs, of which no worker is constant. */
function makePlain(choices: Choices, known: Known): void {
  while (
    known.cells.length < 5 ||
    known.rounding !== 'digits' ||
    !['letters', 'people', 'numbered', 'addresses', 'spaced'].includes(known.names) ||
    isShort(known) ||
    hasConstantWorker(known)
  )
    Object.assign(known, knownData(choices));
}

/** Whether numbers have fewer than four digits, so that columns are constant or whole by chance. */
export function isShort({ cells }: Known): boolean {
  return cells.flat().some((cell) => cell !== null && cell.replace(/^-?[0.]*|\.|e.*/g, '').length < 4);
}

/** Whether a worker has one value everywhere, as an identifier has. */
function hasConstantWorker({ workers, cells }: Known): boolean {
  return workers.some(
    (_, worker) => new Set(cells.map((row) => row[worker]).filter((cell) => cell !== null)).size === 1,
  );
}

export interface Arrangement {
  index: Field | null;
  order: string;
  repeats: string;
  extras: Field[];
  traits: Record<string, string>;
  isPlain: boolean;
}

/** Rows of an order, with an epoch twice if wanted. */
function rowsInOrder(
  choices: Choices,
  epochs: number,
  { order, repeats }: Pick<Arrangement, 'order' | 'repeats'>,
): number[] {
  const rows = Array.from({ length: epochs }, (_, row) => row);
  if (repeats !== 'none') rows.splice(choices.whole(1, epochs), 0, choices.whole(0, epochs - 1));
  rows.sort((a, b) => (order === 'newest first' ? b - a : a - b));
  return order === 'shuffled' ? choices.shuffled(rows) : rows;
}

function wideLayout(
  choices: Choices,
  known: Known,
  { index, order, repeats, extras, traits }: Arrangement,
): Layout {
  const workers = known.workers.map((name, worker): Field => ({
    name,
    type: 'number',
    cells: known.cells.map((row) => row[worker]!),
  }));
  const network: Field | null = known.network && {
    name: choices.of(NETWORK_NAMES),
    type: 'number',
    cells: known.network,
  };
  const others = [...extras, ...(network ? [network] : [])];
  const isFirst = index?.name === '' || choices.is(0.7);
  const rest = choices.is(0.6)
    ? [...workers, ...others]
    : choices.is(0.5)
      ? [...others, ...workers]
      : inserted(choices, workers, others);
  const fields = index === null ? rest : isFirst ? [index, ...rest] : inserted(choices, rest, [index]);
  const rows = rowsInOrder(choices, known.cells.length, { order, repeats });
  for (const field of fields) field.cells = rows.map((row) => field.cells[row]!);
  let isContradictory = false;
  if (repeats === 'other') {
    const row = rows.findIndex((each, i) => rows.indexOf(each) < i);
    const cell = workers[0]!.cells[row] ?? '1';
    workers[0]!.cells[row] = `${Number(cell) * 2 + 1}`;
    isContradictory = true;
  }
  return {
    shape: 'wide',
    fields,
    index,
    workers,
    networkLoss: network?.name ?? 'none',
    topicId: null,
    isContradictory,
    traits: { ...traits, shape: 'wide', network: network ? 'column' : 'none' },
  };
}

function inserted(choices: Choices, fields: readonly Field[], others: readonly Field[]): Field[] {
  const all = [...fields];
  for (const other of others) all.splice(choices.whole(0, all.length), 0, other);
  return all;
}
