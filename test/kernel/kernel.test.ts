/** The kernel against the readable implementation. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKernel, KERNEL_MAPPINGS, MOMENTS, type Kernel } from '../../src/kernel/kernel.js';
import { normalStream } from '../../src/sampling/stream.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';
import { logWeight } from '../../src/weights/mapping.js';
import { SCHEME_NAMES } from '../../src/weights/schemes.js';
import { denominator, summarize } from '../../src/weights/weights.js';
import { decimals } from '../weights/arbitraries.js';
import { readable } from './readable.js';
import { runs } from '../effort.js';

let kernel: Kernel;
beforeAll(() => {
  kernel = createKernel();
});

/** Means of both spreads over draws from the kernel, shape (epsilon, mapping). */
function fromKernel(draws: readonly Float64Array[], epsilons: readonly number[], options: FormulaOptions) {
  const moments = new Float64Array(2 * epsilons.length * MOMENTS);
  const regrets = Float64Array.from(draws.flatMap((draw) => [...draw]));
  kernel.addDraws(
    regrets,
    draws[0]!.length,
    Float64Array.from(epsilons),
    completeFormula(options),
    moments,
    0,
  );
  const at = (metric: number, e: number, moment: number) =>
    moments[(metric * epsilons.length + e) * MOMENTS + moment]!;
  return epsilons.map((_, e) =>
    KERNEL_MAPPINGS.map((_, m) => ({
      log10: at(0, e, m),
      linear: at(1, e, m),
      log10Squares: at(0, e, 2 + m),
      linearSquares: at(1, e, 2 + m),
    })),
  );
}

function expectSame(actual: number, expected: number, size = 1): void {
  const most = Math.max(1e-13 * size, 1e-12 * expected);
  // A call of `expect` for each number takes most of the time.
  if (Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual - expected) <= most) return;
  expect({ actual, most }).toEqual({ actual: expected, most });
}

function expectAgreement(regrets: Float64Array, epsilons: readonly number[], options: FormulaOptions): void {
  const expected = readable(regrets, epsilons, options);
  fromKernel([regrets], epsilons, options).forEach((pair, e) =>
    pair.forEach(({ log10, linear }, m) => {
      expectSame(log10, expected[e]![m]!.log10);
      expectSame(linear, expected[e]![m]!.linear, expected[e]![m]!.best);
    }),
  );
}

/** Regrets of 2 to 70 workers: mean and spread independent of each other, from 1e-9 to 1e6. */
const vectors = fc
  .record({
    deviations: fc.array(decimals(-3, 3), { minLength: 2, maxLength: 70 }),
    mean: fc.tuple(fc.constantFrom(-1, 0, 1), decimals(-9, 6)),
    spread: decimals(-9, 6),
  })
  .map(({ deviations, mean: [sign, exponent], spread }) =>
    Float64Array.from(deviations, (each) => sign * 10 ** exponent + each * 10 ** spread),
  );
const epsilonLists = fc.array(
  decimals(-12, 12).map((exponent) => 10 ** exponent),
  { minLength: 1, maxLength: 9 },
);
const options = fc.record({
  scheme: fc.constantFrom(...SCHEME_NAMES),
  epsilonScaling: fc.constantFrom('none' as const, 'median' as const),
  pNorm: decimals(0.01, 12),
  cNorm: decimals(-8, 8),
});

