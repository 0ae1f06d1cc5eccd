/** `manifest.json`: what was run, by what, when and where. */

import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { RESULT_FORMAT } from '../study/record.js';
import { parseStudy, type Study } from '../study/study-file.js';
import { UsageError } from '../text/errors.js';
import { readJson } from './read.js';
import { VERSION } from './package.js';

export const MANIFEST = 'manifest.json';

interface Manifest {
  format: number;
  study: Study;
  /** SHA-256 of the study: equal where two folders hold results of the same definition. */
  studyHash: string;
  version: string;
  /** Not of a study of given regrets. */
  seeds?: readonly number[];
  draws?: number;
  /** ISO 8601, when the run ended. */
  date: string;
  seconds: number;
  machine: { platform: string; node: string; processor: string; processors: number; threads: number };
}

export function studyHash(study: Study): string {
  return createHash('sha256').update(JSON.stringify(study)).digest('hex');
}

export function makeManifest(study: Study, seconds: number, threads: number): Manifest {
  const processors = cpus();
  return {
    format: RESULT_FORMAT,
    study,
    studyHash: studyHash(study),
    version: VERSION,
    ...(study.kind !== 'sweep' && { seeds: study.seeds, draws: study.draws }),
    date: new Date().toISOString(),
    seconds: Number(seconds.toFixed(3)),
    machine: {
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
      processor: processors[0]?.model.trim() ?? 'unknown',
      processors: processors.length,
      threads,
    },
  };
}

/** A manifest, of which study and version can be relied on. @throws {UsageError} naming the file and what is wrong with it */
export async function readManifest(path: string): Promise<Pick<Manifest, 'study' | 'version'>> {
  const manifest = await readJson(path);
  const {
    format,
    study,
    studyHash: studyHashThere,
    version,
  } = (typeof manifest === 'object' && manifest !== null ? manifest : {}) as Partial<Record<keyof Manifest, unknown>>;
  if (format !== RESULT_FORMAT)
    throw new UsageError(`${path}: format: expected ${RESULT_FORMAT}, got ${format === undefined ? 'nothing' : JSON.stringify(format)}`);
  const parsed = parseStudy(study);
  if (parsed.problems) throw problemsError(path, parsed.problems, 'study');
  if (typeof version !== 'string')
    throw new UsageError(`${path}: version: expected a text, got ${version === undefined ? 'nothing' : JSON.stringify(version)}`);
  // Of the study as it stands there: a later version of this package may add fields to it.
  const hash = studyHash(study as Study);
  if (hash !== studyHashThere) {
    throw new UsageError(
      `${path}: studyHash: expected ${hash}, that of the study there, got ${studyHashThere === undefined ? 'nothing' : JSON.stringify(studyHashThere)}`,
    );
  }
  return { study: parsed.study, version };
}

/** The study whose results a manifest describes. @throws {UsageError} like {@link readManifest} */
export async function readManifestStudy(path: string): Promise<Study> {
  return (await readManifest(path)).study;
}

/** More would not be read. */
const MOST_PROBLEMS = 20;

/** The problems of a file in one message, a line each. */
export function problemsError(path: string, problems: readonly { path: string; message: string }[], root = '(file)'): UsageError {
  const shown = problems.slice(0, MOST_PROBLEMS);
  const width = Math.max(...shown.map((problem) => (problem.path || root).length));
  const lines = shown.map((problem) => `  ${(problem.path || root).padEnd(width)}   ${problem.message}`);
  if (problems.length > shown.length) lines.push(`  and ${problems.length - shown.length} more`);
  return new UsageError(`${path} has ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}:\n${lines.join('\n')}`);
}
