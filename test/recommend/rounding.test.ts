import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundDown, roundUp } from '../../src/recommend/rounding.js';
import { decimals } from '../weights/arbitraries.js';

describe('rounding', () => {
  it('keeps two significant digits, rounds to the safe side, and does not change numbers of two digits', () => {
    fc.assert(
      fc.property(decimals(-300, 300), (power) => {
        const value = 10 ** power;
        const [down, up] = [roundDown(value), roundUp(value)];
        // Quotients are rounded to 12 digits first.
        expect(down).toBeLessThanOrEqual(value * (1 + 1e-11));
        expect(up).toBeGreaterThanOrEqual(value * (1 - 1e-11));
        expect(up / down).toBeLessThan(1.1 + 1e-9);
        for (const rounded of [down, up]) {
          expect(Number(rounded.toPrecision(2))).toBe(rounded);
          expect(roundDown(rounded)).toBe(rounded);
          expect(roundUp(rounded)).toBe(rounded);
        }
      }),
    );
  });

  it('leaves a c of 0 or below as it is', () => {
    expect([0, -0.37, -100].map(roundUp)).toEqual([0, -0.37, -100]);
  });
});
