/** The network against the second implementation, on random topics with edge cases under all rules. */

import { describe, expect, it } from 'vitest';
import { nextEpoch } from '../../src/network/epoch.js';
import { networkRules, RULES_NAMES, type NetworkRules } from '../../src/network/rules.js';
import { createSettlement, createSynthesis, createTopic, type TopicState } from '../../src/network/state.js';
import type { PlainRules } from './plain-parts.js';
import { plainEpoch, quantityNames, type PlainInputs, type PlainState } from './plain.js';
import { RUNS_ALL } from '../effort.js';
import { randomEpoch, randomNumbers, randomTopic, type RandomTopic } from './random-topics.js';

const TOPICS = RUNS_ALL ? 400 : 60;
const EPOCHS = 6;

/** Relative to the largest number of a row, or to 1e-6 in a row of smaller numbers. */
const TOLERANCE = 1e-9;

/**
 * Tolerance of numbers that follow from the scores of reputers. Their ascent divides differences by 0.001,
 * step after step: in the least stable of these topics, relative changes of 1e-15 in the reports move a
 * coefficient by 4e-9 within an epoch.
 */
const REPUTER_TOLERANCE = 1e-6;

const NAMES: Record<keyof Omit<PlainRules, 'version'>, keyof NetworkRules['parameters']> = {
  epsilon: 'epsilon',
  p: 'pNorm',
  c: 'cNorm',
  alpha: 'regretAlpha',
  pI: 'inferenceSlope',
  cI: 'inferenceOffset',
  pF: 'forecastSlope',
  cF: 'forecastOffset',
  pR: 'reputerExponent',
  history: 'scoreHistory',
  alphaR: 'rewardAlpha',
  beta: 'entropyExponent',
  eta: 'listeningRate',
  steps: 'listeningSteps',
  delta: 'listeningDifference',
  leastGradient: 'leastGradient',
  leastListened: 'leastListened',
  tolerance: 'reputerTolerance',
  safe: 'safeDivisor',
  quantile: 'initialQuantile',
};

function plainRules({ version, parameters }: NetworkRules): PlainRules {
  const entries = Object.entries(NAMES).map(([name, other]) => [name, parameters[other]]);
  return { version, ...(Object.fromEntries(entries) as Omit<PlainRules, 'version'>) };
}

function plainState(topic: RandomTopic): PlainState {
  return {
    networkLoss: topic.networkLoss ?? null,
    initialRegret: topic.initialRegret,
    spread: null,
    regrets: new Map(),
    rewarded: new Map(),
    infererScores: [],
    forecasterScores: [],
    listening: new Array<number>(topic.reputers).fill(1),
    fractions: new Map(),
    taskRatio: 0,
  };
}

/** Names of the rows of regrets. */
function rowNames({ inferers, forecasters }: RandomTopic): string[] {
  return quantityNames(inferers, forecasters).filter((name) => /^(network|naive|out|in)/.test(name));
}

function expectRow(
  actual: ArrayLike<number>,
  expected: (number | undefined)[],
  what: string,
  tolerance = TOLERANCE,
): void {
  const largest = Math.max(1e-6, ...expected.map((value) => Math.abs(value ?? 0)));
  let error = 0;
  expected.forEach((value, i) => {
    const found = actual[i]!;
    if ((value === undefined) !== Number.isNaN(found)) error = Infinity;
    else if (value !== undefined) error = Math.max(error, Math.abs(found - value) / largest);
  });
  if (!(error <= tolerance)) expect([...Array.from(actual), error], what).toEqual(expected);
}

