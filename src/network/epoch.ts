/** One epoch of a topic: inferences, losses, regrets, scores and rewards (NETWORK.md section 1). */

import { checkAmounts, checkFields, checkLabels, checkLength, checkMade, checkSizes } from './check.js';
import { networkLosses, hasLoss } from './losses.js';
import { updateRegrets } from './regrets.js';
import { findPresent, reputerFractions, scoreReputers } from './reputers.js';
import type { NetworkRules } from './rules.js';
import { remember, scoreForecasters, scoreInferers } from './scores.js';
import { splitReward, taskEntropy, taskWeight } from './split.js';
import type { Settlement, Synthesis, TopicState } from './state.js';
import { checkSynthesis, synthesize } from './synthesis.js';
import { workerFractions } from './worker-fractions.js';

/**
 * Settles an epoch: averages the reports, updates the regrets, and pays. Without a network and a naive loss
 * nothing changes. Without the score of an inferer (the first epoch) there are no rewards, but reputers are
 * scored and their fractions smoothed.
 *
 * Rules without one-outs have no scores and no rewards. Then each epoch in which a worker has a loss counts
 * as one in which it was rewarded, so that workers become experienced.
 * @param reports log10 losses, dex, [reputers][quantities]; NaN where absent
 * @param stakes finite, >= 0, [reputers]
 * @param topicReward E, finite, >= 0
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function settle(
  state: TopicState,
  reports: Float64Array,
  stakes: Float64Array,
  topicReward: number,
  rules: NetworkRules,
  out: Settlement,
): void {
  checkSettlement(state, reports, stakes, topicReward, rules, out);
  const { layout } = state;
  clear(out);
  networkLosses(layout, reports, stakes, rules.oneOuts, out.losses);
  if (!hasLoss(out.losses, layout.network) || !hasLoss(out.losses, layout.naive)) {
    out.losses.fill(NaN);
    return;
  }
  out.kind = 'losses';
  updateRegrets(state, out.losses, reports, rules);
  if (!rules.oneOuts) {
    for (let worker = 0; worker < layout.workers; worker++)
      if (hasLoss(out.losses, layout.worker + worker)) state.rewardedEpochs[worker]!++;
    return;
  }
  reward(state, reports, stakes, topicReward, rules, out);
}

function checkSettlement(
  state: TopicState,
  reports: Float64Array,
  stakes: Float64Array,
  topicReward: number,
  rules: NetworkRules,
  out: Settlement,
): void {
  checkMade('state', state, 'createTopic', 'layout', 'scratch');
  checkMade('rules', rules, 'networkRules', 'parameters');
  checkMade('settlement', out, 'createSettlement', 'losses', 'reputerScores');
  const { layout, reputers } = state;
  checkLength('settlement.losses', out.losses, layout.quantities);
  checkLength('settlement.reputerScores', out.reputerScores, reputers);
  checkLength('stakes', stakes, reputers);
  checkLength('reports', reports, reputers * layout.quantities);
  checkSizes('reports', reports);
  checkAmounts(stakes, topicReward);
}

/** Sets all results but the losses to absent. */
function clear(out: Settlement): void {
  out.kind = 'none';
  out.infererScores.fill(NaN);
  out.forecasterScores.fill(NaN);
  out.reputerScores.fill(NaN);
  out.infererFractions.fill(NaN);
  out.forecasterFractions.fill(NaN);
  out.reputerFractions.fill(NaN);
  out.infererRewards.fill(NaN);
  out.forecasterRewards.fill(NaN);
  out.reputerRewards.fill(NaN);
  out.equalInfererPay = false;
  out.equalForecasterPay = false;
  out.inferenceEntropy = NaN;
  out.forecastingEntropy = NaN;
  out.reputerEntropy = NaN;
  out.taskScore = NaN;
  out.chi = NaN;
  out.gamma = NaN;
  out.inferenceReward = NaN;
  out.forecastingReward = NaN;
  out.reputerReward = NaN;
}

/**
 * Scores, fractions and rewards, in the order of the chain, which decides the changes if there are no scores.
 */
