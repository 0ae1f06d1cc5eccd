/** Laws of the network on random topics: numbers that must not change, and numbers that change alike. */

import { describe, expect, it } from 'vitest';
import { nextEpoch, settle, type Submissions } from '../../src/network/epoch.js';
import { networkRules, RULES_NAMES, type NetworkRules } from '../../src/network/rules.js';
import {
  createSettlement,
  createSynthesis,
  createTopic,
  type Settlement,
  type Synthesis,
  type TopicState,
} from '../../src/network/state.js';
import { synthesize } from '../../src/network/synthesis.js';
import { randomEpoch, randomNumbers, randomTopic, type RandomTopic } from './random-topics.js';

interface Play {
  state: TopicState;
  synthesis: Synthesis;
  settlement: Settlement;
}

const EPOCHS = 4;

/** Plays the epochs of a topic, and returns the results after each. */
function play(
  topic: RandomTopic,
  rules: NetworkRules,
  index: number,
  change: (submissions: Submissions) => Submissions = (submissions) => submissions,
): Play[] {
  const random = randomNumbers(index);
  const state = createTopic(topic, rules);
  const epochs = Array.from({ length: EPOCHS }, (_, epoch) =>
    change(randomEpoch(topic, state.layout, epoch, random)),
  );
  return epochs.map((submissions) => {
    const results = { synthesis: createSynthesis(state), settlement: createSettlement(state) };
    nextEpoch(state, submissions, rules, results);
    return { state: structuredClone(state), ...results };
  });
}

/** Topics of all cases under all rules. */
function forTopics(check: (topic: RandomTopic, rules: NetworkRules, index: number) => void, step = 7): void {
  for (let index = 0; index < 240; index += step) {
    const topic = randomTopic(index);
    const version = RULES_NAMES[index % RULES_NAMES.length]!;
    check(topic, networkRules({ version, parameters: topic.parameters }), index);
  }
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9): void {
  const found = Array.from(actual);
  const wrong = Array.from(expected).some((value, i) => {
    const isSame = Number.isNaN(value) ? Number.isNaN(found[i]) : Math.abs(found[i]! - value) <= tolerance;
    return !isSame || actual.length !== expected.length;
  });
  if (wrong) expect(found).toEqual(Array.from(expected));
}

const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + (value || 0), 0);

