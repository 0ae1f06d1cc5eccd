/** Claims about given regrets: weights of every worker against epsilon. */

import type { VectorRow } from '../../../src/study/record.js';
import type { EpsilonScaling, MappingName } from '../../../src/weights/schemes.js';
import { verdictOf, type Claim } from './claim.js';
import { exact, within } from './numbers.js';
import type { Tables } from './tables.js';

/** T: log10 of the factor 3.16. */
const THRESHOLD = 0.5;
const NEGATIVE = ['negative', 'negative-narrow'];
const POSITIVE = ['positive', 'positive-high', 'positive-narrow'];
const FROM_ZERO = ['zero-to-one', 'zero-to-two'];
const BOTH: readonly MappingName[] = ['gradient', 'potential'];

interface Curve {
  row: VectorRow;
  /** Spread S on the axis of epsilons, from the smallest. */
  points: readonly { epsilon: number; spread: number }[];
}

/** Curves of some vectors; fewer than asked for where the tables lack one. */
function curvesOf(
  { regimes: { vectors, spread } }: Tables,
  names: readonly string[],
  mappings = BOTH,
  scaling: EpsilonScaling = 'none',
): Curve[] {
  return names.flatMap((name) =>
    mappings.flatMap((mapping) => {
      const isIt = (row: { vector: string; mapping: string; epsilon_scaling: string }) =>
        row.vector === name && row.mapping === mapping && row.epsilon_scaling === scaling;
      const row = vectors.find(isIt);
      const points = spread
        .filter(isIt)
        .map(({ epsilon, std_log10_weights }) => ({ epsilon, spread: std_log10_weights }));
      return row && points.length > 0 ? [{ row, points }] : [];
    }),
  );
}

const first = ({ points }: Curve) => points[0]!.spread;
const last = ({ points }: Curve) => points.at(-1)!.spread;

/** The epsilon at which S has fallen to half of what it is at the smallest epsilon, on a line between two points of the axis; NaN if it has not. */
function kneeOf(curve: Curve): number {
  const half = first(curve) / 2;
  const at = curve.points.findIndex(({ spread }) => spread < half);
  const [before, after] = [curve.points[at - 1], curve.points[at]];
  if (!before || !after) return NaN;
  const part = (before.spread - half) / (before.spread - after.spread);
  return Math.exp(Math.log(before.epsilon) + part * Math.log(after.epsilon / before.epsilon));
}

const common = {
  study: 'regimes',
  scope: 'Vectors of five workers, bounds of 2024; no chance in it.',
} as const;

