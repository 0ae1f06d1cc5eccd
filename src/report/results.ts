/** Whole results folders: a study run into its folder, or the figures of a folder drawn again. */

import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { MappingFit } from '../fit/mapping-fit.js';
import { readFitIfAny, readThresholdStudy, writeFit } from '../results/fit-file.js';
import { completeResultsFolder, writeResultsFolder } from '../results/folder.js';
import { FIGURES, FIT, MANIFEST, REPORT } from '../results/layout.js';
import { compareTables, readManifestStudy, writeUpdatedManifest } from '../results/manifest.js';
import { readText } from '../results/read.js';
import { runResumable, type ResumableRunOptions } from '../results/resumable-run.js';
import { checkFormats } from '../results/tables.js';
import type { StudyResult } from '../run/computation.js';
import { defaultThreads } from '../run/run-parts.js';
import { checkStudy } from '../run/run-study.js';
import { tablesOf, type Study } from '../study/study-file.js';
import { checkFunction, checkOptions, checkSignal, checkText } from '../text/check.js';
import { UsageError } from '../text/errors.js';
import { drawFigures, type DrawnFigure } from './draw.js';
import { openDrawing } from './drawing-threads.js';
import { completeForm, type FigureFormOptions } from './figure-form.js';
import { Problems } from './problems.js';
import { writeReport } from './write.js';
import {
  isDrawnByDefault,
  phasesOf,
  stopIfAborted,
  writeAndPublish,
  type Phase,
  type WritingOptions,
  type WrittenFiles,
} from './writing.js';

/** Options of `runInto`. The tables do not depend on them. */
export interface RunIntoOptions extends ResumableRunOptions, WritingOptions {
  /** Start over instead of resuming an interrupted run. Default false. */
  fresh?: boolean | undefined;
}

/** Results that were written into a folder. */
export interface WrittenResults extends WrittenFiles {
  result: StudyResult;
}

/**
 * Runs a study and writes its results folder: tables, fit, figures, manifest and report. The folder changes
 * only once all of it is complete. An interrupted run keeps its journal beside the folder, and the same call
 * resumes it.
 * @param definition a study of `parseStudy`
 * @throws {UsageError} if the folder cannot be used or another run writes to it; {WriteError} if the disk
 *   fails; errors of `runStudy`
 */
export async function runInto(
  folder: string,
  definition: Study,
  given?: RunIntoOptions,
): Promise<WrittenResults> {
  checkText('folder', folder);
  const study = checkStudy(definition);
  const {
    figures = isDrawnByDefault(study),
    fresh = false,
    formats: chosen,
    onPhase,
    ...options
  } = checkOptions(given);
  const formats = checkFormats(chosen);
  checkFunction('onPhase', onPhase);
  checkSignal(options.signal);
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const threads = options.threads ?? defaultThreads(study);
  const open = () => openDrawing(options.threads ?? availableParallelism());
  // A short study leaves a processor to the thread that loads Vega.
  const drawing = figures && threads === 0 ? open() : undefined;
  const writing = writeResultsFolder(folder, async (work) => {
    const signal = AbortSignal.any([work.lost, ...(options.signal ? [options.signal] : [])]);
    if (fresh) await work.removeJournal();
    const result = await runResumable(study, work, { ...options, threads, signal });
    const tables = result as unknown as Record<string, Iterable<object>>;
    const written = await writeAndPublish(study, tables, work, {
      folder,
      figures,
      formats,
      onPhase,
      signal,
      threads,
      openDrawing: open,
      drawing,
      seconds,
    });
    await work.removeJournal();
    return { ...written, result };
  });
  return writing.finally(() => drawing?.close());
}

/** Options of `renderResults`. */
export interface RenderOptions {
  /**
   * Draw tables and a fit that were changed after the run, with a note in each figure, as long as they have
   * every row. Default false: they are refused.
   */
  force?: boolean | undefined;
  /** Called when a step begins. */
  onPhase?: ((phase: Phase) => void) | undefined;
  /** The form of the files. The figures of the folder are replaced as a whole. */
  figures?: FigureFormOptions | undefined;
}

/** Figures that were drawn again. */
export interface RenderedResults {
  study: Study;
  drawn: DrawnFigure[];
  /** The note in the figures; empty if the tables and the fit are those of the run. */
  note: string;
}

/**
 * Draws the figures of a results folder again, from its tables alone, and writes its report.
 * @throws {UsageError} if the folder holds no complete results, or changed ones; {WriteError} if the disk
 *   fails; the reason of the signal
 */
export async function renderResults(
  folder: string,
  signal: AbortSignal = new AbortController().signal,
  options?: RenderOptions,
): Promise<RenderedResults> {
  checkText('folder', folder);
  checkSignal(signal);
  const { force = false, figures, onPhase } = checkOptions(options);
  const form = completeForm(figures);
  const show = phasesOf(onPhase);
  await completeResultsFolder(folder);
  const study = await readManifestStudy(join(folder, MANIFEST));
  return writeResultsFolder(folder, async ({ staging, lost, publish }) => {
    const problems = new Problems(folder);
    const tables = tablesOf(study).map(([, { file }]) => file);
    const fit = await readFitIfAny(folder, force ? problems.add : undefined);
    if (force) await compareTables(folder, tables, problems.add);
    const either = AbortSignal.any([signal, lost]);
    const drawn = await drawFigures(study, folder, staging, fit, {
      signal: either,
      problems: force ? problems : undefined,
      onFigure: show.figures,
      form,
    });
    // Readers of tables name the wrong line, so their refusals come first.
    if (!force) {
      await readFitIfAny(folder, refuse);
      await compareTables(folder, tables, refuse);
    }
    await writeUpdatedManifest(folder, staging);
    show.report({ done: 0, total: 1 });
    await writeReport(folder, staging, drawn, fit);
    await stopIfAborted(signal);
    await publish('update');
    return { study, drawn, note: problems.note() };
  });
}

/** @throws {UsageError} with the problem, and the way to draw all the same */
function refuse(problem: string): never {
  throw new UsageError(`${problem}; --force draws them, with a note`);
}

/**
 * Fits the table of a results folder again. Figures and report show the fit, so they are drawn again if the
 * folder has them and the fit has changed.
 * @returns null, without a change of the folder, if nothing can be fitted
 * @throws {UsageError} if the folder holds no complete results of a threshold study; {WriteError} if the disk
 *   fails; the reason of the signal
 */
export async function refitResults(
  folder: string,
  signal: AbortSignal = new AbortController().signal,
  options?: Pick<RenderOptions, 'onPhase'>,
): Promise<MappingFit | null> {
  checkText('folder', folder);
  checkSignal(signal);
  const show = phasesOf(checkOptions(options).onPhase);
  await completeResultsFolder(folder);
  const study = await readThresholdStudy(folder);
  return writeResultsFolder(folder, async ({ staging, lost, publish }) => {
    const either = AbortSignal.any([signal, lost]);
    const fit = await writeFit(study, folder, staging, either, show.fits);
    await stopIfAborted(signal);
    if (!fit) return null;
    const names = await readdir(folder);
    const showsFit = names.includes(FIGURES) || names.includes(REPORT);
    const text = (of: string) => readText(join(of, FIT)).catch(() => null);
    const isStale = showsFit && (await text(folder)) !== (await text(staging));
    const draw = { signal: either, onFigure: show.figures };
    const drawn = isStale ? await drawFigures(study, folder, staging, fit, draw) : [];
    await writeUpdatedManifest(folder, staging);
    if (isStale) await writeReport(folder, staging, drawn, fit);
    await stopIfAborted(signal);
    await publish('update');
    return fit;
  });
}
