import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveAt, LIMIT_PARAMETERS, quantileLimits, type Curve } from '../../src/fit/fitted-curve.js';
import { decimals } from '../weights/arbitraries.js';

const limits = { steep: 2, rate: 1.2, ratio: 1, epsilon: 0 };

function exponential(workers: number | null, parameters: number[], covariance: number[][]): Curve {
  return {
    model: 'exponential',
    workers,
    limits,
    parameters: parameters.map((value) => ({ value })),
    covariance,
  };
}

describe('curveAt', () => {
  it('for infinitely many workers is the formula of the family, with standard error |dg / db| times that of b', () => {
    fc.assert(
      fc.property(decimals(-8, 0.99), decimals(0.3, 3), decimals(0.01, 0.2), (ratio, b, error) => {
        const { epsilon, standardError } = curveAt(exponential(null, [b], [[error ** 2]]), ratio);
        const x = 1 - ratio;
        expect(epsilon).toBeCloseTo(2 * (1 - Math.exp(-x / b)), 12);
        // Central differences over 1e-4 standard errors: relative errors of 1e-10 by curvature, 1e-16 / 1e-6
        // by rounding.
        expect(Math.abs(standardError - (2 * x * Math.exp(-x / b) * error) / b ** 2)).toBeLessThan(1e-8);
      }),
    );
  });

  it('for N workers has fitted limits, and a variance from all parameters together', () => {
    // g = kappa (1 - exp(-(R - ratio) / b)).
    const [kappa, end, b] = [1.5, 0.7, 1.1];
    const covariance = [
      [0.01, 0.002, -0.003],
      [0.002, 0.04, 0.001],
      [-0.003, 0.001, 0.02],
    ];
    for (const ratio of [-5, -1, 0, 0.5, 0.7]) {
      const { epsilon, standardError } = curveAt(exponential(10, [kappa, end, b], covariance), ratio);
      const left = Math.exp(-(end - ratio) / b);
      expect(epsilon).toBeCloseTo(kappa * (1 - left), 12);
      const gradient = [1 - left, (kappa * left) / b, (-kappa * left * (end - ratio)) / b ** 2];
      const variance = gradient.reduce(
        (sum, a, i) => sum + a * gradient.reduce((inner, c, j) => inner + c * covariance[i]![j]!, 0),
        0,
      );
      // At the end, one-sided differences over 1e-4 standard errors.
      expect(Math.abs(standardError - Math.sqrt(variance))).toBeLessThan(ratio === end ? 1e-4 : 1e-8);
    }
  });

  it('accepts a parameter that is 0 and known exactly', () => {
    const { standardError } = curveAt(
      exponential(
        10,
        [1, 0, 1],
        [
          [0, 0, 0],
          [0, 0, 0],
          [0, 0, 0],
        ],
      ),
      -1,
    );
    expect(standardError).toBe(0);
  });

  it('uses one-sided differences at the edges of the domain of a parameter', () => {
    // A hyperbola with c = 0 is undefined for smaller c. There dv / dc = 1 / (2 sqrt(x^2 + x)) - 1 / (2
    // sqrt(c)) is infinite, so only b has a variance.
    const hyperbola: Curve = {
      model: 'hyperbola',
      workers: null,
      limits,
      parameters: [1, 1, 0].map((value) => ({ value })),
      covariance: [
        [0, 0, 0],
        [0, 0.01, 0],
        [0, 0, 0],
      ],
    };
    const [x, v] = [2, Math.sqrt(6)];
    expect(curveAt(hyperbola, 1 - x).standardError).toBeCloseTo((2 * Math.exp(-v) * x * 0.1) / (2 * v), 6);
    // A variance that is negative by rounding counts as 0.
    expect(
      curveAt(
        exponential(
          10,
          [1, 0, 1],
          [
            [0, -1, 0],
            [-1, 0, 0],
            [0, 0, 0],
          ],
        ),
        -1,
      ).standardError,
    ).toBe(0);
  });

  it('is NaN above its end', () => {
    expect(curveAt(exponential(null, [1], [[0.01]]), 1.01).epsilon).toBeNaN();
    expect(
      curveAt(
        exponential(
          10,
          [1, 0, 1],
          [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
        ),
        0.01,
      ).epsilon,
    ).toBeNaN();
  });
});

it('the rate of a quantile is inversely proportional to its kappa', () => {
  expect(quantileLimits([4, -1, 7], limits)).toEqual({ steep: 4, ratio: -1, epsilon: 0, rate: 0.6 });
  expect(LIMIT_PARAMETERS).toEqual(['kappa', 'R']);
});
