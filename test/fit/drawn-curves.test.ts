import { beforeAll, describe, expect, it } from 'vitest';
import { mappingCurves } from '../../src/fit/drawn-curves.js';
import { curveAt } from '../../src/fit/fitted-curve.js';
import { fitMapping, type MappingFit } from '../../src/fit/mapping-fit.js';
import type { ThresholdStudy } from '../../src/study/kinds/threshold/definition.js';
import { steepLimit } from '../../src/theory/bounds.js';
import { gaussianMaxEpsilon } from '../../src/theory/infinite-workers.js';
import { runThreshold } from '../studies.js';

const RATIOS = [-20, -5, -3, -2, -1, -0.5, 0, 0.25, 0.5];
const definition = {
  name: 'curves',
  schemes: ['whitepaper', 'chain-2026'],
  mappings: ['gradient'],
  draws: 2000,
  axis: 'ratio',
  mean: RATIOS,
  std: 1,
};
const NO_FIT: MappingFit = { slopes: [], curves: [], workers: [] };

describe('the drawn curves of a study of ratios', () => {
  let study: ThresholdStudy;
  let fit: MappingFit;
  beforeAll(async () => {
    const result = await runThreshold(definition);
    study = result.study;
    fit = fitMapping(study, result.cells);
  });

  it('there is one for each scheme, mapping, factor and number of workers, with its limits', () => {
    const curves = mappingCurves(study, fit);
    expect(curves.map(({ scheme, mapping, workers, factor }) => [scheme, mapping, workers, factor])).toEqual(
      ['whitepaper', 'chain-2026'].map((scheme) => [scheme, 'gradient', 10, study.factor[0]]),
    );
    for (const { scheme, kappa, ratioLimit } of curves) {
      const infinite = fit.curves.find((curve) => curve.scheme === scheme && curve.workers === null)!;
      expect(kappa).toBe(steepLimit({ scheme, factor: study.factor[0]!, pNorm: 3 }));
      expect(ratioLimit).toBe(infinite.limits.ratio);
    }
  });

  it('the lines follow the fitted curves, from the smallest ratio to the limit, denser towards the end', () => {
    for (const { scheme, fitted, quadrature, formula } of mappingCurves(study, fit)) {
      const median = fit.curves.find(
        (curve) => curve.scheme === scheme && curve.workers === 10 && curve.quantile === 'q50',
      )!;
      const infinite = fit.curves.find((curve) => curve.scheme === scheme && curve.workers === null)!;
      expect(formula).toBe(median.formula.split(':')[0]);
      for (const [line, curve, from, to] of [
        [fitted, median, ...median.range.ratio],
        [quadrature, infinite, -20, infinite.limits.ratio],
      ] as const) {
        expect(line).toHaveLength(200);
        expect(line[0]!.ratio).toBeCloseTo(from, 9);
        expect(line.at(-1)!.ratio).toBeCloseTo(to, 9);
        const steps = line.slice(1).map(({ ratio }, i) => ratio - line[i]!.ratio);
        expect(steps.every((step, i) => step > 0 && (i === 0 || step < steps[i - 1]!))).toBe(true);
        for (const { ratio, value } of line) expect(value).toBe(curveAt(curve, ratio).epsilon);
      }
    }
  });

  it('residuals have intervals of 1.96 standard errors around them', () => {
    for (const { scheme, residuals } of mappingCurves(study, fit)) {
      const { points } = fit.curves.find(
        (curve) => curve.scheme === scheme && curve.workers === 10 && curve.quantile === 'q50',
      )!;
      expect(residuals).toHaveLength(points.length);
      for (const [i, { ratio, residual, low, high }] of residuals.entries()) {
        const point = points[i]!;
        expect([ratio, residual]).toEqual([point.ratio, point.residual]);
        const halfWidth = ((1.96 * point.standardError) / point.epsilon) * (1 + residual);
        expect(high - residual).toBeCloseTo(halfWidth, 12);
        expect(residual - low).toBeCloseTo(halfWidth, 12);
      }
    }
  });

  it('without a fit, the line for infinitely many workers has the quadrature at the ratios of the study', () => {
    for (const { scheme, fitted, quadrature, residuals, ratioLimit, formula } of mappingCurves(
      study,
      NO_FIT,
    )) {
      expect([fitted, residuals, ratioLimit, formula]).toEqual([[], [], null, '']);
      expect(quadrature).toEqual(
        RATIOS.map((ratio) => ({
          ratio,
          value: gaussianMaxEpsilon(ratio, { scheme, mapping: 'gradient', factor: study.factor[0]! }),
        })).filter(({ value }) => value !== null),
      );
    }
  });

  it('a study whose means are in dex has none', () => {
    expect(mappingCurves({ ...study, axis: 'mean' }, fit)).toEqual([]);
  });
});
