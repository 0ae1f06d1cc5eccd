/** Texts that the answers of `recommend` and `precision` share. */

import { readAsText, type ReadAs } from '../epochs/read-as.js';
import type { Recommendation } from '../recommend/recommendation.js';
import type { TopicBasis } from '../recommend/topic-advice.js';
import { count, grouped, percent, range, short } from '../text/numbers.js';

/** The line that says how a table was read; none for values in memory. */
export function readAsLines(readAs: ReadAs | null): string[] {
  return readAs ? [readAsText(readAs)] : [];
}

/** Three significant digits: the intervals support no more. */
export function orNone(value: number | null): string {
  return value === null ? 'none' : short(value);
}

export function rangeText([low, high]: readonly [number, number]): string {
  return range(low, high);
}

/** The definition of harm to a topic, and the simulations behind the limits. */
export function topicLines({ harm, simulated, notes }: TopicBasis): string[] {
  const { inferers, forecasters, topics, epochs } = simulated;
  const rise = percent(Math.expm1(harm.lossChange * Math.LN10), 2);
  return [
    `Harm: a network loss ${short(harm.lossChange)} dex (${rise}) higher, or all inferers paid the same in ${percent(harm.equalPay)} of epochs;`,
    `${count(topics, 'simulated topic')} of ${inferers.join(' and ')} inferers and ${count(forecasters, 'forecaster')}, ` +
      `${grouped(epochs)} epochs each (docs/topics.md)`,
    ...notes,
  ];
}

/** The line that names the smallest p with an answer, if another p would have one. */
export function slopeLines({
  slopeLimit,
  slopeLimitInterval,
  question,
}: Pick<Recommendation, 'slopeLimit' | 'slopeLimitInterval'> & { question: { workers: number } }): string[] {
  if (slopeLimit === null) return [];
  const [low, high] = slopeLimitInterval!;
  const interval = high === Infinity ? `from ${short(low)}` : rangeText([low, high]);
  return [
    `With ${question.workers} workers an epsilon exists from p ${short(slopeLimit)} (95 % interval ${interval}).`,
  ];
}
