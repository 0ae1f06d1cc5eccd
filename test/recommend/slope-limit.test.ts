/** From which p does an epsilon exist? The library function, and the answers that have no epsilon. */

import { describe, expect, it } from 'vitest';
import { recommendEpsilon, resolvablePrecision } from '../../src/recommend/recommend.js';
import { slopeLimit } from '../../src/recommend/slope-limit.js';
import { tune } from '../../src/recommend/tune.js';
import { normalStream } from '../../src/sampling/stream.js';
import { RUNS_ALL, some } from '../effort.js';

const ofFive = slopeLimit({ workers: 5 });
const ofMany = slopeLimit({ workers: 20 });
/** An answer of other draws, just below the limit. */
const below = recommendEpsilon({ workers: 5, std: 0.05, pNorm: ofFive.interval![0] / 1.02, seed: 9 });

describe('slopeLimit', () => {
  it('is the p at which recommendEpsilon begins to find one, with other draws', () => {
    const { pNorm, interval, level, draws, warnings } = ofFive;
    expect(pNorm! / 3.07).toBeCloseTo(1, 1);
    expect({ level, warnings }).toEqual({ level: 0.95, warnings: [] });
    expect(draws).toBe(80_000);
    expect(below.status).toBe('none');
    const above = recommendEpsilon({ workers: 5, std: 0.05, pNorm: interval![1] * 1.02, seed: 9 });
    expect(above.status).toBe('recommended');
    expect(interval![1] / interval![0]).toBeLessThan(1.05);
  });

  it('does not depend on the unit of the regrets, and is the same for the same seed', () => {
    const question = { workers: 4, confidence: 0.5, meanStdRatio: -1 };
    // Outside CI the limit of five workers is computed again.
    const [one, other] = RUNS_ALL ? [slopeLimit(question), question] : [ofFive, { workers: 5 }];
    expect(one).toEqual(slopeLimit({ ...other, seed: 0 }));
  });

  it('falls with the number of workers and rises with confidence, factor and mean', () => {
    const at = (options: Parameters<typeof slopeLimit>[0]) => slopeLimit(options).pNorm!;
    const usual = at({});
    expect(usual / 2.28).toBeCloseTo(1, 1);
    expect(ofMany.pNorm).toBeLessThan(usual);
    if (RUNS_ALL) expect(at({ cNorm: 1.5 })).toBeLessThan(usual);
    for (const options of some([{ confidence: 0.99 }, { factor: 4 }, { meanStdRatio: 0.5 }], 2))
      expect(at(options)).toBeGreaterThan(usual);
  });

  it('marks a p that the chain does not accept, and finds none above 100', () => {
    const { pNorm, warnings } = slopeLimit({ workers: 2 });
    expect(pNorm).toBeGreaterThan(10);
    expect(warnings).toEqual([expect.stringMatching(/^p_norm \d\d(\.\d)? is not accepted by the chain/)]);
    expect(slopeLimit({ workers: 4, cNorm: 0, meanStdRatio: 9 })).toMatchObject({
      pNorm: null,
      interval: null,
      infiniteWorkers: null,
    });
  });

  it('refuses what it cannot answer', () => {
    expect(() => slopeLimit({ scheme: 'forum-2024' })).toThrow('Expected `scheme` to have no bounds');
    expect(() => slopeLimit({ cNorm: -1 })).toThrow('Expected `cNorm`');
    expect(() => slopeLimit({ workers: 1 })).toThrow('Expected `workers`');
  });
});

describe('an answer without an epsilon', () => {
  const expected = ofFive;

  it('names the same limit with its interval: recommend and precision', () => {
    const answers = [
      [below, ofFive],
      // Few draws of twenty workers are searched. In CI so are the many of five.
      [resolvablePrecision({ epsilon: 0.01, workers: 20, pNorm: 1.5 }), ofMany],
      ...(RUNS_ALL
        ? ([
            [recommendEpsilon({ std: 0.05, workers: 5 }), ofFive],
            [resolvablePrecision({ epsilon: 0.01, workers: 5 }), ofFive],
          ] as const)
        : []),
    ] as const;
    for (const [answer, { interval }] of answers) {
      const [low, high] = answer.slopeLimitInterval!;
      expect(answer.slopeLimit).toBeGreaterThanOrEqual(low);
      expect(answer.slopeLimit).toBeLessThanOrEqual(high);
      expect(low).toBeLessThan(interval![1]);
      expect(high).toBeGreaterThan(interval![0]);
    }
    expect(recommendEpsilon({ std: 0.05 })).toMatchObject({ slopeLimit: null, slopeLimitInterval: null });
  });

  it('names it for a scheme with bounds as well, from the largest p down', () => {
    const { slopeLimit: limit, slopeLimitInterval } = recommendEpsilon({
      std: 0.05,
      pNorm: 2,
      scheme: 'chain-2024',
    });
    expect(limit).toBeGreaterThan(2);
    expect(limit).toBeLessThan(4);
    expect(slopeLimitInterval![0]).toBeLessThanOrEqual(limit!);
    expect(slopeLimitInterval![1]).toBeGreaterThanOrEqual(limit!);
  });

  it('names it in tune, where no p is enough for a large epsilon', () => {
    const { status, slopeLimit: limit, slopeLimitInterval } = tune({ epsilon: 0.6, std: 0.05, workers: 5 });
    expect(status).toBe('none');
    expect(limit! / expected.pNorm!).toBeCloseTo(1, 1);
    expect(slopeLimitInterval![0]).toBeLessThan(expected.pNorm! * 1.01);
    const tuned = tune({ epsilon: 0.01, std: 0.05, workers: RUNS_ALL ? 10 : 100 });
    expect(tuned).toMatchObject({ status: 'tuned', slopeLimit: null, slopeLimitInterval: null });
  });

  it('names that of past epochs: recommend and tune', () => {
    const normal = normalStream({ seed: 1, cell: 0, block: 0 });
    const regrets = Array.from({ length: 400 }, () => Array.from({ length: 5 }, () => 0.05 * normal()));
    const found = recommendEpsilon({ regrets, pNorm: 2 });
    expect(found.status).toBe('none');
    expect(found.slopeLimitInterval![0]).toBeLessThan(expected.pNorm!);
    expect(found.slopeLimitInterval![1]).toBeGreaterThan(expected.pNorm!);
    expect(recommendEpsilon({ regrets, pNorm: found.slopeLimit! * 1.001 }).status).toBe('recommended');
    expect(recommendEpsilon({ regrets, pNorm: found.slopeLimit! * 0.999 }).status).toBe('none');
    expect(tune({ epsilon: 0.6, regrets }).slopeLimit! / found.slopeLimit!).toBeCloseTo(1, 2);
  });
});
