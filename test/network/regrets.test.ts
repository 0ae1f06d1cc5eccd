/** Rules of losses and regrets (NETWORK.md sections 2 and 3), each by a constructed case. */

import { describe, expect, it } from 'vitest';
import { settle } from '../../src/network/epoch.js';
import { networkLayout } from '../../src/network/layout.js';
import { networkLosses } from '../../src/network/losses.js';
import { networkRules, type NetworkRulesOptions } from '../../src/network/rules.js';
import { createSettlement, createSynthesis, createTopic, type TopicSize } from '../../src/network/state.js';
import { synthesize } from '../../src/network/synthesis.js';
import { weigh } from '../../src/network/weights.js';

const OCTOBER = 'network-2024-10';
const JULY = 'network-2024-07';
const TODAY = 'network-2026';

function weightsOf(regrets: number[], options: NetworkRulesOptions, spread = 0): number[] {
  const weights = new Float64Array(regrets.length);
  weigh(Float64Array.from(regrets), regrets.length, spread, networkRules(options), weights);
  return [...weights];
}

/** Settles one epoch of two inferers and one forecaster; reports by quantity, in the order of the layout. */
function settled(
  reports: number[][],
  stakes: number[],
  options: NetworkRulesOptions,
  size: Partial<TopicSize> = {},
) {
  const rules = networkRules(options);
  const topic = createTopic(
    { inferers: 2, forecasters: 1, reputers: stakes.length, initialRegret: 0.3, ...size },
    rules,
  );
  const settlement = createSettlement(topic);
  const settleAgain = (again: number[][]) =>
    settle(topic, Float64Array.from(again.flat()), Float64Array.from(stakes), 100, rules, settlement);
  settleAgain(reports);
  return { topic, settlement, losses: [...settlement.losses], settleAgain };
}

/** network, naive, 2 inferers, 1 forecaster, 2 one-out inferers, one-out, one-in, 2 without an inferer */
const REPORT = [-1, -0.5, 0, 1, -2, -0.8, -0.9, NaN, NaN, -1.5, -1.6];

