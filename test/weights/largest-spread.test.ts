import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormulaOptions } from '../../src/weights/formula.js';
import { largestSpread } from '../../src/weights/largest-spread.js';
import { slope } from '../../src/weights/mapping.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { populationStd, scaleOf } from '../../src/weights/scale.js';
import { MAPPINGS, SCHEME_NAMES, SCHEMES } from '../../src/weights/schemes.js';
import { formulas, regretVectors } from './arbitraries.js';
import { spreadOf } from './spread.js';
import { runs } from '../effort.js';

describe('laws', () => {
  it('a dense scan of epsilons finds no larger spread', () => {
    fc.assert(
      fc.property(regretVectors, formulas, (regrets, formula) => {
        const { spread } = largestSpread(regrets, formula);
        const values = Float64Array.from(regrets);
        const sigma = populationStd(values);
        const at = spreadOf(regrets, formula);
        const epsilons = Array.from({ length: 2001 }, (_, i) => sigma * 10 ** (-4 + i / 250));
        expect(epsilons.filter((epsilon) => at(epsilon) > spread * (1 + 1e-11) + 1e-15)).toEqual([]);
        if (scaleOf(values, SCHEMES[formula.scheme].scale) > 0)
          expect(at(0) > spread * (1 + 1e-11) + 1e-15).toBe(false);
      }),
      { numRuns: runs(200) },
    );
  });

  it('equals the spread at the returned epsilon', () => {
    fc.assert(
      fc.property(regretVectors, formulas, (regrets, formula) => {
        const { spread, epsilon } = largestSpread(regrets, formula);
        fc.pre(
          spread < Infinity &&
            (epsilon! > 0 || scaleOf(Float64Array.from(regrets), SCHEMES[formula.scheme].scale) > 0),
        );
        const found = spreadOf(regrets, formula)(epsilon!);
        // At the edge of a gap, rounding decides whether the worst weight is zero.
        if (!Number.isNaN(found)) expect(Math.abs(found - spread)).toBeLessThan(1e-10 * spread + 1e-15);
      }),
      { numRuns: runs(300) },
    );
  });

  it('for two positive regrets: both log weights have the same derivative there, to ten digits', () => {
    // With u = 1 / (s + epsilon), S is half of ln w(r1 u) - ln w(r2 u).
    // It is largest where r1 slope(r1 u) = r2 slope(r2 u).
    const [p, c] = [3, 0.75];
    const pairs = fc.tuple(
      fc.double({ min: 1, max: 8, noNaN: true }),
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...MAPPINGS), pairs, (mapping, [low, gap]) => {
        const regrets = [low, low * (1 + gap)];
        const excess = (u: number) => {
          const [a, b] = regrets.map((regret) => regret * slope(mapping, p * (regret * u - c)));
          return b! - a!;
        };
        const s = (low * gap) / 2;
        let [from, to] = [1e-6 / low, 1 / s];
        fc.pre(excess(to) < 0);
        while (to - from > 1e-15 * to) {
          const middle = (from + to) / 2;
          if (middle === from || middle === to) break;
          if (excess(middle) > 0) from = middle;
          else to = middle;
        }
        const { epsilon } = largestSpread(regrets, { scheme: 'whitepaper', mapping });
        expect(Math.abs((epsilon! + s) * to - 1)).toBeLessThan(1e-10);
      }),
    );
  });

  it('scales with the regrets', () => {
    fc.assert(
      fc.property(
        regretVectors,
        formulas,
        fc.integer({ min: -30, max: 30 }),
        (regrets, formula, exponent) => {
          const size = 2 ** exponent;
          const { spread, epsilon, tolerance, relative } = largestSpread(regrets, formula);
          const scaled = largestSpread(
            regrets.map((regret) => regret * size),
            formula,
          );
          const times = (value: number | null) => (value === null ? null : value * size);
          expect(scaled).toEqual({
            spread,
            epsilon: times(epsilon),
            tolerance,
            relative: relative.map((each) => ({ ...each, epsilon: times(each.epsilon) })),
          });
        },
      ),
    );
  });

  it('the epsilon of a relative threshold is the largest epsilon for that threshold', () => {
    fc.assert(
      fc.property(regretVectors, formulas, (regrets, formula) => {
        const { spread, epsilon, relative } = largestSpread(regrets, {
          ...formula,
          fractions: [0.3, 0.9, 1],
        });
        fc.pre(spread > 0.01 && spread < 100);
        expect(relative.map(({ fraction }) => fraction)).toEqual([0.3, 0.9, 1]);
        expect(relative.map(({ threshold }) => threshold)).toEqual([0.3 * spread, 0.9 * spread, spread]);
        for (const { threshold, epsilon: largest } of relative.slice(0, 2)) {
          const expected = maxEpsilon(regrets, { ...formula, factor: 10 ** threshold }).epsilon!;
          expect(Math.abs(largest! - expected)).toBeLessThanOrEqual(
            1e-9 * (expected + populationStd(Float64Array.from(regrets))),
          );
          expect(largest).toBeGreaterThanOrEqual(epsilon!);
        }
        // Fraction 1: the maximum itself. A flat maximum has no precise epsilon, so the spread is compared.
        const found = spreadOf(regrets, formula)(relative[2]!.epsilon!);
        if (!Number.isNaN(found)) expect(Math.abs(found - spread)).toBeLessThan(1e-10 * spread);
      }),
    );
  });
});

