/** A replay of a simulated topic is the simulation itself, and other laws. */

import { describe, expect, it, test } from 'vitest';
import {
  burnInOf,
  lossOffset,
  replayTopic,
  targetsFromLosses,
  type ReplayData,
  type ReplayFormula,
} from '../../src/epochs/replay.js';
import { settle } from '../../src/network/epoch.js';
import { networkLayout } from '../../src/network/layout.js';
import { networkRules, RULES_NAMES } from '../../src/network/rules.js';
import { createSettlement, createSynthesis, createTopic } from '../../src/network/state.js';
import { synthesize } from '../../src/network/synthesis.js';
import { TOPIC_REWARD } from '../../src/topic/run-topic.js';
import { DEFAULT_TOPIC, type TopicSettings } from '../../src/topic/settings.js';
import { createWorld } from '../../src/topic/world.js';

const FORMULA: ReplayFormula = { rules: 'network-2026', pNorm: 3, cNorm: 0.75, alpha: 0.1, scores: true };
const EPOCHS = 150;

/** A simulated topic: its losses and inferences, and its regrets, weights and pay. */
interface Simulated {
  data: ReplayData & { inferences: Float64Array; targets: Float64Array };
  /** Each of shape (epochs, workers). */
  regrets: Float64Array;
  weights: Float64Array;
  pay: Float64Array;
  /** Loss of the naive inference, shape (epochs). */
  naive: Float64Array;
}

function simulated(
  settings: Partial<TopicSettings>,
  { rules: version, pNorm, cNorm, alpha, scores }: ReplayFormula,
  epsilon: number,
): Simulated {
  const topic = { ...DEFAULT_TOPIC, epochs: EPOCHS, ...settings };
  const { inferers, forecasters, reputers } = topic;
  const { quantities, workers } = networkLayout(inferers, forecasters);
  const world = createWorld(topic, 1, quantities);
  const rules = networkRules({
    version,
    oneOuts: scores,
    parameters: { epsilon, pNorm, cNorm, regretAlpha: alpha },
  });
  const state = createTopic({ inferers, forecasters, reputers }, rules);
  const synthesis = createSynthesis(state);
  const settlement = createSettlement(state);
  const reports = new Float64Array(reputers * quantities);
  const rows = () => new Float64Array(EPOCHS * workers);
  const found = {
    regrets: rows(),
    weights: rows(),
    pay: new Float64Array(EPOCHS * inferers),
    naive: new Float64Array(EPOCHS),
  };
  const losses = rows();
  const inferences = rows();
  const networkLosses = new Float64Array(EPOCHS);
  const targets = new Float64Array(EPOCHS);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    world.next();
    synthesize(state, world.inferences, world.forecasts, rules, synthesis);
    for (let i = 0; i < reports.length; i++) {
      const q = i % quantities;
      const value =
        q === 1 && Number.isNaN(synthesis.values[1]!) ? synthesis.values[0]! : synthesis.values[q]!;
      reports[i] = Math.log10((value - world.target) ** 2 + 1e-30) + world.reportErrors[i]!;
    }
    settle(state, reports, world.stakes, TOPIC_REWARD, rules, settlement);
    found.regrets.set(state.regrets.subarray(0, workers), epoch * workers);
    found.weights.set(synthesis.weights, epoch * workers);
    found.pay.set(settlement.infererFractions, epoch * inferers);
    losses.set(settlement.losses.subarray(2, 2 + workers), epoch * workers);
    inferences.set(synthesis.values.subarray(2, 2 + workers), epoch * workers);
    networkLosses[epoch] = settlement.losses[0]!;
    found.naive[epoch] = settlement.losses[1]!;
    targets[epoch] = world.target;
  }
  const names = Array.from({ length: workers }, (_, i) => `w${i}`);
  const epochs = Array.from({ length: EPOCHS }, (_, i) => String(i + 1));
  return { data: { names, epochs, losses, networkLosses, inferences, targets }, ...found };
}

/** Regrets, weights and pay of each epoch, one after the other. */
function replayed(data: ReplayData, formula: ReplayFormula, epsilon: number) {
  const found = {
    regrets: [] as number[],
    weights: [] as number[],
    pay: [] as number[],
    inference: [] as number[],
  };
  const result = replayTopic(data, formula, epsilon, 0, ({ regrets, weights, pay, inference }) => {
    found.regrets.push(...regrets);
    found.weights.push(...weights);
    found.pay.push(...pay);
    found.inference.push(inference);
  });
  return { ...found, result };
}