function compare(topic: RandomTopic, rules: NetworkRules, index: number): void {
  const { inferers, forecasters, reputers } = topic;
  const random = randomNumbers(index);
  const names = quantityNames(inferers, forecasters);
  const participants = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  const [js, ks, ms] = [
    participants('j', inferers),
    participants('k', forecasters),
    participants('m', reputers),
  ];
  const state: TopicState = createTopic(topic, rules);
  const other = plainState(topic);
  const run = { synthesis: createSynthesis(state), settlement: createSettlement(state) };
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const submissions = randomEpoch(topic, state.layout, epoch, random);
    const inputs: PlainInputs = {
      inferences: Array.from(submissions.inferences, orNull),
      forecasts: ks.map((_, k) =>
        Array.from(submissions.forecasts.subarray(k * inferers, (k + 1) * inferers), orNull),
      ),
      reports: ms.map((_, m) => {
        const report = submissions.reports.subarray(m * names.length, (m + 1) * names.length);
        return new Map(
          names.map((name, q) => [name, report[q]!] as const).filter(([, l]) => !Number.isNaN(l)),
        );
      }),
      stakes: [...submissions.stakes],
      topicReward: submissions.topicReward,
    };
    nextEpoch(state, submissions, rules, run);
    const plain = plainEpoch(other, inputs, plainRules(rules));

    const { synthesis, settlement } = run;
    const at = `topic ${index} (${topic.name}, ${rules.version}), epoch ${epoch}: `;
    const expectNamed = (
      what: string,
      actual: ArrayLike<number>,
      of: string[],
      map: Map<string, number>,
      tolerance?: number,
    ) => {
      const expected = of.map((name) => map.get(name));
      expectRow(actual, expected, at + what, tolerance);
    };
    names.forEach((name, q) => {
      expectRow([synthesis.values[q]!], [plain.values.get(name)], `${at}value of ${name}`);
      expectRow([settlement.losses[q]!], [plain.losses.get(name)], `${at}loss of ${name}`);
    });
    expectNamed('weights', synthesis.weights, [...js, ...ks], plain.weights);
    rowNames(topic).forEach((name, row) => {
      const workers = [...js, ...ks].map((worker) => `${name} ${worker}`);
      const { workers: count } = state.layout;
      const regrets = state.regrets.subarray(row * count, (row + 1) * count);
      expectNamed(`regrets of ${name}`, regrets, workers, other.regrets);
    });
    expectRow([state.initialRegret, state.spread], [other.initialRegret, other.spread ?? 0], `${at}state`);
    expectNamed('scores of inferers', settlement.infererScores, js, plain.scores);
    expectNamed('scores of forecasters', settlement.forecasterScores, ks, plain.scores);
    expectNamed('scores of reputers', settlement.reputerScores, ms, plain.scores, REPUTER_TOLERANCE);
    expectRow(state.listening, other.listening, `${at}listening`, REPUTER_TOLERANCE);
    expectNamed('fractions of inferers', settlement.infererFractions, js, plain.shares);
    expectNamed('fractions of forecasters', settlement.forecasterFractions, ks, plain.shares);
    expectNamed('fractions of reputers', settlement.reputerFractions, ms, plain.shares, REPUTER_TOLERANCE);
    expectNamed('smoothed fractions of inferers', state.infererFractions, js, other.fractions);
    expectNamed('smoothed fractions of forecasters', state.forecasterFractions, ks, other.fractions);
    expectNamed(
      'smoothed fractions of reputers',
      state.reputerFractions,
      ms,
      other.fractions,
      REPUTER_TOLERANCE,
    );
    const { inferenceEntropy, forecastingEntropy, reputerEntropy, chi, gamma, taskScore } = settlement;
    const task = [inferenceEntropy, forecastingEntropy, chi, gamma, taskScore];
    expectNamed('split', task, ['F', 'G', 'chi', 'gamma', 'score'], plain.task);
    expectNamed('entropy of reputers', [reputerEntropy], ['H'], plain.task, REPUTER_TOLERANCE);
    expectRow([state.taskRatio], [other.taskRatio], `${at}task ratio`);
    expectNamed('rewards of inferers', settlement.infererRewards, js, plain.rewards, REPUTER_TOLERANCE);
    expectNamed('rewards of forecasters', settlement.forecasterRewards, ks, plain.rewards, REPUTER_TOLERANCE);
    expectNamed('rewards of reputers', settlement.reputerRewards, ms, plain.rewards, REPUTER_TOLERANCE);
  }
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value);

describe('the second implementation agrees', () => {
  it.each(RULES_NAMES)('on random topics under %s', (version) => {
    for (let i = RULES_NAMES.indexOf(version); i < TOPICS; i += RULES_NAMES.length) {
      const topic = randomTopic(i);
      compare(topic, networkRules({ version, parameters: topic.parameters }), i);
    }
  });
});
