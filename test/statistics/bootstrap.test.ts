/** Does the bootstrap interval of a quantile hold the truth as often as it says? 400 topics each, with other seeds; the truth is exact. */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { describe, expect, it } from 'vitest';
import { bootstrapQuantile, dependenceOf, type Quantile } from '../../src/statistics/bootstrap.js';
import { normalStream } from '../../src/sampling/stream.js';
import { expectCoverage, SEEDS, STUDIES } from '../coverage.js';

const EPOCHS = 400;

/** Epsilons of consecutive epochs whose logarithms are standard normal, with the correlation r from one to the next. */
function epsilonsOf(seed: number, r: number): Float64Array {
  const normal = normalStream({ seed, cell: 0, block: 0 });
  let z = normal();
  return Float64Array.from({ length: EPOCHS }, () => {
    const epsilon = Math.exp(z);
    z = r * z + Math.sqrt(1 - r * r) * normal();
    return epsilon;
  });
}

function quantilesOf(q: number, r: number): Quantile[] {
  return SEEDS.map((seed) => {
    const epsilons = epsilonsOf(seed, r);
    const sorted = epsilons.toSorted();
    return bootstrapQuantile(epsilons, sorted, q, dependenceOf(epsilons, sorted).blockLength);
  });
}

const holds = (q: number) => {
  const truth = Math.exp(normalQuantile(q, 0, 1));
  return ({ low, high }: Quantile) => low <= truth && truth <= high;
};

describe('the interval of a quantile', () => {
  it.each([0.05, 0.5, 0.9])('%d holds the truth in 95 of 100 topics of independent epochs', (q) => {
    // A percentile interval is a little short for so few: about half a rank at either end.
    expectCoverage(`bootstrap, quantile ${q}`, quantilesOf(q, 0).map(holds(q)), 0.945, 0.015);
  });

  it.each([0.05, 0.5])('%d holds it nearly as often where epochs resemble those before them', (q) => {
    const quantiles = quantilesOf(q, 0.6);
    expectCoverage(`bootstrap of dependent epochs, quantile ${q}`, quantiles.map(holds(q)), 0.93, 0.03);
    // As often as that of independent ones it does not, were they taken for such.
    const naive = SEEDS.map((seed) => {
      const epsilons = epsilonsOf(seed, 0.6);
      return bootstrapQuantile(epsilons, epsilons.toSorted(), q, 1);
    });
    expect(naive.filter(holds(q)).length).toBeLessThan(quantiles.filter(holds(q)).length);
    expect(quantiles).toHaveLength(STUDIES);
  });
});
