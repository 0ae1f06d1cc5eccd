/** Runs recorded topics through the network, and compares every output of an epoch. */

import type { Layout } from '../../src/network/layout.js';
import { nextEpoch } from '../../src/network/epoch.js';
import { networkRules, type NetworkParameters, type NetworkRules } from '../../src/network/rules.js';
import {
  createSettlement,
  createSynthesis,
  createTopic,
  type Settlement,
  type Synthesis,
  type TopicState,
} from '../../src/network/state.js';
import { rowError, type RecordedEpoch, type RecordedReport, type RecordedTopic } from './reference.js';

type Row = (number | null)[];

/** Parameters by the names of the records. */
function recordedRules({ topic, params }: RecordedTopic): NetworkRules {
  const names: Record<string, keyof NetworkParameters> = {
    betaEntropy: 'entropyExponent',
    c: 'cNorm',
    cRewardForecast: 'forecastOffset',
    cRewardInference: 'inferenceOffset',
    epsilonReputer: 'reputerTolerance',
    epsilonSafeDiv: 'safeDivisor',
    gradientDescentMaxIters: 'listeningSteps',
    initialRegretQuantile: 'initialQuantile',
    learningRate: 'listeningRate',
    maxGradientThreshold: 'leastGradient',
    maxSamplesToScaleScores: 'scoreHistory',
    minStakeFraction: 'leastListened',
    pRewardForecast: 'forecastSlope',
    pRewardInference: 'inferenceSlope',
    pRewardReputer: 'reputerExponent',
    taskRewardAlpha: 'rewardAlpha',
  };
  const parameters: Partial<Record<keyof NetworkParameters, number>> = {
    epsilon: topic.epsilon,
    pNorm: topic.p,
    regretAlpha: topic.alpha,
  };
  for (const [name, value] of Object.entries(params)) if (names[name]) parameters[names[name]] = value;
  return networkRules({ version: 'network-2024-10', parameters });
}

const numbers = (row: Row): number[] => row.map((value) => value ?? NaN);

/** A report as quantities in the order of the layout. */
function quantitiesOf(report: RecordedReport | null, { quantities }: Layout): number[] {
  if (!report) return new Array<number>(quantities).fill(NaN);
  return numbers([
    report.network,
    report.naive,
    ...report.inferers,
    ...report.forecasters,
    ...report.oneOutInferers,
    ...report.oneOutForecasters,
    ...report.oneInForecasters,
    ...report.oneOutInfererForecasters.flat(),
  ]);
}

/** All regrets as rows of the layout; columns that no record holds are null. */
function regretRows(regrets: NonNullable<RecordedEpoch['out']['regrets']>, layout: Layout): Row[] {
  const none = new Array<null>(layout.forecasters).fill(null);
  return [
    [...regrets.inferers, ...regrets.forecasters],
    [...regrets.naive, ...none],
    ...regrets.oneOutInfererInferers.map((row, j) => [...row, ...regrets.oneOutInfererForecasters[j]!]),
    ...regrets.oneOutForecasterInferers.map((row, k) => [...row, ...regrets.oneOutForecasterForecasters[k]!]),
    ...regrets.oneInForecasters.map((row, k) => [
      ...row.slice(0, -1),
      ...none.map((_, other) => (other === k ? row.at(-1)! : null)),
    ]),
  ];
}

export interface RecordedRun {
  state: TopicState;
  rules: NetworkRules;
  synthesis: Synthesis;
  settlement: Settlement;
}

export function startRecorded(recorded: RecordedTopic, rules = recordedRules(recorded)): RecordedRun {
  const { topic, start } = recorded;
  const state = createTopic(
    {
      inferers: recorded.inferers,
      forecasters: recorded.forecasters,
      reputers: recorded.reputers,
      initialRegret: topic.initialRegret,
      networkLoss: start?.networkLoss,
    },
    rules,
  );
  if (start?.regrets) {
    const rows = regretRows(start.regrets as NonNullable<RecordedEpoch['out']['regrets']>, state.layout);
    state.regrets.set(rows.flatMap(numbers));
  }
  return { state, rules, synthesis: createSynthesis(state), settlement: createSettlement(state) };
}

