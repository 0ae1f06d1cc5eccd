/** Models, data and comparisons that the tests of fits share. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { normalStream } from '../../src/sampling/stream.js';
import type { Estimate } from '../../src/statistics/intervals.js';

/** Expects a relative difference of at most `tolerance`. */
export function expectClose(a: number, b: number, tolerance: number): void {
  expect(Math.abs(a - b), `${a} against ${b}`).toBeLessThanOrEqual(tolerance * Math.abs(b));
}

export function valuesOf(estimates: readonly Estimate[]): number[] {
  return estimates.map(({ value }) => value);
}

export const line = (x: number, [a, b]: readonly number[]): number => a! + b! * x;
export const decay = (x: number, [a, b]: readonly number[]): number => a! * Math.exp(-b! * x);

/** Noisy lines: x not all equal, y within a few sigma of a line. */
export const scatters = fc
  .tuple(
    fc
      .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 30 })
      .filter((x) => new Set(x).size > 1),
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: 0, max: 1e6 }),
  )
  .map(([x, a, b, seed]) => {
    const normal = normalStream({ seed, cell: 0, block: 0 });
    return { x, y: x.map((each) => a + b * each + 10 * normal()) };
  });
