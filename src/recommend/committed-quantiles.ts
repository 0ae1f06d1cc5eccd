/** Keys of the committed answers, which both the fitted mapping and the tables of levers have. */

/** The committed quantile of the largest epsilon for each share of epochs above it. */
export const QUANTILE_OF: ReadonlyMap<number, 'q05' | 'q50' | 'q95'> = new Map([
  [0.95, 'q05'],
  [0.5, 'q50'],
  [0.05, 'q95'],
]);

/**
 * Relative difference up to which two factors are the same: a factor may have been typed with fewer digits
 * than a double has.
 */
export const SAME_FACTOR = 1e-12;