describe('inferences', () => {
  it('move with the target, and scale with it', () => {
    forTopics((topic, rules, index) => {
      const plain = play(topic, rules, index);
      const moved = play(topic, rules, index, (each) => ({
        ...each,
        inferences: each.inferences.map((inference) => 3 * (inference - 100) + 40),
      }));
      plain.forEach(({ synthesis, state }, epoch) => {
        const expected = synthesis.values.map((value) => 3 * (value - 100) + 40);
        expectClose(moved[epoch]!.synthesis.values, expected);
        expectClose(moved[epoch]!.state.regrets, state.regrets, 0);
      });
    });
  });

  it('lie between the smallest and the largest inference', () => {
    forTopics((topic, rules, index) => {
      for (const { synthesis } of play(topic, rules, index)) {
        const own = Array.from(synthesis.values.slice(2, 2 + topic.inferers)).filter((v) => !Number.isNaN(v));
        for (const value of synthesis.values) {
          if (Number.isNaN(value)) continue;
          expect(value).toBeGreaterThanOrEqual(Math.min(...own) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...own) + 1e-9);
        }
      }
    });
  });

  it('for a large epsilon, the network is the plain mean of inferers and forecasters', () => {
    forTopics((topic, given, index) => {
      const rules = { ...given, parameters: { ...given.parameters, epsilon: 1e12 } };
      const started = { ...topic, initialRegret: 0.1, networkLoss: 0 };
      for (const { synthesis, state } of play(started, rules, index)) {
        const { inferers, workers } = state.layout;
        const workerValues = Array.from(synthesis.values.slice(2, 2 + workers));
        const meanOf = (values: number[]) => {
          const present = values.filter((value) => !Number.isNaN(value));
          return present.length ? sumOf(present) / present.length : NaN;
        };
        const active = synthesis.kind === 'weighted' ? workerValues : workerValues.slice(0, inferers);
        expectClose([synthesis.values[0]!], [meanOf(active)]);
        expectClose([synthesis.values[1]!], [meanOf(workerValues.slice(0, inferers))]);
      }
    });
  });

  it('of several labels equal those of each label alone', () => {
    forTopics((topic, rules, index) => {
      const random = randomNumbers(index);
      const [three, one] = [createTopic(topic, rules), createTopic(topic, rules)];
      const { forecasts, inferences } = randomEpoch({ ...topic }, three.layout, 9, random);
      three.networkLoss = one.networkLoss = 0.2;
      const labels = [0, 1, 2].map((label) => inferences.map((inference) => inference * (label + 1) - label));
      const together = Float64Array.from({ length: 3 * inferences.length }, (_, i) => {
        return labels[i % 3]![Math.floor(i / 3)]!;
      });
      const out = createSynthesis(three, 3);
      synthesize(three, together, forecasts, rules, out);
      labels.forEach((each, label) => {
        const alone = createSynthesis(one);
        synthesize(one, each, forecasts, rules, alone);
        expectClose(
          out.values.filter((_, i) => i % 3 === label),
          alone.values,
          0,
        );
        expectClose(out.weights, alone.weights, 0);
      });
    });
  });

  it('do not need one-outs', () => {
    forTopics((topic, rules, index) => {
      // A constant initial regret: without rewards, workers become experienced at another time.
      const steady = { ...topic, parameters: { ...topic.parameters, regretAlpha: 0.1 } };
      const given = { ...rules, parameters: { ...rules.parameters, regretAlpha: 0.1 } };
      const all = play(steady, given, index);
      play(steady, { ...given, oneOuts: false }, index).forEach(({ synthesis, settlement, state }, epoch) => {
        const full = all[epoch]!;
        const { oneOutInferer, workers, forecaster } = state.layout;
        expectClose(
          synthesis.values.slice(0, oneOutInferer),
          full.synthesis.values.slice(0, oneOutInferer),
          0,
        );
        expectClose(synthesis.weights, full.synthesis.weights, 0);
        const losses = full.settlement.losses.slice(0, oneOutInferer);
        expectClose(settlement.losses.slice(0, oneOutInferer), losses, 0);
        expectClose(state.regrets.slice(0, 2 * workers), full.state.regrets.slice(0, 2 * workers), 0);
        expect(synthesis.values.slice(oneOutInferer).every(Number.isNaN)).toBe(true);
        expect(settlement.infererScores.every(Number.isNaN)).toBe(true);
        expect(settlement.kind).not.toBe('rewards');
        expect(forecaster).toBe(2 + topic.inferers);
      });
    });
  });
});

describe('regrets and scores', () => {
  it('do not change if all losses and forecasts are shifted', () => {
    forTopics((topic, rules, index) => {
      const plain = play(topic, rules, index);
      const networkLoss = topic.networkLoss === undefined ? undefined : topic.networkLoss + 0.5;
      const shifted = play({ ...topic, networkLoss }, rules, index, (each) => ({
        ...each,
        reports: each.reports.map((loss) => loss + 0.5),
        forecasts: each.forecasts.map((loss) => loss + 0.5),
      }));
      plain.forEach(({ state, settlement, synthesis }, epoch) => {
        const other = shifted[epoch]!;
        // Missing losses of forecasters without an inferer count as 0, so their row depends on the level.
        const { workers } = state.layout;
        expectClose(other.state.regrets.slice(0, 2 * workers), state.regrets.slice(0, 2 * workers));
        expectClose(other.settlement.infererScores, settlement.infererScores);
        expectClose(other.settlement.forecasterScores, settlement.forecasterScores);
        expectClose(other.synthesis.values.slice(0, 2), synthesis.values.slice(0, 2));
      });
    });
  });

  it('do not depend on the unit of stakes', () => {
    forTopics((topic, rules, index) => {
      const plain = play(topic, rules, index);
      const scaled = play(topic, rules, index, (each) => ({
        ...each,
        stakes: each.stakes.map((stake) => 1024 * stake),
      }));
      plain.forEach(({ state, settlement }, epoch) => {
        expectClose(scaled[epoch]!.state.regrets, state.regrets, 1e-12);
        expectClose(scaled[epoch]!.settlement.reputerScores, settlement.reputerScores, 1e-6);
      });
    });
  });
});

