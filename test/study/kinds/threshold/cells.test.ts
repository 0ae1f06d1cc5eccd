import chiSquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThresholdTable } from '../../../../src/study/kinds/threshold/cells.js';
import { createTools } from '../../../../src/study/kinds/tools.js';
import { QUANTILES, type QuantileName } from '../../../../src/study/table.js';
import type { ThresholdCellRow } from '../../../../src/study/kinds/threshold/definition.js';
import { solveThresholdPart, thresholdParts } from '../../../../src/study/kinds/threshold/epsilons.js';
import { MAPPINGS } from '../../../../src/weights/schemes.js';
import { runThreshold, thresholdStudy } from '../../../studies.js';

/** p / (T ln 10) - 1 for p = 3, T = 0.5. */
const KAPPA = 3 / (0.5 * Math.LN10) - 1;
const NAMES = Object.keys(QUANTILES) as QuantileName[];
const small = {
  name: 'small',
  schemes: ['forum-2024', 'chain-2026'],
  workers: [4, 7],
  draws: 300,
  seeds: [0, 5],
  factor: [2, 3],
  axis: 'ratio',
  mean: [-3, 0, 1],
  std: [0.01, 10],
};

describe('ThresholdTable', () => {
  it('has a row for every cell, in the order of the table, for parts in any order', () => {
    const study = thresholdStudy(small);
    const tools = createTools();
    const solved = thresholdParts(study).map((part) => ({
      part,
      runs: solveThresholdPart(study, part, tools),
    }));
    const rowsIn = (order: typeof solved) => {
      const table = new ThresholdTable(study);
      for (const { part, runs } of order) table.add(part, runs);
      return [...table.rows()];
    };
    const rows = rowsIn(solved);
    const keys = study.schemes.flatMap((scheme) =>
      study.mappings.flatMap((mapping) =>
        [4, 7].flatMap((workers) =>
          [0, 5].flatMap((seed) =>
            [2, 3].flatMap((factor) =>
              [-3, 0, 1].flatMap((ratio) =>
                [0.01, 10].map((std) => ({
                  scheme,
                  mapping,
                  workers,
                  seed,
                  factor,
                  mean: ratio * std,
                  std,
                  draws: 300,
                })),
              ),
            ),
          ),
        ),
      ),
    );
    expect(rows).toHaveLength(keys.length);
    keys.forEach((key, i) => expect(rows[i]).toMatchObject(key));
    const indices = solved.map((_, i) => i);
    fc.assert(
      fc.property(fc.shuffledSubarray(indices, { minLength: solved.length }), (order) => {
        expect(rowsIn(order.map((i) => solved[i]!))).toEqual(rows);
      }),
      { numRuns: 5 },
    );
  });

  it('has the variants of a study after its mappings', async () => {
    const variants = [{ name: 'flat', pNorm: 2 }, { name: 'steep' }];
    const { cells } = await runThreshold({ ...small, schemes: 'forum-2024', workers: 4, variants });
    const keys = cells.map(({ mapping, variant, seed, factor }) => [mapping, variant, seed, factor].join());
    const expected = MAPPINGS.flatMap((mapping) =>
      ['flat', 'steep'].flatMap((variant) =>
        [0, 5].flatMap((seed) => [2, 3].map((factor) => [mapping, variant, seed, factor].join())),
      ),
    );
    // Each key has three means and two stds.
    expect(keys).toEqual(expected.flatMap((key) => Array.from({ length: 6 }, () => key)));
  });

  it('gives the same rows for any division of the draws into parts', () => {
    const study = thresholdStudy({
      name: 'big',
      draws: 210_000,
      mappings: 'gradient',
      workers: 3,
      mean: 0.5,
      std: 1,
    });
    const parts = thresholdParts(study);
    expect(parts.length).toBeGreaterThan(1);
    const tools = createTools();
    const rowsOf = (cut: typeof parts) => {
      const table = new ThresholdTable(study);
      for (const part of cut) table.add(part, solveThresholdPart(study, part, tools));
      return [...table.rows()];
    };
    const finer = parts.flatMap((part) => {
      const middle = part.from + 20 * 1024;
      return middle < part.to
        ? [
            { ...part, to: middle },
            { ...part, from: middle },
          ]
        : [part];
    });
    expect(rowsOf(finer)).toEqual(rowsOf(parts));
  });

  it('quantiles lie in their intervals, increase with their share and decrease with the factor', async () => {
    const { cells } = await runThreshold(small);
    const rise = (row: ThresholdCellRow, from: QuantileName, to: QuantileName) =>
      Number.isNaN(row[`epsilon_${from}`]) || row[`epsilon_${from}`] <= row[`epsilon_${to}`];
    for (const row of cells) {
      for (const name of NAMES) {
        const [value, low, high] = [
          row[`epsilon_${name}`],
          row[`epsilon_${name}_low`],
          row[`epsilon_${name}_high`],
        ];
        if (!Number.isNaN(low)) expect(low).toBeLessThanOrEqual(value);
        if (!Number.isNaN(value)) expect(value).toBeLessThanOrEqual(high);
      }
      expect(NAMES.slice(1).every((name, i) => rise(row, NAMES[i]!, name))).toBe(true);
      expect(row.attainable_low).toBeLessThanOrEqual(row.attainable);
      expect(row.attainable).toBeLessThanOrEqual(row.attainable_high);
    }
    for (const row of cells.filter(({ factor }) => factor === 2)) {
      const other = cells.find((each) => each.factor === 3 && isSame(row, each))!;
      expect(other.attainable).toBeLessThanOrEqual(row.attainable);
      for (const name of NAMES)
        if (!Number.isNaN(other[`epsilon_${name}`]))
          expect(other[`epsilon_${name}`]).toBeLessThan(row[`epsilon_${name}`]);
    }
  });

  it('a draw without an epsilon counts as below every epsilon', async () => {
    const { cells } = await runThreshold({
      name: 'tiny',
      mappings: 'gradient',
      draws: 2000,
      axis: 'ratio',
      mean: [1, 5],
      std: 1,
    });
    const [some, none] = cells as [ThresholdCellRow, ThresholdCellRow];
    expect(some.attainable).toBeGreaterThan(0.4);
    expect(some.attainable).toBeLessThan(0.75);
    expect(some.epsilon_q05).toBeNaN();
    expect(some.epsilon_q25).toBeNaN();
    expect(some.epsilon_q95).toBeGreaterThan(0);
    expect([none.attainable, none.attainable_low]).toEqual([0, 0]);
    expect(none.attainable_high).toBeGreaterThan(0);
    for (const name of NAMES) expect(none[`epsilon_${name}`]).toBeNaN();
    expect(none.upper_bound_q50).toBeGreaterThan(0);
  });

  it('one draw is its own quantile, with no interval', async () => {
    const { cells } = await runThreshold({ name: 'tiny', mappings: 'gradient', mean: -2, std: 1 });
    expect(new Set(NAMES.map((name) => cells[0]![`epsilon_${name}`])).size).toBe(1);
    for (const name of NAMES)
      expect([cells[0]![`epsilon_${name}_low`], cells[0]![`epsilon_${name}_high`]]).toEqual([NaN, NaN]);
  });

  it('far below zero, quantiles agree with kappa sqrt(chi-square / N)', async () => {
    const workers = [2, 5, 10, 32];
    const { cells } = await runThreshold({
      name: 'steep',
      schemes: 'whitepaper',
      mappings: 'gradient',
      workers,
      draws: 20_000,
      seeds: 4,
      axis: 'ratio',
      mean: -1e6,
      std: [0.001, 1],
    });
    const outside = cells.flatMap((row) =>
      NAMES.filter((name) => {
        const truth =
          KAPPA * row.std * Math.sqrt(chiSquareQuantile(QUANTILES[name], row.workers - 1) / row.workers);
        return truth < row[`epsilon_${name}_low`] || truth > row[`epsilon_${name}_high`];
      }),
    );
    // 40 quantiles. If they were independent, more than 7 would lie outside their 95 % intervals with
    // probability 7e-4.
    expect(outside.length).toBeLessThanOrEqual(7);
  });
});

function isSame(a: ThresholdCellRow, b: ThresholdCellRow): boolean {
  return (['scheme', 'mapping', 'workers', 'seed', 'mean', 'std'] as const).every((key) => a[key] === b[key]);
}
