/** One epoch in an object: lists of workers and of values, lists of objects, or an object of workers. */

import { longRoleOf } from '../tables/names.js';
import { isCells, isFlat, isObject, isWorkerObject, split, type JsonObject } from './cells.js';
import {
  actorOf,
  isEpochName,
  isNumberOfEpoch,
  isWorkerName,
  valueColumnOf,
  workerName,
  type Actor,
} from './names.js';
import type { RecordCell } from './records.js';
import type { Fields, RowBuilder, Scope } from './row-builder.js';

type Cells = Readonly<Record<string, RecordCell>>;
type Nested = readonly [key: string, value: unknown][];

/** Values of the network without a worker or of a reputer, and fields without numbers. */
const IGNORED = /^(one_?(out|in)_?.*|reputer|extra_?data|signature|pubkey|mode)$/i;

/**
 * Adds a row for each worker of an epoch, with the fields of the epoch.
 * @param value name of the column of values in lists of `worker` and `value`
 * @returns false if the object has no workers
 */
export function addEpoch(
  rows: RowBuilder,
  cells: Cells,
  nested: Nested,
  scope: Scope,
  value = 'value',
): boolean {
  const used = nested.filter(([key]) => !IGNORED.test(key));
  const parts = [listsOf, objectsOf, mapsOf].map((read) => read(rows, used, scope.at, value));
  const found = parts.filter((part) => part !== null);
  if (found.length === 0) return addNumbers(rows, cells, used, scope);
  const epoch = fieldsOfEpoch(rows, cells, found.flat(), scope);
  const actor = actorOf(String(epoch.actor_type ?? ''));
  for (const row of found.flat()) addWorker(rows, epoch, row, row.actor ?? actor, scope.at);
  return true;
}

interface WorkerRow {
  actor: Actor | null;
  /** Its name, under its own key. */
  worker: [key: string, name: string];
  fields: Fields;
}

function addWorker(rows: RowBuilder, epoch: Fields, row: WorkerRow, actor: Actor | null, at: string): void {
  // Reputers have scores, but no regrets and no losses.
  if (actor === 'reputer') return;
  const role = actor ? { actor_type: actor } : {};
  const [key, name] = row.worker;
  rows.addFields(at, epoch, role, { [key]: workerName(name, actor) }, row.fields);
}

/** The fields of an epoch. If none tells it from other epochs, its position does. */
function fieldsOfEpoch(rows: RowBuilder, cells: Cells, workers: readonly WorkerRow[], scope: Scope): Fields {
  const hasContext = Object.keys(scope.context).some(isEpochName);
  const kept = Object.entries(cells).filter(
    // The height of an outer object is that of the inner one.
    ([key]) => !IGNORED.test(key) && !(hasContext && isEpochName(key)),
  );
  const fields = { ...scope.context, ...Object.fromEntries(kept) };
  const position = scope.isItem ? rows.nextEpoch() : null;
  const hasEpoch =
    kept.some(([key, cell]) => isNumberOfEpoch(key, cell)) ||
    [fields, workers[0]?.fields ?? {}].some((part) => Object.keys(part).some(isEpochName));
  return hasEpoch || position === null ? fields : { ...fields, epoch: position };
}

/** Lists of the same length: workers, their values, and other columns. */
function listsOf(rows: RowBuilder, nested: Nested, at: string): WorkerRow[] | null {
  const lists = nested.filter((entry): entry is [string, RecordCell[]] => isCells(entry[1]));
  const names = lists.filter(([key]) => isWorkerName(key));
  const values = lists.filter(([key]) => !isWorkerName(key) && valueColumnOf(key) !== null);
  if (names.length === 0 || values.length === 0) return null;
  return names.flatMap(([key, workers]) => {
    const actor = actorOf(key);
    const isOwn = ([name]: [string, unknown]) => names.length === 1 || actorOf(name) === actor;
    const own = lists.filter((list) => !isWorkerName(list[0]) && isOwn(list));
    const columns = own.filter(([name, list]) => list.length === workers.length || valueColumnOf(name));
    for (const [name, list] of columns) {
      if (list.length !== workers.length)
        throw rows.error(
          `${at}.${name}`,
          `expected a list as long as ${key} (${workers.length}), got ${list.length}`,
        );
    }
    const roles = own.find(([name]) => longRoleOf(name) === 'actor')?.[1];
    return workers.map((worker, i) => ({
      actor: actorOf(String(roles?.[i] ?? '')) ?? actor,
      worker: ['worker', String(worker)] as [string, string],
      fields: Object.fromEntries(columns.map(([name, list]) => [valueColumnOf(name) ?? name, list[i]])),
    }));
  });
}

