/** Medians over draws of N workers against the quadrature for infinitely many: only the formula is shared. */

import { beforeAll, describe, expect, it } from 'vitest';
import { gaussianMaxEpsilon } from '../../src/theory/infinite-workers.js';
import { rowQuantile } from '../../src/fit/rows-by-ratio.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { MAPPINGS } from '../../src/weights/schemes.js';
import { runThreshold } from '../studies.js';

const SCHEMES = ['whitepaper', 'chain-2026'] as const;
const RATIOS = [-5, 0, 0.5];
/** Standard errors. One of twelve cases exceeds four of them with probability 8e-4. */
const ERRORS = 4;

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
  /** Bias of the median as a multiple of 1 / N: N (median / limit - 1), and its standard error. */
  const bias = (workers: number): { value: number; error: number } => {
    const row = rows.find(
      (each) =>
        each.scheme === scheme && each.mapping === mapping && each.workers === workers && each.mean === ratio,
    )!;
    const { epsilon, standardError } = rowQuantile(row, 'q50')!;
    const limit = gaussianMaxEpsilon(ratio, { scheme, mapping })!;
    return { value: workers * (epsilon / limit - 1), error: (workers * standardError) / limit };
  };

  it('the bias of the median falls faster than 1 / sqrt(N)', () => {
    const [ten, hundred, thousand] = [bias(10), bias(100), bias(1000)];
    // For ten workers the bias is significant and negative, because the std of few regrets is biased low.
    expect(ten.value).toBeLessThan(-ERRORS * ten.error);
    // A bias that falls like 1 / sqrt(N) grows by sqrt(10) and by 10 in this unit.
    expect(Math.abs(hundred.value) + ERRORS * hundred.error).toBeLessThan(
      Math.sqrt(10) * Math.abs(ten.value),
    );
    expect(Math.abs(thousand.value) + ERRORS * thousand.error).toBeLessThan(10 * Math.abs(ten.value));
  });

  it('the values at ten and a hundred workers predict the bias at a thousand', () => {
    const [ten, hundred, thousand] = [bias(10), bias(100), bias(1000)];
    // N times the bias is b + d N^-k, k >= 1/2 (a series in 1 / sqrt(N) whose terms may vanish). Therefore
    // value(1000) = value(100) - 10^-k (value(10) - value(100)), where 10^-k is between 0 and 10^(-1/2).
    const share = Math.sqrt(0.1);
    const change = share * (ten.value - hundred.value);
    const [low, high] = [hundred.value - Math.max(change, 0), hundred.value - Math.min(change, 0)];
    const error = ERRORS * Math.hypot(thousand.error, (1 + share) * hundred.error, share * ten.error);
    expect(thousand.value).toBeGreaterThan(low - error);
    expect(thousand.value).toBeLessThan(high + error);
  });
});
