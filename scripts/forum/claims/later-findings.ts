/** Chapter 5, later findings: results of this project that go beyond the forum study. */

import { BLANK_CELLS } from './later-blank-cells.js';
import { GROUPS } from './later-groups.js';
import { VARIANTS } from './later-variants.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { entry, quotient, range, shareOf, within } from './measurements.js';

export const LATER_FINDINGS: readonly Claim[] = [
  ...BLANK_CELLS,
  ...VARIANTS,
  ...GROUPS,
  {
    id: 'workers',
    study: 'workers',
    words:
      'The more workers there are, the closer the epsilon for 95 % of epochs is to that of the typical epoch.',
    where:
      'cells.csv: 5 % quantile divided by the median, 3, 10 and 100 workers, mean / std -20, both formulas and mappings',
    holds:
      'the quotient is below one half for 3 workers, above 0.8 for 100, and in between for 10, intervals included',
    limited: 'it is larger for 100 workers than for 3',
    scope: 'Normal regrets, 20,000 draws.',
    assess({ workers: { cells } }) {
      const numbers = [3, 10, 100].map((n): Measured =>
        range(
          `5 % quantile over median, ${n} workers`,
          '',
          cells
            .filter((row) => row.workers === n && row.mean === -20)
            .map((row) => quotient(entry(row, 'epsilon_q05'), entry(row, 'epsilon_q50'))),
        ),
      );
      const [few, ten, many] = numbers;
      const isBetween = ten!.low! > few!.high! && ten!.high! < many!.low!;
      return {
        numbers,
        verdict: verdictOf(
          within([few!], 0, 0.5) && within([many!], 0.8, 1) && isBetween,
          few!.high! < many!.low!,
        ),
      };
    },
  },
  {
    id: 'linear-spread',
    study: 'forum-coarse',
    words:
      'The older metric, the std of the weights themselves, is useless for negative regrets: it is tiny although weights differ by decades.',
    where: 'cells.csv: means below -4, std up to 1, gradient',
    holds: 'the largest std of the weights is below 0.01 in at least 90 % of the cells',
    limited: 'in at least half of the cells',
    scope: 'Two seeds, one draw per cell, formula of 2024, gradient.',
    assess({ 'forum-coarse': { cells } }) {
      const rows = cells.filter(({ mapping, mean, std }) => mapping === 'gradient' && mean < -4 && std <= 1);
      const numbers = [
        shareOf('cells with a std of the weights below 0.01', rows, (cell) => cell.max_std_weights < 0.01),
        shareOf('cells whose largest S is at least T', rows, (cell) => cell.max_std_log10_weights >= 0.5),
      ];
      const differs = within([numbers[1]!], 0.5, 1);
      return {
        numbers,
        verdict: verdictOf(
          differs && within([numbers[0]!], 0.9, 1),
          differs && within([numbers[0]!], 0.5, 1),
        ),
      };
    },
  },
];
