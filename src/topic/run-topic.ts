/**
 * A topic under several epsilons at once: one world, and a state of the network for each epsilon. All see the
 * same target, errors and reports, so that differences between epsilons are not due to chance.
 */

import { networkLayout } from '../network/layout.js';
import { settle } from '../network/epoch.js';
import { synthesize } from '../network/synthesis.js';
import { networkRules, type NetworkRules, type RulesName } from '../network/rules.js';
import { createSettlement, createSynthesis, createTopic } from '../network/state.js';
import { Averages } from './averages.js';
import { MEASURE_NAMES } from './measures.js';
import { RegretFacts } from './regret-facts.js';
import type { TopicSettings } from './settings.js';
import { createWorld } from './world.js';

/** The formula of a topic. */
export interface TopicFormula {
  rules: RulesName;
  pNorm: number;
  cNorm: number;
  /** Weight of the newest epoch in the regrets. */
  alpha: number;
  /** Whether there are one-out inferences, scores and rewards. */
  scores: boolean;
}

/** Results of a topic. */
export interface TopicRun {
  /** Averages at each epsilon, shape (epsilons, measures). */
  measures: Float64Array;
  /** Regrets at the first epsilon. */
  facts: RegretFacts;
  /** Shares of weight over time, shape (recorded epsilons, epochs, workers); NaN: absent. */
  weights: Float64Array;
  /** Total rewards, shape (epsilons, inferers). */
  rewards: Float64Array;
  /** Log10 of the error std of each inferer, dex, shape (inferers). */
  skill: Float64Array;
}

/** The reward of an epoch, and the mean stake of a reputer at the start: a thousand epochs pay one stake. */
export const TOPIC_REWARD = 1000;
const STAKE = 1e6;

/** Places of quantities, as in `network/layout.ts`. */
const NETWORK = 0;
const NAIVE = 1;

/** Smallest squared error: log10 of an error of exactly 0 would not be finite. */
export const LEAST_SQUARE = 1e-30;

/**
 * @param epsilons dex
 * @param recorded indices of the epsilons whose weights over time are returned
 * @param reportShare takes the finished share of the epochs
 */
export function runTopic(
  settings: TopicSettings,
  seed: number,
  formula: TopicFormula,
  epsilons: readonly number[],
  recorded: readonly number[] = [],
  reportShare: (share: number) => void = () => undefined,
): TopicRun {
  const { inferers, forecasters, reputers, burnIn, epochs } = settings;
  const { quantities, workers } = networkLayout(inferers, forecasters);
  const world = createWorld(settings, seed, quantities);
  const runs = epsilons.map((epsilon) => {
    const rules = rulesOf(formula, settings, epsilon);
    const state = createTopic({ inferers, forecasters, reputers }, rules);
    return {
      rules,
      state,
      synthesis: createSynthesis(state),
      settlement: createSettlement(state),
      averages: new Averages(state, rules),
      stakes: world.stakes.map((stake) => stake * STAKE),
    };
  });
  const reports = new Float64Array(reputers * quantities);
  const weights = new Float64Array(recorded.length * epochs * workers).fill(NaN);
  const facts = new RegretFacts(runs[0]!.state);
  for (let epoch = -burnIn; epoch < epochs; epoch++) {
    reportShare((epoch + burnIn) / (epochs + burnIn));
    world.next();
    for (const [e, { rules, state, synthesis, settlement, averages, stakes }] of runs.entries()) {
      synthesize(state, world.inferences, world.forecasts, rules, synthesis);
      if (epoch >= 0) averages.addSynthesis(synthesis, world);
      if (e === 0 && epoch >= 0) facts.add(synthesis);
      report(reports, synthesis.values, world.target, world.reportErrors);
      settle(state, reports, stakes, TOPIC_REWARD, rules, settlement);
      if (epoch >= 0) averages.addSettlement(settlement, stakes);
      if (settings.stakesGrow && settlement.kind === 'rewards')
        for (let m = 0; m < reputers; m++) stakes[m]! += settlement.reputerRewards[m]!;
    }
    if (epoch < 0) continue;
    for (const [place, e] of recorded.entries())
      shares(
        runs[e]!.synthesis.weights,
        weights.subarray((place * epochs + epoch) * workers).subarray(0, workers),
      );
  }
  return {
    measures: joined(
      runs.map(({ averages, stakes }) => averages.measures(world, stakes)),
      MEASURE_NAMES.length,
    ),
    facts,
    weights,
    rewards: joined(
      runs.map(({ averages }) => averages.rewards),
      inferers,
    ),
    skill: world.skill,
  };
}

function rulesOf(
  { rules, pNorm, cNorm, alpha, scores }: TopicFormula,
  { stakeCap }: TopicSettings,
  epsilon: number,
): NetworkRules {
  const parameters = {
    epsilon,
    pNorm,
    cNorm,
    regretAlpha: alpha,
    ...(!stakeCap && { stakeCap: Infinity }),
  };
  return networkRules({ version: rules, oneOuts: scores, parameters });
}

/**
 * The log10 losses that each reputer reports, dex, shape (reputers, quantities). The first epoch has no naive
 * inference, but a topic only continues with a naive loss: it is that of the network inference.
 */
function report(reports: Float64Array, values: Float64Array, target: number, errors: Float64Array): void {
  const { length } = values;
  for (let q = 0; q < length; q++) {
    const value = q === NAIVE && Number.isNaN(values[q]!) ? values[NETWORK]! : values[q]!;
    const error = value - target;
    const loss = Math.log10(error * error + LEAST_SQUARE);
    for (let i = q; i < reports.length; i += length) reports[i] = loss + errors[i]!;
  }
}

/** Shares of the total weight; absent stays NaN. */
function shares(weights: Float64Array, into: Float64Array): void {
  let total = 0;
  for (const weight of weights) if (weight > 0) total += weight;
  for (let i = 0; i < weights.length; i++) into[i] = weights[i]! / total;
}

function joined(lists: readonly Float64Array[], length: number): Float64Array {
  const all = new Float64Array(lists.length * length);
  for (const [i, list] of lists.entries()) all.set(list, i * length);
  return all;
}
