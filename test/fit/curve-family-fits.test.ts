import { describe, expect, it } from 'vitest';
import { CURVE_FAMILIES } from '../../src/fit/curve-families.js';
import type { CurveFamily } from '../../src/fit/curve-family.js';
import { linearLeastSquares } from '../../src/statistics/linear-fit.js';
import { fitModel } from '../../src/statistics/model-fit.js';
import { MAPPINGS } from '../../src/weights/schemes.js';
import { RUNS_ALL } from '../effort.js';
import { above, curve, family, worstError, zero, type Curve } from './family-curves.js';

type Fit = ReturnType<typeof computeFit>;
const known = new Map<Curve, Map<CurveFamily, Fit>>();

/** The fit of a family to a curve. Several tests ask for the same one. */
function fit(family: CurveFamily, data: Curve): Fit {
  const fits = known.get(data) ?? new Map<CurveFamily, Fit>();
  known.set(data, fits);
  const found = fits.get(family) ?? computeFit(family, data);
  fits.set(family, found);
  return found;
}

function computeFit(family: CurveFamily, { limits, points }: Curve) {
  const { jacobian } = family;
  const y = points.map(({ epsilon }) => epsilon);
  return fitModel({
    x: points.map(({ ratio }) => ratio),
    y,
    sigma: y,
    covariance: 'scaled',
    model: (ratio, parameters) => family.value(ratio, parameters, limits),
    initial: family.initial(points, limits, linearLeastSquares),
    ...(jacobian && {
      jacobian: (ratio: number, parameters: readonly number[]) => jacobian(ratio, parameters, limits),
    }),
  });
}

// Outside CI half of the factors run. Mutation tests run this file some hundred times.
const factors =
  process.env.MUTATED || !RUNS_ALL ? [10 ** 0.5, 2] : [10 ** 0.5, 3, 2, Math.exp(0.3 * Math.LN10)];
const cases = MAPPINGS.flatMap((mapping) => factors.map((factor) => [mapping, factor] as const));

describe('initial parameters of a saturating family', () => {
  it.each([
    ['exponential', [[0.25], [0.5], [1], [2], [4]]],
    [
      'hyperbola',
      [
        [1, 1, 0.25],
        [1, 2, 0.01],
        [0.25, 1, 1],
        [0.5, 1, 1e-4],
        [1, 0.1, 0.01],
      ],
    ],
    [
      'rational',
      [
        [1, 0.1, 1, 1, 5],
        [1, 0.5, 1, 1, 1],
        [1, 0.8, 2, 4, 8],
        [1.3, 1, 36, 1, 80],
        [1.3, 1, 5, -5, 100],
        [2, 1, 0.5, 1, 1],
      ],
    ],
  ])('are the candidate that generated the points: %s', (name, starts) => {
    for (const limits of [zero, above]) {
      for (const start of starts) {
        const points = [0.02, 0.1, 0.5, 1, 2, 4].map((x) => {
          const ratio = limits.ratio - x;
          return { ratio, epsilon: family(name).value(ratio, start, limits) };
        });
        expect(family(name).initial(points, limits, linearLeastSquares)).toEqual(start);
      }
    }
  });

  it('minimise relative errors, so that small epsilons count equally', () => {
    const at = (b: number, x: number) => ({ ratio: zero.ratio - x, epsilon: 2 * -Math.expm1(-x / b) });
    // Two small epsilons near the end imply b = 1, one far from it implies b <= 4.
    expect(
      family('exponential').initial([at(1, 0.01), at(1, 0.02), at(4, 10)], zero, linearLeastSquares),
    ).toEqual([1]);
  });
});

describe('fits to g of infinitely many workers', () => {
  it.each(cases)(
    'inverse-quintic has errors below 0.5 % from the steep limit to the end: %s, F = %d',
    (mapping, factor) => {
      const data = curve(mapping, factor);
      const { status, parameters } = fit(family('inverse-quintic'), data);
      expect(status).toBe('converged');
      expect(
        worstError(
          family('inverse-quintic'),
          parameters.map(({ value }) => value),
          data,
        ),
      ).toBeLessThan(0.005);
    },
  );

  it.each(cases)('every family has a smaller AICc than the exponential: %s, F = %d', (mapping, factor) => {
    const data = curve(mapping, factor);
    const [first, ...others] = CURVE_FAMILIES.map((each) => fit(each, data).aicc);
    for (const aicc of others) expect(aicc).toBeLessThan(first!);
  });

  it.each(cases.filter(([mapping, factor]) => mapping === 'potential' || factor > 2.5))(
    'inverse-cubic and rational have errors below 0.5 %, unless S nearly touches its threshold: %s, F = %d',
    (mapping, factor) => {
      const data = curve(mapping, factor);
      for (const name of ['inverse-cubic', 'rational']) {
        const parameters = fit(family(name), data).parameters.map(({ value }) => value);
        expect(worstError(family(name), parameters, data)).toBeLessThan(0.005);
      }
    },
  );
});
