/** Losses of the network: stake-weighted means of the reports (NETWORK.md section 2). */

import type { Layout } from './layout.js';

/**
 * Computes L_q = sum_m S_m l_mq / sum_m S_m over the reputers that reported q, an arithmetic mean of log10
 * losses. NaN where nobody with a stake reported q. A worker without a loss of its own has no one-out or
 * one-in loss either, and no loss without it or of its forecast-implied inference without an inferer.
 * @param reports log10 losses, dex, [reputers][quantities]; NaN where absent
 * @param stakes >= 0, [reputers]
 * @param oneOuts whether losses of one-outs and one-ins are wanted; else they are NaN
 * @param losses receives [quantities], dex
 */
export function networkLosses(
  layout: Layout,
  reports: Float64Array,
  stakes: Float64Array,
  oneOuts: boolean,
  losses: Float64Array,
): void {
  const { inferers, forecasters, quantities } = layout;
  const wanted = oneOuts ? quantities : layout.oneOutInferer;
  for (let q = 0; q < wanted; q++) {
    let total = 0;
    let sum = 0;
    for (let m = 0; m < stakes.length; m++) {
      const report = reports[m * quantities + q]!;
      if (report !== report) continue;
      total += stakes[m]!;
      sum += stakes[m]! * report;
    }
    losses[q] = total > 0 ? sum / total : NaN;
  }
  losses.fill(NaN, wanted);
  for (let j = 0; j < inferers; j++) {
    if (hasLoss(losses, layout.worker + j)) continue;
    losses[layout.oneOutInferer + j] = NaN;
    const from = layout.forecasterWithout + j * forecasters;
    losses.fill(NaN, from, from + forecasters);
  }
  for (let k = 0; k < forecasters; k++) {
    if (hasLoss(losses, layout.forecaster + k)) continue;
    losses[layout.oneOutForecaster + k] = NaN;
    losses[layout.oneInForecaster + k] = NaN;
    for (let j = 0; j < inferers; j++) losses[layout.forecasterWithout + j * forecasters + k] = NaN;
  }
}

/** Whether a quantity has a loss. */
export function hasLoss(losses: Float64Array, quantity: number): boolean {
  const loss = losses[quantity]!;
  return loss === loss;
}
