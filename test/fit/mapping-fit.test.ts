import chiSquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import { beforeAll, describe, expect, it } from 'vitest';
import { gaussianMaxEpsilon } from '../../src/theory/infinite-workers.js';
import { curveAt } from '../../src/fit/fitted-curve.js';
import { CURVE_FAMILIES } from '../../src/fit/curve-families.js';
import { gaussianLimits } from '../../src/fit/gaussian-limits.js';
import type { CurveFit } from '../../src/fit/fitted-curve.js';
import { fitMapping, type MappingFit } from '../../src/fit/mapping-fit.js';
import { QUANTILES } from '../../src/study/table.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { MAPPINGS, type MappingName } from '../../src/weights/schemes.js';
import { RUNS_ALL, some } from '../effort.js';
import { runThreshold } from '../studies.js';
import { cellRow } from './rows.js';

const FORMULA = { pNorm: 3, cNorm: 0.75, epsilonScaling: 'none' } as const;
const NINE = [-20, -5, -3, -2, -1, -0.5, 0, 0.5, 1];
const nothing = { slopes: [], curves: [], workers: [] };

describe('the curve of infinitely many workers', () => {
  const cases = MAPPINGS.flatMap((mapping) => [10 ** 0.5, 3, 2].map((factor) => [mapping, factor] as const));

  // Outside CI half of the cases run: each factor and each mapping.
  it.each(some(cases, 2))(
    '%s, F = %d: the chosen model is within a hundredth of quadrature everywhere, also between the fitted points',
    (mapping, factor) => {
      // Outside CI each case has one scheme.
      const scales = factor === 3 ? (['whitepaper'] as const) : (['chain-2026'] as const);
      for (const scheme of RUNS_ALL ? (['whitepaper', 'chain-2026'] as const) : scales) {
        const rows = NINE.map((mean) =>
          cellRow({ scheme, mapping, factor, mean, epsilon_q50: NaN, epsilon_q05: NaN, epsilon_q95: NaN }),
        );
        const { curves, slopes, workers } = fitMapping(FORMULA, rows);
        expect([curves.length, slopes, workers]).toEqual([1, [], []]);
        const [curve] = curves as [CurveFit];
        expect(curve).toMatchObject({
          scheme,
          mapping,
          factor,
          workers: null,
          quantile: null,
          draws: null,
          points: [],
        });
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
        expect(curve.candidates.map(({ model }) => model).sort()).toEqual(
          CURVE_FAMILIES.map(({ name }) => name).sort(),
        );
        expect(curve.candidates[0]).toMatchObject({
          model: curve.model,
          status: 'converged',
          worstError: curve.worstError,
        });
        const converged = curve.candidates.filter(({ status }) => status === 'converged');
        expect(curve.candidates.slice(0, converged.length)).toEqual(converged);
        expect(converged.map(({ aicc }) => aicc)).toEqual(
          converged.map(({ aicc }) => aicc).sort((a, b) => a - b),
        );
      }
    },
  );

  it('is there once, however many numbers of workers there are', () => {
    const rows = [5, 10].flatMap((workers) =>
      NINE.map((mean) => cellRow({ workers, mean, epsilon_q50: NaN })),
    );
    expect(fitMapping(FORMULA, rows).curves.filter(({ workers }) => workers === null)).toHaveLength(1);
  });

  it('keeps the model of the curve of the same scheme, mapping and factor, if there was one', () => {
    const changes = [{}, { mapping: 'potential' }, { factor: 3 }, { scheme: 'chain-2026' }] as const;
    const rows = changes.flatMap((change) =>
      NINE.map((mean) => cellRow({ ...change, mean, epsilon_q50: NaN })),
    );
    const free = fitMapping(FORMULA, rows).curves.filter(({ workers }) => workers === null);
    expect(free).toHaveLength(changes.length);
    for (const [i, curve] of free.entries()) {
      // Outside CI one of them gets another model, because a fit of all curves takes long.
      if (!RUNS_ALL && i !== 1) continue;
      const others = curve.candidates.filter(
        (each) => each.status === 'converged' && each.model !== curve.model,
      );
      const [{ model }, { model: decoy }] = [others[0]!, others[1]!];
      // Beside it, curves of the same formula that are of something else.
      const models = [
        { ...curve, model: decoy, workers: 10 },
        { ...curve, model: decoy, quantile: 'q50' as const },
        { ...curve, model },
      ];
      const kept = fitMapping(FORMULA, rows, models).curves.filter(({ workers }) => workers === null);
      expect(kept.map((each) => each.model)).toEqual(free.map((each, j) => (j === i ? model : each.model)));
    }
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

describe('the mapping of a study', () => {
  let fit: MappingFit;
  let rows: ThresholdCellRow[];
  beforeAll(async () => {
    const mean = [-20, -8, -5, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5];
    rows = (await runThreshold({ name: 'small', draws: 2000, axis: 'ratio', mean, std: [0.01, 0.1, 1, 10] }))
      .cells;
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
      const others = ['q05', 'q95'].map((name) =>
        fit.curves.find((each) => each.mapping === curve.mapping && each.quantile === name)!,
      );
      for (const { ratio } of others[0]!.points) {
        const [low, middle, high] = [others[0]!, curve, others[1]!].map(
          (each) => curveAt(each, ratio).epsilon,
        );
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
          expect(Math.abs(covariance[i]![j]! - covariance[j]![i]!)).toBeLessThan(
            1e-12 * covariance[i]![i]! + 1e-15,
          );
      });
    }
  });

  it('is the same whatever the order of the rows, and nothing where epsilon is scaled by the median', () => {
    const key = (each: { mapping: MappingName; quantile: unknown }) =>
      `${each.mapping} ${String(each.quantile)}`;
    const values = ({ curves }: MappingFit) =>
      Object.fromEntries(
        curves.map((curve) => [
          key(curve),
          curve.parameters.map(({ value }) => Number(value.toPrecision(6))),
        ]),
      );
    expect(values(fitMapping(FORMULA, rows.toReversed()))).toEqual(values(fit));
    expect(fitMapping({ ...FORMULA, epsilonScaling: 'median' }, rows)).toEqual(nothing);
    expect(fitMapping(FORMULA, [])).toEqual(nothing);
  });
});

describe('series in the number of workers', () => {
  it('give the quantiles far below zero, whose square is chi-squared, within their standard errors', async () => {
    const workers = [6, 7, 8, 10, 12, 16, 24, 32, 64];
    const study = {
      name: 'workers',
      schemes: 'whitepaper',
      mappings: 'gradient',
      workers,
      // Outside CI the standard errors are twice as large.
      draws: RUNS_ALL ? 20_000 : 5000,
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
        const variance = terms.reduce(
          (sum, a, i) => sum + a * terms.reduce((inner, b, j) => inner + b * covariance[i]![j]!, 0),
          0,
        );
        const truth = Math.sqrt(chiSquareQuantile(QUANTILES[quantile], n - 1) / n);
        // The series ends at N^-1.5. The first term left out, of a size like those before it, is N^-2.
        expect(Math.abs(fitted - truth)).toBeLessThan(4 * Math.sqrt(variance) + 0.1 / n ** 2);
      }
    }
  });
});
