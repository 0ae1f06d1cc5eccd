import { describe, expect, it } from 'vitest';
import { blankRows } from '../../../../src/study/kinds/grid/blanks.js';
import { wilson } from '../../../../src/statistics/intervals.js';
import { createTools } from '../../../../src/study/kinds/tools.js';
import { normalStream } from '../../../../src/sampling/stream.js';
import { countBlanks } from '../../../../src/study/kinds/grid/blanks.js';
import { cellsOf } from '../../../../src/study/cells.js';
import { maxEpsilon } from '../../../../src/weights/max-epsilon.js';
import { getWeights, weightSpread } from '../../../../src/weights/weights.js';
import { gridStudy } from '../../../studies.js';

const tools = createTools();
const EPSILONS = [0.001, 0.02, 0.7, 30];
const study = gridStudy({
  name: 'tiny',
  schemes: ['forum-2024', 'whitepaper'],
  seeds: 3,
  draws: 60,
  workers: 10,
  mean: [-5, 0, 3],
  std: [0.2, 1],
  epsilon: EPSILONS,
  blanks: true,
});

describe('countBlanks', () => {
  it('agrees with counts from getWeights and maxEpsilon', () => {
    const seen = [0, 0, 0, 0];
    for (const cell of cellsOf(study)) {
      const normal = normalStream({ seed: 3, cell: cell.stream, block: 0 });
      const draws = Array.from({ length: 60 }, () =>
        Array.from({ length: 10 }, () => cell.mean + cell.std * normal()),
      );
      const expected = study.mappings.flatMap((mapping) => {
        const counts = [0, 0, 0, 0];
        for (const regrets of draws) {
          const formula = { scheme: cell.scheme, mapping };
          const spreads = EPSILONS.map((epsilon) =>
            weightSpread(getWeights(regrets, { ...formula, epsilon }).log10Weights),
          );
          const largest = maxEpsilon(regrets, formula).epsilon;
          const isBlank = !spreads.some((spread) => spread >= 0.5);
          const isHidden =
            largest !== null && spreads.some((spread, i) => Number.isNaN(spread) && EPSILONS[i]! <= largest);
          for (const [i, holds] of [
            spreads.some(Number.isNaN),
            isBlank,
            isBlank && largest !== null,
            isBlank && isHidden,
          ].entries()) {
            counts[i]! += Number(holds);
          }
        }
        return counts;
      });
      const found = [...countBlanks(study, cell, tools)];
      expect(found).toEqual(expected);
      for (const [i, count] of found.entries()) seen[i % 4]! += count;
      if (cell.scheme === 'whitepaper')
        expect([found[0], found[3], found[4], found[7]]).toEqual([0, 0, 0, 0]);
      // Each count is at most the one before; the count of zero weights is independent.
      for (const m of [0, 4])
        expect([found[m + 1]!, found[m + 2]!, found[m + 3]!]).toEqual(
          found.slice(m + 1, m + 4).sort((a, b) => b - a),
        );
    }
    // Every case occurs among the draws.
    for (const count of seen) expect(count).toBeGreaterThan(0);
  });
});

describe('blankRows', () => {
  it('hold shares with Wilson intervals, in the order scheme, mapping, cell', () => {
    const counts = cellsOf(study).map((_, i) => Float64Array.of(i, 2 * i, 3, 4, 5, 6, 7, 8));
    const rows = [...blankRows(study, counts)];
    expect(rows.map(({ scheme, mapping, mean, std }) => [scheme, mapping, mean, std])).toEqual(
      study.schemes.flatMap((scheme) =>
        study.mappings.flatMap((mapping) =>
          [-5, 0, 3].flatMap((mean) => [0.2, 1].map((std) => [scheme, mapping, mean, std])),
        ),
      ),
    );
    const { value, low, high } = wilson(10, 60);
    expect(rows[5]).toMatchObject({
      draws: 60,
      blank: value,
      blank_low: low,
      blank_high: high,
      zero_weight: 5 / 60,
      blank_zero_weight: 4 / 60,
    });
    expect(rows[6]).toMatchObject({ mapping: 'potential', zero_weight: 5 / 60 });
  });
});
