/** Units and descriptions of the columns of all tables, for files that can hold them. */

/** The text of a column. The unit is empty where there is none. */
export interface ColumnText {
  unit: string;
  description: string;
}

const DEX = 'dex';
const SHARE = 'share';
const NONE = '';

/** Columns by name: unit and description. */
const TEXTS: Readonly<Record<string, readonly [unit: string, description: string]>> = {
  scheme: [NONE, 'Weight scheme'],
  mapping: [NONE, 'Mapping from normalised regrets to weights'],
  epsilon_scaling: [NONE, 'none, or median: epsilon times |median regret|'],
  variant: [NONE, 'Name of the variant of the study'],
  vector: [NONE, 'Name of the vector of regrets'],
  rules: [NONE, 'Version of the rules of the network'],
  measure: [NONE, 'Measure of a topic'],
  limit: [NONE, 'Epsilon that matters for a topic'],
  workers: [NONE, 'Number of workers'],
  worker: [NONE, 'Number of the worker, from 1: inferers, then forecasters'],
  epoch: [NONE, 'Number of the epoch, from 1'],
  seed: [NONE, 'Seed of the draws'],
  seeds: [NONE, 'Number of seeds'],
  draws: [NONE, 'Number of draws'],
  factor: [NONE, 'F: weights are separated where the std of their log10 reaches log10 F'],
  fraction: [NONE, 'Fraction of the largest S that is kept'],
  mean: [DEX, 'Mean of the distribution of the regrets'],
  std: [DEX, 'Standard deviation of the distribution of the regrets'],
  epsilon: ['dex, or the epsilonUnit of the study', 'Epsilon'],
  epsilon_dex: [DEX, 'Epsilon'],
  regret: [DEX, 'Regret of the worker'],
  weight: [NONE, 'Weight of the worker'],
  log10_weight: [DEX, 'Log10 of the weight; undefined where it is zero'],
  std_weights: [NONE, 'S_lin: population std of the weights, mean over draws'],
  std_log10_weights: [DEX, 'S: population std of the log10 weights, mean over draws or epochs'],
  max_std_weights: [NONE, 'The largest S_lin'],
  max_std_log10_weights: [DEX, 'The largest S'],
  max_epsilon_std_weights: [DEX, 'Epsilon of the largest S_lin'],
  max_epsilon_std_log10_weights: [DEX, 'Epsilon of the largest S'],
  max_epsilon_threshold: [
    DEX,
    'The largest epsilon at which S reaches the threshold; undefined if none does',
  ],
  min_epsilon_defined: [DEX, 'The smallest epsilon of the axis at which S is defined for every draw'],
  zero_weight: [SHARE, 'Draws or epochs in which a weight is zero'],
  blank: [SHARE, 'Draws in which no epsilon of the axis reaches the threshold'],
  blank_attainable: [SHARE, 'Blank draws that some epsilon separates'],
  blank_zero_weight: [SHARE, 'Blank draws in which S is undefined below that epsilon'],
  attainable: [SHARE, 'Draws that some epsilon separates'],
  upper_bound: [DEX, 'Upper bound of the largest epsilon'],
  min_regret: [DEX, 'Smallest regret'],
  max_regret: [DEX, 'Largest regret'],
  median_regret: [DEX, 'Median regret'],
  std_regrets: [DEX, 'Population std of the regrets'],
  mean_regrets: [DEX, 'Mean of the regrets'],
  scale: [DEX, 'Scale of the regrets in the denominator, without epsilon'],
  network_loss: [DEX, 'Loss of the network inference'],
  naive_loss: [DEX, 'Loss of the naive network'],
  mean_loss: [DEX, 'Loss of the plain mean of the inferences'],
  best_worker_loss: [DEX, 'Loss of the best inferer'],
  effective_workers: [NONE, '1 / sum of squares of the shares of weight'],
  std_scores: [DEX, 'Sample std of the scores of inferers'],
  equal_pay: [SHARE, 'Epochs in which all inferers are paid the same'],
  gini_rewards: [NONE, 'Gini coefficient of the rewards of inferers'],
  entropy_rewards: [NONE, 'Entropy of the shares of inferers in the rewards, over that of equal shares'],
  rank_correlation: [NONE, 'Rank correlation of the rewards of inferers with their skill'],
  forecaster_one_out: [DEX, 'Mean over forecasters of the loss without one less the network loss'],
  forecaster_one_in: [DEX, 'Mean over forecasters of the naive loss less the loss with that one alone'],
  reputer_correlation: [NONE, 'Rank correlation of the rewards of reputers per stake with their accuracy'],
  largest_stake: [SHARE, 'Largest share of a reputer in all stakes, after the last epoch'],
  value: ['of the measure', 'Mean over seeds'],
  difference: ['of the measure', 'Mean difference from the smallest epsilon on the same draws'],
  ratio: [NONE, 'Mean of the regrets over their std'],
  excess_kurtosis: [NONE, 'Excess kurtosis of the regrets in units of their epoch'],
  autocorrelation: [NONE, 'Correlation of a regret with that of the epoch before'],
  group_distance: ['std of the regrets', 'Mean regret of forecasters less that of inferers'],
  recommended_epsilon: [DEX, 'Largest epsilon that separates 95 % of draws of normal regrets'],
  own_epsilon: [DEX, 'Largest epsilon that separates the weights in 95 % of the epochs'],
  closed_form_epsilon: [DEX, 'Largest epsilon of infinitely many workers'],
  log_error: [DEX, 'Log10 of the std of the errors of the worker in an average context'],
  share: [SHARE, 'Share of the rewards of all inferers'],
  input: [NONE, 'Input of the recommended epsilon'],
  first: [SHARE, 'Share of the variance of epsilon / std that the input explains alone'],
  total: [SHARE, 'Share of the variance of epsilon / std that the input explains with its interactions'],
  mean_epsilon: ['std of the regrets', 'Mean of the recommended epsilon over all settings'],
  std_epsilon: ['std of the regrets', 'Std of the recommended epsilon over all settings'],
  none: [SHARE, 'Settings in which no epsilon separates so many epochs'],
  confidence: [SHARE, 'Epochs whose weights some epsilon separates'],
  slope: [NONE, 'Smallest p at which some epsilon separates the weights'],
  slope_infinite: [NONE, 'Smallest p of infinitely many workers'],
};

/** Ends of names that derive a column from another one, with their words. */
const ENDS: readonly (readonly [end: RegExp, words: (match: string) => string])[] = [
  [/_se$/, () => 'standard error'],
  [/_low$/, () => 'lower end of the 95 % interval'],
  [/_high$/, () => 'upper end of the 95 % interval'],
  [/_q\d\d$/, (end) => `${Number(end.slice(2))} % quantile over draws`],
];

/** The text of a column; null if its name is not known. */
export function columnText(name: string): ColumnText | null {
  const known = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
  if (known) return { unit: known[0], description: known[1] };
  for (const [end, words] of ENDS) {
    const match = end.exec(name);
    const base = match && columnText(name.slice(0, match.index));
    if (base) return { unit: base.unit, description: `${base.description}: ${words(match[0])}` };
  }
  return null;
}
