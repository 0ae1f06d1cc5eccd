/** Answers about a whole topic under several epsilons, simulated or replayed. */

import { EQUAL_PAY, HARM } from '../study/kinds/topic/effects.js';
import { percent, short } from '../text/numbers.js';
import { roundDown } from './rounding.js';

/** An epsilon in both units. */
export interface BothUnits {
  /** In std of the regrets. */
  std: number;
  dex: number;
}

/** An epsilon with its 95 % interval in std of the regrets; null: unknown, or open. */
export interface TopicLimit extends BothUnits {
  interval: [low: number, high: number] | null;
}

/** A topic under one epsilon. null: not computed, or undefined. */
export interface TopicAtEpsilon {
  epsilon: BothUnits;
  /** Network loss less that at the smallest epsilon, dex, and its 95 % interval. */
  lossChange: number | null;
  lossChangeInterval: [low: number, high: number] | null;
  /** 1 / sum of squares of the shares of weight. */
  effectiveWorkers: number | null;
  /** S, std of the log10 weights, dex. */
  spread: number | null;
  /** Share of epochs in which all inferers are paid the same. */
  equalPay: number | null;
  /** Rank correlation of the rewards of inferers with their skill. */
  rankCorrelation: number | null;
}

/** The smallest epsilons that harm a topic; null: none of the axis does, or it is not computed. */
export interface HarmLimits {
  /** Where the network loss has risen by 0.01 dex. */
  loss: TopicLimit | null;
  /** Where all inferers are paid the same in the share 5 % of epochs. */
  pay: TopicLimit | null;
}

/** The sentence that decides, and the largest epsilon without harm. */
export interface Verdict {
  sentence: string;
  unharmedUpTo: BothUnits;
}

/** `0.08 std (0.05 dex)` */
export function epsilonText({ std, dex }: BothUnits): string {
  return `${short(std, 2)} std (${short(dex, 2)} dex)`;
}

/**
 * Decides from the limits of loss and pay.
 * @param largest epsilon of the axis
 */
export function verdictOf({ loss, pay }: HarmLimits, largest: BothUnits): Verdict {
  const first = [loss, pay].filter((limit) => limit !== null).sort((a, b) => a.std - b.std)[0];
  if (first === undefined) {
    return {
      sentence: `Your topic is unharmed up to epsilon ${epsilonText(largest)}, the largest that was tried`,
      unharmedUpTo: largest,
    };
  }
  const unharmedUpTo = roundedDown(first);
  const parts = [
    loss && { at: loss, text: 'the network loss rises' },
    pay && { at: pay, text: 'pay becomes equal' },
  ].filter((part) => part !== null);
  const later = parts.sort((a, b) => a.at.std - b.at.std).slice(1);
  const others = later.map(({ at, text }) => `; ${text} from ${epsilonText(at)}`);
  return {
    sentence: `Your topic is unharmed up to epsilon ${epsilonText(unharmedUpTo)}: ${parts[0]!.text} from there${others.join('')}`,
    unharmedUpTo,
  };
}

/** To two digits. */
export function roundedDown({ std, dex }: BothUnits): BothUnits {
  return { std: roundDown(std), dex: roundDown(dex) };
}

/** The definition of harm, in words. */
export function harmText(hasPay: boolean, smallest: BothUnits): string {
  const rise = percent(Math.exp(HARM * Math.LN10) - 1, 2);
  const pay = hasPay ? `, or all inferers paid the same in ${percent(EQUAL_PAY)} of epochs` : '';
  return `Harm: a network loss ${short(HARM)} dex (${rise}) above that at epsilon ${epsilonText(smallest)}${pay}.`;
}

/** NaN, of an undefined value, as null. */
export function orNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** null if an end is open. */
export function intervalOf(low: number, high: number): [number, number] | null {
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null;
}