/** Lists of objects with a worker and a value each. */
function objectsOf(rows: RowBuilder, nested: Nested, at: string, value: string): WorkerRow[] | null {
  const lists = nested.filter((entry): entry is [string, JsonObject[]] => isWorkerObjects(entry[1]));
  const isBesideValues = lists.some(([key]) => /_values$/.test(key));
  const read = lists.filter(([key]) => !(isBesideValues && /_weights$/.test(key)));
  // A bundle of the chain without workers.
  if (read.length === 0)
    return nested.some(([key, list]) => /_values$/.test(key) && isEmptyList(list)) ? [] : null;
  return read.flatMap(([key, list]) =>
    list.map((object, i) => workerOf(rows, object, key, `${at}.${key}[${i}]`, value)),
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isWorkerObjects(value: unknown): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isWorkerObject);
}

function workerOf(rows: RowBuilder, object: JsonObject, list: string, at: string, value: string): WorkerRow {
  const { cells, nested } = split(rows, object, at);
  if (nested.length > 0)
    throw rows.error(`${at}.${nested[0]![0]}`, 'expected a number, got a list or an object');
  const key = Object.keys(cells).find(isWorkerName)!;
  const { [key]: worker, ...others } = cells;
  // In a list `regrets`, a value is a regret.
  const column = valueColumnOf(list);
  const name = column === null || column === 'value' ? value : column;
  const fields = Object.entries(others).map(
    ([field, cell]) => [/^values?$/.test(field) ? name : field, cell] as const,
  );
  return { actor: actorOf(list), worker: ['worker', String(worker)], fields: Object.fromEntries(fields) };
}

/** Objects of workers and numbers, under `regrets`, `losses`, `workers`. */
function mapsOf(_: RowBuilder, nested: Nested): WorkerRow[] | null {
  const maps = nested.filter(
    (entry): entry is [string, Fields] =>
      isObject(entry[1]) && isFlat(entry[1]) && (valueColumnOf(entry[0]) !== null || isWorkerName(entry[0])),
  );
  if (maps.length === 0) return null;
  return maps.flatMap(([key, map]) =>
    Object.entries(map).map(([worker, cell]) => ({
      actor: actorOf(key),
      worker: ['worker', worker] as [string, string],
      fields: { [valueColumnOf(key) ?? 'value']: cell },
    })),
  );
}

/** Lists of values without names of workers. */
function addNumbers(rows: RowBuilder, cells: Cells, nested: Nested, scope: Scope): boolean {
  const [list, ...others] = nested;
  if (!list || others.length > 0 || !isCells(list[1]) || valueColumnOf(list[0]) === null) return false;
  const worker = Object.keys(cells).find((key) => isWorkerName(key) && key !== 'name');
  if (worker !== undefined)
    throw rows.error(
      `${scope.at}.${list[0]}`,
      `expected the values of one epoch, got those of one ${worker}`,
    );
  const workers = list[1].map((cell, i) => ({
    actor: null,
    worker: ['worker', String(i + 1)] as [string, string],
    fields: { [valueColumnOf(list[0])!]: cell },
  }));
  const epoch = fieldsOfEpoch(rows, cells, workers, scope);
  for (const row of workers) addWorker(rows, epoch, row, null, scope.at);
  return true;
}
