/**
 * Families of curves that rise from the end towards kappa as 1 - e^-v(x), where x is the distance to the end.
 */

import { curveNumber, type CurveFamily, type CurveLimits } from './curve-family.js';

/**
 * A family of the form g = g_R + (kappa - g_R) (1 - e^-v(x)), where v(0) = 0 and v increases with x.
 * @param candidates initial parameters, of which {@link CurveFamily.initial} returns the best
 */
function saturatingFamily(
  name: string,
  exponent: { text: string; withNumbers: (parameters: string[], w: string) => string },
  parameterNames: readonly string[],
  candidates: readonly (readonly number[])[],
  v: (x: number, parameters: readonly number[], limits: CurveLimits) => number,
): CurveFamily {
  const value: CurveFamily['value'] = (ratio, parameters, limits) => {
    const x = limits.ratio - ratio;
    const { epsilon, steep } = limits;
    if (x === Infinity) return steep;
    return x >= 0 ? epsilon - (steep - epsilon) * Math.expm1(-v(x, parameters, limits)) : NaN;
  };
  return {
    name,
    formula: `g = g_R + (kappa - g_R) (1 - exp(-v)), v = ${exponent.text}`,
    parameterNames,
    initial(points, limits) {
      const squares = (parameters: readonly number[]): number =>
        points.reduce(
          (sum, { ratio, epsilon }) => sum + (value(ratio, parameters, limits) / epsilon - 1) ** 2,
          0,
        );
      const sums = candidates.map((parameters) => squares(parameters));
      const best = sums.reduce((least, sum, i) => (sum < sums[least]! ? i : least), 0);
      return [...candidates[best]!];
    },
    value,
    text(parameters, { steep, ratio, epsilon }) {
      const from = epsilon === 0 ? '' : `${curveNumber(epsilon)} + `;
      const w = epsilon === 0 ? 'w = x' : 'w = sqrt(x)';
      return (
        `epsilon / std = ${from}${curveNumber(steep - epsilon)} * (1 - exp(-v)), v = ${exponent.withNumbers(parameters.map(curveNumber), w)}, ` +
        `x = ${curveNumber(ratio)} - mean / std >= 0`
      );
    },
  };
}

/** One parameter: the simplest curve between the two limits. */
export const exponential = saturatingFamily(
  'exponential',
  { text: 'x / b', withNumbers: ([b]) => `x / ${b}` },
  ['b'],
  [0.25, 0.5, 1, 2, 4].map((b) => [b]),
  (x, [b]) => x / b!,
);

/**
 * Three parameters: v is steep near the end and linear far from it. With c = 0, v is a square root at the
 * end.
 */
export const hyperbola = saturatingFamily(
  'hyperbola',
  {
    text: 'sqrt(a x^2 + b x + c) - sqrt(c)',
    withNumbers: ([a, b, c]) => `sqrt(${a} * x^2 + ${b} * x + ${c}) - sqrt(${c})`,
  },
  ['a', 'b', 'c'],
  [
    [1, 1, 0.25],
    [1, 2, 0.01],
    [0.25, 1, 1],
    [0.5, 1, 1e-4],
    [1, 0.1, 0.01],
  ],
  (x, [a, b, c]) => Math.sqrt(a! * x * x + b! * x + c!) - Math.sqrt(c!),
);

/**
 * Five parameters: v is linear, plus a term near the end. The slope may be largest a little before the end.
 */
export const rational = saturatingFamily(
  'rational',
  {
    text: 'x / b + (a1 w + a2 w^2) / (1 + d1 w + d2 w^2), w = x if g_R = 0, else sqrt(x)',
    withNumbers: ([b, a1, a2, d1, d2], w) =>
      `x / ${b} + (${a1} * w + ${a2} * w^2) / (1 + ${d1} * w + ${d2} * w^2), ${w}`,
  },
  ['b', 'a1', 'a2', 'd1', 'd2'],
  [
    [1, 0.1, 1, 1, 5],
    [1, 0.5, 1, 1, 1],
    [1, 0.8, 2, 4, 8],
    [1.3, 1, 36, 1, 80],
    [1.3, 1, 5, -5, 100],
    [2, 1, 0.5, 1, 1],
  ],
  (x, [b, a1, a2, d1, d2], { epsilon }) => {
    const w = epsilon > 0 ? Math.sqrt(x) : x;
    return x / b! + (w * (a1! + a2! * w)) / (1 + w * (d1! + d2! * w));
  },
);
