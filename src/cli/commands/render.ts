/** `allora-epsilon render`: the figures of a results folder, drawn again from its tables. */

import { join } from 'node:path';
import { answer, type OutputOptions } from '../console.js';
import { count } from '../../text/numbers.js';
import { drawFigures } from '../../report/draw.js';
import { untilInterrupted } from '../interrupt.js';
import { MANIFEST, REPORT } from '../../results/layout.js';
import { readManifestStudy, writeUpdatedManifest } from '../../results/manifest.js';
import { writeReport } from '../../report/write.js';
import { writeResultsFolder } from '../../results/folder.js';

interface RenderArguments extends OutputOptions {
  folder: string;
}

export async function render(argv: RenderArguments): Promise<void> {
  const study = await readManifestStudy(join(argv.folder, MANIFEST));
  const figures = await untilInterrupted((signal) =>
    writeResultsFolder(argv.folder, async ({ staging, publish }) => {
      const drawn = await drawFigures(study, argv.folder, staging, signal);
      await writeUpdatedManifest(argv.folder, staging);
      await writeReport(argv.folder, staging, drawn);
      await publish('update');
      return drawn.flatMap(({ files }) => files);
    }),
  );
  answer(argv, `${argv.folder}: ${count(figures.length, 'figure')}, ${REPORT}`, {
    study: study.name,
    folder: argv.folder,
    figures,
    report: REPORT,
  });
}