export function runRecorded(run: RecordedRun, epoch: RecordedEpoch): void {
  const { state, rules } = run;
  const { layout } = state;
  const { inferences, forecasts, reports, stakes, topicReward } = epoch.in;
  const nothing = new Array<number>(layout.inferers).fill(NaN);
  const submissions = {
    inferences: Float64Array.from(numbers(inferences)),
    forecasts: Float64Array.from(forecasts.flatMap((row) => (row ? numbers(row) : nothing))),
    reports: Float64Array.from(reports.flatMap((report) => quantitiesOf(report, layout))),
    stakes: Float64Array.from(stakes),
    topicReward,
  };
  nextEpoch(state, submissions, rules, run);
}

/** Relative errors of all outputs of an epoch, by the name of the output. */
export function recordedErrors(run: RecordedRun, { out }: RecordedEpoch): Record<string, number> {
  const { state, synthesis, settlement } = run;
  const { layout } = state;
  const errors: Record<string, number> = {};
  const compare = (name: string, actual: ArrayLike<number>, expected: Row) => {
    errors[name] = rowError(actual, expected);
  };
  const { inferers, workers } = layout;
  const part = (values: Float64Array, from: number, count: number) => values.subarray(from, from + count);
  if (out.synthesis) {
    const { values, weights } = synthesis;
    const recorded = out.synthesis;
    compare('network', part(values, layout.network, 1), [recorded.network]);
    compare('naive', part(values, layout.naive, 1), [recorded.naive]);
    compare('forecastImplied', part(values, layout.forecaster, layout.forecasters), recorded.forecastImplied);
    compare('oneOutInferers', part(values, layout.oneOutInferer, inferers), recorded.oneOutInferers);
    compare(
      'oneOutForecasters',
      part(values, layout.oneOutForecaster, layout.forecasters),
      recorded.oneOutForecasters,
    );
    compare(
      'oneInForecasters',
      part(values, layout.oneInForecaster, layout.forecasters),
      recorded.oneInForecasters,
    );
    compare('weights', weights, [...recorded.weights.inferers, ...recorded.weights.forecasters]);
  }
  if (out.losses)
    compare(
      'losses',
      settlement.losses,
      quantitiesOf(out.losses, layout).map((v) => (Number.isNaN(v) ? null : v)),
    );
  if (out.regrets)
    regretRows(out.regrets, layout).forEach((row, i) => {
      compare(`regrets ${i}`, part(state.regrets, i * workers, workers), row);
    });
  if (out.initialRegret !== undefined) compare('initialRegret', [state.initialRegret], [out.initialRegret]);
  if (out.scores) {
    compare('infererScores', settlement.infererScores, out.scores.inferers);
    compare('forecasterScores', settlement.forecasterScores, out.scores.forecasters);
    compare('reputerScores', settlement.reputerScores, out.scores.reputers);
  }
  if (out.listening) compare('listening', state.listening, out.listening);
  if (out.fractions) {
    compare('infererFractions', settlement.infererFractions, out.fractions.inferers);
    compare('forecasterFractions', settlement.forecasterFractions, out.fractions.forecasters);
    compare('reputerFractions', settlement.reputerFractions, out.fractions.reputers);
  }
  if (out.entropy) {
    compare('inferenceEntropy', [settlement.inferenceEntropy], [out.entropy.inference]);
    compare('forecastingEntropy', [settlement.forecastingEntropy], [out.entropy.forecasting]);
    compare('reputerEntropy', [settlement.reputerEntropy], [out.entropy.reputer]);
  }
  if (out.split) {
    compare('chi', [settlement.chi], [out.split.chi]);
    compare('gamma', [settlement.gamma], [out.split.gamma]);
    compare('taskRatio', [state.taskRatio], [out.split.ratio]);
    compare('taskScore', [settlement.taskScore], [out.split.forecastingScore]);
    compare('inferenceReward', [settlement.inferenceReward], [out.split.inference]);
    compare('forecastingReward', [settlement.forecastingReward], [out.split.forecasting]);
    compare('reputerReward', [settlement.reputerReward], [out.split.reputer]);
  }
  if (out.rewards) {
    compare('infererRewards', settlement.infererRewards, out.rewards.inferers);
    compare('forecasterRewards', settlement.forecasterRewards, out.rewards.forecasters);
    compare('reputerRewards', settlement.reputerRewards, out.rewards.reputers);
  }
  return errors;
}
