/** The certified largest epsilon in the kernel, against 60-digit results and the readable search. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel, EPSILON_STATES, KERNEL_MAPPINGS } from '../../src/kernel/kernel.js';
import { normalStream } from '../../src/sampling/stream.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { populationStd } from '../../src/weights/scale.js';
import { SCHEME_NAMES } from '../../src/weights/schemes.js';
import { decimals, regretVectors } from '../weights/arbitraries.js';
import { maxEpsilonCases } from '../weights/max-epsilon-cases.js';
import { RUNS_ALL, runs } from '../effort.js';

const kernel = createKernel();

/** Epsilons and states, shape (draw, mapping); bounds, shape (draw). */
function solve(regrets: ArrayLike<number>, workers: number, threshold: number, options: FormulaOptions) {
  const draws = regrets.length / workers;
  const epsilons = new Float64Array(2 * draws);
  const codes = new Uint8Array(2 * draws);
  const bounds = new Float64Array(draws);
  kernel.maxEpsilons(
    Float64Array.from(regrets),
    workers,
    threshold,
    completeFormula(options),
    epsilons,
    codes,
    bounds,
  );
  return { epsilons, states: Array.from(codes, (code) => EPSILON_STATES[code]!), bounds };
}

describe('reference results', () => {
  it.each(maxEpsilonCases.map((each, i) => [i, each] as const))(
    'case %i',
    (_, { scheme, mapping, p, c, threshold, regrets, maxEpsilon: expected }) => {
      const { epsilons, states } = solve(regrets, regrets.length, threshold, { scheme, pNorm: p, cNorm: c });
      const lane = KERNEL_MAPPINGS.indexOf(mapping);
      expect(states[lane] === 'attained').toBe(expected !== null);
      if (expected === null) expect(epsilons[lane]).toBeNaN();
      else expect(Math.abs(epsilons[lane]! / expected - 1)).toBeLessThan(1e-11);
    },
  );
});

describe('agrees with the readable search', () => {
  const options = fc.record({
    scheme: fc.constantFrom(...SCHEME_NAMES),
    pNorm: decimals(1, 4.5),
    // A regret of 0 lies between cap and shift: the kernel requires this in schemes with bounds.
    cNorm: decimals(-1, 1.5),
  });

  it('in state and epsilon, for random regrets and formulas', () => {
    fc.assert(
      fc.property(regretVectors, options, decimals(0.05, 2), (regrets, formula, threshold) => {
        const { epsilons, states } = solve(regrets, regrets.length, threshold, formula);
        KERNEL_MAPPINGS.forEach((mapping, m) => {
          const expected = maxEpsilon(regrets, { ...formula, mapping, factor: 10 ** threshold });
          expect(states[m]).toBe(expected.reason ?? 'attained');
          if (expected.status === 'attained') {
            const size = expected.epsilon + 1e-3 * populationStd(Float64Array.from(regrets));
            expect(Math.abs(epsilons[m]! - expected.epsilon)).toBeLessThanOrEqual(1e-11 * size);
          }
        });
      }),
      { numRuns: runs(2000) },
    );
  });

  it('and with the closed form sigma (p / (T ln 10) - 1) for regrets far below zero', () => {
    const normal = normalStream({ seed: 2, cell: 0, block: 0 });
    for (let draw = 0; draw < 50; draw++) {
      const regrets = Float64Array.from({ length: 10 }, () => -1e7 + normal());
      const expected = populationStd(regrets) * (3 / (0.5 * Math.LN10) - 1);
      for (const epsilon of solve(regrets, 10, 0.5, { scheme: 'whitepaper' }).epsilons) {
        expect(Math.abs(epsilon / expected - 1)).toBeLessThan(1e-10);
      }
    }
  });

  it('if most regrets are equal and the MAD is zero', () => {
    for (const regrets of [
      [-1, -1, -1, -2],
      [0, 0, 0, -1e-3],
      [-3, -3, -3, 0.5],
    ]) {
      const { epsilons, states } = solve(regrets, 4, 0.5, { scheme: 'chain-2026' });
      KERNEL_MAPPINGS.forEach((mapping, m) => {
        const expected = maxEpsilon(regrets, { scheme: 'chain-2026', mapping, factor: Math.sqrt(10) });
        expect(states[m]).toBe(expected.reason ?? 'attained');
        if (expected.status === 'attained')
          expect(Math.abs(epsilons[m]! / expected.epsilon - 1)).toBeLessThan(1e-11);
      });
    }
  });

  it('equal regrets never reach the threshold', () => {
    for (const scheme of SCHEME_NAMES) {
      expect(solve([2, 2, 2], 3, 0.5, { scheme }).states).toEqual(['below-threshold', 'below-threshold']);
    }
  });

  it('if epsilon is scaled by the median', () => {
    const regrets = [-4, -2, -1, -0.5, -3];
    const { epsilons } = solve(regrets, 5, 0.5, { epsilonScaling: 'median' });
    expect(epsilons[0]! * 2).toBeCloseTo(solve(regrets, 5, 0.5, {}).epsilons[0]!, 12);
  });
});

