/** Regrets or scores of past epochs: as a table, epoch by epoch, and in batches for the kernel. */

import { quantileRanks } from '../statistics/intervals.js';
import type { ReadAs } from './read-as.js';

/** Regrets or scores of past epochs, oldest first. */
export interface Epochs {
  /**
   * Dex, shape (epochs, workers); NaN where a worker was absent. Every epoch has at least two regrets, or one
   * score.
   */
  readonly values: Float64Array;
  /** Number of workers, >= 2. */
  readonly workers: number;
  /** Number of epochs, >= 2; of scores >= 1. */
  readonly epochs: number;
  /** Names of the workers, shape (workers). */
  readonly names: readonly string[];
  /** Name of the file or argument that they come from, for messages. */
  readonly source: string;
  /** Facts about how the values were read, for readers of results: sentences. */
  readonly notes: readonly string[];
  /** How the table was read; null for values that a caller has in memory. */
  readonly readAs: ReadAs | null;
}

/** Median over epochs of a statistic of an epoch, and the quartiles, between which half of the epochs lie. */
export interface Quartiles {
  low: number;
  median: number;
  high: number;
}

/**
 * Median and quartiles of numbers in increasing order: each is the smallest number that a share of them does
 * not exceed.
 */
export function quartiles(sorted: Float64Array): Quartiles {
  const at = (share: number): number => sorted[quantileRanks(sorted.length, share).value - 1]!;
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

interface EpochRegrets {
  epoch: number;
  /** Dex, without blanks, shape (N). */
  regrets: Float64Array;
}

/** Yields the regrets of each epoch. They are a view of one buffer, which the next epoch overwrites. */
export function* eachEpoch({ values, workers, epochs }: Epochs): Generator<EpochRegrets> {
  const present = new Float64Array(workers);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let n = 0;
    for (let i = epoch * workers; i < (epoch + 1) * workers; i++)
      if (!Number.isNaN(values[i]!)) present[n++] = values[i]!;
    yield { epoch, regrets: present.subarray(0, n) };
  }
}

/** Number of workers present in each epoch, shape (epochs). */
export function presentIn({ values, workers, epochs }: Epochs): Uint32Array {
  const counts = new Uint32Array(epochs);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = epoch * workers; i < (epoch + 1) * workers; i++)
      if (!Number.isNaN(values[i]!)) counts[epoch]!++;
  }
  return counts;
}

/** Regrets in a batch for the kernel: 256 kB. */
const BATCH_NUMBERS = 2 ** 15;

/** Epochs with the same number of workers. */
interface Batch {
  /** Indices of the epochs, shape (epochs of the batch). */
  members: Uint32Array;
  workers: number;
  /** Dex, without blanks, shape (epochs of the batch, workers). */
  regrets: Float64Array;
}

/** Yields all epochs, sorted by their number of workers (a counting sort). */
export function* batchesOf(table: Epochs): Generator<Batch> {
  const { values, workers, epochs } = table;
  const counts = presentIn(table);
  const starts = new Uint32Array(workers + 2);
  for (const count of counts) starts[count + 1]!++;
  for (let count = 1; count < starts.length; count++) starts[count]! += starts[count - 1]!;
  const ends = starts.slice();
  const order = new Uint32Array(epochs);
  for (let epoch = 0; epoch < epochs; epoch++) order[ends[counts[epoch]!]!++] = epoch;

  for (let n = 2; n <= workers; n++) {
    const size = Math.ceil(BATCH_NUMBERS / n);
    for (let from = starts[n]!; from < ends[n]!; from += size) {
      const members = order.subarray(from, Math.min(from + size, ends[n]!));
      const regrets = new Float64Array(members.length * n);
      let next = 0;
      for (const epoch of members) {
        for (let i = epoch * workers; i < (epoch + 1) * workers; i++)
          if (!Number.isNaN(values[i]!)) regrets[next++] = values[i]!;
      }
      yield { members, workers: n, regrets };
    }
  }
}
