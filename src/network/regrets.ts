/** Regrets, their smoothing, and the initial regret (NETWORK.md section 3). */

import { SHIFT_Y } from '../weights/scheme-bounds.js';
import { hasLoss } from './losses.js';
import type { NetworkRules } from './rules.js';
import type { TopicState } from './state.js';
import { scaleOfFirst } from './weights.js';

/**
 * Updates all regrets from the losses of an epoch: R = alpha (A - B) + (1 - alpha) R_before, where A is the
 * loss of the combination that a row belongs to and B that of the worker. A worker without a regret starts
 * from R_init as it was at the start of the epoch. Regrets of absent workers do not change. Then updates
 * R_init, the network loss and, if the rules share it, the scale.
 * @param losses dex, [quantities], with a network and a naive loss
 * @param reports dex, [reputers][quantities]
 */
export function updateRegrets(
  state: TopicState,
  losses: Float64Array,
  reports: Float64Array,
  rules: NetworkRules,
): void {
  const { layout } = state;
  const { inferers, forecasters, workers } = layout;
  const experienced = updateNetworkRow(state, losses, rules);
  updateRow(state, losses, 1, losses[layout.naive]!, 0, inferers, rules);
  if (rules.oneOuts) {
    for (let j = 0; j < inferers; j++) {
      const oneOut = losses[layout.oneOutInferer + j]!;
      updateRow(state, losses, layout.oneOutInfererRow + j, oneOut, 0, inferers, rules);
    }
    updateForecastersWithoutInferers(state, losses, reports, rules);
    for (let k = 0; k < forecasters; k++) {
      const oneOut = losses[layout.oneOutForecaster + k]!;
      updateRow(state, losses, layout.oneOutForecasterRow + k, oneOut, 0, workers, rules);
      const oneIn = losses[layout.oneInForecaster + k]!;
      const row = layout.oneInForecasterRow + k;
      updateRow(state, losses, row, oneIn, 0, inferers, rules);
      updateRow(state, losses, row, oneIn, inferers + k, inferers + k + 1, rules);
    }
  }
  state.networkLoss = losses[layout.network]!;
  if (rules.sharedScale) state.spread = sharedSpread(state, losses, rules);
  if (experienced > 0) state.initialRegret = initialRegret(state.scratch.weights, experienced, rules);
}

/**
 * Updates the network regrets, and gathers those of experienced workers in `scratch.weights`: workers that
 * had a regret before and were rewarded in at least 1 / alpha epochs.
 * @returns the number of experienced workers
 */
function updateNetworkRow(state: TopicState, losses: Float64Array, rules: NetworkRules): number {
  const { layout, regrets, rewardedEpochs } = state;
  const epochs = 1 / rules.parameters.regretAlpha;
  let experienced = 0;
  for (let worker = 0; worker < layout.workers; worker++) {
    if (!hasLoss(losses, layout.worker + worker)) continue;
    const isNew = Number.isNaN(regrets[worker]!);
    updateRow(state, losses, 0, losses[layout.network]!, worker, worker + 1, rules);
    if (!isNew && rewardedEpochs[worker]! >= epochs) state.scratch.weights[experienced++] = regrets[worker]!;
  }
  return experienced;
}

/**
 * Updates the regrets of workers `from` to `to` (exclusive) in one row; none if its combination has no loss.
 */
function updateRow(
  { layout, regrets, initialRegret }: TopicState,
  losses: Float64Array,
  row: number,
  combined: number,
  from: number,
  to: number,
  rules: NetworkRules,
): void {
  if (combined !== combined) return;
  const alpha = rules.parameters.regretAlpha;
  const start = row * layout.workers;
  for (let worker = from; worker < to; worker++) {
    const loss = losses[layout.worker + worker]!;
    if (loss !== loss) continue;
    const before = regrets[start + worker]!;
    const previous = before === before ? before : initialRegret;
    regrets[start + worker] = alpha * (combined - loss) + (1 - alpha) * previous;
  }
}

/**
 * Updates the regrets of forecasters in the rows of withheld inferers, from the losses of the inferences that
 * they imply without the inferer. As on the chain, once anybody has reported such a loss of a forecaster, the
 * missing ones count as 0 dex.
 */
function updateForecastersWithoutInferers(
  { layout, regrets, initialRegret, reputers }: TopicState,
  losses: Float64Array,
  reports: Float64Array,
  rules: NetworkRules,
): void {
  const { inferers, forecasters, workers, quantities, forecasterWithout } = layout;
  const alpha = rules.parameters.regretAlpha;
  for (let k = 0; k < forecasters; k++) {
    if (!hasLoss(losses, layout.forecaster + k) || !isReported(k)) continue;
    for (let j = 0; j < inferers; j++) {
      const combined = losses[layout.oneOutInferer + j]!;
      if (combined !== combined) continue;
      const reported = losses[forecasterWithout + j * forecasters + k]!;
      const loss = reported === reported ? reported : 0;
      const index = (layout.oneOutInfererRow + j) * workers + inferers + k;
      const before = regrets[index]!;
      const previous = before === before ? before : initialRegret;
      regrets[index] = alpha * (combined - loss) + (1 - alpha) * previous;
    }
  }

  function isReported(k: number): boolean {
    for (let m = 0; m < reputers; m++) {
      for (let j = 0; j < inferers; j++) {
        const report = reports[m * quantities + forecasterWithout + j * forecasters + k]!;
        if (report === report) return true;
      }
    }
    return false;
  }
}

/** Scale + epsilon of the new network regrets of the workers with a loss in this epoch. */
function sharedSpread({ layout, regrets, scratch }: TopicState, losses: Float64Array, rules: NetworkRules) {
  let count = 0;
  for (let worker = 0; worker < layout.workers; worker++)
    if (hasLoss(losses, layout.worker + worker)) scratch.regrets[count++] = regrets[worker]!;
  return (count > 0 ? scaleOfFirst(scratch.regrets, count, rules.scale) : 0) + rules.parameters.epsilon;
}

/**
 * R_init = base + (c - 8.25 / p) (scale + epsilon), where the base is the quantile (linear between order
 * statistics) or the minimum of the first `count` regrets.
 * @param regrets dex, at least `count` >= 1 of them; sorted in place
 */
export function initialRegret(regrets: Float64Array, count: number, rules: NetworkRules): number {
  const { pNorm, cNorm, epsilon, initialQuantile } = rules.parameters;
  const scale = scaleOfFirst(regrets, count, rules.initialScale);
  for (let i = 1; i < count; i++) {
    const regret = regrets[i]!;
    let place = i;
    for (; place > 0 && regrets[place - 1]! > regret; place--) regrets[place] = regrets[place - 1]!;
    regrets[place] = regret;
  }
  const position = rules.initialBase === 'minimum' ? 0 : initialQuantile * (count - 1);
  const below = Math.floor(position);
  const low = regrets[below]!;
  const base = below + 1 < count ? low + (position - below) * (regrets[below + 1]! - low) : low;
  return base + (cNorm + SHIFT_Y / pNorm) * (scale + epsilon);
}
