import { describe, expect, it } from 'vitest';
import { gridCellRow } from '../../../../src/study/kinds/grid/cells.js';

/**
 * Row of a cell with these spreads at epsilon 1, 10, 100, ...; standard errors of a tenth of them, T = 0.5.
 */
function rowOf(...spreads: [linear: number, log10: number][]) {
  const cell = { scheme: 'forum-2024', workers: 10, seed: 1, mean: 0, std: 1 } as const;
  const fields = spreads.flatMap(([linear, log10]) => [linear, linear / 10, log10, log10 / 10]);
  const epsilons = spreads.map((_, e) => 10 ** e);
  return gridCellRow(cell, 'gradient', epsilons, Float64Array.from(fields), 0.5);
}

describe('gridCellRow', () => {
  it('has the key of the cell, the largest spreads, their epsilons and the largest epsilon', () => {
    expect(rowOf([0.1, 0.9], [0.4, 0.7], [0.2, 0.5], [0, 0.1])).toEqual({
      scheme: 'forum-2024',
      mapping: 'gradient',
      workers: 10,
      seed: 1,
      mean: 0,
      std: 1,
      max_epsilon_std_weights: 10,
      max_std_weights: 0.4,
      max_std_weights_se: 0.04,
      max_epsilon_std_log10_weights: 1,
      max_std_log10_weights: 0.9,
      max_std_log10_weights_se: 0.09,
      max_epsilon_threshold: 100,
      min_epsilon_defined: 1,
    });
  });

  it('has the largest epsilon that reaches the threshold, even if smaller ones do not', () => {
    expect(rowOf([0, 0.6], [0, 0.2], [0, 0.55], [0, 0.1]).max_epsilon_threshold).toBe(100);
  });

  it('has the smallest epsilon at which S is defined', () => {
    const of = (...spreads: number[]) =>
      rowOf(...spreads.map((each): [number, number] => [1, each])).min_epsilon_defined;
    expect(of(0.9, 0.5, 0.1)).toBe(1);
    expect(of(NaN, NaN, 0.1)).toBe(100);
    expect(of(NaN, NaN, NaN)).toBeNaN();
  });

  it('has NaN for values that no spread defines', () => {
    expect(rowOf([0.1, 0.4], [0.2, NaN])).toMatchObject({
      max_std_log10_weights: 0.4,
      max_epsilon_threshold: NaN,
    });
    expect(rowOf([0.1, NaN], [0.2, NaN])).toMatchObject({
      max_std_weights: 0.2,
      max_epsilon_std_log10_weights: NaN,
      max_std_log10_weights: NaN,
      max_std_log10_weights_se: NaN,
      max_epsilon_threshold: NaN,
    });
  });

  it('ignores an undefined spread before a defined one', () => {
    expect(rowOf([0, NaN], [0, 0.8])).toMatchObject({
      max_epsilon_std_log10_weights: 10,
      max_std_log10_weights: 0.8,
      max_epsilon_threshold: 10,
    });
  });

  it('has the smallest epsilon of equal largest spreads', () => {
    expect(rowOf([0.3, 0.7], [0.3, 0.7])).toMatchObject({
      max_epsilon_std_weights: 1,
      max_epsilon_std_log10_weights: 1,
    });
  });
});
