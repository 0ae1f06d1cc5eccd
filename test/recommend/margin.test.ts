/** The margin of an epsilon that cannot be changed: another std, and the p that repairs the topic then. */

import { describe, expect, it } from 'vitest';
import { recommendEpsilon } from '../../src/recommend/recommend.js';
import type { RecommendOptions } from '../../src/recommend/recommendation.js';
import { tune } from '../../src/recommend/tune.js';
import { RUNS_ALL, some } from '../effort.js';

const ofTwelve = recommendEpsilon({ std: 0.05, workers: 12 });

describe('the margin', () => {
  it('is the answer for half and twice the std', () => {
    const questions: Partial<RecommendOptions>[] = [{ workers: 12 }, { pNorm: 5 }, { meanStdRatio: -1 }, {}];
    for (const options of some(questions, 2)) {
      const { margin } = options.workers === 12 ? ofTwelve : recommendEpsilon({ std: 0.05, ...options });
      const half = recommendEpsilon({ std: 0.025, ...options });
      const twice = recommendEpsilon({ std: 0.1, ...options });
      for (const [name, std, other] of [
        ['half', 0.025, half],
        ['twice', 0.1, twice],
      ] as const) {
        expect(margin![name].std).toBe(std);
        expect(margin![name].exact).toBeCloseTo(other.exact!, 12);
        expect(margin![name].interval[0]).toBeCloseTo(other.intervals.exact![0], 12);
        expect(margin![name].interval[1]).toBeCloseTo(other.intervals.exact![1], 12);
      }
      expect(margin!.epsilon).toBe(half.epsilon);
    }
  });

  /** Outside CI a question changes two fields, because each question takes half a second. */
  const changes: Partial<RecommendOptions>[] = RUNS_ALL
    ? [{}, { meanStdRatio: -1 }, { pNorm: 4 }, { mapping: 'potential' }, { confidence: 0.5 }]
    : [
        { meanStdRatio: -1, mapping: 'potential' },
        { pNorm: 4, confidence: 0.5 },
      ];
  it.each(changes)('repairs the topic with the p that tune finds: %j', (options) => {
    const { margin, exact } = recommendEpsilon({ std: 0.05, ...options });
    const { exact: pNorm, interval } = tune({ ...options, epsilon: exact!, std: 0.025 });
    const { repair } = margin!;
    expect(repair!.exact / pNorm!).toBeGreaterThan(0.98);
    expect(repair!.exact / pNorm!).toBeLessThan(1.02);
    expect(repair!.interval[0]).toBeLessThan(interval![1]);
    expect(repair!.interval[1]).toBeGreaterThan(interval![0]);
    expect(repair!.pNorm).toBeGreaterThanOrEqual(repair!.exact);
  });

  it('has no p where the tables end, where p 10 is too small, or without an epsilon', () => {
    // Outside CI the answers of twelve workers are known, and another c is left out.
    const outside = RUNS_ALL ? recommendEpsilon({ std: 0.05, workers: 11 }) : ofTwelve;
    expect(outside.margin!.repair).toBeNull();
    expect(recommendEpsilon({ std: 0.05, pNorm: 8 }).margin!.repair).toBeNull();
    if (RUNS_ALL) expect(recommendEpsilon({ std: 0.05, cNorm: 1 }).margin!.repair).toBeNull();
    // Outside CI there are more workers, because fewer draws of them are searched for a mean.
    const none = recommendEpsilon({ std: 0.05, mean: 0.1, workers: RUNS_ALL ? 10 : 50 });
    expect(none.margin).toBeNull();
  });
});
