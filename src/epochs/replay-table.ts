/** Tables of a replay: losses of workers and of the network, and inferences of the same epochs. */

import { didYouMean } from '../text/did-you-mean.js';
import { count } from '../text/numbers.js';
import { checkOptions } from '../text/check.js';
import { UsageError } from '../text/errors.js';
import { readOrdered } from './read-epochs.js';
import { readAsOf, type OrderedTable } from './read-input.js';
import type { ReadAs } from './read-as.js';
import type { ReplayData } from './replay.js';
import { listed } from './tables/decisions.js';
import type { ReadEpochsOptions } from './tables/options.js';

/** Options of {@link readReplay}: those of `readEpochs` that decide how tables are read, and more. */
export interface ReadReplayOptions extends Omit<ReadEpochsOptions, 'quantity' | 'missing'> {
  /** Path of the table of inferences. */
  inferences?: string | undefined;
  /** Column of true values in it. */
  target?: string | undefined;
  /** Workers that are forecasters; `['none']`: none. Default: those whose names begin with "forecaster". */
  forecasters?: readonly string[] | undefined;
}

/** Data of a replay, and how they were read. */
export interface ReplayTables {
  data: ReplayData;
  losses: ReadAs;
  inferences: ReadAs | null;
  /** Sentences for readers. */
  notes: string[];
}

/**
 * Reads the losses of a topic, and the inferences that belong to them.
 * @param path of the losses
 * @throws {UsageError} naming file, column, rule and value; as `readEpochs`
 */
export async function readReplay(path: string, given: ReadReplayOptions): Promise<ReplayTables> {
  const {
    inferences: inferencesPath,
    target,
    forecasters: forecasterNames,
    ...options
  } = checkOptions(given) as ReadReplayOptions;
  const table = await readOrdered(path, { ...options, quantity: 'losses' });
  const { columns, labels } = table.found;
  if (columns.network === null) {
    throw new UsageError(
      `${table.table.file}: expected a column with the loss of the network, got none; add it, or name it with --network-loss NAME ` +
        `(the columns are ${listed(labels)})`,
    );
  }
  const { file } = table.table;
  const isForecaster = forecasterTest(forecasterNames, table, file);
  const losses = valuesOf(table, table.unit!.unit === 'raw', isForecaster);
  const forecasters = losses.names.filter(isForecaster).length;
  if (losses.names.length < 2) {
    throw new UsageError(
      `${file}: expected the losses of at least 2 workers, got ${losses.names.length === 0 ? 'none' : `those of ${losses.names[0]!} only`}`,
    );
  }
  if (losses.names.length - forecasters < 2) {
    throw new UsageError(
      `${file}: expected the losses of at least 2 inferers, got ${losses.names.length - forecasters} beside forecasters (${listed(losses.names.filter(isForecaster))}); ` +
        'name the forecasters with --forecaster-names NAME, or none',
    );
  }
  const known = losses.network.filter(Number.isFinite).length;
  if (known < 2)
    throw new UsageError(`${file}: expected at least 2 epochs with a network loss, got ${known}`);
  const found: ReplayTables = {
    data: {
      names: losses.names,
      forecasters,
      epochs: losses.keys ?? Array.from(losses.network, (_, i) => String(i + 1)),
      losses: losses.values,
      networkLosses: losses.network,
      inferences: null,
      targets: null,
    },
    losses: readAsOf(table, losses.network.length, losses.names),
    inferences: null,
    notes: [...table.found.notes],
  };
  found.notes.push(
    forecasters > 0
      ? `Forecasters: ${listed(losses.names.filter(isForecaster))}; with the inferences that they implied, under every epsilon.`
      : 'All workers count as inferers; --forecaster-names names forecasters.',
  );
  const without = losses.network.length - known;
  if (without > 0)
    found.notes.push(`${count(without, 'epoch')} without a network loss: regrets do not change there.`);
  if (inferencesPath !== undefined) await addInferences(found, losses, file, inferencesPath, target, options);
  return found;
}

/** Workers whose names begin so are forecasters, unless forecasters are named. */
const FORECASTER = /^forecaster/i;

