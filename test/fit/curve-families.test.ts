import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVE_FAMILIES } from '../../src/fit/curve-families.js';
import { gaussianLimits } from '../../src/fit/gaussian-limits.js';
import { linearLeastSquares } from '../../src/statistics/linear-fit.js';
import { decimals } from '../weights/arbitraries.js';
import { above, curve, decreasing, family, someLimits, worstError, zero } from './family-curves.js';

describe.each(CURVE_FAMILIES.map((each) => [each.name, each] as const))('%s', (name, each) => {
  it('has the limits of g for any parameters', () => {
    fc.assert(
      fc.property(someLimits, decreasing[name]!, (limits, parameters) => {
        const at = (ratio: number) => each.value(ratio, parameters, limits);
        expect(at(limits.ratio)).toBeCloseTo(limits.epsilon, 12);
        expect(at(-Infinity)).toBe(limits.steep);
        expect(at(-1e4)).toBeCloseTo(limits.steep, 12);
        expect(at(limits.ratio + 1e-9)).toBeNaN();
        let before = limits.epsilon;
        for (const distance of [1e-4, 0.01, 0.1, 0.5, 1, 3, 10]) {
          const epsilon = at(limits.ratio - distance);
          expect(epsilon).toBeGreaterThan(before);
          expect(epsilon).toBeLessThanOrEqual(limits.steep);
          before = epsilon;
        }
      }),
    );
  });

  it('names its parameters', () => {
    const { limits, points } = curve('gradient', 3);
    expect(each.initial(points, limits, linearLeastSquares)).toHaveLength(each.parameterNames.length);
    for (const parameter of each.parameterNames) {
      expect(parameter).not.toBe('');
      expect(each.formula).toContain(parameter);
    }
  });

  it('prints a formula that gives its values', () => {
    for (const [mapping, factor] of [
      ['gradient', 3],
      ['potential', 2],
    ] as const) {
      const data = curve(mapping, factor);
      const parameters = each.initial(data.points, data.limits, linearLeastSquares);
      // Far from the end the rounding error of kappa in the text dominates 1 - q.
      for (const distance of [0.05, 0.3, 2]) {
        const ratio = data.limits.ratio - distance;
        const epsilon = each.value(ratio, parameters, data.limits);
        expect(Math.abs(readFormula(each.text(parameters, data.limits), ratio, epsilon))).toBeLessThan(1e-3);
      }
    }
  });
});

describe('formula', () => {
  it.each([
    [
      'exponential',
      [1.1],
      zero,
      'epsilon / std = 2 * (1 - exp(-v)), v = x / 1.1, x = -0.5 - mean / std >= 0',
    ],
    [
      'exponential',
      [1.1],
      above,
      'epsilon / std = 0.5 + 1.5 * (1 - exp(-v)), v = x / 1.1, x = -0.5 - mean / std >= 0',
    ],
    [
      'hyperbola',
      [1, 2, 0.25],
      zero,
      'epsilon / std = 2 * (1 - exp(-v)), v = sqrt(1 * x^2 + 2 * x + 0.25) - sqrt(0.25), x = -0.5 - mean / std >= 0',
    ],
    [
      'rational',
      [1, 2, 3, 4, 5],
      zero,
      'epsilon / std = 2 * (1 - exp(-v)), v = x / 1 + (2 * w + 3 * w^2) / (1 + 4 * w + 5 * w^2), w = x, x = -0.5 - mean / std >= 0',
    ],
    [
      'rational',
      [1, 2, 3, 4, 5],
      above,
      'epsilon / std = 0.5 + 1.5 * (1 - exp(-v)), v = x / 1 + (2 * w + 3 * w^2) / (1 + 4 * w + 5 * w^2), w = sqrt(x), x = -0.5 - mean / std >= 0',
    ],
    [
      'inverse-cubic',
      [-1, 0.3333333, -2],
      zero,
      'mean / std = -0.5 + ln(1 - q) / 1.25 - 1 * q + 0.333333 * q^2 - 2 * q^3, q = epsilon / (2 * std): ' +
        'try q between 0 and 1 until the mean is right, a larger q for a smaller mean',
    ],
    [
      'inverse-cubic',
      [-1, 0, -2],
      above,
      'mean / std = -0.5 + ln((1 - q) / 0.75) / 1.25 + 1.06667 * d - 1 * d^2 + 0 * d^3 - 2 * d^4, d = q - 0.25, q = epsilon / (2 * std): ' +
        'try q between 0.25 and 1 until the mean is right, a larger q for a smaller mean',
    ],
  ])('%s in numbers: %j', (name, parameters, limits, text) => {
    expect(family(name).text(parameters, limits)).toBe(text);
  });

  it('in symbols', () => {
    expect(CURVE_FAMILIES.map(({ formula }) => formula)).toEqual([
      'g = g_R + (kappa - g_R) (1 - exp(-v)), v = x / b',
      'g = g_R + (kappa - g_R) (1 - exp(-v)), v = sqrt(a x^2 + b x + c) - sqrt(c)',
      'ratio = R + ln((1 - q) / (1 - q_R)) / rate + c1 d^1 + c2 d^2 + c3 d^3, q = g / kappa, q_R = g_R / kappa, d = q - q_R; ' +
        'if g_R > 0 the exponents are one higher and d / (rate (1 - q_R)) is added',
      'g = g_R + (kappa - g_R) (1 - exp(-v)), v = x / b + (a1 w + a2 w^2) / (1 + d1 w + d2 w^2), w = x if g_R = 0, else sqrt(x)',
      'ratio = R + ln((1 - q) / (1 - q_R)) / rate + c1 d^1 + c2 d^2 + c3 d^3 + c4 d^4 + c5 d^5, q = g / kappa, q_R = g_R / kappa, ' +
        'd = q - q_R; if g_R > 0 the exponents are one higher and d / (rate (1 - q_R)) is added',
    ]);
  });
});

