/**
 * A study from its definition to its tables:
 *
 *   definition -> study (parsed once) -> parts (listed once) -> jobs on threads -> collector -> table rows
 */

import { availableParallelism } from 'node:os';
import { checkFunction, checkNumber, checkOptions, checkSignal, show } from '../text/check.js';
import type { CostedPart, PartResult } from '../study/kinds/kind.js';
import { cellCount, parseStudy, type Study } from '../study/study-file.js';
import { computationOf, type StudyResult } from './computation.js';
import { JobError, runJobs } from './jobs.js';
import { WORKER, type ChunkJob, type ChunkResult } from './messages.js';

/** Options of `runStudy`. The result does not depend on them. */
export interface RunOptions {
  /**
   * Worker threads; 0 runs in the calling thread, but with `signal` a part that takes long uses one thread,
   * because no signal could stop it otherwise. Default: as many as the machine runs at once.
   */
  threads?: number | undefined;
  /** Parts of the study per job. Default: about a tenth of a second of work. Results do not depend on it. */
  chunkSize?: number | undefined;
  /** Parts that an earlier run of the same study gave to `onPart`. They are not computed again. */
  finished?: Iterable<FinishedPart> | undefined;
  /**
   * Called with each finished part. Its thread starts the next job after the returned promise is fulfilled.
   */
  onPart?: ((part: FinishedPart) => Promise<void> | void) | undefined;
  /** Stops the run: the promise is rejected with the reason of the signal. */
  signal?: AbortSignal | undefined;
  /** Called at the start and after each job. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** A finished part of a study: numbers that depend on the study alone. */
export interface FinishedPart {
  /** Index among the parts of the study. */
  index: number;
  result: PartResult;
}

/** A part could not be computed. The message names the part and the reason. */
export class PartError extends Error {}

/** Progress of a run. */
export interface Progress {
  /**
   * Finished cells (rows of the main table). An unfinished cell of many draws counts by the share of its
   * finished draws.
   */
  done: number;
  /** All cells. */
  total: number;
}

/** Seconds of work in a job: long enough to outweigh its messages, short enough for steady progress. */
const SECONDS_PER_JOB = 0.1;
/**
 * Largest share of a thread's remaining work in one job: threads then finish together, even in a short study.
 */
const MAX_SHARE_OF_REST = 1 / 2;

/**
 * Longest job of the calling thread in a run that a signal can stop, seconds: no signal arrives while it
 * computes. Longer jobs use one thread.
 */
const MAX_SECONDS_WITHOUT_SIGNAL = 0.3;

/** A thread is stopped if a job takes this many times its estimate, and at least this many seconds. */
const TIME_LIMIT_FACTOR = 300;

/**
 * Runs a study. The result depends on the study alone: not on threads, jobs or their order.
 * @param definition the JSON of a study file (fields: `studies/study.schema.json`)
 * @throws {RangeError|TypeError} naming every problem of the study, or the option that breaks its rule;
 *   {PartError}; the reason of the signal; what `onPart` or `onProgress` throws, unchanged
 */
export async function runStudy(definition: unknown, options?: RunOptions): Promise<StudyResult> {
  return runParsedStudy(checkStudy(definition), options);
}

/** The complete study of a definition. @throws {RangeError} naming every problem of the study */
export function checkStudy(definition: unknown): Study {
  const { study, problems } = parseStudy(definition);
  if (study) return study;
  throw new RangeError(problems.map(({ path, message }) => `${path || 'study'}: ${message}`).join('\n'));
}

/**
 * Runs a study that is parsed already.
 * @throws {RangeError|TypeError} naming the option that breaks its rule; as `runStudy`
 */
export async function runParsedStudy(study: Study, given?: RunOptions): Promise<StudyResult> {
  const options = checkOptions(given);
  const threads = checkNumber(
    'threads',
    options.threads ?? availableParallelism(),
    'a whole number from 0 to 1024',
    isWholeWithin(0, 1024),
  );
  if (options.chunkSize !== undefined)
    checkNumber('chunkSize', options.chunkSize, 'a whole number >= 1', isWholeWithin(1, Infinity));
  const signal = checkSignal(options.signal);
  const onPart = checkFunction('onPart', options.onPart);
  const onProgress = checkFunction('onProgress', options.onProgress);

  const computation = computationOf(study);
  const parts = computation.parts(study);
  const collector = computation.collector(study);
  const isDone = new Uint8Array(parts.length);
  let done = 0;
  const add = ({ index, result }: FinishedPart) => {
    collector.add(parts[index]!.part, result);
    isDone[index] = 1;
    done++;
  };
  const lengthsOf = (index: number) => computation.lengths?.(study, parts[index]!.part);
  for (const part of checkFinished(options.finished, isDone, lengthsOf)) add(part);
  const total = cellCount(study);
  const tellProgress = () => onProgress?.({ done: (done / parts.length) * total, total });
  tellProgress();

  const chunks = chunksOf(parts, isDone, threads, options.chunkSize);
  const jobs = chunks.map((chunk): ChunkJob => ({ study, parts: chunk.map((index) => parts[index]!.part) }));
  const secondsOf = (chunk: readonly number[]) =>
    chunk.reduce((sum, index) => sum + parts[index]!.seconds, 0);
  const longest = chunks.reduce((most, chunk) => Math.max(most, secondsOf(chunk)), 0);
  const timeLimit = TIME_LIMIT_FACTOR * Math.max(longest, 1);
  const isTooLong = threads === 0 && signal !== undefined && longest > MAX_SECONDS_WITHOUT_SIGNAL;
  // From TypeScript a thread would need the loaders of this process.
  const threadsUsed = isTooLong && !WORKER.pathname.endsWith('.ts') ? 1 : threads;
  /** The error that a function of the caller threw; it may be undefined. */
  let thrown: { reason: unknown } | undefined;
  const onResult = async (job: number, results: ChunkResult) => {
    try {
      for (const [i, result] of results.entries()) {
        const part = { index: chunks[job]![i]!, result };
        add(part);
        await onPart?.(part);
      }
      tellProgress();
    } catch (reason) {
      thrown ??= { reason };
      throw reason;
    }
  };
  try {
    await runJobs<ChunkJob, ChunkResult>(
      jobs,
      { worker: WORKER, threads: threadsUsed, timeLimit, signal },
      onResult,
    );
  } catch (error) {
    if (thrown) throw thrown.reason;
    if (!(error instanceof JobError)) throw error;
    const names = jobs[error.index]!.parts.map((part) => computation.partText(part));
    const which =
      names.length === 1 ? names[0]! : `one of ${names.length} parts, from ${names[0]!} to ${names.at(-1)!}`;
    throw new PartError(`${which}: ${error.message}`, { cause: error.cause });
  }
  return { kind: study.kind, study, ...collector.tables() } as unknown as StudyResult;
}

/**
 * Indices of the unfinished parts, by job: `size` parts each. Without a size, jobs take about
 * {@link SECONDS_PER_JOB} and get smaller towards the end.
 */
function chunksOf(
  parts: readonly CostedPart<unknown>[],
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
      room = size ?? Math.min(SECONDS_PER_JOB, (left * MAX_SHARE_OF_REST) / Math.max(1, threads));
    }
    chunks.at(-1)!.push(index);
    room -= cost;
    left -= cost;
  }
  return chunks;
}

