/** Tables as pandas writes them to JSON: `DataFrame.to_json` with each `orient`. */

import { isCell, isCells, isFlat, isObject, type JsonObject } from './cells.js';
import type { RecordCell } from './records.js';
import type { Fields, RowBuilder, Scope } from './row-builder.js';
import { isEpochName, isLabel, isListOfWorkers, isWorkerName, valueColumnOf } from './names.js';

/**
 * Adds the rows of a table. Its index becomes a column.
 * @returns false if the object is no such table
 */
export function addPandas(rows: RowBuilder, object: JsonObject, scope: Scope): boolean {
  return (
    addSplit(rows, object, scope) ||
    addSchema(rows, object, scope) ||
    addColumns(rows, object, scope) ||
    addNested(rows, object, scope)
  );
}

/**
 * `{"columns": ["a", "b"], "index": [0, 1], "data": [[0.1, 0.2], [0.3, 0.4]]}`: orients `split` and `tight`;
 * also with other names: `{"workers": ["a", "b"], "epochs": [0, 1], "regrets": [[0.1, 0.2], [0.3, 0.4]]}`.
 */
function addSplit(rows: RowBuilder, object: JsonObject, { at, context }: Scope): boolean {
  const find = (is: (name: string) => boolean): [string, unknown] =>
    Object.entries(object).find(([name, value]) => Array.isArray(value) && is(name)) ?? ['', null];
  const [, columns] = find((name) => name === 'columns' || isListOfWorkers(name));
  const [key, data] = find((name) => /^(data|rows)$/.test(name) || valueColumnOf(name) !== null);
  const [indexKey, index] = find((name) => name === 'index' || isEpochName(name.replace(/s$/, '')));
  if (!isCells(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return false;
  const labels = Array.isArray(index)
    ? index.map((label: unknown) => (Array.isArray(label) ? (label as unknown[]) : [label]))
    : [];
  const levels = labels[0]?.length ?? 0;
  const names = [
    ...Array.from({ length: levels }, (_, i) =>
      indexKey === 'index' ? indexName(object.index_names, i, levels, columns) : indexKey.replace(/s$/, ''),
    ),
    ...columns.map(String),
  ];
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw rows.error(`${at}.columns`, `expected every name once, got ${JSON.stringify(twice)} again`);
  if (data.length > 0) rows.startColumns([...Object.keys(context), ...names], at);
  data.forEach((row: unknown[], i) => {
    const cells = [...(labels[i] ?? []), ...row];
    const where = `${at}.${key}[${i}]`;
    if (cells.length !== names.length || !cells.every(isCell))
      throw rows.error(where, `expected one number or text for each column (${columns.length})`);
    rows.addFields(where, context, Object.fromEntries(names.map((name, c) => [name, cells[c]])));
  });
  return true;
}

function indexName(names: unknown, level: number, levels: number, columns: readonly unknown[]): string {
  const name: unknown = Array.isArray(names) ? names[level] : null;
  if (typeof name === 'string') return name;
  // As `reset_index` names them.
  return levels === 1 && !columns.includes('index') ? 'index' : `level_${level}`;
}

/** `{"schema": {"fields": [...]}, "data": [{"index": 0, "a": 0.1}]}`: orient `table`. */
function addSchema(rows: RowBuilder, object: JsonObject, { at, context }: Scope): boolean {
  const { schema, data } = object;
  if (!isObject(schema) || !Array.isArray(data) || !data.every((row) => isObject(row) && isFlat(row)))
    return false;
  data.forEach((row, i) => rows.addFields(`${at}.data[${i}]`, context, row));
  return true;
}

/** `{"a": [0.1, 0.3], "b": [0.2, 0.4]}`: orient `list` of `to_dict`. */
function addColumns(rows: RowBuilder, object: JsonObject, { at, context }: Scope): boolean {
  const columns = Object.entries(object) as [string, RecordCell[]][];
  if (columns.length < 2 || !columns.every(([, column]) => isCells(column))) return false;
  const isParallel =
    columns.some(([name]) => isWorkerName(name)) && columns.some(([name]) => valueColumnOf(name));
  if (isParallel) return false;
  if (columns.every(([name]) => isLabel(name)))
    throw rows.error(
      at,
      `expected names of workers, got lists under the numbers ${columns[0]![0]}, ${columns[1]![0]}, which may be epochs or workers: write a list of lists, one for each epoch`,
    );
  const length = columns[0]![1].length;
  for (const [name, column] of columns) {
    if (column.length !== length)
      throw rows.error(
        `${at}.${name}`,
        `expected a column as long as ${columns[0]![0]} (${length}), got ${column.length}`,
      );
  }
  for (let i = 0; i < length; i++)
    rows.addFields(at, context, Object.fromEntries(columns.map(([name, column]) => [name, column[i]])));
  return true;
}

/**
 * `{"a": {"0": 0.1, "1": 0.3}, "b": {...}}` (orient `columns`), or `{"0": {"a": 0.1, "b": 0.2}, "1": {...}}`
 * (orient `index`). The labels of the index are numbers or dates.
 */
function addNested(rows: RowBuilder, object: JsonObject, { at, context }: Scope): boolean {
  const outer = Object.entries(object) as [string, Fields][];
  if (outer.length < 2 || !outer.every(([, inner]) => isObject(inner) && isFlat(inner))) return false;
  const labels = [...new Set(outer.flatMap(([, inner]) => Object.keys(inner)))];
  const isByRow = outer.every(([key]) => isLabel(key));
  const isByColumn = labels.every(isLabel);
  if (isByRow && isByColumn)
    throw rows.error(
      at,
      'expected names of workers, got numbers only, so that rows and columns cannot be told apart: write it with orient="split"',
    );
  if (!isByRow && !isByColumn) return false;
  if (isByRow)
    for (const [key, inner] of outer) rows.addFields(`${at}.${key}`, context, { index: key }, inner);
  else
    for (const label of labels)
      rows.addFields(
        at,
        context,
        { index: label },
        Object.fromEntries(outer.map(([name, inner]) => [name, inner[label]])),
      );
  return true;
}
