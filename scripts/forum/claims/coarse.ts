/** Claims about the coarse grid of the forum, one draw of ten workers a cell. */

import { linearFit } from '../../../src/statistics/linear-fit.js';
import type { GridCellRow } from '../../../src/study/record.js';
import { MAPPINGS } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { groupsOf, measured, range, share, shareOf, within } from './numbers.js';
import type { Tables } from './tables.js';

const isBlank = (cell: GridCellRow) => Number.isNaN(cell.max_epsilon_threshold);
const isLow = (cell: GridCellRow) => cell.mean < 0 && cell.std <= 1;

/** Mappings share their draws, so each is counted for itself. */
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

/** Cells of one std and seed. */
function columnsOf(cells: readonly GridCellRow[]): GridCellRow[][] {
  return groupsOf(cells, ({ std, seed }) => `${std} ${seed}`);
}

const common = {
  study: 'forum-coarse',
  scope: 'Two seeds, one draw a cell, epsilons 2.2 powers of ten apart, formula of 2024.',
} as const;

export const COARSE: readonly Claim[] = [
  {
    ...common,
    id: 'blank-positive',
    words:
      'Where all regrets are positive, no epsilon makes the weights differ by a factor of 3.16: these cells are blank.',
    where: 'cells.csv: mean above 4, std up to 1',
    holds: 'at least 90 % of these cells blank',
    limited: 'at least half of them',
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
      'Where regrets are negative, the largest epsilon that separates the weights does not depend on the mean.',
    where: 'cells.csv: negative means, column by column of equal std',
    holds: 'in at least 80 % of the columns all cells that are not blank agree within a step of the axis',
    limited: 'in at least half of them',
    assess(tables) {
      const numbers = perMapping(tables, (cells, mapping) => {
        // A column of one cell tells nothing.
        const columns = columnsOf(cells.filter((cell) => cell.mean < 0 && !isBlank(cell))).filter(
          ({ length }) => length > 1,
        );
        const steps = [
          ...new Set(cells.map((cell) => cell.max_epsilon_threshold).filter((epsilon) => epsilon > 0)),
        ].sort((a, b) => a - b);
        return shareOf(`columns that agree, ${mapping}`, columns, (column) => {
          const places = column.map((cell) => steps.indexOf(cell.max_epsilon_threshold));
          return Math.max(...places) - Math.min(...places) <= 1;
        });
      });
      return { numbers, verdict: verdictOf(within(numbers, 0.8, 1), within(numbers, 0.5, 1)) };
    },
  },
  {
    ...common,
    id: 'coarse-slope',
    words: 'There it follows the std of the regrets, with slope 1 on log axes.',
    where: 'cells.csv: negative means, all cells that are not blank',
    holds: 'a line through log10 epsilon against log10 std has a slope of 0.9 to 1.1',
    limited: 'of 0.8 to 1.2',
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
    words: 'There are blank cells too where both the mean and the std are low.',
    where: 'cells.csv: negative means, std up to 1 against std from 100',
    holds: 'at least 5 % blank below, and a larger share than above, intervals apart',
    limited: null,
    assess(tables) {
      const low = perMapping(tables, (cells, mapping) =>
        shareOf(`blank, std up to 1, ${mapping}`, cells.filter(isLow), isBlank),
      );
      const high = perMapping(tables, (cells, mapping) =>
        shareOf(
          `blank, std from 100, ${mapping}`,
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
    words: 'Which of these cells are blank changes with the seed.',
    where: 'cells.csv: negative means, std up to 1, seed 1 against seed 2',
    holds: 'of the cells blank with a seed, at least 20 % are not with the other',
    limited: 'at least one is not',
    assess(tables) {
      const numbers = perMapping(tables, (cells, mapping) => {
        const places = groupsOf(cells.filter(isLow), ({ mean, std }) => `${mean} ${std}`);
        const blanks = places
          .map((place) => place.filter(isBlank).length / place.length)
          .filter((part) => part > 0);
        return share(
          `blank with one seed only, ${mapping}`,
          blanks.filter((part) => part < 1).length,
          blanks.length,
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
      'The largest spread of the weights reaches the factor where all regrets are negative, and stays below it where all are positive.',
    where: 'cells.csv: means below -4 and above 4, std up to 1',
    holds:
      'largest S above T in at least 80 % of the cells below, and below T in at least 80 % of those above',
    limited: 'in at least half of them: where a weight is zero the spread is undefined',
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
