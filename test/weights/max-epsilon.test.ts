import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalStream } from '../../src/sampling/stream.js';
import type { FormulaOptions } from '../../src/weights/formula.js';
import { largestSpread } from '../../src/weights/largest-spread.js';
import { maxEpsilon, type MaxEpsilonOptions } from '../../src/weights/max-epsilon.js';
import { median, populationStd, scaleOf } from '../../src/weights/scale.js';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES, SCHEMES } from '../../src/weights/schemes.js';
import { decimals, formulas, regretVectors } from './arbitraries.js';
import { maxEpsilonCases } from './max-epsilon-cases.js';
import { spreadOf } from './spread.js';
import { RUNS_ALL, runs } from '../effort.js';

const sigmaOf = (regrets: readonly number[]): number => populationStd(Float64Array.from(regrets));

/** `draws` vectors of `n` normal regrets with standard deviation 1. */
function gaussian(draws: number, n: number, mean: number, seed = 1): number[][] {
  const normal = normalStream({ seed, cell: 0, block: 0 });
  return Array.from({ length: draws }, () => Array.from({ length: n }, () => mean + normal()));
}

const thresholds = decimals(0, 2).filter((threshold) => threshold >= 0.05);
const options = fc.record({
  formula: formulas,
  threshold: thresholds,
  epsilonScaling: fc.constantFrom(...EPSILON_SCALINGS),
});

describe('reference results of 60 digits', () => {
  it('are complete', () => {
    expect(maxEpsilonCases).toHaveLength(96);
    expect(maxEpsilonCases.filter((each) => each.maxEpsilon === null).length).toBe(18);
  });

  it.each(maxEpsilonCases.map((each, i) => [i, each] as const))(
    'case %i',
    (_, { regrets, scheme, mapping, p, c, threshold, maxEpsilon: expected }) => {
      const { epsilon, evaluations } = maxEpsilon(regrets, {
        scheme,
        mapping,
        pNorm: p,
        cNorm: c,
        factor: 10 ** threshold,
      });
      if (expected === null) expect(epsilon).toBeNull();
      else expect(Math.abs(epsilon! / expected - 1)).toBeLessThan(1e-12);
      expect(evaluations).toBeLessThan(20);
    },
  );
});

describe('laws', () => {
  it('scales with the regrets', () => {
    fc.assert(
      fc.property(
        regretVectors,
        options,
        fc.integer({ min: -30, max: 30 }),
        (regrets, { formula, threshold }, exponent) => {
          const factor = 10 ** threshold;
          const { epsilon, upperBound, ...rest } = maxEpsilon(regrets, { ...formula, factor });
          const scaled = maxEpsilon(
            regrets.map((regret) => regret * 2 ** exponent),
            { ...formula, factor },
          );
          expect(scaled).toEqual({
            ...rest,
            epsilon: epsilon === null ? null : epsilon * 2 ** exponent,
            upperBound: upperBound * 2 ** exponent,
          });
        },
      ),
    );
  });

  it('is divided by |median r| if the formula multiplies epsilon by it', () => {
    fc.assert(
      fc.property(regretVectors, formulas, (regrets, formula) => {
        const centre = Math.abs(median(Float64Array.from(regrets)));
        fc.pre(centre > 0);
        const plain = maxEpsilon(regrets, formula);
        const scaled = maxEpsilon(regrets, { ...formula, epsilonScaling: 'median' });
        expect(scaled.status).toBe(plain.status);
        expect(scaled.upperBound).toBe(plain.upperBound / centre);
        if (plain.epsilon !== null) expect(scaled.epsilon).toBe(plain.epsilon / centre);
      }),
    );
  });

  it('never exceeds the upper bound p sigma / (T ln 10) - s', () => {
    fc.assert(
      fc.property(regretVectors, options, (regrets, { formula, threshold }) => {
        const { epsilon, upperBound } = maxEpsilon(regrets, { ...formula, factor: 10 ** threshold });
        const scale = scaleOf(Float64Array.from(regrets), SCHEMES[formula.scheme].scale);
        const expected = Math.max(0, (formula.pNorm * sigmaOf(regrets)) / (threshold * Math.LN10) - scale);
        expect(Math.abs(upperBound - expected)).toBeLessThan(1e-14 * (expected + scale));
        if (epsilon !== null) expect(epsilon).toBeLessThanOrEqual(upperBound);
      }),
      { numRuns: runs(300) },
    );
  });

  it('falls as the factor grows', () => {
    fc.assert(
      fc.property(regretVectors, formulas, thresholds, thresholds, (regrets, formula, one, other) => {
        const low = maxEpsilon(regrets, { ...formula, factor: 10 ** Math.min(one, other) }).epsilon;
        const high = maxEpsilon(regrets, { ...formula, factor: 10 ** Math.max(one, other) }).epsilon;
        expect(high ?? -1).toBeLessThanOrEqual(low ?? -1);
      }),
      { numRuns: runs(300) },
    );
  });

  it('the spread there is the threshold, except at the edge of zero weights', () => {
    fc.assert(
      fc.property(regretVectors, options, (regrets, { formula, threshold, epsilonScaling }) => {
        const { epsilon } = maxEpsilon(regrets, { ...formula, epsilonScaling, factor: 10 ** threshold });
        fc.pre(epsilon !== null && epsilon < Infinity);
        const spread = spreadOf(regrets, { ...formula, epsilonScaling });
        const found = spread(epsilon);
        fc.pre(Number.isFinite(found));
        const isEdgeOfGap = Number.isNaN(spread(epsilon * (1 + 1e-9)));
        if (isEdgeOfGap) expect(found).toBeGreaterThanOrEqual(threshold * (1 - 1e-11));
        else expect(Math.abs(found / threshold - 1)).toBeLessThan(1e-11);
      }),
      { numRuns: runs(500) },
    );
  });

  it('a dense scan finds no larger epsilon that reaches the threshold', () => {
    fc.assert(
      fc.property(regretVectors, options, (regrets, { formula, threshold }) => {
        const { epsilon, upperBound } = maxEpsilon(regrets, { ...formula, factor: 10 ** threshold });
        const spread = spreadOf(regrets, formula);
        const sigma = sigmaOf(regrets);
        const from = epsilon === null ? 1e-6 * sigma : Math.max(epsilon * (1 + 1e-11), 1e-9 * sigma);
        const ratio = (2 * Math.max(upperBound, from)) / from;
        const reaching = Array.from({ length: 2001 }, (_, i) => from * ratio ** (i / 2000)).filter(
          (each) => spread(each) >= threshold + 1e-12,
        );
        expect(reaching).toEqual([]);
        if (epsilon === null)
          expect(
            scaleOf(Float64Array.from(regrets), SCHEMES[formula.scheme].scale) > 0 && spread(0) >= threshold,
          ).toBe(false);
      }),
      // Each case scans 2,001 epsilons.
      { numRuns: RUNS_ALL ? 300 : 40 },
    );
  });
});

