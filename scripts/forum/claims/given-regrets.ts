/** Chapter 1, given regrets: the weight of each worker as a function of epsilon. */

import type { VectorRow } from '../../../src/study/kinds/sweep/definition.js';
import type { EpsilonScaling, MappingName } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim } from './claim.js';
import { exact, within } from './measurements.js';
import type { Tables } from './tables.js';

/** T, the log10 of the factor 3.16. */
const THRESHOLD = 0.5;
const NEGATIVE = ['negative', 'negative-narrow'];
const POSITIVE = ['positive', 'positive-high', 'positive-narrow'];
const FROM_ZERO = ['zero-to-one', 'zero-to-two'];
const BOTH: readonly MappingName[] = ['gradient', 'potential'];

interface SpreadCurve {
  row: VectorRow;
  /** S by increasing epsilon. */
  points: readonly { epsilon: number; spread: number }[];
}

/** Curves of the named vectors, without those that the tables lack. */
function curvesOf(
  { regimes: { vectors, spread } }: Tables,
  names: readonly string[],
  mappings = BOTH,
  scaling: EpsilonScaling = 'none',
): SpreadCurve[] {
  return names.flatMap((name) =>
    mappings.flatMap((mapping) => {
      const belongs = (row: { vector: string; mapping: string; epsilon_scaling: string }) =>
        row.vector === name && row.mapping === mapping && row.epsilon_scaling === scaling;
      const row = vectors.find(belongs);
      const points = spread
        .filter(belongs)
        .map(({ epsilon, std_log10_weights }) => ({ epsilon, spread: std_log10_weights }));
      return row && points.length > 0 ? [{ row, points }] : [];
    }),
  );
}

const firstSpread = ({ points }: SpreadCurve) => points[0]!.spread;
const lastSpread = ({ points }: SpreadCurve) => points.at(-1)!.spread;

/**
 * The epsilon at which S is half its value at the smallest epsilon, or NaN if S stays above that.
 * Interpolates between two points of the axis: S linearly, epsilon logarithmically.
 */
function halvingEpsilon(curve: SpreadCurve): number {
  const half = firstSpread(curve) / 2;
  const index = curve.points.findIndex(({ spread }) => spread < half);
  const [before, after] = [curve.points[index - 1], curve.points[index]];
  if (!before || !after) return NaN;
  const fraction = (before.spread - half) / (before.spread - after.spread);
  return Math.exp(Math.log(before.epsilon) + fraction * Math.log(after.epsilon / before.epsilon));
}

const common = {
  study: 'regimes',
  scope: 'Vectors of five workers, bounds of 2024; no random draws.',
} as const;

