/** Answers from regrets that are drawn now: for any formula, number of workers, factor, share and ratio. */

import { largestEpsilons } from '../kernel/largest-epsilons.js';
import { divided } from '../kernel/slope-limits.js';
import { atOnce, type Steps } from '../run/steps.js';
import { drawAll, drawRegrets } from '../sampling/regrets.js';
import { quantileRanks, wilson } from '../statistics/intervals.js';
import type { Halves } from '../statistics/ranked-limits.js';
import { CHAIN_LIMITS } from '../weights/chain-limits.js';
import { isOrdered } from '../weights/smallest-slope.js';
import { sharedKernel } from './kernel.js';
import type { Answer, Bounded, Question } from './question.js';
import { acceptedLimit, drawnLimit } from './slope-limit.js';

/**
 * Regrets that are drawn for an answer: about half a second of computing. More would narrow its intervals.
 */
const REGRETS = 2_000_000;
/** Fewest draws of an answer, used from 2,000 workers on. */
const LEAST_DRAWS = 1000;
/** Most draws of each step of the search for the ratio limit; the limit is only a hint. */
const SEARCH_DRAWS = 10_000;
/** Fewest draws of such a step, used from 2,000 workers on. */
const LEAST_SEARCH_DRAWS = 100;
/** Ratio at which the search for the limit starts: below, the mean no longer matters. */
const LOWEST_RATIO = -20;
/** Widths of the intervals at which the searches of limits stop. */
const RATIO_TOLERANCE = 0.005;
const SLOPE_TOLERANCE = 0.005;

/** @param seed of the draws: the same question and seed give the same answer */
export function answerBySimulation(question: Question, seed: number): Answer {
  return atOnce(simulationSteps(question, seed));
}

/** As {@link answerBySimulation}, with a step for each block of draws. */
export function* simulationSteps(question: Question, seed: number): Steps<Answer> {
  const { ratio, workers, confidence } = question;
  const draws = Math.max(LEAST_DRAWS, Math.floor(REGRETS / workers));
  const { epsilons, bounds } = yield* drawEpsilons(question, ratio, draws, seed);
  epsilons.sort();
  const { value, low, high } = wilson(draws - countNone(epsilons), draws);
  const recommended = quantileOf(epsilons, 1 - confidence);
  const slopeLimit = recommended ? null : yield* findSlopeLimit(question, seed);
  return {
    recommended,
    median: quantileOf(epsilons, 0.5),
    separable: { value, low, high },
    source: 'simulation',
    draws,
    ratioLimit: recommended ? null : yield* findRatioLimit(question, seed),
    slopeLimit: slopeLimit?.value ?? null,
    slopeLimitInterval: slopeLimit && [slopeLimit.low, slopeLimit.high],
    ...(question.groups && { upperBound: Math.max(0, bounds.sort()[quantileRanks(draws, 0.5).value - 1]!) }),
  };
}

/** The largest epsilon of each draw, -Infinity if there is none, and its upper bound; shapes (draws). */
function* drawEpsilons(
  { workers, factor, formula, groups }: Question,
  ratio: number,
  draws: number,
  seed: number,
): Steps<{ epsilons: Float64Array; bounds: Float64Array }> {
  const kernel = sharedKernel();
  const epsilons = new Float64Array(draws);
  const bounds = new Float64Array(draws);
  const place = { workers, seed, mean: ratio, std: 1, stream: 0 };
  let before = 0;
  for (const regrets of drawRegrets(place, 0, draws, groups)) {
    yield { done: before, total: draws };
    const solved = largestEpsilons(kernel, regrets, workers, Math.log10(factor), formula);
    epsilons.set(solved.epsilons[formula.mapping], before);
    bounds.set(solved.bounds, before);
    before += regrets.length / workers;
  }
  return { epsilons, bounds };
}

function countNone(epsilons: Float64Array): number {
  return epsilons.reduce((count, epsilon) => count + Number(epsilon === -Infinity), 0);
}

/** @param epsilons in increasing order */
function quantileOf(epsilons: Float64Array, q: number): Bounded | null {
  const { value, low, high } = quantileRanks(epsilons.length, q);
  const at = (rank: number | null) => (rank === null ? -Infinity : epsilons[rank - 1]!);
  if (!(at(value) > 0)) return null;
  return { value: at(value), low: Math.max(0, at(low)), high: high === null ? Infinity : at(high) };
}

