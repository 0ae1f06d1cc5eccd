/** Bad input of the network: one sentence with field, rule and value. */

import { describe, expect, it } from 'vitest';
import { nextEpoch, type Submissions } from '../../src/network/epoch.js';
import { networkLayout } from '../../src/network/layout.js';
import { weightedPercentiles } from '../../src/network/percentiles.js';
import { networkRules } from '../../src/network/rules.js';
import { createSettlement, createSynthesis, createTopic } from '../../src/network/state.js';

const rules = networkRules();

describe('rules', () => {
  it.each([
    [
      { version: 'network-2023' },
      'Expected `version` to be one of network-2024-07, network-2024-10, network-2026',
    ],
    [{ oneOuts: 1 }, 'Expected `oneOuts` to be true or false, got `1` (number)'],
    [{ parameters: { epsilon: 0 } }, 'Expected `epsilon` to be a finite number > 0, got `0` (number)'],
    [{ parameters: { epsilon: Infinity } }, 'Expected `epsilon` to be a finite number > 0'],
    [
      { parameters: { epsilon: '0.1' } },
      'Expected `epsilon` to be a finite number > 0, got `"0.1"` (string)',
    ],
    [{ parameters: { regretAlpha: 0 } }, 'Expected `regretAlpha` to be a number in (0, 1], got `0` (number)'],
    [{ parameters: { regretAlpha: 1.1 } }, 'Expected `regretAlpha` to be a number in (0, 1]'],
    [{ parameters: { rewardAlpha: NaN } }, 'Expected `rewardAlpha` to be a number in (0, 1]'],
    [{ parameters: { scoreHistory: 1.5 } }, 'Expected `scoreHistory` to be a whole number >= 1'],
    [{ parameters: { leastListened: 2 } }, 'Expected `leastListened` to be a number in [0, 1]'],
    [{ parameters: { espilon: 1 } }, 'Expected `parameters` to be one of epsilon, '],
    [{ parameters: 3 }, 'Expected `parameters` to be an object, got `3` (number)'],
    [7, 'Expected `options` to be an object, got `7` (number)'],
  ])('%j', (options, message) => {
    expect(() => networkRules(options as never)).toThrow(message);
  });
});

describe('topics', () => {
  it.each([
    [{ inferers: 0 }, 'Expected `inferers` to be a whole number >= 1, got `0` (number)'],
    [{ inferers: 2, forecasters: -1 }, 'Expected `forecasters` to be a whole number >= 0, got `-1` (number)'],
    [{ inferers: 2, reputers: 0 }, 'Expected `reputers` to be a whole number >= 1, got `0` (number)'],
    [
      { inferers: 2, initialRegret: NaN },
      'Expected `initialRegret` to be a finite number, got `NaN` (number)',
    ],
    [{ inferers: 2, networkLoss: Infinity }, 'Expected `networkLoss` to be a finite number'],
  ])('%j', (size, message) => {
    expect(() => createTopic(size, rules)).toThrow(message);
  });

  it('a number of labels that is not whole', () => {
    expect(() => createSynthesis(createTopic({ inferers: 1 }, rules), 0)).toThrow(
      'Expected `labels` to be a whole number >= 1, got `0` (number)',
    );
  });
});

