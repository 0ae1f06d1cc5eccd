/** Rules of weights and inferences (NETWORK.md sections 4 and 5), each by a constructed case. */

import { describe, expect, it } from 'vitest';
import { networkRules, RULES_NAMES, type NetworkRulesOptions } from '../../src/network/rules.js';
import { createSynthesis, createTopic, type TopicSize } from '../../src/network/state.js';
import { synthesize } from '../../src/network/synthesis.js';
import { scaleOfFirst, weigh } from '../../src/network/weights.js';
import { SCALES } from '../../src/weights/schemes.js';
import { scaleOf } from '../../src/weights/scale.js';
import { getWeights } from '../../src/weights/weights.js';

const OCTOBER = 'network-2024-10';
const JULY = 'network-2024-07';
const TODAY = 'network-2026';

function weightsOf(regrets: number[], options: NetworkRulesOptions, spread = 0): number[] {
  const weights = new Float64Array(regrets.length);
  weigh(Float64Array.from(regrets), regrets.length, spread, networkRules(options), weights);
  return [...weights];
}

/** Inferences of a topic, by the names of the layout. */
function inferencesOf(
  size: Omit<TopicSize, 'inferers' | 'forecasters'>,
  inferences: number[],
  forecasts: number[][],
  options: NetworkRulesOptions,
  regrets: Record<number, number[]> = {},
) {
  const rules = networkRules(options);
  const [inferers, forecasters] = [inferences.length, forecasts.length];
  const topic = createTopic({ networkLoss: 0, initialRegret: 0.1, ...size, inferers, forecasters }, rules);
  const { layout } = topic;
  for (const [row, values] of Object.entries(regrets))
    topic.regrets.set(values, Number(row) * layout.workers);
  const out = createSynthesis(topic);
  synthesize(topic, Float64Array.from(inferences), Float64Array.from(forecasts.flat()), rules, out);
  const part = (from: number, count: number) => [...out.values.subarray(from, from + count)];
  return {
    kind: out.kind,
    weights: [...out.weights],
    network: out.values[0]!,
    naive: out.values[1]!,
    forecasters: part(layout.forecaster, forecasters),
    oneOutInferers: part(layout.oneOutInferer, inferers),
    oneOutForecasters: part(layout.oneOutForecaster, forecasters),
    oneInForecasters: part(layout.oneInForecaster, forecasters),
    without: (j: number) => part(layout.forecasterWithout + j * forecasters, forecasters),
  };
}

describe('weights', () => {
  const vectors = [[0.3], [0.1, 0.2, 0.4], [5, -3, 0.2, 0.1], [-40, -41, -42.5], [1e-9, 2e-9, 0]];

  it('equal those of the readable formula', () => {
    for (const version of RULES_NAMES) {
      const scheme = ({ [JULY]: 'forum-2024', [OCTOBER]: 'chain-2024', [TODAY]: 'chain-2026' } as const)[
        version
      ];
      for (const regrets of vectors) {
        const expected = getWeights(regrets, { epsilon: 0.01, scheme }).weights;
        weightsOf(regrets, { version }).forEach((weight, i) => {
          expect(Math.abs(weight - expected[i]!)).toBeLessThanOrEqual(1e-13 * expected[i]!);
        });
      }
    }
  });

  it('scales equal those of all regrets, for any number of them', () => {
    for (const scale of SCALES)
      for (const regrets of vectors) {
        const values = Float64Array.from(regrets);
        const padded = Float64Array.of(...regrets, 1e9);
        expect(scaleOfFirst(padded, regrets.length, scale)).toBeCloseTo(scaleOf(values, scale), 14);
      }
  });

  it('are equal for equal regrets and any epsilon', () => {
    for (const version of RULES_NAMES)
      for (const epsilon of [1e-12, 0.01, 1e6])
        for (const regret of [-2, 0, 0.3]) {
          const weights = weightsOf([regret, regret, regret], { version, parameters: { epsilon } });
          expect(new Set(weights).size).toBe(1);
          expect(weights[0]).toBeGreaterThan(0);
        }
  });

  it('cap: excellent workers weigh the same', () => {
    const [good, better, poor] = weightsOf([3.1, 50, 2.9], { version: OCTOBER }, 1);
    expect(good).toBe(better);
    expect(poor).toBeLessThan(good!);
  });

  it('shift: the best of very poor workers lands at -8.25', () => {
    const [best, other] = weightsOf([-30, -30.5], { version: OCTOBER }, 1);
    expect(best).toBeCloseTo(3 / (1 + Math.exp(8.25)), 15);
    expect(other).toBeCloseTo(3 / (1 + Math.exp(8.25 + 1.5)), 15);
  });

  it('cut: the weight jumps to 0 just below -17.25', () => {
    const [, above, below] = weightsOf(
      [0, 0.75 - 17.25 / 3 + 1e-9, 0.75 - 17.25 / 3 - 1e-9],
      { version: OCTOBER },
      1,
    );
    expect(above).toBeCloseTo(3 / (1 + Math.exp(17.25)), 15);
    expect(below).toBe(0);
  });

  it('ratio: the best weighs exactly 1, however extreme the regrets', () => {
    for (const shift of [-1e6, -300, 0, 300, 1e6]) {
      const weights = weightsOf([shift, shift - 1, shift - 1e5], { version: TODAY }, 1);
      expect(weights[0]).toBe(1);
      expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
    }
    expect(weightsOf([-300, -301], { version: TODAY }, 1)[1]).toBeCloseTo(Math.exp(-3), 14);
  });
});

