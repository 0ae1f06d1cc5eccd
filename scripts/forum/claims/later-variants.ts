/** Later findings about other formulas, distributions of the regrets, parameters and scaling. */

import type { ThresholdCellRow } from '../../../src/study/kinds/threshold/definition.js';
import { DEFAULT_OPTIONS } from '../../../src/weights/defaults.js';
import { verdictOf, type Claim } from './claim.js';
import { entry, groupsOf, meanOf, quotient, range, within } from './measurements.js';

const heavyTails = {
  study: 'heavy-tails',
  scope: 'Ten workers, 10,000 draws, formulas of 2024 and 2026; regrets far below zero.',
} as const;
const parameters = { study: 'parameters', scope: 'Ten workers, 10,000 draws, formula of 2026.' } as const;

/**
 * A quantile of one variant divided by that of a reference variant, for every scheme, mapping and given mean.
 */
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
      const other = cells.find(
        (each) =>
          each.variant === reference &&
          each.scheme === row.scheme &&
          each.mapping === row.mapping &&
          each.mean === row.mean,
      );
      return quotient(entry(row, quantile), entry(other, quantile));
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

export const VARIANTS: readonly Claim[] = [
  {
    id: 'formula-epsilon',
    study: 'mapping',
    words:
      'Compared with the formula of 2024, the current one allows nearly the same epsilon in a typical epoch, and a smaller one in 95 % of epochs.',
    where:
      'cells.csv: chain-2026 divided by forum-2024, mean / std -20 and 0, both mappings, mean of nine stds',
    holds: 'the median is within 5 %, and the 5 % quantile is lower by 3 to 20 %, intervals included',
    limited: 'the median is within 10 %, and the 5 % quantile is lower',
    scope: 'Ten workers, normal regrets, the same draws for both formulas.',
    assess({ mapping: { cells } }) {
      const rows = cells.filter((row) => Math.abs(row.factor - DEFAULT_OPTIONS.factor) < 1e-9);
      const sameAs = (row: ThresholdCellRow) =>
        rows.find(
          (each) =>
            each.scheme === 'forum-2024' &&
            (['mapping', 'mean', 'std'] as const).every((name) => each[name] === row[name]),
        );
      const numbers = (['epsilon_q50', 'epsilon_q05'] as const).map((quantile) => {
        const today = rows.filter(
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
          `${quantile === 'epsilon_q50' ? 'median' : '5 % quantile'} of chain-2026 over that of forum-2024`,
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
    ...heavyTails,
    id: 'heavy-tails',
    words:
      'Heavy tails (Laplace, Student t with 3 degrees of freedom) require a smaller epsilon than normal regrets of the same std.',
    where: 'cells.csv: 5 % quantile divided by that of normal regrets, mean / std -20',
    holds: 'the 5 % quantile is lower by at least 5 %, interval included',
    limited: 'it is lower',
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
    ...heavyTails,
    id: 'heavy-tails-zero',
    words: 'Near zero the reduction is larger, for Student t with the gradient.',
    where: 'cells.csv: 5 % quantile divided by that of normal regrets, mean / std 0 and -20, gradient',
    holds:
      'for both formulas the quotient at 0 is below that at -20, and for the formula of 2024 it is at most 0.6, intervals included',
    limited: 'for the formula of 2024; for that of 2026 the quotients are about equal',
    scope: 'Ten workers, 10,000 draws.',
    assess({ 'heavy-tails': { cells } }) {
      const rows = cells.filter(({ mapping }) => mapping === 'gradient');
      const numbers = (['forum-2024', 'chain-2026'] as const).flatMap((scheme) =>
        [-20, 0].map((mean) =>
          range(
            `5 % quantile over normal, student t3, mean / std ${mean}, ${scheme}`,
            '',
            againstVariant(
              rows.filter((row) => row.scheme === scheme),
              'epsilon_q05',
              'student t3',
              'normal',
              [mean],
            ),
          ),
        ),
      );
      const [far, zero, far2026, zero2026] = numbers.map(({ low, high }) => ({ low: low!, high: high! }));
      const holdsFor2024 = zero!.high < far!.low && zero!.high <= 0.6;
      const holdsFor2026 = zero2026!.high < far2026!.low;
      return { numbers, verdict: verdictOf(holdsFor2024 && holdsFor2026, holdsFor2024) };
    },
  },
  {
    ...heavyTails,
    id: 'outlier',
    words:
      'If one worker is far below the others, epsilon can be larger, because that worker causes most of the std.',
    where: 'cells.csv: 5 % quantile divided by that of normal regrets, mean / std -20',
    holds: 'the 5 % quantile is higher by at least 30 %, interval included',
    limited: 'it is higher',
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
    words: 'If regrets are far below zero, the largest epsilon increases linearly with the slope p.',
    where: 'cells.csv: medians for p 2.5 to 4.5, mean / std -20, gradient',
    holds: 'each step of 0.5 in p adds 0.35 to 0.45 std, intervals included',
    limited: 'each step adds 0.25 to 0.55 std',
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
    words: 'If regrets are far below zero, the offset c has no effect.',
    where: 'cells.csv: medians for c 0 to 1.5 divided by those for c 0.75, mean / std -20, the same draws',
    holds: 'the medians are the same within 3 %, interval included',
    limited: 'the same within 10 %',
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
    words: 'Near zero it has one: with a larger c, the gradient separates workers up to a larger epsilon.',
    where: 'cells.csv: medians for c 0 and c 1.5, mean 0, gradient',
    holds: 'the median for c 1.5 is at least twice that for c 0, interval included',
    limited: 'it is larger',
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
      'If epsilon is scaled by the median regret, the largest epsilon depends on the mean; unscaled, it does not.',
    where:
      'cells.csv: means of -2 and lower, std up to 0.1: for each std, the largest median divided by the smallest',
    holds:
      'the medians of different means differ by a factor of at most 1.3 unscaled and at least 5 scaled, intervals included',
    limited: 'the factor is smaller unscaled than scaled',
    scope: 'Ten workers, 400 draws per cell, formula of 2024.',
    assess({ 'median-scaling': { cells } }) {
      const [unscaled, scaled] = ['not scaled', 'scaled by the median'].map((variant) => {
        const rows = cells.filter((row) => row.variant === variant && row.mean <= -2 && row.std <= 0.1);
        const quotients = groupsOf(rows, ({ mapping, std }) => `${mapping} ${std}`).map((column) => {
          const medians = column.map((row) => entry(row, 'epsilon_q50')).sort((a, b) => a.value - b.value);
          return quotient(medians.at(-1)!, medians[0]!);
        });
        return range(`largest over smallest median, ${variant}`, '', quotients);
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
];
