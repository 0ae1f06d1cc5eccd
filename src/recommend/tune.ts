/**
 * Epsilon is fixed: which p, or which c, separates the weights? The inverse of `recommendEpsilon` for the
 * parameters that the creator of a topic can still change.
 */

import { quartiles, type Epochs } from '../epochs/epochs.js';
import { epochsOf, type EpochsInput } from '../epochs/from-rows.js';
import { bootstrapQuantile, dependenceOf, seriesRanks } from '../statistics/bootstrap.js';
import type { Group } from '../sampling/groups.js';
import { quantileRanks, wilson, type QuantileRanks } from '../statistics/intervals.js';
import { checkOptions, checkSpelling, optionNames } from '../text/check.js';
import { CHAIN_LIMITS, refusedByChain } from '../weights/chain-limits.js';
import { medianWorkers } from './from-data.js';
import { compareWithOne, completeGroupsQuestion, withoutGroups, type GroupsOptions } from './groups.js';
import {
  checkLeftOut,
  checkPositive,
  completeCriterion,
  completeQuestion,
  completeSeed,
  QUESTION_FIELDS,
  ratioOf,
  REGRETS_FIELDS,
  type Bounded,
  type CompleteCriterion,
  type CriterionOptions,
  type Question,
  type QuestionOptions,
} from './question.js';
import { adviceOf, guaranteeOf } from './tune-sentences.js';
import { roundUp } from './rounding.js';
import { acceptedLimit, drawnLimit, limitOfEpochs, type SlopeBounds } from './slope-limit.js';
import type { Lever, SettingEffect, Tuning } from './tuning.js';
import {
  drawnRegrets,
  fixedEpochs,
  givenRegrets,
  type FixedEpochs,
  type Reaches,
  type Shape,
  type Varied,
} from './separated-draws.js';

/** Options of `tune` with the expected regrets. */
export interface TuneOptions extends QuestionOptions {
  regrets?: undefined;
  groups?: undefined;
  /** The topic parameter, dex, > 0. It cannot be changed. */
  epsilon: number;
  /** Standard deviation of the distribution of an epoch's regrets, dex, > 0. */
  std: number;
}

/** Options of `tune` with groups of workers. */
export type TuneFromGroupsOptions = GroupsOptions & Pick<TuneOptions, 'epsilon'>;

/** Options of `tune` with the regrets of past epochs. */
export interface TuneFromEpochsOptions extends CriterionOptions {
  epsilon: number;
  /**
   * The epochs of `readEpochs`, or rows of shape (epochs, workers), dex, with NaN where a worker was absent.
   * At least 2 epochs and 2 workers.
   */
  regrets: EpochsInput;
  seed?: undefined;
  groups?: undefined;
  std?: undefined;
  mean?: undefined;
  meanStdRatio?: undefined;
  workers?: undefined;
}

const NAMES = optionNames<TuneOptions | TuneFromGroupsOptions | TuneFromEpochsOptions>({
  ...QUESTION_FIELDS,
  ...REGRETS_FIELDS,
  epsilon: true,
});

/**
 * Regrets that are drawn for an answer: about half a second of computing. More would narrow its intervals.
 */
const REGRETS = 200_000;
/** Fewest draws, used from 1,000 workers on, because the spreads of that many workers differ little. */
const LEAST_DRAWS = 200;
/** Ratio of consecutive p at which the scan looks. */
const P_STEP = 1.08;
/** Offsets above the present c at which the scan looks. */
const C_STEPS = [...Array.from({ length: 30 }, (_, i) => (i + 1) / 10), 4, 6, 10, 20, 50, 100, 200];
/** Options that regrets replace. */
const ESTIMATED: readonly (keyof TuneFromEpochsOptions)[] = [
  'groups',
  'std',
  'mean',
  'meanStdRatio',
  'workers',
  'seed',
];
/** Largest p that is tried beyond the limits of the chain. */
const MOST_P = 100;
/** Relative width at which bisection stops: a tenth of the interval of an answer. */
const TOLERANCE = 5e-4;

