/** Largest epsilons of a block of draws for each mapping, against the readable search. */

import { describe, expect, it } from 'vitest';
import { createKernel, EPSILON_STATES, type Kernel } from '../../src/kernel/kernel.js';
import { largestEpsilons } from '../../src/kernel/largest-epsilons.js';
import { normalStream } from '../../src/sampling/stream.js';
import { completeFormula } from '../../src/weights/formula.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { MAPPINGS } from '../../src/weights/schemes.js';

const WORKERS = 5;
const THRESHOLD = 0.5;
const FORMULA = completeFormula({ scheme: 'forum-2024' });

describe('largestEpsilons', () => {
  it('returns the epsilons of each mapping, and the upper bounds, in the order of the draws', () => {
    const normal = normalStream({ seed: 1, cell: 0, block: 0 });
    // A mean above 0: some draws reach the threshold and others do not.
    const regrets = Float64Array.from({ length: 40 * WORKERS }, () => 1 + normal());
    const { epsilons, bounds } = largestEpsilons(createKernel(), regrets, WORKERS, THRESHOLD, FORMULA);
    for (const mapping of MAPPINGS) {
      expect(epsilons[mapping]).toHaveLength(40);
      expect(epsilons[mapping]).toContain(-Infinity);
      epsilons[mapping].forEach((epsilon, draw) => {
        const own = regrets.subarray(draw * WORKERS, (draw + 1) * WORKERS);
        const expected = maxEpsilon(own, { scheme: 'forum-2024', mapping, factor: 10 ** THRESHOLD });
        expect(Number.isFinite(epsilon)).toBe(expected.epsilon !== null);
        if (expected.epsilon !== null) expect(epsilon).toBeCloseTo(expected.epsilon, 10);
        expect(bounds[draw]).toBeCloseTo(expected.upperBound, 10);
      });
    }
  });

  it('searches as maxEpsilon does where the search of the kernel reached its limit of steps', () => {
    const kernel: Kernel = {
      ...createKernel(),
      maxEpsilons: (_regrets, _workers, _threshold, _formula, epsilons, states) => {
        epsilons.fill(NaN);
        states[1] = EPSILON_STATES.indexOf('iteration-limit');
      },
    };
    const regrets = Float64Array.of(-2, -1, -0.5, -0.2, -0.1, 0, 0, 0, 0, 0);
    const { epsilons } = largestEpsilons(kernel, regrets, WORKERS, THRESHOLD, FORMULA);
    const own = maxEpsilon(regrets.subarray(0, WORKERS), {
      scheme: 'forum-2024',
      mapping: MAPPINGS[1],
      factor: 10 ** THRESHOLD,
    });
    expect(epsilons[MAPPINGS[1]][0]! / own.epsilon!).toBeCloseTo(1, 12);
    expect([...epsilons[MAPPINGS[0]], epsilons[MAPPINGS[1]][1]]).toEqual([-Infinity, -Infinity, -Infinity]);
  });

  // Of a study that took 13 s instead of 0.3 s: y = p(x - c) is above 250, far from where weights differ.
  it('limits the steps of a search in which the bound on the curvature is far too large', () => {
    const kernel = createKernel();
    const options = { pNorm: 3, cNorm: -100, scheme: 'chain-2026', factor: 1.0000001 } as const;
    const formula = completeFormula(options);
    const normal = normalStream({ seed: 1, cell: 0, block: 0 });
    const regrets = Float64Array.from({ length: 40 * WORKERS }, () => -100 + normal());
    const threshold = Math.log10(options.factor);
    const given = new Uint8Array(80);
    kernel.maxEpsilons(regrets, WORKERS, threshold, formula, new Float64Array(80), given);
    expect(given).toContain(EPSILON_STATES.indexOf('iteration-limit'));
    const { epsilons } = largestEpsilons(kernel, regrets, WORKERS, threshold, formula);
    for (const mapping of MAPPINGS)
      epsilons[mapping].forEach((epsilon, draw) => {
        const own = regrets.subarray(draw * WORKERS, (draw + 1) * WORKERS);
        const expected = maxEpsilon(own, { ...options, mapping });
        // The threshold is 4e-8, and S has an error of 1e-15 times the logarithms of the weights.
        if (expected.epsilon === null) expect(epsilon).toBe(-Infinity);
        else expect(Math.abs(epsilon / expected.epsilon - 1)).toBeLessThan(1e-6);
      });
  });
});