describe('the kernel agrees with src/weights', () => {
  it('on random regrets, epsilons and formulas of every scheme', () => {
    fc.assert(
      fc.property(vectors, epsilonLists, options, (regrets, epsilons, formula) => {
        // If median and scale are both zero, the denominator is zero and the readable code throws.
        const summary = summarize(regrets, completeFormula(formula));
        fc.pre(epsilons.every((epsilon) => denominator(summary, epsilon) > 0));
        expectAgreement(regrets, epsilons, formula);
      }),
      { numRuns: runs(3000) },
    );
  });

  const normal = normalStream({ seed: 3, cell: 0, block: 0 });
  const gaussian = (workers: number, mean: number, std: number) =>
    Float64Array.from({ length: workers }, () => mean + std * normal());

  it.each(SCHEME_NAMES)('%s: from 2 to 10,000 workers, around multiples of the block size', (scheme) => {
    for (const workers of [2, 3, 15, 16, 17, 31, 32, 33, 100, 101, 9_999, 10_000])
      expectAgreement(gaussian(workers, -0.5, 1), [1e-3, 0.1, 1, 7, 100], { scheme });
  });

  it.each(SCHEME_NAMES)('%s: for any number of epsilons', (scheme) => {
    for (const count of [1, 2, 3, 4, 5, 127, 128, 129, 257]) {
      expectAgreement(
        gaussian(10, -1, 2),
        Array.from({ length: count }, (_, e) => 10 ** (-4 + (8 * e) / count)),
        { scheme },
      );
    }
  });

  it.each(SCHEME_NAMES)('%s: equal regrets, far regrets, tiny and huge epsilons', (scheme) => {
    const epsilons = [1e-300, 1e-12, 1e-3, 1, 1e6, 1e300];
    expectAgreement(Float64Array.of(2, 2, 2), epsilons.slice(2), { scheme });
    expectAgreement(Float64Array.of(-2, -2), epsilons.slice(2), { scheme });
    expectAgreement(Float64Array.of(0, 0, 0), epsilons, { scheme });
    expectAgreement(Float64Array.of(-1e6, -1e6 + 1e-3, -1e6 + 2e-3), epsilons, { scheme });
    expectAgreement(Float64Array.of(1e6, 1e6 + 1e-3, 1e6 + 2e-3), epsilons, { scheme });
    expectAgreement(Float64Array.of(-1e6, 0, 1e6), epsilons, { scheme });
    expectAgreement(Float64Array.of(-1e-9, 0, 1e-9), epsilons, { scheme });
    expectAgreement(Float64Array.of(0, ...Array<number>(99).fill(1)), [2e-19, 1e-9, 1], { scheme });
    expectAgreement(Float64Array.of(0, 1e-13, 2e-13, 3e-13, 4.5e-4), [1e-20, 1e-9], { scheme });
    // Epsilon 0 is allowed if the regrets have a spread.
    expectAgreement(Float64Array.of(-1, 0.5, 2), [0], { scheme });
  });

  it('S_lin of weights below e^-38, in a scheme without bounds, has a small relative error', () => {
    const regrets = Float64Array.of(-60, -61, -62.5);
    const [found] = fromKernel([regrets], [0.5], { scheme: 'whitepaper' });
    const [expected] = readable(regrets, [0.5], { scheme: 'whitepaper' });
    found!.forEach(({ linear }, m) => {
      expect(expected![m]!.linear).toBeLessThan(1e-30);
      expect(linear / expected![m]!.linear).toBeCloseTo(1, 11);
    });
  });
});

describe('log10 weights', () => {
  it('have an error of at most 1e-13 max(1, |value|), inside and outside the table', () => {
    const far = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(fc.double({ min: -80, max: 50, noNaN: true }), far), (y) => {
        const found = kernel.log10Weights(y);
        KERNEL_MAPPINGS.forEach((mapping, m) => {
          const expected = logWeight(mapping, y, 1) / Math.LN10;
          const error = Math.abs(found[m]! - expected);
          const most = 1e-13 * Math.max(1, Math.abs(expected));
          if (!(error <= most)) expect(error).toBeLessThanOrEqual(most);
        });
      }),
      { numRuns: runs(20_000) },
    );
  });
});

describe('moments over draws', () => {
  const normal = normalStream({ seed: 5, cell: 0, block: 0 });
  const draws = Array.from({ length: 300 }, () => Float64Array.from({ length: 7 }, () => -1 + 2 * normal()));
  const epsilons = [0.01, 0.1, 1, 10, 100];

  it('are means and sums of squared deviations of the spreads of single draws', () => {
    const each = draws.map((draw) => readable(draw, epsilons, { scheme: 'chain-2026' }));
    fromKernel(draws, epsilons, { scheme: 'chain-2026' }).forEach((pair, e) =>
      pair.forEach((found, m) => {
        for (const metric of ['log10', 'linear'] as const) {
          const values = each.map((spreads) => spreads[e]![m]![metric]);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          expect(found[metric]).toBeCloseTo(mean, 12);
          expect(found[`${metric}Squares`]).toBeCloseTo(
            values.reduce((sum, value) => sum + (value - mean) ** 2, 0),
            10,
          );
        }
      }),
    );
  });

  it('have the same bytes for any split of the draws into calls, and for S alone', () => {
    const formula = completeFormula({ scheme: 'chain-2024' });
    const flat = Float64Array.from(draws.flatMap((draw) => [...draw]));
    const whole = new Float64Array(2 * epsilons.length * MOMENTS);
    kernel.addDraws(flat, 7, Float64Array.from(epsilons), formula, whole, 0);
    for (const metrics of [1, 2]) {
      const parts = new Float64Array(metrics * epsilons.length * MOMENTS);
      for (const [from, to] of [
        [0, 1],
        [1, 100],
        [100, 300],
      ] as const) {
        kernel.addDraws(
          flat.subarray(7 * from, 7 * to),
          7,
          Float64Array.from(epsilons),
          formula,
          parts,
          from,
        );
      }
      expect(parts).toEqual(whole.subarray(0, parts.length));
    }
  });

  it('the mean of S is undefined if any draw has a zero weight, that of S_lin is not', () => {
    const zero = Float64Array.from({ length: 40 }, (_, i) => (i === 0 ? -10 : 0));
    const good = Float64Array.from({ length: 40 }, (_, i) => (i % 2 ? -1 : 1));
    const [[pair]] = [fromKernel([good, zero, good], [0], { scheme: 'forum-2024' })];
    for (const { log10, linear } of pair!) {
      expect(log10).toBeNaN();
      expect(linear).toBeGreaterThan(0);
    }
  });
});
