/** What we found beyond the study of the forum. */

import type { BlankRow, ThresholdCellRow } from '../../../src/study/record.js';
import { DEFAULT_OPTIONS } from '../../../src/weights/defaults.js';
import { MAPPINGS } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { entry, groupsOf, meanOf, quotient, range, share, shareOf, within } from './numbers.js';

/** A count of draws in all rows. */
function total(
  rows: readonly BlankRow[],
  column: 'zero_weight' | 'blank' | 'blank_attainable' | 'blank_zero_weight',
): number {
  return rows.reduce((sum, row) => sum + Math.round(row[column] * row.draws), 0);
}

const isLowBlank = ({ mean, std }: BlankRow) => mean < 0 && std <= 1;

const blankCells = {
  study: 'blank-cells',
  scope: 'Ten workers, 400 draws a cell, the axis of ten epsilons of the forum, formula of 2024.',
} as const;
const tails = {
  study: 'heavy-tails',
  scope: 'Ten workers, 10,000 draws, formulas of 2024 and 2026; regrets far below zero.',
} as const;
const parameters = { study: 'parameters', scope: 'Ten workers, 10,000 draws, formula of 2026.' } as const;

/** Quotients of a quantile in one variant and in another, for every scheme and mapping at one mean. */
function againstVariant(
  cells: readonly ThresholdCellRow[],
  quantile: 'epsilon_q05' | 'epsilon_q50',
  variant: string,
  reference: string,
  means: readonly number[],
) {
  return cells
    .filter((row) => row.variant === variant && means.includes(row.mean))
    .map((row) => {
      const same = cells.find(
        (each) =>
          each.variant === reference &&
          each.scheme === row.scheme &&
          each.mapping === row.mapping &&
          each.mean === row.mean,
      );
      return quotient(entry(row, quantile), entry(same, quantile));
    });
}

function medianOf(
  cells: readonly ThresholdCellRow[],
  variant: string,
  mapping: string,
  mean: number,
): ThresholdCellRow | undefined {
  return cells.find((row) => row.variant === variant && row.mapping === mapping && row.mean === mean);
}

