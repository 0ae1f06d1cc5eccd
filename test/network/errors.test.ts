/** Bad input of the network: one sentence with field, rule and value. */

import { describe, expect, it } from 'vitest';
import { nextEpoch, settle, type Submissions } from '../../src/network/epoch.js';
import { networkLayout } from '../../src/network/layout.js';
import { weightedPercentiles } from '../../src/network/percentiles.js';
import { networkRules } from '../../src/network/rules.js';
import { createSettlement, createSynthesis, createTopic, type TopicSize } from '../../src/network/state.js';
import { synthesize } from '../../src/network/synthesis.js';

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
    [{ vesion: 'network-2026' }, 'which is no option; did you mean "version"?'],
    [{ epsilon: 0.1 }, 'Expected `epsilon` to be a field of `parameters`, got it beside them'],
    [{ parameters: 3 }, 'Expected `parameters` to be an object, got `3` (number)'],
    [7, 'Expected `options` to be an object, got `7` (number)'],
  ])('%j', (options, message) => {
    expect(() => networkRules(options as never)).toThrow(message);
  });
});

describe('topics', () => {
  it.each([
    [{ inferers: 0 }, 'Expected `inferers` to be a whole number >= 1, got `0` (number)'],
    [
      { inferers: 2, forecaster: 1 },
      'Expected `size` without `forecaster`, which is no option; did you mean "forecasters"?',
    ],
    [{ inferers: 2, forecasters: -1 }, 'Expected `forecasters` to be a whole number >= 0, got `-1` (number)'],
    [{ inferers: 2, reputers: 0 }, 'Expected `reputers` to be a whole number >= 1, got `0` (number)'],
    [
      { inferers: 2, initialRegret: NaN },
      'Expected `initialRegret` to be a finite number, got `NaN` (number)',
    ],
    [{ inferers: 2, networkLoss: Infinity }, 'Expected `networkLoss` to be a finite number'],
    [{ inferers: 2, networkLoss: -2e50 }, 'Expected `networkLoss` to be a number from -1e+50 to 1e+50, got'],
    [{ inferers: 2, initialRegret: 2e50 }, 'Expected `initialRegret` to be a number from -1e+50 to 1e+50'],
    [{ inferers: 2.5 }, 'Expected `inferers` to be a whole number >= 1, got `2.5` (number)'],
    [{ inferers: 2, forecasters: 0.5 }, 'Expected `forecasters` to be a whole number >= 0, got `0.5`'],
    [{ inferers: 2, reputers: 1.5 }, 'Expected `reputers` to be a whole number >= 1, got `1.5` (number)'],
    [{ inferers: 3001 }, 'Expected `inferers` to be at most 3000, got `3001` (number)'],
    [{ inferers: 1, forecasters: 3001 }, 'Expected `forecasters` to be at most 3000, got `3001` (number)'],
    [
      { inferers: 1600, forecasters: 1600 },
      'Expected `forecasters` to be fewer: at most 10000000 regrets, got `1600` (number)',
    ],
    [
      { inferers: 2000, reputers: 2500 },
      'Expected `reputers` to be at most 2498 with this number of workers, got `2500` (number)',
    ],
    [{ inferers: 1, reputers: 3001 }, 'Expected `reputers` to be at most 3000 with this number of workers'],
    [3, 'Expected `size` to be an object, got `3` (number)'],
  ])('%j', (size, message) => {
    expect(() => createTopic(size as TopicSize, rules)).toThrow(message);
  });

  it('of the largest sizes are created', () => {
    const dex = { initialRegret: -1e50, networkLoss: 1e50 };
    expect(createTopic({ inferers: 3000, ...dex }, rules)).toMatchObject(dex);
    expect(createTopic({ inferers: 1, reputers: 3000 }, rules).reputers).toBe(3000);
    expect(networkLayout(1, 3000).forecasters).toBe(3000);
    // 4,000 rows of 2,500 workers: exactly the most regrets.
    expect(createTopic({ inferers: 1002, forecasters: 1498 }, rules).regrets.length).toBe(1e7);
    // 4 x 2,500,000 numbers: exactly the most that an epoch may have.
    const topic = createTopic({ inferers: 1 }, rules);
    expect(createSynthesis(topic, 2_500_000).values.length).toBe(1e7);
    expect(() => createSynthesis(topic, 2_500_001)).toThrow(
      'Expected `labels` to be at most 2500000 with this number of workers, got `2500001` (number)',
    );
  });

  it('of the default size have no forecaster, one reputer, no loss and an initial regret of 0', () => {
    const { layout, reputers, initialRegret, networkLoss, ...state } = createTopic({ inferers: 2 }, rules);
    expect([layout.forecasters, reputers, initialRegret, networkLoss]).toEqual([0, 1, 0, NaN]);
    expect(state).toMatchObject({ spread: 0, taskRatio: 0, listening: Float64Array.of(1) });
    expect([...state.regrets, ...state.infererScores, ...state.infererFractions].every(Number.isNaN)).toBe(
      true,
    );
    expect(state.infererScores).toHaveLength(10);
    const topic = createTopic({ inferers: 2 }, rules);
    expect(createSynthesis(topic)).toMatchObject({ labels: 1, kind: 'none' });
    const nothingYet = { kind: 'none', equalInfererPay: false, equalForecasterPay: false, chi: NaN };
    expect(createSettlement(topic)).toMatchObject(nothingYet);
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

describe('objects of other kinds', () => {
  const topic = createTopic({ inferers: 2 }, rules);
  const other = createTopic({ inferers: 3, reputers: 2 }, rules);
  const results = { synthesis: createSynthesis(topic), settlement: createSettlement(topic) };
  const submissions: Submissions = {
    inferences: Float64Array.of(1, 2),
    forecasts: new Float64Array(0),
    reports: new Float64Array(topic.layout.quantities),
    stakes: Float64Array.of(1),
    topicReward: 1,
  };
  const { inferences, forecasts, reports, stakes } = submissions;

  it.each<[string, () => unknown, string]>([
    ['a topic', () => createSynthesis({} as never), '`state` to be a result of createTopic, got an object'],
    [
      'a topic',
      () => createSettlement(7 as never),
      '`state` to be a result of createTopic, got `7` (number)',
    ],
    ['rules', () => createTopic({ inferers: 2 }, {} as never), '`rules` to be a result of networkRules, got'],
    [
      'a topic that settles',
      () => settle(null as never, reports, stakes, 1, rules, results.settlement),
      '`state` to be a result of createTopic, got `null`',
    ],
    [
      'rules that settle',
      () => settle(topic, reports, stakes, 1, {} as never, results.settlement),
      '`rules` to be a result of networkRules, got an object',
    ],
    [
      'a settlement',
      () => settle(topic, reports, stakes, 1, rules, {} as never),
      '`settlement` to be a result of createSettlement, got an object',
    ],
    [
      'the settlement of another topic',
      () => settle(topic, reports, stakes, 1, rules, createSettlement(other)),
      `\`settlement.losses.length\` to be ${topic.layout.quantities}, got`,
    ],
    [
      'the settlement of a topic with other reputers',
      () => {
        const two = createTopic({ inferers: 2, reputers: 2 }, rules);
        settle(topic, reports, stakes, 1, rules, createSettlement(two));
      },
      '`settlement.reputerScores.length` to be 1, got `2` (number)',
    ],
    [
      'a topic to synthesize',
      () => synthesize({} as never, inferences, forecasts, rules, results.synthesis),
      '`state` to be a result of createTopic',
    ],
    [
      'rules to synthesize',
      () => synthesize(topic, inferences, forecasts, undefined as never, results.synthesis),
      '`rules` to be a result of networkRules, got `undefined`',
    ],
    [
      'a synthesis',
      () => synthesize(topic, inferences, forecasts, rules, results.settlement as never),
      '`synthesis` to be a result of createSynthesis, got an object',
    ],
    [
      'the synthesis of another topic',
      () => synthesize(topic, inferences, forecasts, rules, createSynthesis(other)),
      `\`synthesis.values.length\` to be ${topic.layout.quantities}, got`,
    ],
    [
      'the weights of another topic',
      () => {
        const { weights } = createSynthesis(other);
        synthesize(topic, inferences, forecasts, rules, { ...results.synthesis, weights });
      },
      '`synthesis.weights.length` to be 2, got `3` (number)',
    ],
    [
      'submissions',
      () => nextEpoch(topic, undefined as never, rules, results),
      '`submissions` to be an object with inferences, forecasts, reports, stakes, topicReward, got `undefined`',
    ],
    [
      'submissions without stakes',
      () => nextEpoch(topic, { inferences, forecasts, reports, topicReward: 1 } as never, rules, results),
      '`submissions` to be an object with inferences, ',
    ],
    [
      'results',
      () => nextEpoch(topic, submissions, rules, { synthesis: results.synthesis } as never),
      '`results` to be an object with synthesis (of createSynthesis) and settlement (of createSettlement), got',
    ],
    [
      'a list in place of a typed array',
      () => nextEpoch(topic, { ...submissions, inferences: [1, 2] as never }, rules, results),
      '`inferences` to be a Float64Array, got a list',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(`Expected ${message}`);
  });
});

describe('limits of sizes', () => {
  const topic = createTopic({ inferers: 2 }, rules);
  const out = createSettlement(topic);
  const { quantities } = topic.layout;
  const settleWith = (report: number, stake: number, reward: number) =>
    settle(topic, new Float64Array(quantities).fill(report), Float64Array.of(stake), reward, rules, out);

  it('are allowed themselves', () => {
    for (const report of [-1e50, 1e50])
      for (const amount of [1e-50, 1e50]) expect(() => settleWith(report, amount, amount)).not.toThrow();
    expect([...out.losses].every((loss) => loss === 1e50)).toBe(true);
  });

  it.each([
    [2e50, 1, 1, '`reports[0]` to be a number from -1e+50 to 1e+50, or NaN where absent, got `2e+50`'],
    [0, 2e50, 1, '`stakes[0]` to be 0, or a number from 1e-50 to 1e+50, got `2e+50` (number)'],
    [0, 5e-51, 1, '`stakes[0]` to be 0, or a number from 1e-50 to 1e+50, got `5e-51` (number)'],
    [0, 1, 2e50, '`topicReward` to be 0, or a number from 1e-50 to 1e+50, got `2e+50` (number)'],
    [0, 1, NaN, '`topicReward` to be a finite number >= 0, got `NaN` (number)'],
  ])('report %d, stake %d, reward %d', (report, stake, reward, message) => {
    expect(() => settleWith(report, stake, reward)).toThrow(`Expected ${message}`);
  });
});

describe('weighted percentiles', () => {
  it('of one value are that value; ends are clamped; the middle is linear', () => {
    expect([...weightedPercentiles([4], [2])]).toEqual([4, 4, 4, 4, 4]);
    expect([...weightedPercentiles([2, 1], [1, 1], [0, 25, 50, 75, 100])]).toEqual([1, 1, 1.5, 2, 2]);
    // Positions 25 and 75 %, whatever the unit of the weights.
    expect([...weightedPercentiles([1, 5], [4, 4], [25, 40, 75])]).toEqual([1, 2.2, 5]);
    // Positions 12.5, 50 and 87.5 %.
    expect([...weightedPercentiles([9, 1, 3], [1, 1, 2], [12.5, 50, 87.5])]).toEqual([1, 3, 9]);
  });

  it('of values of which one has no weight pass through it', () => {
    // Positions 0.5, 1 and 1: of two values at one position, the smaller counts.
    expect([...weightedPercentiles([1, 2, 3], [1, 0, 0], [50, 75, 99, 100])]).toEqual([1, 1.5, 1.98, 2]);
  });

  it('take values and weights up to the largest size', () => {
    expect([...weightedPercentiles([-1e50, 1e50], [1e50, 1e50], [50])]).toEqual([0]);
  });

  it.each([
    [[], [], 'Expected `values` to hold at least one number'],
    [[1, NaN], [1, 1], 'Expected `values[1]` to be a finite number, got `NaN`'],
    [[1, 2], [1, -1], 'Expected `weights[1]` to be a finite number >= 0, got `-1`'],
    [[1, 2], [1], 'Expected `weights.length` to be 2, got `1`'],
    [[1, 2], [0, 0], 'Expected `weights` to be numbers with a sum > 0, got `0`'],
    [[1, 2], [0, Infinity], 'Expected `weights[1]` to be a finite number >= 0, got `Infinity`'],
    [[1, -2e50], [1, 1], 'Expected `values[1]` to be at most 1e+50 in size, got `-2e+50` (number)'],
    [[1, 2], [2e50, 1], 'Expected `weights[0]` to be at most 1e+50 in size, got `2e+50` (number)'],
    [[1], [1], 'Expected `percentages[1]` to be a number in [0, 100], got `-1` (number)', [0, -1]],
    [[1], [1], 'Expected `percentages[0]` to be a number in [0, 100], got `101` (number)', [101]],
  ])('%j with %j', (values, weights, message, percentages?: number[]) => {
    expect(() => weightedPercentiles(values, weights, percentages)).toThrow(message);
  });
});
