/** A study from its definition to its tables. */

import { availableParallelism } from 'node:os';
import { blankRows } from '../study/kinds/grid/blank-rows.js';
import { gridCellRow } from '../study/kinds/grid/cells.js';
import { relativeCellRows } from '../study/kinds/relative/cells.js';
import { ThresholdTable } from '../study/kinds/threshold/cells.js';
import { WORKER, type ChunkJob, type ChunkResult } from './messages.js';
import { JobError, runJobs } from './jobs.js';
import { axisValues } from '../study/axis.js';
import { SPREAD_FIELDS, spreadRows, type GridCell } from '../study/kinds/grid/spreads.js';
import { partsOf, partText, type PartResult, type StudyPart } from '../study/kinds/compute.js';
import type {
  BlankRow,
  GridCellRow,
  RelativeCellRow,
  SpreadRow,
  ThresholdCellRow,
  VectorRow,
  VectorSpreadRow,
  WeightRow,
} from '../study/record.js';
import {
  cellCount,
  parseStudy,
  type GridStudy,
  type RelativeStudy,
  type Study,
  type SweepStudy,
  type ThresholdStudy,
} from '../study/study-file.js';
import { vectorRows, vectorSpreadRows, weightRows } from '../study/kinds/sweep/weights.js';
import type { ThresholdPart } from '../study/kinds/threshold/epsilons.js';
import { checkNumber } from '../text/check.js';

