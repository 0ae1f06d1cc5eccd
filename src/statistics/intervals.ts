/** Estimates and their intervals. */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { checkNumber } from '../text/check.js';

/** A number that rests on draws, with its uncertainty. */
export interface Estimate {
  value: number;
  standardError: number;
  /** Ends of the interval. */
  low: number;
  high: number;
  /** Probability with which such an interval holds the truth, in (0, 1). */
  level: number;
  /** How many independent draws, or observations, the value rests on. */
  draws: number;
}

/**
 * The share of successes, its binomial standard error and its Wilson interval (Wilson 1927), which is not empty at 0 and at 1 and starts or
 * ends exactly there.
 * @param successes a whole number from 0 to `draws`
 * @param draws a whole number >= 1
 * @param level in (0, 1)
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function wilson(successes: number, draws: number, level = 0.95): Estimate {
  checkDraws(draws);
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= draws;
  checkNumber('successes', successes, `a whole number from 0 to ${draws}`, isCount);
  checkLevel(level);
  const value = successes / draws;
  return {
    value,
    standardError: Math.sqrt((value * (1 - value)) / draws),
    low: wilsonLow(successes, draws, level),
    high: 1 - wilsonLow(draws - successes, draws, level),
    level,
    draws,
  };
}

/** The smaller root p of (value - p)^2 = z^2 p (1 - p) / draws, as the product of both roots over the larger: no digits cancel. */
function wilsonLow(successes: number, draws: number, level: number): number {
  const value = successes / draws;
  const share = normalQuantile((1 + level) / 2, 0, 1) ** 2 / draws;
  return (2 * value * value) / (2 * value + share + Math.sqrt(share * (share + 4 * value * (1 - value))));
}

/**
 * An estimate with an interval of Student's t.
 * @param degreesOfFreedom > 0, of the standard error; Infinity if it is known, not estimated: the interval is then a normal one
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function studentEstimate(
  value: number,
  standardError: number,
  degreesOfFreedom: number,
  draws: number,
  level = 0.95,
): Estimate {
  checkNumber('degreesOfFreedom', degreesOfFreedom, 'a number > 0', (each) => each > 0);
  checkDraws(draws);
  checkLevel(level);
  const upper = (1 + level) / 2;
  const quantile =
    degreesOfFreedom === Infinity ? normalQuantile(upper, 0, 1) : studentQuantile(upper, degreesOfFreedom);
  const half = quantile * standardError;
  return { value, standardError, low: value - half, high: value + half, level, draws };
}

/** Ranks from 1 for the smallest draw. */
export interface QuantileRanks {
  /** The order statistic that estimates the quantile. */
  readonly value: number;
  /** The order statistics that bound it; null where the draws are too few for any to. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The order statistics of `draws` draws that estimate their quantile and bound it, whatever the distribution, ties and infinities included.
 *
 * The quantile of a distribution F is inf { x : F(x) >= q }, that of the draws the order statistic of rank ceil(draws q): the smallest k
 * with k / draws >= q (definition 1 of Hyndman & Fan 1996). The count B of draws at or below the quantile is binomial, so
 * P(X_(low) > quantile) <= P(B < low) and P(X_(high) < quantile) <= P(B >= high); both are at most (1 - level) / 2, with the largest low
 * and the smallest high for which that holds (David & Nagaraja, Order Statistics, 7.1). The same arguments give the same object, at once.
 * @param draws a whole number >= 1
 * @param q in (0, 1)
 * @param level in (0, 1)
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function quantileRanks(draws: number, q: number, level = 0.95): QuantileRanks {
  const key = `${draws} ${q} ${level}`;
  const known = knownRanks.get(key);
  if (known) return known;
  checkDraws(draws);
  checkNumber('q', q, 'a number in (0, 1)', (value) => value > 0 && value < 1);
  checkLevel(level);
  const tail = (1 - level) / 2;
  const low = binomialQuantile(tail, draws, q);
  const fromTop = binomialQuantile(tail, draws, 1 - q);
  const ranks = Object.freeze({
    value: quantileRank(draws, q),
    low: low || null,
    high: fromTop ? draws + 1 - fromTop : null,
  });
  knownRanks.set(key, ranks);
  return ranks;
}

/** A study asks for a few quantiles of the same number of draws, once for each of its thousands of cells. */
const knownRanks = new Map<string, QuantileRanks>();

/** The product draws q may be rounded up past a whole number (100 x 0.07); quotients are compared as they are. */
function quantileRank(draws: number, q: number): number {
  const rank = Math.ceil(draws * q);
  return (rank - 1) / draws >= q ? rank - 1 : rank;
}

function checkDraws(draws: number): void {
  checkNumber('draws', draws, 'a whole number >= 1', (value) => Number.isSafeInteger(value) && value >= 1);
}

function checkLevel(level: number): void {
  checkNumber('level', level, 'a number in (0, 1)', (value) => value > 0 && value < 1);
}
