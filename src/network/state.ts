/**
 * The state of a topic from epoch to epoch, and the results of an epoch. All arrays are allocated here, once
 * per topic; the functions of an epoch write into them.
 */

import { checkNumber, checkOptions, checkSpelling, optionNames } from '../text/check.js';
import { checkMade, LARGEST, MOST_ACTORS, MOST_NUMBERS } from './check.js';
import { networkLayout, type Layout } from './layout.js';
import type { NetworkRules } from './rules.js';

/** The memory of the network of a topic. `settle` updates it in place. */
export interface TopicState {
  readonly layout: Layout;
  /** Nr, at least 1. */
  readonly reputers: number;
  /** Network loss of the newest epoch that has one, dex; NaN at first. */
  networkLoss: number;
  /** R_init, dex: start of the regrets of a new worker. At 0, all inferers count as new. */
  initialRegret: number;
  /** Scale + epsilon of the newest epoch, dex, if the rules share it; 0 if nothing is stored. */
  spread: number;
  /** Regrets, dex, [rows][workers] as in layout.ts; NaN where a worker has none yet. */
  readonly regrets: Float64Array;
  /**
   * Number of epochs in which a worker earned at least 1; without one-outs, in which it had a loss,
   * [workers].
   */
  readonly rewardedEpochs: Float64Array;
  /** Newest scores of inferers, newest epoch first, [scoreHistory]; NaN where there are fewer. */
  readonly infererScores: Float64Array;
  /** Newest scores of forecasters, likewise. */
  readonly forecasterScores: Float64Array;
  /** Listening coefficients in [0, 1], [reputers]. */
  readonly listening: Float64Array;
  /** Smoothed reward fractions, [inferers]; NaN before the first. */
  readonly infererFractions: Float64Array;
  /** Smoothed reward fractions, [forecasters]. */
  readonly forecasterFractions: Float64Array;
  /** Smoothed reward fractions, [reputers]. */
  readonly reputerFractions: Float64Array;
  /** tau, smoothed ratio of the score of the forecasting task to the largest score of an inferer. */
  taskRatio: number;
  /** Buffers of the functions of an epoch. Their content means nothing between two calls. */
  readonly scratch: Scratch;
}

/** Buffers that avoid allocations in each epoch. */
export interface Scratch {
  /** Workers that take part in the epoch, inferers first, [workers]. */
  readonly active: Int32Array;
  /** Quantities of the members of one combination, their regrets and their weights, [workers] each. */
  readonly places: Int32Array;
  readonly regrets: Float64Array;
  readonly weights: Float64Array;
  readonly reputers: ReputerScratch;
}

/** Buffers of the ascent of the listening coefficients: present reputers and reported columns only. */
export interface ReputerScratch {
  /** Present reputers, [reputers]. */
  readonly present: Int32Array;
  /** Lowest reported loss of each column, [quantities]. */
  readonly lowest: Float64Array;
  /** Reported loss minus the lowest of its column, [columns][present]; 0 where a reputer has not reported. */
  readonly above: Float64Array;
  /** 1 where a reputer has reported, else 0, [columns][present]. */
  readonly reported: Float64Array;
  /** Stakes, coefficients and what is computed from them, [reputers] each. */
  readonly stakes: Float64Array;
  readonly coefficients: Float64Array;
  readonly next: Float64Array;
  readonly adjusted: Float64Array;
  readonly distances: Float64Array;
  readonly scores: Float64Array;
  readonly trialScores: Float64Array;
}

/** Numbers of participants of a topic. */
export interface TopicSize {
  /** Ni, a whole number from 1 to 3,000. */
  inferers: number;
  /** Nf, a whole number from 0 to 3,000. Default 0. */
  forecasters?: number | undefined;
  /** Nr, a whole number from 1 to 3,000; at most 10 million reports in an epoch. Default 1. */
  reputers?: number | undefined;
  /** R_init at the start, dex. Default 0: a new topic. */
  initialRegret?: number | undefined;
  /** Network loss of the epoch before the first, dex. Default: none. */
  networkLoss?: number | undefined;
}