function expectClose(found: readonly number[], expected: Float64Array): void {
  expect(found).toHaveLength(expected.length);
  let worst = 0;
  for (const [i, value] of found.entries()) {
    if (Number.isNaN(expected[i]!)) expect(value).toBeNaN();
    else worst = Math.max(worst, Math.abs(value - expected[i]!) / Math.max(Math.abs(expected[i]!), 1e-3));
  }
  expect(worst).toBeLessThan(1e-9);
}

const lossesOnly = (data: ReplayData): ReplayData => ({ ...data, inferences: null, targets: null });

describe.each(RULES_NAMES)('A replay of the losses of a simulated topic: %s', (rules) => {
  it.each([1e-4, 0.05, 2])('has the regrets and weights of the simulation at epsilon %d', (epsilon) => {
    const formula = { ...FORMULA, rules, scores: false };
    const { data, regrets, weights } = simulated({}, formula, epsilon);
    const found = replayed(lossesOnly(data), formula, epsilon);
    expectClose(found.regrets, regrets);
    expectClose(found.weights, weights);
  });

  it('pays as the simulation if inferences and true values are known', () => {
    const exact = { forecasters: 0, reputerBias: 0, reputerNoise: 0 };
    const { data, regrets, weights, pay } = simulated(exact, { ...FORMULA, rules }, 0.05);
    const found = replayed(data, { ...FORMULA, rules }, 0.05);
    expectClose(found.regrets, regrets);
    expectClose(found.weights, weights);
    expectClose(found.pay, pay);
    expectClose([...found.result.networkLosses], data.networkLosses);
  });

  it('combines forecasters, if they are named, as the simulation does', () => {
    const formula = { ...FORMULA, rules, scores: false };
    const { data, weights, naive } = simulated({ reputerBias: 0, reputerNoise: 0 }, formula, 0.05);
    const found = replayed({ ...data, forecasters: 3 }, formula, 0.05);
    expectClose(found.weights, weights);
    expectClose([...found.result.networkLosses], data.networkLosses);
    const mean = naive.subarray(30).reduce((sum, loss) => sum + loss, 0) / (EPOCHS - 30);
    expect(found.result.measures.naive_loss).toBeCloseTo(mean, 9);
  });

  it('pays inferers and forecasters from the rewards of all', () => {
    const { data } = simulated({ reputerBias: 0, reputerNoise: 0 }, { ...FORMULA, rules }, 0.05);
    const { pay, result } = replayed({ ...data, forecasters: 3 }, { ...FORMULA, rules }, 0.05);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + (value || 0), 0);
    expect(sum(pay.slice(-13))).toBeCloseTo(1, 12);
    expect(sum(pay.slice(-3))).toBeGreaterThan(0.01);
    expect(result.rewards).toHaveLength(13);
    const paid = (from: number) => sum([...result.rewards.slice(from)]);
    expect(paid(10) / paid(0)).toBeCloseTo(sum(pay.filter((_, i) => i >= 30 * 13 && i % 13 >= 10)) / 120, 1);
  });

  it('under a huge epsilon has equal weights and equal pay', () => {
    const { data } = simulated({ forecasters: 0, absence: 0 }, { ...FORMULA, rules }, 0.05);
    const { weights, pay, inference } = replayed(data, { ...FORMULA, rules }, 1e12);
    const last = weights.slice(-10);
    for (const weight of last) expect(weight / last[0]!).toBeCloseTo(1, 9);
    for (const share of pay.slice(-10)) expect(share).toBeCloseTo(0.1, 12);
    const mean = data.inferences.slice(-10).reduce((sum, value) => sum + value, 0) / 10;
    expect(inference.at(-1)).toBeCloseTo(mean, 9);
  });
});

const { data } = simulated({ forecasters: 0, reputerBias: 0, reputerNoise: 0 }, FORMULA, 0.05);

test('Shifting all losses of an epoch alike changes nothing', () => {
  const shifted = lossesOnly({
    ...data,
    losses: data.losses.map((loss, i) => loss + 3 + Math.floor(i / 10)),
    networkLosses: data.networkLosses.map((loss, epoch) => loss + 3 + epoch),
  });
  const found = replayed(shifted, FORMULA, 0.05);
  const before = replayed(lossesOnly(data), FORMULA, 0.05);
  expectClose(found.weights, Float64Array.from(before.weights));
});

