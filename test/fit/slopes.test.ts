import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenSlopes } from '../../src/fit/mapping-laws.js';
import { linearFit } from '../../src/statistics/linear-fit.js';
import { fitSlope } from '../../src/fit/slopes.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { decimals } from '../weights/arbitraries.js';
import { cellRow } from './rows.js';

const configuration = { scheme: 'whitepaper', mapping: 'gradient', workers: 10, factor: 3 } as const;
const fitOf = (rows: ThresholdCellRow[]) => fitSlope(configuration, { ratio: -2, rows });

/** log10 epsilon = 0.1 + exponent log10 std, times noise. */
const powerLaw = (exponent: number, noise: readonly number[]) =>
  noise.map((factor, i) =>
    cellRow({ std: Number(`1e${i - 4}`) }, 10 ** 0.1 * Number(`1e${i - 4}`) ** exponent * factor),
  );

describe('fitSlope', () => {
  it('finds the exponent of a power law, and whether it is 1', () => {
    const noise = [1, 1.001, 0.999, 0.999, 1.001, 1];
    for (const exponent of [1, 1.1, 0.9]) {
      const fit = fitOf(powerLaw(exponent, noise))!;
      expect(fit).toMatchObject({
        ...configuration,
        ratio: -2,
        model: 'power law',
        degreesOfFreedom: 4,
        chiSquared: null,
        level: 0.95,
        draws: 6000,
      });
      expect(fit.range.std).toEqual([1e-4, 10]);
      expect(fit.parameters.map(({ name }) => name)).toEqual(['intercept', 'slope']);
      const [intercept, slope] = fit.parameters.map(({ value }) => value);
      // The noise is 0.0004 of a decade.
      expect(Math.abs(slope! - exponent)).toBeLessThan(0.0005);
      expect(Math.abs(intercept! - 0.1)).toBeLessThan(0.001);
      expect(fit.holdsOne).toBe(exponent === 1);
      expect(brokenSlopes([fit], 0.95)).toHaveLength(exponent === 1 ? 0 : 1);
    }
  });

  // Of a table that the fuzz changed: the fit threw instead.
  it('does not exist if the relative error of a median is above double precision', () => {
    const rows = powerLaw(1, [1, 1, 1, 1, 1, 1]);
    const tiny = { ...rows[2]!, epsilon_q50: 1e-307, epsilon_q50_low: 0, epsilon_q50_high: 1e200 };
    expect(fitOf(rows)).not.toBeNull();
    expect(fitOf(rows.with(2, tiny))).toBeNull();
  });

  it('is the weighted line through the logarithms, whose standard errors are the relative ones / ln 10', () => {
    const part = fc.record({
      epsilon: decimals(0.5, 2),
      error: decimals(0.01, 0.2),
      draws: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 5, maxLength: 9 }), (parts) => {
        const rows = parts
          .map(({ epsilon, error, draws }, i) => cellRow({ std: 2 ** i, draws }, epsilon, error))
          .reverse();
        const fit = fitOf(rows)!;
        const line = linearFit(
          parts.map((_, i) => i * Math.log10(2)),
          parts.map(({ epsilon }) => Math.log10(epsilon)),
          { sigma: parts.map(({ error }) => error), covariance: 'scaled' },
        );
        const size = Math.abs(line.slope.value) + line.slope.standardError;
        for (const key of ['value', 'standardError', 'low', 'high'] as const) {
          expect(Math.abs(fit.parameters[0]![key] - line.intercept[key])).toBeLessThan(
            1e-9 * (Math.abs(line.intercept.value) + size),
          );
          expect(Math.abs(fit.parameters[1]![key] - line.slope[key])).toBeLessThan(1e-9 * size);
        }
        expect(fit.draws).toBe(parts.reduce((sum, { draws }) => sum + draws, 0));
        expect(fit.range.std).toEqual([1, 2 ** (parts.length - 1)]);
        expect(fit.covariance[1]![1]).toBeCloseTo(fit.parameters[1]!.standardError ** 2, 12);
        const { low, high } = fit.parameters[1]!;
        expect(fit.holdsOne).toBe(low <= 1 && 1 <= high);
      }),
    );
  });

  it('prints its line', () => {
    const exact = [0, 1, 2, 3, 4].map((i) => cellRow({ std: 10 ** i }, 10 ** (0.25 + 0.5 * i)));
    expect(fitOf(exact)!.formula).toBe('log10(epsilon) = 0.25 + 0.5 * log10(std)');
  });

  it('needs four stds, with a median in every row', () => {
    expect(fitOf(powerLaw(1, [1, 1.01, 1]))).toBeNull();
    expect(fitOf([...powerLaw(1, [1, 1.01, 1]), ...powerLaw(1, [1, 1, 1.02])])).toBeNull();
    expect(fitOf(powerLaw(1, [1, 1.01, 1, 0.99]))).not.toBeNull();
    const rows = powerLaw(1, [1, 1.01, 1, 0.99, 1]);
    expect(fitOf(rows)).not.toBeNull();
    expect(fitOf([...rows, cellRow({ std: 1e3, epsilon_q50: NaN })])).toBeNull();
  });
});
