/** The inferences of an epoch from those of the workers (NETWORK.md section 5). */

import { checkLength, checkMade, checkSizes } from './check.js';
import { combine, setMean } from './combine.js';
import { forecastImplied, knownImplied, setMedian } from './forecast-implied.js';
import type { NetworkRules } from './rules.js';
import type { Synthesis, TopicState } from './state.js';
import { weigh } from './weights.js';

/** Stands for "no worker" where a worker is expected. */
const NOBODY = -1;

/**
 * Computes all inferences of an epoch from the regrets and the network loss of the epoch before. The state
 * does not change, except for its buffers. While no network loss is known, only the network inference exists.
 * @param inferences in the unit of the target, [inferers][labels]; NaN where an inferer sent nothing
 * @param forecasts predicted losses, dex, [forecasters][inferers]; NaN where absent. Not used if `implied` is
 *   given
 * @param implied known inferences of the forecasters, [forecasters][labels]; NaN where absent. They stay the
 *   same where an inferer is withheld
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function synthesize(
  state: TopicState,
  inferences: Float64Array,
  forecasts: Float64Array,
  rules: NetworkRules,
  out: Synthesis,
  implied?: Float64Array,
): void {
  checkSynthesis(state, inferences, forecasts, rules, out, implied);
  const { layout, scratch } = state;
  const { inferers, forecasters } = layout;
  const { values, weights, labels } = out;
  values.fill(NaN);
  weights.fill(NaN);
  values.set(inferences, layout.worker * labels);

  let present = 0;
  for (let j = 0; j < inferers; j++) {
    const inference = inferences[j * labels]!;
    if (inference === inference) scratch.active[present++] = j;
  }
  for (let i = 0; i < present; i++) scratch.places[i] = layout.worker + scratch.active[i]!;
  if (present < 2) {
    out.kind = present === 0 ? 'none' : 'single';
    if (present === 0) return;
    setMean(scratch, 1, out, layout.network);
    setMean(scratch, 1, out, layout.naive);
    return;
  }
  if (Number.isNaN(state.networkLoss)) {
    out.kind = 'median';
    setMedian(state, present, out, layout.network);
    return;
  }

  out.kind = state.initialRegret === 0 ? 'mean' : 'weighted';
  let active = present;
  for (let k = 0; k < forecasters; k++) {
    const target = layout.forecaster + k;
    const takesPart = implied
      ? knownImplied(implied, k, out, target)
      : forecastImplied(state, forecasts, k, present, NOBODY, rules, out, target);
    if (takesPart) scratch.active[active++] = inferers + k;
  }
  networkInference(state, active, rules, out);
  if (out.kind === 'mean') means(state, present, active, rules, out);
  else {
    combination(state, present, layout.naive, NOBODY, NOBODY, rules, out);
    if (rules.oneOuts) singleForecasters(state, present, active, rules, out);
  }
  if (rules.oneOuts) withoutInferers(state, forecasts, implied, present, active, rules, out);
}

/** @throws {TypeError|RangeError} naming the argument of {@link synthesize}, the rule and the value */
export function checkSynthesis(
  state: TopicState,
  inferences: Float64Array,
  forecasts: Float64Array,
  rules: NetworkRules,
  out: Synthesis,
  implied?: Float64Array,
): void {
  checkMade('state', state, 'createTopic', 'layout', 'scratch');
  checkMade('rules', rules, 'networkRules', 'parameters');
  checkMade('synthesis', out, 'createSynthesis', 'values', 'weights', 'labels');
  const { inferers, forecasters, quantities, workers } = state.layout;
  checkLength('synthesis.values', out.values, quantities * out.labels);
  checkLength('synthesis.weights', out.weights, workers);
  checkLength('inferences', inferences, inferers * out.labels);
  if (implied) checkLength('implied', implied, forecasters * out.labels);
  else checkLength('forecasts', forecasts, forecasters * inferers);
  checkSizes('inferences', inferences);
  if (implied) checkSizes('implied', implied);
  else checkSizes('forecasts', forecasts);
}

