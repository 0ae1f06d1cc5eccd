import { expect, it } from 'vitest';
import { OrderStatistics } from '../../src/statistics/order-statistics.js';
import { uniformStream } from '../../src/sampling/stream.js';
import { ranksOf } from './ranks.js';

const MOST_HELD = 2 ** 18;

/** How many numbers of a run it holds for, if it holds for none after one it does not hold for. */
function countWhile(run: Float64Array, holds: (number: number) => boolean): number {
  let [low, high] = [0, run.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(run[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

it('order statistics of ten million numbers stay within memory', { timeout: 60_000 }, () => {
  const many = 10_000_000;
  const length = 2 ** 15;
  const uniform = uniformStream({ seed: 8, cell: 0, block: 0 });
  const spread = Array.from({ length: 15 }, (_, i) => Math.round((many * (i + 1)) / 16));
  const [near, far] = [new OrderStatistics(many, ranksOf(many)), new OrderStatistics(many, spread)];
  const runs: Float64Array[] = [];
  for (let left = many; left > 0; left -= length) {
    const run = Float64Array.from({ length: Math.min(left, length) }, uniform).sort();
    runs.push(run);
    for (const statistics of [near, far]) {
      statistics.add(run);
      expect(statistics.held).toBeLessThanOrEqual(MOST_HELD);
    }
  }
  const ranks = [...ranksOf(many), ...spread];
  const values = [...near.values(), ...far.values()];
  // A number has rank r if fewer than r are below it, and at least r are not above.
  const count = (holds: (number: number) => boolean): number =>
    runs.reduce((sum, run) => sum + countWhile(run, holds), 0);
  const below = values.map((value) => count((number) => number < value));
  const upTo = values.map((value) => count((number) => number <= value));
  ranks.forEach((rank, i) => expect(below[i]! < rank && rank <= upTo[i]!, `rank ${rank}`).toBe(true));
});