test('The order of the workers does not matter', () => {
  const reversed = (values: Float64Array) =>
    values.map((_, i) => values[10 * Math.floor(i / 10) + 9 - (i % 10)]!);
  const turned = { ...data, losses: reversed(data.losses), inferences: reversed(data.inferences) };
  const found = replayed(turned, { ...FORMULA, scores: false }, 0.05);
  const before = replayed(data, { ...FORMULA, scores: false }, 0.05);
  expectClose(found.weights, reversed(Float64Array.from(before.weights)));
});

test('Regrets are moving averages that start from 0', () => {
  const { regrets } = replayed(lossesOnly(data), FORMULA, 0.05);
  let expected = 0;
  // Before anybody is experienced, a new worker starts from 0.
  for (let epoch = 0; epoch < 10; epoch++) {
    const loss = data.losses[epoch * 10 + 1]!;
    if (Number.isNaN(loss)) continue;
    expected = 0.1 * (data.networkLosses[epoch]! - loss) + 0.9 * expected;
    expect(regrets[epoch * 10 + 1]).toBeCloseTo(expected, 12);
  }
  const unsmoothed = replayed(lossesOnly(data), { ...FORMULA, alpha: 1 }, 0.05).regrets;
  const instant = data.losses.map((loss, i) => data.networkLosses[Math.floor(i / 10)]! - loss);
  for (const [i, regret] of unsmoothed.entries())
    if (!Number.isNaN(instant[i]!)) expect(regret).toBeCloseTo(instant[i]!, 12);
});

test('An epoch without a network loss changes no regret', () => {
  const networkLosses = data.networkLosses.slice();
  networkLosses[50] = NaN;
  const { regrets } = replayed({ ...lossesOnly(data), networkLosses }, FORMULA, 0.05);
  expect(regrets.slice(500, 510)).toEqual(regrets.slice(490, 500));
});

test('Losses that are squared errors reveal the true values; others do not', () => {
  const found = targetsFromLosses(data)!;
  for (const [epoch, target] of found.entries())
    if (!Number.isNaN(target)) expect(target).toBeCloseTo(data.targets[epoch]!, 5);
  expect(found.filter(Number.isFinite).length).toBeGreaterThan(0.95 * EPOCHS);
  const noisy = data.losses.map((loss, i) => loss + 0.1 * Math.sin(i * i));
  expect(targetsFromLosses({ ...data, losses: noisy })).toBeNull();
  expect(targetsFromLosses({ ...data, losses: data.losses.map((loss) => loss / 2) })).toBeNull();
});

test('The offset of losses from squared errors', () => {
  expect(lossOffset(data, data.targets).offset).toBeCloseTo(0, 9);
  const shifted = lossOffset({ ...data, losses: data.losses.map((loss) => loss + 0.3) }, data.targets);
  expect(shifted.offset).toBeCloseTo(0.3, 9);
  expect(shifted.scatter).toBeLessThan(1e-9);
  const unknown = new Float64Array(EPOCHS).fill(NaN);
  expect(lossOffset(data, unknown).offset).toBeNaN();
});

test.each([
  [{ forecasters: 10 }, 'Expected `forecasters` to be a whole number from 0 to 9, got `10` (number)'],
  [{ losses: new Float64Array(3) }, 'Expected `losses.length` to be 1500, got `3` (number)'],
  [{ networkLosses: new Float64Array(3) }, 'Expected `networkLosses.length` to be 150, got `3` (number)'],
  [{ inferences: new Float64Array(3) }, 'Expected `inferences.length` to be 1500, got `3` (number)'],
  [{ targets: new Float64Array(3) }, 'Expected `targets.length` to be 150, got `3` (number)'],
])('Data of another shape are refused: %j', (change, message) => {
  expect(() => replayTopic({ ...data, ...change }, FORMULA, 0.05)).toThrow(message);
});

test('Averages leave out the epochs in which regrets grow from 0', () => {
  expect([burnInOf(500, 0.1), burnInOf(40, 0.1), burnInOf(500, 1)]).toEqual([30, 20, 3]);
  const { result } = replayed(data, FORMULA, 1e-6);
  expect(result.measures.rank_correlation).toBeGreaterThan(0.5);
  expect(result.measures.equal_pay).toBe(0);
  expect(result.measures.network_loss).toBeCloseTo(
    result.networkLosses.slice(30).reduce((sum, loss) => sum + loss, 0) / (EPOCHS - 30),
    9,
  );
});