describe('epochs', () => {
  const topic = createTopic({ inferers: 2, forecasters: 1, reputers: 2 }, rules);
  const { quantities } = networkLayout(2, 1);
  const good: Submissions = {
    inferences: Float64Array.of(1, 2),
    forecasts: Float64Array.of(0, 0),
    reports: new Float64Array(2 * quantities),
    stakes: Float64Array.of(1, 1),
    topicReward: 1,
  };
  const run = (change: Partial<Submissions>, labels = 1) => {
    const results = { synthesis: createSynthesis(topic, labels), settlement: createSettlement(topic) };
    nextEpoch(topic, { ...good, ...change }, rules, results);
  };

  it.each<[Partial<Submissions>, string]>([
    [{ inferences: new Float64Array(3) }, 'Expected `inferences.length` to be 2, got `3` (number)'],
    [{ forecasts: new Float64Array(1) }, 'Expected `forecasts.length` to be 2, got `1` (number)'],
    [
      { reports: new Float64Array(4) },
      `Expected \`reports.length\` to be ${2 * quantities}, got \`4\` (number)`,
    ],
    [{ stakes: new Float64Array(1) }, 'Expected `stakes.length` to be 2, got `1` (number)'],
    [
      { stakes: Float64Array.of(1, -2) },
      'Expected `stakes[1]` to be a finite number >= 0, got `-2` (number)',
    ],
    [
      { stakes: Float64Array.of(NaN, 2) },
      'Expected `stakes[0]` to be a finite number >= 0, got `NaN` (number)',
    ],
    [{ stakes: Float64Array.of(1, Infinity) }, 'Expected `stakes[1]` to be a finite number >= 0'],
    [{ topicReward: Infinity }, 'Expected `topicReward` to be a finite number >= 0'],
    [{ topicReward: -1 }, 'Expected `topicReward` to be a finite number >= 0, got `-1` (number)'],
    [
      { inferences: Float64Array.of(1, Infinity) },
      'Expected `inferences[1]` to be a finite number, or NaN where absent, got `Infinity` (number)',
    ],
    [{ forecasts: Float64Array.of(-Infinity, 0) }, 'Expected `forecasts[0]` to be a finite number, or NaN'],
    [{ reports: good.reports.map(() => Infinity) }, 'Expected `reports[0]` to be a finite number, or NaN'],
  ])('%j', (change, message) => {
    expect(() => run(change)).toThrow(message);
  });

  it('an inference of which some labels are absent', () => {
    expect(() => run({ inferences: Float64Array.of(1, 2, 3, NaN) }, 2)).toThrow(
      'Expected `inferences[3]` to be absent (NaN) in all labels of an inferer or in none, got `NaN` (number)',
    );
    expect(() => run({ inferences: Float64Array.of(NaN, NaN, 3, 4) }, 2)).not.toThrow();
  });

  it('a stake and a reward of 0 are amounts', () => {
    expect(() => run({ stakes: Float64Array.of(0, 1), topicReward: 0 })).not.toThrow();
  });

  it('the topic is unchanged after an error', () => {
    const before = structuredClone(topic);
    expect(() => run({ stakes: Float64Array.of(1, -2) })).toThrow();
    expect(topic).toEqual(before);
  });

  it('nobody sent an inference: no synthesis, and reports are ignored', () => {
    const state = createTopic({ inferers: 2, forecasters: 1, reputers: 2 }, rules);
    const before = structuredClone(state);
    const results = { synthesis: createSynthesis(state), settlement: createSettlement(state) };
    nextEpoch(state, { ...good, inferences: Float64Array.of(NaN, NaN) }, rules, results);
    expect(results.synthesis.kind).toBe('none');
    expect(results.settlement.kind).toBe('none');
    expect({ ...state, scratch: null }).toEqual({ ...before, scratch: null });
  });
});

describe('weighted percentiles', () => {
  it('of one value are that value; ends are clamped; the middle is linear', () => {
    expect([...weightedPercentiles([4], [2])]).toEqual([4, 4, 4, 4, 4]);
    expect([...weightedPercentiles([2, 1], [1, 1], [0, 25, 50, 75, 100])]).toEqual([1, 1, 1.5, 2, 2]);
  });

  it.each([
    [[], [], 'Expected `values` to hold at least one number'],
    [[1, NaN], [1, 1], 'Expected `values[1]` to be a finite number, got `NaN`'],
    [[1, 2], [1, -1], 'Expected `weights[1]` to be a finite number >= 0, got `-1`'],
    [[1, 2], [1], 'Expected `weights.length` to be 2, got `1`'],
    [[1, 2], [0, 0], 'Expected `weights` to be numbers with a sum > 0, got `0`'],
  ])('%j with %j', (values, weights, message) => {
    expect(() => weightedPercentiles(values, weights)).toThrow(message);
  });
});
