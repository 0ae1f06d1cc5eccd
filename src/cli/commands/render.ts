/** `allora-epsilon render`: the figures of a results folder, drawn again from its tables. */

import type { Theme } from '../../figures/themes.js';
import type { Format } from '../../report/figure-form.js';
import { renderResults } from '../../report/results.js';
import { REPORT } from '../../results/layout.js';
import { count } from '../../text/numbers.js';
import { answer, printError, type OutputOptions } from '../console.js';
import { untilInterrupted } from '../interrupt.js';
import { withProgress } from '../running.js';

interface RenderArguments extends OutputOptions {
  folder: string;
  force: boolean;
  format: readonly Format[];
  width?: number;
  theme: Theme;
  spec: boolean;
  figureData?: boolean;
}

export async function render(argv: RenderArguments): Promise<void> {
  const { folder, force, format, width, theme, spec, figureData } = argv;
  const form = { formats: format, width, theme, spec, data: figureData };
  const { study, drawn, note } = await untilInterrupted(
    (signal) =>
      withProgress(argv, ({ show }) =>
        renderResults(folder, signal, { force, figures: form, onPhase: show }),
      ),
    folder,
  );
  if (note !== '') printError(note);
  const figures = drawn.flatMap(({ files }) => files);
  answer(argv, `${folder}: ${count(figures.length, 'figure')}, ${REPORT}`, {
    study: study.name,
    folder,
    figures,
    report: REPORT,
    ...(note !== '' && { note }),
  });
}
