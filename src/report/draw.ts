/** Draws the figures of a study into files, from its tables alone. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spec } from 'vega';
import { figureData } from '../figures/figure-data.js';
import * as FIGURES_OF from '../figures/index.js';
import type { KindFigures } from '../figures/kind.js';
import { specText, titleOf, WIDE, withNote, type Figure, type Layout } from '../figures/sheet.js';
import { themed } from '../figures/themes.js';
import { mappingCurves } from '../fit/drawn-curves.js';
import type { MappingFit } from '../fit/mapping-fit.js';
import { readTable, writeRows } from '../results/csv.js';
import { FIGURES } from '../results/layout.js';
import type { Step } from '../run/steps.js';
import type { Study } from '../study/study-file.js';
import { UsageError } from '../text/errors.js';
import { isNarrow, USUAL_FORM, type FigureForm } from './figure-form.js';
import type { Problems } from './problems.js';
import { drawingIn, renderSvg } from './render.js';

/** A figure as SVG, its Vega specification, its texts, and its files relative to the folder. */
export interface DrawnFigure {
  title: string;
  /** In the usual form, for the report. */
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
  /** The form of the files. */
  form?: FigureForm;
}

/**
 * Reads the tables in `from` and writes the files of each figure into `to`/figures: the formats of the form, the
 * caption, and the specification and the numbers if the form has them.
 * @param fit of the study, whose curves the figures show
 * @returns each figure with the paths of its files below `to`
 * @throws {UsageError} if the tables are not those of the study; the reason of the signal
 */
export async function drawFigures(
  study: Study,
  from: string,
  to: string,
  fit: MappingFit | null,
  { signal, problems, onFigure, form = USUAL_FORM }: DrawOptions,
): Promise<DrawnFigure[]> {
  const layout: Layout = { isNarrow: isNarrow(form) };
  const drawnAs = (each: Layout) =>
    figuresOf(study, from, fit, problems?.add, each).catch((error: unknown) => {
      // The tables hold numbers that cannot be drawn, or lack rows.
      throw error instanceof RangeError ? new UsageError(`${from}: ${error.message}`) : error;
    });
  const usual = await drawnAs(WIDE);
  const note = problems?.note() ?? '';
  const figures = layout.isNarrow ? await drawnAs(layout) : usual;
  const noted = (figure: Figure, each: Layout) => (note === '' ? figure : withNote(figure, note, each));
  await mkdir(join(to, FIGURES));
  const drawn: DrawnFigure[] = [];
  for (const [i, figure] of figures.entries()) {
    signal.throwIfAborted();
    onFigure?.({ done: i, total: figures.length });
    const { name, spec, caption } = noted(figure, layout);
    const { svg, vega } = await renderSvg(noted(usual[i]!, WIDE).spec);
    const path = join(FIGURES, name);
    const files: string[] = [];
    const fileOf = (ending: string): string => {
      files.push(`${path}.${ending}`);
      return join(to, `${path}.${ending}`);
    };
    const shown = themed(spec, form.theme);
    const own = shown === spec && !layout.isNarrow ? svg : (await renderSvg(shown)).svg;
    for (const format of form.formats)
      await writeFile(fileOf(format), await drawingIn(format, own, form.width));
    if (form.spec) await writeFile(fileOf('vl.json'), specText(shown));
    if (form.data) {
      const { columns, rows } = figureData(spec);
      await writeRows(fileOf('csv'), columns, rows);
    }
    await writeFile(join(to, `${path}.txt`), `${caption}\n`);
    drawn.push({ title: titleOf(figure), svg, vega, caption, files });
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
  layout = WIDE,
): Promise<Figure[]> {
  const draw = FIGURES_OF[study.kind] as KindFigures<Study>;
  const source = {
    read: (table) => readTable(join(folder, table.file), table, study, report),
    curves: () =>
      study.kind === 'threshold' ? mappingCurves(study, fit ?? { slopes: [], curves: [], workers: [] }) : [],
  } satisfies Parameters<KindFigures<Study>>[1];
  return draw(study, source, layout);
}
