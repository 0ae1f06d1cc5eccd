import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computationOf } from '../../src/run/computation.js';
import { shardIndexes, shardOf } from '../../src/run/shards.js';
import { MOST_SHARDS, parseShard } from '../../src/study/shard.js';
import { parseStudy } from '../../src/study/study-file.js';
import { EVERY_KIND } from './every-kind.js';

const costs = fc.array(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 60 });
const counts = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: MOST_SHARDS }));

/** The seconds of the longest range of the best cut, by trying all. */
function shortestLongest(list: readonly number[], count: number): number {
  /** Of the parts up to each one. */
  let best = list.map((_, end) => list.slice(0, end + 1).reduce((sum, each) => sum + each, 0));
  for (let used = 2; used <= Math.min(count, list.length); used++)
    best = best.map((alone, end) => {
      let [least, last] = [alone, 0];
      for (let from = end; from > 0; from--) {
        last += list[from]!;
        least = Math.min(least, Math.max(best[from - 1]!, last));
      }
      return least;
    });
  return best.at(-1)!;
}

describe('shards', () => {
  it('hold consecutive parts, and the longest is as short as possible', () => {
    fc.assert(
      fc.property(costs, counts, (list, count) => {
        const seconds = new Map<number, number>();
        const indexes = [
          ...shardIndexes(
            list.map((each) => ({ part: null, seconds: each })),
            count,
          ),
        ];
        indexes.forEach((index, i) => seconds.set(index, (seconds.get(index) ?? 0) + list[i]!));
        expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
        expect(Math.min(...indexes)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...indexes)).toBeLessThanOrEqual(count);
        const average = list.reduce((sum, each) => sum + each) / count;
        const largest = Math.max(...list);
        const longest = Math.max(...seconds.values());
        expect(longest).toBeLessThan((average + largest) * (1 + 1e-9));
        // 20 halvings of at most the largest part.
        expect(longest - shortestLongest(list, count)).toBeLessThan(2e-6 * largest);
      }),
    );
  });

  it.each(Object.values(EVERY_KIND))(
    'of $name hold every part once, for any number of shards',
    (definition) => {
      const study = parseStudy(definition).study!;
      const parts = computationOf(study).parts(study);
      expect(parts.length).toBeGreaterThan(1);
      for (const count of [1, 2, 3, 5, parts.length, 4 * parts.length]) {
        let next = 0;
        let seconds = 0;
        for (let index = 1; index <= count; index++) {
          const shard = shardOf(study, { index, count });
          expect(shard.from).toBe(next);
          expect(shard.to).toBeGreaterThanOrEqual(shard.from);
          next = shard.to;
          seconds += shard.seconds;
        }
        expect(next).toBe(parts.length);
        expect(seconds).toBeCloseTo(
          parts.reduce((sum, part) => sum + part.seconds, 0),
          9,
        );
      }
      expect(shardOf(study, { index: MOST_SHARDS, count: MOST_SHARDS }).to).toBe(parts.length);
    },
  );

  it('of a million parts are found within seconds', () => {
    const study = parseStudy({
      name: 'large',
      kind: 'grid',
      mappings: 'gradient',
      mean: { linspace: [-1, 1, 1000] },
      std: { linspace: [1, 2, 1000] },
      epsilon: 1,
    }).study!;
    const start = performance.now();
    expect(shardOf(study, { index: 50_000, count: 100_000 })).toMatchObject({ from: 499_990, to: 500_000 });
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('refuses numbers that break their rule', () => {
    const study = parseStudy(EVERY_KIND.sweep).study!;
    for (const [index, count, field] of [
      [0, 4, 'shard.index'],
      [5, 4, 'shard.index'],
      [1.5, 4, 'shard.index'],
      [1, 0, 'shard.count'],
      [1, 100_001, 'shard.count'],
      [1, Infinity, 'shard.count'],
    ] as const)
      expect(() => shardOf(study, { index, count })).toThrow(
        new RegExp(`^Expected \`${field}\` to be a whole number from 1 to`),
      );
    expect(() => shardOf(study, '1/2' as never)).toThrow(TypeError);
  });
});

it('a shard is read from its text', () => {
  expect(parseShard('3/8')).toEqual({ index: 3, count: 8 });
  expect(parseShard('0003/0008')).toEqual({ index: 3, count: 8 });
  expect(parseShard('100000/100000')).toEqual({ index: 100_000, count: 100_000 });
  for (const text of [
    '5/4',
    '0/4',
    '1/0',
    'a/b',
    '1.5/4',
    '1/100001',
    '1',
    '1/',
    '/4',
    '1/4/2',
    '-1/4',
    '1 / 4',
    '',
    '1e0/4',
  ])
    expect(parseShard(text), text).toBeUndefined();
});
