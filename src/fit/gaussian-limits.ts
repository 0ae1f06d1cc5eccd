import { levelOf, steepLimit } from '../theory/bounds.js';
import { gaussianRatioLimit, type GaussianEpsilonOptions } from '../theory/infinite-workers.js';
import type { Limits } from './curve-families.js';

/** The limits for infinitely many workers with Gaussian regrets; null if no epsilon separates them at any ratio. */
export function gaussianLimits(options: GaussianEpsilonOptions = {}): Limits | null {
  const end = gaussianRatioLimit(options);
  return end && { steep: steepLimit(options)!, rate: levelOf(options.factor), ...end };
}
