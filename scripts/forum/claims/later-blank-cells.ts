/** Later findings about blank cells: cells without an epsilon of the axis that separates the weights. */

import type { BlankRow } from '../../../src/study/kinds/grid/definition.js';
import { MAPPINGS } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim } from './claim.js';
import { share, within } from './measurements.js';

/** The number of draws in all rows that a column counts as a share. */
function drawsWith(
  rows: readonly BlankRow[],
  column: 'zero_weight' | 'blank' | 'blank_attainable' | 'blank_zero_weight',
): number {
  return rows.reduce((sum, row) => sum + Math.round(row[column] * row.draws), 0);
}

const hasLowMeanAndStd = ({ mean, std }: BlankRow) => mean < 0 && std <= 1;

const blankCells = {
  study: 'blank-cells',
  scope: 'Ten workers, 400 draws per cell, the ten epsilons of the forum study, formula of 2024.',
} as const;

export const BLANK_CELLS: readonly Claim[] = [
  {
    ...blankCells,
    id: 'blank-separable',
    words: 'In blank cells of low mean and low std, some epsilon does separate the weights.',
    where: 'blanks.csv: negative means, std up to 1, blank draws',
    holds: 'the certified search finds such an epsilon in at least 99.9 % of the blank draws',
    limited: 'in at least 90 % of them',
    assess({ 'blank-cells': { blanks } }) {
      const numbers = MAPPINGS.flatMap((mapping) => {
        const rows = blanks.filter((row) => row.mapping === mapping && hasLowMeanAndStd(row));
        const draws = rows.reduce((sum, row) => sum + row.draws, 0);
        return [
          share(`blank draws, ${mapping}`, drawsWith(rows, 'blank'), draws),
          share(
            `separable draws among these, ${mapping}`,
            drawsWith(rows, 'blank_attainable'),
            drawsWith(rows, 'blank'),
          ),
        ];
      });
      const separable = numbers.filter((_, i) => i % 2 === 1);
      return { numbers, verdict: verdictOf(within(separable, 0.999, 1), within(separable, 0.9, 1)) };
    },
  },
  {
    ...blankCells,
    id: 'blank-cause',
    words:
      'A bound of the formula hides this epsilon: it sets the weight of the worst worker to zero, and the spread is then undefined.',
    where: 'blanks.csv: negative means, std up to 1, blank draws',
    holds:
      'in at least 99.9 % of the blank draws, S is undefined at an epsilon of the axis below the separating one',
    limited: 'in at least 90 % of them',
    assess({ 'blank-cells': { blanks } }) {
      const numbers = MAPPINGS.map((mapping) => {
        const rows = blanks.filter((row) => row.mapping === mapping && hasLowMeanAndStd(row));
        return share(
          `blank draws with a zero weight, ${mapping}`,
          drawsWith(rows, 'blank_zero_weight'),
          drawsWith(rows, 'blank'),
        );
      });
      return { numbers, verdict: verdictOf(within(numbers, 0.999, 1), within(numbers, 0.9, 1)) };
    },
  },
  {
    ...blankCells,
    id: 'blank-real',
    words: 'In blank cells of positive mean, no epsilon separates the weights.',
    where: 'blanks.csv: positive means, blank draws',
    holds: 'the certified search finds a separating epsilon in at most 1 % of the blank draws',
    limited: 'in at most 5 % of them',
    assess({ 'blank-cells': { blanks } }) {
      const numbers = MAPPINGS.map((mapping) => {
        const rows = blanks.filter((row) => row.mapping === mapping && row.mean > 0);
        return share(
          `separable blank draws, ${mapping}`,
          drawsWith(rows, 'blank_attainable'),
          drawsWith(rows, 'blank'),
        );
      });
      return { numbers, verdict: verdictOf(within(numbers, 0, 0.01), within(numbers, 0, 0.05)) };
    },
  },
  {
    id: 'formula-blanks',
    study: 'formulas',
    words:
      'The current formula gives no zero weights; the formulas of 2024 give them in most draws of low mean and low std.',
    where:
      'computed by npm run claims: means -20, -12, -4, stds 1e-6 to 1, gradient, epsilons of the coarse grid',
    holds:
      'some epsilon gives a zero weight in at least 30 % of draws with forum-2024, and in at most 0.1 % with chain-2026',
    limited: 'in at most 5 % of draws with chain-2026',
    scope:
      'Ten workers, normal regrets, 400 draws in each of twelve cells; forum-fine shows the whole plane.',
    assess({ formulas: { blanks } }) {
      const numbers = ['forum-2024', 'chain-2024', 'whitepaper', 'chain-2026'].map((scheme) => {
        const rows = blanks.filter(
          (row) => row.scheme === scheme && row.mapping === 'gradient' && hasLowMeanAndStd(row),
        );
        return share(
          `draws with a zero weight, ${scheme}`,
          drawsWith(rows, 'zero_weight'),
          rows.reduce((sum, row) => sum + row.draws, 0),
        );
      });
      const [before, today] = [numbers[0]!, numbers[3]!];
      const hadZeroWeights = within([before], 0.3, 1);
      return {
        numbers,
        verdict: verdictOf(
          hadZeroWeights && within([today], 0, 0.001),
          hadZeroWeights && within([today], 0, 0.05),
        ),
      };
    },
  },
];
