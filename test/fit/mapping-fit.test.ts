import chiSquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import { beforeAll, describe, expect, it } from 'vitest';
import { gaussianMaxEpsilon } from '../../src/analysis/gaussian.js';
import { curveAt } from '../../src/fit/curve.js';
import { FAMILIES } from '../../src/fit/families.js';
import { brokenSlopes } from '../../src/fit/laws.js';
import { gaussianLimits } from '../../src/fit/limits.js';
import type { CurveFit } from '../../src/fit/curves.js';
import { fitMapping, type MappingFit } from '../../src/fit/mapping-fit.js';
import type { SlopeFit } from '../../src/fit/slopes.js';
import { QUANTILES, type ThresholdCellRow } from '../../src/study/record.js';
import { MAPPINGS, type MappingName } from '../../src/weights/schemes.js';
import { runThreshold } from '../studies.js';
import { cellRow } from './rows.js';

const FORMULA = { pNorm: 3, cNorm: 0.75, epsilonScaling: 'none' } as const;
const NINE = [-20, -5, -3, -2, -1, -0.5, 0, 0.5, 1];
const nothing = { slopes: [], curves: [], workers: [] };

describe('the curve of infinitely many workers', () => {
  const cases = MAPPINGS.flatMap((mapping) => [10 ** 0.5, 3, 2].map((factor) => [mapping, factor] as const));

  it.each(cases)(
    '%s, F = %d: the chosen model is within a hundredth of quadrature everywhere, also between the fitted points',
    (mapping, factor) => {
      for (const scheme of ['whitepaper', 'chain-2026'] as const) {
        const rows = NINE.map((mean) => cellRow({ scheme, mapping, factor, mean, epsilon_q50: NaN, epsilon_q05: NaN, epsilon_q95: NaN }));
        const { curves, slopes, workers } = fitMapping(FORMULA, rows);
        expect([curves.length, slopes, workers]).toEqual([1, [], []]);
        const [curve] = curves as [CurveFit];
        expect(curve).toMatchObject({ scheme, mapping, factor, workers: null, quantile: null, draws: null, points: [] });
        expect(curve.limits).toEqual(gaussianLimits({ scheme, mapping, factor }));
        const [from, to] = curve.range.ratio;
        expect(from).toBeCloseTo(-20, 6);
        expect(curve.worstError).toBeLessThan(0.01);
        for (let i = 0; i <= 60; i++) {
          // Denser towards the end, where most happens.
          const ratio = to - (to - from) * (i / 60) ** 3;
          const truth = gaussianMaxEpsilon(ratio, { scheme, mapping, factor })!;
          expect(Math.abs(curveAt(curve, ratio).epsilon / truth - 1)).toBeLessThan(0.01);
        }
        // All families stand beside the chosen one: those that converged by AICc, then the others.
        expect(curve.candidates.map(({ model }) => model).sort()).toEqual(FAMILIES.map(({ name }) => name).sort());
        expect(curve.candidates[0]).toMatchObject({ model: curve.model, status: 'converged', worstError: curve.worstError });
        const converged = curve.candidates.filter(({ status }) => status === 'converged');
        expect(curve.candidates.slice(0, converged.length)).toEqual(converged);
        expect(converged.map(({ aicc }) => aicc)).toEqual(converged.map(({ aicc }) => aicc).sort((a, b) => a - b));
      }
    },
  );

  it('is there once, however many numbers of workers there are', () => {
    const rows = [5, 10].flatMap((workers) => NINE.map((mean) => cellRow({ workers, mean, epsilon_q50: NaN })));
    expect(fitMapping(FORMULA, rows).curves.filter(({ workers }) => workers === null)).toHaveLength(1);
  });

  it('is not there where no ratio has an epsilon', () => {
    expect(
      fitMapping(
        { ...FORMULA, pNorm: 1 },
        NINE.map((mean) => cellRow({ mean })),
      ).curves,
    ).toEqual([]);
  });
});

