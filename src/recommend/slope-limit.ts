/**
 * From which slope p does an epsilon exist? Below it the weights of too many epochs differ too little,
 * whatever epsilon.
 */

import { slopeLimits } from '../kernel/slope-limits.js';
import { drawAll } from '../sampling/regrets.js';
import { quantileRanks, type QuantileRanks } from '../statistics/intervals.js';
import { rankedLimits } from '../statistics/ranked-limits.js';
import { gaussianSlopeLimit } from '../theory/slope-limits.js';
import { checkOptions, checkSpelling, optionNames } from '../text/check.js';
import { CHAIN_LIMITS, refusedByChain } from '../weights/chain-limits.js';
import { spreadCurve } from '../weights/curve.js';
import { firstCrossing } from '../weights/max-epsilon.js';
import { checkOrdered, isOrdered, MOST_SLOPE } from '../weights/smallest-slope.js';
import { sharedKernel } from './kernel.js';
import {
  completeQuestion,
  completeSeed,
  QUESTION_FIELDS,
  ratioOf,
  type Bounded,
  type Question,
  type QuestionOptions,
} from './question.js';
import type { Interval, Recommendation } from './recommendation.js';

/** Options of `slopeLimit`. The std of the regrets has no effect: give their mean in units of it. */
export type SlopeLimitOptions = Omit<QuestionOptions, 'pNorm' | 'mean'>;

const NAMES = optionNames<QuestionOptions>(QUESTION_FIELDS);

/** The answer of `slopeLimit`. */
export interface SlopeLimit {
  /** The smallest p with which some epsilon separates the wanted share of epochs; null: none up to 100. */
  pNorm: number | null;
  /** 95 % interval, from order statistics; an end above 100 is Infinity. null if `pNorm` is. */
  interval: Interval | null;
  level: 0.95;
  /** The same of infinitely many workers, for every share of epochs; null: none up to 100. */
  infiniteWorkers: number | null;
  draws: number;
  /** Whether the chain refuses that p: a sentence each. */
  warnings: string[];
  question: Omit<Recommendation['question'], 'std' | 'mean' | 'pNorm'> & { meanStdRatio: number };
}

/** Regrets that are drawn for an answer: a fifth of a second of computing. More would narrow its interval. */
const REGRETS = 400_000;
/** Fewest draws. */
const LEAST_DRAWS = 100;

/** A limit of p with its 95 % interval; Infinity: above 100. */
export type SlopeBounds = Bounded;

/**
 * The smallest slope p at which some epsilon separates the weights by `factor` in a share `confidence` of
 * epochs: an order statistic of the limits of normal draws, each known to 1e-10.
 * @throws {TypeError|RangeError} naming the option, the rule and the value; also for a scheme with bounds or
 *   a c
 *   below 0, with which a larger p may separate less
 */
export function slopeLimit(given: SlopeLimitOptions = {}): SlopeLimit {
  const options = checkOptions(given);
  checkSpelling(options, NAMES);
  const question = completeQuestion(
    { ...options, pNorm: undefined },
    ratioOf({ ...options, mean: undefined }, 1),
  );
  checkOrdered(question.formula);
  const { ratio, workers, confidence, factor, scheme, formula } = question;
  const { mapping, cNorm } = formula;
  const { value, low, high } = drawnLimit(question, completeSeed(options.seed));
  const pNorm = value < Infinity ? value : null;
  return {
    pNorm,
    interval: pNorm === null ? null : [low, high],
    level: 0.95,
    infiniteWorkers: gaussianSlopeLimit(ratio, { factor, scheme, mapping, cNorm }),
    draws: drawsOf(workers),
    warnings: pNorm === null ? [] : refusedByChain({ pNorm, cNorm }),
    question: { meanStdRatio: ratio, workers, confidence, factor, scheme, mapping, cNorm },
  };
}

/** The limit of a question whose formula has no bounds and a c of 0 or more; its p has no effect. */
export function drawnLimit(
  { ratio, workers, confidence, factor, formula, groups }: Question,
  seed: number,
): SlopeBounds {
  const draws = drawsOf(workers);
  const drawn = drawAll({ workers, seed, mean: ratio, std: 1, stream: 0 }, draws, groups);
  return boundsOf(quantileRanks(draws, confidence), (ranks) =>
    slopeLimits(sharedKernel(), drawn, workers, Math.log10(factor), formula, ranks),
  );
}

/**
 * The limit of past epochs.
 * @param vectors regrets of each epoch, dex, shapes (N)
 * @param ranks of the epochs that must be separated
 */
export function limitOfEpochs(
  vectors: Float64Array[],
  { factor, formula }: Pick<Question, 'factor' | 'formula'>,
  ranks: QuantileRanks,
): SlopeBounds {
  const level = Math.log(factor);
  const separates = (regrets: Float64Array, pNorm: number): boolean =>
    firstCrossing(spreadCurve(regrets, { ...formula, pNorm }), level).inverseSteepness !== null;
  const split = (among: Float64Array[], pNorm: number) => {
    const reached = among.filter((regrets) => separates(regrets, pNorm));
    const isReached = new Set(reached);
    return { reached, rest: among.filter((regrets) => !isReached.has(regrets)) };
  };
  return boundsOf(ranks, (wanted) =>
    rankedLimits(vectors, ({ length }) => length, split, wanted, [level / 100, MOST_SLOPE]),
  );
}

/**
 * The limit, if the chain accepts a p as large.
 * @returns null also where a larger p may separate less
 */
export function acceptedLimit(formula: Question['formula'], limitOf: () => SlopeBounds): SlopeBounds | null {
  const limit = isOrdered(formula) ? limitOf() : null;
  return limit && limit.value <= CHAIN_LIMITS.pNorm.to ? limit : null;
}

function drawsOf(workers: number): number {
  return Math.max(LEAST_DRAWS, Math.floor(REGRETS / workers));
}

/** @param limitsAt limits of ascending ranks */
function boundsOf(
  { value, low, high }: QuantileRanks,
  limitsAt: (ranks: readonly number[]) => number[],
): SlopeBounds {
  const ranks = [low, value, high].filter((rank) => rank !== null);
  const found = limitsAt(ranks);
  const at = (rank: number | null, missing: number) =>
    rank === null ? missing : found[ranks.indexOf(rank)]!;
  return { value: at(value, Infinity), low: at(low, 0), high: at(high, Infinity) };
}
