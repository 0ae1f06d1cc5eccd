/**
 * Coverage of the intervals in the tables: 400 studies per case, each with its own seed, compared with exact
 * values.
 */

import chiSquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { beforeAll, describe, expect, it } from 'vitest';
import { quantileRanks, wilson } from '../../src/statistics/intervals.js';
import { QUANTILES, type QuantileName } from '../../src/study/table.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { expectCoverage, SEEDS } from '../coverage.js';
import { runGrid, runThreshold } from '../studies.js';

const SCHEME = 'whitepaper';
const DRAWS = 200;
const NAMES = Object.keys(QUANTILES) as QuantileName[];

/** P(from <= B <= to) of a binomial B. */
function binomialShare(draws: number, q: number, from: number, to: number): number {
  let [share, logTerm] = [0, draws * Math.log1p(-q)];
  for (let k = 0; k <= to; k++) {
    if (k >= from) share += Math.exp(logTerm);
    logTerm += Math.log((draws - k) / (k + 1)) + Math.log(q) - Math.log1p(-q);
  }
  return share;
}

/** Mean of f(|z|), z standard normal, by the trapezoidal rule. */
function halfNormalMean(f: (z: number) => number): number {
  const step = 1 / 1000;
  let [sum, total] = [0, 0];
  for (let i = 0; i <= 10_000; i++) {
    const z = i * step;
    const weight = Math.exp((-z * z) / 2) * (i === 0 ? 0.5 : 1);
    sum += weight * f(z);
    total += weight;
  }
  return sum / total;
}

describe('quantiles', () => {
  // At a ratio far below zero epsilon is kappa times the population std of a draw, whose square is
  // chi-squared.
  const workers = 3;
  const kappa = 6 / Math.LN10 - 1;
  let rows: ThresholdCellRow[];
  beforeAll(async () => {
    const study = {
      name: 'steep',
      schemes: SCHEME,
      mappings: 'gradient',
      workers,
      draws: DRAWS,
      seeds: SEEDS,
    };
    rows = (await runThreshold({ ...study, axis: 'ratio', mean: -1e6, std: 1 })).cells;
  });

  it.each(NAMES)('%s: coverage equals the binomial probability of the ranks', (name) => {
    const q = QUANTILES[name];
    const truth = kappa * Math.sqrt(chiSquareQuantile(q, workers - 1) / workers);
    const { low, high } = quantileRanks(DRAWS, q);
    // The interval contains the quantile if at least `low` and fewer than `high` draws are below it.
    const exact = binomialShare(DRAWS, q, low!, high! - 1);
    expect(exact).toBeGreaterThanOrEqual(0.95);
    expectCoverage(
      `quantile ${name}`,
      rows.map((row) => row[`epsilon_${name}_low`] <= truth && truth <= row[`epsilon_${name}_high`]),
      exact,
    );
  });

  it('median of the upper bound, which equals epsilon here', () => {
    const truth = kappa * Math.sqrt(chiSquareQuantile(0.5, workers - 1) / workers);
    const { low, high } = quantileRanks(DRAWS, 0.5);
    expectCoverage(
      'median of the upper bound',
      rows.map((row) => row.upper_bound_q50_low <= truth && truth <= row.upper_bound_q50_high),
      binomialShare(DRAWS, 0.5, low!, high! - 1),
    );
  });
});

describe('share of draws with an epsilon', () => {
  /**
   * Two regrets m - u and m + u have the population std u, so an epsilon exists if m / u is at most a limit.
   * m and u are independent: m is normal around the ratio, u the absolute value of a normal number around 0.
   * Both have the standard deviation sqrt(1 / 2).
   */
  function attainableShare(ratio: number): number {
    const exists = (t: number) =>
      maxEpsilon([t - 1, t + 1], { scheme: SCHEME, mapping: 'gradient' }).epsilon !== null;
    let [below, above] = [-10, 10];
    while (above - below > 1e-12) {
      const middle = (below + above) / 2;
      if (exists(middle)) below = middle;
      else above = middle;
    }
    return halfNormalMean((z) => normalCdf(below * z - Math.SQRT2 * ratio, 0, 1));
  }

  it.each([-0.5, 0.5, 1.5, 2.5])(
    'mean / std = %d: coverage equals the binomial probability',
    async (ratio) => {
      const share = attainableShare(ratio);
      const study = {
        name: 'share',
        schemes: SCHEME,
        mappings: 'gradient',
        workers: 2,
        draws: DRAWS,
        seeds: SEEDS,
      };
      const { cells } = await runThreshold({ ...study, axis: 'ratio', mean: ratio, std: 1 });
      const holds = (successes: number) => {
        const { low, high } = wilson(successes, DRAWS);
        return low <= share && share <= high;
      };
      const held = Array.from({ length: DRAWS + 1 }, (_, k) => k).filter(holds);
      const exact = binomialShare(DRAWS, share, held[0]!, held.at(-1)!);
      expectCoverage(
        `share ${share.toFixed(3)}`,
        cells.map(
          ({ attainable_low, attainable_high }) => attainable_low <= share && share <= attainable_high,
        ),
        exact,
      );
    },
  );
});

describe('mean spreads of a grid study', () => {
  it('lie within 1.96 standard errors of the exact value', async () => {
    // Far below zero S = p u / (u + epsilon) / ln 10, for two regrets with u = |z| std / sqrt(2).
    const epsilons = [0.01, 0.3, 2];
    const study = {
      name: 'grid',
      schemes: SCHEME,
      mappings: 'gradient',
      workers: 2,
      draws: 1000,
      seeds: SEEDS,
    };
    const { spread } = await runGrid({ ...study, mean: -1e6, std: 1, epsilon: epsilons });
    const rows = [...spread];
    for (const epsilon of epsilons) {
      const truth = halfNormalMean((z) => (3 * z) / (z + Math.SQRT2 * epsilon)) / Math.LN10;
      const held = rows
        .filter((row) => row.epsilon === epsilon)
        .map(
          ({ std_log10_weights, std_log10_weights_se }) =>
            Math.abs(std_log10_weights - truth) <= 1.959963984540054 * std_log10_weights_se,
        );
      expectCoverage(`mean spread at epsilon ${epsilon}`, held);
    }
  });
});
