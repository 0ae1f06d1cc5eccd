/**
 * Moments at many epsilons: the conditions for interpolation, and the agreement of interpolated moments with
 * moments computed at each epsilon.
 */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKernel, KERNEL_MAPPINGS, MOMENTS, type Kernel } from '../../src/kernel/kernel.js';
import { deviateStream, type DistributionName } from '../../src/sampling/distributions.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';
import { decimals } from '../weights/arbitraries.js';
import { readable } from './readable.js';
import { runs } from '../effort.js';

const WORKERS = 10;
const DRAWS = 100;

interface Draws {
  workers?: number;
  draws?: number;
  seed?: number;
  distribution?: DistributionName;
}

function drawn(
  mean: number,
  std: number,
  { workers = WORKERS, draws = DRAWS, seed = 1, distribution = 'normal' }: Draws = {},
) {
  const deviate = deviateStream(distribution, { seed, cell: 0, block: 0 }, workers);
  return Float64Array.from({ length: draws * workers }, () => mean + std * deviate());
}

function axis(from: number, to: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => 10 ** (from + ((to - from) * i) / (count - 1)));
}

let kernel: Kernel;
beforeAll(() => {
  kernel = createKernel();
});

/** Moments of both metrics from the kernel, and the number of interpolated draws. */
function counted(
  regrets: Float64Array,
  epsilons: Float64Array,
  options: FormulaOptions = { scheme: 'whitepaper' },
  workers = WORKERS,
) {
  const found = new Float64Array(2 * epsilons.length * MOMENTS);
  const interpolated = kernel.addDraws(regrets, workers, epsilons, completeFormula(options), found, 0);
  return { found, interpolated };
}

/** The same moments for 60 epsilons at a time: so few are never interpolated. */
function computed(
  regrets: Float64Array,
  epsilons: Float64Array,
  options: FormulaOptions = { scheme: 'whitepaper' },
  workers = WORKERS,
) {
  const found = new Float64Array(2 * epsilons.length * MOMENTS);
  for (let from = 0; from < epsilons.length; from += 60) {
    const some = epsilons.subarray(from, from + 60);
    const part = counted(regrets, some, options, workers);
    expect(part.interpolated).toBe(0);
    for (const metric of [0, 1]) {
      const rows = part.found.subarray(metric * some.length * MOMENTS, (metric + 1) * some.length * MOMENTS);
      found.set(rows, (metric * epsilons.length + from) * MOMENTS);
    }
  }
  return found;
}

/**
 * Checks the error that the kernel guarantees. The unit is 1 for S; for S_lin it is the largest weight, or 1
 * if that is larger.
 */
function expectWithin(actual: number, expected: number, unit: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.max(1e-13 * unit, 1e-12 * expected));
}

/**
 * Each side has the guaranteed error, so means differ by at most twice that. Sums of squares differ by at
 * most 0.2 %, standard errors (their roots) by 0.1 %.
 */
function expectSame(actual: Float64Array, expected: Float64Array): void {
  expect(actual).toHaveLength(expected.length);
  const most = (i: number) =>
    i % MOMENTS < KERNEL_MAPPINGS.length
      ? Math.max(1e-13, 2e-12 * expected[i]!)
      : 2e-3 * expected[i]! + 1e-24;
  // A call of `expect` for each number takes most of the time.
  const at = actual.findIndex((value, i) => !(Math.abs(value - expected[i]!) <= most(i)));
  if (at >= 0) expect(Math.abs(actual[at]! - expected[at]!), `number ${at}`).toBeLessThanOrEqual(most(at));
}

