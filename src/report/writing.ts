/** The files of a study whose tables are known: tables, fit, figures, manifest and report. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MappingFit } from '../fit/mapping-fit.js';
import { rowsAsRead } from '../results/csv.js';
import { writeFit } from '../results/fit-file.js';
import type { WorkFolder } from '../results/folder.js';
import { FIT, REPORT, type TableFormat } from '../results/layout.js';
import { writeManifest } from '../results/manifest.js';
import { writeRunFacts } from '../results/run-facts.js';
import { isLong, longTableOf, removeUnchosen, tableFiles, writeTables } from '../results/tables.js';
import type { Step } from '../run/steps.js';
import { tablesOf, type Study } from '../study/study-file.js';
import { checkFunction } from '../text/check.js';
import { drawFigures, type DrawnFigure } from './draw.js';
import type { DrawingThreads } from './drawing-threads.js';
import { writeReport } from './write.js';

/**
 * The work after the computation: tables that are written, configurations that are fitted, figures, the
 * report.
 */
export interface Phase extends Step {
  unit: 'tables' | 'fits' | 'figures' | 'report';
}

/** Options of writing results. */
export interface WritingOptions {
  /** Draw figures and write the report. Default: unless a table has more than 100,000 rows. */
  figures?: boolean | undefined;
  /** Formats of all tables. Default: CSV, and Parquet for tables of more than 100,000 rows. */
  formats?: readonly TableFormat[] | undefined;
  /** Called when a step after the computation begins. */
  onPhase?: ((phase: Phase) => void) | undefined;
}

/** Files of results that were written into a folder. Paths are relative to the folder. */
export interface WrittenFiles {
  folder: string;
  /** Files of the tables. */
  tables: string[];
  /** `fit.json`; null where nothing can be fitted. */
  fit: string | null;
  drawn: DrawnFigure[];
  /** `report.html`; null without figures. */
  report: string | null;
  seconds: number;
}

export function isDrawnByDefault(study: Study): boolean {
  return longTableOf(study) === undefined;
}

/** How {@link writeAndPublish} writes results. */
interface Writing extends Pick<WritingOptions, 'onPhase'> {
  folder: string;
  figures: boolean;
  formats: readonly TableFormat[] | undefined;
  signal: AbortSignal;
  /** Of the run, for `run.json`. */
  threads: number;
  /** Starts threads for figures. */
  openDrawing: () => DrawingThreads;
  /** Threads for figures that run already. */
  drawing?: DrawingThreads | undefined;
  /** Seconds since the start of the run. */
  seconds: () => number;
}

/**
 * Writes tables, fit, figures, manifest and report, and publishes them.
 * @param tables rows of each table, by its name
 * @param onTables called when the tables are written
 */
export async function writeAndPublish(
  study: Study,
  tables: Readonly<Record<string, Iterable<object>>>,
  { staging, publish }: WorkFolder,
  { folder, figures, formats, onPhase, signal, threads, openDrawing, drawing: started, seconds }: Writing,
  onTables: () => void = () => undefined,
): Promise<WrittenFiles> {
  const show = phasesOf(onPhase);
  // The first thread loads Vega while tables are written, and ends while the report is.
  const drawing = figures ? (started ?? openDrawing()) : null;
  try {
    const rows = new Map<string, object[]>();
    const held = { ...tables };
    for (const [name, table] of figures ? tablesOf(study) : []) {
      // Figures take the rows of other tables from memory, because to read a file takes longer than to write
      // it.
      if (isLong(study, table)) continue;
      const asRead = rowsAsRead(tables[name]!, table, study);
      held[name] = asRead;
      rows.set(table.file, asRead);
    }
    const isFitted = study.kind === 'threshold';
    // Steps of figures are told once the tables are written.
    let areWritten = false;
    let drawnSoFar: Step | undefined;
    const onFigure = (step: Step) => {
      drawnSoFar = step;
      if (areWritten) show.figures(step);
    };
    const draw = (fit: MappingFit | null) =>
      drawing
        ? drawFigures(study, staging, staging, fit, { signal, onFigure, rows, drawing })
        : Promise.resolve([]);
    // The thread of a short study draws figures that need no file while the tables are written. In a long study
    // that saves no time, and takes a tenth more memory.
    const isEarly = started !== undefined && !isFitted && rows.size === tablesOf(study).length;
    const early = isEarly ? draw(null) : undefined;
    // Its error is that of the figures below, unless the tables have one before.
    early?.catch(() => undefined);
    await writeTables(staging, study, held, formats, show.tables);
    onTables();
    await stopIfAborted(signal);
    const fit = isFitted ? await writeFit(study, staging, staging, signal, show.fits) : null;
    await stopIfAborted(signal);
    areWritten = true;
    if (drawnSoFar) show.figures(drawnSoFar);
    const drawn = await (early ?? draw(fit));
    void drawing?.close();
    await removeUnchosen(staging, study, formats);
    await writeManifest(staging, study);
    await writeRunFacts(staging, seconds(), threads);
    if (figures) {
      show.report({ done: 0, total: 1 });
      await writeReport(staging, staging, drawn, fit);
    }
    await stopIfAborted(signal);
    await publish('run');
    return {
      folder,
      tables: tableFiles(study, formats),
      fit: fit && FIT,
      drawn,
      report: figures ? REPORT : null,
      seconds: seconds(),
    };
  } finally {
    await drawing?.close();
  }
}

/** A function for the steps of each unit. */
export function phasesOf(onPhase: WritingOptions['onPhase']) {
  const tell = checkFunction('onPhase', onPhase);
  const of = (unit: Phase['unit']) => (step: Step) => tell?.({ unit, ...step });
  return { tables: of('tables'), fits: of('fits'), figures: of('figures'), report: of('report') };
}

/**
 * Lets a signal of the system arrive, which needs a turn of the event loop. @throws the reason of the signal
 */
export async function stopIfAborted(signal: AbortSignal): Promise<void> {
  await nextTurn();
  signal.throwIfAborted();
}
