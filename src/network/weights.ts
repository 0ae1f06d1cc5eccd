/** Weights from regrets for one combination of workers (NETWORK.md section 4). */

import { medianAndDeviation, MAD_FACTOR } from '../weights/scale.js';
import { CAP_Y, CUT_Y, SHIFT_Y } from '../weights/scheme-bounds.js';
import type { ScaleName } from '../weights/schemes.js';
import type { NetworkRules } from './rules.js';

/**
 * Computes the weights of the first `count` regrets. The readable form is `getWeights`; this one takes a
 * scale that other workers share, allocates nothing, and needs one exponential per worker.
 * @param regrets dex, finite, at least `count` >= 1 of them
 * @param spread scale + epsilon, dex, if the rules share it; 0 if these regrets have their own
 * @param weights receives `count` weights >= 0, of which only ratios matter
 */
export function weigh(
  regrets: Float64Array,
  count: number,
  spread: number,
  rules: NetworkRules,
  weights: Float64Array,
): void {
  const { pNorm: p, cNorm: c, epsilon } = rules.parameters;
  const d = spread > 0 ? spread : scaleOfFirst(regrets, count, rules.scale) + epsilon;
  let best = -Infinity;
  for (let i = 0; i < count; i++) if (regrets[i]! > best) best = regrets[i]!;
  const bestY = p * (best / d - c);
  if (!rules.ratio) boundedWeights(regrets, count, p, c, d, best, bestY, rules.bounds, weights);
  else if (bestY >= 0) {
    // (1 + e^-yBest) / (1 + e^-y)
    const top = 1 + Math.exp(-bestY);
    for (let i = 0; i < count; i++) weights[i] = top / (1 + Math.exp(-p * (regrets[i]! / d - c)));
  } else {
    // The same, multiplied by e^y above and below, which cannot overflow where all y are negative.
    const level = Math.exp(bestY);
    for (let i = 0; i < count; i++) {
      const below = Math.exp((p * (regrets[i]! - best)) / d);
      weights[i] = (below * (1 + level)) / (1 + below * level);
    }
  }
}

function boundedWeights(
  regrets: Float64Array,
  count: number,
  p: number,
  c: number,
  d: number,
  best: number,
  bestY: number,
  bounds: boolean,
  weights: Float64Array,
): void {
  const shifted = bounds && bestY < SHIFT_Y;
  const cap = bounds ? CAP_Y : Infinity;
  const cut = bounds ? CUT_Y : -Infinity;
  for (let i = 0; i < count; i++) {
    const y = shifted ? (p * (regrets[i]! - best)) / d + SHIFT_Y : Math.min(p * (regrets[i]! / d - c), cap);
    weights[i] = y < cut ? 0 : p / (1 + Math.exp(-y));
  }
}

/**
 * The scale of the first `count` >= 1 values, in their unit. Unlike `scaleOf` it needs no array of that
 * length, and it does not guard against overflow of squares.
 */
export function scaleOfFirst(values: Float64Array, count: number, scale: ScaleName): number {
  if (scale === 'mad') return MAD_FACTOR * medianAndDeviation(values.subarray(0, count)).deviation;
  const first = values[0]!;
  let sum = 0;
  for (let i = 1; i < count; i++) sum += values[i]! - first;
  const mean = sum / count;
  let squares = mean * mean;
  for (let i = 1; i < count; i++) {
    const deviation = values[i]! - first - mean;
    squares += deviation * deviation;
  }
  if (scale === 'population-std') return Math.sqrt(squares / count);
  return count === 1 ? 0 : Math.sqrt(squares / (count - 1));
}
