/** Moments at many epsilons: when they are interpolated, and that they are then what computing each of them gives. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { interpolateMoments } from '../../src/kernel/interpolation.js';
import { createKernel, KERNEL_MAPPINGS, MOMENTS, type Kernel } from '../../src/kernel/kernel.js';
import { deviateStream, type DistributionName } from '../../src/sampling/distributions.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';
import { decimals } from '../weights/arbitraries.js';
import { readable } from './readable.js';

const WORKERS = 10;
const DRAWS = 100;

interface Draws {
  workers?: number;
  draws?: number;
  seed?: number;
  distribution?: DistributionName;
}

function drawn(mean: number, std: number, { workers = WORKERS, draws = DRAWS, seed = 1, distribution = 'normal' }: Draws = {}) {
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

/** Moments of both metrics by the kernel, all at once: interpolated where they can be. */
function moments(regrets: Float64Array, epsilons: Float64Array, options: FormulaOptions, workers = WORKERS): Float64Array {
  const found = new Float64Array(2 * epsilons.length * MOMENTS);
  kernel.addDraws(regrets, workers, epsilons, completeFormula(options), found, 0);
  return found;
}

/** The same a few epsilons at a time, which are never interpolated. */
function computed(regrets: Float64Array, epsilons: Float64Array, options: FormulaOptions, workers = WORKERS): Float64Array {
  const found = new Float64Array(2 * epsilons.length * MOMENTS);
  for (let from = 0; from < epsilons.length; from += 64) {
    const some = epsilons.subarray(from, from + 64);
    const part = moments(regrets, some, options, workers);
    for (const metric of [0, 1]) {
      const rows = part.subarray(metric * some.length * MOMENTS, (metric + 1) * some.length * MOMENTS);
      found.set(rows, (metric * epsilons.length + from) * MOMENTS);
    }
  }
  return found;
}

/** Interpolates, counting the epsilons at which moments are computed. */
function counted(regrets: Float64Array, epsilons: Float64Array, options: FormulaOptions = { scheme: 'whitepaper' }, workers = WORKERS) {
  const calls: Float64Array[] = [];
  const found = interpolateMoments(regrets, workers, epsilons, completeFormula(options), (some) => {
    calls.push(some);
    return computed(regrets, some, options, workers);
  });
  return { found, calls, evaluated: calls.reduce((sum, { length }) => sum + length, 0) };
}

/** The contract of the kernel: S as it is, S_lin in units of the largest weight where that is above 1. */
function expectWithin(actual: number, expected: number, unit: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.max(1e-13 * unit, 1e-12 * expected));
}

/** Both keep the contract, so that means differ by twice as much at most; sums of squares, which become standard errors, by a thousandth. */
function expectSame(actual: Float64Array, expected: Float64Array): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    const difference = Math.abs(value - expected[i]!);
    if (i % MOMENTS < KERNEL_MAPPINGS.length) expect(difference).toBeLessThanOrEqual(Math.max(1e-13, 2e-12 * expected[i]!));
    else expect(difference).toBeLessThanOrEqual(1e-3 * expected[i]! + 1e-24);
  });
}

describe('interpolated moments are those computed one by one', () => {
  it('for regrets around any mean, on any axis, of both schemes without bounds', () => {
    const anything = fc.record({
      std: decimals(-3, 3).map((exponent) => 10 ** exponent),
      ratio: fc.oneof(decimals(-4, 4), decimals(-60, 60)),
      workers: fc.constantFrom(8, 9, 10, 16, 33),
      seed: fc.nat(1000),
      distribution: fc.constantFrom('normal' as const, 'laplace' as const, 'student-t3' as const, 'outlier' as const),
      below: decimals(0.5, 8),
      above: decimals(0.5, 8),
      count: fc.integer({ min: 96, max: 300 }),
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
        if (counted(regrets, epsilons, options, workers).found) interpolated++;
        expectSame(moments(regrets, epsilons, options, workers), computed(regrets, epsilons, options, workers));
      }),
      { numRuns: 150 },
    );
    // Otherwise nothing was compared.
    expect(interpolated).toBeGreaterThan(50);
  });

  it('and means of the readable spreads, within the contract of the kernel', () => {
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
        if (counted(regrets, epsilons, { scheme }).found) interpolated++;
        const found = moments(regrets, epsilons, { scheme });
        for (let e = from; e < epsilons.length; e += 17) {
          const each = Array.from({ length: DRAWS }, (_, draw) =>
            readable(regrets.subarray(draw * WORKERS, (draw + 1) * WORKERS), [epsilons[e]!], { scheme }),
          );
          KERNEL_MAPPINGS.forEach((_, m) => {
            const mean = (metric: 'log10' | 'linear') => each.reduce((sum, [pair]) => sum + pair![m]![metric], 0) / DRAWS;
            const best = each.reduce((largest, [pair]) => Math.max(largest, pair![m]!.best), 1);
            expectWithin(found[e * MOMENTS + m]!, mean('log10'), 1);
            expectWithin(found[(epsilons.length + e) * MOMENTS + m]!, mean('linear'), best);
          });
        }
      }),
      { numRuns: 40 },
    );
    // Otherwise nothing was compared.
    expect(interpolated).toBeGreaterThan(15);
  });

  it('where epsilons repeat, are out of order, begin with 0 or lie on a node', () => {
    const regrets = drawn(0, 1);
    const epsilons = Float64Array.of(0, 1e3, ...axis(-3, 2, 100).reverse(), 1, 1, 0);
    expect(counted(regrets, epsilons).found).toBeDefined();
    expectSame(moments(regrets, epsilons, { scheme: 'whitepaper' }), computed(regrets, epsilons, { scheme: 'whitepaper' }));
  });

  it('in runs of draws, up to rounding', () => {
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
    expectSame(parts, computed(regrets, epsilons, { scheme: 'whitepaper' }));
  });

  it('with all their digits where they are small', () => {
    // Far above all regrets spreads fall as 1 / epsilon.
    const regrets = drawn(0, 1);
    const epsilons = axis(-2, 9, 200);
    const { found, calls } = counted(regrets, epsilons);
    const last = calls.at(-1)!;
    const expected = computed(regrets, epsilons, { scheme: 'whitepaper' });
    expect(found).toBeDefined();
    const least = last.reduce((a, b) => Math.min(a, b));
    expect(least).toBeGreaterThan(1e3);
    expect(last.toSorted()).toEqual(epsilons.filter((epsilon) => epsilon >= least));
    found!.forEach((value, i) =>
      expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(i % MOMENTS < KERNEL_MAPPINGS.length ? 1e-10 : 1e-3),
    );
  });
});

