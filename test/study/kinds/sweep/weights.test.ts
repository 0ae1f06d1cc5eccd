import { describe, expect, it } from 'vitest';
import {
  sweepParts,
  sweepVector,
  vectorRows,
  vectorSpreadRows,
  weightRows,
} from '../../../../src/study/kinds/sweep/weights.js';
import { largestSpread } from '../../../../src/weights/largest-spread.js';
import { maxEpsilon } from '../../../../src/weights/max-epsilon.js';
import { populationStd } from '../../../../src/weights/scale.js';
import { getWeights, weightSpread } from '../../../../src/weights/weights.js';
import { sweepStudy } from '../../../studies.js';

const LOW = [-3, -3.1, -2.9, -3.05, -2.95, -3.02, -2.98, -3.01, -2.99, -3.03, -2.97, -3.04, -8];
const study = sweepStudy({
  name: 'tiny',
  schemes: ['forum-2024', 'chain-2026'],
  epsilonScaling: ['median', 'none'],
  pNorm: 2.7,
  cNorm: 0.5,
  factor: 2,
  regrets: [
    { name: 'mixed', values: [0.3, -2, 1, 0.1] },
    // A bound makes the weight of the last worker zero, because it is far below the others.
    { name: 'low', values: LOW },
  ],
  epsilon: [0.01, 1, 30],
});
const REGRETS: Record<string, number[]> = {
  mixed: [0.3, -2, 1, 0.1],
  low: LOW,
};
const results = sweepParts(study).map((part) => sweepVector(study, part));

describe('a sweep', () => {
  it('has the weights of getWeights, in the order vector, scheme, mapping, scaling, epsilon, worker', () => {
    const rows = [...weightRows(study, results)];
    const spreads = [...vectorSpreadRows(study, results)];
    let [at, atSpread] = [0, 0];
    for (const vector of ['mixed', 'low']) {
      for (const scheme of ['forum-2024', 'chain-2026'] as const) {
        for (const mapping of ['gradient', 'potential'] as const) {
          for (const epsilonScaling of ['median', 'none'] as const) {
            for (const epsilon of [0.01, 1, 30]) {
              const key = { vector, scheme, mapping, epsilon_scaling: epsilonScaling, epsilon };
              const regrets = REGRETS[vector]!;
              const expected = getWeights(regrets, {
                epsilon,
                scheme,
                mapping,
                epsilonScaling,
                pNorm: 2.7,
                cNorm: 0.5,
              });
              for (const [i, regret] of regrets.entries()) {
                const { weight, log10_weight: log10, ...rest } = rows[at++]!;
                expect(rest).toEqual({ ...key, worker: i + 1, regret });
                expect(weight).toBe(expected.weights[i]);
                expect(log10).toBe(
                  Number.isFinite(expected.log10Weights[i]) ? expected.log10Weights[i] : NaN,
                );
              }
              const { std_weights: linear, std_log10_weights: log10, ...rest } = spreads[atSpread++]!;
              expect(rest).toEqual(key);
              expect(linear).toBe(populationStd(expected.weights));
              const spread = weightSpread(expected.log10Weights);
              if (Number.isNaN(spread)) expect(log10).toBeNaN();
              else expect(Math.abs(log10 - spread)).toBeLessThan(1e-13);
            }
          }
        }
      }
    }
    expect(rows).toHaveLength(at);
    expect(spreads).toHaveLength(atSpread);
    // The cases include a weight that a bound makes zero.
    expect(rows.some(({ weight, log10_weight: log10 }) => weight === 0 && Number.isNaN(log10))).toBe(true);
  });

  it('has the results of the certified searches for each vector', () => {
    for (const row of vectorRows(study, results)) {
      const options = {
        scheme: row.scheme,
        mapping: row.mapping,
        epsilonScaling: row.epsilon_scaling,
        pNorm: 2.7,
        cNorm: 0.5,
      };
      const regrets = REGRETS[row.vector]!;
      const { spread, epsilon } = largestSpread(regrets, options);
      expect([row.max_std_log10_weights, row.max_epsilon_std_log10_weights]).toEqual([spread, epsilon]);
      expect(row.max_epsilon_threshold).toBe(maxEpsilon(regrets, { ...options, factor: 2 }).epsilon ?? NaN);
      expect(row).toMatchObject({
        workers: regrets.length,
        min_regret: Math.min(...regrets),
        max_regret: Math.max(...regrets),
      });
      expect(row.scale).toBeGreaterThan(0);
    }
  });

  it('is undefined if the denominator is 0 for every epsilon, or the largest spread is infinite', () => {
    // The median and the median absolute deviation of these regrets are 0.
    const flat = sweepStudy({
      name: 'flat',
      mappings: 'potential',
      epsilonScaling: ['median', 'none'],
      epsilon: [1],
      regrets: [{ name: 'flat', values: [0, 0, 0, 0, 1] }],
    });
    const [scaled, plain] = sweepParts(flat).map((part) => sweepVector(flat, part));
    for (const list of scaled!) for (const value of list) expect(value).toBeNaN();
    const rows = vectorRows(flat, [scaled!, plain!]);
    expect(largestSpread([0, 0, 0, 0, 1], { mapping: 'potential' }).spread).toBe(Infinity);
    expect(rows[1]!.max_std_log10_weights).toBeNaN();
    expect(rows[1]!.max_epsilon_std_log10_weights).toBe(0);
    expect(rows[1]!.max_epsilon_threshold).toBeGreaterThan(0);
  });

  it('holds no infinite number, which a table cannot hold', () => {
    const infinite = sweepStudy({
      name: 'v',
      schemes: ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'],
      epsilonScaling: ['none', 'median'],
      epsilon: [1e-50, 0.1, 1, 10, 1e50],
      regrets: [
        // A median of 0: every epsilon has the same effect.
        { name: 'a', values: [-1, 0, 1] },
        { name: 'b', values: [-1e50, 1e-300, 1e50] },
        { name: 'c', values: [0, 0, 1e-300, 1e-300, 1e50] },
        { name: 'd', values: [1e50, 1e50, 1e50, 0] },
      ],
    });
    for (const pNorm of [1e-50, 3, 1e50]) {
      for (const cNorm of [-1e50, 0, 1e50]) {
        const given = { ...infinite, pNorm, cNorm };
        for (const part of sweepParts(given)) {
          for (const list of sweepVector(given, part))
            expect(list.some((value) => Math.abs(value) === Infinity)).toBe(false);
        }
      }
    }
    const results = sweepParts(infinite).map((part) => sweepVector(infinite, part));
    const [none, scaled] = vectorRows(infinite, results).filter(
      ({ vector, scheme, mapping }) => vector === 'a' && scheme === 'whitepaper' && mapping === 'gradient',
    );
    expect(none!.max_epsilon_threshold).toBeGreaterThan(0);
    expect(scaled!.max_std_log10_weights).toBeGreaterThan(0);
    expect(scaled!.max_epsilon_std_log10_weights).toBeNaN();
  });
});
