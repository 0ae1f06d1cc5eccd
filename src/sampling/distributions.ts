/**
 * Distributions of regrets, all with mean 0 and variance 1, and all computed from the same seeded normal
 * numbers.
 */

import { together, type Group } from './groups.js';
import { normalStream, type StreamKey } from './stream.js';

export const DISTRIBUTIONS = ['normal', 'student-t3', 'laplace', 'outlier'] as const;
export type DistributionName = (typeof DISTRIBUTIONS)[number];

/** A distribution by its name, or groups of workers with normal distributions of their own. */
export type Distribution = DistributionName | readonly Group[];

/** Distance of the outlier below the other workers, in their standard deviations. */
const OUTLYING = 10;

/**
 * A stream of numbers z of a distribution, so that mean + std * z has that mean and that std.
 *
 * - `student-t3`: Student's t with 3 degrees of freedom, n0 / sqrt((n1^2 + n2^2 + n3^2) / 3), divided by its
 *   standard deviation sqrt(3).
 * - `laplace`: sqrt(2 E) n0 is Laplace distributed with variance 2, where E is exponential with mean 1, as
 *   (n1^2 + n2^2) / 2 is.
 * - `outlier`: one worker of each draw, the first, is normal around -10, all others around 0. The mean over
 *   all workers, -10 / N, is subtracted; the standard deviation, sqrt(1 + 100 (N - 1) / N^2), is divided out.
 * - groups: the first workers of each draw are those of the first group, and so on. The mean and the standard
 *   deviation of all workers together are subtracted and divided out: only the shape of the groups counts.
 *
 * Only sums, products, quotients and square roots are used, because these are the same on every machine.
 * @param workers N: every N-th number is the outlier; of groups the sum of their workers
 */
export function deviateStream(distribution: Distribution, key: StreamKey, workers: number): () => number {
  const normal = normalStream(key);
  if (typeof distribution !== 'string') return groupedStream(distribution, normal);
  switch (distribution) {
    case 'normal':
      return normal;
    case 'student-t3':
      return () => normal() / Math.sqrt(square(normal()) + square(normal()) + square(normal()));
    case 'laplace':
      return () => normal() * Math.sqrt((square(normal()) + square(normal())) / 2);
    case 'outlier': {
      const mean = -OUTLYING / workers;
      const std = Math.sqrt(1 + (OUTLYING * OUTLYING * (workers - 1)) / (workers * workers));
      let worker = 0;
      return () => {
        const middle = worker === 0 ? -OUTLYING : 0;
        worker = (worker + 1) % workers;
        return (normal() + middle - mean) / std;
      };
    }
  }
}

function groupedStream(groups: readonly Group[], normal: () => number): () => number {
  const all = together(groups);
  const ofWorkers = groups.flatMap(({ workers, mean, std }) =>
    Array.from({ length: workers }, () => [(mean - all.mean) / all.std, std / all.std] as const),
  );
  let worker = 0;
  return () => {
    const [middle, width] = ofWorkers[worker]!;
    worker = worker + 1 < ofWorkers.length ? worker + 1 : 0;
    return middle + width * normal();
  };
}

function square(value: number): number {
  return value * value;
}
