/** The smallest slope at which some epsilon separates the weights of a regret vector. */

import { describe, expect, it } from 'vitest';
import { normalStream } from '../../src/sampling/stream.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { populationStd, scaleOf } from '../../src/weights/scale.js';
import { SCHEMES } from '../../src/weights/schemes.js';
import { smallestSlope, type SmallestSlopeOptions } from '../../src/weights/smallest-slope.js';

const FORMULAS: SmallestSlopeOptions[] = (['whitepaper', 'chain-2026'] as const).flatMap((scheme) =>
  (['gradient', 'potential'] as const).map((mapping) => ({ scheme, mapping })),
);

/** Regret vectors of 2 to 9 workers, with means from -3 to 3 std. */
function vectors(count: number): number[][] {
  const normal = normalStream({ seed: 5, cell: 0, block: 0 });
  return Array.from({ length: count }, (_, i) => {
    const mean = (i % 7) - 3;
    return Array.from({ length: 2 + (i % 8) }, () => 0.1 * (mean + normal()));
  });
}

describe('smallestSlope', () => {
  it.each(FORMULAS)('is the p from which on an epsilon exists: %j', (options) => {
    let found = 0;
    for (const regrets of vectors(28)) {
      for (const cNorm of [0, 0.75, 2]) {
        const slope = smallestSlope(regrets, { ...options, cNorm });
        if (slope === null) {
          expect(maxEpsilon(regrets, { ...options, cNorm, pNorm: 100 }).status).toBe('unattainable');
          continue;
        }
        found++;
        const statusAt = (pNorm: number) => maxEpsilon(regrets, { ...options, cNorm, pNorm }).status;
        expect(statusAt(slope * (1 - 1e-9))).toBe('unattainable');
        for (const by of [1 + 1e-9, 1.01, 1.5, 4, 20]) expect(statusAt(slope * by)).toBe('attained');
      }
    }
    expect(found).toBeGreaterThan(50);
  });

  it('depends neither on the unit of the regrets nor on their order', () => {
    for (const regrets of vectors(14)) {
      const slope = smallestSlope(regrets)!;
      expect(smallestSlope(regrets.map((regret) => 64 * regret))! / slope).toBeCloseTo(1, 11);
      expect(smallestSlope(regrets.toReversed())! / slope).toBeCloseTo(1, 9);
    }
  });

  it('is at least T ln 10 s / sigma, and equal to it far below zero', () => {
    for (const { scheme } of FORMULAS) {
      for (const regrets of vectors(14)) {
        const boundOf = (values: readonly number[]) =>
          (Math.log(2) * scaleOf(Float64Array.from(values), SCHEMES[scheme as 'whitepaper'].scale)) /
          populationStd(Float64Array.from(values));
        const options = { scheme, factor: 2 };
        expect(smallestSlope(regrets, options)! / boundOf(regrets)).toBeGreaterThan(1 - 1e-12);
        const low = regrets.map((regret) => regret - 64);
        expect(smallestSlope(low, options)! / boundOf(low)).toBeCloseTo(1, 9);
      }
    }
  });

  it('grows with the factor and the mean, and falls with c', () => {
    const regrets = [-0.3, -0.1, 0.05, 0.2];
    const slope = smallestSlope(regrets)!;
    expect(smallestSlope(regrets, { factor: 5 })).toBeGreaterThan(slope);
    expect(smallestSlope(regrets.map((regret) => regret + 0.1))).toBeGreaterThan(slope);
    expect(smallestSlope(regrets, { cNorm: 1 })).toBeLessThan(slope);
  });

  it('is null for regrets that no p separates, and small where the scale is 0', () => {
    expect(smallestSlope([0.1, 0.1])).toBeNull();
    expect(smallestSlope([1])).toBeNull();
    // No bound of y grows with p at c 0, and all regrets are positive.
    expect(smallestSlope([1, 1.1, 1.2], { cNorm: 0 })).toBeNull();
    expect(smallestSlope([-1, 0, 0, 0])).toBeLessThan(1e-6);
  });

  it('refuses formulas with which a larger p may separate less', () => {
    expect(() => smallestSlope([0, 1], { scheme: 'forum-2024' })).toThrow(
      'Expected `scheme` to have no bounds',
    );
    expect(() => smallestSlope([0, 1], { cNorm: -0.1 })).toThrow('Expected `cNorm` to be a number >= 0');
    // With c -1, a larger p makes the weights of these workers equal.
    const statusAt = (pNorm: number) => maxEpsilon([-0.1, 0, 0.1], { cNorm: -1, pNorm, factor: 1.1 }).status;
    expect([1, 30].map(statusAt)).toEqual(['attained', 'unattainable']);
  });
});
