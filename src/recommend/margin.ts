/**
 * The margin of an epsilon that cannot be changed later: largest epsilons if the std of the regrets turns out
 * half or twice as large, and the p that repairs the topic then.
 */

import { CHAIN_LIMITS } from '../weights/chain-limits.js';
import { epsilonsBySlope } from './from-levers.js';
import type { CommittedLever } from './lever-tables.js';
import type { Bounded, Question } from './question.js';
import type { Recommendation } from './recommendation.js';
import { roundUp } from './rounding.js';

/** Width of p, and relative error of epsilon, at which the search stops. */
const TOLERANCE = 1e-3;

/**
 * The smallest p that separates the wanted share of epochs with an epsilon, from the committed tables.
 * @param epsilon in standard deviations of the regrets, larger than the largest epsilon of the present p
 * @returns null if the tables do not cover the question, or no accepted p is enough
 */
function repairingSlope(
  question: Question,
  epsilon: number,
  levers: readonly CommittedLever[],
): Bounded | null {
  const epsilonAt = epsilonsBySlope(question, levers);
  if (!epsilonAt) return null;
  const { to } = CHAIN_LIMITS.pNorm;
  const smallest = (end: keyof Bounded): number | null => {
    const above = (pNorm: number) => (epsilonAt(pNorm)?.[end] ?? 0) - epsilon;
    let [below, enough] = [question.formula.pNorm, to as number];
    let [lack, excess] = [above(below), above(enough)];
    if (excess < 0) return null;
    while (enough - below > TOLERANCE) {
      // Nearly a straight line: the secant is halved towards the end that stays (the Illinois algorithm).
      const next = (below * excess - enough * lack) / (excess - lack);
      const found = above(next);
      if (Math.abs(found) < TOLERANCE * epsilon) return next;
      if (found >= 0) [enough, excess, lack] = [next, found, lack / 2];
      else [below, lack, excess] = [next, found, excess / 2];
    }
    return enough;
  };
  const [value, low, high] = [smallest('value'), smallest('high'), smallest('low')];
  return value === null ? null : { value, low: low ?? value, high: high ?? to };
}

/**
 * Adds the p that repairs the topic at half the std to an answer for expected regrets.
 * @param levers `COMMITTED_LEVERS`, which the page loads compressed
 */
export function withRepair(
  result: Recommendation,
  question: Question,
  levers: readonly CommittedLever[],
): Recommendation {
  if (!result.margin) return result;
  const found = repairingSlope(question, result.exact! / result.margin.half.std, levers);
  if (found) {
    const { value, low, high } = found;
    result.margin.repair = { pNorm: roundUp(value), exact: value, interval: [low, high] };
  }
  return result;
}