describe('search', () => {
  it('takes about three evaluations for ten workers', () => {
    for (const mapping of MAPPINGS) {
      for (const scheme of ['whitepaper', 'chain-2026'] as const) {
        const counts = [-3, -1, 0, 1].flatMap((mean) =>
          gaussian(RUNS_ALL ? 500 : 100, 10, mean).map(
            (regrets) => maxEpsilon(regrets, { scheme, mapping }).evaluations,
          ),
        );
        expect(counts.reduce((sum, count) => sum + count) / counts.length).toBeLessThan(4);
        expect(Math.max(...counts)).toBeLessThan(20);
      }
    }
  });

  it('ends for any regrets and any formula', () => {
    const exotic = fc.record({
      scheme: fc.constantFrom<NonNullable<FormulaOptions['scheme']>>(...SCHEME_NAMES, {
        scale: 'mad',
        bounds: true,
        ratio: false,
      }),
      mapping: fc.constantFrom(...MAPPINGS),
      pNorm: fc.constantFrom(1e-3, 0.3, 3, 20, 1e3),
      cNorm: fc.constantFrom(-1e6, -40, -8, -1, 0, 0.75, 2, 8, 40, 1e6),
      factor: fc.constantFrom(1 + 1e-9, 1.01, 10 ** 0.5, 10, 1e6, 1e300),
    });
    // A mixture of nearly equal, exactly equal and distant regrets.
    const regret = fc
      .tuple(
        fc.constantFrom(-1, 0, 1),
        fc.integer({ min: -12, max: 8 }),
        fc.constantFrom(0, 1e-13, 1e-9, 1e-3),
      )
      .map(([sign, exponent, more]) => sign * (1 + more) * 10 ** exponent);
    fc.assert(
      fc.property(fc.array(regret, { minLength: 1, maxLength: 12 }), exotic, (regrets, each) => {
        const { status, epsilon, evaluations } = maxEpsilon(regrets, each);
        expect(epsilon === null).toBe(status === 'unattainable');
        expect(evaluations).toBeLessThan(200);
      }),
      { numRuns: RUNS_ALL ? 5000 : 800 },
    );
  });

  it('ends if the curve only just reaches the threshold, or only just misses it', () => {
    const offsets = fc.constantFrom(0, 1e-16, 1e-15, 1e-14, 1e-12, 1e-10, 1e-8, 1e-6);
    fc.assert(
      fc.property(regretVectors, formulas, offsets, (regrets, formula, offset) => {
        const { spread } = largestSpread(regrets, formula);
        fc.pre(spread > 1e-3 && spread < 100);
        expect(
          maxEpsilon(regrets, { ...formula, factor: 10 ** (spread * (1 + offset)) }).evaluations,
        ).toBeLessThan(500);
        const below = maxEpsilon(regrets, { ...formula, factor: 10 ** (spread * (1 - offset)) });
        expect(below.evaluations).toBeLessThan(500);
        if (offset > 1e-11) expect(below.status).toBe('attained');
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('digits', () => {
  it.each(MAPPINGS)(
    'has the closed form sigma (p / (T ln 10) - 1) for regrets far below zero: %s',
    (mapping) => {
      for (const deviations of gaussian(50, 10, 0)) {
        const sigma = sigmaOf(deviations);
        const regrets = deviations.map((deviation) => deviation - 1e7 * sigma);
        const { epsilon, upperBound } = maxEpsilon(regrets, { scheme: 'whitepaper', mapping });
        const closed = sigmaOf(regrets) * (3 / (0.5 * Math.LN10) - 1);
        expect(Math.abs(epsilon! / closed - 1)).toBeLessThan(1e-14);
        expect(Math.abs(upperBound / closed - 1)).toBeLessThan(1e-14);
      }
    },
  );

  it('a small epsilon has an absolute error of the rounding error of the scale', () => {
    // Far below zero S(0) = p / ln 10, so a factor just below e^p has a small epsilon.
    const regrets = [-1e4, -1e4 - 1, -1e4 - 2];
    for (const excess of [1e-3, 1e-6, 1e-9]) {
      const factor = Math.exp(3 / (1 + excess));
      const expected = Math.sqrt(2 / 3) * (3 / Math.log(factor) - 1);
      expect(
        Math.abs(maxEpsilon(regrets, { scheme: 'whitepaper', factor }).epsilon! - expected),
      ).toBeLessThan(2e-15);
    }
  });

  it('regrets at the ends of double precision', () => {
    const { epsilon } = maxEpsilon([-1, 0.5, 1]);
    for (const size of [1e-300, 1e300]) {
      expect(Math.abs(maxEpsilon([-size, size / 2, size]).epsilon! / (epsilon! * size) - 1)).toBeLessThan(
        1e-12,
      );
    }
  });
});

describe('bounds', () => {
  const scheme = 'forum-2024';

  it('the threshold is crossed while the best worker is at the cap', () => {
    const regrets = [0, 10, 11, 12, 13];
    const formula = { mapping: 'potential', pNorm: 4 } as const;
    // 0.98 of its largest spread.
    const factor = 10 ** 0.835;
    const { epsilon } = maxEpsilon(regrets, { ...formula, scheme, factor });
    expect(13 / (sigmaOf(regrets) + epsilon!)).toBeGreaterThan(0.75 + 6.75 / 4);
    expect(spreadOf(regrets, { ...formula, scheme })(epsilon!)).toBeCloseTo(0.835, 13);
    expect(epsilon).toBeLessThan(maxEpsilon(regrets, { ...formula, scheme: 'whitepaper', factor }).epsilon!);
  });

  it('the threshold is crossed while all workers are shifted', () => {
    const regrets = [-30, -31, -32];
    const { epsilon } = maxEpsilon(regrets, { scheme });
    // With the shift, y = -8.25 - 3 (r_max - r) / d.
    const spreadAt = (d: number) =>
      populationStd(
        Float64Array.from(
          [0, 1, 2],
          (behind) => -8.25 - (3 * behind) / d - Math.log1p(Math.exp(-8.25 - (3 * behind) / d)),
        ),
      );
    expect(Math.abs(spreadAt(sigmaOf(regrets) + epsilon!) / Math.LN10 - 0.5)).toBeLessThan(1e-13);
    expect(maxEpsilon(regrets, { scheme: 'whitepaper' }).epsilon).toBeGreaterThan(epsilon!);
  });

  it('finds none if the weight of the worst worker becomes zero first', () => {
    const regrets = [...Array<number>(400).fill(0), -10];
    expect(maxEpsilon(regrets, { scheme })).toMatchObject({
      status: 'unattainable',
      epsilon: null,
      reason: 'zero-weight',
    });
    expect(maxEpsilon(regrets, { scheme: 'whitepaper' }).status).toBe('attained');
  });

  it('finds the end of an interval with zero weights if the spread there exceeds the threshold', () => {
    // Normalised regrets 2, 4 times the steepness. The curve has a gap between steepness 4.5 and 11.375 (see
    // curve.test.ts). Before the gap the spread stays below 4.5 / ln 10.
    const exotic: MaxEpsilonOptions = { scheme, pNorm: 20, cNorm: 2, factor: 100 };
    expect(maxEpsilon([1, 2], exotic).epsilon).toBeCloseTo(10 / 11.375 - 0.5, 14);
    expect(maxEpsilon([1, 2], { ...exotic, factor: 10 }).epsilon).toBeGreaterThan(10 / 4.5 - 0.5);
  });
});
