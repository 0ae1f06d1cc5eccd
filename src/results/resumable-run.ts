/** A run with a journal: finished parts are written to it, and parts that it holds are not computed again. */

import { computationOf, type StudyResult } from '../run/computation.js';
import { checkStudy, runParsedStudy, type FinishedPart, type RunOptions } from '../run/run-study.js';
import { runShardParts, shardParts } from '../run/shards.js';
import type { Shard } from '../study/shard.js';
import type { Study } from '../study/study-file.js';
import { checkFunction, checkOptions, checkSignal, checkText } from '../text/check.js';
import { UsageError } from '../text/errors.js';
import type { WorkFolder } from './folder.js';
import { Journal } from './journal.js';
import { shardPath, writeShardFolder } from './shard-folder.js';

/** Options of a run that keeps a journal of its finished parts. */
export interface ResumableRunOptions extends Omit<RunOptions, 'finished' | 'onPart'> {
  /**
   * Called before computing starts if the journal holds parts or is damaged. `share` is the finished share of
   * the study.
   */
  onResume?: ((journal: { path: string; share: number; isDamaged: boolean }) => void) | undefined;
  /** Called with the share of the study that the file of the journal holds, when it changes. */
  onWritten?: ((share: number) => void) | undefined;
}

/**
 * Runs a study like `runParsedStudy`. If it fails or is stopped, the journal stays, and the same call resumes
 * the run; a journal without parts is removed.
 * @param work holds the journal
 * @throws {UsageError} if the journal belongs to another run, or holds results that this study cannot have;
 *   errors of `runParsedStudy`
 */
export function runResumable(
  study: Study,
  work: JournalFolder,
  options: ResumableRunOptions,
): Promise<StudyResult> {
  return withJournal(study, undefined, work, options, (each) => runParsedStudy(study, each));
}

/** Options of `runShard`. */
export interface RunShardOptions extends ResumableRunOptions {
  /** Start over instead of resuming an interrupted run. Default false. */
  fresh?: boolean | undefined;
}

/** A shard that was computed. */
export interface WrittenShard {
  /** Its own folder, which holds its journal. */
  folder: string;
  /** Number of its parts. */
  parts: number;
  /** Number of all parts of the study. */
  of: number;
  seconds: number;
}

/**
 * Computes a shard into the journal of its folder, `shard-0003-of-0008` in a folder of shards. `mergeShards`
 * reads it. The same call resumes an interrupted shard. `onProgress` counts parts.
 * @param parent the folder of shards; several machines may write other shards into it
 * @param definition a study of `parseStudy`
 * @throws {UsageError} if the folder cannot be used or another process computes the shard; {WriteError} if
 *   the disk
 *   fails; errors of `runStudy`
 */
export async function runShard(
  parent: string,
  definition: Study,
  shard: Shard,
  given?: RunShardOptions,
): Promise<WrittenShard> {
  checkText('parent', parent);
  const study = checkStudy(definition);
  const { fresh = false, ...options } = checkOptions(given);
  checkSignal(options.signal);
  checkFunction('onWritten', options.onWritten);
  const { from, to } = shardParts(study, shard);
  const start = performance.now();
  const folder = shardPath(parent, shard);
  return writeShardFolder(folder, async (work) => {
    const signal = AbortSignal.any([work.lost, ...(options.signal ? [options.signal] : [])]);
    if (fresh) await work.removeJournal();
    await withJournal(study, shard, work, { ...options, signal }, (each) =>
      runShardParts(study, shard, each),
    );
    return {
      folder,
      parts: to - from,
      of: computationOf(study).parts(study).length,
      seconds: (performance.now() - start) / 1000,
    };
  });
}

type JournalFolder = Pick<WorkFolder, 'journal' | 'removeJournal'>;

async function withJournal<T>(
  study: Study,
  shard: Shard | undefined,
  { journal: path, removeJournal }: JournalFolder,
  { onResume, onWritten, onProgress, ...options }: ResumableRunOptions,
  run: (options: RunOptions) => Promise<T>,
): Promise<T> {
  const journal = await Journal.open(path, study, shard);
  let parts = 0;
  /** Stays true if a part of the journal is refused. */
  let isReading = false as boolean;
  function* finished(): Generator<FinishedPart> {
    isReading = true;
    for (const part of journal.finished()) {
      parts++;
      yield part;
    }
    isReading = false;
  }
  let isFirst = true;
  let told = 0;
  const failures: unknown[] = [];
  try {
    const result = await run({
      ...options,
      finished: finished(),
      async onPart(part) {
        parts++;
        await journal.append(part);
        // In series, the file could not be written while the next part is computed.
        if (options.threads === 0) await journal.isWritten();
      },
      onProgress(progress) {
        // The first call comes after the parts of the journal were added.
        const { isDamaged } = journal;
        const share = progress.total === 0 ? 1 : progress.finished / progress.total;
        if (isFirst && (parts > 0 || isDamaged)) onResume?.({ path, share, isDamaged });
        isFirst = false;
        if (onWritten && share > told) {
          told = share;
          const tell = journal.isWritten().then((isWritten) => isWritten && onWritten(share));
          // An error of the caller ends the run, as those of its other functions do.
          tell.catch((error: unknown) => failures.push(error));
        }
        onProgress?.(progress);
      },
    });
    await journal.close();
    if (failures.length > 0) throw failures[0];
    return result;
  } catch (error) {
    // Errors of the clean-up are ignored, because the first error is reported.
    await journal.close().catch(() => undefined);
    if (isReading && error instanceof RangeError)
      throw new UsageError(
        `${path}: expected results of the parts of this study, got another number of them; start over with --fresh`,
        { cause: error },
      );
    // A journal that was refused belongs to another run.
    if (parts === 0 && !(error instanceof UsageError)) await removeJournal().catch(() => undefined);
    throw error;
  }
}