/**
 * The largest ratio at which the wanted share of draws is separable, by bisection of the same draws; null if
 * no ratio is small enough. Without bounds, each draw is separable up to a ratio of its own, because ln w is a
 * concave function of x. Then draws whose own ratio is outside the bracket are not asked again.
 */
function* findRatioLimit(question: Question, seed: number): Steps<number | null> {
  const { ratio, workers, confidence, factor, formula, groups } = question;
  if (ratio <= LOWEST_RATIO) return null;
  const draws = searchDraws(question);
  const wanted = confidence * draws;
  const countOf = ({ length }: Float64Array) => length / workers;
  function* split(deviates: Float64Array, at: number): Steps<Halves<Float64Array>> {
    yield { done: draws - countOf(deviates), total: draws };
    const regrets = deviates.map((deviate) => at + deviate);
    const { epsilons } = largestEpsilons(sharedKernel(), regrets, workers, Math.log10(factor), formula);
    return divided(deviates, workers, epsilons[formula.mapping]);
  }

  const drawn = drawAll({ workers, seed, mean: 0, std: 1, stream: 0 }, draws, groups);
  let [enough, tooFar] = [LOWEST_RATIO, ratio];
  const { reached: atLowest } = yield* split(drawn, enough);
  if (countOf(atLowest) < wanted) return null;
  let undecided = formula.scheme.bounds ? drawn : atLowest;
  /** Draws that are separable up to `tooFar` or beyond. */
  let separable = 0;
  while (tooFar - enough > RATIO_TOLERANCE) {
    const middle = (enough + tooFar) / 2;
    const { reached, rest } = yield* split(undecided, middle);
    const isEnough = separable + countOf(reached) >= wanted;
    if (isEnough) enough = middle;
    else tooFar = middle;
    if (formula.scheme.bounds) continue;
    undecided = isEnough ? reached : rest;
    if (!isEnough) separable += countOf(reached);
  }
  return enough;
}

/**
 * The smallest p above the present one, up to the largest of the chain. Where a larger p may separate less,
 * it is sought from the largest p down, so that every p from the limit on is likely to be enough.
 */
function* findSlopeLimit(question: Question, seed: number): Steps<Bounded | null> {
  const { formula, ratio } = question;
  const { to } = CHAIN_LIMITS.pNorm;
  if (formula.pNorm >= to) return null;
  if (isOrdered(formula)) return acceptedLimit(formula, () => drawnLimit(question, seed));
  const isEnough = (least: number) =>
    function* (pNorm: number): Steps<boolean> {
      return (yield* countSeparable({ ...question, formula: { ...formula, pNorm } }, ratio, seed)) >= least;
    };
  const { value, low, high } = quantileRanks(searchDraws(question), question.confidence);
  function* at(rank: number | null): Steps<number | null> {
    return rank === null ? null : yield* limitBetween(to, formula.pNorm, SLOPE_TOLERANCE, isEnough(rank));
  }
  const limit = yield* at(value);
  if (limit === null) return null;
  return { value: limit, low: (yield* at(low)) ?? 0, high: (yield* at(high)) ?? Infinity };
}

/** Draws of each step of a search. */
function searchDraws({ workers }: Question): number {
  return Math.min(SEARCH_DRAWS, Math.max(LEAST_SEARCH_DRAWS, Math.floor(REGRETS / workers / 10)));
}

/** Number of draws that some epsilon separates, of those of a search. */
function* countSeparable(question: Question, ratio: number, seed: number): Steps<number> {
  const draws = searchDraws(question);
  const { epsilons } = yield* drawEpsilons(question, ratio, draws, seed);
  return draws - countNone(epsilons);
}

/**
 * The separable value nearest to `beyond`, which is not separable; null if `good` is not separable either.
 */
function* limitBetween(
  good: number,
  beyond: number,
  tolerance: number,
  isEnough: (value: number) => Steps<boolean>,
): Steps<number | null> {
  if (!(yield* isEnough(good))) return null;
  let [enough, tooFar] = [good, beyond];
  while (Math.abs(tooFar - enough) > tolerance) {
    const middle = (enough + tooFar) / 2;
    if (yield* isEnough(middle)) enough = middle;
    else tooFar = middle;
  }
  return enough;
}
