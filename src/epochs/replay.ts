/**
 * The past of a topic under other epsilons: regrets and weights of each epoch from the losses of its workers;
 * with inferences also the network inference; with true values its loss, scores and rewards.
 *
 * Forecasts are not part of such data: a forecaster has the forecast-implied inferences of the file under
 * every epsilon, and also where an inferer is withheld. The losses of an epoch score the inferences of the
 * same epoch. The topic starts without regrets.
 */

import { checkFunction, checkList, checkNumber, checkObject } from '../text/check.js';
import { checkLength } from '../network/check.js';
import { settle } from '../network/epoch.js';
import { networkRules, type NetworkRules, type RulesName } from '../network/rules.js';
import { createSettlement, createSynthesis, createTopic } from '../network/state.js';
import { synthesize } from '../network/synthesis.js';
import { Averages } from '../topic/averages.js';
import { MEASURE_NAMES, type MeasureName } from '../topic/measures.js';
import { RegretFacts } from '../topic/regret-facts.js';
import { LEAST_SQUARE, TOPIC_REWARD } from '../topic/run-topic.js';
import { median } from '../weights/scale.js';

/** The known past of a topic, oldest epoch first. */
export interface ReplayData {
  /** Names of the workers, inferers first, shape (workers). */
  names: readonly string[];
  /** Number of forecasters, the last of the workers. Default 0. */
  forecasters?: number | undefined;
  /** Names of the epochs, shape (epochs). */
  epochs: readonly string[];
  /** Dex, shape (epochs, workers); NaN: absent. */
  losses: Float64Array;
  /** Dex, shape (epochs); NaN: unknown. */
  networkLosses: Float64Array;
  /**
   * In the unit of the target, those of forecasters forecast-implied, shape (epochs, workers); NaN: absent.
   * null: unknown.
   */
  inferences: Float64Array | null;
  /** True values, shape (epochs); NaN: unknown. null: none is known. */
  targets: Float64Array | null;
}

/** The formula of a replay. */
export interface ReplayFormula {
  rules: RulesName;
  pNorm: number;
  cNorm: number;
  /** Weight of the newest epoch in the regrets. */
  alpha: number;
  /** Whether scores and rewards are computed, if true values are known. */
  scores: boolean;
}

/** An epoch of a replay. The arrays are those of the state: the next epoch overwrites them. */
export interface ReplayedEpoch {
  epoch: number;
  /** Network regrets after the losses of this epoch, dex, shape (workers); NaN: none yet. */
  regrets: Float64Array;
  /** Weights of this epoch, shape (workers); only ratios matter. NaN: absent, or nothing is known yet. */
  weights: Float64Array;
  /** Network inference; NaN: unknown. */
  inference: number;
  /** Its loss, dex; that of the file where true values are unknown. */
  networkLoss: number;
  /** Shares of the rewards of all workers, shape (workers); NaN: none. */
  pay: Float64Array;
}

/** A replay under one epsilon. */
export interface Replay {
  /** Averages over the epochs after the burn-in. Losses are those of squared errors. NaN: undefined. */
  measures: Record<MeasureName, number>;
  /** Mean over these epochs of the population std of the network regrets, dex. */
  stdOfRegrets: number;
  /** Loss of the network in each epoch, dex, shape (epochs); NaN: unknown. */
  networkLosses: Float64Array;
  /** Total rewards after the burn-in, shape (workers). */
  rewards: Float64Array;
}

/** Epochs until regrets that start from 0 have forgotten it: 3 / alpha, at most half of the epochs. */
export function burnInOf(epochs: number, alpha: number): number {
  return Math.min(Math.ceil(3 / alpha), Math.floor(epochs / 2));
}

/**
 * Replays a topic under one epsilon.
 * @param epsilon dex
 * @param offset loss less log10 of the squared error, dex: {@link lossOffset}. Not used without true values
 * @param onEpoch called after each epoch
 * @throws {TypeError|RangeError} naming the parameter, the rule and the value
 */
