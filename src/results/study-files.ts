/** Studies by name: those in the working directory, and those that the package includes. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../text/did-you-mean.js';
import { UsageError } from '../text/errors.js';
import { PACKAGE } from './package.js';

/** Folders of study files. A study in the working directory comes before an included one of the same name. */
const STUDY_FOLDERS = ['studies', fileURLToPath(new URL('studies', PACKAGE))];
const NOT_A_STUDY = 'study.schema.json';

/**
 * The path of the study file with this name. A path, and `-` for standard input, are returned as they are.
 * @throws {UsageError} if there is no study of this name
 */
export async function findStudyFile(study: string): Promise<string> {
  if (study === '-' || /[/\\]|\.json$/.test(study)) return study;
  for (const folder of STUDY_FOLDERS) {
    if ((await studyNamesIn(folder)).includes(study)) return join(folder, `${study}.json`);
  }
  const known = await studyNames();
  throw new UsageError(
    `there is no study "${study}"${didYouMean(study, known)}\nKnown: ${known.join(', ')}. You can also name the path of a study file.`,
  );
}

/** Names of all studies that {@link findStudyFile} finds. */
export async function studyNames(): Promise<string[]> {
  const names = await Promise.all(STUDY_FOLDERS.map(studyNamesIn));
  return [...new Set(names.flat())].sort();
}

async function studyNamesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith('.json') && file !== NOT_A_STUDY)
    .map((file) => file.slice(0, -'.json'.length));
}