describe('search', () => {
  it('ends for any regrets and any formula', () => {
    const exotic = fc.record({
      scheme: fc.constantFrom<NonNullable<FormulaOptions['scheme']>>(...SCHEME_NAMES, {
        scale: 'mad',
        bounds: true,
        ratio: false,
      }),
      mapping: fc.constantFrom(...MAPPINGS),
      pNorm: fc.constantFrom(0.3, 3, 20, 1e3),
      cNorm: fc.constantFrom(-1e6, -40, -8, -1, 0, 0.75, 2, 8, 40, 1e6),
    });
    const regret = fc
      .tuple(
        fc.constantFrom(-1, 0, 1),
        fc.integer({ min: -12, max: 8 }),
        fc.constantFrom(0, 1e-13, 1e-9, 1e-3),
      )
      .map(([sign, exponent, more]) => sign * (1 + more) * 10 ** exponent);
    fc.assert(
      fc.property(fc.array(regret, { minLength: 1, maxLength: 12 }), exotic, (regrets, formula) => {
        const { spread, epsilon, relative } = largestSpread(regrets, formula);
        expect(spread).toBeGreaterThanOrEqual(0);
        expect(epsilon === null).toBe(spread === 0);
        expect(
          relative.every((each) => (each.epsilon === null) === (spread === 0 || spread === Infinity)),
        ).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('examples', () => {
  it.each(MAPPINGS)('far below zero, the spread is largest at epsilon 0: p / ln 10 (%s)', (mapping) => {
    const { spread, epsilon, relative } = largestSpread([-1000, -1001, -1002], {
      scheme: 'whitepaper',
      mapping,
    });
    expect(spread).toBeCloseTo(3 / Math.LN10, 14);
    expect(epsilon).toBe(0);
    // S is proportional to 1 / (s + epsilon).
    expect(relative).toHaveLength(2);
    expect(relative[0]!.epsilon).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(relative[1]!.epsilon).toBeCloseTo(Math.sqrt(2 / 3) * (1 / 0.3 - 1), 12);
  });

  it('for positive regrets the spread is largest at an epsilon of about their size', () => {
    const regrets = [20, 20.01, 19.99, 20.02];
    const { spread, epsilon } = largestSpread(regrets, { scheme: 'whitepaper' });
    expect(epsilon).toBeGreaterThan(5);
    expect(epsilon).toBeLessThan(50);
    const at = spreadOf(regrets, { scheme: 'whitepaper' });
    for (const ratio of [0.999, 1.001]) expect(at(epsilon! * ratio)).toBeLessThan(spread);
    // For regrets this close, S = p slope(y) sigma / d. It is largest where d ln slope / d ln d = 1.
    const y = 3 * (20.005 / (epsilon! + populationStd(Float64Array.from(regrets))) - 0.75);
    expect(((y + 2.25) / (1 + Math.exp(-y))).toFixed(3)).toBe('1.000');
  });

  it('agrees with a dense scan for two good workers and one slightly below zero', () => {
    const regrets = [-0.2, 50, 51];
    for (const mapping of MAPPINGS) {
      const { spread, epsilon } = largestSpread(regrets, { scheme: 'whitepaper', mapping, pNorm: 4 });
      const at = spreadOf(regrets, { scheme: 'whitepaper', mapping, pNorm: 4 });
      let best = at(0);
      for (let i = 0; i < 1000; i++) best = Math.max(best, at(10 ** (-4 + i / 100)));
      expect(Math.abs(spread / best - 1)).toBeLessThan(1e-4);
      expect(spread).toBeGreaterThanOrEqual(best * (1 - 1e-14));
      expect(at(epsilon!)).toBeCloseTo(spread, 12);
    }
  });

  it('at the edge of zero weights, the spread is largest where the worst worker is at the cut', () => {
    const regrets = [...Array<number>(9).fill(1), -9];
    const { spread, epsilon } = largestSpread(regrets, { scheme: 'forum-2024', pNorm: 9, cNorm: 0.25 });
    // Steepness 5: y is -17.25 for the worst worker and 5 / 3 - 2.25 for the others.
    expect(epsilon).toBeCloseTo((9 * 3) / 5 - 3, 13);
    const behind =
      -17.25 - Math.log1p(Math.exp(-17.25)) - (5 / 3 - 2.25 - Math.log1p(Math.exp(5 / 3 - 2.25)));
    expect(spread).toBeCloseTo((0.3 * -behind) / Math.LN10, 13);
  });
});

describe('limits', () => {
  it('without scale, the spread of negative regrets is unbounded', () => {
    const nothing = { epsilon: null, threshold: Infinity };
    const expected = {
      spread: Infinity,
      epsilon: 0,
      tolerance: 0,
      relative: [
        { fraction: 0.5, ...nothing },
        { fraction: 0.3, ...nothing },
      ],
    };
    expect(largestSpread([-1, -1, -1, -2])).toEqual(expected);
    expect(largestSpread([0, 0, 0, 1], { mapping: 'potential' })).toEqual(expected);
  });

  it('without scale, the spread of positive regrets tends to the spread of log10 r or to 0', () => {
    const regrets = [1, 1, 1, 1, 2];
    const potential = largestSpread(regrets, { mapping: 'potential', cNorm: -1 });
    expect(potential.spread).toBeCloseTo(0.4 * Math.log10(2), 14);
    expect(potential.epsilon).toBe(0);
    const flat = largestSpread(regrets, { mapping: 'potential', cNorm: 0 });
    expect(flat.spread).toBeGreaterThanOrEqual(0.4 * Math.log10(2) * (1 - 1e-12));
    const gradient = largestSpread(regrets);
    expect(gradient.epsilon).toBeGreaterThan(0.1);
  });

  it('without scale, the spread of regrets >= 0 tends to a limit given by the gradient at 0', () => {
    const { spread, epsilon } = largestSpread([0, 0, 0, 1]);
    expect(spread).toBeCloseTo((Math.sqrt(3) / 4) * Math.log10(1 + Math.exp(2.25)), 13);
    expect(epsilon).toBe(0);
  });

  it.each([[[3]], [[2, 2, 2]]])('equal regrets: %j', (regrets) => {
    expect(largestSpread(regrets, { fractions: [0.5] })).toEqual({
      spread: 0,
      epsilon: null,
      tolerance: 0,
      relative: [{ fraction: 0.5, threshold: 0, epsilon: null }],
    });
  });

  it('a gradient that is constant to the last digit', () => {
    expect(largestSpread([1, 2], { cNorm: -1000 })).toMatchObject({ spread: 0, epsilon: null });
    for (const cNorm of [-100, -110, -115, -120, -122, -125, -150, -200, -235]) {
      expect(largestSpread([1, 2, 4], { cNorm }).spread).toBeLessThan(1e-100);
    }
  });

  it('with a median of 0, epsilon has no effect', () => {
    const { spread, epsilon, relative } = largestSpread([-2, 0, 1], { epsilonScaling: 'median' });
    expect(spread).toBeCloseTo(spreadOf([-2, 0, 1], {})(0), 13);
    expect([epsilon, ...relative.map((each) => each.epsilon)]).toEqual([Infinity, Infinity, Infinity]);
    const zero = largestSpread([-20, 0, 0, 0, 1, 2, 3, -1, -1], {
      epsilonScaling: 'median',
      scheme: 'forum-2024',
      pNorm: 9,
    });
    expect(zero).toMatchObject({ spread: 0, epsilon: null });
  });
});

describe('errors name argument, rule and value', () => {
  it.each([
    [[], {}, RangeError, 'Expected `regrets` to hold at least one number, got an empty list'],
    [[1, NaN], {}, RangeError, 'Expected `regrets[1]` to be a finite number, got `NaN` (number)'],
    [
      [1, 2],
      { fractions: [] },
      RangeError,
      'Expected `fractions` to hold at least one number, got an empty list',
    ],
    [
      [1, 2],
      { fractions: 0.5 },
      TypeError,
      'Expected `fractions` to be a list of numbers, got `0.5` (number)',
    ],
    [
      [1, 2],
      { fractions: [0.5, 0] },
      RangeError,
      'Expected `fractions[1]` to be a number > 0 and <= 1, got `0` (number)',
    ],
    [
      [1, 2],
      { fractions: [1.5] },
      RangeError,
      'Expected `fractions[0]` to be a number > 0 and <= 1, got `1.5` (number)',
    ],
    [
      [1, 2],
      { fractions: ['1'] },
      TypeError,
      'Expected `fractions[0]` to be a number > 0 and <= 1, got `"1"` (string)',
    ],
    [[1, 2], { pNorm: -1 }, RangeError, 'Expected `pNorm` to be a finite number > 0, got `-1` (number)'],
    [[0, 0, 0, 1], { epsilonScaling: 'median' }, RangeError, 'a spread or a median other than 0'],
  ])('%j %j', (regrets, each, type, message) => {
    const call = () => largestSpread(regrets, each as never);
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});

describe('regrets whose differences double precision hardly resolves', () => {
  it('are searched in bounded time, and the tolerance is reported', () => {
    const ulps = [1, 1.0000000000000002, 1.0000000000000004, 1];
    const before = performance.now();
    const found = largestSpread(ulps, { scheme: 'whitepaper', mapping: 'potential' });
    expect(performance.now() - before).toBeLessThan(2000);
    expect(found.tolerance).toBeGreaterThan(1e-12);
    expect(found.tolerance).toBeLessThan(1);
    expect(found.spread).toBeGreaterThan(0);
    const integers = [2 ** 53, 2 ** 53 + 2, 2 ** 53, 2 ** 53 - 1];
    for (const mapping of MAPPINGS) {
      const { spread, tolerance } = largestSpread(integers, { mapping });
      expect(spread).toBeGreaterThan(0);
      expect(tolerance).toBeLessThan(1);
    }
  });

  it('have the tolerance 1e-12 also with a p at which double precision does not resolve where a weight bends', () => {
    const regrets = [-0.4, -0.1, 0.2, 0.21, 0.3, 0.9];
    for (const pNorm of [1e6, 1e20, 1e34])
      for (const mapping of MAPPINGS) {
        const { spread, tolerance } = largestSpread(regrets, { scheme: 'whitepaper', mapping, pNorm });
        expect(tolerance).toBe(1e-12);
        expect(spread).toBeGreaterThan(1);
      }
  });

  it('have the tolerance 1e-12 if their differences are resolved, and 0 if nothing is searched', () => {
    expect(largestSpread([-0.4, -0.1, 0.2]).tolerance).toBe(1e-12);
    expect(largestSpread([1, 1]).tolerance).toBe(0);
    expect(largestSpread([0, 0, 0, 0, 1], { mapping: 'potential' }).tolerance).toBe(0);
  });
});
