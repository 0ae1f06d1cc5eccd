/** Rules of scores and rewards (NETWORK.md sections 6, 7, 9 and 10), each by a constructed case. */

import { describe, expect, it } from 'vitest';
import { settle } from '../../src/network/epoch.js';
import { networkLayout } from '../../src/network/layout.js';
import { networkRules, RULES } from '../../src/network/rules.js';
import { remember, scoreForecasters, scoreInferers } from '../../src/network/scores.js';
import { taskEntropy, taskWeight } from '../../src/network/split.js';
import { createSettlement, createTopic } from '../../src/network/state.js';
import { scaleOfFirst } from '../../src/network/weights.js';
import { workerFractions } from '../../src/network/worker-fractions.js';
import { SCHEMES } from '../../src/weights/schemes.js';

const OCTOBER = 'network-2024-10';
const JULY = 'network-2024-07';
const column = (values: number[]) => Float64Array.from(values);

describe('versions', () => {
  it('take scale, bounds and ratio from their schemes', () => {
    for (const [version, { scheme }] of Object.entries(RULES)) {
      const { scale, bounds, ratio } = SCHEMES[scheme];
      expect(networkRules({ version: version as keyof typeof RULES })).toMatchObject({
        scale,
        bounds,
        ratio,
      });
    }
    expect(Object.values(RULES).map(({ scheme }) => scheme)).toEqual([
      'forum-2024',
      'chain-2024',
      'chain-2026',
    ]);
  });

  it('have reward slopes 1, 3, 3 in 2024 and 3, 3, 1 today', () => {
    const slopes = (version: keyof typeof RULES) => {
      const { inferenceSlope, forecastSlope, reputerExponent } = networkRules({ version }).parameters;
      return [inferenceSlope, forecastSlope, reputerExponent];
    };
    expect(slopes(OCTOBER)).toEqual([1, 3, 3]);
    expect(slopes('network-2026')).toEqual([3, 3, 1]);
  });
});

describe('scores', () => {
  /** Losses of two inferers and `forecasters`, all given by name; NaN elsewhere. */
  function topicWith(forecasters: number, losses: Record<string, number[]>) {
    const topic = createTopic({ inferers: 2, forecasters }, networkRules());
    const all = new Float64Array(topic.layout.quantities).fill(NaN);
    const layout = networkLayout(2, forecasters);
    for (const [name, values] of Object.entries(losses)) all.set(values, layout[name as 'forecaster']);
    return { topic, losses: all };
  }

  it('of inferers are the loss without them minus the network loss; 0 for the only one', () => {
    const { topic, losses } = topicWith(0, { network: [-1], worker: [0, 0], oneOutInferer: [-0.5, -1.25] });
    const scores = new Float64Array(2);
    expect(scoreInferers(topic, losses, scores)).toBe(2);
    expect([...scores]).toEqual([0.5, -0.25]);
    losses[2] = NaN;
    expect(scoreInferers(topic, losses, scores)).toBe(1);
    expect([...scores]).toEqual([NaN, 0]);
    losses.set([0, NaN], 2);
    expect(scoreInferers(topic, losses, scores)).toBe(1);
    expect([...scores]).toEqual([0, NaN]);
    losses.set([0, 0, NaN, NaN], 2);
    expect(scoreInferers(topic, losses, scores)).toBe(0);
  });

  it('of forecasters weigh one-in and one-out with 1 / 2^(n - 1)', () => {
    for (let n = 2; n <= 6; n++) {
      const { topic, losses } = topicWith(n, {
        network: [-1],
        naive: [0],
        forecaster: new Array<number>(n).fill(0),
        oneInForecaster: Array.from({ length: n }, (_, k) => -k),
        oneOutForecaster: Array.from({ length: n }, (_, k) => 2 * k),
      });
      const scores = new Float64Array(n);
      expect(scoreForecasters(topic, losses, scores)).toBe(n);
      const unique = 2 ** (1 - n);
      scores.forEach((score, k) => expect(score).toBeCloseTo(unique * k + (1 - unique) * (2 * k + 1), 14));
    }
  });

  it('of the only forecaster is 0', () => {
    const { topic, losses } = topicWith(2, { network: [-1], naive: [0], forecaster: [NaN, 3] });
    const scores = new Float64Array(2);
    expect(scoreForecasters(topic, losses, scores)).toBe(1);
    expect([...scores]).toEqual([NaN, 0]);
    losses.set([3, NaN], topic.layout.forecaster);
    expect(scoreForecasters(topic, losses, scores)).toBe(1);
    expect([...scores]).toEqual([0, NaN]);
  });

  it('are paired in order where losses of some forecasters are missing, as on the chain', () => {
    const { topic, losses } = topicWith(3, {
      network: [0],
      naive: [0],
      forecaster: [0, 0, 0],
      oneOutForecaster: [1, 2, NaN],
      oneInForecaster: [NaN, 0, 0],
    });
    const scores = new Float64Array(3);
    expect(scoreForecasters(topic, losses, scores)).toBe(2);
    expect([...scores]).toEqual([NaN, 0.5, 1]);
    // More one-in losses than one-out losses: the last ones have no partner.
    losses.set([NaN, 1, 2], topic.layout.oneOutForecaster);
    losses.set([0, 0, 0], topic.layout.oneInForecaster);
    expect(scoreForecasters(topic, losses, scores)).toBe(2);
    expect([...scores]).toEqual([0.5, 1, NaN]);
  });

  it('are remembered newest epoch first, in the order of workers, cut at the length of the history', () => {
    const history = new Float64Array(4).fill(NaN);
    remember(history, column([1, NaN, 2]), 2);
    expect([...history]).toEqual([1, 2, NaN, NaN]);
    remember(history, column([3, 4, 5]), 3);
    expect([...history]).toEqual([3, 4, 5, 1]);
    remember(history, column([6, 7, NaN, 8, 9, 10]), 5);
    expect([...history]).toEqual([7, 8, 9, 10]);
    remember(history, column([NaN]), 0);
    expect([...history]).toEqual([7, 8, 9, 10]);
  });
});

