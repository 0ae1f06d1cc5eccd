/** Rough costs on one thread, in seconds. They decide only how parts are grouped into jobs; results do not depend on them. */

/** Of drawing one regret. */
export const DRAW_SECONDS = 40e-9;
/** Of one weight under both mappings. */
export const WEIGHT_SECONDS = 8e-9;