export const GIVEN_REGRETS: readonly Claim[] = [
  {
    ...common,
    id: 'negative-flat',
    words:
      'If all regrets are negative, an epsilon far below their std does not change the spread of the weights.',
    where: 'spread.csv: negative, negative-narrow, not scaled',
    holds: 'for epsilons up to std / 100, S stays above 0.98 of its value at the smallest epsilon',
    limited: 'S stays above 0.9 of that value',
    assess(tables) {
      const quotients = curvesOf(tables, NEGATIVE).map((curve) => {
        const low = curve.points.filter(({ epsilon }) => epsilon <= curve.row.std_regrets / 100);
        // Without a spread at the smallest epsilon the quotient says nothing.
        const start = firstSpread(curve);
        return start > THRESHOLD ? Math.min(...low.map(({ spread }) => spread)) / start : NaN;
      });
      const number = exact('S at std / 100 over S at the smallest epsilon', quotients);
      return { numbers: [number], verdict: verdictOf(within([number], 0.98, 1), within([number], 0.9, 1)) };
    },
  },
  {
    ...common,
    id: 'negative-knee',
    words: 'The spread shrinks once epsilon exceeds the std of the regrets.',
    where: 'spread.csv: negative, negative-narrow, not scaled',
    holds: 'S is halved at an epsilon of 0.8 to 1.25 times the std',
    limited: 'S is halved within a factor of 2 of the std',
    assess(tables) {
      const number = exact(
        'epsilon that halves S, over the std',
        curvesOf(tables, NEGATIVE).map((curve) => halvingEpsilon(curve) / curve.row.std_regrets),
      );
      return { numbers: [number], verdict: verdictOf(within([number], 0.8, 1.25), within([number], 0.5, 2)) };
    },
  },
  {
    ...common,
    id: 'negative-equal',
    words: 'At a large epsilon, workers with negative regrets have equal weights.',
    where: 'spread.csv: negative, negative-narrow, not scaled, epsilon 1e6',
    holds:
      'S is above T at the smallest epsilon and below 0.001 at the largest: the weights are equal within 0.3 %',
    limited: null,
    assess(tables) {
      const curves = curvesOf(tables, NEGATIVE);
      const before = exact('S at the smallest epsilon', curves.map(firstSpread));
      const after = exact('S at the largest epsilon', curves.map(lastSpread));
      return {
        numbers: [before, after],
        verdict: verdictOf(within([before], THRESHOLD, Infinity) && within([after], 0, 0.001)),
      };
    },
  },
  {
    ...common,
    id: 'narrow-knee',
    words:
      'If the std of the regrets is about a thousand times smaller, the epsilon that halves the spread is smaller in proportion.',
    where: 'spread.csv: negative-narrow compared with negative, not scaled',
    holds: 'the ratio of the halving epsilons equals the ratio of the stds within 10 %',
    limited: 'the ratios are equal within a factor of 2',
    assess(tables) {
      const quotients = BOTH.map((mapping) => {
        const [wide, narrow] = NEGATIVE.map((name) => curvesOf(tables, [name], [mapping])[0]);
        return wide && narrow
          ? halvingEpsilon(narrow) / halvingEpsilon(wide) / (narrow.row.std_regrets / wide.row.std_regrets)
          : NaN;
      });
      const number = exact('ratio of the halving epsilons over ratio of the stds', quotients);
      return { numbers: [number], verdict: verdictOf(within([number], 0.9, 1.1), within([number], 0.5, 2)) };
    },
  },
  {
    ...common,
    id: 'positive-equal',
    words:
      'If all regrets are well above zero, a small epsilon gives all workers the same weight, because the gradient is flat there.',
    where: 'spread.csv: positive, positive-high, positive-narrow, not scaled, epsilon 1e-6',
    holds: 'S is at most a hundredth of T at the smallest epsilon, with both mappings',
    limited:
      'with the gradient; with the potential, which the upper bound of the formula flattens, S is at most a tenth of T',
    assess(tables) {
      const numbers = BOTH.map((mapping) =>
        exact(`S, ${mapping}`, curvesOf(tables, POSITIVE, [mapping]).map(firstSpread)),
      );
      const [gradient, potential] = numbers;
      const limited = within([gradient!], 0, THRESHOLD / 100) && within([potential!], 0, THRESHOLD / 10);
      return { numbers, verdict: verdictOf(within(numbers, 0, THRESHOLD / 100), limited) };
    },
  },
  {
    ...common,
    id: 'positive-peak',
    words: 'Weights of positive regrets differ most if epsilon is near the median of the regrets.',
    where: 'vectors.csv: positive, positive-high, positive-narrow, not scaled (certified search)',
    holds: 'the epsilon of the largest S is within a factor of 2 of |median|',
    limited: 'it is within a factor of 5',
    assess(tables) {
      const numbers = BOTH.map((mapping) =>
        exact(
          `epsilon of the largest S over |median|, ${mapping}`,
          curvesOf(tables, POSITIVE, [mapping]).map(
            ({ row }) => row.max_epsilon_std_log10_weights / Math.abs(row.median_regret),
          ),
        ),
      );
      return { numbers, verdict: verdictOf(within(numbers, 0.5, 2), within(numbers, 0.2, 5)) };
    },
  },
  {
    ...common,
    id: 'positive-equal-again',
    words: 'A still larger epsilon makes these weights equal again.',
    where: 'spread.csv and vectors.csv: positive, positive-high, positive-narrow, not scaled',
    holds:
      'S at the largest epsilon is at most a hundredth of the largest S, which lies at an epsilon in between',
    limited: null,
    assess(tables) {
      const curves = curvesOf(tables, POSITIVE);
      const fallen = exact(
        'S at epsilon 1e6 over the largest S',
        curves.map((curve) => lastSpread(curve) / curve.row.max_std_log10_weights),
      );
      const risen = exact(
        'S at epsilon 1e-6 over the largest S',
        curves.map((curve) => firstSpread(curve) / curve.row.max_std_log10_weights),
      );
      return {
        numbers: [risen, fallen],
        verdict: verdictOf(within([fallen], 0, 0.01) && within([risen], 0, 0.5)),
      };
    },
  },
  {
    ...common,
    id: 'near-zero-gradient',
    words:
      'If regrets are near zero and some of them are positive, the gradient cannot separate the workers at a small epsilon.',
    where: 'spread.csv: near-zero, zero-to-one, zero-to-two, not scaled, epsilon 1e-6',
    holds: 'S of the gradient is below T at the smallest epsilon, for all three vectors',
    limited:
      'for regrets of zero and more (0 to 1, 0 to 2); if some are negative (-0.1 to 0.4), the gradient does separate the workers',
    assess(tables) {
      const [mixed, fromZero] = [['near-zero'], FROM_ZERO].map((names) =>
        firstSpreads(tables, names, 'gradient'),
      );
      return {
        numbers: [mixed!, fromZero!],
        verdict: verdictOf(
          within([mixed!, fromZero!], 0.01, THRESHOLD),
          within([fromZero!], 0.01, THRESHOLD),
        ),
      };
    },
  },
  {
    ...common,
    id: 'near-zero-potential',
    words: 'The potential does separate the workers of these vectors.',
    where: 'spread.csv: near-zero, zero-to-one, zero-to-two, not scaled, epsilon 1e-6',
    holds: 'S of the potential is at least T at the smallest epsilon, for all three vectors',
    limited: null,
    assess(tables) {
      const number = firstSpreads(tables, ['near-zero', ...FROM_ZERO], 'potential');
      return { numbers: [number], verdict: verdictOf(within([number], THRESHOLD, Infinity)) };
    },
  },
  {
    ...common,
    id: 'near-zero-worst',
    words: 'The potential separates the worst worker from the others.',
    where: 'weights.csv: near-zero, zero-to-one, zero-to-two, potential, not scaled, epsilon 1e-6',
    holds: 'the step from the worst worker to the next is at least T, and all other steps are smaller than T',
    limited: 'the step from the worst worker is the largest of all, and at least T',
    assess({ regimes: { weights } }) {
      const steps = ['near-zero', ...FROM_ZERO].map((vector) => {
        const rows = weights.filter(
          (row) => row.vector === vector && row.mapping === 'potential' && row.epsilon_scaling === 'none',
        );
        const logs = rows
          .filter(({ epsilon }) => epsilon === rows[0]!.epsilon)
          .map(({ log10_weight }) => log10_weight);
        return logs.slice(1).map((log, i) => log - logs[i]!);
      });
      const worst = exact(
        'step from the worst worker to the next, log10 of the weights',
        steps.map(([step]) => step ?? NaN),
      );
      const others = exact('other steps, log10 of the weights', steps.map((all) => all.slice(1)).flat());
      const separatesWorst = within([worst], THRESHOLD, Infinity);
      return {
        numbers: [worst, others],
        verdict: verdictOf(
          separatesWorst && within([others], 0, THRESHOLD),
          separatesWorst && others.high! < worst.low!,
        ),
      };
    },
  },
  {
    ...common,
    id: 'scaled-knee',
    words: 'If epsilon is multiplied by the median regret, the spread is halved at std / |median|.',
    where: 'spread.csv: negative, negative-narrow, scaled by the median',
    holds: 'S is halved at an epsilon of 0.8 to 1.25 times std / |median|',
    limited: 'S is halved at an epsilon within a factor of 2 of that',
    assess(tables) {
      const quotients = curvesOf(tables, NEGATIVE, BOTH, 'median').map(
        (curve) => (halvingEpsilon(curve) * Math.abs(curve.row.median_regret)) / curve.row.std_regrets,
      );
      const number = exact('epsilon that halves S, over std / |median|', quotients);
      return { numbers: [number], verdict: verdictOf(within([number], 0.8, 1.25), within([number], 0.5, 2)) };
    },
  },
];

function firstSpreads(tables: Tables, names: readonly string[], mapping: MappingName) {
  return exact(`S, ${mapping}, ${names.join(' and ')}`, curvesOf(tables, names, [mapping]).map(firstSpread));
}
