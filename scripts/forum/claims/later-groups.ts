/** Later findings about two groups of workers, such as inferers and forecasters. */

import type { ThresholdCellRow } from '../../../src/study/kinds/threshold/definition.js';
import { verdictOf, type Claim } from './claim.js';
import { entry, quotient, range, within } from './measurements.js';

const clusters = {
  study: 'clusters',
  scope: 'Eight workers in two groups of equal std, 10,000 draws, factor 3.16.',
} as const;

/** Workers of the lower and of the upper group. */
const SPLITS = ['7 and 1', '5 and 3', '4 and 4', '3 and 5', '1 and 7'] as const;

/**
 * The 5 % quantile of groups divided by that of one normal distribution of the same mean and std, for every
 * row of `cells` with one of these distances.
 */
function overOneNormal(
  cells: readonly ThresholdCellRow[],
  splits: readonly string[],
  distances: readonly number[],
) {
  const names = splits.flatMap((split) => distances.map((distance) => `groups ${split} at ${distance}`));
  return cells
    .filter(({ variant }) => names.includes(variant!))
    .map((row) => {
      const one = cells.find(
        (each) =>
          each.variant === 'one normal' &&
          (['scheme', 'mapping', 'mean'] as const).every((name) => each[name] === row[name]),
      );
      return quotient(entry(row, 'epsilon_q05'), entry(one, 'epsilon_q05'));
    });
}

export const GROUPS: readonly Claim[] = [
  {
    ...clusters,
    id: 'groups',
    words:
      'If workers form two clusters, one normal distribution of the same mean and std gives an epsilon that is too small under the current formula: it is safe, but up to four times smaller than necessary.',
    where:
      'cells.csv: 5 % quantile divided by that of one normal distribution, chain-2026, both mappings, mean / std -20, -1 and 0, five splits of the workers',
    holds:
      'the quotient is above 1 at distances of 3 to 12 std within a group, and above 1.2 in every case of unequal groups from 6 on, intervals included',
    limited: 'it is above 1 from 6 on',
    assess({ clusters: { cells } }) {
      const today = cells.filter(({ scheme }) => scheme === 'chain-2026');
      const unequal = SPLITS.filter((split) => split !== '4 and 4');
      const numbers = [
        range('over one normal, distance 3', '', overOneNormal(today, SPLITS, [3])),
        range('distance 4 to 12, 4 and 4 workers', '', overOneNormal(today, ['4 and 4'], [4, 6, 8, 12])),
        range('distance 6, unequal groups', '', overOneNormal(today, unequal, [6])),
        range('distance 12, unequal groups', '', overOneNormal(today, unequal, [12])),
      ];
      return {
        numbers,
        verdict: verdictOf(
          within(numbers.slice(0, 2), 1, Infinity) && within(numbers.slice(2), 1.2, Infinity),
          within(numbers.slice(2), 1, Infinity),
        ),
      };
    },
  },
  {
    ...clusters,
    id: 'groups-leader',
    words:
      'Under the formula of 2024 it can be too large: if one worker is far above the others and the mean is 0, the gradient separates the others only with a much smaller epsilon.',
    where:
      'cells.csv: 5 % quantile for seven workers and one above them divided by that of one normal distribution, forum-2024, gradient, mean 0',
    holds:
      'the quotient is at most 0.7 at a distance of 4 std within a group and at most 0.3 at 6, intervals included',
    limited: 'it is below 1',
    assess({ clusters: { cells } }) {
      const rows = cells.filter(
        ({ scheme, mapping, mean }) => scheme === 'forum-2024' && mapping === 'gradient' && mean === 0,
      );
      const numbers = [4, 6].map((distance) =>
        range(`over one normal, distance ${distance}`, '', overOneNormal(rows, ['7 and 1'], [distance])),
      );
      return {
        numbers,
        verdict: verdictOf(
          within([numbers[0]!], 0, 0.7) && within([numbers[1]!], 0, 0.3),
          within(numbers, 0, 1),
        ),
      };
    },
  },
];
