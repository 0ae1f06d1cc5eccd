/**
 * Decides whether spreads are interpolated over epsilon, and where the nodes are dense. The interpolation
 * itself is in assembly/interpolated-draws.ts.
 */

import type { Formula } from '../weights/formula.js';

/**
 * Smallest numbers of epsilons, and of regrets, for which interpolation is tried: below them it saves no
 * time.
 */
const MIN_EPSILONS = 64;
const MIN_REGRETS = 500;
/** Number of regrets from which their mean and standard deviation are estimated, roughly. */
const SAMPLED_REGRETS = 1000;

/** The parts of a formula that decide whether spreads are smooth in epsilon. */
type SmoothFormula = Pick<Formula, 'pNorm' | 'cNorm' | 'scheme' | 'epsilonScaling'>;

/**
 * The epsilon at which weights change most, approximate, dex; undefined where spreads are not smooth enough.
 */
export function turningEpsilon(
  regrets: Float64Array,
  epsilons: Float64Array,
  { pNorm, cNorm, scheme, epsilonScaling }: SmoothFormula,
): number | undefined {
  // Bounds make spreads piecewise smooth. If epsilon is scaled by the median of each draw, no epsilon suits
  // all draws.
  if (
    epsilons.length < MIN_EPSILONS ||
    regrets.length < MIN_REGRETS ||
    scheme.bounds ||
    epsilonScaling !== 'none'
  )
    return undefined;
  const first = regrets[0]!;
  const count = Math.min(regrets.length, SAMPLED_REGRETS);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const deviation = regrets[i]! - first;
    sum += deviation;
    squares += deviation * deviation;
  }
  const offset = sum / count;
  const mean = first + offset;
  const std = Math.sqrt(Math.max(0, squares / count - offset * offset));
  if (std === 0) return undefined;
  // The factors come from experiments. Log10 weights are singular at y = p(x - c) = +-i pi; regrets above
  // zero, divided by epsilon, come close to that.
  const half = Math.PI / pNorm;
  return 1.3 * std + (mean > 0 ? (0.8 * mean) / Math.sqrt(cNorm * cNorm + half * half) : -0.15 * mean);
}
