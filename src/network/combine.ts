/**
 * Weighted means of inferences: Combine of NETWORK.md section 5. The weights of a worker serve every label.
 */

import type { Scratch, Synthesis } from './state.js';

/**
 * Sets a quantity to sum w I / max(sum w, safeDivisor) over `count` members.
 * @param scratch places and weights of the members
 * @param target quantity that receives the mean
 */
export function combine(
  { places, weights }: Scratch,
  count: number,
  safeDivisor: number,
  { values, labels }: Synthesis,
  target: number,
): void {
  let total = 0;
  for (let i = 0; i < count; i++) total += weights[i]!;
  if (total < safeDivisor) total = safeDivisor;
  for (let label = 0; label < labels; label++) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += weights[i]! * values[places[i]! * labels + label]!;
    values[target * labels + label] = sum / total;
  }
}

/** Sets a quantity to the plain mean of `count` members in `scratch.places`. */
export function setMean(
  { places }: Scratch,
  count: number,
  { values, labels }: Synthesis,
  target: number,
): void {
  for (let label = 0; label < labels; label++) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[places[i]! * labels + label]!;
    values[target * labels + label] = sum / count;
  }
}
