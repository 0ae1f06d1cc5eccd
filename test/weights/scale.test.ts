import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, medianAndDeviation, populationStd, scaleOf } from '../../src/weights/scale.js';
import { SCALES } from '../../src/weights/schemes.js';
import { decimals } from './arbitraries.js';

const vectors = fc
  .array(decimals(-1e3, 1e3), { minLength: 1, maxLength: 30 })
  .map((list) => Float64Array.from(list));

describe('every scale', () => {
  it.each(SCALES)('%s: is zero for equal values and for a single one', (scale) => {
    expect(scaleOf(Float64Array.of(4, 4, 4), scale)).toBe(0);
    expect(scaleOf(Float64Array.of(-3), scale)).toBe(0);
  });

  it.each(SCALES)('%s: is independent of the sign and proportional to the unit', (scale) => {
    fc.assert(
      fc.property(vectors, (values) => {
        const size = scaleOf(values, scale);
        expect(size).toBeGreaterThanOrEqual(0);
        expect(
          scaleOf(
            values.map((value) => -value),
            scale,
          ),
        ).toBeCloseTo(size, 9);
        expect(
          scaleOf(
            values.map((value) => 8 * value),
            scale,
          ),
        ).toBe(8 * size);
      }),
    );
  });
});

describe('populationStd', () => {
  it('agrees with the definition', () => {
    expect(populationStd(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9))).toBe(2);
  });
  it('keeps its digits under an offset of 1e9', () => {
    expect(populationStd(Float64Array.of(1e9, 1e9 + 1, 1e9 + 2))).toBe(Math.sqrt(2 / 3));
  });
  it('neither overflows nor underflows', () => {
    expect(populationStd(Float64Array.of(-8e307, 8e307))).toBe(8e307);
    expect(populationStd(Float64Array.of(-1e-320, 1e-320))).toBeCloseTo(1e-320, 323);
    expect(populationStd(Float64Array.of(0, 1e-310))).toBeGreaterThan(4.9e-311);
  });
});

describe('sample standard deviation', () => {
  it('divides by N - 1', () => {
    expect(scaleOf(Float64Array.of(1, 2, 3, 4), 'sample-std')).toBeCloseTo(Math.sqrt(5 / 3), 15);
  });
});

describe('median absolute deviation', () => {
  it('is 1.4826 times the median distance to the median', () => {
    expect(scaleOf(Float64Array.of(1, 2, 3, 4, 100), 'mad')).toBe(1.4826);
    expect(scaleOf(Float64Array.of(1, 1, 1, 9), 'mad')).toBe(0);
  });
});

describe('medianAndDeviation', () => {
  it('returns the median and the median distance from it, for few and many values', () => {
    const middle = (values: number[]) => {
      const sorted = values.toSorted((a, b) => a - b);
      const half = sorted.length >> 1;
      return sorted.length % 2 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2;
    };
    fc.assert(
      fc.property(fc.array(decimals(-2, 1), { minLength: 1, maxLength: 70, size: 'max' }), (values) => {
        const centre = middle(values);
        const deviation = middle(values.map((value) => Math.abs(value - centre)));
        expect(medianAndDeviation(Float64Array.from(values))).toEqual({ median: centre + 0, deviation });
      }),
    );
  });
});

describe('median', () => {
  it('takes the mean of the middle two for an even count', () => {
    expect(median(Float64Array.of(5, 1, 3))).toBe(3);
    expect(median(Float64Array.of(10, 1, 2, 3))).toBe(2.5);
    expect(median(Float64Array.of(-1e308, -1e308))).toBe(-1e308);
  });
  it('compares numbers by value and does not change its argument', () => {
    const values = Float64Array.of(10, 9, -2);
    expect(median(values)).toBe(9);
    expect([...values]).toEqual([10, 9, -2]);
  });
});
