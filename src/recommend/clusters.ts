/** Detects two clusters in the regrets of past epochs, such as inferers and forecasters. */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import { eachEpoch, type Epochs } from '../epochs/epochs.js';
import type { Group } from '../sampling/groups.js';
import { wilson, type Estimate } from '../statistics/intervals.js';
import { percent, short } from '../text/numbers.js';
import type { EmpiricalEpsilons } from './empirical-epsilons.js';
import { groupsText } from './groups.js';

/** Two clusters of the regrets of past epochs. */
export interface Clusters {
  /**
   * The lower and the upper cluster: number of workers, mean of the means, and pooled std, over the epochs in
   * which the lower cluster has its median number of workers. (The epochs that show two are farther apart
   * than others.)
   */
  groups: [lower: Group, upper: Group];
  /** Share of the examined epochs that show two clusters. The Wilson interval assumes independent epochs. */
  share: Estimate;
}

/** Fewest workers of a cluster. A single worker apart is an outlier, and is reported as one. */
const FEWEST = 2;
/** Share of normal epochs that show two clusters. */
const LEVEL = 0.05;
/** Most tables of independent normal epochs that show two clusters. */
const FALSE_ALARMS = 1e-4;

/**
 * Two clusters of workers, if most epochs show them.
 *
 * The test splits the regrets of an epoch into a lower and an upper cluster, of two workers or more each. The
 * epoch shows two clusters if the best split leaves less of the sum of squares than that of 95 % of normal
 * samples (Engelman & Hartigan 1969, Percentage points of a test for clusters, JASA 64, 1647). The data show
 * two clusters if both conditions hold: more than half of the epochs show two; and the binomial distribution
 * gives a probability of at most 1 in 10,000 to that count in independent normal epochs. Four epochs are the
 * fewest that can meet both. The test counts epochs as independent. If all of them resemble each other, one
 * normal table in 20 shows clusters. The test leaves out epochs of three workers or fewer.
 * @returns null if the data show no clusters
 */
export function clustersOf(epochs: Epochs): Clusters | null {
  const splits: Split[] = [];
  let shown = 0;
  for (const { regrets } of eachEpoch(epochs)) {
    const split = bestSplit(regrets.toSorted());
    if (!split) continue;
    splits.push(split);
    if (split.rest < criticalRest(regrets.length)) shown++;
  }
  const examined = splits.length;
  if (2 * shown <= examined || shown <= mostByChance(examined)) return null;
  const usual = medianOf(splits.map(({ lower }) => lower.workers));
  const typical = splits.filter(({ lower }) => lower.workers === usual);
  return {
    groups: [groupOf(typical.map(({ lower }) => lower)), groupOf(typical.map(({ upper }) => upper))],
    share: wilson(shown, examined),
  };
}

/**
 * The best split of one in 20 samples of N normal numbers leaves at most this share of their sum of squares;
 * N from 4 on. Simulated: 2,000,000 samples up to N = 32, 100,000 or more above.
 */
const CRITICAL: readonly (readonly [workers: number, rest: number])[] = [
  [4, 0.03304],
  [5, 0.0515],
  [6, 0.07228],
  [7, 0.09149],
  [8, 0.1089],
  [9, 0.12356],
  [10, 0.13647],
  [12, 0.1578],
  [14, 0.17458],
  [16, 0.18826],
  [20, 0.2088],
  [25, 0.22698],
  [32, 0.24461],
  [50, 0.27059],
  [100, 0.30015],
  [500, 0.33688],
];

/** Number of independent normal epochs that is exceeded in {@link FALSE_ALARMS} of tables, or fewer. */
function mostByChance(examined: number): number {
  return binomialQuantile(1 - FALSE_ALARMS, examined, LEVEL);
}

