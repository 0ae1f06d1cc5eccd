/** Claims about many draws a cell, and the mapping from the std of the regrets to epsilon. */

import { steepLimit, steepLimitQuantile } from '../../../src/theory/bounds.js';
import { fitSlope } from '../../../src/fit/slopes.js';
import { regimesOf, type Regime } from '../../../src/fit/regimes.js';
import { QUANTILES, type QuantileName, type ThresholdCellRow } from '../../../src/study/record.js';
import { DEFAULT_OPTIONS } from '../../../src/weights/defaults.js';
import { MAPPINGS } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { entry, exact, meanOf, measured, overUnit, range, within } from './numbers.js';
import type { Tables } from './tables.js';

const FORUM = 'forum-2024';

const isFactor = ({ factor }: ThresholdCellRow) => Math.abs(factor - DEFAULT_OPTIONS.factor) < 1e-9;

/** Regimes of the formula of the forum, by mapping. */
function regimes({ mapping: { cells } }: Tables, mapping: string): Regime[] {
  return (
    regimesOf(cells.filter((row) => row.scheme === FORUM && row.mapping === mapping && isFactor(row)))[0]
      ?.regimes ?? []
  );
}

/** A quantile of epsilon over the std in one regime, averaged over the stds. */
function quantile({ rows }: Regime, name: QuantileName) {
  return meanOf(
    rows.map((row) => row[`epsilon_${name}`] / row.std),
    rows.reduce((sum, { draws }) => sum + draws, 0),
  );
}

function medians(tables: Tables, mapping: string, from: number, to: number): Measured {
  const own = regimes(tables, mapping).filter(({ ratio }) => ratio >= from && ratio <= to);
  return range(
    `median epsilon over std, mean / std ${from} to ${to}, ${mapping}`,
    '',
    own.map((regime) => quantile(regime, 'q50')),
  );
}

const isWithinFactor = (numbers: readonly Measured[], factor: number) =>
  numbers.every(({ low, high }) => low! > 0 && high! / low! <= factor);

const common = { study: 'mapping', scope: 'Ten workers, normal regrets, formula of 2024.' } as const;

export const FINE: readonly Claim[] = [
  {
    ...common,
    id: 'fine-slope',
    words:
      'At a given ratio of mean and std the largest epsilon is proportional to the std: slope 1 on log axes.',
    where: 'cells.csv: every ratio whose median epsilon is there for all nine stds',
    holds: 'slopes of 0.98 to 1.02 in every regime, interval included',
    limited: 'of 0.9 to 1.1',
    assess(tables) {
      const numbers = MAPPINGS.map((mapping) => {
        const own = tables.mapping.cells.filter(
          (row) => row.scheme === FORUM && row.mapping === mapping && isFactor(row),
        );
        const slopes = regimesOf(own).flatMap(({ view, regimes }) =>
          regimes.flatMap((regime) => fitSlope(view, regime) ?? []),
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
    words: 'Wherever some regrets are negative, the largest epsilon does not depend on their mean.',
    where: 'cells.csv: mean / std from -20 to 1, and from -20 to -2',
    holds:
      'median epsilon over std the same within a factor of 1.1 for every mean up to one std, interval included',
    limited:
      'for means of -2 std and lower; nearer to zero it falls, with the gradient more than with the potential',
    assess(tables) {
      const far = MAPPINGS.map((mapping) => medians(tables, mapping, -20, -2));
      const all = MAPPINGS.map((mapping) => medians(tables, mapping, -20, 1));
      return {
        numbers: [...far, ...all],
        verdict: verdictOf(isWithinFactor(all, 1.1), isWithinFactor(far, 1.1)),
      };
    },
  },
  {
    ...common,
    id: 'fine-mapping',
    words: 'One formula maps the std of the regrets to epsilon: a constant times the std.',
    where: 'cells.csv: mean / std -20, over the closed form of the steep limit (chi-square, N = 10)',
    holds: 'quantiles 5, 25, 50, 75 and 95 % within 3 % of the closed form, interval included',
    limited: 'within 10 %',
    assess(tables) {
      const numbers = MAPPINGS.map((mapping) => {
        const regime = regimes(tables, mapping)[0];
        const ratios = (Object.keys(QUANTILES) as QuantileName[]).flatMap((name) => {
          const closed = steepLimitQuantile(QUANTILES[name], 10, { scheme: FORUM })!;
          const found = regime && quantile(regime, name);
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
    words: 'So whoever creates a topic can take epsilon from the expected spread of the log-loss.',
    where: 'cells.csv: mean / std -20, 0 and 1',
    holds: 'one epsilon of half the std separates the weights in 95 % of epochs for means up to one std',
    limited: 'for means up to zero; of positive means one must know more than the spread',
    assess(tables) {
      const numbers = MAPPINGS.flatMap((mapping) =>
        [-20, 0, 1].map((ratio) => {
          const regime = regimes(tables, mapping).find((each) => each.ratio === ratio);
          return measured(
            `epsilon over std for 95 % of epochs, mean / std ${ratio}, ${mapping}`,
            '',
            regime ? quantile(regime, 'q05') : entry(undefined, 'epsilon_q05'),
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
    words: 'Where the mean is well above the std, no epsilon separates the workers in any draw.',
    where: 'cells.csv: mean / std 1, 2 and 3',
    holds: 'separable in less than 1 % of draws at three stds, with both mappings',
    limited: 'with the gradient; with the potential in less than 5 %',
    assess(tables) {
      const numbers = MAPPINGS.flatMap((mapping) =>
        [1, 2, 3].map((ratio) =>
          range(
            `draws that some epsilon separates, mean / std ${ratio}, ${mapping}`,
            '%',
            (regimes(tables, mapping).find((each) => each.ratio === ratio)?.rows ?? []).map((row) =>
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
    words: 'No mean bears a larger epsilon than the steep limit kappa = p / (T ln 10) - 1 times the std.',
    where:
      'vectors.csv of regimes: negative, negative-narrow; cells.csv: 95 % quantiles over the closed form (chi-square, N = 10)',
    holds:
      'given negative regrets within 10 % below kappa, and at every mean the 95 % quantile at most 2 % above that of the steep limit, interval included',
    limited: 'at most 10 % above',
    assess(tables) {
      const vectors = tables.regimes.vectors.filter(
        (row) => /^negative/.test(row.vector) && row.epsilon_scaling === 'none',
      );
      const kappa = steepLimit({ scheme: FORUM })!;
      const given = exact(
        'largest epsilon of given regrets over kappa std',
        vectors.map((row) => row.max_epsilon_threshold / row.std_regrets / kappa),
      );
      const limit = steepLimitQuantile(0.95, 10, { scheme: FORUM })!;
      const numbers = MAPPINGS.map((mapping) =>
        range(
          `95 % quantile over that of the steep limit, mean / std -20 to 1, ${mapping}`,
          '',
          regimes(tables, mapping)
            .filter(({ ratio }) => ratio <= 1)
            .map((regime) => overUnit(quantile(regime, 'q95'), limit)),
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
