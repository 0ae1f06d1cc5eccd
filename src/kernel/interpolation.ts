/** When spreads are interpolated over epsilon, and where they change most; assembly/levels.ts says how they are. */

import type { Formula } from '../weights/formula.js';

/** Fewer epsilons, or regrets, are not worth an attempt. */
const ENOUGH_EPSILONS = 64;
const ENOUGH_REGRETS = 500;
/** Enough to know their mean and std about. */
const SUMMARIZED_REGRETS = 1000;

/** What tells whether spreads are smooth in epsilon. */
type SmoothFormula = Pick<Formula, 'pNorm' | 'cNorm' | 'scheme' | 'epsilonScaling'>;

/** About where weights change most on the axis of epsilons, dex; nothing where they do not change smoothly enough. */
export function turningEpsilon(
  regrets: Float64Array,
  epsilons: Float64Array,
  { pNorm, cNorm, scheme, epsilonScaling }: SmoothFormula,
): number | undefined {
  // Bounds have kinks; scaled by each draw's median, epsilon has no scale that all draws share.
  if (
    epsilons.length < ENOUGH_EPSILONS ||
    regrets.length < ENOUGH_REGRETS ||
    scheme.bounds ||
    epsilonScaling !== 'none'
  )
    return undefined;
  const first = regrets[0]!;
  const count = Math.min(regrets.length, SUMMARIZED_REGRETS);
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
  // Factors found by trying. Log10 weights are singular at y = p(x - c) = +-i pi, which regrets above zero, divided by epsilon, come near to.
  const half = Math.PI / pNorm;
  return 1.3 * std + (mean > 0 ? (0.8 * mean) / Math.sqrt(cNorm * cNorm + half * half) : -0.15 * mean);
}