export interface RunOptions {
  /** Worker threads; 0 runs in the calling thread. Default: as many as the machine runs at once. */
  threads?: number | undefined;
  /** Parts of the study per job. Default: what takes a thread about a tenth of a second. Results do not depend on it. */
  chunkSize?: number | undefined;
  /** Parts that an earlier run of the same study finished, as `onPart` told them: they are not computed again. */
  finished?: Iterable<FinishedPart> | undefined;
  /** Told each part that is finished; the next parts of its thread wait for what is returned. */
  onPart?: ((part: FinishedPart) => Promise<void> | void) | undefined;
  /** Stops the run; the promise is rejected with the reason. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** A part of a study: numbers that depend on the study alone. */
export interface FinishedPart {
  /** Among the parts of the study. */
  index: number;
  result: PartResult;
}

/** A part could not be computed: names it, and what went wrong. */
export class PartError extends Error {}

export interface Progress {
  /** Cells (rows of `cells.csv`) done, and in all; a cell of many draws counts by the share of them that is done. */
  done: number;
  total: number;
}

export interface GridResult {
  kind: 'grid';
  study: GridStudy;
  /** Rows of `spread.csv`: made anew by each iteration. */
  spread: Iterable<SpreadRow>;
  /** Rows of `cells.csv`. */
  cells: GridCellRow[];
  /** Rows of `blanks.csv`; only of a study that asks for them. */
  blanks?: Iterable<BlankRow>;
}

export interface ThresholdResult {
  kind: 'threshold';
  study: ThresholdStudy;
  /** Rows of `cells.csv`. */
  cells: ThresholdCellRow[];
}

export interface SweepResult {
  kind: 'sweep';
  study: SweepStudy;
  /** Rows of `weights.csv`, `spread.csv` and `vectors.csv`, the first two made anew by each iteration. */
  weights: Iterable<WeightRow>;
  spread: Iterable<VectorSpreadRow>;
  vectors: VectorRow[];
}

export interface RelativeResult {
  kind: 'relative';
  study: RelativeStudy;
  /** Rows of `cells.csv`. */
  cells: RelativeCellRow[];
  /** Rows of `spread.csv`; only of a study with epsilons. */
  spread?: Iterable<SpreadRow>;
}

export type StudyResult = GridResult | ThresholdResult | SweepResult | RelativeResult;

/** Seconds that a job takes: long enough to outweigh its messages, short enough for progress to be steady. */
const SECONDS_PER_JOB = 0.1;
/** A job takes half of what is left for its thread at most: threads finish together, also those of a short study. */
const MOST_OF_THE_REST = 1 / 2;

/** A thread is given up when a job takes so many times what it should, and this many seconds at least. */
const PATIENCE = 300;

/**
 * Runs a study. The result depends on the study alone: not on threads, chunks or their order.
 * @param definition what a study file holds (SPEC of its fields: `studies/study.schema.json`)
 * @throws {RangeError} naming every problem of the study, or the option that breaks its rule
 */
export async function runStudy(definition: unknown, options: RunOptions = {}): Promise<StudyResult> {
  const { study, problems } = parseStudy(definition);
  if (problems)
    throw new RangeError(problems.map(({ path, message }) => `${path || 'study'}: ${message}`).join('\n'));
  const threads = checkNumber(
    'threads',
    options.threads ?? availableParallelism(),
    'a whole number from 0 to 1024',
    isWholeWithin(0, 1024),
  );
  if (options.chunkSize !== undefined)
    checkNumber('chunkSize', options.chunkSize, 'a whole number >= 1', isWholeWithin(1, Infinity));

  const parts = partsOf(study);
  const tables = collectorOf(study);
  const isDone = new Uint8Array(parts.length);
  let done = 0;
  const add = ({ index, result }: FinishedPart) => {
    tables.add(parts[index]!.part, result);
    isDone[index] = 1;
    done++;
  };
  for (const part of options.finished ?? []) add(part);
  const total = cellCount(study);
  const tellProgress = () => options.onProgress?.({ done: (done / parts.length) * total, total });
  tellProgress();

  const chunks = chunksOf(parts, isDone, threads, options.chunkSize);
  const jobs = chunks.map((chunk): ChunkJob => ({ study, parts: chunk.map((index) => parts[index]!.part) }));
  const secondsOf = (chunk: readonly number[]) =>
    chunk.reduce((sum, index) => sum + parts[index]!.seconds, 0);
  const timeLimit = PATIENCE * chunks.reduce((most, chunk) => Math.max(most, secondsOf(chunk)), 1);
  try {
    await runJobs<ChunkJob, ChunkResult>(
      jobs,
      { worker: WORKER, threads, timeLimit, signal: options.signal },
      async (job, results) => {
        for (const [i, result] of results.entries()) {
          const part = { index: chunks[job]![i]!, result };
          add(part);
          await options.onPart?.(part);
        }
        tellProgress();
      },
    );
  } catch (error) {
    if (!(error instanceof JobError)) throw error;
    const names = jobs[error.index]!.parts.map(partText);
    const which =
      names.length === 1 ? names[0]! : `one of ${names.length} parts, from ${names[0]!} to ${names.at(-1)!}`;
    throw new PartError(`${which}: ${error.message}`, { cause: error.cause });
  }
  return tables.result();
}

/** Indexes of the parts that are not done, by job: so many each, or those of {@link SECONDS_PER_JOB}, fewer towards the end. */
function chunksOf(
  parts: readonly { seconds: number }[],
  isDone: Uint8Array,
  threads: number,
  size?: number,
): number[][] {
  const costOf = (index: number) => (size === undefined ? parts[index]!.seconds : 1);
  const indexes = [...parts.keys()].filter((index) => !isDone[index]);
  let left = indexes.reduce((sum, index) => sum + costOf(index), 0);
  const chunks: number[][] = [];
  let room = 0;
  for (const index of indexes) {
    const cost = costOf(index);
    if (chunks.length === 0 || room < cost) {
      chunks.push([]);
      room = size ?? Math.min(SECONDS_PER_JOB, (left * MOST_OF_THE_REST) / Math.max(1, threads));
    }
    chunks.at(-1)!.push(index);
    room -= cost;
    left -= cost;
  }
  return chunks;
}

/** Takes the results of parts in any order. */
interface Collector {
  add(part: StudyPart, result: PartResult): void;
  result(): StudyResult;
}

function collectorOf(study: Study): Collector {
  switch (study.kind) {
    case 'grid': {
      const epsilons = axisValues(study.epsilon);
      const threshold = Math.log10(study.factor);
      const spreads: Float64Array[] = [];
      const counts: Float64Array[] = [];
      const rows = study.mappings.map((): GridCellRow[] => []);
      return {
        add(part, [spread, blanks]) {
          const cell = part as GridCell;
          spreads[cell.index] = spread!;
          if (blanks) counts[cell.index] = blanks;
          const size = epsilons.length * SPREAD_FIELDS;
          for (const [m, mapping] of study.mappings.entries()) {
            rows[m]![cell.index] = gridCellRow(
              cell,
              mapping,
              epsilons,
              spread!.subarray(m * size, (m + 1) * size),
              threshold,
            );
          }
        },
        result() {
          const spread = anew(() => spreadRows(study, spreads));
          const cells = study.schemes.flatMap((scheme) =>
            rows.flatMap((each) => each.filter((row) => row.scheme === scheme)),
          );
          return {
            kind: 'grid',
            study,
            spread,
            cells,
            ...(study.blanks && { blanks: anew(() => blankRows(study, counts)) }),
          };
        },
      };
    }
    case 'sweep': {
      const results: PartResult[] = [];
      return {
        add: ({ index }, result) => (results[index] = result),
        result: () => ({
          kind: 'sweep',
          study,
          weights: anew(() => weightRows(study, results)),
          spread: anew(() => vectorSpreadRows(study, results)),
          vectors: vectorRows(study, results),
        }),
      };
    }
    case 'relative': {
      const results: PartResult[] = [];
      return {
        add: ({ index }, result) => (results[index] = result),
        result() {
          const { epsilon } = study;
          const spreads = () => results.map((lists) => lists.at(-1)!);
          const cells = [...relativeCellRows(study, results)];
          return {
            kind: 'relative',
            study,
            cells,
            ...(epsilon && { spread: anew(() => spreadRows({ ...study, epsilon }, spreads())) }),
          };
        },
      };
    }
    case 'threshold': {
      const table = new ThresholdTable(study);
      return {
        add: (part, runs) => table.add(part as ThresholdPart, runs),
        result: () => ({ kind: 'threshold', study, cells: [...table.rows()] }),
      };
    }
  }
}

/** Rows that are made by each iteration. */
function anew<Row>(rows: () => Iterator<Row>): Iterable<Row> {
  return { [Symbol.iterator]: rows };
}

function isWholeWithin(least: number, most: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= least && value <= most;
}
