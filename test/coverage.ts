/** Coverage of intervals: the share of repeated studies whose interval holds the truth. */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import { expect } from 'vitest';
import { RUNS_ALL } from './effort.js';

/**
 * Repeated studies, each with its own seed. An interval of 95 % fails with a probability of 99 % if it really holds the truth in at most 85 % of
 * studies (400, in CI) or 74 % (100, elsewhere).
 */
export const STUDIES = RUNS_ALL ? 400 : 100;
export const SEEDS = Array.from({ length: STUDIES }, (_, i) => i + 1);

/** All comparisons of coverage together, and the probability that chance alone fails any of them (Bonferroni). */
const COMPARISONS = 40;
const CHANCE = 1e-3;

/**
 * Fails unless the number of studies whose interval holds the truth is within the range that chance explains (binomial distribution).
 * @param name of the interval, for the message
 * @param held whether the interval of each study holds the truth
 * @param expected probability that an interval holds the truth
 * @param slack uncertainty of that probability
 */
export function expectCoverage(name: string, held: readonly boolean[], expected = 0.95, slack = 0): void {
  expect(held, name).toHaveLength(STUDIES);
  const count = held.filter(Boolean).length;
  const tail = CHANCE / COMPARISONS / 2;
  expect(count, name).toBeGreaterThanOrEqual(binomialQuantile(tail, STUDIES, expected - slack));
  expect(count, name).toBeLessThanOrEqual(binomialQuantile(1 - tail, STUDIES, Math.min(1, expected + slack)));
}
