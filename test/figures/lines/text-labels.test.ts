import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apart } from '../../../src/figures/lines/text-labels.js';

describe('apart', () => {
  const sorted = fc
    .array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 6 })
    .map((values) => values.sort((a, b) => a - b));

  it('keeps the order and the gap if the limits are wide enough', () => {
    fc.assert(
      fc.property(sorted, (values) => {
        const placed = apart(values, 18, [0, 200]);
        for (let i = 1; i < placed.length; i++)
          expect(placed[i]! - placed[i - 1]!).toBeGreaterThanOrEqual(18 - 1e-9);
        for (const value of placed) expect(value >= -1e-9 && value <= 200 + 1e-9).toBe(true);
      }),
    );
  });

  it('keeps values that are far enough apart, and spreads equal values evenly around their mean', () => {
    expect(apart([10, 50, 100], 18, [0, 200])).toEqual([10, 50, 100]);
    expect(apart([100, 100, 100], 20, [0, 200])).toEqual([80, 100, 120]);
    expect(apart([0, 0], 20, [0, 200])).toEqual([0, 20]);
    expect(apart([], 20, [0, 200])).toEqual([]);
  });
});
