/** `allora-epsilon run`: a study file to a results folder, or one shard of it to its journal. */

import { join } from 'node:path';
import type { WrittenFiles } from '../../report/writing.js';
import { MANIFEST } from '../../results/layout.js';
import { readJson } from '../../results/read.js';
import { shardPath } from '../../results/shard-folder.js';
import { findStudyFile } from '../../results/study-files.js';
import { shardText, type Shard } from '../../study/shard.js';
import { MOST_DRAWS_OF_RUN } from '../../study/size.js';
import { cellCount, type Study } from '../../study/study-file.js';
import { UsageError } from '../../text/errors.js';
import { count, grouped } from '../../text/numbers.js';
import { answer } from '../console.js';
import { untilInterrupted } from '../interrupt.js';
import {
  computeInto,
  computeShard,
  studyWithOptions,
  type IntoArguments,
  type StudyArguments,
} from '../running.js';

interface RunArguments extends IntoArguments {
  study: string;
  out?: string;
  shard?: Shard;
}

export async function run(argv: RunArguments): Promise<void> {
  const study = await readStudy(argv);
  if (argv.shard) return runShardCommand(study, argv, argv.shard);
  checkDraws(study, argv.study.trim());
  const folder = argv.out ?? join('results', study.name);
  const written = await untilInterrupted(
    (signal, setHint) => computeInto(folder, study, argv, signal, setHint),
    folder,
  );
  const { text, document } = writtenAnswer(study, written);
  answer(argv, text, document);
}

/** @throws {UsageError} if the draws are too many for one machine */
function checkDraws(study: Study, name: string): void {
  const draws = 'draws' in study ? cellCount(study) * study.draws : 0;
  if (draws > MOST_DRAWS_OF_RUN)
    throw new UsageError(
      `${name}: expected at most ${MOST_DRAWS_OF_RUN} draws in all cells together, got ${draws}; several machines compute more in shards, as in --shard 1/1000`,
    );
}

async function runShardCommand(study: Study, argv: RunArguments, shard: Shard): Promise<void> {
  if (argv.format) throw new UsageError('--format: a shard has no tables yet; give it to merge');
  const parent = argv.out ?? join('shards', study.name);
  const { folder, parts, of, seconds } = await untilInterrupted(
    (signal, setHint) => computeShard(parent, study, shard, argv, signal, setHint),
    shardPath(parent, shard),
  );
  answer(argv, `${folder}: ${grouped(parts)} of ${count(of, 'part')} in ${seconds.toFixed(1)} s`, {
    study: study.name,
    shard: shardText(shard),
    folder,
    parts,
    of,
    seconds: Number(seconds.toFixed(3)),
  });
}

/** Results that were written, in one line for people, and as a document. */
export function writtenAnswer(
  study: Study,
  { folder, tables, fit, drawn, report, seconds }: WrittenFiles,
): { text: string; document: object } {
  const figures = drawn.flatMap(({ files }) => files);
  const parts = [...tables, fit, report && count(figures.length, 'figure'), report];
  return {
    text: `${folder}: ${parts.filter((part) => part !== null).join(', ')} in ${seconds.toFixed(1)} s`,
    document: {
      study: study.name,
      folder,
      tables,
      ...(fit && { fit }),
      figures,
      manifest: MANIFEST,
      seconds: Number(seconds.toFixed(3)),
    },
  };
}

/** @throws {UsageError} naming the file or option, the field, the rule and the value */
export async function readStudy(argv: StudyArguments & { study: string }): Promise<Study> {
  const path = await findStudyFile(argv.study.trim());
  return studyWithOptions(path, await readJson(path), argv);
}