/** The network inference, and its weights. Where all inferers are new, the weights exist but are not used. */
function networkInference(state: TopicState, active: number, rules: NetworkRules, out: Synthesis): void {
  const { layout, scratch } = state;
  combination(state, active, layout.network, NOBODY, NOBODY, rules, out);
  for (let i = 0; i < active; i++) out.weights[scratch.active[i]!] = scratch.weights[i]!;
}

/**
 * Combines the first `active` workers with the regrets of the row that belongs to a quantity.
 * @param withheld worker to leave out. Without an inferer, forecasters take the inferences that they imply
 *   without it
 * @param only the only forecaster to take part
 */
function combination(
  state: TopicState,
  active: number,
  target: number,
  withheld: number,
  only: number,
  rules: NetworkRules,
  out: Synthesis,
): void {
  const { layout, regrets, scratch } = state;
  const { inferers, forecasters, workers } = layout;
  const row = target < layout.worker ? target : target - workers;
  const newcomer = rules.newcomerRegret === 'zero' ? 0 : state.initialRegret;
  const recomputed =
    withheld >= 0 && withheld < inferers
      ? layout.forecasterWithout + withheld * forecasters - inferers
      : layout.worker;
  let count = 0;
  for (let i = 0; i < active; i++) {
    const worker = scratch.active[i]!;
    if (worker === withheld || (only >= 0 && worker >= inferers && worker !== only)) continue;
    const regret = regrets[row * workers + worker]!;
    scratch.regrets[count] = regret === regret ? regret : newcomer;
    scratch.places[count++] = (worker < inferers ? layout.worker : recomputed) + worker;
  }
  weigh(scratch.regrets, count, state.spread, rules, scratch.weights);
  combine(scratch, count, rules.parameters.safeDivisor, out, target);
}

/** Inferences without or with one forecaster. They exist only if two or more forecasters take part. */
function singleForecasters(
  state: TopicState,
  present: number,
  active: number,
  rules: NetworkRules,
  out: Synthesis,
): void {
  const { layout, scratch } = state;
  for (let i = present; i < active && active - present > 1; i++) {
    const worker = scratch.active[i]!;
    const k = worker - layout.inferers;
    combination(state, active, layout.oneOutForecaster + k, worker, NOBODY, rules, out);
    combination(state, active, layout.oneInForecaster + k, NOBODY, worker, rules, out);
  }
}

/** Forecast-implied and combined inferences without each inferer. */
function withoutInferers(
  state: TopicState,
  forecasts: Float64Array,
  implied: Float64Array | undefined,
  present: number,
  active: number,
  rules: NetworkRules,
  out: Synthesis,
): void {
  const { layout, scratch } = state;
  const { inferers, forecasters } = layout;
  for (let i = 0; i < present; i++) {
    const j = scratch.active[i]!;
    for (let a = present; a < active; a++) {
      const k = scratch.active[a]! - inferers;
      const target = layout.forecasterWithout + j * forecasters + k;
      if (implied) knownImplied(implied, k, out, target);
      else forecastImplied(state, forecasts, k, present, j, rules, out, target);
    }
    if (out.kind === 'weighted') combination(state, active, layout.oneOutInferer + j, j, NOBODY, rules, out);
  }
}

/** Plain means of the inferers, in place of combinations, while all inferers are new. */
function means(
  { layout, scratch }: TopicState,
  present: number,
  active: number,
  rules: NetworkRules,
  out: Synthesis,
): void {
  const { active: workers, places } = scratch;
  for (let i = 0; i < present; i++) places[i] = layout.worker + workers[i]!;
  setMean(scratch, present, out, layout.network);
  setMean(scratch, present, out, layout.naive);
  if (!rules.oneOuts) return;
  for (let i = present; i < active && active - present > 1; i++) {
    const k = workers[i]! - layout.inferers;
    setMean(scratch, present, out, layout.oneOutForecaster + k);
    setMean(scratch, present, out, layout.oneInForecaster + k);
  }
  // The withheld inferer changes places with the last one.
  for (let i = 0; i < present; i++) {
    places[i] = layout.worker + workers[present - 1]!;
    setMean(scratch, present - 1, out, layout.oneOutInferer + workers[i]!);
    places[i] = layout.worker + workers[i]!;
  }
}
