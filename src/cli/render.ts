/** `allora-epsilon render`: the figures of a results folder, drawn again from its tables. */

import { join } from 'node:path';
import { answer, count, type OutputOptions } from './console.js';
import { drawFigures } from './draw-figures.js';
import { untilInterrupted } from './interrupt.js';
import { MANIFEST, readManifestStudy } from './manifest.js';
import { writeResultsFolder } from './results-folder.js';

interface RenderArguments extends OutputOptions {
  folder: string;
}

export async function render(argv: RenderArguments): Promise<void> {
  const study = await readManifestStudy(join(argv.folder, MANIFEST));
  const figures = await untilInterrupted((signal) =>
    writeResultsFolder(argv.folder, MANIFEST, (staging) => drawFigures(study, argv.folder, staging, signal)),
  );
  answer(argv, `${argv.folder}: ${count(figures.length, 'figure')}`, { study: study.name, folder: argv.folder, figures });
}