describe('reward fractions of workers', () => {
  const fractionsOf = (scores: number[], history: number[], epsilon: number) => {
    const fractions = new Float64Array(scores.length);
    const isEqual = workerFractions(column(scores), column(history), 3, 0.75, epsilon, fractions);
    return { isEqual, fractions: [...fractions] };
  };

  it('map scores through the potential', () => {
    const { fractions, isEqual } = fractionsOf([0.2, NaN, -0.1], [0.2, -0.1, NaN], 0.01);
    const s = 0.3 / Math.SQRT2 + 0.01;
    const [first, last] = [0.2, -0.1].map((score) => Math.log1p(Math.exp(3 * (score / s - 0.75))));
    expect(isEqual).toBe(false);
    expect(fractions[0]).toBeCloseTo(first! / (first! + last!), 14);
    expect(fractions[1]).toBeNaN();
  });

  it('are equal if the scores agree within epsilon, and only then', () => {
    const history = [0.2, 0.1, NaN];
    const s = 0.1 / Math.SQRT2;
    expect(fractionsOf([0.2, 0.1], history, s * (1 + 1e-9))).toEqual({
      isEqual: true,
      fractions: [0.5, 0.5],
    });
    const below = fractionsOf([0.2, 0.1], history, s * (1 - 1e-9));
    expect(below.isEqual).toBe(false);
    expect(below.fractions[0]).toBeGreaterThan(0.6);
    expect(fractionsOf([0.7], [0.7, NaN], 0.01).isEqual).toBe(true);
    expect(fractionsOf([0.7, 0.1], [NaN], 0.01)).toEqual({ isEqual: true, fractions: [0.5, 0.5] });
    const exact = scaleOfFirst(column(history), 2, 'sample-std');
    expect(fractionsOf([0.2, 0.1], history, exact).isEqual).toBe(false);
  });

  it('of far worse workers vanish', () => {
    expect(fractionsOf([0.5, -1e4], [0.1, 0.2, 0.3], 0.01).fractions).toEqual([1, 0]);
  });

  it('keep their ratio where all potentials underflow', () => {
    const { fractions } = fractionsOf([-1e4, -1e4 - 1], [0.1, 0.2, 0.3], 0.01);
    const s = 0.1 + 0.01;
    expect(fractions[1]! / fractions[0]!).toBeCloseTo(Math.exp(-3 / s), 14);
    expect(fractions[0]! + fractions[1]!).toBeCloseTo(1, 14);
  });
});