describe('rewards', () => {
  it('sum to the topic reward, and fractions to 1', () => {
    let paid = 0;
    forTopics((topic, rules, index) => {
      const rewards: number[] = [];
      const results = play(topic, rules, index, (each) => {
        rewards.push(each.topicReward);
        return each;
      });
      results.forEach(({ settlement }, epoch) => {
        if (settlement.kind !== 'rewards') return;
        paid++;
        const { infererRewards, forecasterRewards, reputerRewards } = settlement;
        const total = sumOf(infererRewards) + sumOf(forecasterRewards) + sumOf(reputerRewards);
        expect(total / rewards[epoch]!).toBeCloseTo(1, 12);
        expect(sumOf(settlement.infererFractions)).toBeCloseTo(1, 12);
        expect(sumOf(settlement.reputerFractions)).toBeCloseTo(1, 12);
        const forecasters = settlement.forecasterFractions.filter((each) => !Number.isNaN(each));
        if (forecasters.length > 0) expect(sumOf(forecasters)).toBeCloseTo(1, 12);
        expect(settlement.chi).toBeGreaterThanOrEqual(0.1);
        expect(settlement.chi).toBeLessThanOrEqual(0.5);
        for (const each of [...infererRewards, ...forecasterRewards, ...reputerRewards])
          if (!Number.isNaN(each)) expect(each).toBeGreaterThanOrEqual(0);
      });
    });
    expect(paid).toBeGreaterThan(50);
  });
});

