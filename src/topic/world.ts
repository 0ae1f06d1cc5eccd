/**
 * The world of a simulated topic: the target, and the submissions of its actors, epoch by epoch. It does not
 * depend on epsilon or on rules, so that these can be compared on the same draws.
 */

import { deviateStream } from '../sampling/distributions.js';
import { normalStream, uniformStream, type StreamKey } from '../sampling/stream.js';
import type { TopicSettings } from './settings.js';

/** Blocks of the streams: one for each role, so that more workers of one role do not change another role. */
const BLOCKS = {
  target: 0,
  context: 1,
  commonError: 2,
  order: 3,
  inferers: 100,
  forecasters: 200,
  reputers: 300,
};

/** Mean of log10 z^2 for a standard normal z: -(Euler's constant + ln 2) / ln 10. dex */
const MEAN_LOG_SQUARE = -(0.5772156649015329 + Math.LN2) / Math.LN10;

/** Epochs of {@link TopicSettings.drift}. */
const DRIFT_EPOCHS = 100;

/** Correlation of a mean-reverting target with the target of the epoch before. */
const TARGET_MEMORY = 0.95;

/** One topic, epoch by epoch. The arrays are written anew by each call of `next`. */
export interface World {
  /** The true value of the epoch. */
  target: number;
  /** Shape (inferers); NaN: absent. */
  readonly inferences: Float64Array;
  /** Predicted log10 losses, dex, shape (forecasters, inferers). */
  readonly forecasts: Float64Array;
  /** Error of each reported loss, dex, shape (reputers, quantities). */
  readonly reportErrors: Float64Array;
  /** Stakes at the start, mean 1, shape (reputers). */
  readonly stakes: Float64Array;
  /** Mean error of the reported losses of each reputer, dex, shape (reputers). */
  readonly reportBiases: Float64Array;
  /** Log10 error std of each inferer in an average context before drift, dex: smaller is better. */
  readonly skill: Float64Array;
  /** Goes to the next epoch; the first call to the first epoch. */
  next(): void;
}

/**
 * @param seed of all streams of the topic
 * @param quantities number of losses that a reputer reports
 */
export function createWorld(settings: TopicSettings, seed: number, quantities: number): World {
  const { inferers, forecasters, reputers, errors, commonError, context, contextMemory, contextSeen } =
    settings;
  const key = (block: number): StreamKey => ({ seed, cell: 0, block });
  const normals = (count: number, first: number) =>
    Array.from({ length: count }, (_, i) => normalStream(key(first + i)));
  const target = normalStream(key(BLOCKS.target));
  const contexts = normalStream(key(BLOCKS.context));
  const common = deviateStream(errors, key(BLOCKS.commonError), 1);
  const order = uniformStream(key(BLOCKS.order));
  const own = Array.from({ length: inferers }, (_, j) =>
    deviateStream(errors, key(BLOCKS.inferers + 2 * j), 1),
  );
  const moves = Array.from({ length: inferers }, (_, j) => normalStream(key(BLOCKS.inferers + 2 * j + 1)));
  const beliefs = normals(forecasters, BLOCKS.forecasters);
  const reports = normals(reputers, BLOCKS.reputers);

  const skill = shuffled(evenlyApart(inferers, settings.skillRange), order);
  const sides = shuffled(
    Float64Array.from(skill, (_, j) => (j % 2 === 0 ? 1 : -1)),
    order,
  );
  const biases = Float64Array.from(skill, (_, j) => settings.bias * moves[j]!());
  const isPresent = new Uint8Array(inferers).fill(1);
  const drifts = new Float64Array(inferers);
  const reportBiases = Float64Array.from(reports, (normal) => settings.reputerBias * normal());
  const stakes = Float64Array.from(reports, (normal) => powerOfTen(settings.stakeRange * normal()));
  const mean = stakes.reduce((sum, stake) => sum + stake, 0) / reputers;
  for (let m = 0; m < reputers; m++) stakes[m]! /= mean;

  const ownShare = Math.sqrt(1 - commonError);
  const commonShare = Math.sqrt(commonError);
  const contextStep = Math.sqrt(1 - contextMemory * contextMemory);
  const unseen = Math.sqrt(1 - contextSeen * contextSeen);
  const driftStep = settings.drift / Math.sqrt(DRIFT_EPOCHS);
  const targetStep = settings.target === 'random-walk' ? 1 : Math.sqrt(1 - TARGET_MEMORY * TARGET_MEMORY);
  const returning = 1 / settings.absenceLength;
  const leaving = (returning * settings.absence) / (1 - settings.absence);
  let contextNow = contexts();

  const world: World = {
    target: target(),
    inferences: new Float64Array(inferers),
    forecasts: new Float64Array(forecasters * inferers),
    reportErrors: new Float64Array(reputers * quantities),
    stakes,
    reportBiases,
    skill,
    next() {
      world.target =
        (settings.target === 'random-walk' ? world.target : TARGET_MEMORY * world.target) +
        targetStep * target();
      contextNow = contextMemory * contextNow + contextStep * contexts();
      const shared = commonShare * common();
      for (let j = 0; j < inferers; j++) {
        drifts[j]! += driftStep * moves[j]!();
        const error = biases[j]! + ownShare * own[j]!() + shared;
        const logStd = skill[j]! + drifts[j]! + context * sides[j]! * contextNow;
        const std = powerOfTen(Math.max(-MOST_LOG_STD, Math.min(MOST_LOG_STD, logStd)));
        if (order() < (isPresent[j] ? leaving : returning)) isPresent[j] = 1 - isPresent[j]!;
        world.inferences[j] = isPresent[j] ? world.target + std * error : NaN;
      }
      for (let k = 0; k < forecasters; k++) {
        const normal = beliefs[k]!;
        // The best guess of the context for a forecaster that sees a signal of correlation `contextSeen`.
        const guess = contextSeen * (contextSeen * contextNow + unseen * normal());
        for (let j = 0; j < inferers; j++) {
          const logStd = skill[j]! + drifts[j]! + context * sides[j]! * guess;
          world.forecasts[k * inferers + j] =
            2 * logStd + MEAN_LOG_SQUARE + settings.forecastNoise * normal();
        }
      }
      for (let m = 0; m < reputers; m++) {
        const normal = reports[m]!;
        for (let q = 0; q < quantities; q++) {
          world.reportErrors[m * quantities + q] = reportBiases[m]! + settings.reputerNoise * normal();
        }
      }
    },
  };
  return world;
}

/** Largest size of the log10 std of an error, dex: a strong drift would leave double precision. */
const MOST_LOG_STD = 30;

/** Values around 0, in increasing order. */
function evenlyApart(count: number, range: number): Float64Array {
  return Float64Array.from({ length: count }, (_, j) => (count === 1 ? 0 : range * (j / (count - 1) - 0.5)));
}

/** Fisher-Yates: the place of a worker in the lists of the network must not tell its skill. */
function shuffled(values: Float64Array, uniform: () => number): Float64Array {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}

/** `Math.exp`, because `**` gives different digits in different versions of Node. */
function powerOfTen(exponent: number): number {
  return Math.exp(exponent * Math.LN10);
}
