/** Do the intervals of fitted numbers hold the truth as often as they say? 400 studies each, with other seeds. */

import chiSquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import { beforeAll, describe, expect, it } from 'vitest';
import { steepLimit } from '../../src/analysis/bounds.js';
import { curveAt } from '../../src/fit/curve.js';
import { fitQuantile, type CurveFit } from '../../src/fit/curves.js';
import { brokenSlopes } from '../../src/fit/laws.js';
import { gaussianLimits } from '../../src/fit/limits.js';
import { regimesOf } from '../../src/fit/regimes.js';
import { fitSlope, type SlopeFit } from '../../src/fit/slopes.js';
import { expectCoverage, SEEDS, STUDIES } from '../coverage.js';
import { runThreshold } from '../studies.js';
import { REACH } from './rows.js';

const formula = { schemes: 'whitepaper', mappings: 'gradient', axis: 'ratio' } as const;

/**
 * By how much errors in standard errors change a coverage of 0.95. A standard error from two order statistics some 2 z sqrt(n q (1 - q)) ranks
 * apart is off by a relative 1 / sqrt of that, a weight by twice as much; estimators with such weights have a variance larger by the square of
 * it, as their standard errors do not know. d coverage / d ln variance = -z phi(z) = -0.115.
 */
function slackOf(draws: number, q = 0.5): number {
  return (0.115 * 4) / (2 * REACH * Math.sqrt(draws * q * (1 - q)));
}

/** One regime or curve of each study, by seed. */
async function regimesBySeed(study: object) {
  const { cells } = await runThreshold({ ...formula, ...study, seeds: SEEDS });
  const perStudy = cells.length / STUDIES;
  return SEEDS.map((_, i) => regimesOf(cells.slice(i * perStudy, (i + 1) * perStudy))[0]!);
}

describe('slopes', () => {
  const draws = 600;
  let slopes: SlopeFit[];
  beforeAll(async () => {
    const studies = await regimesBySeed({ name: 'slopes', workers: 3, draws, mean: -1, std: { logspace: [-4, 4, 9] } });
    slopes = studies.map(({ view, regimes }) => fitSlope(view, regimes[0]!)!);
  }, 120_000);

  it('hold 1: epsilon is proportional to the std', () => {
    expectCoverage(
      'slope',
      slopes.map(({ holdsOne }) => holdsOne),
      0.95,
      slackOf(draws),
    );
  });

  it('all of them at a level for all together', () => {
    expect(brokenSlopes(slopes, 0.99)).toEqual([]);
  });
});

describe('curves of N workers', () => {
  const draws = 400;
  const workers = 3;
  const mean = [-30, -10, -6, -4, -3, -2, -1.5, -1, -0.5, 0];
  /** Between the ratios of the studies. */
  const between = [-5, -1.25];
  let curves: CurveFit[];
  let truths: { epsilon: number; standardError: number }[];
  beforeAll(async () => {
    const studies = await regimesBySeed({ name: 'curves', workers, draws, mean, std: 1 });
    const gaussian = gaussianLimits({ scheme: 'whitepaper' })!;
    curves = studies.map(({ view, regimes }) => fitQuantile(view, 'q50', regimes, gaussian)!);
    const many = await runThreshold({ ...formula, name: 'truth', workers, draws: 1_000_000, seeds: 1000, mean: between, std: 1 });
    truths = many.cells.map((row) => ({
      epsilon: row.epsilon_q50,
      standardError: (row.epsilon_q50_high - row.epsilon_q50_low) / (2 * REACH),
    }));
  }, 120_000);

  it('hold kappa: the median far below zero, whose square is chi-squared', () => {
    const truth = steepLimit({ scheme: 'whitepaper' })! * Math.sqrt(chiSquareQuantile(0.5, workers - 1) / workers);
    const held = curves.map(({ parameters: [kappa] }) => kappa!.low <= truth && truth <= kappa!.high);
    expectCoverage('kappa', held, 0.95, slackOf(draws));
  });

  it('hold medians at ratios in between', () => {
    between.forEach((ratio, i) => {
      const { epsilon, standardError } = truths[i]!;
      const fits = curves.map((curve) => curveAt(curve, ratio));
      const held = fits.map((fit) => Math.abs(fit.epsilon - epsilon) <= REACH * fit.standardError);
      if (process.env.SHOW_COVERAGE) {
        const m = fits.reduce((s, f) => s + f.epsilon, 0) / STUDIES;
        const v = Math.sqrt(fits.reduce((s, f) => s + (f.epsilon - m) ** 2, 0) / STUDIES);
        console.log(
          ratio,
          epsilon,
          standardError,
          'mean',
          m,
          'sd',
          v,
          'se',
          fits.reduce((s, f) => s + f.standardError, 0) / STUDIES,
          curves.filter((c) => c.model === 'exponential').length,
          curves.filter((c) => c.model === 'hyperbola').length,
        );
      }
      expectCoverage(`curve at mean / std = ${ratio}`, held, 0.95, slackOf(draws));
    });
  });
});
