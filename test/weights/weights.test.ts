import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeFormula } from '../../src/weights/formula.js';
import { populationStd, scaleOf } from '../../src/weights/scale.js';
import { SCHEMES, type Scheme } from '../../src/weights/schemes.js';
import {
  bestToWorst,
  denominator,
  getWeights,
  relativeLogWeights,
  spreadsOf,
  summarize,
  weightSpread,
} from '../../src/weights/weights.js';
import { formulas, regretVectors, relativeEpsilons } from './arbitraries.js';
import { runs } from '../effort.js';

/** Spreads without the rounding error of the log10 weights. */
function spreadAt(
  regrets: readonly number[],
  epsilon: number,
  options: Parameters<typeof completeFormula>[0],
) {
  const formula = completeFormula(options);
  const summary = summarize(Float64Array.from(regrets), formula);
  const relative = new Float64Array(regrets.length);
  const logBest = relativeLogWeights(
    summary,
    denominator(summary, epsilon),
    formula,
    new Float64Array(regrets.length),
    relative,
  );
  return spreadsOf(relative, logBest, formula.scheme);
}

describe('laws', () => {
  it('the spread does not change if regrets and epsilon are multiplied by the same factor', () => {
    fc.assert(
      fc.property(
        regretVectors,
        formulas,
        relativeEpsilons,
        fc.integer({ min: -30, max: 30 }),
        (regrets, formula, ratio, exponent) => {
          const epsilon = ratio * populationStd(Float64Array.from(regrets));
          const factor = 2 ** exponent;
          const scaled = regrets.map((regret) => factor * regret);
          expect(spreadAt(scaled, factor * epsilon, formula)).toEqual(spreadAt(regrets, epsilon, formula));
        },
      ),
    );
  });

  it('without bounds, a larger c or lower regrets of all workers never reduce the spread', () => {
    const steps = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(regretVectors, formulas, relativeEpsilons, steps, (regrets, formula, ratio, step) => {
        const { scheme, cNorm: c } = completeFormula(formula);
        fc.pre(!scheme.bounds);
        const sigma = populationStd(Float64Array.from(regrets));
        const epsilon = ratio * sigma;
        const { log10 } = spreadAt(regrets, epsilon, formula);
        const lower = regrets.map((regret) => regret - step * sigma);
        for (const spread of [
          spreadAt(regrets, epsilon, { ...formula, cNorm: c + step }).log10,
          spreadAt(lower, epsilon, formula).log10,
        ])
          expect(spread).toBeGreaterThanOrEqual(log10 * (1 - 1e-9));
      }),
    );
  });

  it('no epsilon above p sigma / (T ln 10) - s reaches the threshold T', () => {
    const thresholds = fc.double({ min: 0.05, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        regretVectors,
        formulas,
        thresholds,
        relativeEpsilons,
        (regrets, formula, threshold, excess) => {
          const values = Float64Array.from(regrets);
          const sigma = populationStd(values);
          const bound =
            (formula.pNorm * sigma) / (threshold * Math.LN10) -
            scaleOf(values, SCHEMES[formula.scheme].scale);
          const epsilon = Math.max(0, bound) + sigma * excess;
          const spread = spreadAt(regrets, epsilon, formula).log10;
          expect(Number.isNaN(spread) || spread < threshold).toBe(true);
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it('a larger regret never has a smaller weight', () => {
    fc.assert(
      fc.property(regretVectors, formulas, relativeEpsilons, (regrets, formula, ratio) => {
        const sorted = [...regrets].sort((a, b) => a - b);
        const { log10Weights } = getWeights(sorted, {
          ...formula,
          epsilon: ratio * populationStd(Float64Array.from(regrets)),
        });
        log10Weights.forEach((value, i) =>
          expect(i === 0 || value >= log10Weights[i - 1]! - 1e-14 * Math.max(1, Math.abs(value))).toBe(true),
        );
      }),
    );
  });

  it('weights do not depend on the order of the workers', () => {
    fc.assert(
      fc.property(regretVectors, formulas, (regrets, formula) => {
        const logs = getWeights(regrets, { ...formula, epsilon: 0.01 }).log10Weights;
        const back = getWeights([...regrets].reverse(), { ...formula, epsilon: 0.01 }).log10Weights.reverse();
        logs.forEach((value, i) =>
          expect(back[i] === value || Math.abs(back[i]! - value) <= 1e-9 * Math.max(1, Math.abs(value))).toBe(
            true,
          ),
        );
      }),
    );
  });

  it('the ratio gives the best worker weight 1 exactly and does not change the spread', () => {
    fc.assert(
      fc.property(regretVectors, formulas, relativeEpsilons, (regrets, formula, ratio) => {
        const epsilon = ratio * populationStd(Float64Array.from(regrets));
        const scheme: Scheme = { ...SCHEMES[formula.scheme], ratio: true };
        expect(Math.max(...getWeights(regrets, { ...formula, scheme, epsilon }).weights)).toBe(1);
        const without: Scheme = { ...scheme, ratio: false };
        expect(spreadAt(regrets, epsilon, { ...formula, scheme }).log10).toBe(
          spreadAt(regrets, epsilon, { ...formula, scheme: without }).log10,
        );
      }),
    );
  });

  it('the spread tends to zero as epsilon grows', () => {
    fc.assert(
      fc.property(regretVectors, formulas, (regrets, formula) => {
        const largest = Math.max(...regrets.map(Math.abs));
        expect(spreadAt(regrets, 1e12 * largest, formula).log10).toBeLessThan(1e-11);
      }),
    );
  });
});

describe('bounds', () => {
  // p = 3, c = 0.75: the cap is 3, the shift begins at -2, the cut is at -5.
  // With epsilon = 1 and equal regrets, x is the regret itself.
  const options = { epsilon: 1, scheme: 'forum-2024' as const };

  it('cap the normalised regrets from above', () => {
    const { normalizedRegrets, log10Weights } = getWeights([8, 8], options);
    expect([...normalizedRegrets]).toEqual([3, 3]);
    expect(log10Weights[0]).toBe(log10Weights[1]);
    expect(weightSpread(log10Weights)).toBe(0);
  });

  it('shift all regrets by the same amount if the best is very low', () => {
    const { normalizedRegrets } = getWeights([-30, -31, -32], { ...options, epsilon: 1 });
    const step = normalizedRegrets[0]! - normalizedRegrets[1]!;
    expect(normalizedRegrets[0]).toBe(-2);
    expect(normalizedRegrets[1]! - normalizedRegrets[2]!).toBeCloseTo(step, 14);
    expect(step).toBeCloseTo(1 / (Math.sqrt(2 / 3) + 1), 14);
  });

  it('do not shift them if one worker is above the limit of the shift', () => {
    const { normalizedRegrets } = getWeights([-30, 0], { ...options, epsilon: 0 });
    expect([...normalizedRegrets]).toEqual([-2, 0]);
  });

  it('give weight zero below the cut: the spread is then undefined', () => {
    const regrets = [...Array<number>(40).fill(0), -10];
    const bounded = getWeights(regrets, { ...options, epsilon: 0 });
    expect(bounded.normalizedRegrets.at(-1)).toBeLessThan(-5);
    expect(bounded.weights.at(-1)).toBe(0);
    expect(bounded.log10Weights.at(-1)).toBe(-Infinity);
    expect(weightSpread(bounded.log10Weights)).toBeNaN();
    const free = getWeights(regrets, { epsilon: 0, scheme: 'whitepaper' });
    expect(free.weights.at(-1)).toBeGreaterThan(0);
    expect(weightSpread(free.log10Weights)).toBeGreaterThan(0.5);
  });
});

describe('digits', () => {
  it('a common offset of 1e9 does not reduce the precision of the spread', () => {
    const regrets = [-0.5, 0.25, 1, -1.25, 0.75];
    const low = spreadAt(
      regrets.map((regret) => regret - 2 ** 30),
      0.5,
      { scheme: 'whitepaper' },
    ).log10;
    const expected =
      (3 * populationStd(Float64Array.from(regrets))) /
      (Math.LN10 * (populationStd(Float64Array.from(regrets)) + 0.5));
    expect(Math.abs(low / expected - 1)).toBeLessThan(1e-14);
  });

  it('log10 weights are precise if the best worker is far above zero and far above the others', () => {
    // Normalised regrets 0 and at least 1.7e12: the gradient is p / (1 + e^2.25) for the first worker and p
    // for the others.
    const apart = Math.log10(1 + Math.exp(2.25));
    const one = getWeights([0, ...Array<number>(99).fill(1)], { epsilon: 2e-19 });
    expect(one.log10Weights[0]).toBeCloseTo(-apart, 13);
    expect(weightSpread(one.log10Weights)).toBeCloseTo(apart * Math.sqrt(0.0099), 13);
  });

  it('the spread of nearly equal weights has a small relative error', () => {
    // Slope of ln phi' at y = p (x - c), x = 10: 1 / (1 + e^y).
    const regrets = [10, 10 + 1e-9];
    const expected = (3 * (regrets[1]! - 10)) / 2 / (1 + Math.exp(3 * 9.25)) / Math.LN10;
    const spread = spreadAt(regrets, 1, { scheme: { scale: 'mad', bounds: false, ratio: true } }).log10;
    expect(Math.abs(spread / expected - 1)).toBeLessThan(1e-7);
  });

  it('log10 weights are exact even if the weights underflow', () => {
    const { weights, log10Weights } = getWeights([-1000, 0], {
      epsilon: 1,
      scheme: { scale: 'mad', bounds: false, ratio: false },
    });
    expect(weights[1]).toBeGreaterThan(0);
    expect(log10Weights[0]).toBeGreaterThan(-Infinity);
    const tiny = getWeights([-1e6, -1e6], { epsilon: 1, scheme: 'whitepaper' });
    expect(tiny.weights[0]).toBe(0);
    expect(tiny.log10Weights[0]).toBeCloseTo((3 * (-1e6 - 0.75)) / Math.LN10 + Math.log10(3), 6);
  });

  it('regrets at the ends of double precision', () => {
    for (const size of [1e-300, 1e300]) {
      const { log10Weights } = getWeights([-size, size / 2, size], { epsilon: 0 });
      const expected = getWeights([-1, 0.5, 1], { epsilon: 0 }).log10Weights;
      log10Weights.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
    }
  });
});

describe('spreadsOf', () => {
  it('gives the spreads of the weights that getWeights returns', () => {
    fc.assert(
      fc.property(regretVectors, formulas, (regrets, formula) => {
        const { weights, log10Weights } = getWeights(regrets, { ...formula, epsilon: 0.01 });
        const { linear, log10 } = spreadAt(regrets, 0.01, formula);
        expect(linear).toBeCloseTo(populationStd(weights), 12);
        const spread = weightSpread(log10Weights);
        if (Number.isNaN(spread)) expect(log10).toBeNaN();
        else
          expect(Math.abs(log10 - spread)).toBeLessThanOrEqual(
            1e-14 * Math.max(100, ...log10Weights.map(Math.abs)),
          );
      }),
    );
  });
});

describe('epsilon scaled by the median', () => {
  it('multiplies epsilon by |median regret|', () => {
    const scaled = getWeights([-4, -2, -1], { epsilon: 0.25, epsilonScaling: 'median' });
    expect(scaled).toEqual(getWeights([-4, -2, -1], { epsilon: 0.5 }));
  });
});

describe('bestToWorst', () => {
  it('is the ratio of the extremes, of any number of weights; Infinity if one is zero', () => {
    // So many arguments of Math.min would exceed the stack.
    const many = Float64Array.from({ length: 300_000 }, (_, i) => (i % 301) / 100);
    expect(bestToWorst(many)).toBeCloseTo(1000, 9);
    expect(bestToWorst([0, -Infinity])).toBe(Infinity);
    expect(bestToWorst([-Infinity])).toBe(Infinity);
    expect(bestToWorst([0.3])).toBe(1);
  });
});
