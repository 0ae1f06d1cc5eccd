import { describe, expect, it } from 'vitest';
import { gridCellRows } from '../../src/analysis/grid-cells.js';
import type { SpreadRow } from '../../src/study/record.js';

function rows(spreads: [linear: number, log10: number][], change: Partial<SpreadRow> = {}): SpreadRow[] {
  return spreads.map(([std_weights, std_log10_weights], e) => ({
    ...{ scheme: 'forum-2024', mapping: 'gradient', workers: 10, seed: 1, mean: 0, std: 1, epsilon: 10 ** e },
    ...{ std_weights, std_log10_weights, std_weights_se: std_weights / 10, std_log10_weights_se: std_log10_weights / 10 },
    ...change,
  }));
}

describe('gridCellRows', () => {
  it('finds the largest spreads, where they are, and the largest epsilon that reaches the threshold', () => {
    const [cell] = gridCellRows(
      rows([
        [0.1, 0.9],
        [0.4, 0.7],
        [0.2, 0.5],
        [0, 0.1],
      ]),
      0.5,
    );
    expect(cell).toMatchObject({
      ...{ max_epsilon_std_weights: 10, max_std_weights: 0.4, max_std_weights_se: 0.04 },
      ...{ max_epsilon_std_log10_weights: 1, max_std_log10_weights: 0.9, max_std_log10_weights_se: 0.09 },
      max_epsilon_threshold: 100,
    });
  });

  it('takes the largest such epsilon even where S was below the threshold before it', () => {
    expect(
      [
        ...gridCellRows(
          rows([
            [0, 0.6],
            [0, 0.2],
            [0, 0.55],
            [0, 0.1],
          ]),
          0.5,
        ),
      ][0]!.max_epsilon_threshold,
    ).toBe(100);
  });

  it('tells from which epsilon on S is defined', () => {
    const of = (...spreads: number[]) => [...gridCellRows(rows(spreads.map((each) => [1, each])), 0.5)][0]!.min_epsilon_defined;
    expect(of(0.9, 0.5, 0.1)).toBe(1);
    expect(of(NaN, NaN, 0.1)).toBe(100);
    expect(of(NaN, NaN, NaN)).toBeNaN();
  });

  it('leaves undefined what nothing defines', () => {
    const [below] = gridCellRows(
      rows([
        [0.1, 0.4],
        [0.2, NaN],
      ]),
      0.5,
    );
    expect(below).toMatchObject({ max_std_log10_weights: 0.4, max_epsilon_threshold: NaN });
    const [undefinedSpread] = gridCellRows(
      rows([
        [0.1, NaN],
        [0.2, NaN],
      ]),
      0.5,
    );
    expect(undefinedSpread).toMatchObject({
      max_std_weights: 0.2,
      max_epsilon_std_log10_weights: NaN,
      max_std_log10_weights: NaN,
      max_epsilon_threshold: NaN,
    });
  });

  it('an undefined spread first does not hide a defined one after it', () => {
    const [cell] = gridCellRows(
      rows([
        [0, NaN],
        [0, 0.8],
      ]),
      0.5,
    );
    expect(cell).toMatchObject({ max_epsilon_std_log10_weights: 10, max_std_log10_weights: 0.8, max_epsilon_threshold: 10 });
  });

  it('of equal spreads the one at the smallest epsilon counts', () => {
    const [cell] = gridCellRows(
      rows([
        [0.3, 0.7],
        [0.3, 0.7],
      ]),
      0.5,
    );
    expect(cell).toMatchObject({ max_epsilon_std_weights: 1, max_epsilon_std_log10_weights: 1 });
  });

  it.each([
    { std: 2 },
    { mean: 1 },
    { seed: 2 },
    { workers: 3 },
    { mapping: 'potential' },
    { scheme: 'whitepaper' },
  ] as Partial<SpreadRow>[])('begins a new cell where the key changes by %j', (change) => {
    const cells = [...gridCellRows([...rows([[1, 1]]), ...rows([[1, 1]], change)], 0.5)];
    expect(cells).toHaveLength(2);
    expect(cells[1]).toMatchObject(change);
  });

  it('gives no cell for no rows', () => expect([...gridCellRows([], 0.5)]).toEqual([]));
});
