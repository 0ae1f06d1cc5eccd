/** The reference files hold the numbers that their generator computes. */

import { expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { maxEpsilonCases, weightsCases } from './cases.js';
import { maxEpsilonOf, weightsOf } from './generate.js';

/** Every case in CI, else every 23rd: 23 has no factor in common with the order of schemes and mappings. */
const STEP = RUNS_ALL ? 1 : 23;

const sample = <Case>(cases: readonly Case[]) => cases.filter((_, i) => i % STEP === 0);

it('weights.json', { timeout: 120_000 }, () => {
  for (const { input, output } of sample(weightsCases)) expect(weightsOf(input)).toEqual(output);
});

it('max-epsilon.json', { timeout: 120_000 }, () => {
  for (const { input, output } of sample(maxEpsilonCases)) expect(maxEpsilonOf(input)).toEqual(output);
});
