/** Averages over seeds, paired differences, and the epsilons that matter for a topic. */

import { uniformStream } from '../../../sampling/stream.js';
import { LEVEL, studentEstimate } from '../../../statistics/intervals.js';
import type { LIMITS } from './definition.js';

/** A mean over seeds and its interval; open with a single seed. */
export interface Mean {
  value: number;
  se: number;
  low: number;
  high: number;
}

/** The mean of the finite values; NaN without any. */
export function meanOf(values: readonly number[]): Mean {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  if (n === 0) return { value: NaN, se: NaN, low: NaN, high: NaN };
  const value = finite.reduce((sum, each) => sum + each, 0) / n;
  if (n === 1) return { value, se: NaN, low: NaN, high: NaN };
  const squares = finite.reduce((sum, each) => sum + (each - value) * (each - value), 0);
  const { standardError: se, low, high } = studentEstimate(value, Math.sqrt(squares / (n - 1) / n), n - 1, n);
  return { value, se, low, high };
}

/** The loss that counts as harm, dex: 0.01 dex is 2.3 % of the squared error. */
export const HARM = 0.01;

/** The share of epochs with equal pay that counts as harm. */
export const EQUAL_PAY = 0.05;

/** Resamples of the bootstrap over seeds. */
const RESAMPLES = 400;

/** Numbers of one topic that decide its limits. */
export interface TopicNumbers {
  /** Network loss at each epsilon, dex. */
  losses: Float64Array;
  /** Share of epochs with equal pay at each epsilon; empty without scores. */
  equalPay: Float64Array;
  /** In the unit of the study. */
  recommended: number;
  own: number;
  closedForm: number;
}

/**
 * The epsilons that matter, each with the interval of a bootstrap over seeds (percentiles of 400 resamples).
 * @param epsilons of the axis, increasing
 * @param stream distinguishes the resamples of different rows
 */
export function limitsOf(
  topics: readonly TopicNumbers[],
  epsilons: readonly number[],
  stream: number,
): Record<(typeof LIMITS)[number], { value: number; low: number; high: number }> {
  const all = topics.map((_, i) => i);
  const uniform = uniformStream({ seed: 0, cell: stream, block: 0 });
  const resamples =
    topics.length < 2
      ? []
      : Array.from({ length: RESAMPLES }, () => all.map(() => Math.floor(uniform() * all.length)));
  const estimate = (of: (chosen: readonly number[]) => number) => {
    const found = resamples
      .map(of)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    // An interval is open if the limit lies beyond the axis in some resamples.
    const isComplete = resamples.length > 0 && found.length === resamples.length;
    const at = (share: number) => (isComplete ? found[Math.round(share * (found.length - 1))]! : NaN);
    return { value: of(all), low: at((1 - LEVEL) / 2), high: at((1 + LEVEL) / 2) };
  };
  const averageOf = (number: (each: TopicNumbers) => number) => (chosen: readonly number[]) => {
    const values = chosen.map((i) => number(topics[i]!)).filter(Number.isFinite);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const curve = (chosen: readonly number[], list: 'losses' | 'equalPay') =>
    epsilons.map((_, e) => averageOf((each) => each[list][e]!)(chosen));
  return {
    recommended: estimate(averageOf(({ recommended }) => recommended)),
    'own-regrets': estimate(averageOf(({ own }) => own)),
    'closed-form': estimate(averageOf(({ closedForm }) => closedForm)),
    best: estimate((chosen) => {
      const losses = curve(chosen, 'losses');
      return epsilons[losses.indexOf(Math.min(...losses))] ?? NaN;
    }),
    harm: estimate((chosen) => {
      const losses = curve(chosen, 'losses');
      const find = topics.length > 1 ? crossing : lastCrossing;
      return find(epsilons, losses, losses[0]! + HARM);
    }),
    'equal-pay': estimate((chosen) => crossing(epsilons, curve(chosen, 'equalPay'), EQUAL_PAY)),
  };
}

/**
 * The smallest epsilon from which on a curve stays at a level or above it, on straight lines in log epsilon;
 * NaN if none. The loss of a single topic varies so much that it reaches {@link HARM} by chance at small
 * epsilons: where it does so first says little.
 */
export function lastCrossing(epsilons: readonly number[], curve: readonly number[], level: number): number {
  const below = curve.findLastIndex((value) => !(value >= level));
  if (below === curve.length - 1) return NaN;
  const from = Math.max(below, 0);
  return crossing(epsilons.slice(from), curve.slice(from), level);
}

/** The smallest epsilon at which a curve reaches a level, on straight lines in log epsilon; NaN if none. */
export function crossing(epsilons: readonly number[], curve: readonly number[], level: number): number {
  const above = curve.findIndex((value) => value >= level);
  if (above < 0) return NaN;
  if (above === 0) return epsilons[0]!;
  const share = (level - curve[above - 1]!) / (curve[above]! - curve[above - 1]!);
  const [from, to] = [epsilons[above - 1]!, epsilons[above]!];
  return from * Math.exp(share * Math.log(to / from));
}
