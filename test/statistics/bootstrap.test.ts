/**
 * Coverage of the bootstrap interval of a quantile: 400 series per case, each with its own seed, compared
 * with the exact quantile.
 */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { describe, expect, it } from 'vitest';
import { bootstrapQuantile, dependenceOf, type SeriesQuantile } from '../../src/statistics/bootstrap.js';
import { normalStream } from '../../src/sampling/stream.js';
import { expectCoverage, SEEDS, STUDIES } from '../coverage.js';

const LENGTH = 400;

/** A series whose logarithms are standard normal, with the correlation r between consecutive values. */
function seriesOf(seed: number, r: number): Float64Array {
  const normal = normalStream({ seed, cell: 0, block: 0 });
  let z = normal();
  return Float64Array.from({ length: LENGTH }, () => {
    const value = Math.exp(z);
    z = r * z + Math.sqrt(1 - r * r) * normal();
    return value;
  });
}

function quantilesOf(q: number, r: number): SeriesQuantile[] {
  return SEEDS.map((seed) => {
    const series = seriesOf(seed, r);
    const sorted = series.toSorted();
    return bootstrapQuantile(series, sorted, q, dependenceOf(series, sorted).blockLength);
  });
}

const contains = (q: number) => {
  const truth = Math.exp(normalQuantile(q, 0, 1));
  return ({ low, high }: SeriesQuantile) => low <= truth && truth <= high;
};

describe('the interval of a quantile', () => {
  it.each([0.05, 0.5, 0.9])('of share %d contains the true value in 95 % of independent series', (q) => {
    // A percentile interval of 400 values is about half a rank short at either end.
    expectCoverage(`bootstrap, quantile ${q}`, quantilesOf(q, 0).map(contains(q)), 0.945, 0.015);
  });

  it.each([0.05, 0.5])(
    'of share %d contains it nearly as often if values depend on the previous one',
    (q) => {
      const quantiles = quantilesOf(q, 0.6);
      expectCoverage(
        `bootstrap of a dependent series, quantile ${q}`,
        quantiles.map(contains(q)),
        0.93,
        0.03,
      );
      // An interval for independent values contains the true value less often.
      const naive = SEEDS.map((seed) => {
        const series = seriesOf(seed, 0.6);
        return bootstrapQuantile(series, series.toSorted(), q, 1);
      });
      expect(naive.filter(contains(q)).length).toBeLessThan(quantiles.filter(contains(q)).length);
      expect(quantiles).toHaveLength(STUDIES);
    },
  );
});
