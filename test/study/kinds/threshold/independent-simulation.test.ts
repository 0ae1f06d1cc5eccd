/**
 * The quantiles of a threshold study against an independent simulation: other random numbers, the formula
 * written out, the largest epsilon by a dense scan and bisection.
 */

import { describe, expect, it } from 'vitest';
import { QUANTILES, type QuantileName } from '../../../../src/study/table.js';
import { RUNS_ALL } from '../../../effort.js';
import { runThreshold } from '../../../studies.js';

const RATIOS = [-20, -5, -1, 0, 0.5, 1, 2];
const WORKERS = [5, 10, 32];
const [DRAWS, OTHER_DRAWS] = RUNS_ALL ? [20_000, 400] : [5000, 60];
const [P, C, T] = [3, 0.75, 0.5];

describe('quantiles of the largest epsilon', () => {
  it.each(['forum-2024', 'chain-2026'] as const)(
    'agree with an independent simulation, %s',
    async (scheme) => {
      const { cells } = await runThreshold({
        name: 'check',
        schemes: scheme,
        workers: WORKERS,
        draws: DRAWS,
        seeds: 77,
        axis: 'ratio',
        mean: RATIOS,
        std: 0.3,
      });
      const deviations: number[] = [];
      for (const workers of WORKERS) {
        for (const [i, ratio] of RATIOS.entries()) {
          const normal = boxMuller(1000 * workers + i);
          const draws = Array.from({ length: OTHER_DRAWS }, () =>
            Array.from({ length: workers }, () => 0.3 * (ratio + normal())),
          );
          for (const mapping of ['gradient', 'potential'] as const) {
            const row = cells.find(
              (cell) =>
                cell.workers === workers &&
                cell.mapping === mapping &&
                Math.abs(cell.mean / 0.3 - ratio) < 1e-9,
            )!;
            const others = draws.map((regrets) => largestEpsilon(regrets, scheme, mapping));
            const shareDeviation = (share: number, expected: number) => {
              // If the expected share is an estimate near 0 or 1, its error is that of one draw.
              const variance = Math.max(expected * (1 - expected), 1 / OTHER_DRAWS);
              deviations.push((share - expected) / Math.sqrt(variance * (1 / DRAWS + 1 / OTHER_DRAWS)));
            };
            shareDeviation(others.filter((epsilon) => epsilon >= 0).length / OTHER_DRAWS, row.attainable);
            for (const [name, q] of Object.entries(QUANTILES)) {
              const quantile = row[`epsilon_${name as QuantileName}`];
              // The quantile is undefined exactly if a share q of the draws has no epsilon.
              expect(Number.isNaN(quantile)).toBe(1 - row.attainable >= q);
              if (!Number.isNaN(quantile))
                shareDeviation(others.filter((epsilon) => epsilon <= quantile).length / OTHER_DRAWS, q);
            }
          }
        }
      }
      // About 230 comparisons. If all agree, one exceeds 4.5 standard errors with probability 1.6e-3.
      expect(deviations.length).toBeGreaterThan(200);
      expect(Math.max(...deviations.map(Math.abs))).toBeLessThan(4.5);
      const meanSquare = deviations.reduce((sum, each) => sum + each * each, 0) / deviations.length;
      expect(meanSquare).toBeLessThan(1.5);
      expect(meanSquare).toBeGreaterThan(0.5);
    },
    60_000,
  );
});

/** Normal numbers from a 32-bit generator (mulberry32). */
function boxMuller(seed: number): () => number {
  const uniform = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function largestEpsilon(
  regrets: readonly number[],
  scheme: 'forum-2024' | 'chain-2026',
  mapping: 'gradient' | 'potential',
): number {
  const sigma = std(regrets);
  const s =
    scheme === 'forum-2024'
      ? sigma
      : 1.4826 * median(regrets.map((each) => Math.abs(each - median(regrets))));
  const spread = (u: number) => std(logWeights(regrets, u, scheme === 'forum-2024', mapping));
  // No regrets reach T below the first u.
  const first = (T * Math.LN10) / (P * sigma);
  const last = 1 / s;
  let below = first;
  for (let step = 1; step <= 150 && below < last; step++) {
    let above = first + ((last - first) * step) / 150;
    if (!(spread(above) >= T)) {
      if (Number.isNaN(spread(above))) return -Infinity;
      below = above;
      continue;
    }
    for (let halving = 0; halving < 40; halving++) {
      const middle = (below + above) / 2;
      if (spread(middle) >= T) above = middle;
      else below = middle;
    }
    return 1 / above - s;
  }
  return -Infinity;
}

function logWeights(
  regrets: readonly number[],
  u: number,
  bounds: boolean,
  mapping: 'gradient' | 'potential',
): number[] {
  let x = regrets.map((regret) => regret * u);
  if (bounds) {
    const shift = Math.max(0, C - 8.25 / P - Math.max(...x));
    x = x.map((each) => Math.min(each, C + 6.75 / P) + shift);
    if (Math.min(...x) < C - 17.25 / P) return [NaN];
  }
  return x.map((each) => {
    const e = Math.exp(P * (each - C));
    // ln(1 + e) equals e for tiny e.
    return Math.log10(mapping === 'gradient' ? (P * e) / (1 + e) : e < 1e-8 ? e : Math.log1p(e));
  });
}

function std(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}
