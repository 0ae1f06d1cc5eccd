import { describe, expect, it } from 'vitest';
import { gaussianMaxEpsilon } from '../../src/theory/infinite-workers.js';
import { curveAt } from '../../src/fit/fitted-curve.js';
import { fitQuadrature, fitQuantile } from '../../src/fit/curve-fitting.js';
import type { CurveFit } from '../../src/fit/fitted-curve.js';
import { CURVE_FAMILIES } from '../../src/fit/curve-families.js';
import { gaussianLimits } from '../../src/fit/gaussian-limits.js';
import { groupByRatio } from '../../src/fit/rows-by-ratio.js';
import { normalStream } from '../../src/sampling/stream.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { cellRow } from './rows.js';

const configuration = {
  scheme: 'whitepaper',
  mapping: 'gradient',
  workers: 10,
  factor: Math.sqrt(10),
} as const;
const gaussian = gaussianLimits(configuration)!;
const ratios = [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0, 0.5];
const [kappa, end] = [1.5, 1.2];
const rate = (gaussian.rate * gaussian.steep) / kappa;

/**
 * A row for each ratio and std, on a curve of the family. Relative standard errors are 0.002; `noise` is in
 * standard errors.
 */
function rowsOn(
  model: string,
  parameters: readonly number[],
  noise: () => number = () => 0,
  stds = [0.1, 10],
): ThresholdCellRow[] {
  const family = CURVE_FAMILIES.find(({ name }) => name === model)!;
  return ratios.flatMap((ratio) => {
    const epsilon = family.value(ratio, parameters, { steep: kappa, ratio: end, epsilon: 0, rate });
    return stds.map((std) => {
      const row = cellRow({ mean: ratio * std, std }, epsilon * std, 0.002);
      return { ...row, epsilon_q50: row.epsilon_q50 * (1 + 0.002 * noise()) };
    });
  });
}

function fitOf(rows: readonly ThresholdCellRow[], model?: string): CurveFit | null {
  return fitQuantile(configuration, 'q50', groupByRatio(rows)[0]!.groups, gaussian, model);
}

const exponential = rowsOn('exponential', [1.1]);