describe('losses', () => {
  it('are means over the reputers that reported, weighted with their stakes', () => {
    const other = REPORT.map((loss) => loss + 1);
    other[2] = NaN;
    const { losses } = settled([REPORT, other], [3, 1], {});
    expect(losses[0]).toBe(-0.75);
    expect(losses[2]).toBe(0);
    expect(losses[7]).toBeNaN();
  });

  it('nobody with a stake: the quantity is dropped; without network or naive loss nothing changes', () => {
    const other = REPORT.map((_, q) => (q < 2 ? 0 : NaN));
    const { losses } = settled([other, REPORT], [1, 0], {});
    expect(losses[0]).toBe(0);
    expect(losses.slice(2).every(Number.isNaN)).toBe(true);
    for (const q of [0, 1]) {
      const { settlement, topic } = settled([REPORT.with(q, NaN)], [1], {});
      expect(settlement.kind).toBe('none');
      expect(topic.networkLoss).toBeNaN();
      expect(topic.regrets.every(Number.isNaN)).toBe(true);
    }
    expect(settled([REPORT], [0], {}).settlement.kind).toBe('none');
  });

  it('a worker without an own loss has no one-out loss either', () => {
    const { losses } = settled([REPORT.with(2, NaN)], [1], {});
    expect([losses[5], losses[9]]).toEqual([NaN, NaN]);
    expect([losses[6], losses[10]]).toEqual([-0.9, -1.6]);
    const withoutForecaster = settled([REPORT.with(4, NaN).with(7, -1).with(8, -1)], [1], {});
    expect(withoutForecaster.losses.slice(7)).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe('losses of several workers', () => {
  /** Quantities that are absent if the own losses of some workers are, of 3 inferers and 2 forecasters. */
  function absentWithout(absent: readonly number[], oneOuts = true): number[] {
    const layout = networkLayout(3, 2);
    const reports = Float64Array.from({ length: layout.quantities }, (_, q) => q);
    for (const worker of absent) reports[layout.worker + worker] = NaN;
    const losses = new Float64Array(layout.quantities);
    networkLosses(layout, reports, Float64Array.of(2), oneOuts, losses);
    return [...losses.keys()].filter((q) => {
      if (!Number.isNaN(losses[q]!)) expect(losses[q]).toBe(q);
      return Number.isNaN(losses[q]!);
    });
  }
  // network, naive | 2 inferers 3, forecasters 2 | 7 one-outs 3, 2 | 12 one-in 2 | 14 without: 3 x 2

  it('an inferer without an own loss has no one-out loss, and no forecaster has one without it', () => {
    expect(absentWithout([])).toEqual([]);
    expect(absentWithout([1])).toEqual([3, 8, 16, 17]);
    expect(absentWithout([2])).toEqual([4, 9, 18, 19]);
  });

  it('a forecaster without an own loss has no loss of any combination', () => {
    expect(absentWithout([3])).toEqual([5, 10, 12, 14, 16, 18]);
    expect(absentWithout([4])).toEqual([6, 11, 13, 15, 17, 19]);
  });

  it('without one-outs only own and combined losses remain', () => {
    expect(absentWithout([0], false)).toEqual([2, ...Array.from({ length: 13 }, (_, i) => 7 + i)]);
  });
});

describe('regrets', () => {
  const parameters = { regretAlpha: 0.1 };

  it('start from the initial regret, not from the first difference', () => {
    const { topic } = settled([REPORT], [1], { version: OCTOBER, parameters });
    expect(topic.regrets[0]).toBeCloseTo(0.1 * (-1 - 0) + 0.9 * 0.3, 15);
    expect(topic.regrets[3]).toBeCloseTo(0.1 * (-0.5 - 0) + 0.9 * 0.3, 15);
    expect(settled([REPORT], [1], { parameters }, { initialRegret: 0 }).topic.regrets[0]).toBeCloseTo(
      -0.1,
      15,
    );
  });

  it('compare each combination with its workers', () => {
    const { topic } = settled([REPORT], [1], { version: OCTOBER, parameters: { regretAlpha: 1 } });
    const row = (r: number) =>
      [...topic.regrets.subarray(3 * r, 3 * r + 3)].map((regret) => +regret.toFixed(12));
    expect(row(0)).toEqual([-1, -2, 1]);
    expect(row(1)).toEqual([-0.5, -1.5, NaN]);
    // Without inferer 0: the forecaster's loss is that without it. The withheld one has a regret, too.
    expect(row(2)).toEqual([-0.8, -1.8, 0.7]);
    expect(row(3)).toEqual([-0.9, -1.9, 0.7]);
    expect(row(4)).toEqual([NaN, NaN, NaN]);
  });

  it('of absent workers stay', () => {
    const { topic, settleAgain } = settled([REPORT], [1], { version: OCTOBER, parameters });
    const before = topic.regrets[1];
    settleAgain([REPORT.with(3, NaN)]);
    expect(topic.regrets[1]).toBe(before);
  });

  it('a loss without an inferer that nobody reported counts as 0 dex once another was reported', () => {
    const one = { version: OCTOBER, parameters: { regretAlpha: 1 } } as const;
    expect(settled([REPORT.with(10, NaN)], [1], one).topic.regrets[3 * 3 + 2]).toBe(-0.9 - 0);
    const none = settled([REPORT.with(9, NaN).with(10, NaN)], [1], one);
    expect(none.topic.regrets[3 * 3 + 2]).toBeNaN();
  });

  it('today, one scale is stored: MAD of those that have a loss in this epoch', () => {
    const { topic, settleAgain } = settled([REPORT], [1], { parameters: { regretAlpha: 1, epsilon: 0.01 } });
    expect(topic.spread).toBeCloseTo(1.4826 * 1 + 0.01, 14);
    settleAgain([REPORT.with(4, NaN)]);
    expect(topic.spread).toBeCloseTo(1.4826 * 0.5 + 0.01, 14);
    expect(settled([REPORT], [1], { version: OCTOBER }).topic.spread).toBe(0);
  });

  it('the stored scale serves all combinations; without one, each has its own', () => {
    const rows = { 0: [0.1, 0.5, 0.2] };
    const rules = networkRules({ version: TODAY });
    const topic = createTopic({ inferers: 3, networkLoss: 0, initialRegret: 0.1 }, rules);
    topic.regrets.set(rows[0]);
    const out = createSynthesis(topic);
    const inferences = Float64Array.of(1, 2, 3);
    synthesize(topic, inferences, new Float64Array(0), rules, out);
    expect([...out.weights]).toEqual(weightsOf(rows[0], {}));
    topic.spread = 0.7;
    synthesize(topic, inferences, new Float64Array(0), rules, out);
    expect([...out.weights]).toEqual(weightsOf(rows[0], {}, 0.7));
  });
});

describe('the initial regret', () => {
  it('follows the workers with a regret and 1 / alpha rewarded epochs', () => {
    const options = { version: OCTOBER, parameters: { regretAlpha: 0.5 } } as const;
    const { topic, settleAgain } = settled([REPORT], [1], options);
    topic.rewardedEpochs.set([2, 1, 2]);
    settleAgain([REPORT]);
    const [first, , third] = topic.regrets.subarray(0, 3);
    const spread = Math.abs(first! - third!) / Math.SQRT2 + 0.01;
    expect(topic.initialRegret).toBeCloseTo(
      first! + 0.25 * (third! - first!) + (0.75 - 8.25 / 3) * spread,
      13,
    );
  });

  it('stays if nobody is experienced, or if the experienced had no regret before', () => {
    const options = { version: OCTOBER, parameters: { regretAlpha: 1 } } as const;
    const { topic, settleAgain } = settled([REPORT], [1], options);
    expect(topic.initialRegret).toBe(0.3);
    topic.rewardedEpochs.fill(5);
    topic.regrets.fill(NaN);
    settleAgain([REPORT]);
    expect(topic.initialRegret).toBe(0.3);
  });

  it('in July, follows the minimum and the population standard deviation', () => {
    const { topic, settleAgain } = settled([REPORT], [1], { version: JULY, parameters: { regretAlpha: 1 } });
    topic.rewardedEpochs.fill(1);
    settleAgain([REPORT]);
    const spread = Math.sqrt((1 + 4 + 1 - 4 / 3) / 3) + 0.01;
    expect(topic.initialRegret).toBeCloseTo(-2 + (0.75 - 8.25 / 3) * spread, 13);
  });

  it('without one-outs, each epoch with a loss counts as rewarded', () => {
    const { topic, settleAgain } = settled([REPORT], [1], {
      oneOuts: false,
      parameters: { regretAlpha: 0.5 },
    });
    expect([...topic.rewardedEpochs]).toEqual([1, 1, 1]);
    settleAgain([REPORT.with(3, NaN)]);
    expect(topic.initialRegret).toBe(0.3);
    settleAgain([REPORT]);
    expect([...topic.rewardedEpochs]).toEqual([3, 2, 3]);
    expect(topic.initialRegret).not.toBe(0.3);
  });
});
