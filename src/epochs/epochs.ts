/** Regrets of past epochs: the table, epoch by epoch, and by batches for the kernel. */

import { quantileRanks } from '../statistics/intervals.js';

/** Regrets of past epochs, in their order; or scores, of which an epoch may have one only. */
export interface Epochs {
  /** Dex, shape (epochs, workers); NaN where a worker was absent. Every epoch has at least two finite regrets. */
  readonly values: Float64Array;
  /** >= 2. */
  readonly workers: number;
  /** >= 2. */
  readonly epochs: number;
  /** Of the workers, shape (workers). */
  readonly names: readonly string[];
  /** What a reader of results should know of how the regrets were come by: sentences. */
  readonly notes: readonly string[];
}

/** A number of each epoch: its median over epochs, and the quartiles between which half of the epochs lie. */
export interface Quartiles {
  low: number;
  median: number;
  high: number;
}

/** Of n numbers in increasing order, the smallest that a share of them does not exceed. */
export function quartiles(sorted: Float64Array): Quartiles {
  const at = (share: number): number => sorted[quantileRanks(sorted.length, share).value - 1]!;
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/** The regrets of each epoch without blanks, shape (N): a view that the next epoch writes over. */
export function* eachEpoch({
  values,
  workers,
  epochs,
}: Epochs): Generator<{ epoch: number; regrets: Float64Array }> {
  const present = new Float64Array(workers);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let n = 0;
    for (let i = epoch * workers; i < (epoch + 1) * workers; i++)
      if (!Number.isNaN(values[i]!)) present[n++] = values[i]!;
    yield { epoch, regrets: present.subarray(0, n) };
  }
}

/** Workers of each epoch, shape (epochs). */
export function presentIn({
  values,
  workers,
  epochs,
}: Pick<Epochs, 'values' | 'workers' | 'epochs'>): Uint32Array {
  const counts = new Uint32Array(epochs);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = epoch * workers; i < (epoch + 1) * workers; i++)
      if (!Number.isNaN(values[i]!)) counts[epoch]!++;
  }
  return counts;
}

/** Numbers that go to the kernel at a time. */
const BATCH_NUMBERS = 2 ** 15;

/** Regrets of epochs with the same number of workers, without blanks. */
interface Batch {
  /** Indices of the epochs, shape (draws). */
  epochs: Uint32Array;
  workers: number;
  /** Dex, shape (draws, workers). */
  regrets: Float64Array;
}

export function* batchesOf({ values, workers, epochs }: Epochs): Generator<Batch> {
  const counts = presentIn({ values, workers, epochs });
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
      yield { epochs: members, workers: n, regrets };
    }
  }
}