describe('interpolated moments agree with moments computed one by one', () => {
  it('for regrets of any mean, on any axis, in both schemes without bounds', () => {
    const anything = fc.record({
      std: decimals(-3, 3).map((exponent) => 10 ** exponent),
      ratio: fc.oneof(decimals(-4, 4), decimals(-60, 60)),
      workers: fc.constantFrom(5, 8, 10, 16, 33),
      seed: fc.nat(1000),
      distribution: fc.constantFrom(
        'normal' as const,
        'laplace' as const,
        'student-t3' as const,
        'outlier' as const,
      ),
      below: decimals(0.5, 8),
      above: decimals(0.5, 8),
      count: fc.integer({ min: 64, max: 300 }),
      scheme: fc.constantFrom('whitepaper' as const, 'chain-2026' as const),
      pNorm: fc.oneof(fc.constant(3), decimals(0.5, 6)),
      cNorm: fc.oneof(fc.constant(0.75), decimals(-2, 2)),
    });
    let interpolated = 0;
    fc.assert(
      fc.property(anything, ({ std, ratio, workers, below, above, count, scheme, pNorm, cNorm, ...rest }) => {
        const regrets = drawn(ratio * std, std, { workers, ...rest });
        const epsilons = axis(Math.log10(std) - below, Math.log10(std) + above, count);
        const options = { scheme, pNorm, cNorm };
        const all = counted(regrets, epsilons, options, workers);
        if (all.interpolated > 0) interpolated++;
        expectSame(all.found, computed(regrets, epsilons, options, workers));
      }),
      { numRuns: runs(150) },
    );
    // Otherwise nothing was compared.
    expect(interpolated).toBeGreaterThan(runs(50));
  });

  it('and with means of the readable spreads, within the guaranteed error', () => {
    const anything = fc.record({
      std: decimals(-9, 6).map((exponent) => 10 ** exponent),
      ratio: decimals(-8, 8),
      seed: fc.nat(1000),
      scheme: fc.constantFrom('whitepaper' as const, 'chain-2026' as const),
      from: fc.nat(6),
    });
    let interpolated = 0;
    fc.assert(
      fc.property(anything, ({ std, ratio, seed, scheme, from }) => {
        const regrets = drawn(ratio * std, std, { seed });
        const epsilons = axis(Math.log10(std) - 3, Math.log10(std) + 3, 120);
        const all = counted(regrets, epsilons, { scheme });
        const { found } = all;
        if (all.interpolated > 0) interpolated++;
        for (let e = from; e < epsilons.length; e += 17) {
          const each = Array.from({ length: DRAWS }, (_, draw) =>
            readable(regrets.subarray(draw * WORKERS, (draw + 1) * WORKERS), [epsilons[e]!], { scheme }),
          );
          KERNEL_MAPPINGS.forEach((_, m) => {
            const mean = (metric: 'log10' | 'linear') =>
              each.reduce((sum, [pair]) => sum + pair![m]![metric], 0) / DRAWS;
            const best = each.reduce((largest, [pair]) => Math.max(largest, pair![m]!.best), 1);
            expectWithin(found[e * MOMENTS + m]!, mean('log10'), 1);
            expectWithin(found[(epsilons.length + e) * MOMENTS + m]!, mean('linear'), best);
          });
        }
      }),
      { numRuns: runs(40) },
    );
    // Otherwise nothing was compared.
    expect(interpolated).toBeGreaterThan(runs(15));
  });

  it('if epsilons repeat, are unsorted, start with 0 or lie on a node', () => {
    const regrets = drawn(0, 1);
    const epsilons = Float64Array.of(0, 1e3, ...axis(-3, 2, 100).reverse(), 1, 1, 0);
    const { found, interpolated } = counted(regrets, epsilons);
    expect(interpolated).toBe(DRAWS);
    expectSame(found, computed(regrets, epsilons));
  });

  it('if the draws are added in several calls, up to rounding', () => {
    const regrets = drawn(-1, 1, { draws: 300 });
    const epsilons = axis(-4, 3, 120);
    const parts = new Float64Array(2 * epsilons.length * MOMENTS);
    for (const [from, to] of [
      [0, 120],
      [120, 130],
      [130, 300],
    ] as const) {
      const some = regrets.subarray(from * WORKERS, to * WORKERS);
      kernel.addDraws(some, WORKERS, epsilons, completeFormula({ scheme: 'whitepaper' }), parts, from);
    }
    expectSame(parts, computed(regrets, epsilons));
  });

  it('if some draws are not smooth: these are computed', () => {
    const regrets = drawn(0, 1);
    // Draws of tiny spread vary at epsilons where the other draws are constant.
    // Without any spread, epsilon 0 has a denominator of 0.
    for (const [draw, factor] of [
      [3, 1e-7],
      [40, 1e-5],
      [77, 0],
    ] as const) {
      for (let i = draw * WORKERS; i < (draw + 1) * WORKERS; i++) regrets[i]! *= factor;
    }
    const epsilons = axis(-9, 3, 150);
    const { found, interpolated } = counted(regrets, epsilons);
    expect(interpolated).toBeGreaterThanOrEqual(DRAWS - 3);
    expect(interpolated).toBeLessThan(DRAWS);
    expectSame(found, computed(regrets, epsilons));
  });

  it('and are undefined at the same epsilons', () => {
    // In some draws half of the workers have equal regrets: the MAD is zero, and so is the denominator at
    // epsilon 0.
    const regrets = drawn(0, 1).map((regret, i) => (i % 200 < 6 ? 0.5 : regret));
    const epsilons = Float64Array.of(0, ...axis(-3, 3, 100));
    const { found, interpolated } = counted(regrets, epsilons, { scheme: 'chain-2026' });
    const expected = computed(regrets, epsilons, { scheme: 'chain-2026' });
    expect(interpolated).toBeGreaterThan(DRAWS / 2);
    expect([...found].map(Number.isNaN)).toEqual([...expected].map(Number.isNaN));
    expect(found).toSatisfy((all: Float64Array) => all.some(Number.isNaN) && all.some(Number.isFinite));
  });

  it.each([
    ['at large epsilons, where spreads fall as 1 / epsilon', 0, axis(-2, 11, 200)],
    ['at small epsilons, where the worst workers have tiny weights', -8, axis(-4, 3, 200)],
  ])('with a small relative error of small moments: %s', (_, mean, epsilons) => {
    const regrets = drawn(mean, 1);
    const { found, interpolated } = counted(regrets, epsilons);
    const expected = computed(regrets, epsilons);
    const [least, most] = [Math.min, Math.max].map((of) =>
      expected.reduce((a, b, i) => (i % MOMENTS < 2 ? of(a, b) : a)),
    );
    expect(interpolated).toBe(DRAWS);
    expect(most! / least!).toBeGreaterThan(1e7);
    found.forEach((value, i) => {
      // At the largest epsilons the computed moments have no more digits: an absolute error of 1e-16.
      const digits = i % MOMENTS < KERNEL_MAPPINGS.length ? Math.max(1e-9, 1e-15 / expected[i]!) : 1e-3;
      expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(digits);
    });
  });
});

