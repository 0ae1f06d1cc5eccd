/** `allora-epsilon run`: a study file to a results folder. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyResult } from '../../run/computation.js';
import { computeWithJournal, studyWithOptions, type ComputingArguments } from '../running.js';
import { answer, note } from '../console.js';
import { count } from '../../text/numbers.js';
import { drawFigures, type DrawnFigure } from '../../report/draw.js';
import { writeFit } from '../../results/fit-file.js';
import { readJson } from '../../results/read.js';
import { findStudyFile } from '../../results/study-files.js';
import { untilInterrupted } from '../interrupt.js';
import { FIT, MANIFEST, REPORT } from '../../results/layout.js';
import { writeManifest } from '../../results/manifest.js';
import { writeRunFacts } from '../../results/run-facts.js';
import { writeReport } from '../../report/write.js';
import { writeResultsFolder } from '../../results/folder.js';
import { tablesOfResult, writeTable } from '../../results/csv.js';
import { tablesOf } from '../../study/study-file.js';

import { summaryOf, type Study } from '../../study/study-file.js';

interface RunArguments extends ComputingArguments {
  study: string;
  out?: string;
  figures: boolean;
  fresh: boolean;
}

export async function run(argv: RunArguments): Promise<void> {
  const study = await readStudy(argv);
  const folder = argv.out ?? join('results', study.name);
  const { drawn, fitted, seconds } = await untilInterrupted((signal) => runInto(folder, study, argv, signal));
  const figures = drawn.flatMap(({ files }) => files);
  const tables = tablesOf(study).map(([, { file }]) => file);
  answer(
    argv,
    `${folder}: ${[...tables, ...(fitted ? [FIT] : []), ...(argv.figures ? [count(figures.length, 'figure'), REPORT] : [])].join(', ')} in ${seconds.toFixed(1)} s`,
    {
      study: study.name,
      folder,
      tables,
      ...(fitted && { fit: FIT }),
      figures,
      manifest: MANIFEST,
      seconds: Number(seconds.toFixed(3)),
    },
  );
}

/** Runs a study into a results folder. */
export async function runInto(
  folder: string,
  study: Study,
  argv: Omit<RunArguments, 'study' | 'out'>,
  signal: AbortSignal,
): Promise<{ result: StudyResult; drawn: DrawnFigure[]; fitted: boolean; seconds: number }> {
  const start = performance.now();
  const secondsSoFar = () => (performance.now() - start) / 1000;
  return writeResultsFolder(folder, async ({ staging, journal, publish }) => {
    note(
      argv,
      `${study.name}: ${summaryOf(study)}; ${argv.threads === 0 ? 'no threads' : count(argv.threads, 'thread')}`,
    );
    if (argv.fresh) await rm(journal, { force: true });
    const result = await computeWithJournal(study, argv, signal, journal);
    for (const { table, rows } of tablesOfResult(result))
      await writeTable(join(staging, table.file), table, rows, study);
    const fitted = study.kind === 'threshold' && (await writeFit(study, staging, staging)) !== null;
    const drawn = argv.figures ? await drawFigures(study, staging, staging, signal) : [];
    await writeManifest(staging, study);
    await writeRunFacts(staging, secondsSoFar(), argv.threads);
    if (argv.figures) await writeReport(staging, staging, drawn);
    await publish('run');
    await rm(journal);
    return { result, drawn, fitted, seconds: secondsSoFar() };
  });
}

/** @throws {UsageError} naming the file or option, the field, the rule and the value */
export async function readStudy(
  argv: Pick<RunArguments, 'study' | keyof ComputingArguments>,
): Promise<Study> {
  const path = await findStudyFile(argv.study.trim());
  return studyWithOptions(path, await readJson(path), argv);
}
