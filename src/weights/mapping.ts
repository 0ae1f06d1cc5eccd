/**
 * Logarithms of the two mappings, as functions of y = p(x - c).
 *
 * ln w is split into a linear part, min(y, 0), and a tail that stays small. The difference of two weights is then taken part by part:
 * the linear parts by the exact difference of the regrets, which keeps the digits that subtracting two large logarithms would lose.
 *
 *   gradient   ln phi'(y) = ln p + min(y, 0) - ln(1 + e^-|y|)
 *   potential  ln phi(y)  = min(y, 0) + ln(softplus(y) / e^min(y, 0))
 */

import type { MappingName } from './schemes.js';

/** softplus(y) = ln(1 + e^y), without overflow. */
function softplus(y: number): number {
  return Math.max(y, 0) + Math.log1p(Math.exp(-Math.abs(y)));
}

/** Below this, ln(1 + e^y) equals e^y in double precision. */
const LINEAR_BELOW = -37;

function tail(mapping: MappingName, y: number): number {
  if (mapping === 'gradient') return -Math.log1p(Math.exp(-Math.abs(y)));
  if (y >= 0) return Math.log(softplus(y));
  return y < LINEAR_BELOW ? 0 : Math.log(Math.log1p(Math.exp(y)) / Math.exp(y));
}

/** ln w at y; `pNorm` is the height of the gradient. */
export function logWeight(mapping: MappingName, y: number, pNorm: number): number {
  return (mapping === 'gradient' ? Math.log(pNorm) : 0) + Math.min(y, 0) + tail(mapping, y);
}

/** ln of (the weight at yBest + difference) / (the weight at yBest), for difference <= 0 known better than the two values are. */
export function logWeightRatio(mapping: MappingName, yBest: number, difference: number): number {
  const y = yBest + difference;
  const linear = yBest < 0 ? difference : Math.min(y, 0);
  return linear + (tail(mapping, y) - tail(mapping, yBest));
}
