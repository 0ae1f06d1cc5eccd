/** The answer of `simulate --replay`: a topic of the past under other epsilons. */

import {
  burnInOf,
  replayTopic,
  type Replay,
  type ReplayData,
  type ReplayedEpoch,
  type ReplayFormula,
} from '../epochs/replay.js';
import type { ReplayTables } from '../epochs/replay-table.js';
import type { ReadAs } from '../epochs/read-as.js';
import { atOnce, type Steps } from '../run/steps.js';
import { crossing, EQUAL_PAY, HARM, meanOf } from '../study/kinds/topic/effects.js';
import type { MeasureName } from '../topic/measures.js';
import { checkFunction, checkList, checkNumbers, checkObject } from '../text/check.js';
import { short } from '../text/numbers.js';
import { refusedByChain } from '../weights/chain-limits.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import type { PreparedReplay } from './prepared-replay.js';
import {
  epsilonText,
  intervalOf,
  orNull,
  roundedDown,
  verdictOf,
  type BothUnits,
  type HarmLimits,
  type TopicAtEpsilon,
} from './topic-answer.js';

/** A worker under one epsilon: means over the epochs after the burn-in. */
export interface ReplayedWorker {
  name: string;
  /** Share of the weight of all, in the epochs in which it takes part; null: in none. */
  weight: number | null;
  /** Share of the rewards of all workers. null: not computed. */
  pay: number | null;
}

/** The answer of `simulate --replay --json`. */
export interface ReplayAnswer {
  /** The sentence that decides. */
  sentence: string;
  /** null: neither losses nor rewards under other epsilons can be computed. */
  unharmedUpTo: BothUnits | null;
  /** Largest epsilon at which weights differ by the factor 3.16 in the mean epoch; null: none does. */
  separatedUpTo: BothUnits | null;
  limits: HarmLimits;
  harm: { lossChange: number; equalPay: number };
  /** Std of the regrets at a negligible epsilon, dex. */
  stdOfRegrets: number;
  epsilons: (TopicAtEpsilon & { workers: ReplayedWorker[] })[];
  formula: ReplayFormula;
  /** Epochs, and those at the start that averages leave out. */
  epochs: number;
  burnIn: number;
  /** Names of the workers that are forecasters. */
  forecasters: string[];
  /** Origin of the true values: a column, the losses; null: unknown. */
  targets: 'column' | 'losses' | null;
  readAs: { losses: ReadAs; inferences: ReadAs | null };
  /** Facts about the data: sentences. */
  notes: string[];
  /** A sentence for p and c outside the limits of the chain. */
  warnings: string[];
  /** Results that cannot be computed, with the reason: sentences. */
  notComputed: string[];
}

/** Blocks of consecutive epochs whose means count as independent, and the fewest epochs of a block. */
const BLOCKS = 10;
const LEAST_BLOCK = 10;

/** Called after each epoch of each replay, with the epsilon. */
export type OnReplayedEpoch = (epsilon: BothUnits, epoch: ReplayedEpoch) => void;

/**
 * Replays a topic under all epsilons.
 * @param epsilons increasing, > 0, in std of the regrets; the smallest stands for none
 * @param onEpoch called after each epoch of each replay
 * @throws {TypeError|RangeError} naming the parameter, the rule and the value
 */
export function replayAnswer(
  tables: ReplayTables,
  prepared: PreparedReplay,
  formula: ReplayFormula,
  epsilons: readonly number[],
  onEpoch?: OnReplayedEpoch,
): ReplayAnswer {
  return atOnce(replaySteps(tables, prepared, formula, epsilons, onEpoch));
}

/** As `replayAnswer`, with a step for each epsilon. */
export function* replaySteps(
  tables: ReplayTables,
  prepared: PreparedReplay,
  formula: ReplayFormula,
  epsilons: readonly number[],
  onEpoch?: OnReplayedEpoch,
): Steps<ReplayAnswer> {
  const { losses, inferences } = checkObject('tables', tables);
  const { data, offset, stdOfRegrets, targets, notes, notComputed } = checkObject('prepared', prepared);
  checkObject('formula', formula);
  checkList('epochs', checkObject('data', data).epochs);
  checkFunction('onEpoch', onEpoch);
  checkNumbers('epsilons', epsilons, 'a finite number > 0', (value) => value > 0 && Number.isFinite(value));
  const burnIn = burnInOf(data.epochs.length, formula.alpha);
  const replays: { epsilon: BothUnits; result: Replay; workers: ReplayedWorker[] }[] = [];
  for (const [done, std] of epsilons.entries()) {
    yield { done, total: epsilons.length };
    const epsilon = { std, dex: std * stdOfRegrets };
    const shares = new WeightShares(data.names.length, burnIn);
    const result = replayTopic(data, formula, epsilon.dex, offset, (epoch) => {
      shares.add(epoch);
      onEpoch?.(epsilon, epoch);
    });
    replays.push({ epsilon, result, workers: workersOf(data, shares, result) });
  }
  const first = replays[0]!.result;
  const rows = replays.map(({ epsilon, result, workers }) => ({
    ...atEpsilon(epsilon, result, targets === null ? null : first, burnIn),
    workers,
  }));
  const reached = (curve: (row: TopicAtEpsilon) => number | null, level: number): BothUnits | null => {
    const std = crossing(
      epsilons,
      rows.map((row) => curve(row) ?? NaN),
      level,
    );
    return Number.isFinite(std) ? { std, dex: std * stdOfRegrets } : null;
  };
  const limitOf = (found: BothUnits | null) => found && { ...found, interval: null };
  const limits = {
    loss: limitOf(harmOf(rows, stdOfRegrets)),
    pay: limitOf(reached(({ equalPay }) => equalPay, EQUAL_PAY)),
  };
  const threshold = Math.log10(DEFAULT_OPTIONS.factor);
  const mixed = reached(({ spread }) => (spread === null ? null : -spread), -threshold);
  const isNeverSeparated = mixed?.std === epsilons[0];
  const largest = rows.at(-1)!.epsilon;
  const separatedUpTo = isNeverSeparated ? null : ((mixed && roundedDown(mixed)) ?? largest);
  const verdict = targets === null ? null : verdictOf(limits, largest);
  return {
    sentence: verdict?.sentence ?? separationSentence(separatedUpTo, mixed === null),
    unharmedUpTo: verdict?.unharmedUpTo ?? null,
    separatedUpTo,
    limits,
    harm: { lossChange: HARM, equalPay: EQUAL_PAY },
    stdOfRegrets,
    epsilons: rows,
    formula,
    epochs: data.epochs.length,
    burnIn,
    forecasters: data.names.slice(data.names.length - (data.forecasters ?? 0)),
    targets,
    readAs: { losses, inferences },
    notes,
    warnings: refusedByChain(formula),
    notComputed,
  };
}

