/**
 * The result tables of a study, as they stand in `results/<study>/*.csv`: one object per row, keyed by the column names of the file.
 * A number that is undefined (an empty field of the file) is `NaN`.
 */

import type { EpsilonScaling, MappingName, SchemeName } from '../weights/schemes.js';

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
  /**
   * The smallest epsilon of the axis at which S is defined for every draw, dex; undefined where there is none. Not there for a single draw
   * of which `spread.csv` tells.
   */
  min_epsilon_defined: number;
}

/** A row of `blanks.csv`: shares of draws, each with its 95 % interval. A draw is blank if S reaches the threshold at no epsilon of the axis. */
export type BlankRow = CellKey & { draws: number } & Interval<
    /** A bound makes a weight zero at some epsilon of the axis: S is undefined there. */
    | 'zero_weight'
    | 'blank'
    /** Blank, though some epsilon separates the weights, as the certified search finds. */
    | 'blank_attainable'
    /** Of these, draws in which S is undefined at an epsilon of the axis below that one. */
    | 'blank_zero_weight'
  >;

/** A row of `cells.csv` of a relative study: quantiles over draws, each with its 95 % interval. */
export type RelativeCellRow = CellKey & {
  /** Of the largest spread. */
  fraction: number;
  draws: number;
} & /** The largest epsilon at which that fraction is left, dex. */ Interval<
    'epsilon_q05' | 'epsilon_q50' | 'epsilon_q95'
  > &
  /** The largest spread S over all epsilons, certified, and the epsilon at which it is reached, dex. */
  Interval<'max_std_log10_weights_q50' | 'max_epsilon_std_log10_weights_q50'>;

/** What identifies a row of `vectors.csv`. */
export interface VectorKey {
  /** Name of the vector of regrets. */
  vector: string;
  scheme: SchemeName;
  mapping: MappingName;
  epsilon_scaling: EpsilonScaling;
}

/** A row of `weights.csv`: a worker at one epsilon. */
export interface WeightRow extends VectorKey {
  epsilon: number;
  /** From 1. */
  worker: number;
  /** dex */
  regret: number;
  weight: number;
  /** Undefined where the weight is zero. */
  log10_weight: number;
}

/** A row of `spread.csv` of a sweep. */
export interface VectorSpreadRow
  extends VectorKey, Pick<SpreadRow, 'epsilon' | 'std_weights' | 'std_log10_weights'> {}

/** A row of `vectors.csv`: a vector of regrets, and what the certified searches find. Epsilons are dex, over |median| where they are scaled by it. */
export interface VectorRow extends VectorKey {
  workers: number;
  min_regret: number;
  max_regret: number;
  median_regret: number;
  /** Population standard deviation, dex. */
  std_regrets: number;
  /** s of the scheme, dex. */
  scale: number;
  /** The largest S over all epsilons; undefined where it has no limit. */
  max_std_log10_weights: number;
  max_epsilon_std_log10_weights: number;
  /** The largest epsilon at which S reaches the threshold; undefined if there is none, or no largest. */
  max_epsilon_threshold: number;
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
