/** Reward fractions of workers from their scores (NETWORK.md section 7). */

import { scaleOfFirst } from './weights.js';

/** Below this y, ln(1 + e^y) equals e^y in double precision. */
const EXPONENTIAL_BELOW = -37;

/**
 * Computes u_j = M_j / sum M with M_j = ln(1 + e^{p (x_j - c)}), x_j = T_j / (s + epsilon), where s is the
 * sample standard deviation of the newest scores. If s < epsilon, all are paid alike.
 * @param scores dex, [workers]; NaN where a worker has no score
 * @param history newest scores, dex; NaN after the last one
 * @param slope p
 * @param offset c
 * @param epsilon dex, > 0
 * @param fractions receives [workers], with sum 1; NaN where a worker has no score
 * @returns whether all are paid alike
 */
export function workerFractions(
  scores: Float64Array,
  history: Float64Array,
  slope: number,
  offset: number,
  epsilon: number,
  fractions: Float64Array,
): boolean {
  let count = 0;
  while (count < history.length && history[count] === history[count]) count++;
  const s = count > 0 ? scaleOfFirst(history, count, 'sample-std') : 0;
  const isEqual = s < epsilon;
  let best = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    const y = isEqual ? scores[i]! * 0 : slope * (scores[i]! / (s + epsilon) - offset);
    fractions[i] = y;
    if (y > best) best = y;
  }
  let total = 0;
  for (let i = 0; i < scores.length; i++) {
    const y = fractions[i]!;
    if (y !== y) continue;
    // Far below 0, the common factor e^best is left out, because all of the M might underflow.
    const mapped =
      best < EXPONENTIAL_BELOW ? Math.exp(y - best) : Math.max(y, 0) + Math.log1p(Math.exp(-Math.abs(y)));
    fractions[i] = mapped;
    total += mapped;
  }
  for (let i = 0; i < scores.length; i++) fractions[i]! /= total;
  return isEqual;
}
