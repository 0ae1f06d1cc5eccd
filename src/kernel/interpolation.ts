/** What there is to decide before spreads are interpolated over epsilon, and to do afterwards; assembly/levels.ts says how they are. */

import type { Formula } from '../weights/formula.js';
import { MEANS, metricsOf, MOMENTS } from './moments.js';

/** Means, and standard deviations, that are so small beside the largest would have few digits: they are computed. */
const SMALL = 1e-4;

/** Fewer epsilons, or regrets, are not worth an attempt. */
const ENOUGH_EPSILONS = 64;
const ENOUGH_REGRETS = 500;
/** Enough to know their mean and std about. */
const SUMMARIZED_REGRETS = 1000;

/** What tells whether spreads are smooth in epsilon. */
type SmoothFormula = Pick<Formula, 'scheme' | 'epsilonScaling'>;

/** About where weights change most on the axis of epsilons, dex; nothing where they do not change smoothly enough. */
export function turningEpsilon(
  regrets: Float64Array,
  epsilons: Float64Array,
  { scheme, epsilonScaling }: SmoothFormula,
): number | undefined {
  // Bounds have kinks; scaled by each draw's median, epsilon has no scale that all draws share.
  if (epsilons.length < ENOUGH_EPSILONS || regrets.length < ENOUGH_REGRETS || scheme.bounds || epsilonScaling !== 'none') return undefined;
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
  const mean = Math.abs(first + offset);
  const std = Math.sqrt(Math.max(0, squares / count - offset * offset));
  // Found by trying, for regrets from far below zero to far above.
  return std > 0 ? 1.5 * std + 0.15 * mean : undefined;
}

/** Each moment's largest value. */
function largest(moments: Float64Array): Float64Array {
  const found = new Float64Array(MOMENTS);
  for (let i = 0; i < moments.length; i++) if (moments[i]! > found[i % MOMENTS]!) found[i % MOMENTS] = moments[i]!;
  return found;
}

/**
 * Computes moments of which interpolation leaves few digits: those that are small beside the largest, but not because epsilon is large, where
 * all spreads vanish as 1 / epsilon, and interpolants do.
 */
export function computeSmallOnes(
  metrics: readonly Float64Array[],
  epsilons: Float64Array,
  sigma: number,
  momentsAt: (epsilons: Float64Array) => Float64Array,
): void {
  const decay = epsilons.map((epsilon) => sigma / (sigma + epsilon));
  const first = decay.reduce((a, b) => Math.max(a, b));
  const small = new Set<number>();
  for (const moments of metrics) {
    const most = largest(moments);
    for (let i = 0; i < moments.length; i++) {
      const e = Math.floor(i / MOMENTS);
      const least = (SMALL * decay[e]!) / first;
      if (moments[i]! < most[i % MOMENTS]! * (i % MOMENTS < MEANS ? least : least * least)) small.add(e);
    }
  }
  if (small.size === 0) return;
  const places = [...small];
  metricsOf(momentsAt(Float64Array.from(places, (e) => epsilons[e]!)), places.length).forEach((computed, metric) => {
    places.forEach((e, i) => metrics[metric]!.set(computed.subarray(i * MOMENTS, (i + 1) * MOMENTS), e * MOMENTS));
  });
}
