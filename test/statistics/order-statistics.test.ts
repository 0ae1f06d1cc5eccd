import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderStatistics } from '../../src/statistics/order-statistics.js';
import { normalStream, uniformStream } from '../../src/sampling/stream.js';
import { ranksOf } from './ranks.js';

/** Enough for the fifteen ranks of {@link ranksOf} in tens of thousands of draws. */
const CAPACITY = 2 ** 14;

/** Consecutive slices of the numbers, in random order. */
function shuffledBatches(
  numbers: Float64Array,
  lengths: readonly number[],
  uniform: () => number,
): Float64Array[] {
  const batches: Float64Array[] = [];
  for (let from = 0, i = 0; from < numbers.length; i++) {
    const length = lengths[i % lengths.length]!;
    batches.push(numbers.slice(from, from + length));
    from += length;
  }
  for (let i = batches.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [batches[i], batches[j]] = [batches[j]!, batches[i]!];
  }
  return batches;
}

function collect(
  count: number,
  ranks: readonly number[],
  batches: readonly Float64Array[],
): { values: number[]; mostHeld: number } {
  const statistics = new OrderStatistics(count, ranks, CAPACITY);
  let mostHeld = 0;
  for (const batch of batches) {
    statistics.add(batch);
    mostHeld = Math.max(mostHeld, statistics.held);
  }
  return { values: [...statistics.values()], mostHeld };
}

describe('OrderStatistics within its capacity', () => {
  const few = fc.oneof(fc.constantFrom(-Infinity, Infinity, -0, 0, 1), fc.double({ noNaN: true }));
  const problems = fc
    .array(few, { minLength: 1, maxLength: 300 })
    .chain((numbers) =>
      fc.tuple(
        fc.constant(numbers),
        fc.array(fc.integer({ min: 1, max: numbers.length }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 0, max: 1e6 }),
      ),
    );

  it('equals sorting all numbers, for any batches in any order', () => {
    fc.assert(
      fc.property(problems, ([numbers, ranks, lengths, seed]) => {
        const all = Float64Array.from(numbers);
        const batches = shuffledBatches(all, lengths, uniformStream({ seed, cell: 0, block: 0 }));
        const sorted = all.toSorted();
        const { values, mostHeld } = collect(all.length, ranks, batches);
        expect(values).toEqual(ranks.map((rank) => sorted[rank - 1]! + 0));
        expect(mostHeld).toBeLessThanOrEqual(all.length);
      }),
    );
  });

  it('is right for sorted batches', () => {
    const all = Float64Array.from({ length: CAPACITY }, (_, i) => i);
    const statistics = new OrderStatistics(CAPACITY, [1, 1000, CAPACITY], CAPACITY);
    for (let from = 0; from < all.length; from += 512) statistics.add(all.subarray(from, from + 512));
    expect([...statistics.values()]).toEqual([0, 999, CAPACITY - 1]);
  });

  it('does not change if the caller changes its buffer afterwards', () => {
    const statistics = new OrderStatistics(4, [2, 3]);
    const buffer = Float64Array.of(1, 3);
    statistics.add(buffer);
    buffer.set([2, 4]);
    statistics.add(buffer);
    buffer.fill(9);
    expect([...statistics.values()]).toEqual([2, 3]);
    expect([...statistics.values()]).toEqual([2, 3]);
  });

  it('accepts no ranks', () => {
    const statistics = new OrderStatistics(3, []);
    statistics.add(Float64Array.of(1, 2));
    statistics.add(Float64Array.of());
    statistics.add(Float64Array.of(0));
    expect([...statistics.values()]).toEqual([]);
    expect(statistics.held).toBe(0);
  });
});

