import fc from 'fast-check';
import { expect, it } from 'vitest';
import { paddedDomain, positionOn } from '../../../src/figures/lines/axis.js';

it('a padded domain leaves room on both sides, on every type of axis', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('linear', 'log', 'symlog'),
      fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1 }),
      (type, values) => {
        const domain = paddedDomain(values, type);
        const axis = { type, domain };
        for (const value of values) {
          const position = positionOn(axis, 100, value);
          expect(position > 0 && position < 100).toBe(true);
        }
      },
    ),
  );
});
