import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committedTopicsText } from '../../scripts/committed-topics-text.js';
import {
  recommendEpsilon,
  resolvablePrecision,
  type QuestionOptions,
  type RecommendOptions,
} from '../../src/index.js';
import { COMMITTED_TOPICS } from '../../src/recommend/committed-topics.js';
import { completeQuestion } from '../../src/recommend/question.js';
import { topicAdvice, topicPrecision } from '../../src/recommend/topic-advice.js';
import { decimals } from '../weights/arbitraries.js';
import { EQUAL_PAY, HARM } from '../../src/study/kinds/topic/effects.js';

/** The advice of a recommendation, without its simulation: the weights separate up to half a std. */
const advice = ({ scoreStd, ...options }: Partial<RecommendOptions> = {}) =>
  topicAdvice(completeQuestion(options, 0), 1, Math.min(0.5, scoreStd ?? 1), scoreStd ?? null);
const precisionOf = (epsilon: number, options: QuestionOptions) =>
  topicPrecision(completeQuestion(options, 0), epsilon);
const [five, ten, many] = COMMITTED_TOPICS.byInferers as readonly [
  (typeof COMMITTED_TOPICS.byInferers)[number],
  (typeof COMMITTED_TOPICS.byInferers)[number],
  (typeof COMMITTED_TOPICS.byInferers)[number],
];