export const BEYOND: readonly Claim[] = [
  {
    ...blankCells,
    id: 'blank-separable',
    words: 'Behind the blank cells of low mean and low std there is an epsilon that separates the weights.',
    where: 'blanks.csv: negative means, std up to 1, blank draws',
    holds: 'in at least 99.9 % of the blank draws the certified search finds one',
    limited: 'in at least 90 %',
    assess({ 'blank-cells': { blanks } }) {
      const numbers = MAPPINGS.flatMap((mapping) => {
        const own = blanks.filter((row) => row.mapping === mapping && isLowBlank(row));
        const draws = own.reduce((sum, row) => sum + row.draws, 0);
        return [
          share(`blank draws, ${mapping}`, total(own, 'blank'), draws),
          share(`of these separable, ${mapping}`, total(own, 'blank_attainable'), total(own, 'blank')),
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
      'A bound of the formula hides it: it sets the weight of the worst worker to zero, and the spread is undefined.',
    where: 'blanks.csv: negative means, std up to 1, blank draws',
    holds: 'in at least 99.9 % of the blank draws S is undefined at an epsilon of the axis below that one',
    limited: 'in at least 90 %',
    assess({ 'blank-cells': { blanks } }) {
      const numbers = MAPPINGS.map((mapping) => {
        const own = blanks.filter((row) => row.mapping === mapping && isLowBlank(row));
        return share(
          `blank draws with a zero weight, ${mapping}`,
          total(own, 'blank_zero_weight'),
          total(own, 'blank'),
        );
      });
      return { numbers, verdict: verdictOf(within(numbers, 0.999, 1), within(numbers, 0.9, 1)) };
    },
  },
  {
    ...blankCells,
    id: 'blank-real',
    words: 'Blank cells of positive means are what they seem: there is no such epsilon.',
    where: 'blanks.csv: positive means, blank draws',
    holds: 'in at most 1 % of the blank draws the certified search finds one',
    limited: 'in at most 5 %',
    assess({ 'blank-cells': { blanks } }) {
      const numbers = MAPPINGS.map((mapping) => {
        const own = blanks.filter((row) => row.mapping === mapping && row.mean > 0);
        return share(
          `blank draws with an epsilon after all, ${mapping}`,
          total(own, 'blank_attainable'),
          total(own, 'blank'),
        );
      });
      return { numbers, verdict: verdictOf(within(numbers, 0, 0.01), within(numbers, 0, 0.05)) };
    },
  },
  {
    id: 'formula-blanks',
    study: 'formulas',
    words:
      "Today's formula has no zero weights; those of 2024 have them in most draws of low mean and low std.",
    where: 'run by this command: means -20, -12, -4, stds 1e-6 to 1, gradient, epsilons of the coarse grid',
    holds:
      'a zero weight at some epsilon in at least 30 % of draws of forum-2024, in at most 0.1 % of those of chain-2026',
    limited: 'in at most 5 % of those of chain-2026',
    scope:
      'Ten workers, normal regrets, 400 draws in each of twelve cells; forum-fine shows the whole plane.',
    assess({ formulas: { blanks } }) {
      const numbers = ['forum-2024', 'chain-2024', 'whitepaper', 'chain-2026'].map((scheme) => {
        const own = blanks.filter(
          (row) => row.scheme === scheme && row.mapping === 'gradient' && isLowBlank(row),
        );
        return share(
          `draws with a zero weight, ${scheme}`,
          total(own, 'zero_weight'),
          own.reduce((sum, row) => sum + row.draws, 0),
        );
      });
      const [before, today] = [numbers[0]!, numbers[3]!];
      const had = within([before], 0.3, 1);
      return {
        numbers,
        verdict: verdictOf(had && within([today], 0, 0.001), had && within([today], 0, 0.05)),
      };
    },
  },
  {
    id: 'formula-epsilon',
    study: 'mapping',
    words:
      "Today's formula bears nearly the same epsilon as that of 2024 in a typical epoch, and a smaller one in 95 % of epochs.",
    where: 'cells.csv: chain-2026 over forum-2024, mean / std -20 and 0, both mappings, mean of nine stds',
    holds: 'median within 5 %, 5 % quantile lower by 3 to 20 %, intervals included',
    limited: 'median within 10 %, 5 % quantile lower',
    scope: 'Ten workers, normal regrets; the draws are the same for both.',
    assess({ mapping: { cells } }) {
      const own = cells.filter((row) => Math.abs(row.factor - DEFAULT_OPTIONS.factor) < 1e-9);
      const sameAs = (row: ThresholdCellRow) =>
        own.find(
          (each) =>
            each.scheme === 'forum-2024' &&
            (['mapping', 'mean', 'std'] as const).every((name) => each[name] === row[name]),
        );
      const numbers = (['epsilon_q50', 'epsilon_q05'] as const).map((quantile) => {
        const today = own.filter(
          (row) =>
            row.scheme === 'chain-2026' &&
            [-20, 0].includes(Math.round(row.mean / row.std)) &&
            row.mean / row.std < 0.1,
        );
        const groups = groupsOf(today, ({ mapping, mean, std }) => `${mapping} ${Math.round(mean / std)}`);
        const quotients = groups.map((rows) =>
          meanOf(
            rows.map((row) => row[quantile] / (sameAs(row)?.[quantile] ?? NaN)),
            rows.reduce((sum, { draws }) => sum + draws, 0),
          ),
        );
        return range(
          `${quantile === 'epsilon_q50' ? 'median' : '5 % quantile'} of today over that of 2024`,
          '',
          quotients,
        );
      });
      const [median, low] = [numbers[0]!, numbers[1]!];
      return {
        numbers,
        verdict: verdictOf(
          within([median], 0.95, 1.05) && within([low], 0.8, 0.97),
          within([median], 0.9, 1.1) && within([low], 0.7, 1),
        ),
      };
    },
  },
  {
    ...tails,
    id: 'heavy-tails',
    words:
      'Heavy tails (Laplace, Student t with 3 degrees of freedom) ask for a smaller epsilon than normal regrets of the same std.',
    where: 'cells.csv: 5 % quantile over that of normal regrets, mean / std -20',
    holds: 'lower by at least 5 %, interval included',
    limited: 'lower',
    assess({ 'heavy-tails': { cells } }) {
      const numbers = ['laplace', 'student t3'].map((variant) =>
        range(
          `5 % quantile over normal, ${variant}`,
          '',
          againstVariant(cells, 'epsilon_q05', variant, 'normal', [-20]),
        ),
      );
      return { numbers, verdict: verdictOf(within(numbers, 0.1, 0.95), within(numbers, 0.1, 1)) };
    },
  },
  {
    ...tails,
    id: 'heavy-tails-zero',
    words: 'Near zero that is worse, for Student t with the gradient.',
    where: 'cells.csv: 5 % quantile over that of normal regrets, mean / std 0 and -20, gradient',
    holds:
      'for both formulas the quotient at 0 at most that at -20, and for that of 2024 at most 0.6, intervals included',
    limited: 'for the formula of 2024; with that of 2026 it is much the same',
    scope: 'Ten workers, 10,000 draws.',
    assess({ 'heavy-tails': { cells } }) {
      const own = cells.filter(({ mapping }) => mapping === 'gradient');
      const numbers = (['forum-2024', 'chain-2026'] as const).flatMap((scheme) =>
        [-20, 0].map((mean) =>
          range(
            `5 % quantile over normal, student t3, mean / std ${mean}, ${scheme}`,
            '',
            againstVariant(
              own.filter((row) => row.scheme === scheme),
              'epsilon_q05',
              'student t3',
              'normal',
              [mean],
            ),
          ),
        ),
      );
      const [far, zero, farToday, zeroToday] = numbers.map(({ low, high }) => ({ low: low!, high: high! }));
      const before = zero!.high < far!.low && zero!.high <= 0.6;
      return { numbers, verdict: verdictOf(before && zeroToday!.high < farToday!.low, before) };
    },
  },
  {
    ...tails,
    id: 'outlier',
    words: 'One worker far below the others asks for a larger epsilon: the std is mostly his.',
    where: 'cells.csv: 5 % quantile over that of normal regrets, mean / std -20',
    holds: 'higher by at least 30 %, interval included',
    limited: 'higher',
    assess({ 'heavy-tails': { cells } }) {
      const numbers = [
        range(
          '5 % quantile over normal, one outlier',
          '',
          againstVariant(cells, 'epsilon_q05', 'one outlier', 'normal', [-20]),
        ),
      ];
      return { numbers, verdict: verdictOf(within(numbers, 1.3, Infinity), within(numbers, 1, Infinity)) };
    },
  },
  {
    ...parameters,
    id: 'slope-p',
    words: 'Far below zero the largest epsilon grows linearly with the slope p.',
    where: 'cells.csv: medians for p 2.5 to 4.5, mean / std -20, gradient',
    holds: 'steps of 0.5 in p add 0.35 to 0.45 std, intervals included',
    limited: 'they add 0.25 to 0.55 std',
    assess({ parameters: { cells } }) {
      const medians = ['p 2.5', 'p 3, c 0.75', 'p 3.5', 'p 4', 'p 4.5'].map((variant) =>
        entry(medianOf(cells, variant, 'gradient', -20), 'epsilon_q50'),
      );
      const steps = medians.slice(1).map((now, i) => {
        const before = medians[i]!;
        return {
          value: now.value - before.value,
          low: now.low - before.high,
          high: now.high - before.low,
          level: 0.9,
          draws: now.draws,
        };
      });
      const numbers = [
        range('median epsilon, std', '', medians),
        range('step of the median, std', '', steps),
      ];
      return {
        numbers,
        verdict: verdictOf(within([numbers[1]!], 0.35, 0.45), within([numbers[1]!], 0.25, 0.55)),
      };
    },
  },
  {
    ...parameters,
    id: 'offset-far',
    words: 'The offset c does not matter there.',
    where: 'cells.csv: medians for c 0 to 1.5 over those for c 0.75, mean / std -20, the same draws',
    holds: 'the same within 3 %, interval included',
    limited: 'within 10 %',
    assess({ parameters: { cells } }) {
      const numbers = [
        range(
          'median over that for c 0.75',
          '',
          ['c 0', 'c 0.5', 'c 1', 'c 1.5'].flatMap((variant) =>
            againstVariant(cells, 'epsilon_q50', variant, 'p 3, c 0.75', [-20]),
          ),
        ),
      ];
      return { numbers, verdict: verdictOf(within(numbers, 0.97, 1.03), within(numbers, 0.9, 1.1)) };
    },
  },
  {
    ...parameters,
    id: 'offset-zero',
    words: 'Near zero it does: a larger c lets the gradient separate more.',
    where: 'cells.csv: medians for c 0 and c 1.5, mean 0, gradient',
    holds: 'the median for c 1.5 at least twice that for c 0, interval included',
    limited: 'larger',
    assess({ parameters: { cells } }) {
      const [low, high] = ['c 0', 'c 1.5'].map((variant) =>
        entry(medianOf(cells, variant, 'gradient', 0), 'epsilon_q50'),
      );
      const numbers = [
        range('median epsilon, std, c 0', '', [low!]),
        range('c 1.5 over c 0', '', [quotient(high!, low!)]),
      ];
      return {
        numbers,
        verdict: verdictOf(within([numbers[1]!], 2, Infinity), within([numbers[1]!], 1, Infinity)),
      };
    },
  },
  {
    id: 'median-scaling',
    study: 'median-scaling',
    words:
      'Scaling epsilon by the median regret makes the largest epsilon depend on the mean, where it did not.',
    where:
      'cells.csv: negative means of -2 and lower, std up to 0.1: medians of a std, the largest over the smallest',
    holds: 'unscaled at most a factor of 1.3 over the means, scaled at least 5, intervals included',
    limited: 'unscaled less than scaled',
    scope: 'Ten workers, 400 draws a cell, formula of 2024.',
    assess({ 'median-scaling': { cells } }) {
      const [unscaled, scaled] = ['not scaled', 'scaled by the median'].map((variant) => {
        const own = cells.filter((row) => row.variant === variant && row.mean <= -2 && row.std <= 0.1);
        const spans = groupsOf(own, ({ mapping, std }) => `${mapping} ${std}`).map((column) => {
          const medians = column.map((row) => entry(row, 'epsilon_q50')).sort((a, b) => a.value - b.value);
          return quotient(medians.at(-1)!, medians[0]!);
        });
        return range(`largest over smallest median, ${variant}`, '', spans);
      });
      return {
        numbers: [unscaled!, scaled!],
        verdict: verdictOf(
          within([unscaled!], 0, 1.3) && within([scaled!], 5, Infinity),
          unscaled!.high! < scaled!.low!,
        ),
      };
    },
  },
  {
    id: 'workers',
    study: 'workers',
    words: 'The more workers, the nearer the epsilon for 95 % of epochs is to that of the typical epoch.',
    where:
      'cells.csv: 5 % quantile over the median, 3, 10 and 100 workers, mean / std -20, both formulas and mappings',
    holds: 'below a half for 3, above 0.8 for 100, intervals included, and between for 10',
    limited: 'larger for 100 than for 3',
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
      'The older metric, the std of the weights themselves, says nothing where regrets are negative: it is tiny though weights differ by decades.',
    where: 'cells.csv: means below -4, std up to 1, gradient',
    holds: 'in at least 90 % of the cells the largest std of the weights is below 0.01',
    limited: 'in at least half of them',
    scope: 'Two seeds, one draw a cell, formula of 2024, gradient.',
    assess({ 'forum-coarse': { cells } }) {
      const own = cells.filter(({ mapping, mean, std }) => mapping === 'gradient' && mean < -4 && std <= 1);
      const numbers = [
        shareOf('cells with a std of the weights below 0.01', own, (cell) => cell.max_std_weights < 0.01),
        shareOf('cells whose S reaches T', own, (cell) => cell.max_std_log10_weights >= 0.5),
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
