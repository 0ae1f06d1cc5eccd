/**
 * Do the intervals of fitted numbers hold the truth as often as they say? 400 studies each, with other seeds.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { curveAt, quantileLimits } from '../../src/fit/fitted-curve.js';
import { fitQuantile } from '../../src/fit/curve-fitting.js';
import type { CurveFit } from '../../src/fit/fitted-curve.js';
import { CURVE_FAMILIES } from '../../src/fit/curve-families.js';
import { brokenSlopes } from '../../src/fit/mapping-laws.js';
import { gaussianLimits } from '../../src/fit/gaussian-limits.js';
import { groupByRatio } from '../../src/fit/rows-by-ratio.js';
import { fitSlope, type SlopeFit } from '../../src/fit/slopes.js';
import { normalStream } from '../../src/sampling/stream.js';
import { expectCoverage, SEEDS, STUDIES } from '../coverage.js';
import { runThreshold } from '../studies.js';
import { cellRow, REACH } from './rows.js';

const formula = { schemes: 'whitepaper', mappings: 'gradient', axis: 'ratio' } as const;

/**
 * By how much errors in standard errors change a coverage of 0.95. A standard error from two order statistics
 * some 2 z sqrt(n q (1 - q)) ranks apart is off by a relative 1 / sqrt of that, a weight by twice as much;
 * estimators with such weights have a variance larger by the square of it, as their standard errors do not
 * know. d coverage / d ln variance = -z phi(z) = -0.115.
 */
function slackOf(draws: number, q = 0.5): number {
  return (0.115 * 4) / (2 * REACH * Math.sqrt(draws * q * (1 - q)));
}

/** The groups of each study, by seed. */
async function regimesBySeed(study: object) {
  const { cells } = await runThreshold({ ...formula, ...study, seeds: SEEDS });
  const perStudy = cells.length / STUDIES;
  return SEEDS.map((_, i) => groupByRatio(cells.slice(i * perStudy, (i + 1) * perStudy))[0]!);
}

describe('slopes', () => {
  const draws = 400;
  let slopes: SlopeFit[];
  beforeAll(async () => {
    const studies = await regimesBySeed({
      name: 'slopes',
      workers: 3,
      draws,
      mean: -1,
      std: { logspace: [-4, 4, 6] },
    });
    slopes = studies.map(({ configuration, groups }) => fitSlope(configuration, groups[0]!)!);
  }, 60_000);

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
  // Quantiles on a curve of the family, with normal errors of the standard errors that they come with.
  const gaussian = gaussianLimits({ scheme: 'whitepaper' })!;
  const truth = [1.5, 1.2, -0.5, -0.3, -0.2];
  const configuration = {
    scheme: 'whitepaper',
    mapping: 'gradient',
    workers: 10,
    factor: Math.sqrt(10),
  } as const;
  const family = CURVE_FAMILIES.find(({ name }) => name === 'inverse-cubic')!;
  const exact = (ratio: number) => family.value(ratio, truth.slice(2), quantileLimits(truth, gaussian));
  const ratios = [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0, 0.5];
  let curves: CurveFit[];
  beforeAll(() => {
    // Small enough for a curve to be linear in its parameters.
    const error = 5e-4;
    curves = SEEDS.map((seed) => {
      const normal = normalStream({ seed, cell: 0, block: 0 });
      const groups = ratios.map((ratio) => {
        const row = cellRow({ mean: ratio }, exact(ratio), error);
        return { ratio, rows: [{ ...row, epsilon_q50: row.epsilon_q50 * (1 + error * normal()) }] };
      });
      return fitQuantile(configuration, 'q50', groups, gaussian, 'inverse-cubic')!;
    });
  }, 60_000);

  it('hold the parameters', () => {
    for (const { model } of curves) expect(model).toBe('inverse-cubic');
    truth.forEach((value, i) => {
      const held = curves.map(
        ({ parameters }) => parameters[i]!.low <= value && value <= parameters[i]!.high,
      );
      expectCoverage(`parameter ${curves[0]!.parameters[i]!.name}`, held);
    });
  });

  it('hold the curve, at ratios in between', () => {
    for (const ratio of [-6, -1.25, 0.25]) {
      const held = curves.map((curve) => {
        const { epsilon, standardError } = curveAt(curve, ratio);
        return Math.abs(epsilon - exact(ratio)) <= REACH * standardError;
      });
      expectCoverage(`curve at mean / std = ${ratio}`, held);
    }
  });
});
