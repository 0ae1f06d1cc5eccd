/** Chapter 4, the fine study: many draws per cell, and the mapping from the std of the regrets to epsilon. */

import { steepLimit, steepLimitQuantile } from '../../../src/theory/bounds.js';
import { fitSlope } from '../../../src/fit/slopes.js';
import { groupByRatio, type RowsAtRatio } from '../../../src/fit/rows-by-ratio.js';
import { QUANTILES, type QuantileName } from '../../../src/study/table.js';
import type { ThresholdCellRow } from '../../../src/study/kinds/threshold/definition.js';
import { DEFAULT_OPTIONS } from '../../../src/weights/defaults.js';
import { MAPPINGS } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { entry, exact, meanOf, measured, overUnit, range, within } from './measurements.js';
import type { Tables } from './tables.js';

const SCHEME = 'forum-2024';

const hasForumFactor = ({ factor }: ThresholdCellRow) => Math.abs(factor - DEFAULT_OPTIONS.factor) < 1e-9;

/** Regimes (ratios mean / std) of one mapping, with the scheme and factor of the forum study. */
function forumRegimes({ mapping: { cells } }: Tables, mapping: string): RowsAtRatio[] {
  return (
    groupByRatio(
      cells.filter((row) => row.scheme === SCHEME && row.mapping === mapping && hasForumFactor(row)),
    )[0]?.groups ?? []
  );
}

/** A quantile of epsilon / std in one regime, averaged over the stds. */
function meanQuantile({ rows }: RowsAtRatio, name: QuantileName) {
  return meanOf(
    rows.map((row) => row[`epsilon_${name}`] / row.std),
    rows.reduce((sum, { draws }) => sum + draws, 0),
  );
}

function medianRange(tables: Tables, mapping: string, from: number, to: number): Measured {
  const regimes = forumRegimes(tables, mapping).filter(({ ratio }) => ratio >= from && ratio <= to);
  return range(
    `median epsilon over std, mean / std ${from} to ${to}, ${mapping}`,
    '',
    regimes.map((regime) => meanQuantile(regime, 'q50')),
  );
}

const isWithinFactor = (numbers: readonly Measured[], factor: number) =>
  numbers.every(({ low, high }) => low! > 0 && high! / low! <= factor);

const common = { study: 'mapping', scope: 'Ten workers, normal regrets, formula of 2024.' } as const;

