/** Texts that the answers of `recommend` and `precision` share. */

import { readAsText, type ReadAs } from '../epochs/read-as.js';
import { roundUp } from '../recommend/rounding.js';
import type { Precision } from '../recommend/precision.js';
import type { Recommendation } from '../recommend/recommendation.js';
import type { TopicBasis } from '../recommend/topic-advice.js';
import { count, grouped, percent, range, short } from '../text/numbers.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { SCHEMES } from '../weights/schemes.js';

/** The line that says how a table was read; none for values in memory. */
export function readAsLines(readAs: ReadAs | null): string[] {
  return readAs ? [readAsText(readAs)] : [];
}

const SOURCES = {
  simulation: 'simulated now, because no committed table covers it',
  data: 'from the data',
};

/** The formula and the source of an answer, in one line. */
export function sourceText({ question, source, draws }: Recommendation | Precision): string {
  const { scheme, mapping, pNorm, cNorm } = question;
  const unit = source === 'data' ? 'epochs' : 'draws';
  return (
    `${scheme} (${SCHEMES[scheme].caption}), ${mapping}, p ${pNorm}, c ${cNorm}; ` +
    `${source === 'fit' ? fitText(pNorm, cNorm) : SOURCES[source]}, ${grouped(draws)} ${unit}`
  );
}

function fitText(pNorm: number, cNorm: number): string {
  if (pNorm !== DEFAULT_OPTIONS.pNorm) return 'interpolated in the table of results/slopes';
  if (cNorm !== DEFAULT_OPTIONS.cNorm) return 'interpolated in the table of results/offsets';
  return 'fitted mapping of results/mapping';
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
    `With ${question.workers} workers an epsilon exists from p ${short(roundUp(slopeLimit))} (95 % interval ${interval}).`,
  ];
}
