/** From a long table, a row per epoch and worker, to a wide one. */

import { UsageError } from '../../text/errors.js';
import { grouped } from '../../text/numbers.js';
import { Rows } from '../rows.js';
import type { Collected, Column } from './collector.js';
import { ambiguous, named } from './decisions.js';
import { keysOf, keyText, orderOf, type Ordered } from './epoch-order.js';
import type { LongColumns } from './long-columns.js';

export interface Pivoted {
  /** Columns: the workers, then the network if the table has a column of its losses. */
  table: Collected;
  order: Ordered;
  /** Rows of reputers, which are no workers. */
  reputers: number;
  /** Texts of the epochs in order; null: all rows are of one epoch. */
  keys: () => string[] | null;
}

/** Most cells of the wide table: 0.8 GB. */
const MOST_CELLS = 1e8;

/**
 * Counts workers and epochs, sorts the rows by epoch (a counting sort), and fills one row after the other.
 * @throws {UsageError} if a worker has two values in an epoch, or the wide table would be too large
 */
export function pivoted(table: Collected, columns: LongColumns): Pivoted {
  const { file, rows } = table;
  const { names, codes, reputers } = workersOf(table, columns);
  const { epochs, epochOf, column, inFile } = epochsOf(table, columns);
  if (epochs * names.length > MOST_CELLS) {
    throw new UsageError(
      `${file}: expected at most ${grouped(MOST_CELLS)} values, got ${grouped(epochs)} epochs of ${grouped(names.length)} workers`,
    );
  }
  const starts = new Uint32Array(epochs + 2);
  for (const epoch of epochOf) starts[epoch + 2]!++;
  for (let i = 2; i < starts.length; i++) starts[i]! += starts[i - 1]!;
  const order = new Uint32Array(rows.count);
  for (let row = 0; row < rows.count; row++) order[starts[epochOf[row]! + 1]!++] = row;

  const { value, network } = columns;
  const width = names.length + Number(network !== null);
  const wide = new Rows(Math.max(1, width));
  const cells = new Float64Array(Math.max(1, width));
  let repeated = 0;
  const put = (at: number, cell: number, row: number, noun: string): void => {
    const before = cells[at]!;
    if (Number.isNaN(before)) cells[at] = cell;
    else if (before === cell) repeated += Number(at < names.length);
    else if (!Number.isNaN(cell)) {
      const epoch = column === null ? '' : `, ${table.columns[column]!.label} ${keyText(table, column, row)}`;
      throw column === null
        ? ambiguous(
            file,
            `${noun} has several values (${before} and ${cell}), and no column numbers the epochs`,
            ['name that column (--index)'],
          )
        : ambiguous(file, `${noun} has two values${epoch}: ${before} and ${cell}`, [
            'keep one of the rows',
            'name the column that tells them apart as the epoch (--index)',
          ]);
    }
  };
  for (let epoch = 0, next = 0; epoch < epochs; epoch++) {
    cells.fill(NaN);
    for (; next < starts[epoch + 1]!; next++) {
      const row = order[next]!;
      const from = rows.row(row);
      if (network !== null) put(names.length, from[network]!, row, table.columns[network]!.label);
      const worker = codes[row]!;
      if (worker >= 0) put(worker, from[value]!, row, `worker ${names[worker]!}`);
    }
    wide.push(cells);
  }
  const wideColumns: Column[] = names.map((name) => ({ name, label: name, texts: null, isIndex: false }));
  if (network !== null) wideColumns.push(table.columns[network]!);
  return {
    table: {
      file,
      columns: wideColumns,
      rows: wide,
      notPositive: table.notPositive,
      shortRows: table.shortRows,
    },
    order: { rows: wide, column: column === null ? null : table.columns[column]!.label, inFile, repeated },
    reputers,
    // After the sort, an epoch begins where the one before it ends.
    keys: () =>
      column === null
        ? null
        : Array.from({ length: epochs }, (_, epoch) => keyText(table, column, order[starts[epoch]!]!)),
  };
}

/** Names of the workers, and the index of the worker of each row; -1 for a row of none. */
function workersOf(
  table: Collected,
  { worker, actor }: LongColumns,
): { names: string[]; codes: Int32Array; reputers: number } {
  const { rows, columns } = table;
  const texts = columns[worker]!.texts;
  const actors = actor === null ? null : columns[actor]!.texts!;
  const isReputer = actors?.map((text) => /reputer/i.test(text)) ?? [];
  const known = new Map<number, number>();
  const found: { worker: number; actor: number }[] = [];
  const codes = new Int32Array(rows.count);
  const most = (actors?.length ?? 0) + 1;
  let reputers = 0;
  let i = 0;
  for (const block of rows.blocks()) {
    for (let from = 0; from < block.length; from += rows.width, i++) {
      const name = block[from + worker]!;
      const role = actor === null ? NaN : block[from + actor]!;
      if (Number.isNaN(name) || isReputer[role]) {
        reputers += Number(isReputer[role] ?? false);
        codes[i] = -1;
        continue;
      }
      const key = actors ? name * most + (Number.isNaN(role) ? actors.length : role) : name;
      let code = known.get(key);
      if (code === undefined) {
        code = found.push({ worker: name, actor: role }) - 1;
        known.set(key, code);
      }
      codes[i] = code;
    }
  }
  const label = (cell: number) => texts?.[cell] ?? String(cell);
  const times = new Map<number, number>();
  for (const { worker: name } of found) times.set(name, (times.get(name) ?? 0) + 1);
  const names = found.map(({ worker: name, actor: role }) =>
    times.get(name)! > 1 ? `${label(name)} (${actors?.[role] ?? 'other'})` : label(name),
  );
  return { names, codes, reputers };
}

interface EpochsOfRows {
  epochs: number;
  /** Index of the epoch of each row, oldest 0. */
  epochOf: Uint32Array;
  column: number | null;
  inFile: Ordered['inFile'];
}

function epochsOf(table: Collected, { epoch: column }: LongColumns): EpochsOfRows {
  const { rows, file, columns } = table;
  const epochOf = new Uint32Array(rows.count);
  if (column === null) return { epochs: 1, epochOf, column, inFile: 'oldest first' };
  const sorted = keysOf(table, column);
  // Texts without an order keep the order in which they appear.
  const keys = sorted ?? Float64Array.from({ length: rows.count }, (_, row) => rows.row(row)[column]!);
  const blank = keys.findIndex(Number.isNaN);
  if (blank >= 0) {
    throw new UsageError(
      `${file}: row ${grouped(blank + 1)}: expected an epoch in ${named(columns[column]!.label)}, got a blank`,
    );
  }
  const found = Float64Array.from(new Set(keys)).sort();
  const indices = new Map(Array.from(found, (key, epoch) => [key, epoch]));
  let last = NaN;
  let current = 0;
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!;
    if (key !== last) current = indices.get(key)!;
    last = key;
    epochOf[row] = current;
  }
  return { epochs: found.length, epochOf, column, inFile: sorted ? orderOf(keys) : 'oldest first' };
}
