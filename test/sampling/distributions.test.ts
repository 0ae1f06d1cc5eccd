import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { describe, expect, it } from 'vitest';
import { deviateStream, DISTRIBUTIONS, type DistributionName } from '../../src/sampling/distributions.js';
import { normalStream } from '../../src/sampling/stream.js';

const WORKERS = 10;

function take(distribution: DistributionName, blocks: number, draws: number): number[][] {
  return Array.from({ length: blocks }, (_, block) => {
    const deviate = deviateStream(distribution, { seed: 5, cell: 3, block }, WORKERS);
    return Array.from({ length: draws * WORKERS }, deviate);
  });
}

/** P(sqrt(n) D > 2.23) = 1e-4. */
const KOLMOGOROV = 2.23;

/** Distribution functions, for variance 1. */
const CDFS: Partial<Record<DistributionName, (z: number) => number>> = {
  normal: (z) => normalCdf(z, 0, 1),
  // t = z sqrt(3) has three degrees of freedom.
  'student-t3': (z) => 0.5 + (z / (1 + z * z) + Math.atan(z)) / Math.PI,
  laplace: (z) => (z < 0 ? Math.exp(Math.SQRT2 * z) / 2 : 1 - Math.exp(-Math.SQRT2 * z) / 2),
};

describe('deviateStream', () => {
  it('normal: returns the numbers of the normal stream', () => {
    const key = { seed: 1, cell: 2, block: 3 };
    const [deviate, normal] = [deviateStream('normal', key, 7), normalStream(key)];
    expect(Array.from({ length: 100 }, deviate)).toEqual(Array.from({ length: 100 }, normal));
  });

  it.each(Object.entries(CDFS))(
    '%s: has its distribution over many streams (Kolmogorov distance)',
    (name, cdf) => {
      const values = take(name as DistributionName, 100, 20)
        .flat()
        .sort((a, b) => a - b);
      const n = values.length;
      const distance = values.reduce(
        (most, value, i) => Math.max(most, cdf(value) - i / n, (i + 1) / n - cdf(value)),
        0,
      );
      expect(distance * Math.sqrt(n)).toBeLessThan(KOLMOGOROV);
    },
  );

  it('outlier: the first worker of each draw is ten standard deviations below the others', () => {
    const values = take('outlier', 40, 100).flat();
    const unit = Math.sqrt(1 + (100 * 9) / 100);
    const outliers = values.filter((_, i) => i % WORKERS === 0).map((value) => value * unit - 1 + 10);
    const others = values.filter((_, i) => i % WORKERS !== 0).map((value) => value * unit - 1);
    for (const group of [outliers, others]) {
      const n = group.length;
      const sorted = group.sort((a, b) => a - b);
      const distance = sorted.reduce((most, value, i) => {
        const cdf = normalCdf(value, 0, 1);
        return Math.max(most, cdf - i / n, (i + 1) / n - cdf);
      }, 0);
      expect(distance * Math.sqrt(n)).toBeLessThan(KOLMOGOROV);
    }
  });

  it.each(DISTRIBUTIONS)(
    '%s: mean 0 and variance 1 over all workers, within five standard errors',
    (name) => {
      // Student's t with 3 degrees of freedom has an infinite fourth moment, so its variance has no standard
      // error. The test of its distribution covers it.
      const values = take(name, 100, 200).flat();
      const n = values.length;
      const mean = values.reduce((sum, value) => sum + value, 0) / n;
      expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
      if (name === 'student-t3') return;
      const squares = values.map((value) => value * value);
      const variance = squares.reduce((sum, value) => sum + value, 0) / n;
      const error = Math.sqrt(squares.reduce((sum, value) => sum + (value - variance) ** 2, 0)) / n;
      expect(Math.abs(variance - 1)).toBeLessThan(5 * error);
    },
  );

  it.each(DISTRIBUTIONS)('%s: depends only on its key', (name) => {
    expect(take(name, 3, 5)).toEqual(take(name, 3, 5));
    expect(take(name, 2, 5)[0]).not.toEqual(take(name, 2, 5)[1]);
  });
});