/**
 * The smallest p that separates the weights by `factor` in a share `confidence` of epochs at the given
 * epsilon. The spread S of each epoch is computed at the given epsilon (whitepaper Eqs 8 and 11).
 * `tune --json` prints the same object.
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function tune(given: TuneOptions | TuneFromGroupsOptions | TuneFromEpochsOptions): Tuning {
  const options = checkOptions(given) as typeof given;
  checkSpelling(options, NAMES);
  const epsilon = checkPositive('epsilon', options.epsilon);
  if (options.regrets !== undefined) {
    checkLeftOut(options, ESTIMATED, 'regrets', 'they take its place');
    const criterion = completeCriterion(options);
    const epochs = epochsOf('regrets', options.regrets);
    const vectors = givenRegrets(epochs);
    return tuning(
      epsilon,
      criterion,
      fixedEpochs(vectors, epsilon, criterion),
      { workers: medianWorkers(epochs), std: null, mean: null },
      (ranks) => limitOfEpochs(vectors, criterion, ranks),
      epochs,
    );
  }
  const { std, question } =
    options.groups !== undefined ? completeGroupsQuestion(options) : stdQuestion(options);
  const seed = completeSeed(options.seed);
  const found = simulated(epsilon, question, std, seed);
  if (!question.groups) return found;
  const one = simulated(epsilon, withoutGroups(question), std, seed);
  return {
    ...found,
    groups: compareWithOne(question, smallestP(found), smallestP(one), {
      source: 'simulation',
      draws: one.draws,
      noun: 'p',
    }),
  };
}

function stdQuestion(options: Partial<TuneOptions>): { std: number; question: Question } {
  const std = checkPositive('std', options.std);
  return { std, question: completeQuestion(options, ratioOf(options, std)) };
}

function simulated(epsilon: number, question: Question, std: number, seed: number): Tuning {
  const { workers, ratio, groups } = question;
  const draws = Math.max(LEAST_DRAWS, Math.floor(REGRETS / workers));
  const expected = { workers, std, mean: ratio * std };
  const fixed = fixedEpochs(drawnRegrets({ ...expected, seed, groups }, draws), epsilon, question);
  return tuning(epsilon, question, fixed, { ...expected, groups }, () => drawnLimit(question, seed), null);
}

/** The smallest sufficient p with its interval; null if no p is enough. */
function smallestP({ exact, interval }: Tuning): Bounded | null {
  return exact === null || !interval ? null : { value: exact, low: interval[0], high: interval[1] };
}

/** The expected regrets; std and mean null with data. */
interface Expected {
  workers: number;
  std: number | null;
  mean: number | null;
  groups?: readonly Group[] | undefined;
}

function tuning(
  epsilon: number,
  { confidence, factor, scheme, formula }: CompleteCriterion,
  epochs: FixedEpochs,
  { groups, ...expected }: Expected,
  limitOf: (ranks: QuantileRanks) => SlopeBounds,
  data: Epochs | null,
): Tuning {
  const present: Shape = { pNorm: formula.pNorm, cNorm: formula.cNorm };
  const ranks = ranksOf(epochs, present, confidence, data !== null);
  const { from, to } = CHAIN_LIMITS.pNorm;
  // At a given epsilon a larger p may separate less: nearly equal weights of workers far above c.
  const withP: Varied = { shapeWith: (value) => ({ ...present, pNorm: value }), isOrdered: false };
  // ln w is a concave function of x - c, so that a larger c increases all of its differences.
  const withC = (pNorm: number): Varied => ({
    shapeWith: (cNorm) => ({ pNorm, cNorm }),
    isOrdered: !formula.scheme.bounds,
  });
  const reachesP = epochs.along(withP);
  const offsets = [present.cNorm, ...C_STEPS.map((step) => present.cNorm + step)];
  const cs = offsets.filter((c) => c <= CHAIN_LIMITS.cNorm.to);
  const leverOfC = (pNorm: number) => {
    const varied = withC(pNorm);
    return lever(epochs.along(varied), ranks, varied, cs);
  };

  const byP = lever(reachesP, ranks, withP, scan(from, to));
  const byC = leverOfC(present.pNorm);
  const both = byP || byC ? null : leverOfC(to);
  const warnings = refusedByChain(present);
  const isEnough = warnings.length === 0 && reachesP(present.pNorm, ranks.value);
  const effect = (shape: Shape): SettingEffect => effectOf(epochs, shape, factor);

  const chosen = roundedUp(byP ?? byC ?? both, byP ? 'pNorm' : 'cNorm');
  const then = chosen && effect(chosen);
  const pNormBeyond = byP ? null : smallest(reachesP, ranks.value, withP, scan(to, MOST_P));
  const slopeLimit = chosen ? null : acceptedLimit(formula, () => limitOf(ranks));
  const question = { ...expected, confidence, factor, scheme, mapping: formula.mapping, ...present };
  return {
    status: chosen ? 'tuned' : 'none',
    isEnough,
    epsilon,
    pNorm: chosen?.pNorm ?? null,
    cNorm: chosen?.cNorm ?? null,
    exact: byP?.pNorm ?? null,
    interval: byP && [byP.interval[0], byP.interval[1] ?? Infinity],
    level: 0.95,
    levers: { pNorm: byP, cNorm: byC, both },
    pNormBeyond,
    slopeLimit: slopeLimit?.value ?? null,
    slopeLimitInterval: slopeLimit && [slopeLimit.low, slopeLimit.high],
    now: effect(present),
    then,
    draws: epochs.size,
    source: data ? 'data' : 'simulation',
    guarantee: guaranteeOf(chosen, question, epsilon, data, groups),
    advice: adviceOf({ chosen, present, isEnough, byC, pNormBeyond }),
    warnings,
    groups: null,
    topicArgument: isEnough ? null : chosen && { p_norm: String(chosen.pNorm), c_norm: String(chosen.cNorm) },
    question,
    data: data && { readAs: data.readAs, notes: data.notes, epochs: data.epochs },
  };
}