function reward(
  state: TopicState,
  reports: Float64Array,
  stakes: Float64Array,
  topicReward: number,
  rules: NetworkRules,
  out: Settlement,
): void {
  const { layout } = state;
  const { parameters } = rules;
  const scratch = state.scratch.reputers;
  const present = findPresent(reports, state.reputers, scratch.present);
  scoreReputers(present, reports, stakes, rules, scratch, state.listening, out.reputerScores);
  const inferers = scoreInferers(state, out.losses, out.infererScores);
  remember(state.infererScores, out.infererScores, inferers);
  const forecasters = scoreForecasters(state, out.losses, out.forecasterScores);
  remember(state.forecasterScores, out.forecasterScores, forecasters);

  reputerFractions(out.reputerScores, stakes, parameters.reputerExponent, out.reputerFractions);
  out.reputerEntropy = taskEntropy(out.reputerFractions, state.reputerFractions, parameters);
  if (inferers === 0) return;

  out.equalInfererPay = workerFractions(
    out.infererScores,
    state.infererScores,
    parameters.inferenceSlope,
    parameters.inferenceOffset,
    parameters.epsilon,
    out.infererFractions,
  );
  out.inferenceEntropy = taskEntropy(out.infererFractions, state.infererFractions, parameters);
  out.equalForecasterPay = workerFractions(
    out.forecasterScores,
    state.forecasterScores,
    parameters.forecastSlope,
    parameters.forecastOffset,
    parameters.epsilon,
    out.forecasterFractions,
  );
  out.forecastingEntropy =
    forecasters > 0 && inferers > 1
      ? taskEntropy(out.forecasterFractions, state.forecasterFractions, parameters)
      : 0;

  out.taskScore = out.losses[layout.naive]! - out.losses[layout.network]!;
  out.chi = taskWeight(state, out.taskScore, out.infererScores, rules);
  splitReward(state, topicReward, out);
  out.kind = 'rewards';
}

/** Submissions of one epoch. */
export interface Submissions {
  /** In the unit of the target, [inferers][labels]; NaN where an inferer sent nothing. */
  readonly inferences: Float64Array;
  /** Predicted log10 losses, dex, [forecasters][inferers]; NaN where absent. */
  readonly forecasts: Float64Array;
  /** Reported log10 losses, dex, [reputers][quantities]; NaN where absent. */
  readonly reports: Float64Array;
  /** Finite, >= 0, [reputers]. */
  readonly stakes: Float64Array;
  /** E, finite, >= 0. */
  readonly topicReward: number;
}

/** Results of an epoch: `createSynthesis` and `createSettlement` allocate them. */
export interface EpochResults {
  readonly synthesis: Synthesis;
  readonly settlement: Settlement;
}

/**
 * One epoch in which the reports score the inferences of the same epoch: {@link synthesize}, then
 * {@link settle}. Without an inference there is no synthesis, and the reports are ignored.
 * @throws {TypeError|RangeError} naming the argument, the rule and the value. Then nothing has changed.
 */
export function nextEpoch(
  state: TopicState,
  submissions: Submissions,
  rules: NetworkRules,
  results: EpochResults,
): void {
  const fields = ['inferences', 'forecasts', 'reports', 'stakes', 'topicReward'];
  checkFields('submissions', submissions, `an object with ${fields.join(', ')}`, ...fields);
  const parts = 'an object with synthesis (of createSynthesis) and settlement (of createSettlement)';
  checkFields('results', results, parts, 'synthesis', 'settlement');
  const { synthesis, settlement } = results;
  const { inferences, forecasts, reports, stakes, topicReward } = submissions;
  checkSettlement(state, reports, stakes, topicReward, rules, settlement);
  checkSynthesis(state, inferences, forecasts, rules, synthesis);
  checkLabels(inferences, synthesis.labels);
  synthesize(state, inferences, forecasts, rules, synthesis);
  if (synthesis.kind !== 'none') settle(state, reports, stakes, topicReward, rules, settlement);
  else {
    clear(settlement);
    settlement.losses.fill(NaN);
  }
}