/** @throws {UsageError} if a name is not that of a worker */
function forecasterTest(
  names: readonly string[] | undefined,
  { found: { columns, labels } }: OrderedTable,
  file: string,
): (name: string) => boolean {
  if (names === undefined) return (name) => FORECASTER.test(name);
  const given = new Set(names.length === 1 && names[0] === 'none' ? [] : names);
  const workers = columns.workers.map((worker) => labels[worker]!);
  const unknown = [...given].find((name) => !workers.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--forecaster-names: expected names of workers of ${file} (${listed(workers)}), got "${unknown}"${didYouMean(unknown, workers)}`,
    );
  }
  return (name) => given.has(name);
}

async function addInferences(
  found: ReplayTables,
  losses: Values,
  lossesFile: string,
  path: string,
  target: string | undefined,
  options: Omit<ReadEpochsOptions, 'quantity'>,
): Promise<void> {
  const table = await readInferences(path, target, options);
  const { file } = table.table;
  const given = valuesOf(table, false, () => false);
  const columnOf = new Map(given.names.map((name, i) => [name, i]));
  const common = losses.names.filter((name) => columnOf.has(name));
  if (common.length < 2) {
    throw new UsageError(
      `${file}: expected inferences of the workers of ${lossesFile} (${listed(losses.names)}), got ${listed(given.names)}`,
    );
  }
  const rowOf = rowsByEpoch(losses, given, file, lossesFile);
  const inferences = new Float64Array(losses.values.length).fill(NaN);
  const targets = new Float64Array(losses.network.length).fill(NaN);
  let matched = 0;
  for (let epoch = 0; epoch < targets.length; epoch++) {
    const row = rowOf(epoch);
    if (row === undefined) continue;
    matched++;
    targets[epoch] = given.network[row]!;
    for (const [i, name] of losses.names.entries()) {
      const column = columnOf.get(name);
      if (column !== undefined)
        inferences[epoch * losses.names.length + i] = given.values[row * given.names.length + column]!;
    }
  }
  if (matched < 2) {
    throw new UsageError(
      `${file}: expected the epochs of ${lossesFile} (such as ${losses.keys![0]!}), got others (such as ${given.keys![0]!})`,
    );
  }
  found.data.inferences = inferences;
  found.data.targets = target === undefined ? null : targets;
  const { networkLoss, ...read } = readAsOf(table, given.network.length, given.names);
  found.inferences = {
    ...read,
    unit: 'inferences',
    unitReason: null,
    networkLoss: null,
    leftOut: read.leftOut.filter(({ column }) => column !== networkLoss),
  };
  if (networkLoss !== null) found.notes.push(`True values: column ${networkLoss} of ${file}.`);
  const rest = losses.names.filter((name) => !columnOf.has(name));
  if (rest.length > 0) found.notes.push(`Without inferences, and therefore without weight: ${listed(rest)}.`);
  const others = given.names.filter((name) => !losses.names.includes(name));
  if (others.length > 0) found.notes.push(`Inferences without losses, left out: ${listed(others)}.`);
  if (matched < targets.length)
    found.notes.push(`${count(targets.length - matched, 'epoch')} of the losses without inferences.`);
}

/** The target is read as the network is from losses: a column beside those of the workers. */
async function readInferences(
  path: string,
  target: string | undefined,
  options: Omit<ReadEpochsOptions, 'quantity'>,
): Promise<OrderedTable> {
  try {
    return await readOrdered(path, {
      ...options,
      quantity: 'losses',
      lossesAre: 'log10',
      areInferences: true,
      networkLoss: target ?? 'none',
    });
  } catch (error) {
    if (error instanceof UsageError)
      throw new UsageError(error.message.replaceAll('--network-loss', '--target'));
    throw error;
  }
}

interface Values {
  /** Workers with a value, forecasters last. */
  names: string[];
  /** Shape (epochs, workers); NaN: absent. */
  values: Float64Array;
  /** Values of the column of the network, shape (epochs); NaN without one. */
  network: Float64Array;
  keys: string[] | null;
}

/** @param isLast whether a worker comes after the others */
function valuesOf({ found }: OrderedTable, isRaw: boolean, isLast: (name: string) => boolean): Values {
  const { columns, ordered, labels } = found;
  const { rows } = ordered;
  const counts = rows.countValues();
  const known = columns.workers.filter((worker) => counts[worker]! > 0);
  const last = known.filter((worker) => isLast(labels[worker]!));
  const kept = [...known.filter((worker) => !last.includes(worker)), ...last];
  const values = new Float64Array(rows.count * kept.length);
  const network = new Float64Array(rows.count).fill(NaN);
  const read = (value: number) => (isRaw ? Math.log10(value) : value);
  for (let epoch = 0; epoch < rows.count; epoch++) {
    const row = rows.row(epoch);
    for (const [i, column] of kept.entries()) values[epoch * kept.length + i] = read(row[column]!);
    if (columns.network !== null) network[epoch] = read(row[columns.network]!);
  }
  return { names: kept.map((column) => labels[column]!), values, network, keys: found.keys() };
}

/** The row of inferences of an epoch of losses. @throws {UsageError} if rows cannot be matched */
function rowsByEpoch(losses: Values, given: Values, file: string, lossesFile: string) {
  if (losses.keys !== null && given.keys !== null) {
    const rows = new Map(given.keys.map((key, row) => [key, row]));
    const keys = losses.keys;
    return (epoch: number) => rows.get(keys[epoch]!);
  }
  const [rows, expected] = [given.network.length, losses.network.length];
  if (rows !== expected) {
    throw new UsageError(
      `${file}: expected ${count(expected, 'epoch')} as in ${lossesFile}, got ${rows}; number the epochs of both in a column`,
    );
  }
  return (epoch: number) => epoch;
}
