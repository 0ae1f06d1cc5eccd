import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf, selectRanks } from '../../src/statistics/select.js';
import { normalStream } from '../../src/sampling/stream.js';

const special = fc.constantFrom(-Infinity, Infinity, -0, 0, 1, -1, 5e-324, -5e-324, 1.7e308, -1.7e308);
const lists = [
  fc.array(fc.oneof(special, fc.double({ noNaN: true })), { minLength: 1, maxLength: 300 }),
  fc.array(fc.double({ noNaN: true, min: -2, max: 2 }), { minLength: 1, maxLength: 300 }),
  fc.array(fc.constantFrom(-Infinity, Infinity), { minLength: 1, maxLength: 20 }),
  fc.array(fc.constantFrom(0, 5e-324, 1e-323), { minLength: 1, maxLength: 50 }),
  fc.array(fc.constantFrom(-1.7e308, 0, 1.7e308), { minLength: 1, maxLength: 50 }),
];

describe('selectRanks', () => {
  it.each(lists.map((list, i) => [i, list] as const))('equals sorting, for every rank (%i)', (_, list) => {
    fc.assert(
      fc.property(list, (numbers) => {
        const all = Float64Array.from(numbers);
        const ranks = numbers.map((_, i) => numbers.length - i);
        // -0 and 0 are equal.
        const plain = (values: Float64Array) => values.map((value) => value + 0);
        expect(plain(selectRanks(all, ranks))).toEqual(plain(all.toSorted().reverse()));
        expect([...all]).toEqual(numbers);
      }),
    );
  });

  it('finds a few ranks in any distribution', () => {
    const normal = normalStream({ seed: 1, cell: 0, block: 0 });
    const draws = Float64Array.from({ length: 50_000 }, normal);
    const populations = [
      draws,
      draws.map((z) => (z < -0.43 ? -Infinity : z)),
      draws.map(Math.exp),
      draws.map((z, i) => (i === 7 ? 1e300 : z)),
    ];
    const ranks = [1, 2500, 2401, 25_000, 25_000, 47_500, 50_000];
    for (const population of populations) {
      const sorted = population.toSorted();
      expect([...selectRanks(population, ranks)]).toEqual(ranks.map((rank) => sorted[rank - 1]));
    }
  });

  it('accepts no ranks', () => {
    expect(selectRanks(Float64Array.of(2, 1), [])).toEqual(new Float64Array());
  });
});

describe('bucketsOf', () => {
  it.each(lists.map((list, i) => [i, list] as const))('never decreases with the number (%i)', (_, list) => {
    fc.assert(
      fc.property(list, (numbers) => {
        const buckets = [...bucketsOf(Float64Array.from(numbers).toSorted())];
        expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
      }),
    );
  });

  it('has equal buckets between the finite extremes, and one for each infinity', () => {
    const numbers = Float64Array.of(5, -3, -Infinity, 1, Infinity, -2, 4.999);
    expect([...bucketsOf(numbers)]).toEqual([4096, 1, 0, 2049, 4097, 513, 4096]);
    expect([...bucketsOf(Float64Array.of(7, 7, Infinity))]).toEqual([1, 1, 4097]);
    expect([...bucketsOf(Float64Array.of(5e-324, 0, -Infinity))]).toEqual([1, 1, 0]);
    expect([...bucketsOf(Float64Array.of(-1.7e308, 1.7e308))]).toEqual([1, 4096]);
  });
});
