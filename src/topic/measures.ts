/** The measures of a topic under one epsilon, each an average over the epochs after the burn-in. */

/** Properties of a measure. */
export interface Measure {
  /** Whether it can be negative. */
  readonly isSigned?: true;
  /** Whether it needs scores and rewards, and therefore one-out inferences. */
  readonly needsScores?: true;
}

/** All measures in the order of the tables. Losses are means of log10 of the squared error, dex. */
export const MEASURES = {
  /** Loss of the network inference. */
  network_loss: { isSigned: true },
  /** Loss of the naive network: weights from regrets against itself, without forecasters. */
  naive_loss: { isSigned: true },
  /** Loss of the plain mean of the inferences. */
  mean_loss: { isSigned: true },
  /** Loss of the inferer that is best over all these epochs, in the epochs in which it is present. */
  best_worker_loss: { isSigned: true },
  /** 1 / sum of squares of the shares of weight of inferers and forecasters. */
  effective_workers: {},
  /** S: std of the log10 of their weights, dex; epochs in which a weight is zero are left out. */
  std_log10_weights: {},
  /** Share of epochs in which a weight is zero. */
  zero_weight: {},
  /** Population std of the network regrets of the workers that take part, dex. */
  std_regrets: {},
  /** Their mean, dex. */
  mean_regrets: { isSigned: true },
  /** Scale of the regrets in the denominator, without epsilon, dex. */
  scale: {},
  /** Sample std of the scores of inferers by which scores are divided, dex. */
  std_scores: { needsScores: true },
  /** Share of epochs in which this std is below epsilon: all inferers are paid the same. */
  equal_pay: { needsScores: true },
  /** Gini coefficient of the total rewards of inferers. 0: equal. */
  gini_rewards: { needsScores: true },
  /** Entropy of the shares of inferers in the total rewards, over that of equal shares. */
  entropy_rewards: { needsScores: true },
  /** Rank correlation of the total rewards of inferers with their true skill. */
  rank_correlation: { needsScores: true, isSigned: true },
  /** Mean over forecasters of the loss without one less the network loss, dex. */
  forecaster_one_out: { needsScores: true, isSigned: true },
  /** Mean over forecasters of the naive loss less the loss with that one alone, dex. */
  forecaster_one_in: { needsScores: true, isSigned: true },
  /** Rank correlation of the rewards of reputers per stake with the nearness of their bias to that of all. */
  reputer_correlation: { needsScores: true, isSigned: true },
  /** Largest share of a reputer in all stakes, after the last epoch. */
  largest_stake: { needsScores: true },
} as const satisfies Record<string, Measure>;

/** Name of a measure: a column of `cells.csv` of a topic study. */
export type MeasureName = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as [MeasureName, ...MeasureName[]];

/** Gini coefficient of non-negative amounts, n / (n - 1) times the mean difference over twice the mean. */
export function gini(amounts: Float64Array): number {
  const n = amounts.length;
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (n < 2 || total === 0) return 0;
  const weighted = amounts.toSorted().reduce((sum, amount, i) => sum + (2 * i + 1 - n) * amount, 0);
  // Equal amounts may give a negative number of the size of rounding errors.
  return Math.max(0, weighted / (total * (n - 1)));
}

/** Entropy of the shares in a total, over that of equal shares; 1 for a single share. */
export function relativeEntropy(amounts: Float64Array): number {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (amounts.length < 2 || total === 0) return 1;
  const entropy = amounts.reduce((sum, amount) => {
    const share = amount / total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
  return entropy / Math.log(amounts.length);
}

/** Spearman's correlation of ranks, ties at their mean rank; NaN if all values of one list are equal. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    xy += (x[i]! - middle) * (y[i]! - middle);
    xx += (x[i]! - middle) * (x[i]! - middle);
    yy += (y[i]! - middle) * (y[i]! - middle);
  }
  return xy / Math.sqrt(xx * yy);
}

/** Ranks from 0. */
function ranks(values: Float64Array): Float64Array {
  return values.map((value) => {
    let [below, equal] = [0, 0];
    for (const other of values) {
      if (other < value) below++;
      else if (other === value) equal++;
    }
    return below + (equal - 1) / 2;
  });
}