/** Linear in 1 / sqrt(N), as the distance from the limit for many numbers, 1 - 2 / pi, is (Hartigan 1978). */
function criticalRest(workers: number): number {
  const after = CRITICAL.findIndex(([n]) => n >= workers);
  if (after === 0) return CRITICAL[0]![1];
  const [a, low] = CRITICAL.at(after === -1 ? -1 : after - 1)!;
  const [b, high] = after === -1 ? [Infinity, 1 - 2 / Math.PI] : CRITICAL[after]!;
  const [from, to, at] = [a, b, workers].map((n) => 1 / Math.sqrt(n)) as [number, number, number];
  return low + ((high - low) * (at - from)) / (to - from);
}

/** Number, mean and sum of squared deviations of some regrets. */
interface Moments {
  workers: number;
  mean: number;
  squares: number;
}

interface Split {
  lower: Moments;
  upper: Moments;
  /** Sum of squares within both clusters over that of all regrets. */
  rest: number;
}

/**
 * The split of least sum of squares within both clusters.
 * @param regrets ascending, shape (N)
 * @returns null for fewer than four regrets, and for equal ones
 */
function bestSplit(regrets: Float64Array): Split | null {
  const n = regrets.length;
  const upwards = momentsOf(regrets);
  const downwards = momentsOf(regrets.toReversed());
  const total = upwards.at(-1)!.squares;
  if (!(total > 0)) return null;
  let best: Split | null = null;
  for (let k = FEWEST; k <= n - FEWEST; k++) {
    const [lower, upper] = [upwards[k - 1]!, downwards[n - k - 1]!];
    const rest = (lower.squares + upper.squares) / total;
    if (!best || rest < best.rest) best = { lower, upper, rest };
  }
  return best;
}

/** Moments of the first 1, 2, ... numbers (Welford 1962), shape (N). */
function momentsOf(values: Float64Array): Moments[] {
  let [mean, squares] = [0, 0];
  return Array.from(values, (value, i) => {
    const deviation = value - mean;
    mean += deviation / (i + 1);
    squares += deviation * (value - mean);
    return { workers: i + 1, mean, squares };
  });
}

/** The lower middle number. */
function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)]!;
}

function groupOf(clusters: readonly Moments[]): Group {
  const sum = (of: (each: Moments) => number) => clusters.reduce((total, each) => total + of(each), 0);
  return {
    workers: medianOf(clusters.map((each) => each.workers)),
    mean: sum(({ mean }) => mean) / clusters.length,
    std: Math.sqrt(sum(({ squares }) => squares) / sum((each) => each.workers - 1)),
  };
}

/** Two clusters in data, and how wrong one normal distribution is for them. */
export interface ClustersEvidence extends Clusters {
  /** The epsilon of one normal distribution over that from the data; null: one of them is none. */
  factor: number | null;
  /**
   * From the interval of the epsilon from the data. The error of the normal draws, about 1 %, is not
   * included.
   */
  factorInterval: [low: number, high: number] | null;
  sentence: string;
}

/** @returns null if the data show no clusters */
export function clustersEvidence(
  epochs: Epochs,
  { recommended: { value, low, high }, gaussian }: Pick<EmpiricalEpsilons, 'recommended' | 'gaussian'>,
): ClustersEvidence | null {
  const found = clustersOf(epochs);
  if (!found) return null;
  const { groups, share } = found;
  const one = gaussian.epsilon;
  const factor = value > 0 && one > 0 ? one / value : null;
  const factorInterval: [number, number] | null =
    factor === null ? null : [one / high, low > 0 ? one / low : Infinity];
  const comparison =
    factorInterval &&
    `, ${short(factor!)} times that from the data (95 % interval ${short(factorInterval[0])} to ${short(factorInterval[1])})`;
  const ofOne = one > 0 ? `epsilon ${short(one)}` : 'no epsilon';
  return {
    groups,
    share,
    factor,
    factorInterval,
    sentence:
      `Two clusters in ${percent(share.value)} of the epochs, ${groupsText(groups)}: ` +
      `one normal distribution of the same mean and std would give ${ofOne}${comparison ?? ''}.`,
  };
}
