/** Reads text and JSON from files and from standard input. */

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { createScanner, parse, type ParseError } from 'jsonc-parser';
import { UsageError, fileError } from '../text/errors.js';
import { shortText, visible } from '../text/visible.js';
import { openToRead } from './regular-file.js';

/**
 * Limits of files that are read as a whole, in bytes. A table that `check` reads is larger than a study of
 * two million numbers.
 */
const MAX_BYTES = 256e6;
export const MAX_JSON_BYTES = 64e6;
/** Limit of nested lists and objects in JSON. The files that are read here have at most ten levels. */
const MAX_LEVELS = 100;

/**
 * Bytes that are read at once. V8 puts strings of more than 128 kB into memory that is mapped and released
 * for each of them, which takes longer than all other reading.
 */
const PIECE = 2 ** 16;

export async function fileExists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

/**
 * The bytes of a file, or of standard input for `-`, in pieces.
 * @throws {UsageError} naming the file; if it is a named pipe or a device
 */
export async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* path === '-'
      ? (process.stdin as AsyncIterable<Uint8Array>)
      : ((await openToRead(path)).createReadStream({ highWaterMark: PIECE }) as AsyncIterable<Uint8Array>);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** Bytes of {@link readStart}. */
const START_BYTES = 4096;

/** The first bytes of a file as text, for a program that asks which file it is. @throws as `readBytes` */
export async function readStart(path: string): Promise<string> {
  for await (const piece of readBytes(path)) return Buffer.from(piece.subarray(0, START_BYTES)).toString();
  return '';
}

/**
 * The text of bytes in UTF-8, in pieces, without a byte order mark.
 * @param name of the file, for messages
 * @throws {UsageError} naming the file, and the position of the first byte that is not UTF-8
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let position = START;
  let isFirst = true;
  const checked = (chunk: string): string => {
    // The decoder turns bytes that are not UTF-8 into U+FFFD. A U+FFFD in the file itself came from such
    // bytes, too.
    const wrong = chunk.search(/[\0\uFFFD]/);
    if (wrong >= 0) throw encodingError(name, after(position, chunk.slice(0, wrong)), chunk[wrong] === '\0');
    position = after(position, chunk);
    const text = isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    isFirst &&= chunk === '';
    return text;
  };
  for await (const piece of bytes) {
    const text = checked(decoder.write(piece));
    if (text !== '') yield text;
  }
  const end = checked(decoder.end());
  if (end !== '') yield end;
}

/**
 * The text of a file, or of standard input for `-`, in pieces, without a byte order mark.
 * @throws {UsageError} like {@link readBytes} and {@link decodeText}
 */
export function readChunks(path: string): AsyncGenerator<string> {
  return decodeText(readBytes(path), nameOf(path));
}

interface TextPosition {
  /** Complete lines before it. */
  lines: number;
  /** Characters before it on its own line. */
  column: number;
}

const START: TextPosition = { lines: 0, column: 0 };

/** The position after a text that starts at a position. */
function after({ lines, column }: TextPosition, text: string): TextPosition {
  const last = text.lastIndexOf('\n');
  if (last < 0) return { lines, column: column + text.length };
  let ended = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ended++;
  return { lines: lines + ended, column: text.length - last - 1 };
}

function positionText({ lines, column }: TextPosition): string {
  return `line ${lines + 1}, column ${column + 1}`;
}

function encodingError(name: string, position: TextPosition, isZero: boolean): UsageError {
  // UTF-16 starts with a byte order mark, or has a zero byte beside its first letter.
  const isAtStart = position.lines === 0 && position.column < 2;
  const hint = 'something else (is it UTF-16? save it as UTF-8)';
  const found = isAtStart ? hint : isZero ? 'a zero byte' : 'other bytes';
  return new UsageError(`${name}: ${positionText(position)}: expected text in UTF-8, got ${found}`);
}

/** The name of an input in messages. */
export function nameOf(path: string): string {
  return path === '-' ? 'standard input' : visible(path);
}

/**
 * The whole text of a file, or of standard input for `-`.
 * @throws {UsageError} like {@link readChunks}, and if it is too long
 */
export async function readText(path: string, maxBytes = MAX_BYTES): Promise<string> {
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of readChunks(path)) {
    length += Buffer.byteLength(chunk);
    if (length > maxBytes)
      throw new UsageError(`${nameOf(path)}: expected at most ${maxBytes / 1e6} MB, got more`);
    chunks.push(chunk);
  }
  return chunks.join('');
}

/**
 * SHA-256 of the text of a file. Other line ends, or a byte order mark, do not change it: programs add them
 * without a notice.
 */
export async function textHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of readChunks(path)) hash.update(chunk.replaceAll('\r', ''));
  return hash.digest('hex');
}

/**
 * The JSON of a file, or of standard input for `-`.
 * @throws {UsageError} like {@link readText} and {@link parseJson}
 */
export async function readJson(path: string): Promise<unknown> {
  return parseJson(await readText(path, MAX_JSON_BYTES), path);
}

/**
 * Parses JSON. An object must not have a key twice, because one of the values would be lost.
 * @param line number of its first line in the file
 * @throws {UsageError} naming the file and the position
 */
export function parseJson(content: string, path: string, line = 1): unknown {
  checkKeysAndLevels(content, nameOf(path), line);
  try {
    return JSON.parse(content);
  } catch {
    // The message of JSON.parse depends on the version of Node, and may lack the position.
    const errors: ParseError[] = [];
    parse(content, errors, { disallowComments: true });
    const offset = errors[0]?.offset ?? content.length;
    const found = content.slice(offset).trimStart().split('\n')[0]!.slice(0, 20);
    throw textError(
      content,
      offset,
      nameOf(path),
      `expected JSON, got ${found ? JSON.stringify(found) : 'the end'}`,
      line,
    );
  }
}

/** An error that names the file and the position of an offset in a text that starts on a line of the file. */
export function textError(
  content: string,
  offset: number,
  name: string,
  message: string,
  line: number,
): UsageError {
  const position = after({ lines: line - 1, column: 0 }, content.slice(0, offset));
  return new UsageError(`${name}: ${positionText(position)}: ${message}`);
}

/** Looks at strings and brackets only. The parser finds all other errors. */
function checkKeysAndLevels(content: string, name: string, line: number): void {
  const scanner = createScanner(content, true);
  /** For each object or list around the current token: the keys of an object, null for a list. */
  const open: (Set<string> | null)[] = [];
  let text = '';
  let textOffset = 0;
  for (scanner.scan(); scanner.getTokenOffset() < content.length; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    switch (content[offset]) {
      case '{':
      case '[':
        open.push(content[offset] === '{' ? new Set() : null);
        if (open.length > MAX_LEVELS)
          throw textError(
            content,
            offset,
            name,
            `expected at most ${MAX_LEVELS} levels of lists and objects, got more`,
            line,
          );
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"':
        text = scanner.getTokenValue();
        textOffset = offset;
        break;
      case ':':
        if (open.at(-1)?.has(text))
          throw textError(
            content,
            textOffset,
            name,
            `expected every key once, got ${shortText(JSON.stringify(text))} again`,
            line,
          );
        open.at(-1)?.add(text);
    }
  }
}
