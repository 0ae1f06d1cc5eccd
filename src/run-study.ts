/** A study from its definition to its tables. */

import { extname } from 'node:path';
import { availableParallelism } from 'node:os';
import { gridCellRows } from './analysis/grid-cells.js';
import type { ChunkJob, ChunkResult } from './pool/messages.js';
import { runJobs } from './pool/jobs.js';
import { axisValues } from './study/axis.js';
import { gridCells, spreadRows } from './study/grid.js';
import type { GridCellRow, SpreadRow } from './study/record.js';
import { parseStudy, type Study } from './study/study-file.js';
import { checkNumber } from './weights/check.js';

export interface RunOptions {
  /** Worker threads; 0 runs in the calling thread. Default: as many as the machine runs at once. */
  threads?: number | undefined;
  /** Cells per job. Default: what takes a thread about a tenth of a second. Results do not depend on it. */
  chunkSize?: number | undefined;
  /** Stops the run; the promise is rejected with the reason. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  /** Cells (rows of `cells.csv`) done, and in all. */
  done: number;
  total: number;
}

export interface StudyResult {
  study: Study;
  /** Rows of `spread.csv`: made anew by each iteration. */
  spread: Iterable<SpreadRow>;
  /** Rows of `cells.csv`. */
  cells: GridCellRow[];
}

/** Weights that a thread computes in about a tenth of a second: jobs of that size keep threads busy and progress steady. */
const WEIGHTS_PER_JOB = 20_000_000;

/**
 * Runs a study. The result depends on the study alone: not on threads, chunks or their order.
 * @param definition what a study file holds (SPEC of its fields: `studies/study.schema.json`)
 * @throws {RangeError} naming every problem of the study, or the option that breaks its rule
 */
export async function runStudy(definition: unknown, options: RunOptions = {}): Promise<StudyResult> {
  const { study, problems } = parseStudy(definition);
  if (problems) throw new RangeError(problems.map(({ path, message }) => `${path || 'study'}: ${message}`).join('\n'));
  const threads = checkNumber(
    'threads',
    options.threads ?? availableParallelism(),
    'a whole number from 0 to 1024',
    isWholeWithin(0, 1024),
  );

  const cells = gridCells(study);
  const mappings = study.mappings.length;
  const chunkSize = checkNumber(
    'chunkSize',
    options.chunkSize ?? defaultChunkSize(study),
    'a whole number >= 1',
    isWholeWithin(1, Infinity),
  );
  const chunks = Array.from({ length: Math.ceil(cells.length / chunkSize) }, (_, i) => cells.slice(i * chunkSize, (i + 1) * chunkSize));

  const results: ChunkResult[] = [];
  let done = 0;
  const worker = new URL(`./pool/worker${extname(import.meta.url)}`, import.meta.url);
  const jobs = chunks.map((chunk): ChunkJob => ({ study, cells: chunk }));
  await runJobs<ChunkJob, ChunkResult>(jobs, { worker, threads, signal: options.signal }, (index, result) => {
    results[index] = result;
    done += result.length * mappings;
    options.onProgress?.({ done, total: cells.length * mappings });
  });

  const spreads = results.flat();
  const spread = { [Symbol.iterator]: () => spreadRows(study, spreads) };
  return { study, spread, cells: [...gridCellRows(spread, Math.log10(study.factor))] };
}

function defaultChunkSize(study: Study): number {
  const largestCell = study.draws * Math.max(...study.workers) * axisValues(study.epsilon).length;
  return Math.max(1, Math.floor(WEIGHTS_PER_JOB / largestCell));
}

function isWholeWithin(least: number, most: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= least && value <= most;
}
