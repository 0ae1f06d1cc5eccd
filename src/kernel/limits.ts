/** The range of inputs of the kernel. */

import { CAP_Y, SHIFT_Y } from '../weights/scheme-bounds.js';

/**
 * Largest absolute value of means, stds, epsilons and regrets, dex. Above it, products of four of them leave
 * double precision, and the search would return wrong numbers.
 */
export const MOST_DEX = 1e50;

/** Largest number of workers, N. Source: our choice; buffers grow with it. */
export const MOST_WORKERS = 10_000;

/** Largest number of draws per cell: a larger one is almost certainly a typing error. */
export const MOST_DRAWS = 10_000_000;

/**
 * Limits of p c, exclusive, for which the search for the largest epsilon is correct. With bounds, workers of
 * regret 0 must be between the shift and the cap. Without, they must be above y = -38, below which both
 * mappings are exponential.
 */
export function productRange(bounds: boolean): [from: number, to: number] {
  return bounds ? [-CAP_Y, -SHIFT_Y] : [-Infinity, 38];
}
