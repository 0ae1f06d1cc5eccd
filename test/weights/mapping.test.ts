import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestWeight, logWeight, logWeightRatio, slope } from '../../src/weights/mapping.js';
import { MAPPINGS } from '../../src/weights/schemes.js';

describe.each(MAPPINGS)('%s', (mapping) => {
  const y = fc.double({ min: -800, max: 800, noNaN: true });
  const difference = fc.double({ min: -50, max: 0, noNaN: true });

  it('logWeightRatio is the difference of the logarithms', () => {
    fc.assert(
      fc.property(y, difference, (yBest, behind) => {
        const expected = logWeight(mapping, yBest + behind, 3) - logWeight(mapping, yBest, 3);
        expect(
          Math.abs(logWeightRatio(mapping, bestWeight(mapping, yBest), yBest + behind, behind) - expected),
        ).toBeLessThan(1e-12);
      }),
    );
  });

  it('increases with y, with a slope between 0 and 1', () => {
    fc.assert(
      fc.property(y, difference, (yBest, behind) => {
        const ratio = logWeightRatio(mapping, bestWeight(mapping, yBest), yBest + behind, behind);
        expect(ratio).toBeLessThanOrEqual(1e-14);
        expect(ratio).toBeGreaterThanOrEqual(behind - 1e-12);
      }),
    );
  });

  it('slope is the derivative of the logarithm', () => {
    for (const at of [-800, -40, -36.5, -5, -1, 0, 0.5, 3, 20]) {
      const step = 1e-4;
      const rise = logWeight(mapping, at + step, 3) - logWeight(mapping, at - step, 3);
      expect(Math.abs(slope(mapping, at) - rise / (2 * step))).toBeLessThan(1e-8);
    }
    expect(slope(mapping, -800)).toBe(1);
  });

  it('logWeightRatio of nearly equal weights has a small relative error', () => {
    const near = fc.double({ min: -12, max: -5, noNaN: true }).map((exponent) => -(10 ** exponent));
    fc.assert(
      fc.property(fc.double({ min: -60, max: 60, noNaN: true }), near, (yBest, behind) => {
        const expected = behind * slope(mapping, yBest + behind / 2);
        expect(
          Math.abs(
            logWeightRatio(mapping, bestWeight(mapping, yBest), yBest + behind, behind) / expected - 1,
          ),
        ).toBeLessThan(1e-9);
      }),
    );
  });

  it('has a linear logarithm far below zero, to the last digit', () => {
    expect(logWeightRatio(mapping, bestWeight(mapping, -1e9), -1e9 - 0.1, -0.1)).toBe(-0.1);
  });
});

describe('values', () => {
  it('gradient: p / (1 + e^-y)', () => {
    expect(logWeight('gradient', 0, 3)).toBeCloseTo(Math.log(1.5), 15);
    expect(logWeight('gradient', 800, 3)).toBe(Math.log(3));
    expect(logWeight('gradient', -800, 3)).toBe(Math.log(3) - 800);
  });
  it('potential: ln(1 + e^y)', () => {
    expect(logWeight('potential', 0, 3)).toBeCloseTo(Math.log(Math.LN2), 15);
    expect(logWeight('potential', 800, 3)).toBe(Math.log(800));
    expect(logWeight('potential', -800, 3)).toBe(-800);
    // The linear tail starts at -37: both sides agree there.
    expect(logWeight('potential', -37.0001, 3)).toBeCloseTo(-37.0001, 13);
    expect(logWeight('potential', -36.9999, 3)).toBeCloseTo(-36.9999, 13);
  });
});
