/**
 * `manifest.json`: the study as it was run, and the files of its results with their hashes. It holds only
 * facts that the study determines, so its bytes are the same on every machine.
 */

import { createHash } from 'node:crypto';
import { open, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseStudy, type Study } from '../study/study-file.js';
import { problemsError, UsageError } from '../text/errors.js';
import { TABLE_FILES } from './csv.js';
import { FIGURES, FIT, MANIFEST, parquetFile } from './layout.js';
import { VERSION } from './package.js';
import { fileExists, readJson, textHash } from './read.js';
import { filesIn, severalFiles } from './several-files.js';
import { studyNames } from './study-files.js';

/** Bytes of a file that are hashed at a time. Our choice. */
const HASHED_BYTES = 1 << 19;

/** Version of the layout of a results folder: raised when a column changes its meaning. */
export const RESULT_FORMAT = 1;

interface Manifest {
  format: number;
  study: Study;
  /** SHA-256 of the study: equal where two folders hold results of the same definition. */
  studyHash: string;
  /** Version of the package that ran the study. */
  version: string;
  /** Absent for a study of given regrets. */
  seeds?: readonly number[];
  draws?: number;
  /**
   * SHA-256 of each file, by its path in the folder with `/` between the names, in the order of the paths.
   */
  files: Readonly<Record<string, string>>;
}

export function studyHash(study: Study): string {
  return createHash('sha256').update(JSON.stringify(study)).digest('hex');
}

export function makeManifest(
  study: Study,
  files: Readonly<Record<string, string>>,
  version = VERSION,
): Manifest {
  const sampling = {
    ...('seeds' in study && { seeds: study.seeds }),
    ...('draws' in study && { draws: study.draws }),
  };
  return {
    format: RESULT_FORMAT,
    study,
    studyHash: studyHash(study),
    version,
    ...sampling,
    files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Writes the manifest of a run whose files are complete in `folder`. */
export async function writeManifest(folder: string, study: Study): Promise<void> {
  await write(folder, makeManifest(study, await hashesOf(folder)));
}

/**
 * Writes into `staging` the manifest that `folder` needs once the files in `staging` have replaced those of
 * the same names. The hashes of the other files stay as the run wrote them.
 * @throws {UsageError} like {@link readManifest}
 */
export async function writeUpdatedManifest(folder: string, staging: string): Promise<void> {
  const path = join(folder, MANIFEST);
  const { checked, document } = await readChecked(path);
  const before = document.files ?? (await hashesOf(folder));
  checkFiles(path, before);
  const kept = withoutFiles(before, new Set(await readdir(staging)));
  const files = { ...kept, ...(await hashesOf(staging)) };
  await write(staging, makeManifest(document.study!, files, checked.version));
}

/**
 * Reports each table whose text is not the one that the manifest lists. Manifests of earlier versions list no
 * files.
 * @throws {UsageError} like {@link readManifest}
 */
export async function compareTables(
  folder: string,
  tables: readonly string[],
  report: (problem: string) => void,
): Promise<void> {
  const path = join(folder, MANIFEST);
  const { files } = (await readChecked(path)).document;
  if (files === undefined) return;
  checkFiles(path, files);
  for (const table of tables) {
    const hash = await textHash(join(folder, table));
    if (hash === files[table]) continue;
    report(
      `${join(folder, table)}: expected the table of the run, whose SHA-256 in ${MANIFEST} is ${files[table] ?? 'missing'}, got ${hash}`,
    );
  }
}

/** @throws {UsageError} if the field `files` of a manifest is not a list of hashes */
export function checkFiles(path: string, files: unknown): asserts files is Manifest['files'] {
  const isList =
    typeof files === 'object' &&
    files !== null &&
    Object.values(files).every((hash) => typeof hash === 'string');
  if (!isList) throw new UsageError(`${path}: files: expected paths with their SHA-256 hashes`);
}

/** The text of a manifest without the files whose path starts with one of `names`. */
export function manifestWithout(text: string, names: ReadonlySet<string>): string {
  const manifest = JSON.parse(text) as Manifest;
  return textOf({ ...manifest, files: withoutFiles(manifest.files, names) });
}

function withoutFiles(files: Manifest['files'], names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !names.has(firstName(path))));
}

/** The file, or the folder of files, in a results folder. */
export function firstName(path: string): string {
  return path.split('/')[0]!;
}

function textOf(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

async function write(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(join(folder, MANIFEST), textOf(manifest));
}

/** Names of the tables, the fit and the folder of figures: everything that a manifest lists. */
export const LISTED: ReadonlySet<string> = new Set([
  ...TABLE_FILES,
  ...TABLE_FILES.map(parquetFile),
  FIT,
  FIGURES,
]);

async function hashesOf(folder: string): Promise<Record<string, string>> {
  const paths = (await filesIn(folder)).filter((path) => LISTED.has(firstName(path)));
  const hashes = await severalFiles(paths, (path) => hashOf(join(folder, path)));
  return Object.fromEntries(paths.map((path, i) => [path, hashes[i]!]));
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    // Most files fit into one piece. A stream takes twice the time.
    const piece = Buffer.allocUnsafe(HASHED_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(piece);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/**
 * The study and the version of a manifest. Manifests of earlier versions, which hold the date and the machine
 * and list no files, are read as well.
 * @throws {UsageError} naming the file, the field, the rule and the value
 */
export async function readManifest(path: string): Promise<Pick<Manifest, 'study' | 'version'>> {
  return (await readChecked(path)).checked;
}

/** The study whose results a manifest describes. @throws {UsageError} like {@link readManifest} */
export async function readManifestStudy(path: string): Promise<Study> {
  return (await readManifest(path)).study;
}

/** Adds the command that writes the results, if they are missing and a study has the name of their folder. */
async function withWayOut(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof UsageError) || (await fileExists(path))) return error;
  const name = basename(dirname(path));
  if (!(await studyNames()).includes(name)) return error;
  return new UsageError(`${error.message}; allora-epsilon run ${name} writes the results of this study`);
}

async function readChecked(
  path: string,
): Promise<{ checked: Pick<Manifest, 'study' | 'version'>; document: Partial<Manifest> }> {
  const json = await readJson(path).catch(async (error: unknown) => {
    throw await withWayOut(error, path);
  });
  const document = (typeof json === 'object' && json !== null ? json : {}) as Partial<
    Record<keyof Manifest, unknown>
  >;
  const refuse = (field: keyof Manifest, rule: string) => {
    const value = document[field] === undefined ? 'nothing' : JSON.stringify(document[field]);
    return new UsageError(`${path}: ${field}: expected ${rule}, got ${value}`);
  };
  const { format, study, version } = document;
  if (format !== RESULT_FORMAT) throw refuse('format', String(RESULT_FORMAT));
  const parsed = parseStudy(study);
  if (parsed.problems) throw problemsError(path, parsed.problems, 'study');
  if (typeof version !== 'string') throw refuse('version', 'a text');
  // Hash the study as it stands in the file: a later version of this package may add fields to it.
  const hash = studyHash(study as Study);
  if (document.studyHash !== hash) throw refuse('studyHash', `${hash}, the hash of the study in this file`);
  return { checked: { study: parsed.study, version }, document: document as Partial<Manifest> };
}