describe('fitQuantile', () => {
  it.each([
    ['exponential', [1.1], ['b']],
    ['inverse-cubic', [-0.5, -0.3, -0.2], ['c1', 'c2', 'c3']],
  ])('recovers the parameters of a curve of its family: %s', (model, parameters, names) => {
    const curve = fitOf(rowsOn(model, parameters))!;
    expect(curve).toMatchObject({
      ...configuration,
      quantile: 'q50',
      model,
      draws: 20_000,
      range: { ratio: [-20, 0.5] },
      level: 0.95,
    });
    expect(curve.parameters.map(({ name }) => name)).toEqual(['kappa', 'R', ...names]);
    for (const [i, truth] of [kappa, end, ...parameters].entries()) {
      const { value, standardError } = curve.parameters[i]!;
      // There is no noise, so the difference comes from where the fit stops.
      expect(Math.abs(value - truth)).toBeLessThan(1e-3 * standardError);
    }
    expect(curve.chiSquared!).toBeLessThan(1e-6);
    expect(curve.worstError).toBeLessThan(1e-6);
    expect(curve.limits).toEqual({
      steep: curve.parameters[0]!.value,
      ratio: curve.parameters[1]!.value,
      epsilon: 0,
      rate: expect.any(Number) as number,
    });
    expect(curve.limits.steep * curve.limits.rate).toBeCloseTo(gaussian.rate * gaussian.steep, 12);
    expect(curve.points.map(({ ratio, draws }) => [ratio, draws])).toEqual(
      ratios.map((ratio) => [ratio, 2000]),
    );
    for (const { residual } of curve.points) expect(Math.abs(residual)).toBeLessThan(1e-6);
    // The formula holds the fitted limits and parameters.
    const own = curve.parameters.slice(2).map(({ value }) => value);
    expect(curve.formula).toBe(CURVE_FAMILIES.find(({ name }) => name === model)!.text(own, curve.limits));
    expect(curve.formula).toContain('1.5');
    expect(curve.formula).toContain('1.2');
  });

  it('states residuals, their maximum, and chi-squared from the standard errors of the points', () => {
    const curve = fitOf(
      rowsOn('inverse-cubic', [-0.5, -0.3, -0.2], normalStream({ seed: 1, cell: 0, block: 0 })),
    )!;
    let chiSquared = 0;
    for (const { ratio, epsilon, standardError, residual } of curve.points) {
      const fitted = curveAt(curve, ratio).epsilon;
      expect(residual).toBeCloseTo(epsilon / fitted - 1, 9);
      chiSquared += ((epsilon - fitted) / standardError) ** 2;
    }
    expect(curve.chiSquared! / chiSquared).toBeCloseTo(1, 9);
    expect(curve.worstError).toBe(Math.max(...curve.points.map(({ residual }) => Math.abs(residual))));
  });

  it('compares families of at most three parameters: converged ones by AICc, then the others', () => {
    for (const seed of [1, 2, 3, 4]) {
      const curve = fitOf(
        rowsOn('inverse-cubic', [-0.5, -0.3, -0.2], normalStream({ seed, cell: 0, block: 0 })),
      )!;
      const { candidates } = curve;
      expect(candidates.map(({ model }) => model).sort()).toEqual([
        'exponential',
        'hyperbola',
        'inverse-cubic',
      ]);
      expect(candidates.map(({ model, parameters }) => [model, parameters]).sort()).toEqual([
        ['exponential', 3],
        ['hyperbola', 5],
        ['inverse-cubic', 5],
      ]);
      expect(candidates[0]).toMatchObject({
        model: curve.model,
        status: 'converged',
        worstError: curve.worstError,
      });
      const converged = candidates.filter(({ status }) => status === 'converged');
      expect(candidates.slice(0, converged.length)).toEqual(converged);
      expect(converged.map(({ aicc }) => aicc)).toEqual(
        converged.map(({ aicc }) => aicc).sort((a, b) => a - b),
      );
      const others = candidates.slice(converged.length).map(({ worstError }) => worstError);
      expect(others).toEqual([...others].sort((a, b) => a - b));
    }
  });

  it('uses a given model, if it exists', () => {
    const before = fitOf(exponential)!;
    expect(before.model).toBe('exponential');
    const other = fitOf(exponential, 'inverse-cubic')!;
    expect(other.model).toBe('inverse-cubic');
    expect(other.candidates).toEqual(before.candidates);
    expect(fitOf(exponential, 'unknown')).toEqual(before);
  });

  it('is fitted up to the ratio at which half of its share of draws has no epsilon', () => {
    const missing = (shares: readonly number[]) =>
      exponential.map((row, i) => ({ ...row, attainable: 1 - (shares[Math.floor(i / 2)] ?? 0) }));
    const endOf = (shares: readonly number[]) => fitOf(missing(shares))?.range.ratio[1] ?? null;
    const none = Array.from({ length: 8 }, () => 0);
    expect(endOf([])).toBe(0.5);
    expect(endOf([...none, 0.1, 0.2499])).toBe(0.5);
    expect(endOf([...none, 0.1, 0.25])).toBe(0);
    // Nine ratios are needed.
    expect(endOf([...none, 0.25, 0.3])).toBeNull();
    // The mean over the rows at a ratio decides.
    const uneven = missing([...none, 0, 0.24]).map((row, i) =>
      i === 19 ? { ...row, attainable: 0.75 } : row,
    );
    expect(fitOf(uneven)!.range.ratio[1]).toBe(0.5);
    expect(
      fitOf(uneven.map((row, i) => (i === 19 ? { ...row, attainable: 0.73 } : row)))!.range.ratio[1],
    ).toBe(0);
  });

  it('needs nine ratios with the quantile', () => {
    expect(fitOf(exponential.slice(2))).not.toBeNull();
    expect(fitOf(exponential.slice(4))).toBeNull();
    expect(
      fitOf(exponential.map((row, i) => (i < 1 ? { ...row, epsilon_q50: NaN } : row)))!.points,
    ).toHaveLength(9);
    expect(fitOf(exponential.map((row, i) => (i < 3 ? { ...row, epsilon_q50: NaN } : row)))).toBeNull();
  });

  it('is null if no family converges', () => {
    // The points alternate, but every family decreases.
    const zigzag = exponential.map((row, i) => cellRow(row, row.std * (i % 4 < 2 ? 1e-6 : 1e6), 1e-9));
    const curve = fitOf(
      zigzag.map((row, i) => ({ ...row, mean: exponential[i]!.mean, std: exponential[i]!.std })),
    );
    if (curve) expect(curve.candidates.find(({ model }) => model === curve.model)!.status).toBe('converged');
  });
});

