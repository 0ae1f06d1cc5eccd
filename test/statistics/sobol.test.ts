import { describe, expect, it } from 'vitest';
import { uniformStream } from '../../src/sampling/stream.js';
import { sobolIndices, sobolRow, type SobolIndices } from '../../src/statistics/sobol.js';

/** Indices of a function of numbers in [0, 1), from rows of the stream of a seed. */
function indicesOf(
  f: (x: Float64Array) => number,
  inputs: number,
  rows: number,
  seed: number,
): SobolIndices[] {
  const uniform = uniformStream({ seed, cell: 0, block: 0 });
  const values = Float64Array.from(
    Array.from({ length: rows }, () => sobolRow(inputs, uniform).map(f)).flat(),
  );
  return sobolIndices(values, inputs, uniformStream({ seed, cell: 1, block: 0 }));
}

/** Ishigami & Homma (1990): sin x1 + a sin^2 x2 + b x3^4 sin x1, each x uniform from -pi to pi. */
const [A, B] = [7, 0.1];
function ishigami(u: Float64Array): number {
  const [x, y, z] = Array.from(u, (each) => Math.PI * (2 * each - 1)) as [number, number, number];
  return Math.sin(x) + A * Math.sin(y) ** 2 + B * z ** 4 * Math.sin(x);
}
/** Its exact variance and indices, from the integrals. */
const [V1, V2, V13] = [(1 + (B * Math.PI ** 4) / 5) ** 2 / 2, A ** 2 / 8, (B ** 2 * Math.PI ** 8 * 8) / 225];
const V = V1 + V2 + V13;
const EXACT = [
  { first: V1 / V, total: (V1 + V13) / V },
  { first: V2 / V, total: V2 / V },
  { first: 0, total: V13 / V },
];

describe("Sobol' indices", () => {
  it('of the Ishigami function are the exact ones within their intervals', () => {
    expect(EXACT[0]!.first).toBeCloseTo(0.3139, 4);
    expect(EXACT[1]!.first).toBeCloseTo(0.4424, 4);
    expect(EXACT[2]!.total).toBeCloseTo(0.2437, 4);
    const found = indicesOf(ishigami, 3, 8_000, 1);
    for (const [i, { first, total }] of EXACT.entries()) {
      expect(Math.abs(found[i]!.first.value - first)).toBeLessThan(0.04);
      expect(Math.abs(found[i]!.total.value - total)).toBeLessThan(0.04);
      expect(found[i]!.first.high - found[i]!.first.low).toBeLessThan(0.12);
    }
  });

  it('have intervals that contain the exact ones in about 95 % of studies', () => {
    let [covered, all] = [0, 0];
    for (let seed = 0; seed < 12; seed++) {
      for (const [i, found] of indicesOf(ishigami, 3, 800, seed).entries()) {
        for (const name of ['first', 'total'] as const) {
          all++;
          if (found[name].low <= EXACT[i]![name] && found[name].high >= EXACT[i]![name]) covered++;
        }
      }
    }
    expect(all).toBe(72);
    // 72 intervals of 12 studies, six of each correlated: 0.95 less four standard errors of 12 studies is 0.70.
    expect(covered / all).toBeGreaterThan(0.8);
  });

  it('of a linear function are the shares of the variances, without interactions', () => {
    const found = indicesOf(([x, y, z]) => 3 * x! + y! + 0 * z! + 1e6, 3, 4_000, 2);
    for (const [i, share] of [0.9, 0.1, 0].entries()) {
      expect(found[i]!.first.value).toBeCloseTo(share, 0.9);
      expect(found[i]!.total.value).toBeCloseTo(share, 0.9);
    }
    expect(found[2]!.total.value).toBe(0);
  });

  it('of a product of centred inputs are interactions alone', () => {
    const [x] = indicesOf(([x, y]) => (x! - 0.5) * (y! - 0.5), 2, 4_000, 3);
    expect(x!.first.value).toBeCloseTo(0, 0.9);
    expect(x!.total.value).toBeCloseTo(1, 0.9);
  });

  it('have no end where too many resamples do not vary', () => {
    const uniform = () => uniformStream({ seed: 5, cell: 1, block: 0 });
    // A and B of a row are both 0 or both 1, so a resample of two rows is constant half of the time.
    const [few] = sobolIndices(Float64Array.of(0, 0, 1, 1, 1, 0), 1, uniform());
    expect(few!.total).toEqual({ value: 2, low: NaN, high: NaN });
    // Of twelve rows it is constant once in two thousand.
    const rows = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? [0, 0, 1] : [1, 1, 0])).flat();
    const [many] = sobolIndices(Float64Array.from(rows), 1, uniform());
    expect(many!.total.value).toBe(2);
    expect(many!.total.low).toBeGreaterThan(1);
    expect(many!.total.high).toBeLessThan(20);
    // A and B are equal, but not AB: no number is the share of a variance of 0.
    const [none] = sobolIndices(Float64Array.of(2, 2, 3, 2, 2, 5), 1, uniform());
    expect(none!.total).toEqual({ value: NaN, low: NaN, high: NaN });
  });

  it('of a constant are undefined, and too few rows are refused', () => {
    expect(indicesOf(() => 2, 2, 10, 4)[0]!.first.value).toBeNaN();
    expect(() => sobolIndices(new Float64Array(4), 2, Math.random)).toThrow('Expected `rows`');
    expect(() => sobolIndices(new Float64Array(9), 2, Math.random)).toThrow('Expected `rows`');
  });
});
