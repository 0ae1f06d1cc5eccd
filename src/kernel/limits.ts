/** What the kernel takes. */

import { CAP_Y, SHIFT_Y } from '../weights/scheme-bounds.js';

/**
 * Largest size of means, stds, epsilons and regrets, dex: beyond, products of four leave double precision,
 * and its search would find wrong numbers.
 */
export const MOST_DEX = 1e50;

export const MOST_WORKERS = 10_000;

/**
 * Between these lies p c in the search for the largest epsilon: with bounds, workers of normalised regret 0
 * stand between shift and cap.
 */
export function productRange(bounds: boolean): [from: number, to: number] {
  return bounds ? [-CAP_Y, -SHIFT_Y] : [-Infinity, 38];
}
