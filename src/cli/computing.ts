/** What `run` and `check` share: options in place of fields of a study, and running it with its progress shown. */

import { runStudy, type StudyResult } from '../run-study.js';
import { cellCount, OVERRIDES, type Study } from '../study/study-file.js';
import { checkByField } from './arguments.js';
import { progressLine, type OutputOptions } from './console.js';
import { UsageError } from './failure.js';

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

export async function compute(study: Study, argv: ComputingArguments, signal: AbortSignal): Promise<StudyResult> {
  const progress = progressLine(argv, cellCount(study), 'cells');
  try {
    return await runStudy(study, { threads: argv.threads, signal, onProgress: ({ done }) => progress.update(done) });
  } finally {
    progress.stop();
  }
}