describe('OrderStatistics beyond its capacity', () => {
  const count = 50_000;
  const normal = normalStream({ seed: 3, cell: 0, block: 0 });
  const draws = Float64Array.from({ length: count }, normal);
  const populations: [string, Float64Array][] = [
    ['normal', draws],
    ['a third of them -Infinity', draws.map((z) => (z < -0.43 ? -Infinity : z))],
    ['most of them -Infinity', draws.map((z) => (z < 1.7 ? -Infinity : z))],
    ['whole numbers, so ties everywhere', draws.map((z) => Math.round(z))],
    ['a hundred values', draws.map((z) => Math.round(z * 12) / 12)],
    ['all equal', new Float64Array(count).fill(7)],
  ];
  const ranks = [...ranksOf(count), 1, 2, count, 1];

  it.each(populations)('equals sorting all numbers: %s', (_, numbers) => {
    const sorted = numbers.toSorted();
    const expected = ranks.map((rank) => sorted[rank - 1]! + 0);
    for (const [block, lengths] of [[64], [4096], [20_000], [10, 300, 6000, 1]].entries()) {
      const batches = shuffledBatches(numbers, lengths, uniformStream({ seed: 5, cell: 1, block }));
      const { values, mostHeld } = collect(count, ranks, batches);
      expect(values, lengths.join()).toEqual(expected);
      expect(mostHeld).toBeLessThanOrEqual(CAPACITY);
    }
  });

  it('accepts one batch, sorted or not, and does not change it', () => {
    const sorted = draws.toSorted();
    const expected = [sorted[4], sorted[0], sorted[count - 1]];
    for (const batch of [sorted, draws]) {
      const before = batch.slice();
      expect(collect(count, [5, 1, count], [batch]).values).toEqual(expected);
      expect(batch).toEqual(before);
    }
  });

  it('has a default capacity of 2^18', () => {
    const many = 300_000;
    const numbers = Float64Array.from({ length: many }, normal);
    const statistics = new OrderStatistics(many, ranksOf(many));
    let mostHeld = 0;
    for (let from = 0; from < many; from += 20_000) {
      statistics.add(numbers.subarray(from, from + 20_000));
      mostHeld = Math.max(mostHeld, statistics.held);
    }
    const sorted = numbers.toSorted();
    expect([...statistics.values()]).toEqual(ranksOf(many).map((rank) => sorted[rank - 1]));
    expect(mostHeld).toBe(260_000);
  });
});

describe('batches that are not draws of one distribution', () => {
  const count = 50_000;
  const message = /A wanted order statistic was not kept\. .* please report it/;

  it.each([
    ['ascending', 1],
    ['descending', -1],
  ])('throw instead of returning a wrong number: %s', (_, sign) => {
    const batches = Array.from({ length: 100 }, (_, i) => {
      return Float64Array.from({ length: count / 100 }, (_, j) => sign * (i * (count / 100) + j)).sort();
    });
    expect(() => collect(count, [count / 2], batches)).toThrow(message);
  });

  it.each([
    ['below', -1],
    ['above', 2],
  ])('also if only the last batches differ: %s', (_, late) => {
    const uniform = uniformStream({ seed: 1, cell: 0, block: 0 });
    const statistics = new OrderStatistics(count, [count / 2], CAPACITY);
    const length = count / 100;
    for (let i = 0; i < 40; i++) statistics.add(Float64Array.from({ length }, uniform).sort());
    const held = statistics.held;
    for (let i = 40; i < 100; i++) statistics.add(new Float64Array(length).fill(late));
    expect(statistics.held).toBe(held);
    expect(() => statistics.values()).toThrow(message);
  });
});

describe('errors name the argument, the rule and the value', () => {
  it.each([0, -1, 1.5, NaN, Infinity])('count %d', (count) => {
    expect(() => new OrderStatistics(count, [])).toThrow(
      new RangeError(`Expected \`count\` to be a whole number >= 1, got \`${count}\` (number)`),
    );
  });

  it.each([0, 0.5, NaN, Infinity])('capacity %d', (capacity) => {
    expect(() => new OrderStatistics(5, [1], capacity)).toThrow(
      new RangeError(`Expected \`capacity\` to be a whole number >= 1, got \`${capacity}\` (number)`),
    );
  });

  it.each([0, 11, 2.5, NaN])('rank %d of 10', (rank) => {
    expect(() => new OrderStatistics(10, [1, rank])).toThrow(
      new RangeError(`Expected \`ranks[1]\` to be a whole number from 1 to 10, got \`${rank}\` (number)`),
    );
  });

  it.each([
    [[NaN], '`batch[0]` to be a number, got `NaN` (number)'],
    [[3, 1, NaN], '`batch[2]` to be a number, got `NaN` (number)'],
    [[1, 2, 3, 4, 5], '`batch.length` to be at most 4, the rest of 4, got `5` (number)'],
  ])('batch %j', (batch, rest) => {
    const statistics = new OrderStatistics(4, [1]);
    expect(() => statistics.add(Float64Array.from(batch))).toThrow(new RangeError(`Expected ${rest}`));
    statistics.add(Float64Array.of(5, 6, 7, 8));
    expect([...statistics.values()]).toEqual([5]);
  });

  it('a batch that exceeds the announced count', () => {
    const statistics = new OrderStatistics(4, [1]);
    statistics.add(Float64Array.of(5, 6, 7));
    expect(() => statistics.add(Float64Array.of(8, 9))).toThrow(
      new RangeError('Expected `batch.length` to be at most 1, the rest of 4, got `2` (number)'),
    );
  });

  it('values requested before the last batch', () => {
    const statistics = new OrderStatistics(4, [1]);
    statistics.add(Float64Array.of(5, 6, 7));
    expect(() => statistics.values()).toThrow(
      new RangeError(
        'Expected `numbers so far` to be 4 before their order statistics are known, got `3` (number)',
      ),
    );
  });
});
