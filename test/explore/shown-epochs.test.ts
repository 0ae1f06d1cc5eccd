import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  getWeights,
  recommendEpsilon,
  weightSpread,
  type MappingName,
  type SchemeName,
} from '../../src/index.js';
import {
  bandOf,
  drawnEpochs,
  epochWeights,
  separatedShare,
  spreadFunctions,
  spreadsAt,
  typicalEpoch,
  typicalGroups,
} from '../../src/explore/shown-epochs.js';
import { together } from '../../src/sampling/groups.js';
import { completeFormula } from '../../src/weights/formula.js';
import { MAPPINGS, SCHEME_NAMES } from '../../src/weights/schemes.js';

const workersOf = fc.integer({ min: 2, max: 300 });

describe('the typical epoch', () => {
  it('has mean 0 and sample std 1, is symmetric, and lists the best worker first', () => {
    fc.assert(
      fc.property(workersOf, (workers) => {
        const z = typicalEpoch(workers);
        const squares = z.reduce((sum, each) => sum + each * each, 0);
        expect(squares / (workers - 1)).toBeCloseTo(1, 12);
        const asymmetries = Array.from(z, (each, i) => Math.abs(each + z[workers - 1 - i]!));
        expect(Math.max(...asymmetries)).toBeCloseTo(0, 12);
        expect(z.every((each, i) => i === 0 || each < z[i - 1]!)).toBe(true);
      }),
    );
  });
});

describe('the typical epoch of groups', () => {
  const groups = [
    { workers: 5, mean: -0.19, std: 0.045 },
    { workers: 1, mean: 3, std: 0.3 },
    { workers: 3, mean: 0.027, std: 0.008 },
  ];
  it('holds a typical epoch of each group, best worker first, at the mean and std of all workers', () => {
    const z = typicalGroups(groups);
    const { mean, std } = together(groups);
    const regrets = Array.from(z, (each) => mean + std * each);
    const expected = [
      3,
      ...Array.from(typicalEpoch(3), (each) => 0.027 + 0.008 * each),
      ...Array.from(typicalEpoch(5), (each) => -0.19 + 0.045 * each),
    ];
    expect(regrets).toHaveLength(9);
    for (const [i, regret] of regrets.entries()) expect(regret).toBeCloseTo(expected[i]!, 12);
  });
});

describe('weights and spreads of epochs', () => {
  const formulas = fc.record({
    scheme: fc.constantFrom<SchemeName>(...SCHEME_NAMES),
    mapping: fc.constantFrom<MappingName>(...MAPPINGS),
  });

  it('are equal to those of the library', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 20 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        formulas,
        (z, ratio, epsilon, options) => {
          const { weights, spread } = epochWeights(
            Float64Array.from(z),
            ratio,
            epsilon,
            completeFormula(options),
          );
          const expected = getWeights(
            z.map((each) => ratio + each),
            { epsilon, ...options },
          );
          const largest = Math.max(...expected.weights);
          for (const [i, weight] of weights.entries())
            expect(weight).toBeCloseTo(expected.weights[i]! / largest, 12);
          // The logarithms are below 100 here: 1e-12 is 100 times the rounding of 100.
          const difference = Math.abs(spread - weightSpread(expected.log10Weights));
          expect(Number.isNaN(difference) ? Number.isNaN(spread) : difference < 1e-12).toBe(true);
        },
      ),
    );
  });

  it('are ordered by epsilon, then by epoch', () => {
    const z = drawnEpochs(5, 7);
    expect(z).toHaveLength(35);
    expect(drawnEpochs(5, 3)).toEqual(z.slice(0, 15));
    const formula = completeFormula();
    const found = spreadsAt(z, 5, -1, [0.1, 2], formula);
    expect(found).toHaveLength(14);
    expect(found[7 + 3]).toBe(epochWeights(z.slice(15, 20), -1, 2, formula).spread);
  });

  it('have a band whose lower edge is reached by the wanted share of epochs', () => {
    const bands = bandOf(
      Float64Array.from({ length: 200 }, (_, i) => (i * 37) % 100),
      [1, 2],
      0.9,
    );
    expect(bands).toEqual([
      { epsilon: 1, low: 9, high: 94 },
      { epsilon: 2, low: 9, high: 94 },
    ]);
    expect(bandOf(Float64Array.of(NaN, NaN, 1, 1, 2, NaN), [1, 2], 0.5)).toEqual([
      { epsilon: 2, low: 1, high: 2 },
    ]);
    expect(bandOf(Float64Array.of(1, 2, 3, 4), [1], 0.01)).toEqual([{ epsilon: 1, low: 4, high: 4 }]);
  });

  it('are separated in the wanted share of epochs at the recommended epsilon', () => {
    for (const meanStdRatio of [-3, 0]) {
      const { exact, question } = recommendEpsilon({ std: 1, meanStdRatio });
      const epochs = spreadFunctions(drawnEpochs(10, 4000), 10, meanStdRatio, completeFormula());
      const share = separatedShare(epochs, exact!, question.factor);
      expect(share.draws).toBe(4000);
      // Four standard errors of a share of 0.95 among 4000 epochs. The error of the fit is smaller.
      expect(Math.abs(share.value - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 4000));
    }
  });
});
