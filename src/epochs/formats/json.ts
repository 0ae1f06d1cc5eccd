/** Tables in JSON (one document), and in JSON lines (one document a line). */

import { setImmediate } from 'node:timers/promises';
import { MAX_JSON_BYTES } from '../../results/read.js';
import { UsageError } from '../../text/errors.js';
import { parseDocument } from './json-text.js';
import type { OpenedTable, RecordCell, Records } from './records.js';
import { RowBuilder } from './row-builder.js';
import { addDocument, addLine } from './shapes.js';

/** Documents of JSON lines that may bring new columns. */
const FIRST_DOCUMENTS = 1000;
/** Rows of a group. */
const GROUP = 10_000;

const START_OF_JSON = /^\uFEFF?\s*(?:\[\s*(?:[[{"\d\].-]|null|NaN|true|false|-?Infinity|$)|\{\s*(?:"|\}|$))/;

/**
 * Does a file start as JSON does? The name of a column can start with a bracket, too: `[a],b`, `[1],[2]`.
 * @param head its first bytes
 */
export function isJson(head: Buffer): boolean {
  const text = head.toString('utf8');
  return START_OF_JSON.test(text) && !/^\uFEFF?\s*\[[^[\]{}",]*\][ \t]*[,;|\t]/.test(text);
}

type JsonTable = Pick<OpenedTable, 'format'> & { records: Records };

/** @throws {UsageError} naming the file and the position; lists the shapes that are read */
export async function readJsonTable(text: AsyncIterable<string>, name: string): Promise<JsonTable> {
  const lines = linesOf(text, name);
  const start: Line[] = [];
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    start.push(...next.value);
    if (start.length > 1) break;
  }
  const [first] = start;
  if (first && start.length > 1 && isDocument(first.text))
    return { format: 'JSON lines', records: await recordsOfLines(start, lines, name) };
  return { format: 'JSON', records: await recordsOfDocument(start, lines, name) };
}

interface Line {
  text: string;
  number: number;
}

/** The lines that are not blank, in groups. */
async function* linesOf(text: AsyncIterable<string>, name: string): AsyncGenerator<Line[]> {
  let parts: string[] = [];
  let length = 0;
  let number = 0;
  for await (const piece of text) {
    const pieces = piece.split('\n');
    const lines: Line[] = [];
    for (const [i, part] of pieces.entries()) {
      parts.push(part);
      length += part.length;
      if (length > MAX_JSON_BYTES)
        throw new UsageError(`${name}: expected a document of at most ${MAX_JSON_BYTES / 1e6} MB, got more`);
      if (i === pieces.length - 1) break;
      number++;
      const line = parts.length === 1 ? part : parts.join('');
      if (line.trim() !== '') lines.push({ text: line, number });
      parts = [];
      length = 0;
    }
    if (lines.length > 0) yield lines;
  }
  const line = parts.join('');
  if (line.trim() !== '') yield [{ text: line, number: number + 1 }];
}

function isDocument(line: string): boolean {
  try {
    parseDocument(line, '');
    return true;
  } catch {
    return false;
  }
}

async function recordsOfDocument(
  start: readonly Line[],
  rest: AsyncGenerator<Line[]>,
  name: string,
): Promise<Records> {
  const lines: string[] = [];
  let length = 0;
  const add = (group: readonly Line[]): void => {
    for (const { text, number } of group) {
      // Blank lines were left out. They stay in the positions of messages.
      while (lines.length < number - 1) lines.push('');
      lines.push(text);
      length += text.length + 1;
    }
    if (length > MAX_JSON_BYTES)
      throw new UsageError(`${name}: expected a document of at most ${MAX_JSON_BYTES / 1e6} MB, got more`);
  };
  add(start);
  for await (const group of rest) add(group);
  const rows = new RowBuilder(name);
  addDocument(rows, parseDocument(lines.join('\n'), name));
  return { columns: rows.columns, rows: groupsOf(rows.take()) };
}

async function* groupsOf(rows: readonly RecordCell[][]): AsyncGenerator<readonly RecordCell[][]> {
  for (let from = 0; from < rows.length; from += GROUP) {
    yield rows.slice(from, from + GROUP);
    // Lets the process handle signals.
    await setImmediate();
  }
}

async function recordsOfLines(
  start: readonly Line[],
  rest: AsyncGenerator<Line[]>,
  name: string,
): Promise<Records> {
  const rows = new RowBuilder(name);
  let documents = 0;
  const add = (group: readonly Line[]): RecordCell[][] => {
    for (const { text, number } of group) {
      rows.line = number;
      addLine(rows, parseDocument(text, name, number));
      if (++documents === FIRST_DOCUMENTS) rows.close();
    }
    return documents < FIRST_DOCUMENTS ? [] : rows.take();
  };
  let group = add(start);
  while (documents < FIRST_DOCUMENTS) {
    const next = await rest.next();
    if (next.done) break;
    group = add(next.value);
  }
  if (documents < FIRST_DOCUMENTS) group = rows.take();
  async function* groups(): AsyncGenerator<readonly RecordCell[][]> {
    yield group;
    for await (const lines of rest) yield add(lines);
  }
  return { columns: rows.columns, rows: groups() };
}