const SIZE_NAMES = optionNames<TopicSize>({
  inferers: true,
  forecasters: true,
  reputers: true,
  initialRegret: true,
  networkLoss: true,
});

/**
 * A topic before its first epoch: no regrets, no scores, every reputer listened to.
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function createTopic(size: TopicSize, rules: NetworkRules): TopicState {
  const given = checkOptions(size, 'size');
  checkSpelling(given, SIZE_NAMES, 'size');
  checkMade('rules', rules, 'networkRules', 'parameters');
  const layout = networkLayout(given.inferers!, given.forecasters ?? 0);
  const isSmall = layout.rows * layout.workers <= MOST_NUMBERS;
  checkNumber('forecasters', layout.forecasters, `fewer: at most ${MOST_NUMBERS} regrets`, () => isSmall);
  const reputers = checkCount('reputers', given.reputers ?? 1);
  const most = Math.min(MOST_ACTORS, Math.floor(MOST_NUMBERS / layout.quantities));
  checkNumber('reputers', reputers, `at most ${most} with this number of workers`, (n) => n <= most);
  const initialRegret = checkDex('initialRegret', given.initialRegret ?? 0);
  const networkLoss = given.networkLoss === undefined ? NaN : checkDex('networkLoss', given.networkLoss);
  const { inferers, forecasters, workers, quantities, rows } = layout;
  const { scoreHistory } = rules.parameters;
  return {
    layout,
    reputers,
    networkLoss,
    initialRegret,
    spread: 0,
    regrets: absent(rows * workers),
    rewardedEpochs: new Float64Array(workers),
    infererScores: absent(scoreHistory),
    forecasterScores: absent(scoreHistory),
    listening: new Float64Array(reputers).fill(1),
    infererFractions: absent(inferers),
    forecasterFractions: absent(forecasters),
    reputerFractions: absent(reputers),
    taskRatio: 0,
    scratch: {
      active: new Int32Array(workers),
      places: new Int32Array(workers),
      regrets: new Float64Array(workers),
      weights: new Float64Array(workers),
      reputers: createReputerScratch(reputers, quantities),
    },
  };
}

function checkCount(name: string, value: unknown): number {
  return checkNumber(name, value, 'a whole number >= 1', (n) => Number.isSafeInteger(n) && n >= 1);
}

function checkDex(name: string, value: unknown): number {
  checkNumber(name, value, 'a finite number', Number.isFinite);
  return checkNumber(name, value, `a number from -${LARGEST} to ${LARGEST}`, (n) => Math.abs(n) <= LARGEST);
}

/** Buffers for reports of a number of quantities. */
export function createReputerScratch(reputers: number, quantities: number): ReputerScratch {
  return {
    present: new Int32Array(reputers),
    lowest: new Float64Array(quantities),
    above: new Float64Array(quantities * reputers),
    reported: new Float64Array(quantities * reputers),
    stakes: new Float64Array(reputers),
    coefficients: new Float64Array(reputers),
    next: new Float64Array(reputers),
    adjusted: new Float64Array(reputers),
    distances: new Float64Array(reputers),
    scores: new Float64Array(reputers),
    trialScores: new Float64Array(reputers),
  };
}

/** Inferences of an epoch (NETWORK.md section 5). */
export interface Synthesis {
  /** Number of labels of an inference; 1 for a scalar. */
  readonly labels: number;
  /** Inferences in the unit of the target, [quantities][labels]; NaN where absent. */
  readonly values: Float64Array;
  /** Weights of the network inference, [workers]; only ratios matter. NaN where absent. */
  readonly weights: Float64Array;
  /**
   * How the network inference was made. `none`: nobody sent an inference. `single`: the only inference.
   * `median`: no network loss is known yet. `mean`: all inferers are new. `weighted`: by regrets.
   */
  kind: 'none' | 'single' | 'median' | 'mean' | 'weighted';
}

