/** Running a study for a command: options in place of fields of the study, notes and progress. */

import { runInto, type RunIntoOptions, type WrittenResults } from '../report/results.js';
import type { StudyResult } from '../run/computation.js';
import { PartError, runParsedStudy, type Progress } from '../run/run-study.js';
import { cellCount, parseStudy, summaryOf, type Study } from '../study/study-file.js';
import { InterruptedError, problemsError, UsageError } from '../text/errors.js';
import { count, percent } from '../text/numbers.js';
import { note, type OutputOptions } from './console.js';
import { stopText } from './interrupt.js';
import { progressLine } from './progress.js';

export interface ComputingArguments extends OutputOptions {
  threads: number;
  /** Replaces the seeds of the study. */
  seed?: number[];
  /** Replaces the draws of the study. */
  draws?: number;
}

/**
 * The study of a file, with the seeds and draws of the command line in place of its own.
 * @param raw the JSON of the file
 * @throws {UsageError} naming the option, or the file and each field, with rule and value
 */
export function studyWithOptions(path: string, raw: unknown, { seed, draws }: ComputingArguments): Study {
  const { study, problems } = parseStudy(raw, { seeds: seed, draws });
  if (study) return study;
  const ofOptions = problems.filter((problem) => problem.path.startsWith('--'));
  if (ofOptions.length > 0)
    throw new UsageError(ofOptions.map((problem) => `${problem.path}: ${problem.message}`).join('\n'));
  const given = [
    ...(seed ? [`--seed ${seed.join(' ')}`] : []),
    ...(draws === undefined ? [] : [`--draws ${draws}`]),
  ];
  throw problemsError(given.length > 0 ? `${path} with ${given.join(' and ')}` : path, problems);
}

/** Runs a study and shows its progress. */
export function compute(study: Study, argv: ComputingArguments, signal: AbortSignal): Promise<StudyResult> {
  return withProgress(study, argv, (onProgress) =>
    runParsedStudy(study, { threads: argv.threads, signal, onProgress }),
  );
}

/**
 * Runs a study into a results folder and shows its progress. An interrupted run says how to resume it.
 * @param setHint called with the content of the journal when it changes
 */
export async function computeInto(
  folder: string,
  study: Study,
  argv: ComputingArguments & Pick<RunIntoOptions, 'figures' | 'fresh'>,
  signal: AbortSignal,
  setHint: (hint: string) => void = () => undefined,
): Promise<WrittenResults> {
  const threads = argv.threads === 0 ? 'no threads' : count(argv.threads, 'thread');
  note(argv, `${study.name}: ${summaryOf(study)}; ${threads}`);
  let share = 0;
  const shareText = (of: number) => `${percent(of)} of the study`;
  const hint = (of: number) =>
    `${shareText(of)} is done; the same command resumes the run, --fresh starts over`;
  try {
    return await withProgress(study, argv, (showProgress) =>
      runInto(folder, study, {
        threads: argv.threads,
        figures: argv.figures,
        fresh: argv.fresh,
        signal,
        onResume({ path, share: found, isDamaged }) {
          share = found;
          if (found > 0) note(argv, `Resuming an interrupted run: ${shareText(found)} is done`);
          if (isDamaged) note(argv, `${path} is damaged: the parts that cannot be read are computed again`);
        },
        onWritten: (written) => setHint(hint(written)),
        onProgress(progress) {
          share = progress.done / progress.total;
          showProgress(progress);
        },
      }),
    );
  } catch (error) {
    if (share === 0) throw error;
    if (error instanceof InterruptedError) throw new InterruptedError(stopText({ hint: hint(share) }));
    if (error instanceof PartError) error.message += `\n${hint(share)}`;
    throw error;
  }
}

async function withProgress<T>(
  study: Study,
  argv: OutputOptions,
  task: (onProgress: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const progress = progressLine(argv, cellCount(study), 'cells');
  try {
    return await task(({ done }) => progress.update(done));
  } finally {
    progress.stop();
  }
}
