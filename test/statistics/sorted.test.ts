import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countBelow, countUpTo } from '../../src/statistics/sorted.js';

it('counts as many as a filter does, ties and infinities included', () => {
  const numbers = fc.oneof(fc.constantFrom(-Infinity, Infinity, 0), fc.integer({ min: -5, max: 5 }));
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 40 }), numbers, (list, limit) => {
      const ascending = Float64Array.from(list).sort();
      expect(countBelow(ascending, limit)).toBe(list.filter((each) => each < limit).length);
      expect(countUpTo(ascending, limit)).toBe(list.filter((each) => each <= limit).length);
    }),
  );
});
