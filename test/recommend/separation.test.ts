import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Epochs } from '../../src/epochs/epochs.js';
import { completeCriterion, type CriterionOptions } from '../../src/recommend/question.js';
import { separation as separationByCriterion, type Separation } from '../../src/recommend/separation.js';
import { getWeights, weightSpread } from '../../src/weights/weights.js';
import { decimals } from '../weights/arbitraries.js';
import { epochsOf, present, quantileOf, tables } from '../epochs/tables.js';

/** Accepts options in the form in which a user gives them. */
function separation(epochs: Epochs, epsilon: number, options: CriterionOptions = {}): Separation {
  return separationByCriterion(epochs, epsilon, completeCriterion(options));
}

describe('separation', () => {
  it('agrees with the weights of each epoch', () => {
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom('chain-2024', 'chain-2026' as const),
        decimals(-4, 1),
        (rows, scheme, exponent) => {
          const epsilon = Math.exp(exponent * Math.LN10);
          const logWeights = rows.map((row) => [
            ...getWeights(present(row), { epsilon, scheme: scheme }).log10Weights,
          ]);
          const options = { scheme: scheme as 'chain-2026', factor: 2 };
          const spreads = logWeights.map((weights) => weightSpread(weights));
          fc.pre(spreads.every((spread) => !(Math.abs(spread - Math.log10(2)) < 1e-12)));
          const separated = spreads.filter((spread) => spread >= Math.log10(2)).length;
          const found = separation(epochsOf(rows), epsilon, options);
          expect(found.separated).toMatchObject({ value: separated / rows.length, draws: rows.length });
          const groups = logWeights.map((weights) => longestChain(weights, Math.log10(2)));
          expect(found.groups).toEqual({
            low: quantileOf(groups, 0.25),
            median: quantileOf(groups, 0.5),
            high: quantileOf(groups, 0.75),
          });
        },
      ),
    );
  });

  it('counts epochs without weights and epochs with zero weights as not separated', () => {
    // More than half of the regrets are equal: 1.4826 MAD is 0, and so is the denominator at epsilon 0.
    const agreeing = epochsOf([
      [1, 1, 1, -9],
      [0, 0, 0, 0],
    ]);
    expect(separation(agreeing, 0)).toMatchObject({
      separated: { value: 0 },
      groups: { low: 1, median: 1, high: 1 },
    });
    const cut = [...Array<number>(60).fill(0), -1];
    const options = { scheme: 'forum-2024' } as const;
    expect([...getWeights(cut, { epsilon: 0, ...options }).weights]).toContain(0);
    expect(separation(epochsOf([cut, cut]), 0, options)).toMatchObject({
      separated: { value: 0 },
      groups: { median: 2 },
    });
  });
});

/** The largest subset of workers in which each weighs at least a factor more than the next. */
function longestChain(logWeights: readonly number[], level: number): number {
  const sorted = logWeights.toSorted((a, b) => a - b);
  let longest = 0;
  for (let subset = 1; subset < 2 ** sorted.length; subset++) {
    const chosen = sorted.filter((_, i) => Math.floor(subset / 2 ** i) % 2 === 1);
    if (chosen.every((weight, i) => i === 0 || weight - chosen[i - 1]! >= level))
      longest = Math.max(longest, chosen.length);
  }
  return longest;
}