describe('the split between the tasks', () => {
  const { parameters } = networkRules({ parameters: { rewardAlpha: 0.1 } });

  it('entropy: the effective number stands outside the logarithm', () => {
    const smoothed = column([NaN, NaN, NaN]);
    const entropy = taskEntropy(column([0.75, NaN, 0.25]), smoothed, parameters);
    const shares = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    expect(entropy).toBeCloseTo(shares * (1 / (0.75 ** 2 + 0.25 ** 2) / 2) ** 0.25, 14);
    expect([...smoothed]).toEqual([0.75, NaN, 0.25]);
  });

  it('entropy: fractions are smoothed from the second epoch on, and stored with sum 1', () => {
    const smoothed = column([0.5, 0.5, NaN]);
    taskEntropy(column([0.2, NaN, 0.8]), smoothed, parameters);
    const [first, last] = [0.02 + 0.45, 0.8];
    expect(smoothed[0]).toBeCloseTo(first / (first + last), 14);
    expect(smoothed[1]).toBe(0.5);
    expect(smoothed[2]).toBeCloseTo(last / (first + last), 14);
  });

  it('entropy: shares are those of the smoothed fractions, the effective number is not normalised', () => {
    const entropy = taskEntropy(column([0.2, NaN, 0.8]), column([0.5, 0.5, NaN]), parameters);
    const [first, last] = [0.47, 0.8];
    const shares = [first / (first + last), last / (first + last)];
    const sum = -shares.reduce((total, share) => total + share * Math.log(share), 0);
    expect(entropy).toBeCloseTo(sum * (1 / (first ** 2 + last ** 2) / 2) ** 0.25, 14);
  });

  it('entropy: the only participant is stored as 1; absent ones stay', () => {
    const smoothed = column([0.3, 0.7]);
    taskEntropy(column([NaN, 1]), smoothed, parameters);
    expect([...smoothed]).toEqual([0.3, 1]);
  });

  it('entropy: a share near 1 keeps the digits of the others', () => {
    const small = 1e-12;
    const others = 3 * small;
    const fractions = column([1 - others, NaN, small, 2 * small]);
    const entropy = taskEntropy(fractions, column([NaN, 0.5, NaN, NaN]), parameters);
    const shares =
      -(1 - others) * Math.log1p(-others) - small * Math.log(small) - 2 * small * Math.log(2 * small);
    expect(entropy / (shares * (1 / 3) ** 0.25)).toBeCloseTo(1, 9);
  });

  it('entropy: one participant 0.25 ln 2, equal shares ln N, a share of 0 adds nothing', () => {
    expect(taskEntropy(column([NaN, 1]), column([NaN, NaN]), parameters)).toBeCloseTo(0.173286795139986, 15);
    const none = () => new Float64Array(4).fill(NaN);
    expect(taskEntropy(column([0.25, 0.25, 0.25, 0.25]), none(), parameters)).toBeCloseTo(Math.log(4), 14);
    const withZero = taskEntropy(column([0.5, 0.5, 0, NaN]), none(), parameters);
    expect(withZero).toBeCloseTo(Math.log(2) * (2 / 3) ** 0.25, 14);
  });

  it('chi: smoothed ratio to the largest score, 0.1 below 0, 0.5 from 1 on, linear between', () => {
    const rules = networkRules({ version: OCTOBER, parameters: { rewardAlpha: 0.5 } });
    const chi = (before: number, score: number, scores: number[]) => {
      const topic = createTopic({ inferers: scores.length }, rules);
      topic.taskRatio = before;
      return [taskWeight(topic, score, column(scores), rules), topic.taskRatio];
    };
    expect(chi(0, 0.1, [0.2, NaN, -3])).toEqual([0.2, 0.25]);
    expect(chi(-1, 0.1, [0.2])).toEqual([0.1, -0.25]);
    expect(chi(2, 0.1, [0.2])).toEqual([0.5, 1.25]);
    expect(chi(1, 0.2, [0.2])).toEqual([0.5, 1]);
    // No score above 0: the ratio is the sign of the task score; without a task score, tau starts again.
    expect(chi(0, 0.7, [-1, -2])).toEqual([0.30000000000000004, 0.5]);
    expect(chi(0, -0.7, [-1])).toEqual([0.1, -0.5]);
    expect(chi(0.8, 0, [-1])).toEqual([0.5, 0]);
    expect(chi(0.8, 0, [0.2])[0]).toBeCloseTo(0.26, 14);
  });

  it('chi in July: ratio to the sum of the scores, not smoothed', () => {
    const rules = networkRules({ version: JULY });
    const topic = createTopic({ inferers: 3 }, rules);
    topic.taskRatio = -5;
    expect(taskWeight(topic, 0.1, column([0.3, NaN, -0.1]), rules)).toBeCloseTo(0.3, 14);
    expect(topic.taskRatio).toBeCloseTo(0.5, 14);
  });

  /** Settles one epoch of a topic whose losses are all given. */
  function settled(inferers: number, forecasters: number, topicReward: number, scale = 1) {
    const rules = networkRules({ version: OCTOBER });
    const topic = createTopic({ inferers, forecasters }, rules);
    const out = createSettlement(topic);
    const losses = Float64Array.from({ length: topic.layout.quantities }, (_, q) => Math.sin(q + 1) * scale);
    settle(topic, losses, Float64Array.of(1), topicReward, rules, out);
    return { topic, out };
  }

  it('gamma keeps the reward of all workers', () => {
    const { out } = settled(3, 2, 1000);
    const { inferenceEntropy: f, forecastingEntropy: g, reputerEntropy: h } = out;
    expect(out.inferenceReward + out.forecastingReward).toBeCloseTo((1000 * (f + g)) / (f + g + h), 10);
    expect(out.reputerReward).toBeCloseTo((1000 * h) / (f + g + h), 10);
    const ratio = (out.chi * g) / ((1 - out.chi) * f);
    expect(out.forecastingReward / out.inferenceReward).toBeCloseTo(ratio, 12);
  });

  it('no forecaster, or at most one inferer: no entropy and no reward of forecasters', () => {
    expect(settled(3, 0, 1000).out).toMatchObject({ forecastingEntropy: 0, forecastingReward: 0 });
    const { out, topic } = settled(1, 2, 1000);
    expect(out).toMatchObject({ forecastingEntropy: 0, forecastingReward: 0 });
    expect([...out.forecasterRewards]).toEqual([0, 0]);
    expect(topic.forecasterFractions.every(Number.isNaN)).toBe(true);
  });

  it('an epoch counts as rewarded from a reward of 1 on', () => {
    for (const topicReward of [4, 40]) {
      const { out, topic } = settled(3, 2, topicReward);
      const rewards = [...out.infererRewards, ...out.forecasterRewards];
      expect(rewards.some((reward) => reward >= 1)).toBe(true);
      expect(rewards.some((reward) => reward < 1)).toBe(true);
      expect([...topic.rewardedEpochs]).toEqual(rewards.map((reward) => (reward >= 1 ? 1 : 0)));
    }
    const { out, topic } = settled(3, 2, 4000);
    expect([...out.forecasterRewards].some((reward) => reward >= 1)).toBe(true);
    expect([...topic.rewardedEpochs.slice(3)]).toEqual(
      [...out.forecasterRewards].map((r) => (r >= 1 ? 1 : 0)),
    );
  });

  it('the score of the forecasting task is the naive loss minus the network loss', () => {
    const { out } = settled(3, 2, 1000);
    expect(out.taskScore).toBeCloseTo(Math.sin(2) - Math.sin(1), 14);
  });

  it('results of an earlier epoch do not stay', () => {
    const rules = networkRules({ version: OCTOBER });
    const topic = createTopic({ inferers: 3, forecasters: 2 }, rules);
    const out = createSettlement(topic);
    const losses = new Float64Array(topic.layout.quantities).fill(-1);
    settle(topic, losses, Float64Array.of(1), 10, rules, out);
    expect(out).toMatchObject({ kind: 'rewards', equalInfererPay: true, equalForecasterPay: true });
    settle(topic, losses.fill(NaN), Float64Array.of(1), 10, rules, out);
    expect(out).toEqual(createSettlement(topic));
  });

  it('without a score of an inferer: no rewards, but reputers are scored and smoothed', () => {
    const rules = networkRules({ version: OCTOBER });
    const topic = createTopic({ inferers: 2, reputers: 2 }, rules);
    const out = createSettlement(topic);
    const reports = column([-1, -1, 0, 1, NaN, NaN, -0.9, -1.2, 0.1, 1.1, NaN, NaN]);
    settle(topic, reports, column([1, 3]), 10, rules, out);
    expect(out.kind).toBe('losses');
    expect(out.reputerScores.every((score) => score > 0)).toBe(true);
    expect(topic.reputerFractions[0]! + topic.reputerFractions[1]!).toBeCloseTo(1, 14);
    expect(topic.listening.some((coefficient) => coefficient < 1)).toBe(true);
    expect([...out.infererFractions, ...out.infererRewards].every(Number.isNaN)).toBe(true);
    expect(topic.infererScores.every(Number.isNaN)).toBe(true);
  });
});
