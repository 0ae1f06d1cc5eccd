import chiSquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pooledQuantile, rowQuantile, groupByRatio } from '../../src/fit/rows-by-ratio.js';
import { QUANTILES, type QuantileName } from '../../src/study/table.js';
import { RUNS_ALL } from '../effort.js';
import { runThreshold } from '../studies.js';
import { decimals } from '../weights/arbitraries.js';
import { cellRow, REACH } from './rows.js';

const NAMES = Object.keys(QUANTILES) as QuantileName[];

describe('groupByRatio', () => {
  const places = fc.uniqueArray(fc.tuple(decimals(-20, 20), fc.integer({ min: -6, max: 2 })), {
    selector: String,
    minLength: 1,
    maxLength: 40,
  });

  it('puts every row into the regime of its ratio, from the lowest to the highest, whatever the order of the table', () => {
    fc.assert(
      fc.property(places, (pairs) => {
        const rows = pairs.map(([ratio, exponent]) => {
          const std = 0.3 * 10 ** exponent;
          return { ratio, row: cellRow({ mean: ratio * std, std }) };
        });
        const [{ groups } = { groups: [] }, ...others] = groupByRatio(rows.map(({ row }) => row));
        expect(others).toEqual([]);
        const ratios = [...new Set(pairs.map(([ratio]) => ratio))].sort((a, b) => a - b);
        // A mean of -0 is one of 0.
        expect(groups.map(({ ratio }) => ratio + 0)).toEqual(ratios.map((ratio) => ratio + 0));
        for (const { ratio, rows: found } of groups) {
          expect(found).toEqual(rows.filter((each) => each.ratio === ratio).map(({ row }) => row));
        }
      }),
    );
  });

  it('keeps schemes, mappings, numbers of workers and factors apart, seeds together, in the order of the table', () => {
    const changes = [
      {},
      { scheme: 'chain-2026' },
      { mapping: 'potential' },
      { workers: 11 },
      { factor: 2 },
    ] as const;
    const found = groupByRatio(
      [1, 2].flatMap((seed) => changes.map((change) => cellRow({ ...change, seed }))),
    );
    expect(found.map(({ configuration }) => configuration)).toEqual(
      changes.map((change) => ({
        scheme: 'whitepaper',
        mapping: 'gradient',
        workers: 10,
        factor: Math.sqrt(10),
        ...change,
      })),
    );
    for (const { groups } of found)
      expect(groups.map(({ rows }) => rows.map(({ seed }) => seed))).toEqual([[1, 2]]);
  });

  it('of no rows are none', () => expect(groupByRatio([])).toEqual([]));
});

describe('rowQuantile', () => {
  it('has the standard error that the interval stands for', () => {
    const { epsilon, standardError } = rowQuantile(cellRow({}, 2, 0.05), 'q05')!;
    expect(epsilon).toBe(2);
    expect(standardError).toBeCloseTo(0.1, 12);
  });

  it('is null where quantile or interval is undefined, or says nothing', () => {
    expect(rowQuantile(cellRow({ epsilon_q50: NaN }), 'q50')).toBeNull();
    expect(rowQuantile(cellRow({ epsilon_q50_low: NaN }), 'q50')).toBeNull();
    expect(rowQuantile(cellRow({ epsilon_q50_high: NaN }), 'q50')).toBeNull();
    expect(rowQuantile(cellRow({}, 0), 'q50')).toBeNull();
    expect(rowQuantile(cellRow({ epsilon_q50_high: 0.1 }, 0), 'q50')).toBeNull();
    expect(rowQuantile(cellRow({}, 1, 0), 'q50')).toBeNull();
  });

  it('deviates by its standard error where the distribution is known: far below zero the square of epsilon is chi-squared', async () => {
    const [workers, cells] = [10, RUNS_ALL ? 300 : 60];
    const std = Array.from({ length: cells }, (_, i) => 1 + i);
    const study = {
      name: 'steep',
      schemes: 'whitepaper',
      mappings: 'gradient',
      workers,
      draws: 2000,
      axis: 'ratio',
      mean: -1e6,
      std,
    };
    const { cells: rows } = await runThreshold(study);
    const kappa = 6 / Math.LN10 - 1;
    for (const name of NAMES) {
      const truth = kappa * Math.sqrt(chiSquareQuantile(QUANTILES[name], workers - 1) / workers);
      const squares = rows.map((row) => {
        const { epsilon, standardError } = rowQuantile(row, name)!;
        return ((epsilon / row.std - truth) / (standardError / row.std)) ** 2;
      });
      // The width between two order statistics some 2 z sqrt(n q (1 - q)) ranks apart has about that many
      // squared inverse relative variances: at n = 2000 the standard error is off by 1 / sqrt(2 z sqrt(n q (1
      // - q))) = 16 % for q = 0.05, which adds 3 parts of its square to the mean of 1.
      const noise = 1 / (2 * REACH * Math.sqrt(2000 * QUANTILES[name] * (1 - QUANTILES[name])));
      const expected = 1 + 3 * noise;
      const error = Math.sqrt((2 + 15 * noise) / cells);
      const mean = squares.reduce((sum, each) => sum + each, 0) / cells;
      expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
    }
  });
});

describe('pooledQuantile', () => {
  it('is the mean of epsilon / std with its standard error, all rows alike', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ std: decimals(0.001, 100), epsilon: decimals(0.5, 2), error: decimals(0.001, 0.2) }),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        (parts) => {
          const rows = parts.map(({ std, epsilon, error }) =>
            cellRow({ std, draws: 7 }, epsilon * std, error),
          );
          const pooled = pooledQuantile({ ratio: -1, rows }, 'q95')!;
          const n = parts.length;
          expect(pooled.draws).toBe(7 * n);
          expect(pooled.epsilon).toBeCloseTo(parts.reduce((sum, { epsilon }) => sum + epsilon, 0) / n, 10);
          expect(pooled.standardError).toBeCloseTo(
            Math.hypot(...parts.map(({ epsilon, error }) => epsilon * error)) / n,
            10,
          );
        },
      ),
    );
  });

  it('is null where one row has no such quantile', () => {
    expect(
      pooledQuantile({ ratio: -1, rows: [cellRow({}), cellRow({ epsilon_q50: NaN })] }, 'q50'),
    ).toBeNull();
  });
});
