/** Rows of a threshold study, made up. */

import { QUANTILES, type QuantileName } from '../../src/study/table.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';

/** Two-sided 95 % of the normal distribution, in standard errors. */
export const REACH = 1.959963984540054;

const NAMES = Object.keys(QUANTILES) as QuantileName[];

/** A row whose quantiles are all `epsilon`, in dex, with intervals of this relative standard error. */
export function cellRow(
  change: Partial<ThresholdCellRow>,
  epsilon = 1,
  relativeError = 0.01,
): ThresholdCellRow {
  const half = REACH * relativeError * epsilon;
  const quantiles = NAMES.flatMap((name) => [
    [`epsilon_${name}`, epsilon],
    [`epsilon_${name}_low`, epsilon - half],
    [`epsilon_${name}_high`, epsilon + half],
  ]);
  return {
    scheme: 'whitepaper',
    mapping: 'gradient',
    workers: 10,
    seed: 1,
    factor: Math.sqrt(10),
    mean: -1,
    std: 1,
    draws: 1000,
    attainable: 1,
    attainable_se: 0,
    attainable_low: 1,
    attainable_high: 1,
    ...(Object.fromEntries(quantiles) as Pick<ThresholdCellRow, `epsilon_${QuantileName}`>),
    upper_bound_q50: 1e9,
    upper_bound_q50_low: 1e9,
    upper_bound_q50_high: 1e9,
    ...change,
  } as ThresholdCellRow;
}
