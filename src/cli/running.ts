/** Running a study for a command: options in place of fields of the study, progress, and the journal. */

import { rm } from 'node:fs/promises';
import type { StudyResult } from '../run/computation.js';
import { PartError, runParsedStudy, type FinishedPart, type RunOptions } from '../run/run-study.js';
import { Journal } from '../results/journal.js';

import { cellCount, parseStudy, type Study } from '../study/study-file.js';
import { InterruptedError, problemsError, UsageError } from '../text/errors.js';
import { note, type OutputOptions } from './console.js';
import { progressLine } from './progress.js';

export interface ComputingArguments extends OutputOptions {
  threads: number;
  /** Replaces the seeds of the study. */
  seed?: unknown[];
  /** Replaces the draws of the study. */
  draws?: unknown;
}

/**
 * The study of a file, with the seeds and draws of the command line in place of its own.
 * @param raw the JSON of the file
 * @throws {UsageError} naming the option, or the file and each field, with rule and value
 */
export function studyWithOptions(path: string, raw: unknown, { seed, draws }: ComputingArguments): Study {
  const { study, problems } = parseStudy(raw, { seeds: seed?.map(numberIfAny), draws: numberIfAny(draws) });
  if (study) return study;
  const ofOptions = problems.filter((problem) => problem.path.startsWith('--'));
  if (ofOptions.length > 0)
    throw new UsageError(ofOptions.map((problem) => `${problem.path}: ${problem.message}`).join('\n'));
  const given = [
    ...(seed ? [`--seed ${seed.join(' ')}`] : []),
    ...(draws === undefined ? [] : [`--draws ${String(draws)}`]),
  ];
  throw problemsError(given.length > 0 ? `${path} with ${given.join(' and ')}` : path, problems);
}

/** The number that a word of the command line stands for; other words as they are, for the message. */
function numberIfAny(word: unknown): unknown {
  const text = typeof word === 'string' ? word.trim() : '';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : word;
}

/** Runs a study and shows its progress. */
export async function compute(
  study: Study,
  argv: ComputingArguments,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<StudyResult> {
  const progress = progressLine(argv, cellCount(study), 'cells');
  try {
    return await runParsedStudy(study, {
      ...options,
      threads: argv.threads,
      signal,
      onProgress(told) {
        options.onProgress?.(told);
        progress.update(told.done);
      },
    });
  } finally {
    progress.stop();
  }
}

/**
 * Runs a study like {@link compute}, with a journal: finished parts are written to it, and parts that it holds are not computed again.
 * @param path of the journal
 */
export async function computeWithJournal(
  study: Study,
  argv: ComputingArguments,
  signal: AbortSignal,
  path: string,
): Promise<StudyResult> {
  const journal = await Journal.open(path, study);
  /** Parts that the journal holds. */
  let parts = 0;
  function* finished(): Generator<FinishedPart> {
    for (const part of journal.finished()) {
      parts++;
      yield part;
    }
  }
  /** Share of the study that is done; undefined before the journal has been read. */
  let share: number | undefined;
  const shareText = () => `${(100 * (share ?? 0)).toFixed(1)} % of the study`;
  const onProgress: RunOptions['onProgress'] = ({ done, total }) => {
    const isFirst = share === undefined;
    share = done / total;
    if (!isFirst) return;
    if (parts > 0) note(argv, `Resuming an interrupted run: ${shareText()} is done`);
    if (journal.isDamaged) note(argv, `${path} is damaged: the parts that cannot be read are computed again`);
  };
  try {
    const onPart = (part: FinishedPart) => {
      parts++;
      return journal.append(part);
    };
    const result = await compute(study, argv, signal, { finished: finished(), onPart, onProgress });
    await journal.close();
    return result;
  } catch (error) {
    // The first error is reported, whatever closing the journal reports.
    await journal.close().catch(() => undefined);
    // A journal that was refused belongs to another run.
    if (error instanceof UsageError) throw error;
    if (parts === 0) {
      await rm(path, { force: true });
      throw error;
    }
    const hint = `${shareText()} is done; the same command resumes the run, --fresh starts over`;
    if (error instanceof InterruptedError) throw new InterruptedError(`stopped: ${hint}`);
    if (error instanceof PartError) error.message += `\n${hint}`;
    throw error;
  }
}
