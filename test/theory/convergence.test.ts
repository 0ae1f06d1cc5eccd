/** Medians over draws of N workers against the quadrature for infinitely many, which shares nothing with them but the formula. */

import { beforeAll, describe, expect, it } from 'vitest';
import { gaussianMaxEpsilon } from '../../src/theory/infinite-workers.js';
import { rowQuantile } from '../../src/fit/rows-by-ratio.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { MAPPINGS } from '../../src/weights/schemes.js';
import { runThreshold } from '../studies.js';

const SCHEMES = ['whitepaper', 'chain-2026'] as const;
const RATIOS = [-5, 0, 0.5];
/** Twelve cases: one beyond four standard errors has a chance of 8e-4. */
const REACH = 4;

let rows: ThresholdCellRow[];
beforeAll(async () => {
  const study = { name: 'convergence', schemes: [...SCHEMES], axis: 'ratio', mean: RATIOS, std: 1 };
  const few = await runThreshold({ ...study, workers: [10, 100], draws: 16_384 });
  const many = await runThreshold({ ...study, workers: 1000, draws: 4096 });
  rows = [...few.cells, ...many.cells];
}, 60_000);

describe.each(
  SCHEMES.flatMap((scheme) =>
    MAPPINGS.flatMap((mapping) => RATIOS.map((ratio) => ({ scheme, mapping, ratio }))),
  ),
)('$scheme, $mapping, mean / std = $ratio', ({ scheme, mapping, ratio }) => {
  /** N (median / g - 1), the bias of the median as a multiple of 1 / N, and its standard error. */
  const bias = (workers: number): { value: number; error: number } => {
    const row = rows.find(
      (each) =>
        each.scheme === scheme && each.mapping === mapping && each.workers === workers && each.mean === ratio,
    )!;
    const { epsilon, standardError } = rowQuantile(row, 'q50')!;
    const limit = gaussianMaxEpsilon(ratio, { scheme, mapping })!;
    return { value: workers * (epsilon / limit - 1), error: (workers * standardError) / limit };
  };

  it('the bias of the median falls like 1 / N, faster than 1 / sqrt(N)', () => {
    const [ten, hundred, thousand] = [bias(10), bias(100), bias(1000)];
    // At ten workers there is one to speak of, and it is low: the std of few regrets is.
    expect(ten.value).toBeLessThan(-REACH * ten.error);
    // One that fell like 1 / sqrt(N) would have grown by sqrt(10) and by 10 in this unit.
    expect(Math.abs(hundred.value) + REACH * hundred.error).toBeLessThan(Math.sqrt(10) * Math.abs(ten.value));
    expect(Math.abs(thousand.value) + REACH * thousand.error).toBeLessThan(10 * Math.abs(ten.value));
  });

  it('and goes on at a thousand workers as from ten to a hundred', () => {
    const [ten, hundred, thousand] = [bias(10), bias(100), bias(1000)];
    // N times the bias is b + d N^-k, k = 1/2 in a series in 1 / sqrt(N), more where its terms vanish. From the values at 10 and 100 it follows
    // that at 1000 it is the value at 100, less that at 10 minus that at 100 times 10^-k: at most 10^(-1/2) of it.
    const share = Math.sqrt(0.1);
    const change = share * (ten.value - hundred.value);
    const [low, high] = [hundred.value - Math.max(change, 0), hundred.value - Math.min(change, 0)];
    const error = REACH * Math.hypot(thousand.error, (1 + share) * hundred.error, share * ten.error);
    expect(thousand.value).toBeGreaterThan(low - error);
    expect(thousand.value).toBeLessThan(high + error);
  });
});
