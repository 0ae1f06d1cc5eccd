/** Chapter 3, relative thresholds: the largest epsilon at which a fraction of the largest spread remains. */

import type { RelativeCellRow } from '../../../src/study/kinds/relative/definition.js';
import { MAPPINGS } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { entry, groupsOf, meanOf, range, shareOf, within } from './measurements.js';
import type { Tables } from './tables.js';

const FRACTIONS = [0.5, 0.3];

function perMappingAndFraction(
  { 'relative-plane': { cells } }: Tables,
  measure: (cells: readonly RelativeCellRow[], label: string) => Measured,
): Measured[] {
  return MAPPINGS.flatMap((mapping) =>
    FRACTIONS.map((fraction) =>
      measure(
        cells.filter((cell) => cell.mapping === mapping && cell.fraction === fraction),
        `${mapping}, ${100 * fraction} % of the largest S`,
      ),
    ),
  );
}

/** The median epsilon in units of `unitOf`, for each mean, averaged over the stds. */
function perMean(cells: readonly RelativeCellRow[], unitOf: (cell: RelativeCellRow) => number) {
  return groupsOf(cells, ({ mean }) => String(mean)).map((group) =>
    meanOf(
      group.map((cell) => cell.epsilon_q50 / unitOf(cell)),
      group.reduce((sum, { draws }) => sum + draws, 0),
    ),
  );
}

/**
 * Whether each number is the same for all means, within a factor: its interval covers the values of all
 * means.
 */
function isSame(numbers: readonly Measured[], factor: number): boolean {
  return (
    numbers.length > 0 &&
    numbers.every(({ low, high }) => low !== null && high !== null && low > 0 && high / low <= factor)
  );
}

const common = {
  study: 'relative-plane',
  scope: 'Ten workers, 40 draws per cell, formula of 2026.',
} as const;

export const RELATIVE_THRESHOLDS: readonly Claim[] = [
  {
    ...common,
    id: 'relative-everywhere',
    words:
      'For any mean of the regrets, there is an epsilon at which half, or three tenths, of the largest spread remains.',
    where: 'cells.csv: all means and stds',
    holds: 'the median epsilon is defined and above zero in at least 95 % of the cells',
    limited: 'in at least 90 % of the cells',
    assess(tables) {
      const numbers = perMappingAndFraction(tables, (cells, label) =>
        shareOf(`cells with such an epsilon, ${label}`, cells, ({ epsilon_q50 }) => epsilon_q50 > 0),
      );
      return { numbers, verdict: verdictOf(within(numbers, 0.95, 1), within(numbers, 0.9, 1)) };
    },
  },
  {
    ...common,
    id: 'relative-without-factor',
    words: 'This is also true of positive means, although no epsilon reaches the factor of 3.16 there.',
    where: 'cells.csv: positive means, std up to a tenth of the mean',
    holds:
      'the largest S of the median draw is below T in all cells, and the median relative epsilon is above zero in all cells',
    limited: null,
    assess({ 'relative-plane': { cells } }) {
      const rows = cells.filter(({ mean, std }) => mean > 0 && std <= mean / 10);
      const largest = range(
        'largest S, median draw',
        '',
        rows.map((cell) => entry(cell, 'max_std_log10_weights_q50')),
      );
      const epsilon = range(
        'relative epsilon over the mean',
        '',
        rows.map((cell) => entry(cell, 'epsilon_q50', cell.mean)),
      );
      return {
        numbers: [largest, epsilon],
        verdict: verdictOf(within([largest], 0, 0.5) && within([epsilon], 1e-9, Infinity)),
      };
    },
  },
  {
    ...common,
    id: 'relative-negative',
    words:
      'For negative means these epsilons are proportional to the std of the regrets and do not depend on the mean.',
    where: 'cells.csv: negative means, std up to a tenth of |mean|',
    holds: 'the median over the std is the same for all means within a factor of 1.5, interval included',
    limited: 'the same within a factor of 2',
    assess(tables) {
      const numbers = perMappingAndFraction(tables, (cells, label) =>
        range(
          `epsilon over std, ${label}`,
          '',
          perMean(
            cells.filter(({ mean, std }) => mean < 0 && std <= -mean / 10),
            ({ std }) => std,
          ),
        ),
      );
      return { numbers, verdict: verdictOf(isSame(numbers, 1.5), isSame(numbers, 2)) };
    },
  },
  {
    ...common,
    id: 'relative-positive',
    words: 'For positive means these epsilons are proportional to the mean.',
    where: 'cells.csv: positive means, std up to a hundredth of the mean',
    holds: 'the median over the mean is the same for all means within a factor of 1.1, interval included',
    limited: 'the same within a factor of 2',
    assess(tables) {
      const numbers = perMappingAndFraction(tables, (cells, label) =>
        range(
          `epsilon over mean, ${label}`,
          '',
          perMean(
            cells.filter(({ mean, std }) => mean > 0 && std <= mean / 100),
            ({ mean }) => mean,
          ),
        ),
      );
      return { numbers, verdict: verdictOf(isSame(numbers, 1.1), isSame(numbers, 2)) };
    },
  },
];
