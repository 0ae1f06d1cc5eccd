/** Forecast-implied inferences (NETWORK.md section 5). */

import { median } from '../weights/scale.js';
import { combine, setMean } from './combine.js';
import type { NetworkRules } from './rules.js';
import type { Synthesis, TopicState } from './state.js';
import { weigh } from './weights.js';

/**
 * Computes the inference that forecaster k implies: the inferences that it forecasts, weighted by the regrets
 * R_kj = L - F_kj, where L is the newest network loss.
 *
 * A forecaster that covers one inferer takes its inference. This holds also where that inferer is withheld,
 * as on the chain, so that the withheld inference returns through the forecaster.
 * @param forecasts F, dex, [forecasters][inferers]; NaN where absent
 * @param present number of inferers that sent an inference; `state.scratch.active` lists them
 * @param withheld inferer to leave out, or -1
 * @param target quantity that receives the inference
 * @returns whether the forecaster covers an inferer that sent an inference
 */
export function forecastImplied(
  state: TopicState,
  forecasts: Float64Array,
  k: number,
  present: number,
  withheld: number,
  rules: NetworkRules,
  out: Synthesis,
  target: number,
): boolean {
  const { layout, networkLoss, scratch } = state;
  const { active, places, regrets } = scratch;
  let covered = 0;
  let only = 0;
  let count = 0;
  for (let i = 0; i < present; i++) {
    const j = active[i]!;
    const forecast = forecasts[k * layout.inferers + j]!;
    if (forecast !== forecast) continue;
    covered++;
    only = j;
    if (j === withheld) continue;
    places[count] = layout.worker + j;
    regrets[count++] = networkLoss - forecast;
  }
  if (covered === 0) return false;
  if (covered === 1) {
    places[0] = layout.worker + only;
    setMean(scratch, 1, out, target);
  } else if (state.initialRegret !== 0) {
    weigh(regrets, count, state.spread, rules, scratch.weights);
    combine(scratch, count, rules.parameters.safeDivisor, out, target);
  } else if (rules.newForecast === 'mean') setMean(scratch, count, out, target);
  else setMedian(state, count, out, target);
  return true;
}

/**
 * Sets the inference that forecaster k implies to a known one.
 * @param implied in the unit of the target, [forecasters][labels]; NaN where absent
 * @returns whether it is known
 */
export function knownImplied(implied: Float64Array, k: number, out: Synthesis, target: number): boolean {
  const { values, labels } = out;
  for (let label = 0; label < labels; label++) values[target * labels + label] = implied[k * labels + label]!;
  return !Number.isNaN(implied[k * labels]!);
}

/** Sets a quantity to the median of the members in `scratch.places`, for each label. */
export function setMedian({ scratch }: TopicState, count: number, out: Synthesis, target: number): void {
  const { values, labels } = out;
  for (let label = 0; label < labels; label++) {
    for (let i = 0; i < count; i++) scratch.regrets[i] = values[scratch.places[i]! * labels + label]!;
    values[target * labels + label] = median(scratch.regrets.subarray(0, count));
  }
}
