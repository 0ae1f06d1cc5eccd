/** Averages of a topic under one epsilon over the epochs that are given to it. */

import type { Settlement, Synthesis, TopicState } from '../network/state.js';
import type { NetworkRules } from '../network/rules.js';
import { populationStd, scaleOf } from '../weights/scale.js';
import { gini, MEASURE_NAMES, rankCorrelation, relativeEntropy, type MeasureName } from './measures.js';
import type { World } from './world.js';

/** Smallest squared error of a loss, as in the reports. */
const LEAST_SQUARE = 1e-30;

/** Share of the epochs in which an inferer must be present to count as the best one. */
const LEAST_PRESENT = 0.5;

/** A mean of the finite values that it is given. */
class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#sum += value;
    this.#count++;
  }

  get count(): number {
    return this.#count;
  }

  /** NaN without values. */
  get value(): number {
    return this.#sum / this.#count;
  }
}

export class Averages {
  /** Total rewards, shape (inferers). */
  readonly rewards: Float64Array;
  /** Total rewards per stake, shape (reputers). */
  readonly #paid: Float64Array;
  readonly #state: TopicState;
  readonly #rules: NetworkRules;
  readonly #regrets: Float64Array;
  readonly #means = Object.fromEntries(MEASURE_NAMES.map((name) => [name, new Mean()])) as Record<
    MeasureName,
    Mean
  >;
  readonly #losses: Mean[];
  #epochs = 0;

  constructor(state: TopicState, rules: NetworkRules) {
    this.#state = state;
    this.#rules = rules;
    this.#regrets = new Float64Array(state.layout.workers);
    this.rewards = new Float64Array(state.layout.inferers);
    this.#paid = new Float64Array(state.reputers);
    this.#losses = Array.from(this.rewards, () => new Mean());
  }

  /** Adds the inferences and weights of an epoch; the regrets are still those that the weights come from. */
  addSynthesis(
    { values, weights }: Synthesis,
    { target, inferences }: Pick<World, 'target' | 'inferences'>,
  ): void {
    const means = this.#means;
    const { network, naive } = this.#state.layout;
    this.#epochs++;
    means.network_loss.add(lossOf(values[network]!, target));
    means.naive_loss.add(lossOf(values[naive]!, target));
    let [sum, present] = [0, 0];
    for (let j = 0; j < inferences.length; j++) {
      const value = inferences[j]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      present++;
      this.#losses[j]!.add(lossOf(value, target));
    }
    means.mean_loss.add(lossOf(sum / present, target));
    this.#addWeights(weights);
    this.#addRegrets(weights);
  }

  #addWeights(weights: Float64Array): void {
    let [count, zeros, sum, squares, logs, logSquares] = [0, 0, 0, 0, 0, 0];
    for (let l = 0; l < weights.length; l++) {
      const weight = weights[l]!;
      if (Number.isNaN(weight)) continue;
      count++;
      if (weight === 0) {
        zeros++;
        continue;
      }
      sum += weight;
      squares += weight * weight;
      const log = Math.log10(weight);
      logs += log;
      logSquares += log * log;
    }
    if (count === 0) return;
    this.#means.effective_workers.add((sum * sum) / squares);
    this.#means.zero_weight.add(zeros > 0 ? 1 : 0);
    const mean = logs / count;
    if (zeros === 0)
      this.#means.std_log10_weights.add(Math.sqrt(Math.max(0, logSquares / count - mean * mean)));
  }

  /** Network regrets of those that have a weight. */
  #addRegrets(weights: Float64Array): void {
    const regrets = this.#state.regrets;
    let count = 0;
    let sum = 0;
    for (let l = 0; l < weights.length; l++) {
      if (Number.isNaN(weights[l]!) || Number.isNaN(regrets[l]!)) continue;
      this.#regrets[count++] = regrets[l]!;
      sum += regrets[l]!;
    }
    if (count < 2) return;
    const present = this.#regrets.subarray(0, count);
    this.#means.mean_regrets.add(sum / count);
    this.#means.std_regrets.add(populationStd(present));
    this.#means.scale.add(scaleOf(present, this.#rules.scale));
  }

  /**
   * Adds the rewards of an epoch.
   * @param stakes before the rewards, shape (reputers)
   */
  addSettlement(
    { kind, infererRewards, reputerRewards, equalInfererPay, losses }: Settlement,
    stakes: Float64Array,
  ): void {
    if (kind !== 'rewards') return;
    this.#means.std_scores.add(sampleStd(this.#state.infererScores));
    this.#means.equal_pay.add(equalInfererPay ? 1 : 0);
    for (let j = 0; j < infererRewards.length; j++) {
      if (infererRewards[j]! > 0) this.rewards[j]! += infererRewards[j]!;
    }
    for (let m = 0; m < reputerRewards.length; m++) this.#paid[m]! += reputerRewards[m]! / stakes[m]!;
    const { forecasters, network, naive, oneOutForecaster, oneInForecaster } = this.#state.layout;
    for (let k = 0; k < forecasters; k++) {
      this.#means.forecaster_one_out.add(losses[oneOutForecaster + k]! - losses[network]!);
      this.#means.forecaster_one_in.add(losses[naive]! - losses[oneInForecaster + k]!);
    }
  }

  /**
   * The measures of the topic, shape (measures); NaN: undefined.
   * @param stakes after the last epoch, shape (reputers)
   */
  measures(
    { skill, reportBiases }: Pick<World, 'skill' | 'reportBiases'>,
    stakes: Float64Array,
  ): Float64Array {
    const found = Object.fromEntries(MEASURE_NAMES.map((name) => [name, this.#means[name].value])) as Record<
      MeasureName,
      number
    >;
    const eligible = this.#losses.filter(({ count }) => count >= LEAST_PRESENT * this.#epochs);
    found.best_worker_loss = eligible.length > 0 ? Math.min(...eligible.map(({ value }) => value)) : NaN;
    if (this.#means.equal_pay.count > 0) {
      found.gini_rewards = gini(this.rewards);
      found.entropy_rewards = relativeEntropy(this.rewards);
      // A small error is a large skill.
      found.rank_correlation = -rankCorrelation(this.rewards, skill);
      const common = average(reportBiases);
      found.reputer_correlation = -rankCorrelation(
        this.#paid,
        reportBiases.map((bias) => Math.abs(bias - common)),
      );
      found.largest_stake = Math.max(...stakes) / (average(stakes) * stakes.length);
    }
    return Float64Array.from(MEASURE_NAMES, (name) => found[name]);
  }
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation of the finite values; 0 with fewer than two. */
function sampleStd(values: Float64Array): number {
  let count = 0;
  let sum = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  if (count < 2) return 0;
  const mean = sum / count;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / (count - 1));
}

function lossOf(value: number, target: number): number {
  const error = value - target;
  return Math.log10(error * error + LEAST_SQUARE);
}
