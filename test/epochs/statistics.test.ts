import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochStatistics } from '../../src/epochs/statistics.js';
import { normalStream, uniformStream } from '../../src/sampling/stream.js';
import { epochsOf, rowsOf, tables } from './tables.js';

describe('epochStatistics', () => {
  it('gives median and quartiles over epochs', () => {
    const statistics = epochStatistics(
      epochsOf([
        [0, 2, null],
        [1, 1, 1],
        [-3, -1, 1],
        [5, 9, null],
      ]),
    );
    expect(statistics.epochs).toBe(4);
    expect(statistics.workers).toEqual({ min: 2, median: 2, max: 3 });
    expect(statistics.mean).toEqual({ low: -1, median: 1, high: 1 });
    expect(statistics.std).toEqual({ low: 0, median: Math.SQRT2, high: 2 });
    expect(statistics.ratio).toEqual({ low: -0.5, median: 1 / Math.SQRT2, high: 7 / Math.sqrt(8) });
    expect(statistics.equalEpochs).toBe(1);
  });

  it('gives no ratio, skewness or kurtosis for epochs of equal regrets', () => {
    const { ratio, equalEpochs, skewness, excessKurtosis } = epochStatistics(
      epochsOf([
        [1, 1],
        [2, 2],
      ]),
    );
    expect({ ratio, equalEpochs, skewness, excessKurtosis }).toEqual({
      ratio: null,
      equalEpochs: 2,
      skewness: null,
      excessKurtosis: null,
    });
  });

  it('follows a shift and a change of unit, and does not depend on the order of workers or on blanks', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: -3, max: 3 }), (rows, exponent) => {
        const factor = 2 ** exponent;
        const before = epochStatistics(epochsOf(rows));
        const changed = rows.map((row) => [
          null,
          ...row.map((value) => (value === null ? null : value * factor)).reverse(),
          null,
        ]);
        const after = epochStatistics(epochsOf(changed));
        const close = (a: number, b: number): void =>
          expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-14 * factor * 8);
        for (const key of ['low', 'median', 'high'] as const) {
          close(after.mean[key], factor * before.mean[key]);
          close(after.std[key], factor * before.std[key]);
        }
        const shifted = epochStatistics(
          epochsOf(rows.map((row) => row.map((value) => (value === null ? null : value + 8)))),
        );
        for (const key of ['low', 'median', 'high'] as const) {
          close(shifted.mean[key], before.mean[key] + 8);
          expect(Math.abs(shifted.std[key] - before.std[key])).toBeLessThan(1e-14);
        }
        expect(after.workers).toEqual(before.workers);
      }),
    );
  });

  it('gives zero skewness and excess kurtosis for normal regrets of any number of workers only', () => {
    const normal = normalStream({ seed: 1, cell: 0, block: 0 });
    const uniform = uniformStream({ seed: 2, cell: 0, block: 0 });
    for (const workers of [4, 10, 30]) {
      const { skewness, excessKurtosis } = epochStatistics(epochsOf(rowsOf(5000, workers, normal)));
      // Five standard errors are exceeded about once in a million cases.
      expect(Math.abs(skewness!.value)).toBeLessThan(5 * skewness!.standardError);
      expect(Math.abs(excessKurtosis!.value)).toBeLessThan(5 * excessKurtosis!.standardError);
      expect(skewness!.draws).toBe(5000);
    }
    const exponential = epochStatistics(epochsOf(rowsOf(5000, 100, () => -Math.log1p(-uniform()))));
    // The limits for many workers are 2 and 6.
    expect(exponential.skewness!.value).toBeGreaterThan(1.5);
    expect(exponential.excessKurtosis!.value).toBeGreaterThan(3);
    const flat = epochStatistics(epochsOf(rowsOf(5000, 100, uniform)));
    expect(flat.excessKurtosis!.value).toBeCloseTo(-1.2, 1);
  });

  it('names the worker with the most outliers', () => {
    const near = [0, 0.1, -0.1, 0.2, -0.2];
    const { outliers } = epochStatistics(
      epochsOf([[...near, 3], [3, ...near], [...near, -9], [...near, null], near.concat(0)]),
    );
    expect(outliers).toEqual({ regrets: 3, epochs: 3, examined: 5, worst: { worker: 'w5', epochs: 2 } });
  });

  it('does not examine epochs with fewer than five workers or a MAD of 0 for outliers', () => {
    const rows = [
      [0, 0, 0, 0, 9, 9],
      [0, 0.1, 0.2, 9, null, null],
    ];
    expect(epochStatistics(epochsOf(rows)).outliers).toEqual({
      regrets: 0,
      epochs: 0,
      examined: 0,
      worst: null,
    });
  });
});
