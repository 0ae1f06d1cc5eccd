/** Shapes of JSON documents that hold epochs. */

import type { RecordCell } from './records.js';
import type { RowBuilder } from './row-builder.js';

/** Adds the rows of a whole document. */
export function addDocument(rows: RowBuilder, document: unknown): void {
  if (!Array.isArray(document)) {
    addItem(rows, document, '', 1);
    return;
  }
  if (document.length > 0 && document.every(isCell)) addItem(rows, document, '', 1);
  else document.forEach((item, i) => addItem(rows, item, `[${i}]`, i + 1));
}

/**
 * Adds the rows of one item of a list, or of one line.
 * @param at its position in the document
 * @param position among the items, from 1
 */
export function addItem(rows: RowBuilder, item: unknown, at: string, position: number): void {
  if (Array.isArray(item) && item.every(isCell)) rows.addList(item, at);
  else if (isFields(item)) rows.addFields(at, item);
  else throw rows.error(at, `expected an epoch, got number ${position}`);
}

function isCell(value: unknown): value is RecordCell {
  return value === null || typeof value !== 'object';
}

function isFields(value: unknown): value is Record<string, RecordCell> {
  return typeof value === 'object' && value !== null && Object.values(value).every(isCell);
}
