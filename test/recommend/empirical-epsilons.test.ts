import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  empiricalEpsilons as epsilonsOfCriterion,
  type EmpiricalEpsilons,
  type GaussianComparison,
} from '../../src/recommend/empirical-epsilons.js';
import { completeCriterion, type CriterionOptions } from '../../src/recommend/question.js';
import type { Epochs } from '../../src/epochs/epochs.js';
import { normalStream, uniformStream } from '../../src/sampling/stream.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { RUNS_ALL } from '../effort.js';
import { epochsOf, present, quantileOf, rowsOf, tables } from '../epochs/tables.js';

const FACTOR = 10 ** 0.5;

type Options = CriterionOptions & Pick<FormulaOptions, 'epsilonScaling'> & { seed?: number };

/** Accepts options in the form in which a user gives them. */
function empiricalEpsilons(epochs: Epochs, { seed = 0, ...options }: Options = {}): EmpiricalEpsilons {
  const criterion = { ...completeCriterion(options), formula: completeFormula(options) };
  return epsilonsOfCriterion(epochs, criterion, seed);
}

/** Multiples of one epoch. Their largest epsilons are proportional to the scales. */
function scaled(scales: readonly number[]): Epochs {
  return epochsOf(scales.map((scale) => [-0.9, -0.5, -0.2, -0.05].map((regret) => regret * scale)));
}

/** A first-order autoregressive normal process of variance 1. */
function autoregressive(count: number, r: number, seed: number): number[] {
  const normal = normalStream({ seed, cell: 0, block: 0 });
  const values = [normal()];
  while (values.length < count) values.push(r * values.at(-1)! + Math.sqrt(1 - r * r) * normal());
  return values;
}