describe('millions of draws', () => {
  it('the search always ends', () => {
    const counts = new Map<string, number>();
    // Outside CI there are fewer draws of each number of workers, mean and scheme.
    const draws = RUNS_ALL ? 1000 : 200;
    for (const [cell, ratio] of [-1e6, -20, -5, -1, 0, 0.5, 1, 1.5, 2, 3, 20].entries()) {
      for (const workers of [2, 3, 10, 33]) {
        const normal = normalStream({ seed: workers, cell, block: 0 });
        const regrets = Float64Array.from({ length: draws * workers }, () => ratio + normal());
        for (const scheme of SCHEME_NAMES) {
          // Many draws have a zero weight before they reach T = 1.2.
          for (const threshold of [0.5, 1.2]) {
            for (const state of solve(regrets, workers, threshold, { scheme }).states)
              counts.set(state, (counts.get(state) ?? 0) + 1);
          }
        }
      }
    }
    expect([...counts.keys()].sort()).toEqual(['attained', 'below-threshold', 'zero-weight']);
  });

  it('ends for regrets far outside the table, as in the upper left of the forum study', () => {
    for (const ratio of [1e2, 1e4, 1e6, 2e7, 1e10]) {
      for (const scheme of SCHEME_NAMES) {
        const normal = normalStream({ seed: 3, cell: 0, block: 0 });
        const { states } = solve(
          Float64Array.from({ length: 2000 }, () => ratio + normal()),
          10,
          0.5,
          { scheme },
        );
        expect(states).toEqual(states.map(() => 'below-threshold'));
      }
    }
  });

  it.each(SCHEME_NAMES)(
    '%s: gives the same bytes for a draw alone and among other draws, which it solves in turns',
    (scheme) => {
      const workers = 7;
      const normal = normalStream({ seed: 8, cell: 0, block: 0 });
      const draw = (mean: number, std: number) =>
        Array.from({ length: workers }, () => mean + std * normal());
      // Mixed searches: short, long, without a step, or ending in a zero weight.
      const kinds = [
        draw(0, 1),
        draw(-3, 0.1),
        draw(5, 1),
        draw(-2, 0),
        draw(-1e6, 1),
        draw(0, 1e-8),
        [-99, 0, 0, 0, 0, 0, 0],
        draw(0.5, 30),
      ];
      const draws = Array.from({ length: 70 }, (_, i) =>
        i % 3 === 0 ? kinds[(i * 5) % kinds.length]! : draw(-1, 1),
      );
      for (const count of [1, 7, 8, 9, 70]) {
        const together = solve(draws.slice(0, count).flat(), workers, 0.5, { scheme });
        const alone = draws.slice(0, count).map((each) => solve(each, workers, 0.5, { scheme }));
        expect([...together.epsilons]).toEqual(alone.flatMap(({ epsilons }) => [...epsilons]));
        if (count === 70) expect(new Set(together.states).size).toBeGreaterThan(1);
        expect(together.states).toEqual(alone.flatMap(({ states }) => states));
        expect([...together.bounds]).toEqual(alone.flatMap(({ bounds }) => [...bounds]));
      }
    },
  );
});

it('throws if pNorm * cNorm is outside its range', () => {
  expect(() => solve([1, 2], 2, 0.5, { scheme: 'forum-2024', cNorm: 3 })).toThrow(
    'Expected `pNorm` * `cNorm` to be between -6.75 and 8.25 in this scheme, got 9',
  );
  expect(solve([-1, -2], 2, 0.5, { scheme: 'whitepaper', cNorm: 3 }).states[0]).toBe('attained');
  expect(() => solve([-1, -2], 2, 0.5, { scheme: 'whitepaper', cNorm: 13 })).toThrow(
    'between -Infinity and 38 in this scheme, got 39',
  );
});
