/**
 * Logarithms of the two mappings, as functions of y = p(x - c).
 *
 * ln w is the sum of a linear part, min(y, 0), and a tail that stays small. The difference of two weights is
 * then computed part by part. The linear parts use the exact difference of the regrets, which keeps digits
 * that the difference of two large logarithms would lose.
 *
 *   gradient   ln phi'(y) = ln p + min(y, 0) - ln(1 + e^-|y|)
 *   potential  ln phi(y)  = min(y, 0) + ln(softplus(y) / e^min(y, 0))
 */

import type { MappingName } from './schemes.js';

/** softplus(y) = ln(1 + e^y), without overflow. */
function softplus(y: number): number {
  return Math.max(y, 0) + Math.log1p(Math.exp(-Math.abs(y)));
}

/** Below this y, ln(1 + e^y) equals e^y in double precision. */
const LINEAR_BELOW = -37;

function tail(mapping: MappingName, y: number): number {
  if (mapping === 'gradient') return -Math.log1p(Math.exp(-Math.abs(y)));
  if (y >= 0) return Math.log(softplus(y));
  return y < LINEAR_BELOW ? 0 : Math.log(Math.log1p(Math.exp(y)) / Math.exp(y));
}

/** ln w at y; `pNorm` is the upper limit of the gradient. */
export function logWeight(mapping: MappingName, y: number, pNorm: number): number {
  return (mapping === 'gradient' ? Math.log(pNorm) : 0) + Math.min(y, 0) + tail(mapping, y);
}

/**
 * d ln w / dy, between 0 and 1: 1 - logistic(y) for the gradient, logistic(y) / softplus(y) for the
 * potential.
 */
export function slope(mapping: MappingName, y: number): number {
  if (mapping === 'gradient') return 1 / (1 + Math.exp(y));
  return y < LINEAR_BELOW ? 1 : 1 / ((1 + Math.exp(-y)) * softplus(y));
}

/** The parts of the best weight that the ratios of all other weights to it share. */
export interface BestWeight {
  y: number;
  tail: number;
  slope: number;
}

export function bestWeight(mapping: MappingName, y: number): BestWeight {
  return { y, tail: tail(mapping, y), slope: slope(mapping, y) };
}

/**
 * ln of (the weight at y) / (the best weight), y = best.y + difference with difference <= 0. The digits
 * come from the difference far below zero, and from y above it. Nearly equal weights give a ratio that is
 * precise relative to itself, however small.
 */
export function logWeightRatio(
  mapping: MappingName,
  best: BestWeight,
  y: number,
  difference: number,
): number {
  if (difference < -1) return (best.y < 0 ? difference : Math.min(y, 0)) + (tail(mapping, y) - best.tail);
  // (1 + e^-yBest) / (1 + e^-y) = 1 / (1 + slope (e^-difference - 1))
  if (mapping === 'gradient') return -Math.log1p(best.slope * Math.expm1(-difference));
  if (best.y < LINEAR_BELOW) return difference;
  // softplus(y) - softplus(yBest) = ln(1 + logistic(yBest) (e^difference - 1))
  const rise = Math.log1p(Math.expm1(difference) / (1 + Math.exp(-best.y)));
  return Math.log1p(rise / softplus(best.y));
}
