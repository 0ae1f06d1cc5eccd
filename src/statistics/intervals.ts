/** Estimates and their intervals. */

import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { checkNumber } from '../text/check.js';

/** Default confidence level of all intervals. */
export const LEVEL = 0.95;

/** An estimated number with its uncertainty. */
export interface Estimate {
  value: number;
  standardError: number;
  /** Ends of the interval. */
  low: number;
  high: number;
  /** Confidence level: probability that such an interval contains the true value, in (0, 1). */
  level: number;
  /** Number of independent draws, or observations, behind the value. */
  draws: number;
}

/**
 * The share of successes with its binomial standard error and its Wilson interval (Wilson 1927). At a share
 * of 0 or 1 the interval is not empty, and begins at exactly 0 or ends at exactly 1.
 * @param successes a whole number from 0 to `draws`
 * @param draws a whole number >= 1
 * @param level in (0, 1)
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function wilson(successes: number, draws: number, level = LEVEL): Estimate {
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

/**
 * The smaller root p of (value - p)^2 = z^2 p (1 - p) / draws. It is computed as the product of both roots
 * divided by the larger one, so that no digits cancel.
 */
function wilsonLow(successes: number, draws: number, level: number): number {
  const value = successes / draws;
  const share = normalQuantile((1 + level) / 2, 0, 1) ** 2 / draws;
  return (2 * value * value) / (2 * value + share + Math.sqrt(share * (share + 4 * value * (1 - value))));
}

/**
 * An estimate with an interval of Student's t.
 * @param degreesOfFreedom of the standard error, > 0; Infinity if the standard error is known: the interval
 * is then normal
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function studentEstimate(
  value: number,
  standardError: number,
  degreesOfFreedom: number,
  draws: number,
  level = LEVEL,
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

/** Ranks of order statistics; 1 is the smallest draw. */
export interface QuantileRanks {
  /** The order statistic that estimates the quantile. */
  readonly value: number;
  /** The order statistics at the ends of its interval; null where there are too few draws for a bound. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Ranks of the order statistics that estimate a quantile and bound it. They hold for any distribution,
 * including ties and infinities.
 *
 * The quantile of a distribution F is inf { x : F(x) >= q }. Its estimate is the order statistic of rank
 * ceil(draws q): the smallest k with k / draws >= q (definition 1 of Hyndman & Fan 1996). The count B of
 * draws at or below the quantile is binomial, so P(X_(low) > quantile) <= P(B < low) and P(X_(high) <
 * quantile) <= P(B >= high). `low` is the largest and `high` the smallest rank for which these are at most (1
 * - level) / 2 (David & Nagaraja, Order Statistics, 7.1). The same arguments return the same object.
 * @param draws a whole number >= 1
 * @param q in (0, 1)
 * @param level in (0, 1)
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function quantileRanks(draws: number, q: number, level = LEVEL): QuantileRanks {
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

/** Ranks by arguments. A rank takes some 40 microseconds, and thousands of cells ask for the same ones. */
const knownRanks = new Map<string, QuantileRanks>();

/**
 * ceil(draws q). The product may be rounded up past a whole number (100 x 0.07 = 7.000000000000001), so
 * quotients decide.
 */
export function quantileRank(draws: number, q: number): number {
  const rank = Math.ceil(draws * q);
  return (rank - 1) / draws >= q ? rank - 1 : rank;
}

function checkDraws(draws: number): void {
  checkNumber('draws', draws, 'a whole number >= 1', (value) => Number.isSafeInteger(value) && value >= 1);
}

function checkLevel(level: number): void {
  checkNumber('level', level, 'a number in (0, 1)', (value) => value > 0 && value < 1);
}
