/** Chapter 2, the coarse grid: one draw of ten workers per cell. */

import { linearFit } from '../../../src/statistics/linear-fit.js';
import type { GridCellRow } from '../../../src/study/kinds/grid/definition.js';
import { MAPPINGS } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { groupsOf, measured, range, share, shareOf, within } from './measurements.js';
import type { Tables } from './tables.js';

const isBlank = (cell: GridCellRow) => Number.isNaN(cell.max_epsilon_threshold);
const hasLowMeanAndStd = (cell: GridCellRow) => cell.mean < 0 && cell.std <= 1;

/** Measures each mapping separately: mappings share their draws, so their cells are not independent. */
function perMapping(
  { 'forum-coarse': { cells } }: Tables,
  measure: (cells: readonly GridCellRow[], mapping: string) => Measured,
): Measured[] {
  return MAPPINGS.map((mapping) =>
    measure(
      cells.filter((cell) => cell.mapping === mapping),
      mapping,
    ),
  );
}

/** Cells grouped by std and seed. */
function columnsOf(cells: readonly GridCellRow[]): GridCellRow[][] {
  return groupsOf(cells, ({ std, seed }) => `${std} ${seed}`);
}

const common = {
  study: 'forum-coarse',
  scope: 'Two seeds, one draw per cell, epsilons 2.2 decades apart, formula of 2024.',
} as const;