export function replayTopic(
  data: ReplayData,
  formula: ReplayFormula,
  epsilon: number,
  offset = 0,
  onEpoch?: (epoch: ReplayedEpoch) => void,
): Replay {
  checkObject('formula', formula);
  checkFunction('onEpoch', onEpoch);
  checkData(data);
  const { losses, networkLosses, inferences, targets, forecasters = 0 } = data;
  const workers = data.names.length;
  const inferers = workers - forecasters;
  const burnIn = burnInOf(networkLosses.length, formula.alpha);
  const rules = rulesOf(formula, epsilon, targets !== null);
  const state = createTopic({ inferers, forecasters }, rules);
  const { quantities, worker } = state.layout;
  const synthesis = createSynthesis(state);
  const settlement = createSettlement(state);
  const averages = new Averages(state, rules);
  const facts = new RegretFacts(state);
  const reports = new Float64Array(quantities);
  const stakes = Float64Array.of(1);
  const noForecasts = new Float64Array(0);
  const pay = new Float64Array(workers);
  const rewards = new Float64Array(workers);
  const found = new Float64Array(networkLosses.length).fill(NaN);
  for (let epoch = 0; epoch < networkLosses.length; epoch++) {
    const row = losses.subarray(epoch * workers, (epoch + 1) * workers);
    // Without inferences, workers with a loss take part.
    const all = inferences?.subarray(epoch * workers, (epoch + 1) * workers) ?? row.map((loss) => 0 * loss);
    const own = all.subarray(0, inferers);
    const target = targets?.[epoch] ?? NaN;
    synthesize(state, own, noForecasts, rules, synthesis, all.subarray(inferers));
    if (epoch >= burnIn) {
      averages.addSynthesis(synthesis, { target, inferences: own });
      facts.add(synthesis);
    }
    if (targets) reportErrors(reports, synthesis.values, target, offset);
    else reports.fill(networkLosses[epoch]!, 0, worker);
    reports.set(row, worker);
    found[epoch] = reports[0]!;
    settle(state, reports, stakes, TOPIC_REWARD, rules, settlement);
    if (epoch >= burnIn) averages.addSettlement(settlement, stakes);
    const { infererRewards, forecasterRewards, inferenceReward, forecastingReward } = settlement;
    for (let i = 0; i < workers; i++) {
      const reward = i < inferers ? infererRewards[i]! : forecasterRewards[i - inferers]!;
      pay[i] = reward / (inferenceReward + forecastingReward);
      if (epoch >= burnIn && reward > 0) rewards[i]! += reward;
    }
    onEpoch?.({
      epoch,
      regrets: state.regrets.subarray(0, workers),
      weights: synthesis.weights,
      inference: inferences ? synthesis.values[0]! : NaN,
      networkLoss: found[epoch]!,
      pay,
    });
  }
  const measures = averages.measures(
    { skill: meanLosses(data, burnIn), reportBiases: Float64Array.of(0) },
    stakes,
  );
  return {
    measures: Object.fromEntries(MEASURE_NAMES.map((name, i) => [name, measures[i]!])) as Record<
      MeasureName,
      number
    >,
    stdOfRegrets: facts.std,
    networkLosses: found,
    rewards,
  };
}

/** @throws {RangeError} if an array has not the shape that the names state */
function checkData(data: ReplayData): void {
  const {
    names,
    epochs,
    forecasters = 0,
    losses,
    networkLosses,
    inferences,
    targets,
  } = checkObject('data', data);
  checkList('names', names);
  checkList('epochs', epochs);
  checkNumber(
    'forecasters',
    forecasters,
    `a whole number from 0 to ${names.length - 1}`,
    (n) => Number.isInteger(n) && n >= 0 && n < names.length,
  );
  const cells = epochs.length * names.length;
  checkLength('losses', losses, cells);
  checkLength('networkLosses', networkLosses, epochs.length);
  if (inferences) checkLength('inferences', inferences, cells);
  if (targets) checkLength('targets', targets, epochs.length);
}

function rulesOf(formula: ReplayFormula, epsilon: number, hasTargets: boolean): NetworkRules {
  const { rules, pNorm, cNorm, alpha, scores } = formula;
  return networkRules({
    version: rules,
    oneOuts: scores && hasTargets,
    parameters: { epsilon, pNorm, cNorm, regretAlpha: alpha },
  });
}

