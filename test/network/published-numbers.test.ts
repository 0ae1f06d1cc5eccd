/** Published inline numbers of the chain's tests, at the digits that they give. */

import { describe, expect, it } from 'vitest';
import { initialRegret } from '../../src/network/regrets.js';
import { networkRules, type NetworkRules } from '../../src/network/rules.js';
import { createSynthesis, createTopic } from '../../src/network/state.js';
import { synthesize } from '../../src/network/synthesis.js';
import { scaleOfFirst, weigh } from '../../src/network/weights.js';
import { hasReference, referenceJson } from './reference.js';

interface Vector {
  kind: string;
  version?: string;
  expected: string;
  published_tolerance: string;
  [name: string]: unknown;
}

const { vectors } = referenceJson<{ vectors: Vector[] }>('weight_vectors.json', { vectors: [] });
const OCTOBER = 'network-2024-10';
const TODAY = 'network-2026';

const number = (value: unknown) => (value === null ? NaN : Number(value));
const list = (value: unknown) => Float64Array.from(value as unknown[], number);

/** Weights of two workers with given normalised regrets. */
function twoWeights(x: number, y: number, rules: NetworkRules): Float64Array {
  const weights = new Float64Array(2);
  weigh(Float64Array.of(x, y), 2, 1, rules, weights);
  return weights;
}

function rulesOf(vector: Vector): NetworkRules {
  const version = vector.version === 'ratio' || vector.version === 'mad' ? TODAY : OCTOBER;
  return networkRules({
    version,
    parameters: {
      pNorm: number(vector.p ?? 3),
      cNorm: number(vector.c ?? 0.75),
      epsilon: number(vector.epsilon ?? 0.01),
    },
  });
}

/** The inference that one forecaster implies, or the network inference of equal regrets. */
function synthesisOf(vector: Vector): number {
  const inferences = list(vector.inferences);
  const forecasts = vector.forecasted_losses ? list(vector.forecasted_losses) : new Float64Array(0);
  const isNew = vector.all_inferers_new === true;
  const rules = rulesOf(vector);
  const topic = createTopic(
    {
      inferers: inferences.length,
      forecasters: forecasts.length > 0 ? 1 : 0,
      initialRegret: isNew ? 0 : 1,
      networkLoss: number(vector.previous_network_loss ?? 0),
    },
    rules,
  );
  if (vector.regrets) topic.regrets.set(list(vector.regrets));
  if (vector.scale_plus_epsilon !== undefined) topic.spread = number(vector.scale_plus_epsilon);
  const out = createSynthesis(topic);
  synthesize(topic, inferences, forecasts, rules, out);
  return out.values[forecasts.length > 0 ? topic.layout.forecaster : topic.layout.network]!;
}

const COMPUTED: Record<string, (vector: Vector) => number> = {
  weight_from_normalised_regret(vector) {
    const [x, best] = [number(vector.x), number(vector.x_max)];
    const rules = rulesOf(vector);
    // One published case has x above the best: its ratio is the inverse of the other way round.
    return x <= best ? twoWeights(x, best, rules)[0]! : 1 / twoWeights(best, x, rules)[0]!;
  },
  exp1_div_exp1(vector) {
    // (1 + e^a) / (1 + e^b) is the ratio weight of -b beside -a, with p = 1 and c = 0.
    const [a, b] = [number(vector.a), number(vector.b)];
    const rules = networkRules({ parameters: { pNorm: 1, cNorm: 0 } });
    return a <= b ? twoWeights(-b, -a, rules)[0]! : 1 / twoWeights(-a, -b, rules)[0]!;
  },
  gradient: (vector) =>
    twoWeights(number(vector.x), number(vector.x), {
      ...rulesOf(vector),
      bounds: false,
    })[0]!,
  scale_plus_epsilon(vector) {
    const regrets = list(vector.regrets);
    return scaleOfFirst(regrets, regrets.length, rulesOf(vector).scale) + number(vector.epsilon);
  },
  stddev(vector) {
    const data = list(vector.data);
    return scaleOfFirst(data, data.length, 'sample-std');
  },
  initial_regret(vector) {
    const regrets = list(vector.regrets);
    return initialRegret(regrets, regrets.length, rulesOf(vector));
  },
  forecast_implied_inference: synthesisOf,
  combined_inference: synthesisOf,
};

/** Largest difference that a published tolerance allows. */
function allowed({ published_tolerance: text, expected }: Vector): number {
  const size = Math.abs(Number(expected));
  const [, how, tolerance] = /^(relative|absolute) (\S+)$/.exec(text) ?? [];
  if (how === 'absolute') return Number(tolerance);
  if (how === 'relative') return Number(tolerance) * size;
  // "exact" and "see source": all digits that are given.
  return 1e-14 * size;
}

describe.runIf(hasReference)('published numbers', () => {
  it('are complete', () => {
    expect(vectors).toHaveLength(87);
    expect(Object.keys(COMPUTED).sort()).toEqual([...new Set(vectors.map(({ kind }) => kind))].sort());
  });

  it.each(Object.keys(COMPUTED))('%s', (kind) => {
    for (const vector of vectors.filter((each) => each.kind === kind)) {
      const difference = Math.abs(COMPUTED[kind]!(vector) - Number(vector.expected));
      expect(difference, JSON.stringify(vector)).toBeLessThanOrEqual(allowed(vector));
    }
  });

  it('weights and inferences agree to all digits, not only to the tolerance of the source', () => {
    // Ratio weights near 1e-13 are published as differences of decimals, with fewer digits.
    const exact = vectors.filter(({ kind }) => kind !== 'stddev' && kind !== 'scale_plus_epsilon');
    const errors = exact.map((vector) => {
      const expected = Number(vector.expected);
      return [Math.abs(COMPUTED[vector.kind]!(vector) / expected - 1), vector] as const;
    });
    const wrong = errors.filter(([error]) => !(error <= 1e-9));
    expect(wrong.map(([error, { kind, expected }]) => [error, kind, expected])).toEqual([]);
  });
});

describe('published scales with epsilon (CHAIN.md section 2)', () => {
  it.each([
    [[0.1, 0.2, 0.3], 0.01, 0.15826],
    [[0.1, 0.1, 0.1], 0.01, 0.01],
    [[0, 0.5, 1], 0.1, 0.8413],
    [[0.1, 0.2, 0.3], 0.5, 0.64826],
    [[0, 0, 0, 100], 0.01, 0.01],
  ])('%j with %f', (regrets, epsilon, expected) => {
    const spread = scaleOfFirst(Float64Array.from(regrets), regrets.length, 'mad') + epsilon;
    expect(spread).toBeCloseTo(expected, 14);
  });
});