export const FINE_STUDY: readonly Claim[] = [
  {
    ...common,
    id: 'fine-slope',
    words:
      'At a fixed ratio of mean and std, the largest epsilon is proportional to the std: slope 1 on log axes.',
    where: 'cells.csv: each ratio whose median epsilon is defined for all nine stds',
    holds: 'the slope is 0.98 to 1.02 for every ratio, interval included',
    limited: 'the slope is 0.9 to 1.1',
    assess(tables) {
      const numbers = MAPPINGS.map((mapping) => {
        const rows = tables.mapping.cells.filter(
          (row) => row.scheme === SCHEME && row.mapping === mapping && hasForumFactor(row),
        );
        const slopes = groupByRatio(rows).flatMap(({ configuration, groups }) =>
          groups.flatMap((group) => fitSlope(configuration, group) ?? []),
        );
        return range(
          `slope, ${mapping}`,
          '',
          slopes.map(({ parameters: [, slope], level, draws }) => ({
            value: slope!.value,
            low: slope!.low,
            high: slope!.high,
            level,
            draws: draws!,
          })),
        );
      });
      return { numbers, verdict: verdictOf(within(numbers, 0.98, 1.02), within(numbers, 0.9, 1.1)) };
    },
  },
  {
    ...common,
    id: 'fine-no-mean',
    words: 'If some regrets are negative, the largest epsilon does not depend on their mean.',
    where: 'cells.csv: mean / std from -20 to 1, and from -20 to -2',
    holds:
      'the median epsilon over the std is the same within a factor of 1.1 for every mean up to one std, interval included',
    limited:
      'for means of -2 std and lower; nearer to zero it decreases, more with the gradient than with the potential',
    assess(tables) {
      const far = MAPPINGS.map((mapping) => medianRange(tables, mapping, -20, -2));
      const all = MAPPINGS.map((mapping) => medianRange(tables, mapping, -20, 1));
      return {
        numbers: [...far, ...all],
        verdict: verdictOf(isWithinFactor(all, 1.1), isWithinFactor(far, 1.1)),
      };
    },
  },
  {
    ...common,
    id: 'fine-mapping',
    words: 'One formula gives epsilon from the std of the regrets: a constant times the std.',
    where: 'cells.csv: mean / std -20, divided by the closed form of the steep limit (chi-square, N = 10)',
    holds: 'the quantiles 5, 25, 50, 75 and 95 % are within 3 % of the closed form, interval included',
    limited: 'they are within 10 %',
    assess(tables) {
      const numbers = MAPPINGS.map((mapping) => {
        const regime = forumRegimes(tables, mapping)[0];
        const ratios = (Object.keys(QUANTILES) as QuantileName[]).flatMap((name) => {
          const closed = steepLimitQuantile(QUANTILES[name], 10, { scheme: SCHEME })!;
          const found = regime && meanQuantile(regime, name);
          return found ? [overUnit(found, closed)] : [];
        });
        return range(`quantile over closed form, ${mapping}`, '', ratios);
      });
      return { numbers, verdict: verdictOf(within(numbers, 0.97, 1.03), within(numbers, 0.9, 1.1)) };
    },
  },
  {
    ...common,
    id: 'fine-expected-spread',
    words: 'The creator of a topic can therefore choose epsilon from the expected spread of the log-loss.',
    where: 'cells.csv: mean / std -20, 0 and 1',
    holds: 'an epsilon of half the std separates the weights in 95 % of epochs for means up to one std',
    limited: 'for means up to zero; for positive means the spread alone is not enough',
    assess(tables) {
      const numbers = MAPPINGS.flatMap((mapping) =>
        [-20, 0, 1].map((ratio) => {
          const regime = forumRegimes(tables, mapping).find((each) => each.ratio === ratio);
          return measured(
            `epsilon over std for 95 % of epochs, mean / std ${ratio}, ${mapping}`,
            '',
            regime ? meanQuantile(regime, 'q05') : entry(undefined, 'epsilon_q05'),
          );
        }),
      );
      const upToZero = numbers.filter((_, i) => i % 3 < 2);
      return { numbers, verdict: verdictOf(within(numbers, 0.5, Infinity), within(upToZero, 0.5, Infinity)) };
    },
  },
  {
    ...common,
    id: 'fine-positive',
    words: 'If the mean is well above the std, no epsilon separates the workers in any draw.',
    where: 'cells.csv: mean / std 1, 2 and 3',
    holds: 'at a mean of three stds, less than 1 % of draws are separable, with both mappings',
    limited: 'with the gradient; with the potential less than 5 % of draws are separable',
    assess(tables) {
      const numbers = MAPPINGS.flatMap((mapping) =>
        [1, 2, 3].map((ratio) =>
          range(
            `separable draws, mean / std ${ratio}, ${mapping}`,
            '%',
            (forumRegimes(tables, mapping).find((each) => each.ratio === ratio)?.rows ?? []).map((row) =>
              entry(row, 'attainable'),
            ),
          ),
        ),
      );
      const [gradient, potential] = [numbers[2]!, numbers[5]!];
      return {
        numbers,
        verdict: verdictOf(
          within([gradient, potential], 0, 0.01),
          within([gradient], 0, 0.01) && within([potential], 0, 0.05),
        ),
      };
    },
  },
  {
    ...common,
    id: 'fine-bound',
    words:
      'At no mean does the largest epsilon exceed the steep limit, kappa = p / (T ln 10) - 1 times the std.',
    where:
      'vectors.csv of regimes: negative, negative-narrow; cells.csv: 95 % quantiles divided by the closed form (chi-square, N = 10)',
    holds:
      'for given negative regrets the largest epsilon is at most 10 % below kappa times the std, and at every mean the 95 % quantile is at most 2 % above that of the steep limit, interval included',
    limited: 'the 95 % quantile is at most 10 % above that of the steep limit',
    assess(tables) {
      const vectors = tables.regimes.vectors.filter(
        (row) => /^negative/.test(row.vector) && row.epsilon_scaling === 'none',
      );
      const kappa = steepLimit({ scheme: SCHEME })!;
      const given = exact(
        'largest epsilon of given regrets over kappa std',
        vectors.map((row) => row.max_epsilon_threshold / row.std_regrets / kappa),
      );
      const limit = steepLimitQuantile(0.95, 10, { scheme: SCHEME })!;
      const numbers = MAPPINGS.map((mapping) =>
        range(
          `95 % quantile over that of the steep limit, mean / std -20 to 1, ${mapping}`,
          '',
          forumRegimes(tables, mapping)
            .filter(({ ratio }) => ratio <= 1)
            .map((regime) => overUnit(meanQuantile(regime, 'q95'), limit)),
        ),
      );
      const isBelow = within([given], 0.9, 1);
      return {
        numbers: [given, ...numbers],
        verdict: verdictOf(isBelow && within(numbers, 0, 1.02), isBelow && within(numbers, 0, 1.1)),
      };
    },
  },
];