/** Losses of all combinations. The first epoch has no naive inference: its loss is that of the network. */
function reportErrors(reports: Float64Array, values: Float64Array, target: number, offset: number): void {
  for (let q = 0; q < reports.length; q++) reports[q] = logSquare(values[q]! - target) + offset;
  if (Number.isNaN(reports[1]!)) reports[1] = reports[0]!;
}

function logSquare(error: number): number {
  return Math.log10(error * error + LEAST_SQUARE);
}

/** Mean loss of each inferer after the burn-in: small is skilled. */
function meanLosses({ losses, names, forecasters = 0 }: ReplayData, burnIn: number): Float64Array {
  return Float64Array.from({ length: names.length - forecasters }, (_, worker) => {
    let [sum, present] = [0, 0];
    for (let i = burnIn * names.length + worker; i < losses.length; i += names.length) {
      if (Number.isNaN(losses[i]!)) continue;
      sum += losses[i]!;
      present++;
    }
    return sum / present;
  });
}

/** Relation of the losses of a file to log10 of the squared errors of its inferences. */
export interface LossOffset {
  /** Median difference, dex. */
  offset: number;
  /** Median distance from it, dex. */
  scatter: number;
}

/** @returns NaN if no worker has a loss and an inference in an epoch with a true value */
export function lossOffset(data: ReplayData, targets: Float64Array): LossOffset {
  checkData(data);
  const { losses, inferences, names, epochs } = data;
  if (inferences === null) return { offset: NaN, scatter: NaN };
  checkLength('targets', targets, epochs.length);
  const differences: number[] = [];
  for (let i = 0; i < losses.length; i++) {
    const error = inferences[i]! - targets[Math.floor(i / names.length)]!;
    const difference = losses[i]! - logSquare(error);
    if (Number.isFinite(difference)) differences.push(difference);
  }
  if (differences.length === 0) return { offset: NaN, scatter: NaN };
  const offset = median(Float64Array.from(differences));
  return { offset, scatter: median(Float64Array.from(differences, (each) => Math.abs(each - offset))) };
}

/** Largest distance of losses from the squared errors that a true value explains, dex. */
const EXPLAINED = 1e-3;

/** Share of the epochs that must have such a value. */
const EXPLAINED_SHARE = 0.95;

/**
 * The true values that the losses of a file reveal, if these are squared errors of its inferences: an
 * inference and its loss leave two values, and the other workers choose one of them.
 * @returns null if the losses are not squared errors of the inferences
 */
export function targetsFromLosses(data: ReplayData): Float64Array | null {
  checkData(data);
  const { losses, inferences, names } = data;
  if (inferences === null) return null;
  const epochs = losses.length / names.length;
  const targets = new Float64Array(epochs).fill(NaN);
  let [found, possible] = [0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const start = epoch * names.length;
    const present = names.flatMap((_, i) =>
      Number.isFinite(losses[start + i]!) && Number.isFinite(inferences[start + i]!) ? [start + i] : [],
    );
    if (present.length < 2) continue;
    possible++;
    // The smallest error gives the most precise values.
    const best = present.reduce((a, b) => (losses[b]! < losses[a]! ? b : a));
    const error = Math.exp((losses[best]! / 2) * Math.LN10);
    const [low, high] = [inferences[best]! - error, inferences[best]! + error].map((target) => ({
      target,
      distance: Math.max(...present.map((i) => Math.abs(losses[i]! - logSquare(inferences[i]! - target)))),
    })) as [Candidate, Candidate];
    const [better, other] = low.distance <= high.distance ? [low, high] : [high, low];
    if (better.distance > EXPLAINED || other.distance <= EXPLAINED) continue;
    targets[epoch] = better.target;
    found++;
  }
  return possible > 0 && found >= EXPLAINED_SHARE * possible ? targets : null;
}

interface Candidate {
  target: number;
  /** From the losses of all workers, dex. */
  distance: number;
}