describe('slopes', () => {
  /** log10 epsilon = 0.1 + exponent log10 std, times noise. */
  const powerLaw = (exponent: number, noise: readonly number[], change: Partial<ThresholdCellRow> = {}) =>
    noise.map((factor, i) => {
      const std = Number(`1e${i - 4}`);
      return cellRow({ std, mean: -2 * std, ...change }, 10 ** 0.1 * std ** exponent * factor);
    });

  it('find the exponent of a power law, and whether it is 1', () => {
    const noise = [1, 1.001, 0.999, 0.999, 1.001, 1];
    for (const exponent of [1, 1.1, 0.9]) {
      const [fit] = fitMapping(FORMULA, powerLaw(exponent, noise)).slopes;
      expect(fit).toMatchObject({ ratio: -2, model: 'power law', degreesOfFreedom: 4, chiSquared: null, level: 0.95, draws: 6000 });
      expect(fit!.range.std).toEqual([1e-4, 10]);
      expect(fit!.parameters.map(({ name }) => name)).toEqual(['intercept', 'slope']);
      const [intercept, slope] = fit!.parameters.map(({ value }) => value);
      // The noise is 0.0004 of a decade.
      expect(Math.abs(slope! - exponent)).toBeLessThan(0.0005);
      expect(Math.abs(intercept! - 0.1)).toBeLessThan(0.001);
      expect(fit!.holdsOne).toBe(exponent === 1);
      expect(brokenSlopes([fit!], 0.95)).toHaveLength(exponent === 1 ? 0 : 1);
    }
  });

  it('need four stds, with a median in every row', () => {
    expect(fitMapping(FORMULA, powerLaw(1, [1, 1.01, 1])).slopes).toEqual([]);
    const rows = powerLaw(1, [1, 1.01, 1, 0.99, 1]);
    expect(fitMapping(FORMULA, rows).slopes).toHaveLength(1);
    expect(fitMapping(FORMULA, [...rows, cellRow({ std: 1e3, mean: -2e3, epsilon_q50: NaN })]).slopes).toEqual([]);
  });

  it('hold 1 in 95 % of regimes, and in all of them at a level for all together: hundreds of regimes', async () => {
    const study = { name: 'regimes', mappings: 'gradient', draws: 400, axis: 'ratio', std: { logspace: [-4, 4, 9] } };
    const slopes: SlopeFit[] = [];
    for (const [i, schemes] of ['forum-2024', 'chain-2026'].entries()) {
      // Eight ratios at a time, too few for curves, which take longer.
      for (let from = -15; from < 0; from += 1.6) {
        const mean = Array.from({ length: 8 }, (_, step) => from + step / 5);
        const { cells } = await runThreshold({ ...study, mean, schemes, seeds: Math.round(i * 1000 + 10 * (from + 15)) });
        slopes.push(...fitMapping(FORMULA, cells).slopes);
      }
    }
    expect(slopes).toHaveLength(160);
    expect(brokenSlopes(slopes, 0.99)).toEqual([]);
    // Binomial, with 3.3 standard errors. The weights are estimated, some 10 % off each, which widens the distribution of t by a few per cent of
    // its width: less than 1 % of the slopes.
    const share = slopes.filter(({ holdsOne }) => holdsOne).length / slopes.length;
    expect(Math.abs(share - 0.95)).toBeLessThan(3.3 * Math.sqrt((0.95 * 0.05) / slopes.length) + 0.01);
  });
});

