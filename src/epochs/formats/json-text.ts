/** Parses JSON as Python writes it: with NaN and with integers of any length. */

import { parseJson, textError } from '../../results/read.js';

/** Levels of lists and objects in which keys are counted without recursion limits. */
const MOST_LEVELS = 100;

/** An integer of 16 digits or more, which may lie beyond 2^53. */
const LONG_INTEGER = /[:,[\s]-?\d{16,}[\s,\]}]/;

/**
 * Parses a document. NaN, which Python writes, is read as null; integers that may lie beyond 2^53 are read as
 * text, because they are numbers of epochs or workers, and a number would round them.
 * @param line number of its first line in the file
 * @throws {UsageError} like `parseJson`; for infinite numbers, too
 */
export function parseDocument(content: string, name: string, line = 1): unknown {
  try {
    const value: unknown = JSON.parse(LONG_INTEGER.test(content) ? rewritten(content, name, line) : content);
    if (countKeys(value, 0) === (content.match(/"\s*:/g)?.length ?? 0)) return value;
  } catch {
    // The parser below gives the position of the error.
  }
  return parseJson(rewritten(content, name, line), name, line);
}

/** Keys of all objects. Fewer than in the text if an object has a key twice. */
function countKeys(value: unknown, level: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (level > MOST_LEVELS) return NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countKeys(item, level + 1);
    return count;
  }
  for (const item of Object.values(value)) {
    count++;
    if (typeof item === 'object') count += countKeys(item, level + 1);
  }
  return count;
}

const STRING_OR_LITERAL = /"|NaN|-?Infinity|-?[\d.eE+]+/g;

/** The text with null in place of NaN, and with quotes around long integers, outside strings. */
function rewritten(content: string, name: string, line: number): string {
  const parts: string[] = [];
  let from = 0;
  STRING_OR_LITERAL.lastIndex = 0;
  for (let match = STRING_OR_LITERAL.exec(content); match; match = STRING_OR_LITERAL.exec(content)) {
    const [found] = match;
    if (found === '"') {
      STRING_OR_LITERAL.lastIndex = endOfString(content, match.index);
    } else if (found === 'NaN' || /^-?[1-9]\d{15,}$/.test(found)) {
      parts.push(content.slice(from, match.index), found === 'NaN' ? 'null' : `"${found}"`);
      from = match.index + found.length;
    } else if (found.endsWith('Infinity')) {
      throw textError(content, match.index, name, `expected a finite number, got ${found}`, line);
    }
  }
  return from === 0 ? content : parts.join('') + content.slice(from);
}

/** Offset after the string that starts at an offset. */
function endOfString(content: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = content.indexOf('"', at);
    if (at < 0) return content.length;
    let backslashes = 0;
    while (content[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}
