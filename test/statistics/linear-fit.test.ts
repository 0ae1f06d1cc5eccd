import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearFit, linearLeastSquares } from '../../src/statistics/linear-fit.js';
import { expectClose, scatters } from './fits.js';
import { norris } from './nist.js';

describe('linearFit', () => {
  it('has the certified results of Norris (15 digits; 1e-12 here)', () => {
    const fit = linearFit(norris.x, norris.y);
    expectClose(fit.intercept.value, norris.intercept, 1e-12);
    expectClose(fit.slope.value, norris.slope, 1e-12);
    expectClose(fit.intercept.standardError, norris.interceptError, 1e-12);
    expectClose(fit.slope.standardError, norris.slopeError, 1e-12);
    expectClose(fit.residualStandardDeviation, norris.residualStandardDeviation, 1e-12);
    expectClose(fit.rSquared, norris.rSquared, 1e-14);
    expectClose(fit.rss, norris.rss, 1e-12);
    const mean = norris.x.reduce((sum, each) => sum + each, 0) / 36;
    expectClose(fit.covariance[0]![1]!, -mean * norris.slopeError ** 2, 1e-12);
    expect(fit.covariance[1]![0]).toBe(fit.covariance[0]![1]);
    expect([fit.degreesOfFreedom, fit.slope.draws, fit.slope.level]).toEqual([34, 36, 0.95]);
    // Student's t, 97.5 %, 34 degrees of freedom: 2.0322445.
    expectClose(fit.slope.high - fit.slope.value, 2.0322445 * norris.slopeError, 1e-7);
    expectClose(fit.aicc, 36 * Math.log(norris.rss / 36) + 6 + 24 / 32, 1e-12);
  });

  it('leaves weighted residuals whose sum is 0, also after multiplication by x', () => {
    fc.assert(
      fc.property(scatters, ({ x, y }) => {
        const sigma = x.map((_, i) => 1 + (i % 3));
        const fit = linearFit(x, y, { sigma });
        const size = Math.max(...y.map(Math.abs));
        const sum = fit.residuals.reduce((total, each, i) => total + each / sigma[i]! ** 2, 0);
        const moment = fit.residuals.reduce((total, each, i) => total + (x[i]! * each) / sigma[i]! ** 2, 0);
        expect(Math.abs(sum)).toBeLessThan(1e-12 * x.length * size);
        expect(Math.abs(moment)).toBeLessThan(1e-12 * x.length * size * 1000);
        x.forEach((each, i) => {
          expect(
            Math.abs(y[i]! - fit.intercept.value - fit.slope.value * each - fit.residuals[i]!),
          ).toBeLessThan(1e-11 * size + 1e-11);
        });
      }),
    );
  });

  it('counts an observation of standard error 1 / sqrt(m) as m observations', () => {
    fc.assert(
      fc.property(scatters, ({ x, y }) => {
        const times = x.map((_, i) => 1 + (i % 3));
        const repeat = (list: readonly number[]): number[] =>
          list.flatMap((each, i) => new Array<number>(times[i]!).fill(each));
        const weighted = linearFit(x, y, { sigma: times.map((m) => 1 / Math.sqrt(m)) });
        const repeated = linearFit(repeat(x), repeat(y), { sigma: repeat(x).fill(1) });
        for (const [a, b] of [
          [weighted.slope.standardError, repeated.slope.standardError],
          [weighted.intercept.standardError, repeated.intercept.standardError],
          [weighted.rss, repeated.rss],
        ]) {
          expectClose(a!, b!, 1e-10);
        }
        expect(Math.abs(weighted.slope.value - repeated.slope.value)).toBeLessThan(
          1e-10 * (1 + Math.abs(repeated.slope.value)),
        );
      }),
    );
  });

  it('uses absolute standard errors as they are, and scales relative ones by the residuals', () => {
    const sigma = norris.x.map((_, i) => 1 + (i % 2));
    const absolute = linearFit(norris.x, norris.y, { sigma });
    const scaled = linearFit(norris.x, norris.y, { sigma, covariance: 'scaled', level: 0.9 });
    expectClose(
      scaled.slope.standardError,
      absolute.slope.standardError * scaled.residualStandardDeviation,
      1e-14,
    );
    expectClose(
      absolute.slope.high - absolute.slope.value,
      1.959963984540054 * absolute.slope.standardError,
      1e-12,
    );
    // Student's t, 95 %, 34 degrees of freedom.
    expectClose(scaled.slope.high - scaled.slope.value, 1.6909243 * scaled.slope.standardError, 1e-7);
    expectClose(absolute.aicc, absolute.rss + 4 + 12 / 33, 1e-14);
    const larger = linearFit(norris.x, norris.y, { sigma: sigma.map((each) => 4 * each) });
    expectClose(larger.slope.standardError, 4 * absolute.slope.standardError, 1e-14);
    expect(larger.slope.value).toBe(absolute.slope.value);
  });

  it('passes through two points exactly, with standard errors from sigma alone', () => {
    const fit = linearFit([1, 3], [2, 8], { sigma: [1, 1] });
    expect([fit.intercept.value, fit.slope.value, fit.rss, fit.degreesOfFreedom, fit.rSquared]).toEqual([
      -1, 3, 0, 0, 1,
    ]);
    expect(fit.slope.standardError).toBeCloseTo(Math.SQRT1_2, 14);
    expect(fit.residualStandardDeviation).toBeNaN();
    expect(fit.aicc).toBe(Infinity);
    expect(linearFit([1, 2, 3], [0.1, 0.1, 0.1], { sigma: [1, 2, 3] }).rSquared).toBeNaN();
  });
});

