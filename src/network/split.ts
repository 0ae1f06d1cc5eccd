/** Split of the topic reward between inferers, forecasters and reputers (NETWORK.md section 9). */

import { powerOf } from './reputers.js';
import type { NetworkRules } from './rules.js';
import type { Settlement, TopicState } from './state.js';

/** Entropy of a task with one participant, from the chain's code: 0.25 ln 2. */
const SINGLE_ENTROPY = 0.25 * Math.LN2;

/** Least and largest weight chi of the forecasting task. */
const LEAST_CHI = 0.1;
const LARGEST_CHI = 0.5;

/**
 * Smooths reward fractions and computes their entropy: with u~ = alpha u + (1 - alpha) f_before, f = u~ / sum
 * u~ and N_eff = 1 / sum u~^2, the entropy is -(sum f ln f) (N_eff / N)^beta. As on the chain, the next
 * epoch smooths f. N is the number of participants in this epoch.
 * @param fractions u, with sum 1; NaN where a participant is absent
 * @param smoothed f of the epoch before, NaN where there is none; receives f
 */
export function taskEntropy(
  fractions: Float64Array,
  smoothed: Float64Array,
  { rewardAlpha, entropyExponent }: NetworkRules['parameters'],
): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < fractions.length; i++) {
    const fraction = fractions[i]!;
    if (fraction !== fraction) continue;
    const before = smoothed[i]!;
    const mixed = before === before ? rewardAlpha * fraction + (1 - rewardAlpha) * before : fraction;
    smoothed[i] = mixed;
    count++;
    sum += mixed;
    squares += mixed * mixed;
  }
  if (count === 1) {
    for (let i = 0; i < fractions.length; i++) if (fractions[i] === fractions[i]) smoothed[i] = 1;
    return SINGLE_ENTROPY;
  }
  let entropy = 0;
  for (let i = 0; i < fractions.length; i++) {
    if (fractions[i] !== fractions[i]) continue;
    const share = smoothed[i]! / sum;
    // Near 1 the logarithm needs the sum of the other shares, which is known to more digits.
    const logarithm = share > 0.9 ? Math.log1p(-sumOfOthers(fractions, smoothed, i) / sum) : Math.log(share);
    if (share > 0) entropy -= share * logarithm;
  }
  for (let i = 0; i < fractions.length; i++) if (fractions[i] === fractions[i]) smoothed[i]! /= sum;
  return entropy * powerOf(1 / (squares * count), entropyExponent);
}

function sumOfOthers(fractions: Float64Array, smoothed: Float64Array, except: number): number {
  let sum = 0;
  for (let i = 0; i < fractions.length; i++)
    if (i !== except && fractions[i] === fractions[i]) sum += smoothed[i]!;
  return sum;
}

/**
 * chi, the weight of the forecasting task, from its score T = L_naive - L in units of the largest score of an
 * inferer (July 2024: of their sum), smoothed: 0.1 below a ratio of 0, 0.5 from 1 on, linear between. Updates
 * `state.taskRatio`.
 * @param taskScore T, dex
 * @param infererScores dex; NaN where an inferer has no score
 */
export function taskWeight(
  state: TopicState,
  taskScore: number,
  infererScores: Float64Array,
  rules: NetworkRules,
): number {
  const { rewardAlpha } = rules.parameters;
  const isSum = rules.taskUnit === 'sum';
  let unit = 0;
  for (const score of infererScores) {
    if (score !== score) continue;
    unit = isSum ? unit + score : Math.max(unit, score);
  }
  if (unit <= 0 && taskScore === 0) {
    state.taskRatio = 0;
    return LARGEST_CHI;
  }
  const ratio = unit > 0 ? finite(taskScore / unit) : Math.sign(taskScore);
  state.taskRatio = isSum ? ratio : rewardAlpha * ratio + (1 - rewardAlpha) * state.taskRatio;
  if (state.taskRatio < 0) return LEAST_CHI;
  if (state.taskRatio >= 1) return LARGEST_CHI;
  return (LARGEST_CHI - LEAST_CHI) * state.taskRatio + LEAST_CHI;
}

/** The nearest finite number: an infinite ratio would stay in the smoothed one for ever. */
function finite(ratio: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, ratio));
}

/**
 * Splits the topic reward by the entropies F, G and H of `out`, and pays every participant its fraction.
 * gamma = (F + G) / ((1 - chi) F + chi G) keeps the reward of all workers independent of chi.
 */
export function splitReward(state: TopicState, topicReward: number, out: Settlement): void {
  const { inferenceEntropy: f, forecastingEntropy: g, reputerEntropy: h, chi } = out;
  // If F and G are 0, workers get nothing for any gamma.
  out.gamma = f + g > 0 ? (f + g) / ((1 - chi) * f + chi * g) : 1;
  const unit = topicReward / (f + g + h);
  out.inferenceReward = (1 - chi) * out.gamma * f * unit;
  out.forecastingReward = chi * out.gamma * g * unit;
  out.reputerReward = h * unit;
  pay(out.infererFractions, out.inferenceReward, out.infererRewards);
  pay(out.forecasterFractions, out.forecastingReward, out.forecasterRewards);
  pay(out.reputerFractions, out.reputerReward, out.reputerRewards);
  const { rewardedEpochs, layout } = state;
  for (let j = 0; j < layout.inferers; j++) if (out.infererRewards[j]! >= 1) rewardedEpochs[j]!++;
  for (let k = 0; k < layout.forecasters; k++)
    if (out.forecasterRewards[k]! >= 1) rewardedEpochs[layout.inferers + k]!++;
}

function pay(fractions: Float64Array, reward: number, rewards: Float64Array): void {
  for (let i = 0; i < fractions.length; i++) rewards[i] = fractions[i]! * reward;
}
