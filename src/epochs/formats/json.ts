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
export function isJson(head: Uint8Array): boolean {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(head);
  return START_OF_JSON.test(text) && !/^\uFEFF?\s*\[[^[\]{}",]*\][ \t]*[,;|\t]/.test(text);
}

type JsonTable = Pick<OpenedTable, 'format'> & { records: Records };

/** @throws {UsageError} naming the file and the position; lists the shapes that are read */
export async function readJsonTable(text: AsyncIterable<string>, name: string): Promise<JsonTable> {
  const { first, all } = await peekLine(text, name);
  return first !== null && isDocument(first)
    ? { format: 'JSON lines', records: await recordsOfLines(linesOf(all, name), name) }
    : { format: 'JSON', records: await recordsOfDocument(all, name) };
}

interface PeekedLine {
  /** The first line with text; null if no other line has text. */
  first: string | null;
  /** The whole text. */
  all: AsyncIterable<string>;
}

/** Reads until the start of the second line with text. */
async function peekLine(text: AsyncIterable<string>, name: string): Promise<PeekedLine> {
  const rest = text[Symbol.asyncIterator]();
  const pieces: string[] = [];
  // Searched in this order: the first text, the end of its line, other text.
  const wanted = [/\S/g, /\n/g, /\S/g];
  let found = 0;
  let length = 0;
  while (found < wanted.length) {
    const next = await rest.next();
    if (next.done) break;
    pieces.push(next.value);
    length += next.value.length;
    checkLength(length, name);
    for (let at = 0; found < wanted.length; found++) {
      const pattern = wanted[found]!;
      pattern.lastIndex = at;
      if (!pattern.test(next.value)) break;
      at = pattern.lastIndex;
    }
  }
  async function* all(): AsyncGenerator<string> {
    try {
      yield* pieces;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    } finally {
      await rest.return?.();
    }
  }
  const first = found < wanted.length ? null : pieces.join('').trimStart().split('\n', 1)[0]!;
  return { first, all: all() };
}

function checkLength(length: number, name: string): void {
  if (length > MAX_JSON_BYTES)
    throw new UsageError(`${name}: expected a document of at most ${MAX_JSON_BYTES / 1e6} MB, got more`);
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
      checkLength(length, name);
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

async function recordsOfDocument(text: AsyncIterable<string>, name: string): Promise<Records> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of text) {
    pieces.push(piece);
    length += piece.length;
    checkLength(length, name);
  }
  const rows = new RowBuilder(name);
  addDocument(rows, documentOf(pieces.join(''), name));
  return { columns: rows.columns, rows: groupsOf(rows.take()) };
}

/** @throws {UsageError} with a way out, if several documents follow one another */
function documentOf(content: string, name: string): unknown {
  try {
    return parseDocument(content, name);
  } catch (error) {
    if (!(error instanceof UsageError) || !/expected JSON, got "[[{]/.test(error.message)) throw error;
    throw new UsageError(
      `${error.message}: if the file holds several documents, write each on a line of its own (jq -c . FILE)`,
    );
  }
}

async function* groupsOf(rows: readonly RecordCell[][]): AsyncGenerator<readonly RecordCell[][]> {
  for (let from = 0; from < rows.length; from += GROUP) {
    yield rows.slice(from, from + GROUP);
    // Lets the process handle signals.
    await setImmediate();
  }
}

async function recordsOfLines(lines: AsyncGenerator<Line[]>, name: string): Promise<Records> {
  const rows = new RowBuilder(name);
  let documents = 0;
  const add = (group: readonly Line[]): void => {
    for (const { text, number } of group) {
      rows.line = number;
      addLine(rows, parseDocument(text, name, number));
      if (++documents === FIRST_DOCUMENTS) rows.close();
    }
  };
  while (documents < FIRST_DOCUMENTS) {
    const next = await lines.next();
    if (next.done) break;
    add(next.value);
  }
  rows.close();
  async function* groups(): AsyncGenerator<readonly RecordCell[][]> {
    yield rows.take();
    for await (const group of lines) {
      add(group);
      yield rows.take();
    }
  }
  return { columns: rows.columns, rows: groups() };
}
