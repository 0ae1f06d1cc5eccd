/** Epsilon is fixed: the smallest p, or c, that separates the weights. */

import { describe, expect, it } from 'vitest';
import { updateTopicCommand } from '../../src/recommend/topic-messages.js';
import { recommendEpsilon, resolvablePrecision } from '../../src/recommend/recommend.js';
import { tune, type TuneOptions } from '../../src/recommend/tune.js';
import type { Tuning } from '../../src/recommend/tuning.js';
import { normalStream } from '../../src/sampling/stream.js';
import { RUNS_ALL, some } from '../effort.js';
import { SCHEME_NAMES } from '../../src/weights/schemes.js';

/** Regrets of `epochs` epochs of `workers` workers, dex; every seventh regret is absent if `gaps`. */
function regretsOf(epochs: number, workers: number, std: number, gaps = false): number[][] {
  const normal = normalStream({ seed: 7, cell: 0, block: 0 });
  return Array.from({ length: epochs }, (_, i) =>
    Array.from({ length: workers }, (_, j) => {
      const regret = std * normal();
      return gaps && (i * workers + j) % 7 === 0 ? NaN : regret;
    }),
  );
}

/** The question of the examples; its answer takes half a second. */
const QUESTION = { epsilon: 0.1, std: 0.05 };
const usual = tune(QUESTION);
/** A smaller epsilon, for which the usual p is enough. */
const small = tune({ epsilon: 0.01, std: 0.05 });
/** Outside CI the scheme has bounds, because the other questions are about one without bounds. */
const SCHEMES = RUNS_ALL ? SCHEME_NAMES : (['forum-2024'] as const);

describe('tune', () => {
  // Largest epsilons of `recommend` for std 0.05 by p, as the chain's users measured them, rounded down.
  const largest = [
    [2.5, 0.0077],
    [3, 0.025],
    [5, 0.088],
    [10, 0.22],
  ] as const;
  it.each(some(largest, 4))(
    'is the inverse of recommendEpsilon: p %s for its largest epsilon',
    (pNorm, epsilon) => {
      const { exact, interval, status } = tune({ epsilon, std: 0.05 });
      expect(status).toBe('tuned');
      expect(exact! / pNorm).toBeGreaterThan(0.97);
      expect(exact! / pNorm).toBeLessThan(1.005);
      expect(exact).toBeGreaterThanOrEqual(interval![0]);
      expect(exact).toBeLessThanOrEqual(interval![1]);
    },
  );

  it('answers the question of its example: p 5.4', () => {
    const { pNorm, cNorm, topicArgument, isEnough } = usual;
    expect({ pNorm, cNorm, topicArgument, isEnough }).toEqual({
      pNorm: 5.4,
      cNorm: 0.75,
      topicArgument: { p_norm: '5.4', c_norm: '0.75' },
      isEnough: false,
    });
  });

  it.each(SCHEMES)('gives a p with which other draws are separated: %s', (scheme) => {
    const mappings = RUNS_ALL ? (['gradient', 'potential'] as const) : (['gradient'] as const);
    for (const mapping of mappings) {
      const options = { std: 0.2, meanStdRatio: -0.5, workers: 7, confidence: 0.8, scheme, mapping };
      const { exact, interval } = tune({ ...options, epsilon: 0.3 });
      const found = recommendEpsilon({ ...options, pNorm: exact!, seed: 99 });
      // The interval of p, and of the epsilon of other draws.
      expect(found.intervals.exact![0]).toBeLessThan(0.3 * (interval![1] / exact!) ** 2);
      expect(found.intervals.exact![1]).toBeGreaterThan(0.3 * (interval![0] / exact!) ** 2);
    }
  });

  it('depends only on epsilon / std', () => {
    const { exact, interval } = usual;
    const scaled = tune({ epsilon: 0.4, std: 0.2 });
    expect(scaled.exact).toBeCloseTo(exact!, 2);
    expect(scaled.interval![1]).toBeCloseTo(interval![1], 2);
  });

  it('needs a larger p for a larger epsilon, confidence or factor, and for more workers that count', () => {
    const exactOf = (options: Partial<TuneOptions>) => tune({ ...QUESTION, ...options }).exact!;
    const base = usual.exact!;
    expect(small.exact).toBeLessThan(base);
    for (const options of some([{ factor: 4 }, { confidence: 0.98 }, { epsilon: 0.12 }], 3))
      expect(exactOf(options)).toBeGreaterThan(base);
    const { now, then } = usual;
    expect(then!.effectiveWorkers.median).toBeLessThan(now.effectiveWorkers.median);
    expect(then!.separated.value).toBeGreaterThanOrEqual(0.95);
    expect(now.separated.value).toBeLessThan(0.95);
  });

  it(
    'has an interval that covers the answer of many draws, as often as it claims',
    { timeout: 300_000 },
    () => {
      // Of 40 intervals of 95 %, fewer than 33 cover with a probability of 1e-3; of 3, none with 1e-4.
      const [count, least] = RUNS_ALL ? [40, 33] : [3, 1];
      const answers = Array.from({ length: count }, (_, seed) =>
        tune({ epsilon: 0.1, std: 0.05, workers: 100, seed }),
      );
      const mean = answers.reduce((sum, { exact }) => sum + exact!, 0) / answers.length;
      const covered = answers.filter(({ interval }) => interval![0] <= mean && mean <= interval![1]).length;
      expect(covered).toBeGreaterThanOrEqual(least);
    },
  );

  it('finds c where p stays: the weak lever', () => {
    const { levers } = tune({ epsilon: 0.03, std: 0.05 });
    const { pNorm, cNorm } = levers.cNorm!;
    expect(pNorm).toBe(3);
    expect(recommendEpsilon({ std: 0.05, cNorm }).exact! / 0.03).toBeCloseTo(1, 1.5);
    // Outside CI the epsilon is that of the example, because its answer is known.
    const tooLarge = RUNS_ALL ? tune({ epsilon: 0.044, std: 0.05 }) : usual;
    expect(tooLarge.levers.cNorm).toBeNull();
  });

  it('says that p and c are enough, and changes nothing', () => {
    expect(small).toMatchObject({ status: 'tuned', isEnough: true, topicArgument: null });
    expect(small.pNorm).toBe(2.6);
    expect(small.advice).toBe('The present p 3 and c 0.75 are enough: change nothing.');
  });

  it('names a p that the chain does not accept where none within its limits is enough', () => {
    const answer = tune({ epsilon: 0.5, std: 0.05 });
    expect(answer).toMatchObject({
      status: 'none',
      pNorm: null,
      cNorm: null,
      exact: null,
      interval: null,
      then: null,
      topicArgument: null,
    } satisfies Partial<Tuning>);
    expect(answer.pNormBeyond).toBeGreaterThan(20);
    expect(answer.advice).toContain('p 22 would, but the chain accepts p 1 to 10 (v0.17)');
  });

  it('warns of a p that the chain does not accept, and does not call it enough', () => {
    // Outside CI the regrets are of few epochs, because the warning does not depend on them.
    const question = RUNS_ALL ? QUESTION : { epsilon: 0.1, regrets: regretsOf(20, 10, 0.05) };
    const answer = tune({ ...question, pNorm: 11 });
    expect(answer.isEnough).toBe(false);
    expect(answer.pNorm).toBe(RUNS_ALL ? 5.4 : tune(question).pNorm);
    expect(answer.warnings).toEqual(['p_norm 11 is not accepted by the chain (v0.17: 1 to 10).']);
  });

  it('takes p and c together where neither alone is enough', () => {
    const { levers, pNorm, cNorm, status } = tune({ epsilon: 0.21, std: 0.05, cNorm: 0 });
    expect(levers).toMatchObject({ pNorm: null, cNorm: null });
    expect(status).toBe('tuned');
    expect(pNorm).toBe(10);
    expect(cNorm).toBeGreaterThan(0);
  });

  it('answers for up to 10,000 workers', { timeout: 120_000 }, () => {
    // Outside CI the topic has 1,000 workers. Their number of draws is the least one, too.
    const { exact, draws } = tune({ ...QUESTION, workers: RUNS_ALL ? 10_000 : 1000 });
    expect(draws).toBe(200);
    expect(exact).toBeGreaterThan(3);
    expect(exact).toBeLessThan(usual.exact!);
  });
});

