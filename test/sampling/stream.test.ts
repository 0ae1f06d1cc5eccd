import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalStream, uniformStream, type StreamKey } from '../../src/sampling/stream.js';
import { BATCH } from '../../src/sampling/uniforms.js';
import { philox4x32, uniforms } from './philox.js';

const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const keys = fc.record({ seed: whole, cell: whole, block: fc.integer({ min: 0, max: 2 ** 32 - 1 }) });

function take(stream: () => number, count: number): number[] {
  return Array.from({ length: count }, stream);
}

describe.each([
  ['uniformStream', uniformStream],
  ['normalStream', normalStream],
])('%s', (_, streamOf) => {
  it('depends only on its key, not on other streams', () => {
    fc.assert(
      fc.property(keys, keys, (key, other) => {
        const count = BATCH + 50;
        const alone = take(streamOf(key), count);
        const stream = streamOf(key);
        const noise = streamOf(other);
        const among = Array.from({ length: count }, () => (noise(), stream()));
        expect(among).toEqual(alone);
      }),
    );
  });

  it('changes with every part of the key, in both 32-bit halves', () => {
    const key: StreamKey = { seed: 1, cell: 2, block: 3 };
    const variants = [
      key,
      { ...key, seed: 2 },
      { ...key, seed: 1 + 2 ** 32 },
      { ...key, cell: 3 },
      { ...key, cell: 2 + 2 ** 32 },
      { ...key, block: 4 },
    ];
    const heads = variants.map((variant) => take(streamOf(variant), 3).join());
    expect(new Set(heads).size).toBe(variants.length);
  });
});

describe('uniformStream', () => {
  it('has two numbers of each Philox counter (position, block, cell) with the key (seed)', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const numbers = take(uniformStream(key), 3 * BATCH);
        const expected: number[] = [];
        for (let i = 0; i < numbers.length; i += 2) {
          // Uint32Array takes the lower 32 bits.
          const words = Uint32Array.of(i / 2, key.block, key.cell, Math.floor(key.cell / 2 ** 32));
          philox4x32(words, key.seed % 2 ** 32, Math.floor(key.seed / 2 ** 32));
          expected.push(...uniforms(words));
        }
        expect(numbers).toEqual(expected);
      }),
    );
  });

  it('is uniform in [0, 1)', () => {
    const counts = new Array<number>(16).fill(0);
    const draws = 160_000;
    const values = take(uniformStream({ seed: 0, cell: 0, block: 0 }), draws);
    expect(values.filter((value) => !(value >= 0 && value < 1))).toEqual([]);
    for (const value of values) counts[Math.floor(16 * value)]!++;
    // Chi-squared with 15 degrees of freedom: above 44.3 with probability 1e-4.
    const expected = draws / 16;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(44.3);
  });
});

describe('normalStream', () => {
  it('is standard normal: Kolmogorov distance over many streams', () => {
    const values = Array.from({ length: 400 }, (_, block) =>
      take(normalStream({ seed: 7, cell: 11, block }), 50),
    )
      .flat()
      .sort((a, b) => a - b);
    const n = values.length;
    const distance = values.reduce((most, value, i) => {
      const cdf = normalCdf(value, 0, 1);
      return Math.max(most, cdf - i / n, (i + 1) / n - cdf);
    }, 0);
    // P(sqrt(n) D > 2.23) = 1e-4.
    expect(distance * Math.sqrt(n)).toBeLessThan(2.23);
  });
});
