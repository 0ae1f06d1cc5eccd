import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortNumbers } from '../../src/statistics/sort.js';
import { normalStream } from '../../src/sampling/stream.js';

function sorted(numbers: Float64Array): Float64Array {
  const list = numbers.slice();
  sortNumbers(list);
  return list;
}

describe('sortNumbers', () => {
  it('gives what the sort of typed arrays gives, signs of zeros included', () => {
    const special = fc.constantFrom(-Infinity, Infinity, -0, 0, 1, -1, 5e-324, -5e-324, 1.7e308);
    fc.assert(
      fc.property(fc.array(fc.oneof(special, fc.double({ noNaN: true })), { maxLength: 400 }), (numbers) => {
        const list = Float64Array.from(numbers);
        expect(sorted(list)).toEqual(list.toSorted());
      }),
    );
  });

  it('sorts a part of a buffer and leaves the rest', () => {
    const buffer = Float64Array.of(9, 3, 2, 1, 0);
    sortNumbers(buffer.subarray(1, 4));
    expect([...buffer]).toEqual([9, 1, 2, 3, 0]);
  });

  it.each([
    ['far apart', 1],
    ['so near that only the lower half of their bits differs', 1e-12],
  ])('sorts many that are %s', (_, std) => {
    const normal = normalStream({ seed: 1, cell: 0, block: 0 });
    const list = Float64Array.from({ length: 50_000 }, () => 1 + std * normal());
    expect(sorted(list)).toEqual(list.toSorted());
  });
});