describe('curves of N workers', () => {
  const ratios = [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0, 0.5];
  const limits = { ...gaussianLimits({ scheme: 'whitepaper' })!, steep: 1.5, ratio: 1.2, epsilon: 0 };
  const rate = (Math.log(10 ** 0.5) * (6 / Math.LN10 - 1)) / limits.steep;
  const curveOf = (model: string, parameters: readonly number[]) => {
    const family = FAMILIES.find(({ name }) => name === model)!;
    return ratios.map((ratio) => {
      const epsilon = family.value(ratio, parameters, { ...limits, rate });
      return [0.1, 10].map((std) => cellRow({ mean: ratio * std, std }, epsilon * std, 0.002));
    });
  };

  it.each([
    ['exponential', [1.1]],
    ['inverse-cubic', [-0.5, -0.3, -0.2]],
  ])('find the parameters of a curve of the family: %s', (model, parameters) => {
    const { curves } = fitMapping(FORMULA, curveOf(model, parameters).flat());
    const median = curves.find(({ quantile }) => quantile === 'q50')!;
    expect(median).toMatchObject({ model, workers: 10, draws: 2000 * ratios.length, range: { ratio: [-20, 0.5] } });
    expect(median.parameters.map(({ name }) => name).slice(0, 2)).toEqual(['kappa', 'R']);
    for (const [i, truth] of [1.5, 1.2, ...parameters].entries()) {
      const { value, standardError } = median.parameters[i]!;
      // No noise: what is left is where the fit stops.
      expect(Math.abs(value - truth)).toBeLessThan(1e-3 * standardError);
    }
    expect(median.chiSquared!).toBeLessThan(1e-6);
    expect(median.worstError).toBeLessThan(1e-6);
    expect(median.limits.steep * median.limits.rate).toBeCloseTo(rate * limits.steep, 12);
    expect(median.points.map(({ ratio }) => ratio)).toEqual(ratios);
    for (const { residual } of median.points) expect(Math.abs(residual)).toBeLessThan(1e-6);
    const [q05, q95] = ['q05', 'q95'].map((name) => curves.find(({ quantile }) => quantile === name)!);
    expect(q05!.parameters).toEqual(median.parameters);
    expect(q95!.parameters).toEqual(median.parameters);
  });

  it('keep the model of a curve that they are to be compared with', () => {
    const rows = curveOf('exponential', [1.1]).flat();
    const before = fitMapping(FORMULA, rows).curves;
    const others = before.map((curve) => ({ ...curve, model: 'inverse-cubic' }));
    const after = fitMapping(FORMULA, rows, others).curves;
    expect(before.map(({ model }) => model)).toEqual(['inverse-quintic', 'exponential', 'exponential', 'exponential']);
    expect(after.map(({ model }) => model)).toEqual(after.map(() => 'inverse-cubic'));
    // A model that does not exist any more is no reason to have none.
    const unknown = before.map((curve) => ({ ...curve, model: 'gone' }));
    expect(fitMapping(FORMULA, rows, unknown)).toEqual(fitMapping(FORMULA, rows));
  });

  it('end before the ratio at which half of the quantile`s share of draws has no epsilon', () => {
    const rows = curveOf('exponential', [1.1]).flatMap((regime, i) =>
      regime.map((row) => ({ ...row, attainable: [1, 0.98, 0.8][Math.max(0, i - 7)]! })),
    );
    const { curves } = fitMapping(FORMULA, rows);
    const ends = Object.fromEntries(curves.map(({ quantile, range }) => [String(quantile), range.ratio[1]]));
    // 2 % missing at 0, 20 % at 0.5: the 5 % quantile is followed to 0, where 2.5 % would end it; the median to the last.
    expect(ends).toMatchObject({ q05: 0, q50: 0.5, q95: 0.5 });
  });

  it('need nine ratios', () => {
    const rows = curveOf('exponential', [1.1]);
    expect(fitMapping(FORMULA, rows.slice(1).flat()).curves).toHaveLength(4);
    expect(fitMapping(FORMULA, rows.slice(2).flat()).curves).toEqual([]);
    const holes = rows.flat().map((row, i) => (i < 4 ? { ...row, epsilon_q05: NaN } : row));
    expect(fitMapping(FORMULA, holes).curves.map(({ quantile }) => quantile)).toEqual([null, 'q50', 'q95']);
  });

  it('are left out, not an error, where a table is too noisy for any of them', async () => {
    let found = 0;
    for (const draws of [1, 5, 30, 70]) {
      for (const seeds of [1, 2]) {
        const study = { name: 'noisy', schemes: 'forum-2024', mappings: 'gradient', draws, seeds, axis: 'ratio', mean: NINE, std: 1 };
        const { curves } = fitMapping(FORMULA, (await runThreshold(study)).cells);
        found += curves.length;
        for (const { model, candidates } of curves) {
          expect(candidates.find((each) => each.model === model)!.status).toBe('converged');
        }
      }
    }
    expect(found).toBeGreaterThanOrEqual(8);
  });
});

