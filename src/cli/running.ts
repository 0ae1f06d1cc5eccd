/** Running a study for a command: options in place of fields of the study, notes and progress. */

import { runInto, type WrittenResults } from '../report/results.js';
import type { StudyResult } from '../run/computation.js';
import type { TableFormat } from '../results/layout.js';
import { longTableOf } from '../results/tables.js';
import { runShard, type RunShardOptions, type WrittenShard } from '../results/resumable-run.js';
import { defaultThreads } from '../run/run-parts.js';
import { PartError, runParsedStudy } from '../run/run-study.js';
import { shardParts } from '../run/shards.js';
import { shardText, type Shard } from '../study/shard.js';
import { parseStudy, rowCount, summaryOf, type Study } from '../study/study-file.js';
import { InterruptedError, problemsError, UsageError } from '../text/errors.js';
import { count, grouped, percent } from '../text/numbers.js';
import { note, type OutputOptions } from './console.js';
import { stopText } from './interrupt.js';
import { phaseProgress, type PhaseProgress } from './progress.js';

/** Options that read a study. */
export interface StudyArguments extends OutputOptions {
  /** Replaces the seeds of the study. */
  seed?: number[];
  /** Replaces the draws of the study. */
  draws?: number;
}

export interface ComputingArguments extends StudyArguments {
  /** Default: those of `defaultThreads`. */
  threads?: number;
}

/** Options of a command that writes a results folder. */
export interface IntoArguments extends ComputingArguments {
  figures?: boolean;
  format?: TableFormat[];
  fresh?: boolean;
}

/**
 * The study of a file, with the seeds and draws of the command line in place of its own.
 * @param raw the JSON of the file
 * @throws {UsageError} naming the option, or the file and each field, with rule and value
 */
export function studyWithOptions(path: string, raw: unknown, { seed, draws }: StudyArguments): Study {
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
  return withProgress(argv, ({ show }) =>
    runParsedStudy(study, {
      threads: argv.threads,
      signal,
      onProgress: ({ done, total }) => show({ unit: 'cells', done, total }),
    }),
  );
}

/** Runs a task that shows its progress, which is removed when the task has ended. */
export async function withProgress<T>(
  argv: Pick<OutputOptions, 'quiet'>,
  task: (progress: PhaseProgress) => Promise<T>,
): Promise<T> {
  const progress = phaseProgress(argv);
  try {
    return await task(progress);
  } finally {
    progress.stop();
  }
}

/**
 * Runs a study into a results folder and shows its progress. An interrupted run says how to resume it.
 * @param setHint called with the content of the journal when it changes
 */
export function computeInto(
  folder: string,
  study: Study,
  argv: IntoArguments,
  signal: AbortSignal,
  setHint: (hint: string) => void = () => undefined,
): Promise<WrittenResults> {
  note(argv, `${study.name}: ${summaryOf(study)}; ${threadsText(study, argv)}`);
  noteFigures(study, argv);
  const { figures, format: formats } = argv;
  return withProgress(argv, ({ show }) =>
    resumable({ of: 'study', unit: 'cells', show }, argv, setHint, (options) =>
      runInto(folder, study, { ...options, figures, formats, signal, onPhase: show }),
    ),
  );
}

/** Says why no figures are drawn, where the user has not decided. */
export function noteFigures(study: Study, argv: Pick<IntoArguments, 'figures' | 'quiet'>): void {
  const long = argv.figures === undefined ? longTableOf(study) : undefined;
  if (!long) return;
  const rows = grouped(rowCount(study, long));
  note(
    argv,
    `no figures, because ${long.file} has ${rows} rows, more than 100,000; --figures draws them, with 3 kB of memory a row`,
  );
}

/** As {@link computeInto} for one shard of a study. @param parent the folder of shards */
export async function computeShard(
  parent: string,
  study: Study,
  shard: Shard,
  argv: Omit<IntoArguments, 'figures'>,
  signal: AbortSignal,
  setHint: (hint: string) => void,
): Promise<WrittenShard> {
  const { from, to } = shardParts(study, shard);
  const parts = count(to - from, 'part');
  note(
    argv,
    `${study.name}: ${summaryOf(study)}; shard ${shardText(shard)}: ${parts}; ${threadsText(study, argv)}`,
  );
  return withProgress(argv, ({ show }) =>
    resumable({ of: 'shard', unit: 'parts', show }, argv, setHint, (options) =>
      runShard(parent, study, shard, { ...options, signal }),
    ),
  );
}

function threadsText(study: Study, { threads = defaultThreads(study) }: ComputingArguments): string {
  return threads === 0 ? 'no threads' : count(threads, 'thread');
}

/** Runs something that keeps a journal: a study, or a shard of it. */
async function resumable<T>(
  { of, unit, show }: { of: 'study' | 'shard'; unit: string; show: PhaseProgress['show'] },
  argv: Omit<IntoArguments, 'figures'>,
  setHint: (hint: string) => void,
  run: (options: RunShardOptions) => Promise<T>,
): Promise<T> {
  let share = 0;
  const shareText = (done: number) => `${percent(done)} of the ${of}`;
  const hint = (done: number) =>
    `${shareText(done)} is done; the same command resumes the run, --fresh starts over`;
  try {
    return await run({
      threads: argv.threads,
      fresh: argv.fresh,
      onResume({ path, share: found, isDamaged }) {
        share = found;
        if (found > 0) note(argv, `Resuming an interrupted run: ${shareText(found)} is done`);
        if (isDamaged) note(argv, `${path} is damaged: the parts that cannot be read are computed again`);
      },
      onWritten: (written) => setHint(hint(written)),
      onProgress({ done, finished, total }) {
        share = total === 0 ? 1 : finished / total;
        if (total > 0) show({ unit, done, total });
      },
    });
  } catch (error) {
    if (share === 0) throw error;
    if (error instanceof InterruptedError) throw new InterruptedError(stopText({ hint: hint(share) }));
    if (error instanceof PartError) error.message += `\n${hint(share)}`;
    throw error;
  }
}
