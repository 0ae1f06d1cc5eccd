/** Regret vectors and formulas for property tests. */

import fc from 'fast-check';
import { MAPPINGS, SCHEME_NAMES } from '../../src/weights/schemes.js';

/** Multiples of 0.001: two values are equal or differ by more than the rounding error. */
export function decimals(from: number, to: number) {
  return fc.integer({ min: 1000 * from, max: 1000 * to }).map((thousandths) => thousandths / 1000);
}

/** Vectors of 2 to 40 regrets, not all equal, scaled by a power of ten from 1e-9 to 1e6. */
export const regretVectors = fc
  .tuple(
    fc.array(decimals(-3, 3), { minLength: 2, maxLength: 40 }),
    decimals(-30, 30),
    fc.integer({ min: -9, max: 6 }),
  )
  .map(([deviations, mean, exponent]) => deviations.map((deviation) => (mean + deviation) * 10 ** exponent))
  .filter(
    (regrets) => Math.max(...regrets) - Math.min(...regrets) > 1e-3 * Math.max(...regrets.map(Math.abs)),
  );

export const formulas = fc.record({
  scheme: fc.constantFrom(...SCHEME_NAMES),
  mapping: fc.constantFrom(...MAPPINGS),
  pNorm: decimals(1, 4.5),
  cNorm: decimals(-1, 1.5),
});

/** Epsilons as multiples of the spread of the regrets, from 1e-6 to 1e6. */
export const relativeEpsilons = decimals(-6, 6).map((exponent) => 10 ** exponent);
