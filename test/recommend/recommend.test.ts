import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianMaxEpsilon } from '../../src/theory/infinite-workers.js';
import { getWeights, recommendEpsilon, weightSpread, type RecommendOptions } from '../../src/index.js';
import { COMMITTED_LEVERS } from '../../src/recommend/committed-levers.js';
import { answerFromFit } from '../../src/recommend/from-fit.js';
import { answerFromLevers } from '../../src/recommend/from-levers.js';
import { answerBySimulation } from '../../src/recommend/from-simulation.js';
import { completeQuestion } from '../../src/recommend/question.js';
import { normalStream } from '../../src/sampling/stream.js';
import { MAPPINGS } from '../../src/weights/schemes.js';
import { RUNS_ALL, some } from '../effort.js';
import { decimals } from '../weights/arbitraries.js';

/** Half the width of a 95 % interval, in standard errors. */
const HALF_WIDTH = 1.96;

describe('recommendEpsilon', () => {
  it('gives the same answer from the fit and from a simulation wherever a fit exists', () => {
    const deviations: number[] = [];
    for (const [i, scheme] of (['forum-2024', 'chain-2026'] as const).entries()) {
      for (const [j, mapping] of MAPPINGS.entries()) {
        for (const [k, factor] of [2, 10 ** 0.5].entries()) {
          for (const [l, confidence] of [0.95, 0.05].entries()) {
            for (const [m, ratio] of [-15, 0].entries()) {
              // Outside CI an eighth is asked. Both values of each setting occur equally often in it.
              if (!RUNS_ALL && (l !== j || k !== m || (i + j + k) % 2 === 1)) continue;
              const question = completeQuestion({ scheme, mapping, factor, confidence }, ratio);
              const fitted = answerFromFit(question)!;
              const seed = 2 * (16 * i + 8 * j + 4 * k + 2 * l + m);
              const simulated = answerBySimulation(question, seed);
              for (const key of ['recommended', 'median'] as const) {
                const [a, b] = [fitted[key]!, simulated[key]!];
                const errors = Math.hypot(a.high - a.low, b.high - b.low) / 2 / HALF_WIDTH;
                deviations.push((a.value - b.value) / errors);
              }
              // Between two ratios of the study, the fit bounds the share by the shares at both ratios.
              const [share, width] = [
                simulated.separable.value,
                2 * (simulated.separable.high - simulated.separable.low),
              ];
              expect(share).toBeGreaterThanOrEqual(fitted.separable.low - width);
              expect(share).toBeLessThanOrEqual(fitted.separable.high + width);
            }
          }
        }
      }
    }
    // If the models are right, the probability that one of 64 exceeds 5 is 4e-5, and of 8 it is 5e-6. The
    // simulations are those of CI, so a deviation that CI finds is missed here only if it is in the others.
    expect(deviations).toHaveLength(RUNS_ALL ? 64 : 8);
    expect(Math.max(...deviations.map(Math.abs))).toBeLessThan(5);
    expect(deviations.reduce((sum, each) => sum + each * each, 0) / deviations.length).toBeLessThan(2);
  }, 300_000);

  it('gives an epsilon that separates the wanted share of newly drawn epochs', () => {
    const draws = RUNS_ALL ? 4000 : 1000;
    const questions = [
      { std: 0.05 },
      { std: 2, meanStdRatio: -3, scheme: 'whitepaper', workers: 5 },
      { std: 0.01, mean: 0.002, mapping: 'potential', confidence: 0.8, factor: 2, scheme: 'chain-2024' },
      // Outside the tables of other slopes and offsets, which are for ten workers.
      { std: 0.05, workers: 5, pNorm: 5 },
      { std: 0.05, workers: 24, pNorm: 5 },
      { std: 0.05, workers: 11, pNorm: 5, cNorm: 2, mapping: 'potential' },
      { std: 1, workers: 31, pNorm: 2.5, cNorm: 0.5, confidence: 0.99, factor: 2 },
    ] satisfies RecommendOptions[];
    for (const options of some(questions, 3)) {
      const { exact, question } = recommendEpsilon(options);
      const normal = normalStream({ seed: 12345, cell: 9, block: 0 });
      let separated = 0;
      for (let draw = 0; draw < draws; draw++) {
        const regrets = Array.from(
          { length: question.workers },
          () => question.mean + question.std * normal(),
        );
        const { log10Weights } = getWeights(regrets, { ...options, epsilon: exact! });
        if (weightSpread(log10Weights) >= Math.log10(question.factor)) separated++;
      }
      const { confidence } = question;
      const error = Math.sqrt((confidence * (1 - confidence)) / draws);
      expect(Math.abs(separated / draws - confidence)).toBeLessThan(4 * error);
    }
  });

  it('is proportional to the std at a given ratio', () => {
    fc.assert(
      fc.property(decimals(-19, 0), decimals(-6, 6), (ratio, power) => {
        const [one, other] = [1, 10 ** power].map((std) => recommendEpsilon({ std, meanStdRatio: ratio }));
        expect(other!.exact! / 10 ** power).toBeCloseTo(one!.exact!, 10);
        expect(other!.upperBound / 10 ** power).toBeCloseTo(one!.upperBound, 10);
        expect(other!.separableShare).toBe(one!.separableShare);
      }),
    );
  });

  it('decreases with confidence, factor and ratio, increases with p, and is below median and upper bound', () => {
    const usual = { confidence: 0.95, factor: Math.sqrt(10), meanStdRatio: -1, pNorm: 3 };
    // Outside CI there are ten workers. Committed tables answer all but one of the questions about them.
    const workers = RUNS_ALL ? 9 : 10;
    const answerOf = (options: Partial<RecommendOptions>) =>
      recommendEpsilon({ std: 1, workers, ...usual, ...options }).exact!;
    const exactUsual = answerOf({});
    const isFalling = (name: keyof typeof usual, values: number[]) => {
      // Outside CI only the first value is compared with the usual one.
      const asked = values.filter((value, i) => RUNS_ALL || i === 0 || value === usual[name]);
      const found = asked.map((value) => (value === usual[name] ? exactUsual : answerOf({ [name]: value })));
      return found.length > 1 && found.every((value, i) => i === 0 || value < found[i - 1]!);
    };
    expect(isFalling('confidence', [0.5, 0.8, 0.95, 0.99])).toBe(true);
    expect(isFalling('factor', [1.5, 2, 3, Math.sqrt(10)])).toBe(true);
    expect(isFalling('meanStdRatio', [-5, -1, 0])).toBe(true);
    expect(isFalling('pNorm', [4.5, 3, 2.5])).toBe(true);
    const { exact, median, upperBound, epsilon } = recommendEpsilon({ std: 1, meanStdRatio: -1 });
    expect(exact!).toBeLessThan(median!);
    expect(median!).toBeLessThan(upperBound);
    expect(epsilon!).toBeLessThanOrEqual(exact!);
  });

  it('converges to the quadrature of infinitely many workers', () => {
    const limit = gaussianMaxEpsilon(-0.5)!;
    const { exact, median } = recommendEpsilon({ std: 1, meanStdRatio: -0.5, workers: 4000 });
    expect(Math.abs(median! / limit - 1)).toBeLessThan(0.005);
    expect(exact! / limit).toBeGreaterThan(0.9);
  });

  it('names the source of an answer, with its interval and draws', () => {
    const fitted = recommendEpsilon({ std: 0.05 });
    expect(fitted).toMatchObject({
      status: 'recommended',
      source: 'fit',
      level: 0.95,
      binding: 'weights',
      advice: null,
    });
    expect(fitted.question).toEqual({
      std: 0.05,
      mean: 0,
      workers: 10,
      confidence: 0.95,
      factor: Math.sqrt(10),
      scheme: 'chain-2026',
      mapping: 'gradient',
      pNorm: 3,
      cNorm: 0.75,
    });
    const simulated = recommendEpsilon({ std: 0.05, workers: 11 });
    for (const [i, change] of [
      { confidence: 0.9 },
      { factor: 2.5 },
      { scheme: 'whitepaper' as const },
      { pNorm: 2.4 },
      { cNorm: 7 },
      { meanStdRatio: -25 },
    ].entries()) {
      const question = completeQuestion(change, change.meanStdRatio ?? 0);
      expect(answerFromFit(question) ?? answerFromLevers(question, COMMITTED_LEVERS)).toBeNull();
      // Outside CI the first question is simulated, because a simulation takes long.
      if (!RUNS_ALL && i > 0) continue;
      expect(recommendEpsilon({ std: 0.05, ...change }).source).toBe('simulation');
    }
    expect(simulated.source).toBe('simulation');
    for (const { intervals, exact, draws } of [fitted, simulated]) {
      expect(intervals.exact![0]).toBeLessThan(exact!);
      expect(intervals.exact![1]).toBeGreaterThan(exact!);
      expect(draws).toBeGreaterThan(100_000);
    }
    expect(recommendEpsilon({ std: 0.05, workers: 11 })).toEqual(simulated);
    expect(recommendEpsilon({ std: 0.05, workers: 11, seed: 2 }).exact).not.toBe(simulated.exact);
  });

  it('uses the limit of the rewards if it is tighter', () => {
    expect(recommendEpsilon({ std: 0.05, scoreStd: 0.02 })).toMatchObject({
      epsilon: 0.02,
      binding: 'rewards',
      limits: { rewards: 0.02 },
    });
    expect(recommendEpsilon({ std: 0.05, scoreStd: 0.2 })).toMatchObject({
      epsilon: 0.025,
      binding: 'weights',
    });
    expect(recommendEpsilon({ std: 0.05 }).limits.rewards).toBeNull();
  });

  it('explains why nothing can be recommended, and which changes would help', () => {
    // Outside CI there are fifty workers, because fewer draws of them are searched for a mean.
    const asked = { std: 0.05, workers: RUNS_ALL ? 10 : 50 };
    const none = recommendEpsilon({ ...asked, mean: 0.1 });
    expect(none).toMatchObject({ status: 'none', epsilon: null, exact: null, binding: null });
    expect(none.separableShare).toBeLessThan(0.1);
    const limit = Number(/at most ([-\d.e]+)/.exec(none.advice!)![1]);
    expect(recommendEpsilon({ ...asked, mean: limit - 0.001 }).status).toBe('recommended');
    expect(recommendEpsilon({ ...asked, mean: limit + 0.002 }).status).toBe('none');
    const confidence = Number(/below ([\d.]+) %/.exec(none.advice!)![1]) / 100;
    expect(recommendEpsilon({ ...asked, mean: 0.1, confidence: confidence * 0.98 }).status).toBe(
      'recommended',
    );
    // p / ln(factor) < 1: no mean is low enough.
    const hopeless = recommendEpsilon({ std: 0.05, factor: 25, scheme: 'whitepaper' });
    expect(hopeless).toMatchObject({ status: 'none', upperBound: 0, separableShare: 0 });
    expect(hopeless.advice).toBe('It takes a smaller factor.');
    // In CI only, because the search for a mean takes long.
    if (!RUNS_ALL) return;
    // With the MAD, the spread of one epoch in seven exceeds its scale so much that some epsilon separates
    // it.
    const lucky = recommendEpsilon({ std: 0.05, factor: 25 });
    expect(lucky).toMatchObject({ status: 'none', upperBound: 0 });
    expect(lucky.separableShare).toBeGreaterThan(0.1);
  });

  it.each([
    [{ std: 0 }, '`std` to be a finite number > 0, got `0`'],
    [{ std: NaN }, '`std` to be a finite number > 0'],
    [{ std: 1, mean: Infinity }, '`mean` to be a finite number'],
    [{ std: 1e-300, mean: 1e300 }, '`mean` to be a finite number when divided by the std'],
    [{ std: 1, mean: 0, meanStdRatio: 1 }, '`mean` or `meanStdRatio`, got both'],
    [{ std: 1, meanStdRatio: NaN }, '`meanStdRatio` to be a finite number'],
    [{ std: 1, workers: 1 }, '`workers` to be a whole number from 2 to 10000, got `1`'],
    [{ std: 1, workers: 2.5 }, '`workers` to be a whole number'],
    [{ std: 1, confidence: 1 }, '`confidence` to be a number between 0 and 1, got `1`'],
    [{ std: 1, factor: 1 }, '`factor` to be a finite number > 1, got `1`'],
    [{ std: 1, scheme: 'x' as never }, '`scheme` to be'],
    [{ std: 1, mapping: 'x' as never }, '`mapping` to be'],
    [{ std: 1, pNorm: 0 }, '`pNorm` to be a finite number > 0'],
    [{ std: 1, scoreStd: 0 }, '`scoreStd` to be a finite number > 0'],
    [{ std: 1, seed: -1 }, '`seed` to be a whole number from 0 to 2^53 - 1, got `-1`'],
    [{ std: 1, scoreStd: 1, scores: [[1, 2]] }, 'Expected `scoreStd` or `scores`, got both'],
    [
      {
        std: 1,
        scores: [
          [1, 1],
          [1, 1],
        ],
      },
      '`scores`: expected scores that differ, got ten equal ones in more than 5 % of epochs',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => recommendEpsilon(options)).toThrow(message);
  });
});
