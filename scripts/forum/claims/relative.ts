/** Claims about the epsilons that leave a fraction of the largest spread. */

import type { RelativeCellRow } from '../../../src/study/record.js';
import { MAPPINGS } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { entry, groupsOf, meanOf, range, shareOf, within } from './numbers.js';
import type { Tables } from './tables.js';

const FRACTIONS = [0.5, 0.3];

function perView(
  { 'relative-plane': { cells } }: Tables,
  measure: (cells: readonly RelativeCellRow[], view: string) => Measured,
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

/** Medians of epsilon over `unit`, averaged over the stds of each mean. */
function perMean(cells: readonly RelativeCellRow[], unitOf: (cell: RelativeCellRow) => number) {
  return groupsOf(cells, ({ mean }) => String(mean)).map((group) =>
    meanOf(
      group.map((cell) => cell.epsilon_q50 / unitOf(cell)),
      group.reduce((sum, { draws }) => sum + draws, 0),
    ),
  );
}

/** Whether what several means have is the same for all of them, within a factor. */
function isSame(numbers: readonly Measured[], factor: number): boolean {
  return (
    numbers.length > 0 &&
    numbers.every(({ low, high }) => low !== null && high !== null && low > 0 && high / low <= factor)
  );
}

const common = { study: 'relative-plane', scope: 'Ten workers, 40 draws a cell, formula of 2026.' } as const;

export const RELATIVE: readonly Claim[] = [
  {
    ...common,
    id: 'relative-everywhere',
    words:
      'Half, or three tenths, of the largest spread is left up to some epsilon whatever the mean of the regrets.',
    where: 'cells.csv: all means and stds',
    holds: 'the median epsilon is there and above zero in at least 95 % of the cells',
    limited: 'in at least 90 % of them',
    assess(tables) {
      const numbers = perView(tables, (cells, view) =>
        shareOf(`cells with such an epsilon, ${view}`, cells, ({ epsilon_q50 }) => epsilon_q50 > 0),
      );
      return { numbers, verdict: verdictOf(within(numbers, 0.95, 1), within(numbers, 0.9, 1)) };
    },
  },
  {
    ...common,
    id: 'relative-without-factor',
    words: 'That is so where the mean is positive too, though no epsilon reaches the factor of 3.16 there.',
    where: 'cells.csv: positive means, std up to a tenth of the mean',
    holds: 'largest S of the median draw below T in all cells, median relative epsilon above zero in all',
    limited: null,
    assess({ 'relative-plane': { cells } }) {
      const own = cells.filter(({ mean, std }) => mean > 0 && std <= mean / 10);
      const largest = range(
        'largest S, median draw',
        '',
        own.map((cell) => entry(cell, 'max_std_log10_weights_q50')),
      );
      const epsilon = range(
        'relative epsilon over the mean',
        '',
        own.map((cell) => entry(cell, 'epsilon_q50', cell.mean)),
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
    words: 'For negative means these epsilons go with the std of the regrets, not with the mean.',
    where: 'cells.csv: negative means, std up to a tenth of |mean|',
    holds: 'the median over the std is the same for all means within a factor of 1.5, interval included',
    limited: 'within a factor of 2',
    assess(tables) {
      const numbers = perView(tables, (cells, view) =>
        range(
          `epsilon over std, ${view}`,
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
    words: 'For positive means they go with the mean.',
    where: 'cells.csv: positive means, std up to a hundredth of the mean',
    holds: 'the median over the mean is the same for all means within a factor of 1.1, interval included',
    limited: 'within a factor of 2',
    assess(tables) {
      const numbers = perView(tables, (cells, view) =>
        range(
          `epsilon over mean, ${view}`,
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