/**
 * The smallest epsilon from which on the rise of the loss reaches {@link HARM} and is no chance: logs of
 * squared errors of a single topic vary so much that a small epsilon may seem to harm. Straight lines in log
 * epsilon.
 */
function harmOf(rows: readonly TopicAtEpsilon[], stdOfRegrets: number): BothUnits | null {
  const isHarm = ({ lossChange, lossChangeInterval: interval }: TopicAtEpsilon) =>
    lossChange !== null && lossChange >= HARM && (interval === null || interval[0] > 0);
  const before = rows.findLastIndex((row) => !isHarm(row));
  const [from, to] = [rows[before], rows[before + 1]];
  if (from === undefined || to === undefined) return null;
  const std = crossing([from.epsilon.std, to.epsilon.std], [from.lossChange ?? NaN, to.lossChange!], HARM);
  return { std, dex: std * stdOfRegrets };
}

function separationSentence(upTo: BothUnits | null, isEnd: boolean): string {
  const factor = short(DEFAULT_OPTIONS.factor);
  if (upTo === null)
    return `At no epsilon do the weights of your topic differ by a factor of ${factor} in the mean epoch`;
  const end = isEnd ? ', the largest that was tried' : '';
  return `The weights of your topic differ by a factor of ${factor} or more in the mean epoch up to epsilon ${epsilonText(upTo)}${end}`;
}

/** @param first replay at the smallest epsilon; null: losses of the network are not computed */
function atEpsilon(epsilon: BothUnits, result: Replay, first: Replay | null, burnIn: number): TopicAtEpsilon {
  const measure = (name: MeasureName) => orNull(result.measures[name]);
  const changes = first
    ? [...result.networkLosses.subarray(burnIn)].map((loss, i) => loss - first.networkLosses[burnIn + i]!)
    : [];
  const { value } = meanOf(changes);
  const { low, high } = meanOf(blockMeans(changes));
  return {
    epsilon,
    lossChange: orNull(value),
    lossChangeInterval: intervalOf(low, high),
    effectiveWorkers: measure('effective_workers'),
    spread: measure('std_log10_weights'),
    equalPay: measure('equal_pay'),
    rankCorrelation: measure('rank_correlation'),
  };
}

/** Means of blocks of consecutive epochs, which depend on each other; none of a short series. */
function blockMeans(values: readonly number[]): number[] {
  const length = Math.floor(values.length / BLOCKS);
  if (length < LEAST_BLOCK) return [];
  return Array.from({ length: BLOCKS }, (_, i) => meanOf(values.slice(i * length, (i + 1) * length)).value);
}

/** Mean shares of weight over the epochs in which a worker takes part. */
class WeightShares {
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #burnIn: number;

  constructor(workers: number, burnIn: number) {
    this.#sums = new Float64Array(workers);
    this.#counts = new Float64Array(workers);
    this.#burnIn = burnIn;
  }

  add({ epoch, weights }: ReplayedEpoch): void {
    if (epoch < this.#burnIn) return;
    const shares = sharesOf(weights);
    for (const [i, share] of shares.entries()) {
      if (Number.isNaN(share)) continue;
      this.#sums[i]! += share;
      this.#counts[i]!++;
    }
  }

  of(worker: number): number | null {
    return orNull(this.#sums[worker]! / this.#counts[worker]!);
  }
}

/** Shares of the total weight; absent stays NaN. */
export function sharesOf(weights: Float64Array): Float64Array {
  let total = 0;
  for (const weight of weights) if (weight > 0) total += weight;
  return weights.map((weight) => weight / total);
}

function workersOf(
  { names }: ReplayData,
  shares: WeightShares,
  { rewards, measures }: Replay,
): ReplayedWorker[] {
  const total = rewards.reduce((sum, reward) => sum + reward, 0);
  const isPaid = Number.isFinite(measures.equal_pay);
  return names.map((name, i) => ({
    name,
    weight: shares.of(i),
    pay: isPaid ? orNull(rewards[i]! / total) : null,
  }));
}
