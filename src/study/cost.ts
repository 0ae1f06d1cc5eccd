/**
 * Approximate costs on one thread. They only decide how parts are grouped into jobs; results do not change.
 */

/** Seconds to draw one regret. */
export const DRAW_SECONDS = 40e-9;
/** Seconds to compute one weight under both mappings. */
export const WEIGHT_SECONDS = 8e-9;
