import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committedCurvesText } from '../../scripts/committed-topics-text.js';
import {
  curvesFor,
  curvesText,
  effectsOf,
  isUnharmed,
  topicEffect,
  topicSentence,
} from '../../src/explore/topic-effect.js';
import { recommendEpsilon } from '../../src/index.js';
import { completeQuestion, type QuestionOptions } from '../../src/recommend/question.js';
import { topicAdvice } from '../../src/recommend/topic-advice.js';
import { decimals } from '../weights/arbitraries.js';

const adviceOf = (options: QuestionOptions) => topicAdvice(completeQuestion(options, 0), 1, 0.5, null);
const curvesOf = (options: QuestionOptions) =>
  curvesFor(completeQuestion(options, 0).scheme, adviceOf(options).simulated.inferers);

it('the committed curves of topics are up to date (npm run committed)', async () => {
  const file = new URL('../../src/explore/committed-curves.ts', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(await committedCurvesText());
});

describe('the curves', () => {
  it('are those of the formula and of the numbers of inferers behind the limits', () => {
    const inferers = (options: QuestionOptions) => curvesOf(options).map((curve) => curve.inferers);
    expect(inferers({})).toEqual([10]);
    expect(inferers({ workers: 7 })).toEqual([5, 10]);
    expect(inferers({ workers: 3 })).toEqual([5]);
    expect(inferers({ workers: 99 })).toEqual([24]);
    for (const scheme of ['forum-2024', 'chain-2024'] as const)
      expect(curvesOf({ scheme, workers: 7 })).toEqual([
        expect.objectContaining({ scheme, inferers: 10, topics: 40 }),
      ]);
    expect(curvesOf({ scheme: 'whitepaper' })).toEqual(curvesOf({ scheme: 'forum-2024' }));
  });

  it('reach the harm at the limits of the answer', () => {
    for (const options of [{}, { workers: 5 }, { workers: 24 }, { scheme: 'forum-2024' as const }]) {
      const { limits, harm } = adviceOf(options);
      const curves = curvesOf(options);
      const workers = options.workers ?? 10;
      expect(topicEffect(curves, workers, limits.loss.epsilon).loss.value).toBeCloseTo(harm.lossChange, 4);
      expect(topicEffect(curves, workers, limits.pay.epsilon).pay.value).toBeCloseTo(harm.equalPay, 4);
    }
  });

  it('are interpolated within their points and inside their intervals', () => {
    fc.assert(
      fc.property(decimals(-5, 3), fc.integer({ min: 2, max: 100 }), (power, workers) => {
        const curves = curvesOf({ workers });
        const { loss, pay } = topicEffect(curves, workers, 10 ** power);
        for (const { value, low, high } of [loss, pay]) {
          // Interpolation rounds.
          expect(low).toBeLessThanOrEqual(value + 1e-12);
          expect(high).toBeGreaterThanOrEqual(value - 1e-12);
        }
        expect(pay.low).toBeGreaterThanOrEqual(0);
        expect(pay.high).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
    const [curve] = curvesOf({});
    for (const { epsilon, loss, pay } of effectsOf(curve!)) {
      const found = topicEffect([curve!], 10, epsilon);
      for (const end of ['value', 'low', 'high'] as const) {
        expect(found.loss[end]).toBeCloseTo(loss[end], 12);
        expect(found.pay[end]).toBeCloseTo(pay[end], 12);
      }
    }
  });
});

describe('the sentence', () => {
  const { topic, question, epsilon } = recommendEpsilon({ std: 0.05 });
  const curves = curvesOf({});
  const sentence = (tried: number) => topicSentence({ topic, question }, curves, tried);

  it('says whether the epsilon harms a topic, and how much', () => {
    expect(sentence(epsilon!)).toBe(
      'At 0.025 dex, 0.5 std of the regrets, a topic is harmed: its network loss rises by 0.057 dex (0.050 to 0.065), and all inferers are paid the same in 47 % of epochs. It is unharmed up to 0.0066 dex.',
    );
    expect(sentence(topic.choose)).toBe(
      'At 0.0005 dex, 0.01 std of the regrets, a topic is unharmed: its network loss rises by 0.001 dex (-0.001 to 0.003), and all inferers are paid the same in 0 % of epochs. It is unharmed up to 0.0066 dex.',
    );
    expect(sentence(7)).toMatch(/^At 7\.9 std, the largest simulated epsilon, a topic is harmed: /);
  });

  it('agrees with the limits', () => {
    expect(isUnharmed(topic, topic.unharmedUpTo)).toBe(true);
    expect(isUnharmed(topic, 1.02 * topic.limits.loss.epsilon)).toBe(false);
  });

  it('names the topics, and what was not simulated', () => {
    expect(curvesText(curves, topic)).toBe(
      '100 simulated topics of 10 inferers and 3 forecasters, with 95 % intervals.',
    );
    expect(curvesText(curvesOf({ workers: 3 }), adviceOf({ workers: 3 }))).toBe(
      '40 simulated topics of 5 inferers and 3 forecasters, with 95 % intervals. Not simulated: 3 inferers. The limits are those of 5.',
    );
  });
});
