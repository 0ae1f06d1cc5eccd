/** The default of every option: the library, the command, study files and the page take it from here. */

import type { EpsilonScaling, MappingName, SchemeName } from './schemes.js';

export const DEFAULT_OPTIONS = {
  /**
   * Slope p of the mapping, no unit. The chain's default `p_norm`. A larger p separates weights more and
   * allows a larger epsilon.
   */
  pNorm: 3,
  /**
   * Offset c of the mapping, in normalised regrets. The chain's default `c_norm`. The mapping changes its
   * shape at x = c.
   */
  cNorm: 0.75,
  /** The weight scheme that the chain runs now. */
  scheme: 'chain-2026',
  /** The mapping of inference weights, whitepaper Eqs 8 and 11. */
  mapping: 'gradient',
  /** Epsilon is a number of dex, as on the chain. */
  epsilonScaling: 'none',
  /**
   * F, no unit: weights are separated when the standard deviation of their log10 reaches log10 F = 0.5. The
   * threshold of the forum study. A larger F asks for larger differences and allows a smaller epsilon.
   */
  factor: Math.sqrt(10),
  /** N, the number of workers of the forum study. */
  workers: 10,
  /**
   * Share of epochs whose weights are to be separated. Our choice: one epoch in twenty may fail. A larger
   * share needs a smaller epsilon.
   */
  confidence: 0.95,
} as const satisfies {
  pNorm: number;
  cNorm: number;
  scheme: SchemeName;
  mapping: MappingName;
  epsilonScaling: EpsilonScaling;
  factor: number;
  workers: number;
  confidence: number;
};
