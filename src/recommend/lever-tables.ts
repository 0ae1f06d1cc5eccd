/** Types of the committed tables of other slopes and offsets, `committed-levers.ts`. */

import type { MappingName, SchemeName } from '../weights/schemes.js';

/** Value, and the ends of its 95 % interval. */
export type LeverCell = readonly [value: number, low: number, high: number];

/** Tables of one lever, p or c, for one formula, number of workers and factor. */
export interface CommittedLever {
  lever: 'pNorm' | 'cNorm';
  scheme: SchemeName;
  mapping: MappingName;
  workers: number;
  factor: number;
  /** Draws of each cell. */
  draws: number;
  /** Values of the lever, in increasing order. */
  values: readonly number[];
  /** mean / std, in increasing order. */
  ratios: readonly number[];
  /**
   * JSON of {@link LeverTables}. In a text it is parsed only when it is needed: every `recommend` loads this
   * file.
   */
  tables: string;
}

/** In standard deviations of the regrets. */
export interface LeverTables {
  /** Shape (values, ratios); null where no epsilon separates that share of draws. */
  quantiles: Readonly<Record<'q05' | 'q50' | 'q95', readonly (readonly (LeverCell | null)[])[]>>;
  /** Share of draws that some epsilon separates, shape (values, ratios). */
  shares: readonly (readonly LeverCell[])[];
}