describe('linearLeastSquares', () => {
  it('leaves residuals orthogonal to the columns', () => {
    const rows = [
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 4],
    ];
    const y = [1, 3, 2, 7];
    const [a, b] = linearLeastSquares(rows, y);
    const expected = linearFit([0, 1, 2, 4], y);
    expect(a).toBeCloseTo(expected.intercept.value, 12);
    expect(b).toBeCloseTo(expected.slope.value, 12);
  });

  it('returns the solution of least norm if the columns are linearly dependent', () => {
    const [a, b] = linearLeastSquares(
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      [2, 4, 6],
    );
    expect(a).toBeCloseTo(1, 12);
    expect(b).toBeCloseTo(1, 12);
  });
});

describe('errors name the argument, the rule and the value', () => {
  const x = [1, 2, 3];
  const y = [1, 3, 2];

  it.each([
    [() => linearFit([1, NaN, 3], y), 'Expected `x[1]` to be a finite number, got `NaN` (number)'],
    [() => linearFit(x, [1, 2, Infinity]), 'Expected `y[2]` to be a finite number, got `Infinity` (number)'],
    [() => linearFit(x, [1, 2]), 'Expected `y.length` to be 3, the length of x, got `2` (number)'],
    [
      () => linearFit([4, 4, 4], y),
      'Expected `x` to hold at least two different numbers, got `4` (number) only',
    ],
    [
      () => linearFit([1, 2], [1, 2]),
      'Expected `y.length` to be at least 3 for 2 parameters, got `2` (number)',
    ],
    [
      () => linearFit([1], [1], { sigma: [1] }),
      'Expected `y.length` to be at least 2 for 2 parameters, got `1` (number)',
    ],
    [
      () => linearFit(x, y, { sigma: [1, 1] }),
      'Expected `sigma.length` to be 3, the length of x, got `2` (number)',
    ],
    [
      () => linearFit(x, y, { sigma: [1, 0, 1] }),
      'Expected `sigma[1]` to be a finite number > 0, got `0` (number)',
    ],
    [
      () => linearFit(x, y, { covariance: 'absolute' }),
      'Expected `sigma` to be given for an absolute `covariance`, got `undefined`',
    ],
    [
      () => linearFit(x, y, { covariance: 'both' as 'scaled' }),
      'Expected `covariance` to be one of absolute, scaled, got `"both"` (string)',
    ],
    [() => linearFit(x, y, { level: 1 }), 'Expected `level` to be a number in (0, 1), got `1` (number)'],
  ])('%#', (run, message) => {
    expect(run).toThrow(new RangeError(message));
  });

  it('throws a TypeError for other types', () => {
    expect(() => linearFit('12' as unknown as number[], y)).toThrow(TypeError);
    expect(() => linearFit(x, y, { covariance: 1 as unknown as 'scaled' })).toThrow(TypeError);
  });
});