describe('the mapping of a study', () => {
  let fit: MappingFit;
  let rows: ThresholdCellRow[];
  beforeAll(async () => {
    const mean = [-20, -8, -5, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5];
    rows = (await runThreshold({ name: 'small', draws: 2000, axis: 'ratio', mean, std: [0.01, 0.1, 1, 10] })).cells;
    fit = fitMapping(FORMULA, rows);
  });

  it('describes the medians: chi-squared, residuals in standard errors, and the curve within them', () => {
    const medians = fit.curves.filter(({ quantile }) => quantile === 'q50');
    expect(medians.map(({ mapping }) => mapping)).toEqual(['gradient', 'potential']);
    for (const curve of medians) {
      // Beyond the 0.999 quantile of chi-squared the family would be the wrong one.
      expect(curve.chiSquared).toBeLessThan(chiSquareQuantile(0.999, curve.degreesOfFreedom));
      expect(curve.degreesOfFreedom).toBe(curve.points.length - curve.parameters.length);
      let chiSquared = 0;
      for (const { ratio, epsilon, standardError, residual } of curve.points) {
        const fitted = curveAt(curve, ratio);
        expect(Math.abs(epsilon / fitted.epsilon - 1 - residual)).toBeLessThan(1e-9);
        expect(fitted.standardError).toBeLessThan(standardError);
        chiSquared += ((epsilon - fitted.epsilon) / standardError) ** 2;
      }
      expect(Math.abs(chiSquared / curve.chiSquared! - 1)).toBeLessThan(1e-9);
      // The 5 % and the 95 % quantile lie on either side of it.
      const others = ['q05', 'q95'].map((name) => fit.curves.find((each) => each.mapping === curve.mapping && each.quantile === name)!);
      for (const { ratio } of others[0]!.points) {
        const [low, middle, high] = [others[0]!, curve, others[1]!].map((each) => curveAt(each, ratio).epsilon);
        expect(low).toBeLessThan(middle!);
        expect(middle).toBeLessThan(high!);
      }
    }
  });

  it('has formulas of its numbers, and a covariance that is that of its standard errors', () => {
    for (const { formula, parameters, covariance, low } of [...fit.curves, ...fit.slopes].map((each) => ({
      ...each,
      low: each.parameters[0]!.low,
    }))) {
      expect(formula).toMatch(/\d/);
      expect(low).toBeLessThan(parameters[0]!.value);
      parameters.forEach(({ standardError }, i) => {
        expect(Math.abs(Math.sqrt(covariance[i]![i]!) / standardError - 1)).toBeLessThan(1e-12);
        for (const j of parameters.keys())
          expect(Math.abs(covariance[i]![j]! - covariance[j]![i]!)).toBeLessThan(1e-12 * covariance[i]![i]! + 1e-15);
      });
    }
  });

  it('is the same whatever the order of the rows, and nothing where epsilon is scaled by the median', () => {
    const key = (each: { mapping: MappingName; quantile: unknown }) => `${each.mapping} ${String(each.quantile)}`;
    const values = ({ curves }: MappingFit) =>
      Object.fromEntries(curves.map((curve) => [key(curve), curve.parameters.map(({ value }) => Number(value.toPrecision(6)))]));
    expect(values(fitMapping(FORMULA, rows.toReversed()))).toEqual(values(fit));
    expect(fitMapping({ ...FORMULA, epsilonScaling: 'median' }, rows)).toEqual(nothing);
    expect(fitMapping(FORMULA, [])).toEqual(nothing);
  });
});

