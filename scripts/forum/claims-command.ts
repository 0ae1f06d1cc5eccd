/**
 * `npm run claims`: compares each claim of the forum study with the result tables, and writes or checks
 * CLAIMS.md.
 */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { answer, note } from '../../src/cli/console.js';
import { untilInterrupted } from '../../src/cli/interrupt.js';
import { compute, type ComputingArguments } from '../../src/cli/running.js';
import { readTable } from '../../src/results/csv.js';
import { tablesOf } from '../../src/study/study-file.js';
import { MANIFEST } from '../../src/results/layout.js';
import { readManifestStudy } from '../../src/results/manifest.js';
import { readText } from '../../src/results/read.js';
import { writeWhole } from '../../src/results/whole-file.js';
import { EXIT } from '../../src/text/errors.js';
import { count } from '../../src/text/numbers.js';
import { assessAll, type Chapter } from './claims/chapters.js';
import { limitsOf, type Assessment } from './claims/claim.js';
import { claimsMarkdown } from './claims/markdown.js';
import { NEEDED_TABLES, smallStudy, tablesOfResult, type StudyName, type Tables } from './claims/tables.js';

interface ClaimsArguments extends ComputingArguments {
  results: string;
  out: string;
  check: boolean;
}

export async function claims(argv: ClaimsArguments): Promise<void> {
  const { out, check } = argv;
  const chapters = assessAll(await untilInterrupted((signal) => readTables(argv, signal)));
  const text = claimsMarkdown(chapters);
  if (check) {
    const same = (await readText(out)) === text;
    const head = `${out} ${same ? 'agrees with' : 'differs from'} the result tables`;
    answer(argv, answerText(head, chapters), { file: out, same, chapters });
    if (!same) process.exitCode = EXIT.difference;
  } else {
    await writeWhole(out, text);
    const number = chapters.reduce((sum, { claims }) => sum + claims.length, 0);
    answer(argv, answerText(`${out}: ${count(number, 'claim')}`, chapters), { file: out, chapters });
  }
}

async function readTables(argv: ClaimsArguments, signal: AbortSignal): Promise<Tables> {
  const tables: Partial<Record<StudyName, object>> = {};
  for (const name of Object.keys(NEEDED_TABLES) as StudyName[]) {
    tables[name] = await readOrCompute(name, argv, signal);
  }
  return tables as Tables;
}

/**
 * Reads the tables of a study from its results folder. Tables that it lacks (large ones are not stored) are
 * computed again.
 */
async function readOrCompute(name: StudyName, argv: ClaimsArguments, signal: AbortSignal): Promise<object> {
  const small = smallStudy(name);
  if (small) return tablesOfResult(name, await compute(small, argv, signal));
  const folder = join(argv.results, name);
  const study = await readManifestStudy(join(folder, MANIFEST));
  const needed: readonly string[] = NEEDED_TABLES[name];
  const tables = tablesOf(study).filter(([table]) => needed.includes(table));
  const exist = await Promise.all(tables.map(([, { file }]) => exists(join(folder, file))));
  if (exist.every(Boolean)) {
    const read: Record<string, object> = {};
    for (const [table, columns] of tables) read[table] = await readTable(join(folder, columns.file), columns);
    return read;
  }
  const missing = tables.filter((_, i) => !exist[i]).map(([, { file }]) => file);
  note(argv, `${folder} has no ${missing.join(', ')}: computing the study`);
  return tablesOfResult(name, await compute(study, argv, signal));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function answerText(head: string, chapters: readonly Chapter<Assessment>[]): string {
  const all = chapters.flatMap(({ claims }) => claims);
  const width = Math.max(...all.map(({ id }) => id.length));
  const lines = all.map((claim) => {
    const limits = limitsOf(claim);
    return `  ${claim.id.padEnd(width)}  ${claim.verdict}${limits && `: ${limits}`}`;
  });
  return [head, '', ...lines].join('\n');
}
