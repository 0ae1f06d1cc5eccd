/** Reading what the user names: files, standard input, studies by name. */

import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createScanner, parse, type ParseError } from 'jsonc-parser';
import { didYouMean } from '../text/did-you-mean.js';
import { shortText } from '../text/problems.js';
import { PACKAGE } from './package.js';
import { UsageError, fileError } from '../text/errors.js';

/** Studies that come with the package; the folder of the same name in the working directory goes before it. */
const STUDY_FOLDERS = ['studies', fileURLToPath(new URL('studies', PACKAGE))];
const NOT_A_STUDY = 'study.schema.json';

/** What is read as a whole may have so many bytes: a table for `check` a good deal more than a study of two million numbers. */
const MOST_BYTES = 256e6;
const MOST_JSON_BYTES = 64e6;
/** Levels of lists and objects in JSON. What is read here has ten at most. */
const MOST_LEVELS = 100;

/**
 * The text of a file, or of standard input for `-`, in pieces, without a byte order mark.
 * @throws {UsageError} naming the file, and the place where it is no text in UTF-8
 */
export async function* readChunks(path: string): AsyncGenerator<string> {
  let before = { lines: 0, column: 0 };
  let isFirst = true;
  try {
    const input = path === '-' ? process.stdin.setEncoding('utf8') : createReadStream(path, { encoding: 'utf8', highWaterMark: 2 ** 18 });
    for await (const chunk of input as AsyncIterable<string>) {
      // Bytes that are no UTF-8 become U+FFFD, and one that stands in a file was such a byte before.
      const wrong = chunk.search(/[\0\uFFFD]/);
      if (wrong >= 0) throw encodingError(nameOf(path), before, chunk.slice(0, wrong), chunk[wrong] === '\0');
      yield isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
      isFirst = false;
      before = endOf(before, chunk);
    }
  } catch (error) {
    throw fileError('read', path, error);
  }
}

interface TextPlace {
  /** Ended before it. */
  lines: number;
  /** Characters before it on its line. */
  column: number;
}

function endOf({ lines, column }: TextPlace, text: string): TextPlace {
  const last = text.lastIndexOf('\n');
  if (last < 0) return { lines, column: column + text.length };
  let ended = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ended++;
  return { lines: lines + ended, column: text.length - last - 1 };
}

function placeText({ lines, column }: TextPlace): string {
  return `line ${lines + 1}, column ${column + 1}`;
}

function encodingError(name: string, before: TextPlace, text: string, isZero: boolean): UsageError {
  const place = endOf(before, text);
  const isAtStart = place.lines === 0 && place.column < 2;
  const found = isAtStart ? 'something else (is it UTF-16? save it as UTF-8)' : isZero ? 'a zero byte' : 'bytes that are none';
  return new UsageError(`${name}: ${placeText(place)}: expected text in UTF-8, got ${found}`);
}

/** For messages. */
export function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

/** The whole text of a file, or of standard input for `-`. @throws {UsageError} like {@link readChunks}, and where it is too long */
export async function readText(path: string, most = MOST_BYTES): Promise<string> {
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of readChunks(path)) {
    length += Buffer.byteLength(chunk);
    if (length > most) throw new UsageError(`${nameOf(path)}: expected at most ${most / 1e6} MB, got more`);
    chunks.push(chunk);
  }
  return chunks.join('');
}

/** @throws {UsageError} naming the file, and the place where it is no JSON, or not of the kind that {@link parseJson} takes */
export async function readJson(path: string): Promise<unknown> {
  return parseJson(await readText(path, MOST_JSON_BYTES), path);
}

/** JSON, where no object has a key twice: one of the values would be lost. */
export function parseJson(content: string, path: string): unknown {
  checkKeys(content, nameOf(path));
  try {
    return JSON.parse(content);
  } catch {
    // JSON.parse says where it stopped in words that change with the version of Node, or not at all.
    const errors: ParseError[] = [];
    parse(content, errors, { disallowComments: true });
    const offset = errors[0]?.offset ?? content.length;
    const found = content.slice(offset).trimStart().split('\n')[0]!.slice(0, 20);
    throw jsonError(content, offset, nameOf(path), `expected JSON, got ${found ? JSON.stringify(found) : 'the end'}`);
  }
}

function jsonError(content: string, offset: number, name: string, message: string): UsageError {
  return new UsageError(`${name}: ${placeText(endOf({ lines: 0, column: 0 }, content.slice(0, offset)))}: ${message}`);
}

/** Looks at words and brackets alone: whether they make JSON is the question of who parses it. */
function checkKeys(content: string, name: string): void {
  const scanner = createScanner(content, true);
  /** Keys of the objects around the place, null for a list. */
  const open: (Set<string> | null)[] = [];
  let word = '';
  let wordAt = 0;
  for (scanner.scan(); scanner.getTokenOffset() < content.length; scanner.scan()) {
    const at = scanner.getTokenOffset();
    switch (content[at]) {
      case '{':
      case '[':
        open.push(content[at] === '{' ? new Set() : null);
        if (open.length > MOST_LEVELS)
          throw jsonError(content, at, name, `expected at most ${MOST_LEVELS} levels of lists and objects, got more`);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"':
        [word, wordAt] = [scanner.getTokenValue(), at];
        break;
      case ':':
        if (open.at(-1)?.has(word))
          throw jsonError(content, wordAt, name, `expected every key once, got ${shortText(JSON.stringify(word))} again`);
        open.at(-1)?.add(word);
    }
  }
}

/** Path of the file of a study given by name or path. @throws {UsageError} if there is none of that name */
export async function findStudyFile(study: string): Promise<string> {
  if (study === '-' || /[/\\]|\.json$/.test(study)) return study;
  for (const folder of STUDY_FOLDERS) {
    if ((await studyNamesIn(folder)).includes(study)) return join(folder, `${study}.json`);
  }
  const known = await studyNames();
  throw new UsageError(
    `there is no study "${study}"${didYouMean(study, known)}\nKnown: ${known.join(', ')}. A path to a study file does as well.`,
  );
}

/** Names of all studies that {@link findStudyFile} finds. */
export async function studyNames(): Promise<string[]> {
  const names = await Promise.all(STUDY_FOLDERS.map(studyNamesIn));
  return [...new Set(names.flat())].sort();
}

async function studyNamesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => file.endsWith('.json') && file !== NOT_A_STUDY).map((file) => file.slice(0, -'.json'.length));
}
