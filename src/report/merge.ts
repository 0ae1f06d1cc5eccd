/** Merges the shards of a study into its results folder. */

import { join } from 'node:path';
import { findJournals } from '../results/find-journals.js';
import { writeResultsFolder } from '../results/folder.js';
import { ResultsInFile } from '../results/results-in-file.js';
import { ShardJournals } from '../results/shard-journals.js';
import { checkFormats } from '../results/tables.js';
import { turns } from '../results/turns.js';
import { computationOf } from '../run/computation.js';
import { checkStudy, type Progress } from '../run/run-study.js';
import type { Study } from '../study/study-file.js';
import { checkFunction, checkOptions, checkSignal, checkText, show } from '../text/check.js';
import { openDrawing } from './drawing-threads.js';
import { isDrawnByDefault, writeAndPublish, type WritingOptions, type WrittenFiles } from './writing.js';

/** Options of `mergeShards`. */
export interface MergeOptions extends WritingOptions {
  /** Stops merging: the promise is rejected with the reason of the signal. */
  signal?: AbortSignal | undefined;
  /** Counts journals that were checked and parts that were collected. */
  onProgress?: ((progress: Pick<Progress, 'done' | 'total'>) => void) | undefined;
}

/** Results that were merged. */
export interface MergedResults extends WrittenFiles {
  /** Number of journals that were merged. */
  journals: number;
}

/** Name of the file of kept results, in the folder of unpublished files. */
const KEPT = 'kept-results';

/**
 * Merges the shards of a study. The results folder has the same bytes as a run on one machine, except the
 * date and the duration. Shards are only read. Memory does not grow with the study.
 * @param folder of the results
 * @param definition a study of `parseStudy`
 * @param shards folders of shards, or folders that hold them
 * @throws {UsageError} if a shard cannot be read, is of another study, version or kernel, or holds other
 *   results of
 *   a part than another one; naming the shards to run again, if parts are missing; as `runInto`
 */
export async function mergeShards(
  folder: string,
  definition: Study,
  shards: readonly string[],
  given?: MergeOptions,
): Promise<MergedResults> {
  checkText('folder', folder);
  if (!Array.isArray(shards))
    throw new TypeError(`Expected \`shards\` to be a list of folders, got ${show(shards)}`);
  shards.forEach((each, i) => checkText(`shards[${i}]`, each));
  const study = checkStudy(definition);
  const options = checkOptions(given);
  const {
    figures = isDrawnByDefault(study),
    formats: chosen,
    onPhase,
    signal: stop,
    onProgress: tell,
  } = options;
  const formats = checkFormats(chosen);
  checkFunction('onPhase', onPhase);
  checkSignal(stop);
  const onProgress = checkFunction('onProgress', tell);
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;

  const paths = await findJournals(shards);
  const parts = computationOf(study).parts(study);
  const total = paths.length + parts.length;
  onProgress?.({ done: 0, total });
  const onJournal = turns(stop, (done) => onProgress?.({ done, total }));
  const journals = await ShardJournals.read(study, paths, onJournal);
  try {
    return await writeResultsFolder(folder, async (work) => {
      const signal = AbortSignal.any([work.lost, ...(stop ? [stop] : [])]);
      const kept = new ResultsInFile(join(work.staging, KEPT), parts.length);
      const collector = computationOf(study).collector(study, kept);
      const onPart = turns(signal, (done) => onProgress?.({ done: paths.length + done, total }));
      for (let index = 0; index < parts.length; index++) {
        collector.add(parts.at(index)!.part, journals.at(index));
        await onPart(index);
      }
      onProgress?.({ done: total, total });
      // One thread draws, and one image is made meanwhile: more of both need more memory.
      const open = () => openDrawing(2, 2);
      const writing = {
        folder,
        figures,
        formats,
        onPhase,
        signal,
        threads: 0,
        openDrawing: open,
        seconds,
      };
      const written = await writeAndPublish(study, collector.tables(), work, writing, () => kept.remove());
      return { ...written, journals: paths.length };
    });
  } finally {
    journals.close();
  }
}
