/** Limits of p without sampling, against independent solutions and against draws. */

import { describe, expect, it } from 'vitest';
import { normalScale } from '../../src/theory/bounds.js';
import { gaussianMaxEpsilon, gaussianSpread } from '../../src/theory/infinite-workers.js';
import { gaussianSlopeLimit, pairSlopeLimit, steepSlopeLimit } from '../../src/theory/slope-limits.js';
import { slopeLimit } from '../../src/recommend/slope-limit.js';
import { SCHEMES } from '../../src/weights/schemes.js';
import { RUNS_ALL, some } from '../effort.js';

describe('two workers', () => {
  it('around mean 0 of the pair: the root of one equation', () => {
    // At epsilon 0, y = +-k - p c with k = p / 1.4826; half of ln(w1 / w2) is T ln 10.
    const equation = (p: number) => {
      const [k, offset] = [p / 1.4826, 0.75 * p];
      return Math.log((1 + Math.exp(k + offset)) / (1 + Math.exp(offset - k))) / 2 - Math.log(10) / 2;
    };
    let [low, high] = [1, 10];
    for (let i = 0; i < 100; i++) {
      const middle = (low + high) / 2;
      if (equation(middle) < 0) low = middle;
      else high = middle;
    }
    expect(pairSlopeLimit(0.5)! / high).toBeCloseTo(1, 10);
  });

  it('is inside the interval of draws, for each confidence, mapping and factor', () => {
    for (const options of [
      { confidence: 0.5 },
      { confidence: 0.9 },
      { confidence: 0.75, mapping: 'potential', factor: 2 },
    ] as const) {
      // Outside CI one case runs, because 200,000 pairs are drawn for each.
      if (!RUNS_ALL && options.confidence !== 0.75) continue;
      const exact = pairSlopeLimit(options.confidence, options)!;
      const { interval } = slopeLimit({ workers: 2, seed: 4, ...options });
      expect(exact).toBeGreaterThan(interval![0]);
      expect(exact).toBeLessThan(interval![1]);
    }
  });
});

describe('a mean far below zero', () => {
  it('gives the bound T ln 10 s / sigma', () => {
    const level = Math.log(10) / 2;
    expect(steepSlopeLimit(0.95, 7, { scheme: 'whitepaper' })).toBe(level);
    expect(steepSlopeLimit(0.95, 2)).toBeCloseTo(1.4826 * level, 12);
    expect(steepSlopeLimit(0.3, 2)).toBe(steepSlopeLimit(0.95, 2));
    expect(steepSlopeLimit(0.95, 8)).toBeNull();
    expect(steepSlopeLimit(0.95, Infinity)).toBe(gaussianSlopeLimit(-Infinity));
    expect(steepSlopeLimit(0.95, Infinity, { scheme: 'whitepaper', factor: Math.E })).toBe(1);
  });

  it('with three workers is inside the interval of draws', () => {
    for (const confidence of some([0.2, 0.5, 0.95], 3)) {
      const exact = steepSlopeLimit(confidence, 3)!;
      const { interval } = slopeLimit({ workers: 3, meanStdRatio: -1e6, confidence, seed: 2 });
      expect(exact).toBeGreaterThan(interval![0]);
      expect(exact).toBeLessThan(interval![1]);
    }
  });
});

describe('infinitely many workers', () => {
  it('reach no threshold at a steepness above that at which the search ends', () => {
    for (const mapping of ['gradient', 'potential'] as const)
      for (const [pNorm, cNorm, ratio] of [
        [3, 0.75, 20],
        [10, 0.75, 100],
        [100, 2, 1e4],
      ] as const)
        for (const level of [1.1, 2, 20].map((times) => times / (ratio - 12))) {
          const last = (level * pNorm * cNorm) / (level * (ratio - 12) - 1);
          for (const times of [1, 1.01, 2, 100]) {
            // A steepness above p / s belongs to epsilon 0.
            const epsilon = Math.max(0, pNorm / (times * last) - normalScale(SCHEMES['chain-2026'].scale));
            const spread = gaussianSpread(ratio, epsilon, { mapping, pNorm, cNorm });
            expect(spread * Math.LN10).toBeLessThanOrEqual(level);
          }
        }
  });

  it.each([-3, -1, 0, 0.5, 1, 2])('at mean / std %s: an epsilon exists from the limit on', (ratio) => {
    for (const mapping of ['gradient', 'potential'] as const) {
      const limit = gaussianSlopeLimit(ratio, { mapping })!;
      expect(gaussianMaxEpsilon(ratio, { mapping, pNorm: limit * (1 - 1e-6) })).toBeNull();
      expect(gaussianMaxEpsilon(ratio, { mapping, pNorm: limit * (1 + 1e-6) })).not.toBeNull();
    }
  });

  it('has none where the spread is too small at every steepness, whatever the mean', () => {
    const options = { mapping: 'potential', factor: 1 + Number.EPSILON } as const;
    expect(gaussianSlopeLimit(1e46, options)).toBeNull();
    // Only c moves an epoch to where the weights still change: p c is about the logarithm of the best weight.
    expect(gaussianSlopeLimit(1e17, options)).toBeCloseTo(34.108, 2);
    expect(gaussianSlopeLimit(1e14, options)).toBeLessThan(1e-15);
    // The bound on the spread that decides it, at means where the spread can be computed.
    for (const mapping of ['gradient', 'potential'] as const)
      for (const [pNorm, cNorm, ratio] of [
        [3, 0.75, 13],
        [3, 0.75, 100],
        [10, 2, 40],
        [1, 0, 1e4],
      ] as const)
        for (const epsilon of [0, 0.1, 1, 10, 100, 1e4])
          expect(gaussianSpread(ratio, epsilon, { mapping, pNorm, cNorm }) * Math.LN10).toBeLessThan(
            (1 + pNorm * cNorm) / (ratio - 12),
          );
  });

  it('are approached by many workers, from either side of the median', () => {
    const options = { workers: 200, meanStdRatio: 0 } as const;
    const { pNorm: few } = slopeLimit({ ...options, confidence: 0.05 });
    const { pNorm: most, infiniteWorkers } = slopeLimit({ ...options, confidence: 0.95 });
    expect(infiniteWorkers).toBe(gaussianSlopeLimit(0));
    expect(few).toBeLessThan(infiniteWorkers!);
    expect(most).toBeGreaterThan(infiniteWorkers!);
    expect(most! / few!).toBeLessThan(1.4);
  });

  it('have no limit where no p separates them', () => {
    expect(gaussianSlopeLimit(9, { cNorm: 0 })).toBeNull();
    expect(() => gaussianSlopeLimit(0, { scheme: 'chain-2024' })).toThrow('no bounds');
    expect(() => gaussianSlopeLimit(Infinity)).toThrow('Expected `ratio`');
  });
});
