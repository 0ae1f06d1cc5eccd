/** How often an interval has to hold the truth, as told by repeated studies. */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import { expect } from 'vitest';

export const STUDIES = 400;
export const SEEDS = Array.from({ length: STUDIES }, (_, i) => i + 1);

/** Comparisons of all coverage tests together, and the probability with which chance fails any of them (Bonferroni). */
const COMPARISONS = 40;
const CHANCE = 1e-3;

/**
 * The number of studies whose interval holds the truth is binomial; it must be among those that chance leaves.
 * @param expected probability that an interval holds the truth
 * @param slack by which that probability is uncertain
 */
export function expectCoverage(what: string, held: readonly boolean[], expected = 0.95, slack = 0): void {
  expect(held, what).toHaveLength(STUDIES);
  const count = held.filter(Boolean).length;
  const tail = CHANCE / COMPARISONS / 2;
  expect(count, what).toBeGreaterThanOrEqual(binomialQuantile(tail, STUDIES, expected - slack));
  expect(count, what).toBeLessThanOrEqual(binomialQuantile(1 - tail, STUDIES, Math.min(1, expected + slack)));
}