describe('workers', () => {
  it('in another order get the same results in that order', () => {
    forTopics((topic, rules, index) => {
      // More scores than the history holds would depend on the order.
      const wide = { ...rules, parameters: { ...rules.parameters, scoreHistory: 8 * EPOCHS } };
      const plain = play(topic, wide, index);
      const { inferers, forecasters, reputers } = topic;
      const { layout } = plain[0]!.state;
      const mirrored = (q: number): number => {
        const ranges: [number, number][] = [
          [layout.worker, inferers],
          [layout.forecaster, forecasters],
          [layout.oneOutInferer, inferers],
          [layout.oneOutForecaster, forecasters],
          [layout.oneInForecaster, forecasters],
          [layout.forecasterWithout, inferers * forecasters],
        ];
        const range = ranges.find(([from, count]) => q >= from && q < from + count);
        return range ? 2 * range[0] + range[1] - 1 - q : q;
      };
      const reversed = play(topic, wide, index, (each) => ({
        ...each,
        inferences: each.inferences.toReversed(),
        forecasts: each.forecasts.toReversed(),
        reports: each.reports.map((_, i) => {
          const m = Math.floor(i / layout.quantities);
          const from = (reputers - 1 - m) * layout.quantities;
          return each.reports[from + mirrored(i % layout.quantities)]!;
        }),
        stakes: each.stakes.toReversed(),
      }));
      plain.forEach(({ synthesis, settlement, state }, epoch) => {
        const other = reversed[epoch]!;
        expectClose(
          other.synthesis.values.map((_, q) => other.synthesis.values[mirrored(q)]!),
          synthesis.values,
        );
        expectClose(other.settlement.infererFractions.toReversed(), settlement.infererFractions);
        expectClose(other.settlement.reputerScores.toReversed(), settlement.reputerScores, 1e-5);
        expectClose([other.state.initialRegret], [state.initialRegret]);
      });
    });
  });

  it('that never take part change nothing for the others', () => {
    forTopics((topic, rules, index) => {
      const plain = play(topic, rules, index);
      const { inferers, forecasters, reputers } = topic;
      const state = createTopic(
        { ...topic, inferers: inferers + 1, forecasters: forecasters + 1, reputers: reputers + 1 },
        rules,
      );
      const random = randomNumbers(index);
      const small = plain[0]!.state.layout;
      const large = state.layout;
      /** Quantities of the small topic in the large one. */
      const places = [
        ...Array.from({ length: 2 + inferers }, (_, q) => q),
        ...Array.from({ length: forecasters }, (_, k) => large.forecaster + k),
        ...Array.from({ length: inferers }, (_, j) => large.oneOutInferer + j),
        ...Array.from({ length: forecasters }, (_, k) => large.oneOutForecaster + k),
        ...Array.from({ length: forecasters }, (_, k) => large.oneInForecaster + k),
        ...Array.from({ length: inferers * forecasters }, (_, i) => {
          const [j, k] = [Math.floor(i / forecasters), i % forecasters];
          return large.forecasterWithout + j * (forecasters + 1) + k;
        }),
      ];
      plain.forEach(({ synthesis, settlement }, epoch) => {
        const each = randomEpoch(topic, small, epoch, random);
        const reports = new Float64Array((reputers + 1) * large.quantities).fill(NaN);
        for (let m = 0; m < reputers; m++)
          places.forEach((place, q) => {
            reports[m * large.quantities + place] = each.reports[m * small.quantities + q]!;
          });
        const forecasts = new Float64Array((forecasters + 1) * (inferers + 1)).fill(NaN);
        for (let k = 0; k < forecasters; k++) {
          const row = each.forecasts.subarray(k * inferers, (k + 1) * inferers);
          forecasts.set(row, k * (inferers + 1));
        }
        const results = { synthesis: createSynthesis(state), settlement: createSettlement(state) };
        const submissions = {
          inferences: Float64Array.of(...each.inferences, NaN),
          forecasts,
          reports,
          stakes: Float64Array.of(...each.stakes, 5),
          topicReward: each.topicReward,
        };
        nextEpoch(state, submissions, rules, results);
        const found = (values: Float64Array) => places.map((place) => values[place]!);
        expectClose(found(results.synthesis.values), synthesis.values, 0);
        expectClose(found(results.settlement.losses), settlement.losses, 0);
        expectClose(results.settlement.infererRewards.slice(0, inferers), settlement.infererRewards, 0);
        expectClose(results.settlement.reputerRewards.slice(0, reputers), settlement.reputerRewards, 0);
        expect(results.settlement.infererRewards[inferers]).toBeNaN();
      });
    });
  });
});

describe('topics', () => {
  it('do not affect each other, and their results can be repeated', () => {
    forTopics((topic, rules, index) => {
      const first = play(topic, rules, index);
      play(randomTopic(index + 1), rules, index + 1);
      const again = play(topic, rules, index);
      again.forEach((each, epoch) => expect(each).toEqual(first[epoch]));
    }, 29);
  });

  it('do not change without a report', () => {
    forTopics((topic, rules) => {
      const state = createTopic(topic, rules);
      const before = structuredClone(state);
      const settlement = createSettlement(state);
      const reports = new Float64Array(topic.reputers * state.layout.quantities).fill(NaN);
      settle(state, reports, new Float64Array(topic.reputers).fill(1), 10, rules, settlement);
      expect(settlement.kind).toBe('none');
      expect(state).toEqual(before);
    }, 29);
  });
});
