/** Types of the committed mapping, `committed.ts`. */

import type { MappingName, SchemeName } from '../weights/schemes.js';

/**
 * The part of the fits of `results/mapping` that answers need, for one formula, number of workers and factor.
 */
export interface CommittedMapping {
  scheme: SchemeName;
  mapping: MappingName;
  workers: number;
  factor: number;
  /** Curves of quantiles of the largest epsilon over epochs. */
  quantiles: Record<'q05' | 'q50' | 'q95', CommittedCurve>;
  /** Share of draws that some epsilon separates, by increasing ratio: [ratio, share, low, high]. */
  shares: readonly (readonly number[])[];
}

export interface CommittedCurve {
  model: string;
  /** Rate of convergence to kappa. The other limits of the curve are parameters. */
  rate: number;
  /** Smallest and largest fitted ratio. */
  ratios: readonly number[];
  draws: number;
  /** Largest |data / fitted - 1|. */
  worstError: number;
  parameters: readonly number[];
  /** Covariance of the parameters: rows up to the diagonal. */
  covariance: readonly (readonly number[])[];
}
