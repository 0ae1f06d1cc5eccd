/** Reading what the user names: files, standard input, studies by name. */

import { readFile, readdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jsonc from 'jsonc-parser';
import { didYouMean } from '../study/did-you-mean.js';
import { UsageError, fileError } from './failure.js';

/** Studies that come with the package; the folder of the same name in the working directory goes before it. */
const STUDY_FOLDERS = ['studies', fileURLToPath(new URL('../../studies', import.meta.url))];
const NOT_A_STUDY = 'study.schema.json';

/** The text of a file, or of standard input for `-`, without a byte order mark. */
export async function readText(path: string): Promise<string> {
  try {
    const content = path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
    return content.replace(/^\uFEFF/, '');
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** @throws {UsageError} naming the file, and the place where it is no JSON */
export async function readJson(path: string): Promise<unknown> {
  return parseJson(await readText(path), path);
}

export function parseJson(content: string, path: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // JSON.parse says where it stopped in words that change with the version of Node, or not at all.
    const errors: jsonc.ParseError[] = [];
    jsonc.parse(content, errors, { disallowComments: true });
    const offset = errors[0]?.offset ?? content.length;
    const before = content.slice(0, offset).split('\n');
    const found = content.slice(offset).trimStart().split('\n')[0]!.slice(0, 20);
    throw new UsageError(
      `${path}: line ${before.length}, column ${before.at(-1)!.length + 1}: expected JSON, got ${found ? JSON.stringify(found) : 'the end'}`,
    );
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
