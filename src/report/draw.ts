/** Draws the figures of a study into files, from its tables alone. */

import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
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
import type { RowOf, Table } from '../study/table.js';
import { UsageError } from '../text/errors.js';
import { isNarrow, USUAL_FORM, type FigureForm } from './figure-form.js';
import type { Problems } from './problems.js';
import { openDrawing, type DrawingThreads } from './drawing-threads.js';
import type { Drawing, DrawingJob } from './drawing.js';

/** A figure as SVG, its Vega specification, packed, its texts, and its files relative to the folder. */
export interface DrawnFigure {
  title: string;
  /** In the usual form, for the report. */
  svg: string;
  /** The same figure as a Vega specification with tooltips: JSON, compressed by gzip, in base64. */
  packedVega: string;
  caption: string;
  files: string[];
}

/** Rows as `rowsAsRead` gives them. */
export type RowsOfFiles = ReadonlyMap<string, readonly object[]>;

export interface DrawOptions {
  signal: AbortSignal;
  /** Takes the problems of the tables, which each figure then shows; without it, the first one is thrown. */
  problems?: Problems | undefined;
  /** Called before each figure. */
  onFigure?: (step: Step) => void;
  /** The form of the files. */
  form?: FigureForm;
  /** Rows of tables by their file. Other tables are read. */
  rows?: RowsOfFiles | undefined;
  /** Threads that draw. Default: for as many processors as the machine has, started and closed here. */
  drawing?: DrawingThreads | undefined;
}

/**
 * Reads the tables in `from` and writes the files of each figure into `to`/figures: the formats of the form,
 * the caption, and the specification and the numbers if the form has them.
 * @param fit of the study, whose curves the figures show
 * @returns each figure with the paths of its files below `to`
 * @throws {UsageError} if the tables are not those of the study; the reason of the signal
 */
export async function drawFigures(
  study: Study,
  from: string,
  to: string,
  fit: MappingFit | null,
  { signal, problems, onFigure, form = USUAL_FORM, rows, drawing: given }: DrawOptions,
): Promise<DrawnFigure[]> {
  const drawing = given ?? openDrawing(availableParallelism());
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  stop.addEventListener('abort', () => void drawing.close());
  try {
    const refuse = (error: unknown): never => {
      // The tables hold numbers that cannot be drawn, or lack rows.
      throw error instanceof RangeError ? new UsageError(`${from}: ${error.message}`) : error;
    };
    const figuresIn = (layout: Layout) =>
      figuresOf(study, from, fit, problems?.add, layout, rows).catch(refuse);
    const layout: Layout = { isNarrow: isNarrow(form) };
    const usual = await figuresIn(WIDE);
    const figures = layout.isNarrow ? await figuresIn(layout) : usual;
    const note = problems?.note() ?? '';
    const workAt = (i: number) => {
      try {
        return workOf(usual[i]!, figures[i]!, note, layout, form);
      } catch (error) {
        return refuse(error);
      }
    };
    await mkdir(join(to, FIGURES));
    const drawn: DrawnFigure[] = [];
    const total = figures.length;
    const tell = (done: number) => done < total && onFigure?.({ done, total });
    tell(0);
    const queue = figures.keys();
    let done = 0;
    const lane = async () => {
      for (const i of queue) {
        stop.throwIfAborted();
        let texts = { title: '', caption: '' };
        // A specification holds every drawn row, so it is made when its turn comes, and not kept while it is drawn.
        const { svg, packedVega, files } = await drawing.draw(() => {
          const { figure, job } = workAt(i);
          texts = { title: titleOf(figure), caption: figure.caption };
          return job;
        });
        const again = () => workAt(i).figure.spec;
        const paths = await writeFigure(to, { name: figures[i]!.name, ...texts }, files, again, form);
        drawn[i] = { ...texts, svg, packedVega, files: paths };
        tell(++done);
      }
    };
    const lanes = Array.from({ length: drawing.lanes }, lane);
    await Promise.all(lanes.map((each) => each.catch((error: unknown) => failed.abort(error))));
    // Reports the first reason to stop instead of the errors of the figures that it interrupted.
    stop.throwIfAborted();
    return drawn;
  } finally {
    if (!given) await drawing.close();
  }
}

/**
 * A figure in the form of the files, with the job that draws it.
 * @param usual the same figure in the usual form
 * @param note shown in the figure; may be empty
 */
function workOf(
  usual: Figure,
  shaped: Figure,
  note: string,
  layout: Layout,
  { formats, width, theme }: FigureForm,
): { figure: Figure; job: DrawingJob } {
  const noted = (figure: Figure, each: Layout) =>
    note === '' ? { ...figure } : withNote(figure, note, each);
  const figure = noted(shaped, layout);
  const { spec } = usual === shaped ? figure : noted(usual, WIDE);
  const shown = themed(figure.spec, theme);
  return { figure, job: { spec, ofFiles: shown === spec ? undefined : shown, formats, width } };
}

/**
 * Writes the files of a figure.
 * @param specOf makes the specification
 * @returns their paths below `to`, without that of the caption
 */
async function writeFigure(
  to: string,
  { name, caption }: Pick<Figure, 'name' | 'caption'>,
  contents: Drawing['files'],
  specOf: () => Figure['spec'],
  { formats, theme, spec: hasSpec, data: hasData }: FigureForm,
): Promise<string[]> {
  const path = join(FIGURES, name);
  const files: string[] = [];
  const fileOf = (ending: string): string => {
    files.push(`${path}.${ending}`);
    return join(to, `${path}.${ending}`);
  };
  for (const [i, format] of formats.entries()) await writeFile(fileOf(format), contents[i]!);
  if (hasSpec || hasData) {
    const spec = specOf();
    if (hasSpec) await writeFile(fileOf('vl.json'), specText(themed(spec, theme)));
    if (hasData) {
      const { columns, rows } = figureData(spec);
      await writeRows(fileOf('csv'), columns, rows);
    }
  }
  await writeFile(join(to, `${path}.txt`), `${caption}\n`);
  return files;
}

/**
 * The figures of a study as specifications.
 * @param report takes the problems of the tables; without it, the first one is thrown
 * @param rows of tables that need not be read
 * @throws {UsageError} if a table cannot be read
 */
export function figuresOf(
  study: Study,
  folder: string,
  fit: MappingFit | null,
  report?: (problem: string) => void,
  layout = WIDE,
  rows?: RowsOfFiles,
): Promise<Figure[]> {
  const draw = FIGURES_OF[study.kind] as KindFigures<Study>;
  const source = {
    read: async <T extends Table>(table: T) =>
      (rows?.get(table.file) as RowOf<T>[] | undefined) ??
      readTable(join(folder, table.file), table, study, report),
    curves: () =>
      study.kind === 'threshold' ? mappingCurves(study, fit ?? { slopes: [], curves: [], workers: [] }) : [],
  } satisfies Parameters<KindFigures<Study>>[1];
  return draw(study, source, layout);
}
