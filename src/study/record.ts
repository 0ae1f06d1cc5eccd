/**
 * The result tables of a study, as they stand in `results/<study>/*.csv`: one object per row, keyed by the column names of the file.
 * A number that is undefined (an empty field of the file) is `NaN`.
 */

import type { MappingName, SchemeName } from '../weights/schemes.js';

/** Version of the layout of a results folder; raised when a column changes its meaning. */
export const RESULT_FORMAT = 1;

/** What identifies a cell. */
export interface CellKey {
  scheme: SchemeName;
  mapping: MappingName;
  /** Number of workers, N. */
  workers: number;
  seed: number;
  /** Mean of the distribution the regrets are drawn from, dex. */
  mean: number;
  /** Standard deviation of that distribution, dex. */
  std: number;
}

/** A row of `spread.csv`: means over draws of both spreads, at one epsilon. */
export interface SpreadRow extends CellKey {
  /** dex */
  epsilon: number;
  /** S_lin, the population standard deviation of the weights. */
  std_weights: number;
  /** S, the population standard deviation of the log10 weights; undefined where a weight is zero. */
  std_log10_weights: number;
  /** Standard errors of the two means; undefined for a single draw. */
  std_weights_se: number;
  std_log10_weights_se: number;
}

/** A row of `cells.csv` of a grid study: what its epsilon axis shows of one cell. */
export interface GridCellRow extends CellKey {
  /** The epsilon at which S_lin is largest, dex. */
  max_epsilon_std_weights: number;
  /** The largest S_lin. */
  max_std_weights: number;
  /** The epsilon at which S is largest, dex. */
  max_epsilon_std_log10_weights: number;
  /** The largest S. */
  max_std_log10_weights: number;
  /** The largest epsilon of the axis at which S reaches the threshold, dex; undefined where none does. */
  max_epsilon_threshold: number;
  /** Standard errors of the two largest spreads; undefined for a single draw. */
  max_std_weights_se: number;
  max_std_log10_weights_se: number;
}

/** Quantiles of the largest epsilon in `cells.csv` of a threshold study, by the end of their column name. */
export const QUANTILES = { q05: 0.05, q25: 0.25, q50: 0.5, q75: 0.75, q95: 0.95 } as const;
export type QuantileName = keyof typeof QUANTILES;

type Interval<Name extends string> = Record<Name | `${Name}_low` | `${Name}_high`, number>;

/** A row of `cells.csv` of a threshold study: the distribution of the largest epsilon over draws. `_low` and `_high` are 95 % intervals. */
export type ThresholdCellRow = CellKey & {
  /** Name of the variant; there only in a study of variants. */
  variant?: string;
  /** F: the weights are separated when S reaches log10 F. */
  factor: number;
  draws: number;
  /** Standard error of `attainable`. */
  attainable_se: number;
} & /** Share of draws that some epsilon separates. */ Interval<'attainable'> &
  /**
   * Quantiles of the largest epsilon over all draws, dex. A draw that no epsilon separates counts as below every epsilon: a quantile among
   * such draws is undefined, as are the ends of intervals that too few draws leave open.
   */
  Interval<`epsilon_${QuantileName}`> &
  /** Median of the upper bound p sigma / (T ln 10) - s over the regrets of a draw, dex, 0 where that is negative. */
  Interval<'upper_bound_q50'>;
