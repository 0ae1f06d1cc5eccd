/** Coverage of intervals: the share of repeated studies whose interval contains the true value. */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import { expect } from 'vitest';
import { RUNS_ALL } from './effort.js';

/**
 * Repeated studies, each with its own seed. A 95 % interval fails the test with a probability of 99 % if its
 * real coverage is at most 85 % (400 studies, in CI) or 74 % (100 studies, elsewhere).
 */
export const STUDIES = RUNS_ALL ? 400 : 100;
export const SEEDS = Array.from({ length: STUDIES }, (_, i) => i + 1);

/** Number of comparisons of coverage in all tests, used for the Bonferroni correction. */
const COMPARISONS = 40;
/** Probability that any of them fails by chance. */
const CHANCE = 1e-3;

/**
 * Fails unless the number of studies whose interval contains the true value is within the range that chance
 * explains (binomial distribution).
 * @param name of the interval, for the message
 * @param held whether the interval of each study contains the true value
 * @param expected probability that an interval contains the true value
 * @param slack uncertainty of that probability
 */
export function expectCoverage(name: string, held: readonly boolean[], expected = 0.95, slack = 0): void {
  expect(held, name).toHaveLength(STUDIES);
  const count = held.filter(Boolean).length;
  const tail = CHANCE / COMPARISONS / 2;
  expect(count, name).toBeGreaterThanOrEqual(binomialQuantile(tail, STUDIES, expected - slack));
  expect(count, name).toBeLessThanOrEqual(binomialQuantile(1 - tail, STUDIES, Math.min(1, expected + slack)));
}