describe('tune with regrets', () => {
  // Ten workers in most epochs, for which committed tables answer beside the data.
  const regrets = regretsOf(400, 12, 0.05, true);

  it('gives the smallest p that separates the share of these epochs', () => {
    const answer = tune({ epsilon: 0.1, regrets });
    const shareAt = (pNorm: number) =>
      resolvablePrecision({ epsilon: 0.1, regrets, pNorm }).data!.separated.value;
    expect(answer.source).toBe('data');
    expect(answer.draws).toBe(400);
    expect(shareAt(answer.exact!)).toBeGreaterThanOrEqual(0.95);
    expect(shareAt(answer.exact! * 0.9985)).toBeLessThan(0.95);
    expect(answer.then!.separated.value).toBe(shareAt(answer.pNorm!));
    expect(answer.question).toMatchObject({ std: null, mean: null, workers: 10 });
  });

  it('agrees with drawn regrets within its interval', () => {
    const { interval } = tune({ epsilon: 0.1, regrets: regretsOf(400, 10, 0.05) });
    const { exact } = usual;
    expect(interval![0]).toBeLessThan(exact!);
    expect(interval![1]).toBeGreaterThan(exact!);
  });

  it('has an open interval with few epochs', () => {
    const answer = tune({ epsilon: 0.1, regrets: regretsOf(20, 10, 0.05) });
    expect(answer.interval![1]).toBe(Infinity);
    expect(answer.levers.pNorm!.interval[1]).toBeNull();
  });
});

describe('bad options of tune', () => {
  it.each([
    [{}, /epsilon/],
    [{ epsilon: 0, std: 1 }, /epsilon/],
    [{ epsilon: 1 }, /std/],
    [{ epsilon: 1, std: -1 }, /std/],
    [{ epsilon: 1, std: 1, workers: 1 }, /workers/],
    [{ epsilon: 1, std: 1, confidence: 1 }, /confidence/],
    [{ epsilon: 1, std: 1, mean: 1, meanStdRatio: 1 }, /mean/],
    [{ epsilon: 1, regrets: [[1, 2]], std: 1 }, /std/],
    [{ epsilon: 1, regrets: 'x' }, /regrets/],
    [null, /options/],
  ])('are refused by name: %j', (options, message) => {
    expect(() => tune(options as unknown as TuneOptions)).toThrow(message);
  });
});

describe('the command that updates a topic', () => {
  it('repeats known values as one word each, and names the others', () => {
    const command = updateTopicCommand({ metadata: "ETH 5min's", p_norm: '5.4', c_norm: '0.75' });
    expect(command).toBe(
      "allorad tx emissions update-topic <sender> <topic_id> 'ETH 5min'\\''s' <loss_method> <alpha_regret> " +
        '<merit_sortition_alpha> 5.4 0.75 <max_labels_per_submission> <label_whitelist> <label_default_value>',
    );
  });
});