/** Difference of the two sides of a printed formula. */
function readFormula(text: string, ratio: number, epsilon: number): number {
  const assignments = new Map(
    text
      .split(/, |: /)
      .filter((part) => part.includes(' = '))
      .map((part) => part.replace(' >= 0', '').split(' = ') as [string, string]),
  );
  const known: Record<string, number> = { std: 1, mean: ratio, epsilon };
  const evaluate = (expression: string): number => {
    const code = expression
      .replaceAll('^', '**')
      .replaceAll('mean / std', `(${ratio})`)
      .replace(/\b(exp|sqrt|abs|ln)\(/g, (_, f: string) => `Math.${f === 'ln' ? 'log' : f}(`)
      .replace(/(?<![.\w])([a-z]+)(?![\w(])/g, (word) =>
        word === 'e' ? word : `(${known[word] ?? evaluate(assignments.get(word)!)})`,
      );
    return runInNewContext(code) as number;
  };
  const [left, right] = [...assignments].find(([name]) => name.includes('/'))!;
  return evaluate(left) - evaluate(right);
}

it('the rational family agrees with its formula', () => {
  const x = 1.5;
  for (const [limits, w] of [
    [zero, x],
    [above, Math.sqrt(x)],
  ] as const) {
    const v = x / 2 + (0.3 * w + 3 * w * w) / (1 + 4 * w + 5 * w * w);
    const { steep, epsilon, ratio } = limits;
    expect(family('rational').value(ratio - x, [2, 0.3, 3, 4, 5], limits)).toBeCloseTo(
      epsilon + (steep - epsilon) * (1 - Math.exp(-v)),
      12,
    );
  }
});

describe('inverse families', () => {
  it('satisfy their own formula', () => {
    fc.assert(
      fc.property(
        someLimits,
        decreasing['inverse-quintic']!,
        decimals(0.01, 15),
        (limits, parameters, distance) => {
          const ratio = limits.ratio - distance;
          const q = family('inverse-quintic').value(ratio, parameters, limits) / limits.steep;
          fc.pre(1 - q > 1e-9);
          const end = limits.epsilon / limits.steep;
          const d = q - end;
          const first = end > 0 ? 2 : 1;
          const powers = parameters.reduce((sum, c, i) => sum + c * d ** (i + first), 0);
          const linear = end > 0 ? d / (limits.rate * (1 - end)) : 0;
          const back = limits.ratio + Math.log((1 - q) / (1 - end)) / limits.rate + linear + powers;
          expect(Math.abs(back - ratio)).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it.each(['inverse-cubic', 'inverse-quintic'])(
    '%s: derivatives agree with differences of values',
    (name) => {
      fc.assert(
        fc.property(someLimits, decreasing[name]!, decimals(0.1, 8), (limits, parameters, distance) => {
          const ratio = limits.ratio - distance;
          const derivatives = family(name).jacobian!(ratio, parameters, limits);
          parameters.forEach((parameter, i) => {
            const at = (value: number) => family(name).value(ratio, parameters.with(i, value), limits);
            const difference = (at(parameter + 1e-5) - at(parameter - 1e-5)) / 2e-5;
            expect(Math.abs(derivatives[i]! - difference)).toBeLessThan(1e-5 * (1 + Math.abs(difference)));
          });
        }),
      );
      expect(
        family(name).jacobian!(1, [0.1, 0.1, 0.1, 0, 0], { steep: 1, rate: 1, ratio: 1, epsilon: 0 })[0],
      ).toBe(0);
    },
  );

  it('start from linear least squares, or from 0 with too few points', () => {
    const data = curve('gradient', 3);
    const quintic = family('inverse-quintic');
    expect(
      worstError(quintic, quintic.initial(data.points, data.limits, linearLeastSquares), data),
    ).toBeLessThan(0.01);
    expect(quintic.initial(data.points.slice(0, 3), data.limits, linearLeastSquares)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  it('are NaN for parameters that are not finite', () => {
    const limits = { steep: 1, rate: 1, ratio: 1, epsilon: 0 };
    expect(family('inverse-cubic').value(0, [NaN, 0, 0], limits)).toBeNaN();
    expect(family('inverse-cubic').value(0, [Infinity, 0, 0], limits)).toBeNaN();
  });
});

describe('gaussianLimits', () => {
  it('are kappa, ln F and the ratio limit', () => {
    const { ratio, ...others } = gaussianLimits({ scheme: 'whitepaper' })!;
    expect(others).toEqual({ steep: 6 / Math.LN10 - 1, rate: Math.log(10 ** 0.5), epsilon: 0 });
    expect(ratio).toBeCloseTo(1.325665295, 8);
    expect(gaussianLimits({ pNorm: 1, factor: 3 })).toBeNull();
  });
});
