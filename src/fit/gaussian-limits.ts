/** Limits of the curve of infinitely many workers. */

import { levelOf, steepLimit } from '../theory/bounds.js';
import { gaussianRatioLimit, type GaussianEpsilonOptions } from '../theory/infinite-workers.js';
import type { CurveLimits } from './curve-family.js';

/**
 * Largest p, no unit, that is fitted: a curve takes seconds at 100, and a minute at 1000. The chain accepts
 * 10.
 */
const LARGEST_P = 100;
/** Smallest factor that is fitted: searches near 1 take as long, and no figure shows such a difference. */
const SMALLEST_FACTOR = 1.0001;

/** Whether the theory of infinitely many workers is computed for a formula, within seconds. */
export function hasTheory({ pNorm, factor }: { pNorm: number; factor: number }): boolean {
  return pNorm <= LARGEST_P && factor >= SMALLEST_FACTOR;
}

/**
 * Limits for infinitely many workers with Gaussian regrets; null if no epsilon separates them at any ratio.
 */
export function gaussianLimits(options: GaussianEpsilonOptions = {}): CurveLimits | null {
  const end = gaussianRatioLimit(options);
  return end && { steep: steepLimit(options)!, rate: levelOf(options.factor), ...end };
}
