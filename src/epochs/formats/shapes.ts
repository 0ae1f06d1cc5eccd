/** Shapes of JSON documents that hold epochs. */

import { isCell, isCells, isFlat, isObject, isWorkerObject, split, type JsonObject } from './cells.js';
import { addEpoch } from './epoch-shapes.js';
import { addEvents, decode } from './events.js';
import { isContextName, isDescription, isEpochName, isLabel, isListOfWorkers } from './names.js';
import { addPandas } from './pandas.js';
import type { RecordCell } from './records.js';
import type { Fields, RowBuilder, Scope } from './row-builder.js';

const SHAPES =
  'a list of numbers for each epoch, an object of workers and numbers for each epoch, lists of addresses and regrets, objects with worker and value, events of the chain, and the formats of pandas';

/** Adds the rows of a whole document. */
export function addDocument(rows: RowBuilder, document: unknown): void {
  addValue(rows, document, { at: '', context: {}, isItem: false });
  if (rows.isEmpty) throw rows.error('', 'expected epochs, got none');
}

/** Adds the rows of one line of JSON lines. */
export function addLine(rows: RowBuilder, document: unknown): void {
  addValue(rows, document, { at: '', context: {}, isItem: true });
}

/** Adds a row of a table with lists or objects in cells. */
export function addRow(rows: RowBuilder, row: JsonObject, at: string): void {
  addObject(rows, row, { at, context: {}, isItem: true });
}

function addValue(rows: RowBuilder, value: unknown, scope: Scope): void {
  if (Array.isArray(value)) addList(rows, value, scope);
  else if (isObject(value)) addObject(rows, value, scope);
  else throw notRead(rows, value, scope.at);
}

function addList(rows: RowBuilder, list: readonly unknown[], scope: Scope): void {
  if (list.length > 0 && isCells(list)) rows.addList([...list], scope.at);
  else if (scope.isItem && list.every(isWorkerObject)) addEpochOfObjects(rows, list, scope);
  else list.forEach((item, i) => addValue(rows, item, { ...scope, at: `${scope.at}[${i}]`, isItem: true }));
}

/** A list of objects that is one epoch of several: `[{ "worker": "a", "value": 0.1 }, ...]`. */
function addEpochOfObjects(rows: RowBuilder, list: readonly JsonObject[], scope: Scope): void {
  const position = rows.nextEpoch();
  list.forEach((object, i) => {
    const at = `${scope.at}[${i}]`;
    const hasEpoch = [scope.context, object].some((fields) => Object.keys(fields).some(isEpochName));
    const context = hasEpoch ? scope.context : { ...scope.context, epoch: position };
    addObject(rows, object, { at, context, isItem: true });
  });
}

/** Adds the rows of an object: one row, or one for each worker of an epoch. */
function addObject(rows: RowBuilder, object: JsonObject, scope: Scope): void {
  if (isFlat(object)) {
    const hasLists = Object.keys(object).some((key) => isListOfWorkers(key) && isListText(object[key]));
    if (hasLists) addObject(rows, decodeFields(object), scope);
    else if (Object.keys(object).length > 0) rows.addFields(scope.at, scope.context, object);
    return;
  }
  if (addEvents(rows, object, scope)) return;
  if (!scope.isItem && addPandas(rows, object, scope)) return;
  const { cells, nested } = split(rows, object, scope.at);
  if ('network_inferences' in object)
    throw rows.error(
      `${scope.at}.network_inferences`,
      'expected regrets, losses or scores, got the inferences of the workers',
    );
  if (nested.length === 0) rows.addFields(scope.at, scope.context, cells);
  else if (Object.keys(cells).length === 0 && nested.every(([key]) => isLabel(key)))
    for (const [epoch, value] of nested)
      addValue(rows, value, {
        at: `${scope.at}.${epoch}`,
        context: { ...scope.context, epoch },
        isItem: true,
      });
  else if (!addEpoch(rows, cells, nested, scope)) unwrap(rows, cells, nested, scope);
}

/** Is a cell a list as JSON in a string? Databases store the attributes of events so. */
function isListText(cell: RecordCell): boolean {
  return typeof cell === 'string' && cell.startsWith('[') && Array.isArray(decode(cell));
}

function decodeFields(fields: Fields): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([key, cell]) => [key, decode(cell)]));
}

/** Names of the list of epochs or rows in an object with several lists. */
const WRAPPERS = /^(data|rows?|records|epochs?|results?|items|history|value_bundle|loss_bundle)$/i;

/** Reads the one list or object of an object that has nothing else of interest. */
function unwrap(
  rows: RowBuilder,
  cells: Readonly<Record<string, RecordCell>>,
  nested: readonly [string, unknown][],
  scope: Scope,
): void {
  const likely = nested.filter(([key]) => WRAPPERS.test(key));
  const [found, ...others] = nested.length > 1 && likely.length > 0 ? likely : nested;
  const [key, value] = found!;
  const at = `${scope.at}.${key}`;
  const hasNumber = Object.entries(cells).some(([name, cell]) => isNumber(cell) && !isDescription(name));
  const isTable =
    Array.isArray(value) || WRAPPERS.test(key) || (!scope.isItem && Object.keys(cells).length === 0);
  // A row of numbers beside other lists has lost its names.
  const isPart = isCells(value) && nested.length > 1;
  if (others.length > 0 || hasNumber || !isTable || isPart) throw notRead(rows, value, at);
  const kept = Object.entries(cells).filter(([name]) => isContextName(name));
  addValue(rows, value, { ...scope, at, context: { ...scope.context, ...Object.fromEntries(kept) } });
}

function isNumber(cell: RecordCell): boolean {
  return typeof cell === 'string'
    ? cell.trim() !== '' && Number.isFinite(Number(cell))
    : typeof cell === 'number';
}

function notRead(rows: RowBuilder, value: unknown, at: string) {
  const kind = Array.isArray(value) ? 'a list' : isCell(value) ? JSON.stringify(value) : 'an object';
  return rows.error(at, `expected a table of epochs, got ${kind}; these shapes are read: ${SHAPES}`);
}