describe('empiricalEpsilons', () => {
  it('gives the largest epsilon of each epoch, its quantiles, and the bound', () => {
    const options = fc.record({
      scheme: fc.constantFrom('whitepaper', 'chain-2024', 'chain-2026', 'forum-2024' as const),
      mapping: fc.constantFrom('gradient', 'potential' as const),
      factor: fc.constantFrom(1.5, FACTOR),
      epsilonScaling: fc.constantFrom('none', 'median' as const),
      confidence: fc.constantFrom(0.05, 0.5, 0.95),
    });
    fc.assert(
      fc.property(tables, options, (rows, choice) => {
        const result = empiricalEpsilons(epochsOf(rows), choice);
        const expected = rows.map((row) => maxEpsilon(present(row), choice as never));
        const known = expected.map(({ epsilon }) => epsilon ?? -Infinity);
        for (const [i, epsilon] of result.epsilons.entries()) {
          if (!Number.isFinite(known[i]) || !Number.isFinite(epsilon)) expect(epsilon).toBe(known[i]);
          // Both searches find s + epsilon to within 1e-12 of it. s is less than 1.4826 * 3. With scaling,
          // epsilon is divided by a median of at least 5e-4.
          else expect(Math.abs(epsilon - known[i]!)).toBeLessThan(2e-12 * (4.5 / 5e-4 + epsilon));
        }
        const mine = [...result.epsilons];
        expect(result.recommended.value).toBe(quantileOf(mine, 1 - choice.confidence));
        expect(result.median.value).toBe(quantileOf(mine, 0.5));
        expect(result.separable.value).toBe(mine.filter((epsilon) => epsilon >= 0).length / rows.length);
        const bound = quantileOf(
          expected.map(({ upperBound }) => upperBound),
          0.5,
        );
        if (Number.isFinite(bound))
          expect(Math.abs(result.upperBound - bound)).toBeLessThanOrEqual(1e-12 * (1 + bound));
        else expect(result.upperBound).toBe(bound);
        const reached = mine.filter((epsilon) => epsilon >= result.recommended.value).length / rows.length;
        expect(reached).toBeGreaterThanOrEqual(choice.confidence - 1e-15);
      }),
      { numRuns: RUNS_ALL ? 40 : 12 },
    );
  });

  it('returns epsilons in the order of the epochs, although it sorts epochs by their number of workers', () => {
    const normal = normalStream({ seed: 3, cell: 0, block: 0 });
    const rows: (number | null)[][] = rowsOf(RUNS_ALL ? 20_000 : 5000, 4, () => normal() - 1);
    for (let i = 0; i < rows.length; i += 3) rows[i]![i % 4] = null;
    const { epsilons } = empiricalEpsilons(epochsOf(rows));
    for (let i = 0; i < rows.length; i += 997) {
      const { epsilon } = maxEpsilon(present(rows[i]!));
      if (epsilon === null) expect(epsilons[i]).toBe(-Infinity);
      else expect(epsilons[i]).toBeCloseTo(epsilon, 10);
    }
  });

  it('gives -Infinity where no epsilon separates enough epochs', () => {
    const far = [5, 5.5, 6];
    const { recommended, separable, median, gaussian, dependence } = empiricalEpsilons(
      epochsOf([far, far, far, [-1, -2, -9]]),
    );
    expect(recommended).toMatchObject({ value: -Infinity, low: -Infinity });
    expect(median).toMatchObject({ value: -Infinity, low: -Infinity });
    expect(separable).toMatchObject({ value: 0.25, draws: 4 });
    expect(gaussian.isGaussian).toBe(true);
    expect(dependence.blockLength).toBe(1);
    expect(empiricalEpsilons(epochsOf([far, far])).dependence).toEqual({
      autocorrelation: null,
      blockLength: 1,
    });
  });

  it('gives the interval of all possible resamples for independent epochs', () => {
    // Negative autocorrelation does not count as dependence.
    for (const scales of [
      [3, 1, 2],
      [5, 1, 4, 2, 3],
      [1, 1, 1, 2],
    ]) {
      for (const confidence of [0.3, 0.5, 0.9]) {
        const { epsilons, recommended, dependence } = empiricalEpsilons(scaled(scales), { confidence });
        if (dependence.blockLength > 1) continue;
        const n = scales.length;
        const resampled = Array.from({ length: n ** n }, (_, code) =>
          quantileOf(
            Array.from({ length: n }, (_, i) => epsilons[Math.floor(code / n ** i) % n]!),
            1 - confidence,
          ),
        ).sort((a, b) => a - b);
        // 0.025 and 0.975 of the number of resamples are not whole numbers, so each quantile is one resample.
        expect(recommended.low).toBe(resampled[Math.floor(0.025 * resampled.length)]);
        expect(recommended.high).toBe(resampled[Math.floor(0.975 * resampled.length)]);
        expect(recommended.effectiveEpochs).toBe(n);
      }
    }
  });

  it('treats independent epochs as independent', () => {
    const { dependence, recommended } = empiricalEpsilons(scaled(autoregressive(5000, 0, 4).map(Math.exp)));
    // Four standard errors.
    expect(Math.abs(dependence.autocorrelation!)).toBeLessThan(4 / Math.sqrt(5000));
    expect(dependence.blockLength).toBe(1);
    expect(recommended.effectiveEpochs).toBe(5000);
  });

  it('gives the interval of a moving-block bootstrap if consecutive epochs are dependent', () => {
    const scales = autoregressive(1000, 0.8, 5).map(Math.exp);
    const { epsilons, median, dependence } = empiricalEpsilons(scaled(scales));
    expect(dependence.autocorrelation!).toBeGreaterThan(0.7);
    // (6 n r^2 / (1 - r^2)^2)^(1/3) for r = 0.8, up to the error of r.
    expect(dependence.blockLength).toBeGreaterThan(22);
    expect(dependence.blockLength).toBeLessThan(40);

    const uniform = uniformStream({ seed: 6, cell: 0, block: 0 });
    const length = dependence.blockLength;
    const medians = Array.from({ length: RUNS_ALL ? 2000 : 1000 }, () => {
      const drawn: number[] = [];
      while (drawn.length < 1000) {
        const start = Math.floor(uniform() * 1000);
        for (let i = 0; i < length; i++) drawn.push(epsilons[(start + i) % 1000]!);
      }
      return quantileOf(drawn.slice(0, 1000), 0.5);
    });
    // Compare the ends as shares of epochs below them. The ends of 2000 resamples have a standard error of
    // 0.0035 / 0.05 times that of the median, about 0.003. Those of 1000 resamples have one of 0.0045.
    const shareBelow = (limit: number): number =>
      epsilons.filter((epsilon) => epsilon <= limit).length / 1000;
    expect(Math.abs(shareBelow(median.low) - shareBelow(quantileOf(medians, 0.025)))).toBeLessThan(0.015);
    expect(Math.abs(shareBelow(median.high) - shareBelow(quantileOf(medians, 0.975)))).toBeLessThan(0.015);
    expect(median.effectiveEpochs).toBeLessThan(400);
  });

  it('gives intervals for dependent epochs whose coverage is near the stated level', () => {
    const unit = maxEpsilon([-0.9, -0.5, -0.2, -0.05]).epsilon!;
    const runs = RUNS_ALL ? 100 : 40;
    const hits = Array.from({ length: runs }, (_, run) => {
      const { median } = empiricalEpsilons(scaled(autoregressive(400, 0.6, 100 + run).map(Math.exp)));
      return Number(median.low <= unit && median.high >= unit);
    });
    // The coverage of bootstraps of dependent series is slightly below 0.95. It would be 0.67 if the epochs
    // were treated as independent. The standard error of the share of 100 runs is 0.03.
    expect(hits.reduce((sum, hit) => sum + hit, 0) / runs).toBeGreaterThan(0.83);
  });

  it('reports whether normal regrets would lead to another epsilon', () => {
    const normal = normalStream({ seed: 7, cell: 0, block: 0 });
    const uniform = uniformStream({ seed: 8, cell: 0, block: 0 });
    const compared = (rows: number[][]): GaussianComparison => empiricalEpsilons(epochsOf(rows)).gaussian;
    const epochs = RUNS_ALL ? 30_000 : 8000;
    const { mean, std, isGaussian } = compared(rowsOf(epochs, 10, () => 0.5 * normal() - 1));
    expect(isGaussian).toBe(true);
    // Five standard errors for ten numbers of each epoch.
    expect(Math.abs(mean + 1)).toBeLessThan((5 * 0.5) / Math.sqrt(10 * epochs));
    expect(Math.abs(std - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(2 * 9 * epochs));
    // Three workers suffice, because the pooled variance is unbiased.
    expect(compared(rowsOf(epochs, 3, () => normal() - 5)).isGaussian).toBe(true);
    const longTailed = (): number => normal() * (uniform() < 0.2 ? 10 : 1) - 1;
    expect(compared(rowsOf(3000, 10, longTailed)).isGaussian).toBe(false);
    // Regrets are normal in every epoch, but epochs have unequal spreads.
    const uneven = rowsOf(3000, 10, normal).map((row, i) => row.map((z) => (i % 5 ? 1 : 0.2) * z - 1));
    expect(compared(uneven).isGaussian).toBe(false);
    // Two epochs cannot show a difference.
    expect(compared(rowsOf(2, 10, normal)).isGaussian).toBe(true);
  });

  it('gives the same numbers for the same seed', () => {
    const epochs = scaled([1, 2, 3]);
    expect(empiricalEpsilons(epochs)).toEqual(empiricalEpsilons(epochs, { seed: 0, confidence: 0.95 }));
    expect(empiricalEpsilons(epochs, { seed: 1 }).gaussian.epsilon).not.toBe(
      empiricalEpsilons(epochs).gaussian.epsilon,
    );
    expect(empiricalEpsilons(epochs).epochsNeeded).toBe(72);
    // 0.975 = 1 - (1 / 2)^5.3
    expect(empiricalEpsilons(epochs, { confidence: 0.5 }).epochsNeeded).toBe(6);
  });
});
