/** Draws the figures of a study into files, from its tables alone. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spec } from 'vega';
import * as FIGURES_OF from '../figures/index.js';
import type { KindFigures } from '../figures/kind.js';
import { titleOf, withNote, type Figure } from '../figures/sheet.js';
import { mappingCurves } from '../fit/drawn-curves.js';
import type { MappingFit } from '../fit/mapping-fit.js';
import { readTable } from '../results/csv.js';
import { FIGURES } from '../results/layout.js';
import type { Step } from '../run/steps.js';
import type { Study } from '../study/study-file.js';
import { UsageError } from '../text/errors.js';
import type { Problems } from './problems.js';
import { renderFigure } from './render.js';

/** A figure as SVG, its Vega specification, its texts, and its files relative to the folder. */
export interface DrawnFigure {
  title: string;
  svg: string;
  vega: Spec;
  caption: string;
  files: string[];
}

export interface DrawOptions {
  signal: AbortSignal;
  /** Takes the problems of the tables, which each figure then shows; without it, the first one is thrown. */
  problems?: Problems | undefined;
  /** Called before each figure. */
  onFigure?: (step: Step) => void;
}

/**
 * Reads the tables in `from` and writes SVG, PNG and caption of each figure into `to`/figures.
 * @param fit of the study, whose curves the figures show
 * @returns each figure with the paths of its files below `to`
 * @throws {UsageError} if the tables are not those of the study; the reason of the signal
 */
export async function drawFigures(
  study: Study,
  from: string,
  to: string,
  fit: MappingFit | null,
  { signal, problems, onFigure }: DrawOptions,
): Promise<DrawnFigure[]> {
  const figures = await figuresOf(study, from, fit, problems?.add).catch((error: unknown) => {
    // The tables hold numbers that cannot be drawn, or lack rows.
    throw error instanceof RangeError ? new UsageError(`${from}: ${error.message}`) : error;
  });
  await mkdir(join(to, FIGURES));
  const drawn: DrawnFigure[] = [];
  const note = problems?.note() ?? '';
  const noted = note === '' ? figures : figures.map((each) => withNote(each, note));
  for (const [done, figure] of noted.entries()) {
    signal.throwIfAborted();
    onFigure?.({ done, total: noted.length });
    const { caption } = figure;
    const { svg, png, vega } = await renderFigure(figure.spec);
    const path = join(FIGURES, figure.name);
    await writeFile(join(to, `${path}.svg`), svg);
    await writeFile(join(to, `${path}.png`), png);
    await writeFile(join(to, `${path}.txt`), `${caption}\n`);
    drawn.push({ title: titleOf(figure), svg, vega, caption, files: [`${path}.svg`, `${path}.png`] });
  }
  return drawn;
}

/**
 * The figures of a study as specifications.
 * @param report takes the problems of the tables; without it, the first one is thrown
 * @throws {UsageError} if a table cannot be read
 */
export function figuresOf(
  study: Study,
  folder: string,
  fit: MappingFit | null,
  report?: (problem: string) => void,
): Promise<Figure[]> {
  const draw = FIGURES_OF[study.kind] as KindFigures<Study>;
  return draw(study, {
    read: (table) => readTable(join(folder, table.file), table, study, report),
    curves: () =>
      study.kind === 'threshold' ? mappingCurves(study, fit ?? { slopes: [], curves: [], workers: [] }) : [],
  });
}