describe('use of interpolation', () => {
  it.each([
    ['around zero', drawn(0, 1)],
    ['far below zero', drawn(-20, 1)],
    ['above zero', drawn(4, 1)],
    ['of two workers', drawn(-0.5, 1, { workers: 2, draws: 300 }), 2],
    ['of a hundred workers', drawn(-0.5, 1, { workers: 100 }), 100],
  ])('nearly all draws are interpolated: regrets %s', (_, regrets, workers = WORKERS) => {
    const { interpolated } = counted(regrets, axis(-4, 3, 200), { scheme: 'whitepaper' }, workers);
    expect(interpolated).toBeGreaterThan((0.8 * regrets.length) / workers);
    expect(interpolated).toBeLessThanOrEqual(regrets.length / workers);
  });

  it.each([
    ['few epsilons', drawn(0, 1), axis(-4, 3, 63), { scheme: 'whitepaper' }],
    ['few regrets', drawn(0, 1, { draws: 49 }), axis(-4, 3, 200), { scheme: 'whitepaper' }],
    ['bounds', drawn(0, 1), axis(-4, 3, 200), { scheme: 'forum-2024' }],
    [
      'epsilon scaled by the median',
      drawn(0, 1),
      axis(-4, 3, 200),
      { scheme: 'whitepaper', epsilonScaling: 'median' },
    ],
    ['equal regrets', new Float64Array(1000).fill(2), axis(-4, 3, 200), { scheme: 'whitepaper' }],
    [
      'regrets so far from zero that more nodes than epsilons are needed',
      drawn(100, 1),
      axis(-4, 3, 200),
      { scheme: 'whitepaper' },
    ],
  ] as const)('no draw is interpolated: %s', (_, regrets, epsilons, options) => {
    const { found, interpolated } = counted(regrets, epsilons, options);
    expect(interpolated).toBe(0);
    // An abandoned attempt leaves no trace in the moments.
    expectSame(found, computed(regrets, epsilons, options));
  });
});
