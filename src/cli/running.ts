/** What `run` and `check` share: options in place of fields of a study, and running it with its progress shown. */

import { rm } from 'node:fs/promises';
import {
  PartError,
  runStudy,
  type FinishedPart,
  type RunOptions,
  type StudyResult,
} from '../run/run-study.js';
import { partsOf } from '../study/kinds/compute.js';
import { cellCount, OVERRIDES, type Study } from '../study/study-file.js';
import { checkByField } from './arguments.js';
import { note, type OutputOptions } from './console.js';
import { InterruptedError, UsageError } from '../text/errors.js';
import { Journal } from '../results/journal.js';
import { progressLine } from './progress.js';

export interface ComputingArguments extends OutputOptions {
  threads: number;
  seed?: unknown[];
  draws?: unknown;
}

/** The study with the seeds and draws of the command line. @throws {UsageError} naming the option */
export function withOptions<S extends Study>(study: S, { seed, draws }: ComputingArguments): S {
  if (study.kind === 'sweep' && (seed ?? draws) !== undefined) {
    throw new UsageError(`${seed ? '--seed' : '--draws'}: a study of kind "sweep" draws no regrets`);
  }
  return {
    ...study,
    ...(seed && { seeds: checkByField('--seed', OVERRIDES.seeds, seed) }),
    ...(draws !== undefined && { draws: checkByField('--draws', OVERRIDES.draws, draws) }),
  };
}

export async function compute(
  study: Study,
  argv: ComputingArguments,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<StudyResult> {
  const progress = progressLine(argv, cellCount(study), 'cells');
  try {
    return await runStudy(study, {
      ...options,
      threads: argv.threads,
      signal,
      onProgress: ({ done }) => progress.update(done),
    });
  } finally {
    progress.stop();
  }
}

/** Like {@link compute}, but what is done is in the journal as well, and what is in the journal already is not done again. */
export async function computeWithJournal(
  study: Study,
  argv: ComputingArguments,
  signal: AbortSignal,
  path: string,
): Promise<StudyResult> {
  const journal = await Journal.open(path, study);
  const parts = partsOf(study).length;
  let done = 0;
  const shareText = () => `${((100 * done) / parts).toFixed(1)} % of the study`;
  function* finished(): Generator<FinishedPart> {
    for (const part of journal.finished()) {
      yield part;
      done++;
    }
    if (done > 0) note(argv, `Resuming an interrupted run: ${shareText()} is done`);
    if (journal.isDamaged) note(argv, `${path} is damaged: the parts that cannot be read are computed again`);
  }
  const onPart = (part: FinishedPart) => {
    done++;
    return journal.append(part);
  };
  try {
    const result = await compute(study, argv, signal, { finished: finished(), onPart });
    await journal.close();
    return result;
  } catch (error) {
    // What went wrong first counts, whatever closing says.
    await journal.close().catch(() => undefined);
    // A journal that was refused belongs to another run.
    if (error instanceof UsageError) throw error;
    if (done === 0) {
      await rm(path, { force: true });
      throw error;
    }
    const hint = `${shareText()} is done; the same command resumes the run, --fresh starts over`;
    if (error instanceof InterruptedError) throw new InterruptedError(`stopped: ${hint}`);
    if (error instanceof PartError) error.message += `\n${hint}`;
    throw error;
  }
}
