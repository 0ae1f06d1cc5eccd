/** Finds the files of this program in a results folder. It never replaces or removes others. */

import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../text/errors.js';
import { visible } from '../text/visible.js';
import { FIGURES, MANIFEST, REPORT, RUN_FACTS } from './layout.js';
import { checkFiles, LISTED } from './manifest.js';
import { readJson, readStart } from './read.js';
import { kindText } from './regular-file.js';

/** Files of this program in a results folder. */
export interface Owned {
  /** Paths of files that may be replaced, with `/` between the names. */
  files: ReadonlySet<string>;
  /** Those of them that a new run may remove. */
  removable: readonly string[];
}

/** Most names in a refusal. */
const SHOWN = 3;

/**
 * @param folder that results are to be written into; it need not exist
 * @param work name of the working folder, if it lies in the folder
 * @throws {UsageError} if the folder holds files, but no results of this program; if a file that is not in
 *   its manifest has the name of a result; the error of the system
 */
export async function ownedFiles(folder: string, work?: string): Promise<Owned> {
  const all = await readdir(folder).catch(noneIfMissing);
  const names = all.filter((name) => name !== work && !isProbe(name)).sort();
  if (names.length === 0) return { files: new Set(), removable: [] };
  const manifest = names.includes(MANIFEST) ? await readIfManifest(folder) : undefined;
  if (!manifest) throw refusal(folder, `it holds ${listText(names)}, but no results of this program`);

  const listed = Object.keys(manifest.files ?? {}).filter(isResultPath);
  // Manifests of earlier versions list no files. A file in their folder of figures may be one of the user.
  const tables = [...LISTED].filter((name) => name !== FIGURES);
  const removable = manifest.files ? listed : tables;
  const files = new Set([MANIFEST, ...removable]);
  if (names.includes(RUN_FACTS) && (await isRunFacts(join(folder, RUN_FACTS)))) files.add(RUN_FACTS);
  if (names.includes(REPORT) && (await isReport(join(folder, REPORT)))) files.add(REPORT);
  // Results may be links, for example those of an archive. The link is replaced, its target stays.
  for (const name of names)
    if (RESULT_FILES.has(name) && (await lstat(join(folder, name))).isSymbolicLink()) files.add(name);
  const other = names.find((name) => RESULT_FILES.has(name) && !files.has(name));
  if (other) throw refusal(folder, `${other} is not a file of this program`);
  if (!manifest.files && names.includes(FIGURES)) {
    const figures = await readdir(join(folder, FIGURES)).catch(() => []);
    for (const name of figures) files.add(`${FIGURES}/${name}`);
  }
  for (const path of [...files, FIGURES]) await checkKind(folder, path);
  const facts = [RUN_FACTS, REPORT].filter((name) => files.has(name));
  return { files, removable: [...removable, ...facts] };
}

/** Whether a file was left by a process that was killed while it tested whether it can write. */
export function isProbe(name: string): boolean {
  return /^\.staging-[\da-f]{32}\.probe$/.test(name);
}

/** Names in a results folder that are files of this program. */
const RESULT_FILES = new Set([...LISTED, RUN_FACTS, REPORT].filter((name) => name !== FIGURES));

/** Whether a path of a manifest can be one of a run. Others, such as `../notes.txt`, are ignored. */
function isResultPath(path: string): boolean {
  const names = path.split('/');
  if (names.length === 1) return LISTED.has(path) && path !== FIGURES;
  return names.length === 2 && names[0] === FIGURES && !/^\.*$|[\\\0]/.test(names[1]!);
}

/** @throws {UsageError} if a path cannot be replaced by a file, or the folder of figures is none */
async function checkKind(folder: string, path: string): Promise<void> {
  const found = await statIfAny(join(folder, path));
  // A link is replaced, not followed.
  if (!found || found.isSymbolicLink() || (path === FIGURES ? found.isDirectory() : found.isFile())) return;
  throw refusal(folder, `${path} is ${kindText(found) || 'a file'}`);
}

/**
 * @param paths of the files to be written
 * @throws {UsageError} if one of them would replace a file of somebody else
 */
export async function checkReplaced(folder: string, paths: readonly string[], owned: Owned): Promise<void> {
  for (const path of paths) {
    if (owned.files.has(path) || !(await statIfAny(join(folder, path)))) continue;
    throw refusal(folder, `${path} is not a file of its manifest`);
  }
}

/** The manifest of a results folder; undefined if the file is something else. */
async function readIfManifest(folder: string): Promise<{ files?: object } | undefined> {
  const path = join(folder, MANIFEST);
  if (!(await lstat(path)).isFile()) return undefined;
  const json = (await readJson(path).catch(undefinedIfRefused)) as Record<string, unknown> | null | undefined;
  const isOurs =
    typeof json?.['studyHash'] === 'string' && typeof json['version'] === 'string' && isObject(json['study']);
  if (!isOurs) return undefined;
  if (json['files'] !== undefined) checkFiles(path, json['files']);
  return json;
}

async function isRunFacts(path: string): Promise<boolean> {
  if (!(await lstat(path)).isFile()) return false;
  const json = (await readJson(path).catch(undefinedIfRefused)) as Record<string, unknown> | null | undefined;
  return typeof json?.['date'] === 'string' && 'seconds' in json && isObject(json['machine']);
}

/** Whether a page begins like those of `page.ts`, with their policy. */
async function isReport(path: string): Promise<boolean> {
  if (!(await lstat(path)).isFile()) return false;
  return (await readStart(path)).includes(`content="default-src 'none'; script-src 'sha256-`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function undefinedIfRefused(error: unknown): undefined {
  if (!(error instanceof UsageError)) throw error;
}

function noneIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

function statIfAny(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  });
}

/** `a`, `a and b`, or `a, b, c and 4 more`. */
function listText(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map(visible);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}

function refusal(folder: string, reason: string): UsageError {
  return new UsageError(
    `cannot write results to ${visible(folder)}: ${visible(reason)}; move it, or choose another folder with --out`,
  );
}