export const REGIMES: readonly Claim[] = [
  {
    ...common,
    id: 'negative-flat',
    words:
      'Where all regrets are negative, an epsilon far below their std leaves the spread of the weights as it is.',
    where: 'spread.csv: negative, negative-narrow, not scaled',
    holds: 'up to a hundredth of the std S stays above 0.98 of its value at the smallest epsilon',
    limited: 'above 0.9 of it',
    assess(tables) {
      const kept = curvesOf(tables, NEGATIVE).map((curve) => {
        const low = curve.points.filter(({ epsilon }) => epsilon <= curve.row.std_regrets / 100);
        // A spread of nothing is not kept.
        return first(curve) > THRESHOLD ? Math.min(...low.map(({ spread }) => spread)) / first(curve) : NaN;
      });
      const number = exact('S at std / 100 over S at the smallest epsilon', kept);
      return { numbers: [number], verdict: verdictOf(within([number], 0.98, 1), within([number], 0.9, 1)) };
    },
  },
  {
    ...common,
    id: 'negative-knee',
    words: 'It shrinks once epsilon passes the std of the regrets.',
    where: 'spread.csv: negative, negative-narrow, not scaled',
    holds: 'S has halved at an epsilon of 0.8 to 1.25 times the std',
    limited: 'within a factor of 2 of the std',
    assess(tables) {
      const number = exact(
        'epsilon where S has halved, over the std',
        curvesOf(tables, NEGATIVE).map((curve) => kneeOf(curve) / curve.row.std_regrets),
      );
      return { numbers: [number], verdict: verdictOf(within([number], 0.8, 1.25), within([number], 0.5, 2)) };
    },
  },
  {
    ...common,
    id: 'negative-equal',
    words: 'At a large epsilon the weights of negative regrets become the same.',
    where: 'spread.csv: negative, negative-narrow, not scaled, epsilon 1e6',
    holds: 'from above T at the smallest epsilon, S falls below 0.001 at the largest: weights within 0.3 %',
    limited: null,
    assess(tables) {
      const curves = curvesOf(tables, NEGATIVE);
      const before = exact('S at the smallest epsilon', curves.map(first));
      const after = exact('S at the largest epsilon', curves.map(last));
      return {
        numbers: [before, after],
        verdict: verdictOf(within([before], THRESHOLD, Infinity) && within([after], 0, 0.001)),
      };
    },
  },
  {
    ...common,
    id: 'narrow-knee',
    words: 'A spread of the regrets of a thousandth moves that point to an epsilon lower in proportion.',
    where: 'spread.csv: negative-narrow against negative, not scaled',
    holds: 'halving epsilons in the ratio of the stds, within 10 %',
    limited: 'within a factor of 2',
    assess(tables) {
      const moved = BOTH.map((mapping) => {
        const [wide, narrow] = NEGATIVE.map((name) => curvesOf(tables, [name], [mapping])[0]);
        return wide && narrow
          ? kneeOf(narrow) / kneeOf(wide) / (narrow.row.std_regrets / wide.row.std_regrets)
          : NaN;
      });
      const number = exact('ratio of the halving epsilons over ratio of the stds', moved);
      return { numbers: [number], verdict: verdictOf(within([number], 0.9, 1.1), within([number], 0.5, 2)) };
    },
  },
  {
    ...common,
    id: 'positive-equal',
    words:
      'Where all regrets are well above zero, a small epsilon gives all workers the same weight, as the gradient is flat up there.',
    where: 'spread.csv: positive, positive-high, positive-narrow, not scaled, epsilon 1e-6',
    holds: 'S at most a hundredth of T at the smallest epsilon, with both mappings',
    limited: 'with the gradient; with the potential, which the cap of the bounds flattens, at most a tenth',
    assess(tables) {
      const numbers = BOTH.map((mapping) =>
        exact(`S, ${mapping}`, curvesOf(tables, POSITIVE, [mapping]).map(first)),
      );
      const [gradient, potential] = numbers;
      const limited = within([gradient!], 0, THRESHOLD / 100) && within([potential!], 0, THRESHOLD / 10);
      return { numbers, verdict: verdictOf(within(numbers, 0, THRESHOLD / 100), limited) };
    },
  },
  {
    ...common,
    id: 'positive-peak',
    words: 'Their weights differ most where epsilon is near the median of the regrets.',
    where: 'vectors.csv: positive, positive-high, positive-narrow, not scaled (certified search)',
    holds: 'the epsilon of the largest S within a factor of 2 of |median|',
    limited: 'within a factor of 5',
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
    words: 'Past that, an even larger epsilon makes them the same again.',
    where: 'spread.csv and vectors.csv: positive, positive-high, positive-narrow, not scaled',
    holds: 'S at the largest epsilon at most a hundredth of the largest S, which lies at an epsilon between',
    limited: null,
    assess(tables) {
      const curves = curvesOf(tables, POSITIVE);
      const fallen = exact(
        'S at epsilon 1e6 over the largest S',
        curves.map((curve) => last(curve) / curve.row.max_std_log10_weights),
      );
      const risen = exact(
        'S at epsilon 1e-6 over the largest S',
        curves.map((curve) => first(curve) / curve.row.max_std_log10_weights),
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
      'Where regrets are near zero and a part of them positive, the gradient of a small epsilon cannot separate the workers.',
    where: 'spread.csv: near-zero, zero-to-one, zero-to-two, not scaled, epsilon 1e-6',
    holds: 'S of the gradient below T at the smallest epsilon, for all three',
    limited:
      'for regrets from zero on (0 to 1, 0 to 2); where some are negative (-0.1 to 0.4) the gradient does separate them',
    assess(tables) {
      const [mixed, fromZero] = [['near-zero'], FROM_ZERO].map((names) =>
        exactFirst(tables, names, 'gradient'),
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
    words: 'There the potential still separates them.',
    where: 'spread.csv: near-zero, zero-to-one, zero-to-two, not scaled, epsilon 1e-6',
    holds: 'S of the potential at least T at the smallest epsilon, for all three',
    limited: null,
    assess(tables) {
      const number = exactFirst(tables, ['near-zero', ...FROM_ZERO], 'potential');
      return { numbers: [number], verdict: verdictOf(within([number], THRESHOLD, Infinity)) };
    },
  },
  {
    ...common,
    id: 'near-zero-worst',
    words: 'What it separates is the worst worker from the others.',
    where: 'weights.csv: near-zero, zero-to-one, zero-to-two, potential, not scaled, epsilon 1e-6',
    holds: 'the step from the worst to the next is at least T, and all other steps are smaller than T',
    limited: 'the step from the worst is the largest of all, and at least T',
    assess({ regimes: { weights } }) {
      const steps = ['near-zero', ...FROM_ZERO].map((vector) => {
        const own = weights.filter(
          (row) => row.vector === vector && row.mapping === 'potential' && row.epsilon_scaling === 'none',
        );
        const logs = own
          .filter(({ epsilon }) => epsilon === own[0]!.epsilon)
          .map(({ log10_weight }) => log10_weight);
        return logs.slice(1).map((log, i) => log - logs[i]!);
      });
      const worst = exact(
        'worst to next, log10 of the weights',
        steps.map(([step]) => step ?? NaN),
      );
      const others = exact('other steps', steps.map((all) => all.slice(1)).flat());
      const isSeparated = within([worst], THRESHOLD, Infinity);
      return {
        numbers: [worst, others],
        verdict: verdictOf(
          isSeparated && within([others], 0, THRESHOLD),
          isSeparated && others.high! < worst.low!,
        ),
      };
    },
  },
  {
    ...common,
    id: 'scaled-knee',
    words: 'With epsilon times the median regret, the point where the spread shrinks lies at std / |median|.',
    where: 'spread.csv: negative, negative-narrow, scaled by the median',
    holds: 'S has halved at an epsilon of 0.8 to 1.25 times std / |median|',
    limited: 'within a factor of 2',
    assess(tables) {
      const knees = curvesOf(tables, NEGATIVE, BOTH, 'median').map(
        (curve) => (kneeOf(curve) * Math.abs(curve.row.median_regret)) / curve.row.std_regrets,
      );
      const number = exact('epsilon where S has halved, over std / |median|', knees);
      return { numbers: [number], verdict: verdictOf(within([number], 0.8, 1.25), within([number], 0.5, 2)) };
    },
  },
];

function exactFirst(tables: Tables, names: readonly string[], mapping: MappingName) {
  return exact(`S, ${mapping}, ${names.join(' and ')}`, curvesOf(tables, names, [mapping]).map(first));
}