describe('special cases of the synthesis', () => {
  it('a sum of weights below eps_div is divided by eps_div', () => {
    const parameters = { pNorm: 1e-8, safeDivisor: 1e-6 };
    const { network, weights } = inferencesOf({}, [1, 2], [], { version: OCTOBER, parameters });
    expect(weights[0]! + weights[1]!).toBeLessThan(1e-6);
    expect(network).toBeCloseTo((weights[0]! + 2 * weights[1]!) / 1e-6, 14);
  });

  it('no inference: nothing', () => {
    const { kind, network } = inferencesOf({}, [NaN, NaN], [[0, 0]], {});
    expect(kind).toBe('none');
    expect(network).toBeNaN();
  });

  it('one inference: network and naive, no forecaster, no one-out', () => {
    const found = inferencesOf({}, [NaN, 7], [[0, 0]], {});
    expect(found).toMatchObject({ kind: 'single', network: 7, naive: 7, forecasters: [NaN] });
    expect(found.oneOutInferers).toEqual([NaN, NaN]);
    expect(found.weights).toEqual([NaN, NaN, NaN]);
  });

  it('no network loss yet: the median, nothing else', () => {
    const found = inferencesOf({ networkLoss: undefined }, [1, 2, 10, NaN], [[0, 0, 0, 0]], {});
    expect(found).toMatchObject({ kind: 'median', network: 2, naive: NaN, forecasters: [NaN] });
    expect(inferencesOf({ networkLoss: undefined }, [1, 2, 10, 20], [], {}).network).toBe(6);
  });

  it('medians of several labels are those of each label', () => {
    const rules = networkRules({ version: OCTOBER });
    const inferences = Float64Array.of(1, 30, 2, 10, 9, 20);
    for (const networkLoss of [undefined, 0]) {
      const topic = createTopic({ inferers: 3, forecasters: 1, networkLoss }, rules);
      const out = createSynthesis(topic, 2);
      synthesize(topic, inferences, Float64Array.of(0, 0, 0), rules, out);
      const quantity = networkLoss === undefined ? 0 : topic.layout.forecaster;
      expect([...out.values.subarray(2 * quantity, 2 * quantity + 2)]).toEqual([2, 20]);
    }
  });

  it('known inferences of forecasters take the place of forecasts, also where an inferer is withheld', () => {
    const rules = networkRules({ version: OCTOBER });
    const topic = createTopic({ inferers: 2, forecasters: 2, networkLoss: 0, initialRegret: 0.1 }, rules);
    const out = createSynthesis(topic, 2);
    const nothing = new Float64Array(0);
    const implied = Float64Array.of(5, 50, NaN, NaN);
    synthesize(topic, Float64Array.of(1, 10, 3, 30), nothing, rules, out, implied);
    const at = (quantity: number) => [...out.values.subarray(2 * quantity, 2 * quantity + 2)];
    const { forecaster, forecasterWithout, oneOutInferer } = topic.layout;
    expect(at(forecaster)).toEqual([5, 50]);
    expect(at(forecaster + 1)).toEqual([NaN, NaN]);
    expect([at(forecasterWithout), at(forecasterWithout + 2)]).toEqual([at(forecaster), at(forecaster)]);
    // All regrets are equal.
    expect(at(0)).toEqual([3, 30]);
    expect(at(1)).toEqual([2, 20]);
    expect(at(oneOutInferer)).toEqual([4, 40]);
    expect(() => synthesize(topic, Float64Array.of(1, 10, 3, 30), nothing, rules, out, nothing)).toThrow(
      'Expected `implied.length` to be 4, got `0` (number)',
    );
  });

  it('all inferers new: plain means without forecasters; the forecasters imply a median, in July a mean', () => {
    const forecasts = [
      [0, 0, 0],
      [0, 0, NaN],
    ];
    const found = inferencesOf({ initialRegret: 0 }, [1, 2, 9], forecasts, { version: OCTOBER });
    expect(found).toMatchObject({ kind: 'mean', network: 4, naive: 4, forecasters: [2, 1.5] });
    expect(found.oneOutInferers).toEqual([5.5, 5, 1.5]);
    expect(found.oneOutForecasters).toEqual([4, 4]);
    expect(found.oneInForecasters).toEqual([4, 4]);
    const alone = inferencesOf({ initialRegret: 0 }, [1, 2, 9], [[0, 0, 0]], { version: OCTOBER });
    expect(alone).toMatchObject({ oneOutForecasters: [NaN], oneInForecasters: [NaN] });
    const july = inferencesOf({ initialRegret: 0 }, [1, 2, 9], forecasts, { version: JULY });
    expect(july.forecasters).toEqual([4, 1.5]);
  });

  it('a forecaster that covers one inferer takes its inference, also where this one is withheld', () => {
    const forecasts = [
      [NaN, 0, NaN],
      [0, 0, 0],
    ];
    const found = inferencesOf({}, [1, 2, 9], forecasts, { version: OCTOBER });
    expect(found.forecasters[0]).toBe(2);
    expect(found.without(1)[0]).toBe(2);
    expect(found.without(1)[1]).toBeCloseTo(5, 14);
    // All regrets are equal, so the withheld 2 returns through the forecaster with the weight of a worker.
    expect(found.oneOutInferers[1]).toBeCloseTo((1 + 9 + 2 + 5) / 4, 14);
  });

  it('a forecaster without an inferer that sent something is left out of everything', () => {
    const forecasts = [
      [NaN, NaN, 0],
      [0, 0.5, 0],
      [0.2, 0, NaN],
    ];
    const found = inferencesOf({}, [1, 2, NaN], forecasts, { version: OCTOBER });
    const alone = inferencesOf(
      {},
      [1, 2],
      [
        [0, 0.5],
        [0.2, 0],
      ],
      { version: OCTOBER },
    );
    expect(found.forecasters[0]).toBeNaN();
    expect(found.weights[3]).toBeNaN();
    expect(found.network).toBe(alone.network);
    expect(found.oneOutForecasters).toEqual([NaN, ...alone.oneOutForecasters]);
    expect(found.oneInForecasters).toEqual([NaN, ...alone.oneInForecasters]);
  });

  it('one forecaster that takes part has no one-out and no one-in inference', () => {
    const found = inferencesOf(
      {},
      [1, 2],
      [
        [0, 1],
        [NaN, NaN],
      ],
      { version: OCTOBER },
    );
    expect(found.forecasters[0]).not.toBeNaN();
    expect(found.oneOutForecasters).toEqual([NaN, NaN]);
    expect(found.oneInForecasters).toEqual([NaN, NaN]);
  });

  it('forecasts weigh inferences by the network loss minus the forecast', () => {
    const { forecasters } = inferencesOf({ networkLoss: 0.4 }, [1, 2], [[0.1, 0.9]], { version: OCTOBER });
    const [first, second] = weightsOf([0.4 - 0.1, 0.4 - 0.9], { version: OCTOBER });
    expect(forecasters[0]).toBeCloseTo((first! + 2 * second!) / (first! + second!), 14);
  });

  it('each combination has its own regrets, and its own scale in 2024', () => {
    // Rows: network, naive, two one-out inferers, two one-out forecasters, two one-in forecasters.
    const rows = { 0: [1, 2, 3, 4], 1: [3, 1], 2: [9, 1, 4, 2], 4: [2, 1, 9, 5], 7: [1, 2, 9, 3] };
    const found = inferencesOf(
      {},
      [10, 20],
      [
        [0, 0],
        [0, 1],
      ],
      { version: OCTOBER },
      rows,
    );
    const [first, second] = found.forecasters as [number, number];
    const mean = (regrets: number[], values: number[]) => {
      const weights = weightsOf(regrets, { version: OCTOBER });
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.reduce((total, weight, i) => total + weight * values[i]!, 0) / sum;
    };
    expect(found.network).toBeCloseTo(mean([1, 2, 3, 4], [10, 20, first, second]), 12);
    expect(found.naive).toBeCloseTo(mean([3, 1], [10, 20]), 12);
    expect(found.oneOutInferers[0]).toBeCloseTo(mean([1, 4, 2], [20, 20, 20]), 12);
    expect(found.oneOutForecasters[0]).toBeCloseTo(mean([2, 1, 5], [10, 20, second]), 12);
    expect(found.oneInForecasters[1]).toBeCloseTo(mean([1, 2, 3], [10, 20, second]), 12);
  });

  it('newcomers enter with the initial regret in 2024, and with 0 today', () => {
    const rows = { 0: [0.5, NaN, 0.1] };
    const october = inferencesOf({ initialRegret: -0.4 }, [1, 2, 3], [], { version: OCTOBER }, rows);
    expect(october.weights).toEqual(weightsOf([0.5, -0.4, 0.1], { version: OCTOBER }));
    const today = inferencesOf({ initialRegret: -0.4 }, [1, 2, 3], [], { version: TODAY }, rows);
    expect(today.weights).toEqual(weightsOf([0.5, 0, 0.1], { version: TODAY }));
  });
});