/**
 * The smallest sufficient p of the sample is an order statistic of the smallest p of each epoch, so its
 * interval follows from ranks, without a distribution.
 */
function ranksOf(epochs: FixedEpochs, shape: Shape, confidence: number, isSeries: boolean): QuantileRanks {
  const { size } = epochs;
  if (!isSeries) return quantileRanks(size, confidence);
  // Consecutive epochs of data resemble each other: they count as fewer.
  const spreads = epochs.weights(shape).spreads.map((spread) => (Number.isNaN(spread) ? 0 : spread));
  const ordered = spreads.toSorted();
  const { blockLength } = dependenceOf(spreads, ordered);
  const { effectiveLength } = bootstrapQuantile(spreads, ordered, 1 - confidence, blockLength);
  return seriesRanks(size, effectiveLength, confidence);
}

/** Values from `from` to `to`, each {@link P_STEP} times the one before it. */
function scan(from: number, to: number): number[] {
  const steps = Math.ceil(Math.log(to / from) / Math.log(P_STEP));
  return Array.from({ length: steps + 1 }, (_, i) => Math.min(to, from * P_STEP ** i));
}

/** The smallest of `values`, ascending, that separates `least` epochs, refined; null if none does. */
function smallest(
  reaches: Reaches,
  least: number,
  { isOrdered }: Varied,
  values: readonly number[],
): number | null {
  if (isOrdered && !reaches(values.at(-1)!, least)) return null;
  const index = values.findIndex((value) => reaches(value, least));
  if (index < 1) return values[index] ?? null;
  let [below, above] = [values[index - 1]!, values[index]!];
  while (above - below > TOLERANCE * Math.abs(above)) {
    const middle = (below + above) / 2;
    if (reaches(middle, least)) above = middle;
    else below = middle;
  }
  return above;
}

function lever(
  reaches: Reaches,
  ranks: QuantileRanks,
  varied: Varied,
  values: readonly number[],
): Lever | null {
  const at = (least: number | null) => least && smallest(reaches, least, varied, values);
  const value = at(ranks.value);
  if (value === null) return null;
  // Fewer epochs than the low rank needs: the interval begins where the chain does.
  return { ...varied.shapeWith(value), interval: [at(ranks.low) ?? values[0]!, at(ranks.high)] };
}

/** Two significant digits on the safe side, but not above the limit of the chain. */
function roundedUp(lever: Lever | null, parameter: 'pNorm' | 'cNorm'): Shape | null {
  if (!lever) return null;
  const { pNorm, cNorm } = lever;
  const value = lever[parameter];
  const rounded = Math.min(CHAIN_LIMITS[parameter].to, roundUp(value));
  return { pNorm, cNorm, [parameter]: rounded };
}

function effectOf(epochs: FixedEpochs, shape: Shape, factor: number): SettingEffect {
  const threshold = Math.log10(factor);
  const { spreads, effectiveWorkers } = epochs.weights(shape);
  const separated = spreads.reduce((count, spread) => count + Number(spread >= threshold), 0);
  return {
    ...shape,
    separated: wilson(separated, epochs.size),
    effectiveWorkers: quartiles(effectiveWorkers.sort()),
  };
}
