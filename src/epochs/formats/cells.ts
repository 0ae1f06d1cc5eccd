/** Cells of JSON documents, and objects split into cells and nested values. */

import { isWorkerName, valueColumnOf } from './names.js';
import type { RecordCell } from './records.js';
import type { Fields, RowBuilder } from './row-builder.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export function isCell(value: unknown): value is RecordCell {
  return typeof value !== 'object' || value === null || value instanceof Date;
}

export function isCells(value: unknown): value is RecordCell[] {
  return Array.isArray(value) && value.every(isCell);
}

export function isFlat(object: JsonObject): object is Fields {
  for (const key in object) if (!isCell(object[key])) return false;
  return true;
}

/** An object with a worker and a value. */
export function isWorkerObject(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.some(isWorkerName) && keys.some((key) => valueColumnOf(key) !== null);
}

/** An object of one cell: `{ "block_height": "5" }`; `{ "$numberDecimal": "0.1" }` as MongoDB writes it. */
const WRAPPED_CELL = /^(nonce|block_?height|\w+_nonce|\$\w+)$/i;

interface Split {
  cells: Record<string, RecordCell>;
  nested: [key: string, value: unknown][];
}

/** The cells of an object, and its lists and objects that are not one cell. */
export function split(rows: RowBuilder, object: JsonObject, at: string): Split {
  // An object without prototype, because a key can be `__proto__`.
  const cells = Object.create(null) as Record<string, RecordCell>;
  const nested: Split['nested'] = [];
  for (const [key, value] of Object.entries(object)) {
    const cell = cellOf(rows, value, `${at}.${key}`);
    if (cell === undefined) nested.push([key, value]);
    else cells[!isCell(value) && /nonce$/i.test(key) ? 'nonce' : key] = cell;
  }
  return { cells, nested };
}

function cellOf(rows: RowBuilder, value: unknown, at: string): RecordCell {
  if (isCell(value)) return value;
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isLabelled)) return undefined;
    if (value.length > 1)
      throw rows.error(at, `expected the value of one label, got those of ${value.length} labels`);
    return (value[0] as { value: RecordCell }).value;
  }
  const [[key, inner] = ['', null], ...others] = Object.entries(value as JsonObject);
  return others.length === 0 && WRAPPED_CELL.test(key) ? cellOf(rows, inner, `${at}.${key}`) : undefined;
}

/** `{ "label_id": 1, "label_name": "y", "value": "0.1" }`, as emissions/v10 writes a value. */
function isLabelled(value: unknown): boolean {
  return isObject(value) && isCell(value.value) && ('label_id' in value || 'label_name' in value);
}