describe('fitQuadrature', () => {
  const options = { ...configuration, factor: 2, mapping: 'gradient' } as const;
  const limits = gaussianLimits(options)!;
  const fitFrom = (ratio: number, model?: string) =>
    fitQuadrature({ ...options }, ratio, options, limits, model)!;

  it('is within its worst error from -20, or the lowest ratio of the table, to where g is a thousandth of kappa', () => {
    const curve = fitFrom(-3);
    expect(curve).toMatchObject({
      scheme: 'whitepaper',
      mapping: 'gradient',
      factor: 2,
      workers: null,
      quantile: null,
      draws: null,
    });
    expect(curve).toMatchObject({ chiSquared: null, points: [], limits });
    expect(curve.parameters.map(({ name }) => name)).toEqual(
      CURVE_FAMILIES.find(({ name }) => name === curve.model)!.parameterNames,
    );
    const [from, to] = curve.range.ratio;
    expect(from).toBeCloseTo(-20, 9);
    expect(fitFrom(-40).range.ratio[0]).toBeCloseTo(-40, 9);
    expect(gaussianMaxEpsilon(to, options)!).toBeGreaterThanOrEqual(1e-3 * limits.steep);
    // The next ratio is above that, or is the end: steps are even in log(1 + 100 x distance).
    const step = Math.log1p((limits.ratio + 20) * 100) / 120;
    const nextDistance = Math.expm1(Math.log1p(100 * (limits.ratio - to)) - step) / 100;
    const next = gaussianMaxEpsilon(limits.ratio - nextDistance, options);
    if (nextDistance > 1e-12) expect(next).toBeLessThan(1e-3 * limits.steep);
    expect(curve.worstError).toBeLessThan(0.01);
    let worst = 0;
    for (let i = 0; i <= 60; i++) {
      // More ratios near the end, where g changes most.
      const ratio = to - (to - from) * (i / 60) ** 3;
      worst = Math.max(
        worst,
        Math.abs(curveAt(curve, ratio).epsilon / gaussianMaxEpsilon(ratio, options)! - 1),
      );
    }
    expect(worst).toBeLessThan(2 * curve.worstError);
    expect(worst).toBeGreaterThan(curve.worstError / 4);
  });

  it('compares all families by relative errors, and uses a given model', () => {
    const curve = fitFrom(-3);
    const { candidates } = curve;
    expect(candidates.map(({ model }) => model).sort()).toEqual(
      CURVE_FAMILIES.map(({ name }) => name).sort(),
    );
    for (const { model, parameters } of candidates) {
      expect(parameters).toBe(CURVE_FAMILIES.find(({ name }) => name === model)!.parameterNames.length);
    }
    expect(candidates[0]).toMatchObject({
      model: curve.model,
      status: 'converged',
      worstError: curve.worstError,
    });
    const second = candidates[1]!;
    const kept = fitFrom(-3, second.model);
    expect(kept).toMatchObject({ model: second.model, worstError: second.worstError });
    expect(kept.parameters).toHaveLength(second.parameters);
  });
});
