/** Answers interpolated between the tables of results/slopes and results/offsets. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { committedLeversText } from '../../scripts/committed-levers-text.js';
import { COMMITTED_LEVERS } from '../../src/recommend/committed-levers.js';
import { answerFromFit } from '../../src/recommend/from-fit.js';
import { answerFromLevers } from '../../src/recommend/from-levers.js';
import { answerBySimulation } from '../../src/recommend/from-simulation.js';
import type { LeverTables } from '../../src/recommend/lever-tables.js';
import { completeQuestion, type QuestionOptions } from '../../src/recommend/question.js';
import { recommendEpsilon, resolvablePrecision } from '../../src/recommend/recommend.js';
import { RUNS_ALL, some } from '../effort.js';

const questionOf = (ratio: number, options: QuestionOptions) => completeQuestion(options, ratio);

it('the committed tables are those of the results', async () => {
  const path = new URL('../../src/recommend/committed-levers.ts', import.meta.url);
  expect(readFileSync(path, 'utf8')).toBe(await committedLeversText());
});

describe('interpolated answers', () => {
  it('are the cells of the tables at their nodes', () => {
    for (const { lever, mapping, values, ratios, tables } of COMMITTED_LEVERS) {
      const { quantiles, shares } = JSON.parse(tables) as LeverTables;
      let found = 0;
      for (const [i, value] of values.entries()) {
        for (const [j, ratio] of ratios.entries()) {
          const answer = answerFromLevers(questionOf(ratio, { mapping, [lever]: value }), COMMITTED_LEVERS);
          if (!answer) continue;
          found++;
          const [median, low, high] = quantiles.q50[i]![j]!;
          expect(answer.median!.value).toBeCloseTo(median, 12);
          expect(answer.median!.low).toBeCloseTo(low, 12);
          expect(answer.median!.high).toBeCloseTo(high, 12);
          expect(answer.recommended!.value).toBeCloseTo(quantiles.q05[i]![j]![0], 12);
          expect(answer.separable.value).toBe(shares[i]![j]![0]);
        }
      }
      expect(found).toBeGreaterThan((values.length * ratios.length) / 4);
    }
  });

  const places: [ratio: number, options: QuestionOptions][] = [
    [0, { pNorm: 5 }],
    [0, { pNorm: 4.3 }],
    [0, { pNorm: 9.1 }],
    [-0.6, { pNorm: 2.6 }],
    [-1.1, { pNorm: 2.3 }],
    [0.3, { pNorm: 6.7, mapping: 'potential' }],
    [-6, { pNorm: 3.7, confidence: 0.5 }],
    [-0.1, { pNorm: 7, confidence: 0.05 }],
    [-0.9, { cNorm: 0.6 }],
    [0, { cNorm: 1.2 }],
    [-2.2, { cNorm: 0.1, mapping: 'potential' }],
    [-0.4, { cNorm: 4, confidence: 0.5 }],
  ];

  it.each(some(places, 8))(
    'agree within 2 % and their intervals with other draws: %s, %j',
    (ratio, options) => {
      const question = questionOf(ratio, options);
      const found = answerFromLevers(question, COMMITTED_LEVERS)!;
      const simulated = answerBySimulation(question, 7);
      for (const name of ['recommended', 'median'] as const) {
        const [a, b] = [found[name]!, simulated[name]!];
        expect(Math.abs(a.value / b.value - 1)).toBeLessThan(0.02);
        // Both are estimates, so their intervals overlap.
        expect(a.low).toBeLessThan(b.high);
        expect(a.high).toBeGreaterThan(b.low);
        expect(a.high / a.low).toBeLessThan(1.06);
      }
      expect(found.separable.low).toBeLessThan(simulated.separable.high);
      expect(found.separable.high).toBeGreaterThan(simulated.separable.low);
    },
  );

  it('continue the fitted mapping of p 3', () => {
    for (const ratio of [-3.3, -0.8, -0.4]) {
      const fitted = answerFromFit(questionOf(ratio, {}))!;
      const found = answerFromLevers(questionOf(ratio, {}), COMMITTED_LEVERS)!;
      expect(found.recommended!.low).toBeLessThan(fitted.recommended!.high);
      expect(found.recommended!.high).toBeGreaterThan(fitted.recommended!.low);
    }
  });

  it.each<[number, QuestionOptions]>([
    [0, { pNorm: 2.4 }],
    [0, { pNorm: 1.4 }],
    [0, { pNorm: 10.1 }],
    [-21, { pNorm: 5 }],
    [3.1, { pNorm: 10 }],
    [0, { pNorm: 5, cNorm: 1 }],
    [0, { pNorm: 5, workers: 11 }],
    [0, { pNorm: 5, factor: 3 }],
    [0, { pNorm: 5, confidence: 0.9 }],
    [0, { pNorm: 5, scheme: 'chain-2024' }],
    [0, { cNorm: 6 }],
  ])('are left to a simulation elsewhere: %s, %j', (ratio, options) => {
    expect(answerFromLevers(questionOf(ratio, options), COMMITTED_LEVERS)).toBeNull();
  });

  it('serve recommendEpsilon and resolvablePrecision', () => {
    expect(recommendEpsilon({ std: 0.05, pNorm: 5 })).toMatchObject({ source: 'fit', epsilon: 0.088 });
    expect(resolvablePrecision({ epsilon: 0.088, pNorm: 5 }).source).toBe('fit');
    expect(recommendEpsilon({ std: 0.05, pNorm: 2.4 }).source).toBe('simulation');
  });
});

describe('a question without an epsilon', () => {
  it('names the smallest p that has one', () => {
    const { exact, slopeLimit } = recommendEpsilon({ std: 0.05, pNorm: 2 });
    expect(exact).toBeNull();
    const answerAt = (pNorm: number) => answerBySimulation(questionOf(0, { pNorm }), 5).recommended;
    expect(answerAt(slopeLimit! - 0.05)).toBeNull();
    expect(answerAt(slopeLimit! + 0.05)).not.toBeNull();
    expect(recommendEpsilon({ std: 0.05 }).slopeLimit).toBeNull();
    // In CI only, because the search of the limits takes long.
    for (const options of RUNS_ALL ? [{}, { pNorm: 10 }] : [])
      expect(answerBySimulation(questionOf(9, options), 0).slopeLimit).toBeNull();
  });
});