describe('series in the number of workers', () => {
  const limit = gaussianMaxEpsilon(-2, { scheme: 'chain-2026' })!;
  const rowsOf = (workers: readonly number[], factor: (n: number) => number) =>
    workers.map((n) => cellRow({ scheme: 'chain-2026', workers: n, mean: -2 }, limit * factor(n), 0.001));
  const series = (n: number) => 1 - 0.2 / Math.sqrt(n) - 1.5 / n + 2 / n ** 1.5;

  it('find their coefficients, even and odd N apart', () => {
    const parity = (n: number) => (n % 2 ? -1 : 1) * (0.3 / n - 0.7 / n ** 2);
    const fits = fitMapping(
      FORMULA,
      rowsOf([100, 3, 4, 5, 6, 7, 8, 15, 32], (n) => series(n) + parity(n)),
    ).workers;
    expect(fits.map(({ quantile }) => quantile)).toEqual(['q05', 'q50', 'q95']);
    for (const fit of fits) {
      expect(fit).toMatchObject({ ratio: -2, limit, range: { workers: [3, 100] }, draws: 9000, degreesOfFreedom: 4 });
      expect(fit.parameters.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
      for (const [i, truth] of [-0.2, -1.5, 2, 0.3, -0.7].entries()) expect(Math.abs(fit.parameters[i]!.value - truth)).toBeLessThan(1e-6);
      expect(fit.formula).toContain('/ N^1.5 + (-1)^N (0.3 / N + -0.7 / N^2)');
      expect(fit.worstError).toBeLessThan(1e-9);
    }
  });

  it('have no parity where all N are even, or the scale knows none', () => {
    const even = fitMapping(FORMULA, rowsOf([4, 6, 8, 10, 32, 100], series)).workers;
    const std = fitMapping(
      FORMULA,
      rowsOf([3, 4, 5, 6, 8, 10], series).map((row) => ({ ...row, scheme: 'whitepaper' as const })),
    ).workers;
    for (const fits of [even, std]) {
      expect(fits).toHaveLength(3);
      for (const { parameters } of fits) expect(parameters.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    }
    for (const { parameters } of even) {
      for (const [i, truth] of [-0.2, -1.5, 2].entries()) expect(Math.abs(parameters[i]!.value - truth)).toBeLessThan(1e-6);
    }
  });

  it('need six numbers of workers, and a limit', () => {
    expect(fitMapping(FORMULA, rowsOf([3, 4, 5, 6, 7], series)).workers).toEqual([]);
    const beyond = rowsOf([3, 4, 5, 6, 7, 8], series).map((row) => ({ ...row, mean: 5 }));
    expect(fitMapping(FORMULA, beyond).workers).toEqual([]);
  });

  it('give the quantiles far below zero, whose square is chi-squared, within their standard errors', async () => {
    const workers = [6, 7, 8, 10, 12, 16, 24, 32, 64];
    const study = {
      name: 'workers',
      schemes: 'whitepaper',
      mappings: 'gradient',
      workers,
      draws: 20_000,
      axis: 'ratio',
      mean: -1e5,
      std: 1,
    };
    const fits = fitMapping(FORMULA, (await runThreshold(study)).cells).workers;
    expect(fits).toHaveLength(3);
    for (const { quantile, parameters, covariance } of fits) {
      for (const n of workers) {
        const terms = [n ** -0.5, 1 / n, n ** -1.5];
        const fitted = terms.reduce((sum, term, i) => sum + term * parameters[i]!.value, 1);
        const variance = terms.reduce((sum, a, i) => sum + a * terms.reduce((inner, b, j) => inner + b * covariance[i]![j]!, 0), 0);
        const truth = Math.sqrt(chiSquareQuantile(QUANTILES[quantile], n - 1) / n);
        // The series ends at N^-1.5. The first term left out, of a size like those before it, is N^-2.
        expect(Math.abs(fitted - truth)).toBeLessThan(4 * Math.sqrt(variance) + 0.1 / n ** 2);
      }
    }
  });
});
