/** Answers by drawing regrets now: for any formula, number of workers, factor, share and ratio. */

import { quantileRanks, wilson } from '../statistics/intervals.js';
import { createKernel, type Kernel } from '../kernel/kernel.js';
import { largestEpsilons } from '../kernel/largest-epsilons.js';
import { drawRegrets } from '../sampling/regrets.js';
import type { Answer, Bounded, Question } from './question.js';

/** Regrets of an answer: about half a second's worth. */
const REGRETS = 2_000_000;
const LEAST_DRAWS = 1000;
/** Draws of the search for a ratio that would do. */
const SEARCH_DRAWS = 10_000;

/** One kernel for all answers. */
let kernel: Kernel | undefined;

/** @param seed of the draws; the same question and seed give the same answer */
export function answerBySimulation(question: Question, seed: number): Answer {
  const { ratio, workers, confidence } = question;
  const draws = Math.max(LEAST_DRAWS, Math.floor(REGRETS / workers));
  const epsilons = drawEpsilons(question, ratio, draws, seed).sort();
  const attainable = draws - countNone(epsilons);
  const share = wilson(attainable, draws);
  const recommended = quantileOf(epsilons, 1 - confidence);
  return {
    recommended,
    median: quantileOf(epsilons, 0.5),
    separable: { value: share.value, low: share.low, high: share.high },
    source: 'simulation',
    draws,
    ratioLimit: recommended ? null : findRatioLimit(question, seed),
  };
}

/** -Infinity where there is none, shape (draws). */
function drawEpsilons(
  { workers, factor, formula }: Question,
  ratio: number,
  draws: number,
  seed: number,
): Float64Array {
  kernel ??= createKernel();
  const found = new Float64Array(draws);
  let before = 0;
  for (const regrets of drawRegrets({ workers, seed, mean: ratio, std: 1, stream: 0 }, 0, draws)) {
    const { epsilons } = largestEpsilons(kernel, regrets, workers, Math.log10(factor), formula);
    found.set(epsilons[formula.mapping], before);
    before += regrets.length / workers;
  }
  return found;
}

function countNone(epsilons: Float64Array): number {
  return epsilons.reduce((count, epsilon) => count + Number(epsilon === -Infinity), 0);
}

/** @param epsilons sorted upwards */
function quantileOf(epsilons: Float64Array, q: number): Bounded | null {
  const { value, low, high } = quantileRanks(epsilons.length, q);
  const at = (rank: number | null) => (rank === null ? -Infinity : epsilons[rank - 1]!);
  if (!(at(value) > 0)) return null;
  return { value: at(value), low: Math.max(0, at(low)), high: high === null ? Infinity : at(high) };
}

/** Each draw is separable up to a ratio of its own, so the share falls with the ratio: bisection, of the same draws. null if no ratio does. */
function findRatioLimit(question: Question, seed: number): number | null {
  const draws = Math.min(SEARCH_DRAWS, Math.max(LEAST_DRAWS, Math.floor(REGRETS / question.workers / 10)));
  const isEnough = (ratio: number) =>
    draws - countNone(drawEpsilons(question, ratio, draws, seed)) >= question.confidence * draws;
  let [from, to] = [-20, question.ratio];
  if (to <= from || !isEnough(from)) return null;
  while (to - from > 0.005) {
    const middle = (from + to) / 2;
    if (isEnough(middle)) from = middle;
    else to = middle;
  }
  return from;
}
