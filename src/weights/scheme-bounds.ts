/**
 * The bounds of a scheme with `bounds`, as values of y = p(x - c), no unit. In normalised regrets x they are
 * c + 6.75/p, c - 8.25/p and c - 17.25/p. Source: the chain's code up to 2025, which applies them in this
 * order. kernel/assembly/table.ts repeats the numbers; a test compares them.
 */

/** Cap: a larger y is lowered to this. Weights of excellent workers become equal. */
export const CAP_Y = 6.75;

/**
 * Shift: if the best worker, without the cap, is below this, all workers are raised by the same amount until
 * the best one is here.
 */
export const SHIFT_Y = -8.25;

/** Cut: below this, after the shift, a weight is zero and the spread of the log10 weights is undefined. */
export const CUT_Y = -17.25;