export const COARSE_GRID: readonly Claim[] = [
  {
    ...common,
    id: 'blank-positive',
    words:
      'If all regrets are positive, no epsilon makes the weights differ by a factor of 3.16: these cells are blank.',
    where: 'cells.csv: mean above 4, std up to 1',
    holds: 'at least 90 % of these cells are blank',
    limited: 'at least half of them are blank',
    assess(tables) {
      const numbers = perMapping(tables, (cells, mapping) =>
        shareOf(
          `blank cells, ${mapping}`,
          cells.filter((cell) => cell.mean > 4 && cell.std <= 1),
          isBlank,
        ),
      );
      return { numbers, verdict: verdictOf(within(numbers, 0.9, 1), within(numbers, 0.5, 1)) };
    },
  },
  {
    ...common,
    id: 'coarse-no-mean',
    words:
      'If regrets are negative, the largest epsilon that separates the weights does not depend on the mean.',
    where: 'cells.csv: negative means, each column of equal std',
    holds:
      'in at least 80 % of the columns, all cells that are not blank agree within one step of the epsilon axis',
    limited: 'in at least half of the columns',
    assess(tables) {
      const numbers = perMapping(tables, (cells, mapping) => {
        // One cell alone cannot disagree.
        const columns = columnsOf(cells.filter((cell) => cell.mean < 0 && !isBlank(cell))).filter(
          ({ length }) => length > 1,
        );
        const axis = [
          ...new Set(cells.map((cell) => cell.max_epsilon_threshold).filter((epsilon) => epsilon > 0)),
        ].sort((a, b) => a - b);
        return shareOf(`columns that agree, ${mapping}`, columns, (column) => {
          const indexes = column.map((cell) => axis.indexOf(cell.max_epsilon_threshold));
          return Math.max(...indexes) - Math.min(...indexes) <= 1;
        });
      });
      return { numbers, verdict: verdictOf(within(numbers, 0.8, 1), within(numbers, 0.5, 1)) };
    },
  },
  {
    ...common,
    id: 'coarse-slope',
    words:
      'In these cells the largest epsilon is proportional to the std of the regrets: slope 1 on log axes.',
    where: 'cells.csv: negative means, all cells that are not blank',
    holds: 'the regression line of log10 epsilon on log10 std has a slope of 0.9 to 1.1',
    limited: 'a slope of 0.8 to 1.2',
    assess(tables) {
      const numbers = perMapping(tables, (cells, mapping) => {
        const shown = cells.filter((cell) => cell.mean < 0 && !isBlank(cell));
        const name = `slope, ${mapping}`;
        if (new Set(shown.map(({ std }) => std)).size < 3) return range(name, '', []);
        const { slope } = linearFit(
          shown.map(({ std }) => Math.log10(std)),
          shown.map((cell) => Math.log10(cell.max_epsilon_threshold)),
          { level: 0.95 },
        );
        return measured(name, '', { ...slope, level: 0.95, draws: shown.length });
      });
      return { numbers, verdict: verdictOf(within(numbers, 0.9, 1.1), within(numbers, 0.8, 1.2)) };
    },
  },
  {
    ...common,
    id: 'blank-low',
    words: 'Cells of low mean and low std can be blank too.',
    where: 'cells.csv: negative means, std up to 1 compared with std of 100 and more',
    holds:
      'at least 5 % of the cells of low std are blank, a larger share than of those of high std, and the intervals do not overlap',
    limited: null,
    assess(tables) {
      const low = perMapping(tables, (cells, mapping) =>
        shareOf(`blank cells, std up to 1, ${mapping}`, cells.filter(hasLowMeanAndStd), isBlank),
      );
      const high = perMapping(tables, (cells, mapping) =>
        shareOf(
          `blank cells, std of 100 and more, ${mapping}`,
          cells.filter((cell) => cell.mean < 0 && cell.std >= 100),
          isBlank,
        ),
      );
      return {
        numbers: [...low, ...high],
        verdict: verdictOf(within(low, 0.05, 1) && low.every((number, i) => number.low! > high[i]!.high!)),
      };
    },
  },
  {
    ...common,
    id: 'blank-seeds',
    words: 'Which of these cells are blank depends on the seed.',
    where: 'cells.csv: negative means, std up to 1, seed 1 compared with seed 2',
    holds: 'at least 20 % of the cells that are blank with one of the seeds are not blank with the other',
    limited: 'at least one of these cells is not blank with the other seed',
    assess(tables) {
      const numbers = perMapping(tables, (cells, mapping) => {
        const cellsOfSeeds = groupsOf(cells.filter(hasLowMeanAndStd), ({ mean, std }) => `${mean} ${std}`);
        const blankShares = cellsOfSeeds
          .map((cells) => cells.filter(isBlank).length / cells.length)
          .filter((blankShare) => blankShare > 0);
        return share(
          `cells blank with one seed only, ${mapping}`,
          blankShares.filter((blankShare) => blankShare < 1).length,
          blankShares.length,
        );
      });
      return {
        numbers,
        verdict: verdictOf(
          within(numbers, 0.2, 1),
          numbers.every(({ value }) => (value as number) > 0),
        ),
      };
    },
  },
  {
    ...common,
    id: 'largest-spread',
    words:
      'The largest spread of the weights reaches the factor if all regrets are negative, and stays below it if all are positive.',
    where: 'cells.csv: means below -4 and above 4, std up to 1',
    holds:
      'the largest S is at least T in 80 % or more of the cells of negative mean, and below T in 80 % or more of those of positive mean',
    limited: 'in at least half of the cells: the spread is undefined if a weight is zero',
    assess(tables) {
      const reaches = (cell: GridCellRow) => cell.max_std_log10_weights >= 0.5;
      const negative = perMapping(tables, (cells, mapping) =>
        shareOf(
          `largest S reaches T, negative means, ${mapping}`,
          cells.filter((cell) => cell.mean < -4 && cell.std <= 1),
          reaches,
        ),
      );
      const positive = perMapping(tables, (cells, mapping) =>
        shareOf(
          `largest S below T, positive means, ${mapping}`,
          cells.filter((cell) => cell.mean > 4 && cell.std <= 1),
          (cell) => cell.max_std_log10_weights < 0.5,
        ),
      );
      const numbers = [...negative, ...positive];
      return { numbers, verdict: verdictOf(within(numbers, 0.8, 1), within(numbers, 0.5, 1)) };
    },
  },
];
