import { expect, it } from 'vitest';
import { OrderStatistics } from '../../src/statistics/order-statistics.js';
import { uniformStream } from '../../src/sampling/stream.js';
import { RUNS_ALL } from '../effort.js';
import { ranksOf } from './ranks.js';

const CAPACITY = 2 ** 18;

/** Count of the leading numbers of an ascending batch for which a monotonic condition holds. */
function countWhile(batch: Float64Array, holds: (number: number) => boolean): number {
  let [low, high] = [0, batch.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(batch[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

it('order statistics of millions of numbers stay within memory', { timeout: 60_000 }, () => {
  const many = RUNS_ALL ? 10_000_000 : 1_000_000;
  const length = 2 ** 15;
  const uniform = uniformStream({ seed: 8, cell: 0, block: 0 });
  const spread = Array.from({ length: 15 }, (_, i) => Math.round((many * (i + 1)) / 16));
  const [near, far] = [new OrderStatistics(many, ranksOf(many)), new OrderStatistics(many, spread)];
  const batches: Float64Array[] = [];
  for (let left = many; left > 0; left -= length) {
    const batch = Float64Array.from({ length: Math.min(left, length) }, uniform).sort();
    batches.push(batch);
    for (const statistics of [near, far]) {
      statistics.add(batch);
      expect(statistics.held).toBeLessThanOrEqual(CAPACITY);
    }
  }
  const ranks = [...ranksOf(many), ...spread];
  const values = [...near.values(), ...far.values()];
  // A number has rank r if fewer than r numbers are below it and at least r are at or below it.
  const count = (holds: (number: number) => boolean): number =>
    batches.reduce((sum, batch) => sum + countWhile(batch, holds), 0);
  const below = values.map((value) => count((number) => number < value));
  const upTo = values.map((value) => count((number) => number <= value));
  ranks.forEach((rank, i) => expect(below[i]! < rank && rank <= upTo[i]!, `rank ${rank}`).toBe(true));
});