/**
 * The finished parts, each checked before it is used.
 * @param isDone by the index of a part: whether it is finished already
 * @param lengthsOf the lists of a part, by its index
 */
function* checkFinished(
  finished: unknown,
  isDone: Uint8Array,
  lengthsOf: (index: number) => number[] | undefined,
): Generator<FinishedPart> {
  if (finished === undefined || finished === null) return;
  if (typeof (finished as Iterable<unknown>)[Symbol.iterator] !== 'function')
    throw new TypeError(`Expected \`finished\` to be a list of parts, got ${show(finished)}`);
  let position = 0;
  for (const part of finished as Iterable<unknown>) {
    const name = `finished[${position++}]`;
    const { index, result } = checkOptions<FinishedPart>(part as FinishedPart, name);
    const last = isDone.length - 1;
    checkNumber(`${name}.index`, index, `a whole number from 0 to ${last}`, isWholeWithin(0, last));
    if (isDone[index!] === 1)
      throw new RangeError(`Expected every part of \`finished\` once, got part ${index} again`);
    if (!Array.isArray(result) || !result.every((each) => each instanceof Float64Array))
      throw new TypeError(`Expected \`${name}.result\` to be a list of Float64Array, got ${show(result)}`);
    const lengths = lengthsOf(index!);
    if (lengths && (result.length !== lengths.length || result.some((list, i) => list.length !== lengths[i])))
      throw new RangeError(
        `Expected \`${name}.result\` to hold lists of ${lengths.join(', ')} numbers, got ${result.map(({ length }) => length).join(', ') || 'none'}`,
      );
    yield { index: index!, result };
  }
}

function isWholeWithin(least: number, most: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= least && value <= most;
}
