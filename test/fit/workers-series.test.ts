import { describe, expect, it } from 'vitest';
import { gaussianMaxEpsilon } from '../../src/theory/infinite-workers.js';
import { groupByRatio } from '../../src/fit/rows-by-ratio.js';
import { fitWorkersSeries } from '../../src/fit/workers-series.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { cellRow } from './rows.js';

const limit = gaussianMaxEpsilon(-2, { scheme: 'chain-2026' })!;
const rowsOf = (workers: readonly number[], factor: (n: number) => number) =>
  workers.map((n) => cellRow({ scheme: 'chain-2026', workers: n, mean: -2 }, limit * factor(n), 0.001));
const series = (n: number) => 1 - 0.2 / Math.sqrt(n) - 1.5 / n + 2 / n ** 1.5;
const fitsOf = (rows: ThresholdCellRow[]) => fitWorkersSeries(groupByRatio(rows), { pNorm: 3, cNorm: 0.75 });

describe('fitWorkers', () => {
  it('finds the coefficients, even and odd N apart', () => {
    const parity = (n: number) => (n % 2 ? -1 : 1) * (0.3 / n - 0.7 / n ** 2);
    const fits = fitsOf(rowsOf([100, 3, 4, 5, 6, 7, 8, 15, 32], (n) => series(n) + parity(n)));
    expect(fits.map(({ quantile }) => quantile)).toEqual(['q05', 'q50', 'q95']);
    for (const fit of fits) {
      expect(fit).toMatchObject({
        scheme: 'chain-2026',
        mapping: 'gradient',
        factor: Math.sqrt(10),
        ratio: -2,
        limit,
      });
      expect(fit).toMatchObject({ range: { workers: [3, 100] }, draws: 9000, degreesOfFreedom: 4 });
      expect(fit).toMatchObject({ model: 'series in 1/sqrt(N) and (-1)^N', level: 0.95 });
      expect(fit).not.toHaveProperty('workers');
      expect(fit.parameters.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
      for (const [i, truth] of [-0.2, -1.5, 2, 0.3, -0.7].entries())
        expect(Math.abs(fit.parameters[i]!.value - truth)).toBeLessThan(1e-6);
      expect(fit.formula).toBe(
        `epsilon / std = ${Number(limit.toPrecision(5))} * (1 + -0.2 / N^0.5 + -1.5 / N + 2 / N^1.5 + (-1)^N (0.3 / N + -0.7 / N^2))`,
      );
      expect(fit.worstError).toBeLessThan(1e-9);
      expect(fit.chiSquared).toBeLessThan(1e-9);
    }
  });

  it('has no parity where all N are even, or the scale knows none', () => {
    const even = fitsOf(rowsOf([4, 6, 8, 10, 32, 100], series));
    const std = fitsOf(
      rowsOf([3, 4, 5, 6, 8, 10], series).map((row) => ({ ...row, scheme: 'whitepaper' as const })),
    );
    for (const fits of [even, std]) {
      expect(fits).toHaveLength(3);
      for (const { parameters, model, formula } of fits) {
        expect(parameters.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
        expect(model).toBe('series in 1/sqrt(N)');
        expect(formula).toMatch(/ \/ N\^1\.5\)$/);
      }
    }
    for (const { parameters } of even) {
      for (const [i, truth] of [-0.2, -1.5, 2].entries())
        expect(Math.abs(parameters[i]!.value - truth)).toBeLessThan(1e-6);
    }
  });

  it('weighs each point by its standard error: of two that disagree the exact one is met', () => {
    const rows = [4, 6, 8, 10, 32, 100].map((n) =>
      cellRow({ scheme: 'chain-2026', workers: n, mean: -2 }, limit * series(n), 1e-6),
    );
    const off = cellRow({ scheme: 'chain-2026', workers: 64, mean: -2 }, limit * 1.1 * series(64), 0.1);
    const [fit] = fitsOf([...rows, off]);
    for (const [i, truth] of [-0.2, -1.5, 2].entries())
      expect(Math.abs(fit!.parameters[i]!.value - truth)).toBeLessThan(1e-4);
    // One standard error, of a tenth of the data: 0.1 / 0.11 of it, squared.
    expect(fit!.chiSquared).toBeCloseTo((0.1 / 0.11) ** 2, 4);
    expect(fit!.worstError).toBeCloseTo(0.1, 5);
  });

  it('has one series for each regime and formula', () => {
    const workers = [4, 6, 8, 10, 32, 100];
    const other = gaussianMaxEpsilon(-1, { scheme: 'whitepaper', mapping: 'potential', factor: 2 })!;
    const rows = [
      ...rowsOf(workers, series),
      ...workers.map((n) =>
        cellRow({ mapping: 'potential', factor: 2, workers: n, mean: -1 }, other * (1 - 1 / n), 0.001),
      ),
    ];
    const fits = fitsOf(rows);
    expect(fits.map(({ scheme, mapping, ratio, factor }) => [scheme, mapping, ratio, factor])).toEqual([
      ...Array.from({ length: 3 }, () => ['chain-2026', 'gradient', -2, Math.sqrt(10)]),
      ...Array.from({ length: 3 }, () => ['whitepaper', 'potential', -1, 2]),
    ]);
    for (const fit of fits.slice(3)) {
      expect(fit.limit).toBe(other);
      for (const [i, truth] of [0, -1, 0].entries())
        expect(Math.abs(fit.parameters[i]!.value - truth)).toBeLessThan(1e-6);
    }
  });

  it('takes p and c of the study', () => {
    const expected = gaussianMaxEpsilon(-2, { scheme: 'chain-2026', pNorm: 2, cNorm: 0.5 })!;
    const [fit] = fitWorkersSeries(groupByRatio(rowsOf([4, 6, 8, 10, 32, 100], series)), {
      pNorm: 2,
      cNorm: 0.5,
    });
    expect(fit!.limit).toBe(expected);
  });

  it('needs six numbers of workers with the quantile, and a limit', () => {
    const six = [3, 4, 5, 6, 7, 8];
    expect(fitsOf(rowsOf(six, series))).toHaveLength(3);
    expect(fitsOf(rowsOf(six.slice(1), series))).toEqual([]);
    const holes = rowsOf(six, series).map((row, i) => (i === 2 ? { ...row, epsilon_q05: NaN } : row));
    expect(fitsOf(holes).map(({ quantile }) => quantile)).toEqual(['q50', 'q95']);
    expect(fitsOf(rowsOf(six, series).map((row) => ({ ...row, mean: 5 })))).toEqual([]);
  });
});
