import { describe, expect, it } from 'vitest';
import { normalStream } from '../../src/sampling/stream.js';
import { RUNS_ALL } from '../effort.js';
import { linearFit } from '../../src/statistics/linear-fit.js';
import { fitModel } from '../../src/statistics/model-fit.js';
import { decay } from './fits.js';

/**
 * Expects the count of intervals with the true value within 4.9 binomial standard deviations (probability
 * 1e-6).
 */
function expectCoverage(hits: number, simulations: number, level: number): void {
  const sd = Math.sqrt(simulations * level * (1 - level));
  expect(Math.abs(hits - simulations * level)).toBeLessThan(4.9 * sd);
}

describe('intervals contain the true value with the stated probability', () => {
  const simulations = RUNS_ALL ? 1000 : 300;
  const x = [0, 1, 2, 3, 4, 6, 8, 10];
  const sigma = [1, 2, 1, 2, 1, 2, 1, 2].map((each) => each * 1e-3);

  it.each(['scaled', 'absolute'] as const)('%s', (covariance) => {
    const hits = { slope: 0, intercept: 0, rate: 0 };
    for (let block = 0; block < simulations; block++) {
      const normal = normalStream({ seed: 17, cell: 2, block });
      const noise = sigma.map((each) => each * normal());
      // Scaled: only the ratios of sigma are known.
      const known = covariance === 'absolute' ? sigma : sigma.map((each) => 100 * each);
      const options = { sigma: known, covariance, level: 0.9 };
      const straight = linearFit(
        x,
        x.map((each, i) => 2 - 3 * each + noise[i]!),
        options,
      );
      if (straight.slope.low <= -3 && -3 <= straight.slope.high) hits.slope++;
      if (straight.intercept.low <= 2 && 2 <= straight.intercept.high) hits.intercept++;
      // The errors are 1e-3, so that the curvature of the model is negligible.
      const y = x.map((each, i) => decay(each, [2, 0.3]) + noise[i]!);
      const rate = fitModel({ x, y, model: decay, initial: [1, 1], ...options }).parameters[1]!;
      if (rate.low <= 0.3 && 0.3 <= rate.high) hits.rate++;
    }
    for (const count of Object.values(hits)) expectCoverage(count, simulations, 0.9);
  });
});
