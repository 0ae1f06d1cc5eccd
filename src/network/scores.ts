/** Scores of workers: the loss of the network without them (NETWORK.md section 6). */

import { hasLoss } from './losses.js';
import type { TopicState } from './state.js';

/**
 * Scores of inferers: T_j = L_oneout(j) - L; 0 for the only inferer with a loss.
 * @param losses dex, [quantities]
 * @param scores receives [inferers], dex; NaN where an inferer has no score
 * @returns the number of scores
 */
export function scoreInferers({ layout }: TopicState, losses: Float64Array, scores: Float64Array): number {
  const { inferers } = layout;
  const only = onlyWithLoss(losses, layout.worker, inferers);
  const network = losses[layout.network]!;
  let count = 0;
  for (let j = 0; j < inferers; j++) {
    if (only >= 0) scores[j] = only === j ? 0 : NaN;
    else scores[j] = losses[layout.oneOutInferer + j]! - network;
    if (hasLoss(scores, j)) count++;
  }
  return count;
}

/**
 * Scores of forecasters: T_k = f+ (L_naive - L_onein(k)) + (1 - f+) (L_oneout(k) - L) with f+ = 1/2^(n-1),
 * where n is the number of one-out losses; 0 for the only forecaster with a loss. As on the chain, the one-in
 * losses that exist are paired in order with the one-out losses that exist.
 * @param losses dex, [quantities]
 * @param scores receives [forecasters], dex; NaN where a forecaster has no score
 * @returns the number of scores
 */
export function scoreForecasters({ layout }: TopicState, losses: Float64Array, scores: Float64Array): number {
  const { forecasters, oneOutForecaster, oneInForecaster } = layout;
  const only = onlyWithLoss(losses, layout.forecaster, forecasters);
  scores.fill(NaN);
  if (only >= 0) {
    scores[only] = 0;
    return 1;
  }
  let unique = 2;
  for (let k = 0; k < forecasters; k++) if (hasLoss(losses, oneOutForecaster + k)) unique /= 2;
  let count = 0;
  let oneOut = 0;
  for (let k = 0; k < forecasters; k++) {
    if (!hasLoss(losses, oneInForecaster + k)) continue;
    while (oneOut < forecasters && !hasLoss(losses, oneOutForecaster + oneOut)) oneOut++;
    if (oneOut === forecasters) break;
    const gained = losses[layout.naive]! - losses[oneInForecaster + k]!;
    const lost = losses[oneOutForecaster + oneOut++]! - losses[layout.network]!;
    scores[k] = unique * gained + (1 - unique) * lost;
    count++;
  }
  return count;
}

/** The only worker among `count` quantities that has a loss; -1 if none or several have one. */
function onlyWithLoss(losses: Float64Array, first: number, count: number): number {
  let only = -1;
  for (let i = 0; i < count; i++) {
    if (!hasLoss(losses, first + i)) continue;
    if (only >= 0) return -1;
    only = i;
  }
  return only;
}

/**
 * Puts the scores of an epoch before those of earlier epochs. Of more scores than the history holds, only the
 * last ones of the epoch are kept.
 * @param history newest epoch first, in the order of workers within an epoch; NaN where there are fewer
 * @param scores of the epoch; NaN where a worker has none
 * @param count number of scores of the epoch
 */
export function remember(history: Float64Array, scores: Float64Array, count: number): void {
  const kept = Math.min(count, history.length);
  history.copyWithin(kept, 0, history.length - kept);
  let skipped = count - kept;
  let place = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (score === score && skipped-- <= 0) history[place++] = score;
  }
}