it('the committed limits of topics are up to date (npm run committed)', async () => {
  const file = new URL('../../src/recommend/committed-topics.ts', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(await committedTopicsText());
});

describe('the epsilon that leaves a topic unharmed', () => {
  it('stands beside the largest epsilon that separates the weights', () => {
    const { epsilon, topic } = recommendEpsilon({ std: 0.05 });
    expect(epsilon).toBe(0.025);
    expect(topic.sentence).toBe(
      'Choose 0.0005; up to 0.025 the weights still separate, but the network loss rises from 0.0066, and pay becomes equal from 0.0084.',
    );
    expect(topic).toMatchObject({
      choose: 0.0005,
      unharmedUpTo: 0.0066,
      harm: { lossChange: HARM, equalPay: EQUAL_PAY },
      simulated: { inferers: [10], forecasters: 3, topics: 100, epochs: 500 },
      topicArgument: { epsilon: '0.0005' },
      notes: [],
    });
    expect(topic.limits.loss).toEqual({
      epsilon: expect.closeTo(0.05 * ten.loss[0], 12) as number,
      interval: [0.05 * ten.loss[1], 0.05 * ten.loss[2]],
    });
  });

  it('is below every interval of every limit, and separates the weights if that is possible', () => {
    const { epsilon, kinds } = COMMITTED_TOPICS.harmless;
    expect(kinds).toBeGreaterThan(10);
    for (const { loss, pay } of [...COMMITTED_TOPICS.byInferers, ...Object.values(COMMITTED_TOPICS.byScheme)])
      for (const [value, low, high] of [loss, pay]) {
        expect([epsilon, low, value, high].toSorted((a, b) => a - b)).toEqual([epsilon, low, value, high]);
      }
    fc.assert(
      fc.property(
        decimals(-3, 0),
        decimals(-6, 6),
        fc.integer({ min: 2, max: 10_000 }),
        (share, power, workers) => {
          const std = 10 ** power;
          const separating = 10 ** share * std;
          const topic = topicAdvice(completeQuestion({ workers }, 0), std, separating, null);
          const wanted = Math.min(epsilon * std, separating);
          // Quotients are rounded to 12 digits before they are rounded down.
          expect(topic.choose).toBeLessThanOrEqual(wanted * (1 + 1e-11));
          expect(topic.choose).toBeGreaterThan(0.9 * wanted);
          expect(topic.choose).toBeLessThan(topic.unharmedUpTo);
        },
      ),
    );
  });

  it('is interpolated in the logarithm of the number of inferers', () => {
    const middle = Math.round(Math.sqrt(ten.inferers * many.inferers));
    const share = Math.log(middle / ten.inferers) / Math.log(many.inferers / ten.inferers);
    const found = advice({ workers: middle });
    for (const name of ['loss', 'pay'] as const) {
      const expected = ten[name].map((end, i) => end ** (1 - share) * many[name][i]! ** share);
      const { epsilon, interval } = found.limits[name];
      [epsilon, ...interval].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
    }
    expect(found.simulated).toMatchObject({ inferers: [10, 24], topics: 40 });
    expect(found.notes).toEqual([]);
    const limits = Array.from(
      { length: 24 - 5 + 1 },
      (_, i) => advice({ workers: 5 + i }).limits.pay.epsilon,
    );
    expect(limits.every((value, i) => i === 0 || value < limits[i - 1]!)).toBe(true);
  });

  it('is that of the nearest number of inferers outside the studied ones, and says so', () => {
    const [few, more] = [advice({ workers: 3 }), advice({ workers: 60 })];
    expect(few.limits.loss.epsilon).toBe(five.loss[0]);
    expect(few.notes).toEqual(['Not simulated: 3 inferers. The limits are those of 5.']);
    expect(more.limits.pay.epsilon).toBe(many.pay[0]);
    expect(more.notes).toEqual([
      'Not simulated: 60 inferers. The limits are those of 24; with more inferers, pay becomes equal at a smaller epsilon.',
    ]);
  });

  it('is that of the study of rules for the formulas of 2024', () => {
    for (const scheme of ['forum-2024', 'chain-2024'] as const) {
      const studied = COMMITTED_TOPICS.byScheme[scheme]!;
      expect(advice({ scheme }).limits.loss.epsilon).toBe(studied.loss[0]);
      expect(advice({ scheme })).toMatchObject({ notes: [], simulated: { inferers: [10], topics: 40 } });
      const other = advice({ scheme, workers: 24 });
      expect(other.limits.pay.epsilon).toBe(many.pay[0]);
      expect(advice({ scheme, workers: 5 }).limits.pay.epsilon).toBe(studied.pay[0]);
      expect(other.notes[0]).toContain(`Simulated only with 10 inferers: ${scheme}.`);
    }
    expect(advice({ scheme: 'whitepaper' }).limits.pay.epsilon).toBe(
      advice({ scheme: 'forum-2024' }).limits.pay.epsilon,
    );
    expect(advice({ scheme: 'whitepaper' }).notes).toEqual([
      'Not simulated: whitepaper. The limits are those of forum-2024.',
    ]);
  });

  it.each([{ pNorm: 2.5 }, { cNorm: 0.5 }, { mapping: 'potential' as const }])(
    'says that topics are not simulated with %j',
    (options) => {
      expect(advice(options).notes).toEqual([
        'Simulated only with the gradient, p 3 and c 0.75. The limits are those of these.',
      ]);
    },
  );

  it('uses the std of the scores as the limit of the pay, if it is known', () => {
    const topic = advice({ scoreStd: 0.1 });
    expect(topic.unharmedUpTo).toBe(0.1);
    expect(topic.sentence).toBe(
      'Choose 0.01; up to 0.1 the weights still separate, and topics like the simulated ones are unharmed.',
    );
    expect(advice({ scoreStd: 0.002 })).toMatchObject({
      choose: 0.002,
      sentence: 'Choose 0.002: it separates the weights and harms no simulated topic.',
    });
  });

  it('exists without an epsilon that separates the weights', () => {
    expect(topicAdvice(completeQuestion({}, 2), 0.05, null, null)).toMatchObject({
      choose: 0.0005,
      sentence: 'At 0.0005 no simulated topic is harmed.',
    });
  });

  it('is in std of the regrets of an epoch, if it comes from data', () => {
    const rows = [
      [0.1, -0.2, 0.3],
      [5.1, 4.8, 5.3],
      [0.1, -0.2, 0.3],
    ];
    const { data, topic } = recommendEpsilon({ regrets: rows });
    expect(topic.limits.pay.epsilon).toBeCloseTo(five.pay[0] * data!.std.median, 12);
    const equal = recommendEpsilon({
      regrets: [
        [1, 1],
        [2, 2],
        [3, 4],
      ],
    });
    expect(equal.topic.choose).toBeGreaterThan(0);
  });
});

describe('the topics that an epsilon leaves unharmed', () => {
  it('are those for which that epsilon is recommended', () => {
    for (const options of [{}, { workers: 7 }, { scheme: 'chain-2024' as const }]) {
      const topic = precisionOf(0.01, options);
      const adviceAt = (std: number) => topicAdvice(completeQuestion(options, 0), std, null, null);
      for (const name of ['loss', 'pay'] as const) {
        const { std, interval } = topic.limits[name];
        expect(adviceAt(std).limits[name].epsilon).toBeCloseTo(0.01, 12);
        expect(interval[0]).toBeLessThan(std);
        expect(interval[1]).toBeGreaterThan(std);
      }
      expect(topic.unharmedFrom).toBeGreaterThanOrEqual(
        Math.max(topic.limits.loss.std, topic.limits.pay.std),
      );
      expect(adviceAt(topic.harmlessFrom).choose).toBe(0.01);
    }
  });

  it('are named in a sentence', () => {
    expect(resolvablePrecision({ epsilon: 0.01 }).topic.sentence).toBe(
      'Topics of 10 inferers are unharmed by it if their regrets spread by 0.076 dex or more; no simulated topic is harmed from 1 dex.',
    );
  });

  it('are refused beyond double precision', () => {
    expect(() => resolvablePrecision({ epsilon: 1e307 })).toThrow('within double precision');
    expect(() => recommendEpsilon({ std: 1e-306 })).toThrow('within double precision');
  });
});
