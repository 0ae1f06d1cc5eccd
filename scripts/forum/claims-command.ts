/** `allora-epsilon claims`: the ledger of claims, from the tables of the results. */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Assessment } from './claims/claim.js';
import { assessAll, type Chapter } from './claims/claims.js';
import { claimsMarkdown, verdictText } from './claims/markdown.js';
import { NEEDED, OWN_STUDIES, type StudyName, type Tables } from './claims/tables.js';
import type { StudyResult } from '../../src/run/run-study.js';
import { parseStudy, type Study } from '../../src/study/study-file.js';
import { compute, type ComputingArguments } from '../../src/cli/running.js';
import { answer, note } from '../../src/cli/console.js';
import { count } from '../../src/text/numbers.js';
import { EXIT } from '../../src/text/errors.js';
import { readText } from '../../src/results/read.js';
import { untilInterrupted } from '../../src/cli/interrupt.js';
import { MANIFEST } from '../../src/results/layout.js';
import { readManifestStudy } from '../../src/results/manifest.js';
import { readTable, tablesOfStudy } from '../../src/results/csv.js';
import { writeWhole } from '../../src/results/whole-file.js';

interface ClaimsArguments extends ComputingArguments {
  results: string;
  out: string;
  check: boolean;
}

export async function claims(argv: ClaimsArguments): Promise<void> {
  const chapters = assessAll(await untilInterrupted((signal) => readTables(argv, signal)));
  const text = claimsMarkdown(chapters);
  const same = argv.check ? (await readText(argv.out)) === text : null;
  if (!argv.check) {
    await writeWhole(argv.out, text);
  }
  answer(argv, answerText(argv, chapters, same), { file: argv.out, ...(argv.check && { same }), chapters });
  if (same === false) process.exitCode = EXIT.difference;
}

/** Tables that are not in the folder, as large ones are not kept, are computed again: the same numbers. */
async function readTables(argv: ClaimsArguments, signal: AbortSignal): Promise<Tables> {
  const found: [StudyName, object][] = [];
  for (const [name, needed] of Object.entries(NEEDED) as [StudyName, readonly string[]][]) {
    const own = OWN_STUDIES[name];
    if (own) {
      found.push([name, tablesOfResult(name, await compute(ownStudy(own), argv, signal))]);
      continue;
    }
    const folder = join(argv.results, name);
    const study = await readManifestStudy(join(folder, MANIFEST));
    const tables = tablesOfStudy(study).filter(([table]) => needed.includes(table));
    const areThere = await Promise.all(tables.map(([, { file }]) => isThere(join(folder, file))));
    if (areThere.every(Boolean)) {
      const rows = await Promise.all(
        tables.map(
          async ([table, own]) => [table, await readTable<object>(join(folder, own.file), own)] as const,
        ),
      );
      found.push([name, Object.fromEntries(rows)]);
      continue;
    }
    note(
      argv,
      `${folder} lacks ${tables
        .filter((_, i) => !areThere[i])
        .map(([, { file }]) => file)
        .join(', ')}: computed now`,
    );
    found.push([name, tablesOfResult(name, await compute(study, argv, signal))]);
  }
  return Object.fromEntries(found) as unknown as Tables;
}

/** @throws {Error} if the definition is wrong: it is ours */
export function ownStudy(definition: object): Study {
  const { study, problems } = parseStudy(definition);
  if (problems) throw new Error(JSON.stringify(problems));
  return study;
}

/** What claims need of a result. */
export function tablesOfResult(name: StudyName, result: StudyResult): object {
  return Object.fromEntries(
    NEEDED[name].map((table: string) => [
      table,
      [...(result as unknown as Record<string, Iterable<object>>)[table]!],
    ]),
  );
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function answerText(
  { out, check }: ClaimsArguments,
  chapters: readonly Chapter<Assessment>[],
  same: boolean | null,
): string {
  const all = chapters.flatMap(({ claims }) => claims);
  const width = Math.max(...all.map(({ id }) => id.length));
  const lines = all.map((claim) => `  ${claim.id.padEnd(width)}  ${verdictText(claim)}`);
  const head = check
    ? `${out} ${same ? 'is what the tables say' : 'differs from what the tables say'}`
    : `${out}: ${count(all.length, 'claim')}`;
  return [head, '', ...lines].join('\n');
}
