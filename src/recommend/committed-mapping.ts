/** The form of the committed mapping, `committed.ts`. */

import type { MappingName, SchemeName } from '../weights/schemes.js';

/** What answers need of the fits of `results/mapping`, for one formula, number of workers and factor. */
export interface CommittedMapping {
  scheme: SchemeName;
  mapping: MappingName;
  workers: number;
  factor: number;
  /** Of the largest epsilon over epochs. */
  quantiles: Record<'q05' | 'q50' | 'q95', CommittedCurve>;
  /** Share of draws that some epsilon separates, at increasing ratios: [ratio, share, low, high]. */
  shares: readonly (readonly number[])[];
}

export interface CommittedCurve {
  model: string;
  /** How fast the curve gets to its kappa; its other limits are parameters. */
  rate: number;
  /** Smallest and largest ratio that it was fitted to. */
  ratios: readonly number[];
  draws: number;
  worstError: number;
  parameters: readonly number[];
  /** Of the parameters, row by row up to the diagonal. */
  covariance: readonly (readonly number[])[];
}
