/** Limits of the curve of infinitely many workers. */

import { levelOf, steepLimit } from '../theory/bounds.js';
import { gaussianRatioLimit, type GaussianEpsilonOptions } from '../theory/infinite-workers.js';
import type { CurveLimits } from './curve-family.js';

/**
 * Limits for infinitely many workers with Gaussian regrets; null if no epsilon separates them at any ratio.
 */
export function gaussianLimits(options: GaussianEpsilonOptions = {}): CurveLimits | null {
  const end = gaussianRatioLimit(options);
  return end && { steep: steepLimit(options)!, rate: levelOf(options.factor), ...end };
}
