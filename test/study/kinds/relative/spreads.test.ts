import { describe, expect, it } from 'vitest';
import { relativeCellRows } from '../../../../src/study/kinds/relative/cells.js';
import { createTools } from '../../../../src/study/kinds/tools.js';
import { runStudy, type RelativeResult } from '../../../../src/index.js';
import { deviateStream } from '../../../../src/sampling/distributions.js';
import { cellSpreads } from '../../../../src/study/spreads.js';
import { listsPerMapping, relativeCell } from '../../../../src/study/kinds/relative/spreads.js';
import { cellsOf } from '../../../../src/study/cells.js';
import { largestSpread } from '../../../../src/weights/largest-spread.js';
import { getWeights, weightSpread } from '../../../../src/weights/weights.js';
import { gridStudy, relativeStudy } from '../../../studies.js';

const tools = createTools();
const fields = {
  name: 'tiny',
  schemes: ['forum-2024', 'chain-2026'],
  workers: [3, 6],
  seeds: [2, 8],
  draws: 9,
  mean: [-1, 1],
  std: [0.5, 2],
  distribution: 'laplace',
};
const study = relativeStudy({ ...fields, fractions: [0.8, 0.2], epsilon: [0.1, 10] });

describe('relativeCell', () => {
  it('ends within seconds for a mean whose last digit is larger than the std', () => {
    const rounded = relativeStudy({ name: 'z', mean: [2 ** 53], std: [1], draws: 2 });
    const before = performance.now();
    for (const cell of cellsOf(rounded)) {
      const lists = relativeCell(rounded, cell, tools);
      expect(lists.every((list) => list.every((value) => value >= 0))).toBe(true);
    }
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('agrees with largestSpread for the regrets of the stream, and with a grid study', () => {
    const grid = gridStudy({ ...fields, epsilon: [0.1, 10] });
    for (const cell of cellsOf(study).filter(({ seed }) => seed === 8)) {
      const deviate = deviateStream('laplace', { seed: 8, cell: cell.stream, block: 0 }, cell.workers);
      const draws = Array.from({ length: 9 }, () =>
        Array.from({ length: cell.workers }, () => cell.mean + cell.std * deviate()),
      );
      const lists = relativeCell(study, cell, tools);
      expect(lists).toHaveLength(2 * listsPerMapping(study) + 1);
      for (const [m, mapping] of study.mappings.entries()) {
        for (const [draw, regrets] of draws.entries()) {
          const { spread, epsilon, relative } = largestSpread(regrets, {
            scheme: cell.scheme,
            mapping,
            fractions: [0.8, 0.2],
          });
          const found = lists.slice(m * 4, m * 4 + 4).map((list) => list[draw]);
          expect(found).toEqual([spread, epsilon, relative[0]!.epsilon, relative[1]!.epsilon]);
        }
      }
      expect(lists.at(-1)).toEqual(cellSpreads(grid, cellsOf(grid)[cell.index]!, tools));
    }
  });
});

describe('relativeCellRows', () => {
  it('hold order statistics, in the order scheme, mapping, workers, seed, fraction, mean, std', () => {
    const lists = cellsOf(study).map((cell) => relativeCell(study, cell, tools));
    const rows = [...relativeCellRows(study, lists)];
    expect(rows).toHaveLength(2 * 2 * 2 * 2 * 2 * 4);
    const names = ['scheme', 'mapping', 'workers', 'seed', 'fraction', 'mean', 'std'] as const;
    const order = {
      scheme: study.schemes,
      mapping: study.mappings,
      workers: [3, 6],
      seed: [2, 8],
      fraction: [0.8, 0.2],
      mean: [-1, 1],
      std: [0.5, 2],
    };
    const rank = (row: (typeof rows)[number]) =>
      names.reduce((sum, name) => sum * 2 + (order[name] as unknown[]).indexOf(row[name]), 0);
    expect(rows.map(rank)).toEqual(rows.map((_, i) => i));
    for (const row of rows) {
      const cell = cellsOf(study).find((each) =>
        (['scheme', 'workers', 'seed', 'mean', 'std'] as const).every((name) => each[name] === row[name]),
      )!;
      const list = (row.mapping === 'gradient' ? 0 : 4) + (row.fraction === 0.8 ? 2 : 3);
      // The median of nine draws is the fifth.
      expect(row.epsilon_q50).toBe(lists[cell.index]![list]!.toSorted()[4]);
      expect(row.epsilon_q05).toBeLessThanOrEqual(row.epsilon_q50);
      expect(row.epsilon_q50_low).toBeLessThanOrEqual(row.epsilon_q50);
      // The interval of a 5 % quantile has no lower end for nine draws.
      expect(row.epsilon_q05_low).toBeNaN();
    }
    // A smaller fraction of the spread allows a larger epsilon.
    for (let i = 0; i < rows.length; i += 8) {
      for (let j = i; j < i + 4; j++) expect(rows[j + 4]!.epsilon_q50).toBeGreaterThan(rows[j]!.epsilon_q50);
    }
  });

  it('for one draw, the spread at the epsilon of a fraction is that fraction of the largest', async () => {
    const one = await runStudy(
      { ...fields, kind: 'relative', schemes: 'whitepaper', draws: 1, seeds: 5, workers: 4 },
      { threads: 0 },
    );
    const { cells, spread } = one as RelativeResult;
    expect(spread).toBeUndefined();
    for (const [i, row] of cells.entries()) {
      const stream = i % 4;
      const deviate = deviateStream('laplace', { seed: 5, cell: stream, block: 0 }, 4);
      const regrets = Array.from({ length: 4 }, () => row.mean + row.std * deviate());
      const { log10Weights } = getWeights(regrets, {
        epsilon: row.epsilon_q50,
        scheme: 'whitepaper',
        mapping: row.mapping,
      });
      expect(weightSpread(log10Weights) / row.max_std_log10_weights_q50).toBeCloseTo(row.fraction, 11);
    }
  });
});
