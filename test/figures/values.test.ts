import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decadeDomain } from '../../src/figures/values.js';

it('decadeDomain holds the largest value and begins above 0, for any positive numbers', () => {
  const number = fc.double({ min: 0, max: 1e300, noNaN: true });
  fc.assert(
    fc.property(fc.array(number), fc.integer({ min: 1, max: 20 }), (values, decades) => {
      const [low, high] = decadeDomain(values, decades);
      expect(low).toBeGreaterThan(0);
      // Powers of ten are computed from logarithms.
      expect(high).toBeGreaterThanOrEqual(Math.max(0, ...values) * (1 - 1e-12));
      expect(high).toBeGreaterThan(low);
    }),
  );
  // Of a table that the fuzz changed: its figure could not be drawn.
  expect(decadeDomain([5e-324], 6)).toEqual([1e-306, 1e-300]);
});
