/** `allora-epsilon run`: a study file to a results folder. */

import { join } from 'node:path';
import { MANIFEST } from '../../results/layout.js';
import { readJson } from '../../results/read.js';
import { findStudyFile } from '../../results/study-files.js';
import type { Study } from '../../study/study-file.js';
import { count } from '../../text/numbers.js';
import { answer } from '../console.js';
import { untilInterrupted } from '../interrupt.js';
import { computeInto, studyWithOptions, type ComputingArguments } from '../running.js';

interface RunArguments extends ComputingArguments {
  study: string;
  out?: string;
  figures: boolean;
  fresh: boolean;
}

export async function run(argv: RunArguments): Promise<void> {
  const study = await readStudy(argv);
  const folder = argv.out ?? join('results', study.name);
  const written = await untilInterrupted(
    (signal, setHint) => computeInto(folder, study, argv, signal, setHint),
    folder,
  );
  const { tables, fit, report, seconds } = written;
  const figures = written.drawn.flatMap(({ files }) => files);
  const parts = [...tables, fit, report && count(figures.length, 'figure'), report];
  answer(argv, `${folder}: ${parts.filter((part) => part !== null).join(', ')} in ${seconds.toFixed(1)} s`, {
    study: study.name,
    folder,
    tables,
    ...(fit && { fit }),
    figures,
    manifest: MANIFEST,
    seconds: Number(seconds.toFixed(3)),
  });
}

/** @throws {UsageError} naming the file or option, the field, the rule and the value */
export async function readStudy(
  argv: Pick<RunArguments, 'study' | keyof ComputingArguments>,
): Promise<Study> {
  const path = await findStudyFile(argv.study.trim());
  return studyWithOptions(path, await readJson(path), argv);
}
