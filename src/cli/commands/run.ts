/** `allora-epsilon run`: a study file to a results folder. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyResult } from '../../run/run-study.js';
import { axisValues } from '../../study/axis.js';
import { parseStudy, type Study } from '../../study/study-file.js';
import { computeWithJournal, withOptions, type ComputingArguments } from '../running.js';
import { answer, note } from '../console.js';
import { count } from '../../text/numbers.js';
import { drawFigures, type DrawnFigure } from '../../report/draw.js';
import { writeFit } from '../../results/fit-file.js';
import { findStudyFile, readJson } from '../../results/read.js';
import { untilInterrupted } from '../interrupt.js';
import { FIT, MANIFEST, REPORT } from '../../results/layout.js';
import { writeManifest } from '../../results/manifest.js';
import { writeRunFacts } from '../../results/run-facts.js';
import { problemsError } from '../../text/errors.js';
import { writeReport } from '../../report/write.js';
import { writeResultsFolder } from '../../results/folder.js';
import { tablesOf, tablesOfStudy, writeTable } from '../../results/csv.js';

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
  const tables = tablesOfStudy(study).map(([, { file }]) => file);
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
      `${study.name}: ${sizeText(study)}; ${argv.threads === 0 ? 'no threads' : count(argv.threads, 'thread')}`,
    );
    if (argv.fresh) await rm(journal, { force: true });
    const result = await computeWithJournal(study, argv, signal, journal);
    for (const { table, rows } of tablesOf(result))
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

export async function readStudy(
  argv: Pick<RunArguments, 'study' | keyof ComputingArguments>,
): Promise<Study> {
  const path = await findStudyFile(argv.study.trim());
  const { study, problems } = parseStudy(await readJson(path));
  if (problems) throw problemsError(path, problems);
  return withOptions(study, argv);
}

function sizeText(study: Study): string {
  const parts: [number, string][] =
    study.kind === 'sweep'
      ? [
          [study.schemes.length, 'scheme'],
          [study.mappings.length, 'mapping'],
          [study.regrets.length, 'vector'],
          [axisValues(study.epsilon).length, 'epsilon'],
        ]
      : [
          [study.schemes.length, 'scheme'],
          [(study.kind === 'threshold' && study.variants?.length) || 1, 'variant'],
          [study.workers.length, 'number of workers'],
          [study.seeds.length, 'seed'],
          [study.mappings.length, 'mapping'],
          [axisValues(study.mean).length * axisValues(study.std).length, 'cell'],
          [study.draws, 'draw'],
          study.kind === 'threshold'
            ? [study.factor.length, 'factor']
            : [study.epsilon ? axisValues(study.epsilon).length : 1, 'epsilon'],
        ];
  return parts
    .filter(([n]) => n > 1)
    .map(([n, noun]) => (noun === 'number of workers' ? `${n} numbers of workers` : count(n, noun)))
    .join(', ');
}