describe('interpolation', () => {
  it('needs some forty epsilons, however many are asked for', () => {
    const regrets = drawn(-0.5, 1);
    for (const count of [100, 1000]) {
      const { found, evaluated } = counted(regrets, axis(-4, 3, count));
      expect(found).toBeDefined();
      expect(evaluated).toBeLessThan(60);
    }
  });

  it.each([
    ['few epsilons', drawn(0, 1), axis(-4, 3, 95), { scheme: 'whitepaper' }, WORKERS],
    ['few regrets', drawn(0, 1, { draws: 49 }), axis(-4, 3, 200), { scheme: 'whitepaper' }, WORKERS],
    ['few workers', drawn(0, 1, { workers: 7 }), axis(-4, 3, 200), { scheme: 'whitepaper' }, 7],
    ['bounds', drawn(0, 1), axis(-4, 3, 200), { scheme: 'forum-2024' }, WORKERS],
    ['epsilon scaled by the median', drawn(0, 1), axis(-4, 3, 200), { scheme: 'whitepaper', epsilonScaling: 'median' }, WORKERS],
    ['equal regrets', new Float64Array(1000).fill(2), axis(-4, 3, 200), { scheme: 'whitepaper' }, WORKERS],
    ['regrets far from zero', drawn(50, 1), axis(-4, 3, 200), { scheme: 'whitepaper' }, WORKERS],
  ] as const)('is not tried: %s', (_, regrets, epsilons, options, workers) => {
    const { found, evaluated } = counted(regrets, epsilons, options, workers);
    expect(found).toBeUndefined();
    expect(evaluated).toBe(0);
  });

  const regrets = drawn(0, 1);
  const epsilons = axis(-4, 4, 100);
  /** A metric whose four moments are a function of v = 1 / (1 + epsilon). */
  const along = (f: (v: number) => number) => {
    let evaluated = 0;
    const found = interpolateMoments(regrets, WORKERS, epsilons, completeFormula({ scheme: 'whitepaper' }), (some) => {
      evaluated += some.length;
      return Float64Array.from({ length: some.length * MOMENTS }, (_, i) => f(1 / (1 + some[Math.floor(i / MOMENTS)]!)));
    });
    return { found, evaluated };
  };

  it('takes more nodes for what bends more', () => {
    const once = along((v) => 1 + v * v);
    const often = along((v) => 1 / (1.2 - v));
    expect(once.found).toBeDefined();
    expect(often.found).toBeDefined();
    expect(often.evaluated).toBeGreaterThan(once.evaluated);
    epsilons.forEach((epsilon, e) => expect(often.found![e * MOMENTS]).toBeCloseTo(1 / (1.2 - 1 / (1 + epsilon)), 11));
  });

  it('gives up at once where predictions fail: a kink, a jump, moments that are undefined anywhere', () => {
    for (const f of [
      (v: number) => Math.abs(v - 0.4),
      (v: number) => (v < 0.7 ? 1 : 2),
      (v: number) => (v > 0.9999 ? NaN : 1),
      (v: number) => (v > 0.9 ? Infinity : 1),
    ]) {
      const { found, evaluated } = along(f);
      expect(found).toBeUndefined();
      expect(evaluated).toBe(40);
    }
  });

  it('gives up where predictions improve too slowly, before three quarters of the epsilons are computed', () => {
    for (const f of [(v: number) => 1 / (1.002 - v), (v: number) => Math.abs(v - 0.4) ** 9]) {
      const { found, evaluated } = along(f);
      expect(found).toBeUndefined();
      expect(evaluated).toBeGreaterThanOrEqual(40);
      expect(evaluated).toBeLessThanOrEqual(75);
    }
  });

  it('takes moments that are zero everywhere as they are', () => {
    expect([...along(() => 0).found!].every((value) => value === 0)).toBe(true);
  });
});