/**
 * Allocates the results of {@link synthesize}.
 * @param labels number of labels of an inference, a whole number >= 1
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function createSynthesis(state: TopicState, labels = 1): Synthesis {
  checkMade('state', state, 'createTopic', 'layout', 'scratch');
  const { layout } = state;
  checkCount('labels', labels);
  const most = Math.floor(MOST_NUMBERS / layout.quantities);
  checkNumber('labels', labels, `at most ${most} with this number of workers`, (n) => n <= most);
  return {
    labels,
    values: absent(layout.quantities * labels),
    weights: absent(layout.workers),
    kind: 'none',
  };
}

/** Losses, scores and rewards of an epoch (NETWORK.md sections 2 and 6 to 9). NaN where absent. */
export interface Settlement {
  /** Stake-weighted losses, dex, [quantities]. */
  readonly losses: Float64Array;
  /** Scores, dex, [inferers]. */
  readonly infererScores: Float64Array;
  /** Scores, dex, [forecasters]. */
  readonly forecasterScores: Float64Array;
  /** Proximity to the consensus, no unit, [reputers]. */
  readonly reputerScores: Float64Array;
  /** Reward fractions u, [inferers]: they sum to 1. */
  readonly infererFractions: Float64Array;
  /** Reward fractions v, [forecasters]. */
  readonly forecasterFractions: Float64Array;
  /** Reward fractions w, [reputers]. */
  readonly reputerFractions: Float64Array;
  /** Rewards in the unit of the topic reward, [inferers]. */
  readonly infererRewards: Float64Array;
  /** Rewards, [forecasters]. */
  readonly forecasterRewards: Float64Array;
  /** Rewards, [reputers]. */
  readonly reputerRewards: Float64Array;
  /** Whether the scores of inferers agree within epsilon, so that all inferers are paid alike. */
  equalInfererPay: boolean;
  /** Likewise for forecasters. */
  equalForecasterPay: boolean;
  /** F, G, H: entropies of the three tasks. */
  inferenceEntropy: number;
  forecastingEntropy: number;
  reputerEntropy: number;
  /** Score of the forecasting task, dex: naive loss minus network loss. */
  taskScore: number;
  /** chi, weight of the forecasting task, in [0.1, 0.5]. */
  chi: number;
  /** gamma, factor that keeps the reward of all workers independent of chi. */
  gamma: number;
  /** Rewards of the three tasks; they sum to the topic reward. */
  inferenceReward: number;
  forecastingReward: number;
  reputerReward: number;
  /**
   * `none`: no network or naive loss was reported, so nothing changed. `losses`: losses and regrets, but no
   * rewards, because no inferer has a score or one-outs are left out. `rewards`: everything.
   */
  kind: 'none' | 'losses' | 'rewards';
}

/** Allocates the results of {@link settle}. @throws {TypeError} if the argument is not a topic */
export function createSettlement(state: TopicState): Settlement {
  checkMade('state', state, 'createTopic', 'layout', 'scratch');
  const { layout, reputers } = state;
  return {
    losses: absent(layout.quantities),
    infererScores: absent(layout.inferers),
    forecasterScores: absent(layout.forecasters),
    reputerScores: absent(reputers),
    infererFractions: absent(layout.inferers),
    forecasterFractions: absent(layout.forecasters),
    reputerFractions: absent(reputers),
    infererRewards: absent(layout.inferers),
    forecasterRewards: absent(layout.forecasters),
    reputerRewards: absent(reputers),
    equalInfererPay: false,
    equalForecasterPay: false,
    inferenceEntropy: NaN,
    forecastingEntropy: NaN,
    reputerEntropy: NaN,
    taskScore: NaN,
    chi: NaN,
    gamma: NaN,
    inferenceReward: NaN,
    forecastingReward: NaN,
    reputerReward: NaN,
    kind: 'none',
  };
}

function absent(length: number): Float64Array {
  return new Float64Array(length).fill(NaN);
}
