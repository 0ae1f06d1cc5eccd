/** A run with a journal: finished parts are written to it, and parts that it holds are not computed again. */

import type { StudyResult } from '../run/computation.js';
import { runParsedStudy, type FinishedPart, type RunOptions } from '../run/run-study.js';
import type { Study } from '../study/study-file.js';
import { UsageError } from '../text/errors.js';
import type { WorkFolder } from './folder.js';
import { Journal } from './journal.js';

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
export async function runResumable(
  study: Study,
  { journal: path, removeJournal }: Pick<WorkFolder, 'journal' | 'removeJournal'>,
  { onResume, onWritten, onProgress, ...options }: ResumableRunOptions,
): Promise<StudyResult> {
  const journal = await Journal.open(path, study);
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
  try {
    const result = await runParsedStudy(study, {
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
        const share = progress.done / progress.total;
        if (isFirst && (parts > 0 || isDamaged)) onResume?.({ path, share, isDamaged });
        isFirst = false;
        if (onWritten && share > 0)
          void journal.isWritten().then((isWritten) => isWritten && onWritten(share));
        onProgress?.(progress);
      },
    });
    await journal.close();
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
