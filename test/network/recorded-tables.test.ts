/** Single functions of the network on recorded inputs, random ones and edge cases. */

import { describe, expect, it } from 'vitest';
import { combine } from '../../src/network/combine.js';
import { weightedPercentiles } from '../../src/network/percentiles.js';
import { initialRegret } from '../../src/network/regrets.js';
import { reputerFractions, scoreReputers } from '../../src/network/reputers.js';
import { networkRules } from '../../src/network/rules.js';
import { taskEntropy, taskWeight } from '../../src/network/split.js';
import { createReputerScratch, createSynthesis, createTopic } from '../../src/network/state.js';
import { weigh } from '../../src/network/weights.js';
import { workerFractions } from '../../src/network/worker-fractions.js';
import { hasReference, referenceJson, rowError } from './reference.js';

interface Tables {
  weights: {
    p: number;
    c: number;
    epsilon: number;
    epsilonSafeDiv: number;
    infererRegrets: number[];
    forecasterRegrets: number[];
    infererWeights: number[];
    forecasterWeights: number[];
    inferences: number[];
    forecastImplied: number[];
    combined: number;
  }[];
  reputers: {
    losses: (number | null)[][];
    stakes: number[];
    listening: number[];
    newListening: number[];
    scores: number[];
    fractions: number[];
    learningRate: number;
    maxIters: number;
    maxGradientThreshold: number;
    minStakeFraction: number;
    epsilonReputer: number;
    epsilonSafeDiv: number;
    pRewardReputer: number;
  }[];
  rewardFractions: {
    p: number;
    c: number;
    epsilon: number;
    scores: number[];
    history: number[];
    fractions: number[];
  }[];
  forecastingUtility: {
    alpha: number;
    forecastingScore: number;
    infererScores: number[];
    previousRatio: number;
    ratio: number;
    chi: number;
  }[];
  entropy: {
    /** Absent for a single participant, whose entropy is a constant. */
    beta?: number;
    entropy?: number;
    smoothed: number[];
    fractions: number[];
    effectiveNumber: number;
  }[];
  initialRegret: {
    regrets: number[];
    p: number;
    c: number;
    epsilon: number;
    quantile: number;
    initialRegret: number;
  }[];
  weightedPercentiles: { values: number[]; weights: number[]; percentiles: number[]; result: number[] }[];
}

const tables = referenceJson<Tables>('recorded_tables.json', {
  weights: [],
  reputers: [],
  rewardFractions: [],
  forecastingUtility: [],
  entropy: [],
  initialRegret: [],
  weightedPercentiles: [],
});

const TOLERANCE = 1e-12;
/** The gradient of the listening coefficients divides a difference by 0.001. */
const REPUTER_TOLERANCE = 1e-10;
const version = 'network-2024-10';
const column = (values: (number | null)[]) => Float64Array.from(values, (value) => value ?? NaN);

function expectRow(actual: ArrayLike<number>, expected: (number | null)[], tolerance = TOLERANCE): void {
  expect(rowError(actual, expected)).toBeLessThanOrEqual(tolerance);
}

describe.runIf(hasReference)('recorded tables', () => {
  it('are complete', () => {
    for (const table of Object.values(tables) as unknown[][]) expect(table.length).toBeGreaterThanOrEqual(20);
  });

  it('weights, and the inference that they combine', () => {
    for (const each of tables.weights) {
      const regrets = column([...each.infererRegrets, ...each.forecasterRegrets]);
      const count = regrets.length;
      const rules = networkRules({
        version,
        parameters: { pNorm: each.p, cNorm: each.c, epsilon: each.epsilon },
      });
      const topic = createTopic({ inferers: count }, rules);
      weigh(regrets, count, 0, rules, topic.scratch.weights);
      expectRow(topic.scratch.weights, [...each.infererWeights, ...each.forecasterWeights]);

      const out = createSynthesis(topic);
      out.values.set([...each.inferences, ...each.forecastImplied], 2);
      for (let i = 0; i < count; i++) topic.scratch.places[i] = 2 + i;
      combine(topic.scratch, count, each.epsilonSafeDiv, out, 0);
      const scale = Math.max(...each.inferences.map(Math.abs), ...each.forecastImplied.map(Math.abs));
      expect(Math.abs(out.values[0]! - each.combined)).toBeLessThanOrEqual(TOLERANCE * scale);
    }
  });

  it('scores, listening coefficients and reward fractions of reputers', () => {
    for (const each of tables.reputers) {
      const rules = networkRules({
        version,
        parameters: {
          listeningRate: each.learningRate,
          listeningSteps: each.maxIters,
          leastGradient: each.maxGradientThreshold,
          leastListened: each.minStakeFraction,
          reputerTolerance: each.epsilonReputer,
          safeDivisor: each.epsilonSafeDiv,
          reputerExponent: each.pRewardReputer,
        },
      });
      const reports = column(each.losses.flat());
      const stakes = column(each.stakes);
      const listening = column(each.listening);
      const scores = new Float64Array(stakes.length);
      const scratch = createReputerScratch(stakes.length, each.losses[0]!.length);
      for (let m = 0; m < stakes.length; m++) scratch.present[m] = m;
      scoreReputers(stakes.length, reports, stakes, rules, scratch, listening, scores);
      expectRow(scores, each.scores, REPUTER_TOLERANCE);
      expectRow(listening, each.newListening, REPUTER_TOLERANCE);
      const fractions = new Float64Array(stakes.length);
      reputerFractions(scores, stakes, each.pRewardReputer, fractions);
      expectRow(fractions, each.fractions, REPUTER_TOLERANCE);
    }
  });

  it('reward fractions of workers', () => {
    for (const each of tables.rewardFractions) {
      const fractions = new Float64Array(each.scores.length);
      workerFractions(
        column(each.scores),
        column([...each.history, null]),
        each.p,
        each.c,
        each.epsilon,
        fractions,
      );
      expectRow(fractions, each.fractions);
    }
  });

  it('weight of the forecasting task', () => {
    for (const each of tables.forecastingUtility) {
      const rules = networkRules({ version, parameters: { rewardAlpha: each.alpha } });
      const topic = createTopic({ inferers: each.infererScores.length }, rules);
      topic.taskRatio = each.previousRatio;
      expectRow([taskWeight(topic, each.forecastingScore, column(each.infererScores), rules)], [each.chi]);
      expectRow([topic.taskRatio], [each.ratio]);
    }
  });

  it('entropy of a task', () => {
    for (const each of tables.entropy) {
      const { parameters } = networkRules({ version, parameters: { entropyExponent: each.beta } });
      const shares = new Float64Array(each.smoothed.length).fill(NaN);
      const entropy = taskEntropy(column(each.smoothed), shares, parameters);
      expectRow([entropy], [each.entropy ?? 0.173286795139986]);
      expectRow(shares, each.fractions);
    }
  });

  it('initial regret', () => {
    for (const each of tables.initialRegret) {
      const { p: pNorm, c: cNorm, epsilon, quantile: initialQuantile } = each;
      const rules = networkRules({ version, parameters: { pNorm, cNorm, epsilon, initialQuantile } });
      expectRow([initialRegret(column(each.regrets), each.regrets.length, rules)], [each.initialRegret]);
    }
  });

  it('weighted percentiles', () => {
    for (const each of tables.weightedPercentiles)
      expectRow(weightedPercentiles(each.values, each.weights, each.percentiles), each.result);
  });
});
