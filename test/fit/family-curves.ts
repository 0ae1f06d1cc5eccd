/** Curves that the families are fitted to, for their tests. */

import fc from 'fast-check';
import { CURVE_FAMILIES } from '../../src/fit/curve-families.js';
import type { CurveFamily, CurveLimits, CurvePoint } from '../../src/fit/curve-family.js';
import { gaussianLimits } from '../../src/fit/gaussian-limits.js';
import { gaussianMaxEpsilon } from '../../src/theory/infinite-workers.js';
import type { MappingName } from '../../src/weights/schemes.js';
import { decimals } from '../weights/arbitraries.js';

export interface Curve {
  limits: CurveLimits;
  points: CurvePoint[];
}

const known = new Map<string, Curve>();

/** g and its limits, from the steep limit to the end, with more points near the end. */
export function curve(mapping: MappingName, factor: number): Curve {
  const key = `${mapping} ${factor}`;
  if (!known.has(key)) known.set(key, computeCurve(mapping, factor));
  return known.get(key)!;
}

function computeCurve(mapping: MappingName, factor: number): Curve {
  const options = { mapping, factor, scheme: 'whitepaper' } as const;
  const limits = gaussianLimits(options)!;
  const distances = [
    ...Array.from({ length: 61 }, (_, i) => (i / 60) ** 3 * (20 + limits.ratio)),
    1e-5,
    1e-4,
    1e-3,
  ];
  const points = distances.map((distance) => {
    const ratio = limits.ratio - distance;
    return { ratio, epsilon: gaussianMaxEpsilon(ratio, options)! };
  });
  return { limits, points: points.filter(({ epsilon }) => epsilon >= 1e-3 * limits.steep) };
}

/** Largest relative error at the points. */
export function worstError(
  family: CurveFamily,
  parameters: readonly number[],
  { limits, points }: Curve,
): number {
  return Math.max(
    ...points.map(({ ratio, epsilon }) => Math.abs(family.value(ratio, parameters, limits) / epsilon - 1)),
  );
}

export const family = (name: string): CurveFamily => CURVE_FAMILIES.find((each) => each.name === name)!;

/** Limits of a curve that ends at 0. */
export const zero = { steep: 2, rate: 1.25, ratio: -0.5, epsilon: 0 };
/** Limits of a curve that ends above 0. */
export const above = { ...zero, epsilon: 0.5 };

export const someLimits = fc.record({
  steep: decimals(1, 5),
  rate: decimals(0.3, 3),
  ratio: decimals(-2, 6),
  epsilon: fc.oneof(fc.constant(0), decimals(0.1, 0.9)),
});
/** Parameters for which the curve of a family decreases. */
export const decreasing: Record<string, fc.Arbitrary<number[]>> = {
  exponential: fc.tuple(decimals(0.2, 3)),
  hyperbola: fc.tuple(decimals(0.2, 3), decimals(0.1, 3), decimals(0, 1)),
  rational: fc
    .tuple(decimals(0.2, 3), ...Array.from({ length: 4 }, () => decimals(0, 1)))
    .map(([b, a1, , d1]) => [b, a1!, 0, d1!, 0]),
  'inverse-cubic': fc.array(decimals(-1, 0), { minLength: 3, maxLength: 3 }),
  'inverse-quintic': fc.array(decimals(-1, 0), { minLength: 5, maxLength: 5 }),
};
