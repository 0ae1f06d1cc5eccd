/** `allora-epsilon merge`: the shards of a study to its results folder. */

import { join } from 'node:path';
import { mergeShards } from '../../report/merge.js';
import type { TableFormat } from '../../results/layout.js';
import { answer } from '../console.js';
import { untilInterrupted } from '../interrupt.js';
import { noteFigures, withProgress, type StudyArguments } from '../running.js';
import { readStudy, writtenAnswer } from './run.js';

interface MergeArguments extends StudyArguments {
  study: string;
  folders: string[];
  out?: string;
  figures?: boolean;
  format?: TableFormat[];
}

export async function merge(argv: MergeArguments): Promise<void> {
  const study = await readStudy(argv);
  const folder = argv.out ?? join('results', study.name);
  noteFigures(study, argv);
  const written = await untilInterrupted(
    (signal) =>
      withProgress(argv, ({ show }) =>
        mergeShards(folder, study, argv.folders, {
          figures: argv.figures,
          formats: argv.format,
          signal,
          onProgress: (step) => show({ unit: 'journals and parts', ...step }),
          onPhase: show,
        }),
      ),
    folder,
  );
  const { text, document } = writtenAnswer(study, written);
  answer(argv, text, { ...document, journals: written.journals });
}
