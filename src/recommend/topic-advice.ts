/**
 * The epsilon that leaves a whole topic unharmed: its losses, and the differences of its pay. From limits of
 * simulated topics, which are in std of the regrets.
 */

import { short } from '../text/numbers.js';
import { COMMITTED_TOPICS } from './committed-topics.js';
import type { Bounded, Question } from './question.js';
import { roundDown, roundUp } from './rounding.js';
import type { CommittedLimit, StudiedTopics } from './topic-limits.js';

/** The epsilon that harms none of the simulated topics with this std of the regrets, both in dex. */
export function harmlessEpsilon(std: number): number {
  return COMMITTED_TOPICS.harmless.epsilon * std;
}

/**
 * The smallest std of the regrets, rounded up, with which an epsilon harms none of the simulated topics; both
 * in dex.
 */
export function harmlessStd(epsilon: number): number {
  return roundUp(epsilon / COMMITTED_TOPICS.harmless.epsilon);
}

/** The simulations behind an answer. */
export interface TopicBasis {
  /**
   * Limits of harm: rise of the network loss in dex, share of epochs in which all inferers are paid the same.
   */
  harm: { lossChange: number; equalPay: number };
  /** The simulated topics behind the limits. Two numbers of inferers: the limits are interpolated. */
  simulated: {
    inferers: number[];
    forecasters: number;
    /** Number of topics of each kind, and of their epochs. */
    topics: number;
    epochs: number;
    /** Number of kinds of topics of which none is harmed at the harmless epsilon. */
    kinds: number;
  };
  /** Differences between the question and the simulations: sentences. */
  notes: string[];
}

/** An epsilon with its 95 % interval, dex. */
export interface AdvisedLimit {
  epsilon: number;
  interval: [low: number, high: number];
}

/** Effects of epsilon on a whole topic. */
export interface TopicAdvice extends TopicBasis {
  /** The advice: a sentence. */
  sentence: string;
  /**
   * The epsilon to set, dex: one that harmed none of the simulated topics, and separates the weights if that
   * is possible; rounded down to two significant digits.
   */
  choose: number;
  /**
   * Up to this epsilon topics like the simulated ones of this number of inferers are unharmed, dex; rounded
   * down.
   */
  unharmedUpTo: number;
  /** Where the network loss rises, and where pay becomes equal. */
  limits: { loss: AdvisedLimit; pay: AdvisedLimit };
  /** The field to send when the topic is created: `choose`, not the upper limit of the answer. */
  topicArgument: { epsilon: string };
}

/** The topics for which an epsilon is small enough. */
export interface TopicPrecision extends TopicBasis {
  /** The answer: a sentence. */
  sentence: string;
  /** The smallest std of the regrets, dex, with which none of the simulated topics is harmed; rounded up. */
  harmlessFrom: number;
  /**
   * From this std, topics like the simulated ones of this number of inferers are unharmed, dex; rounded up.
   */
  unharmedFrom: number;
  /** Smallest std without a rise of the network loss, and without equal pay, dex, with 95 % intervals. */
  limits: Record<'loss' | 'pay', { std: number; interval: [low: number, high: number] }>;
}

/**
 * @param std of the regrets of an epoch, dex
 * @param separating the recommended epsilon, up to which the weights separate, dex; null: none
 * @param scoreStd limit of the rewards, dex, if it is known; else that of the simulated topics
 */
export function topicAdvice(
  question: Question,
  std: number,
  separating: number | null,
  scoreStd: number | null,
): TopicAdvice {
  const { loss, pay, basis } = topicLimits(question);
  const choose = roundDown(Math.min(harmlessEpsilon(std), separating ?? Infinity, scoreStd ?? Infinity));
  const inDex = ({ value, low, high }: Bounded): AdvisedLimit => ({
    epsilon: value * std,
    interval: [low * std, high * std],
  });
  const limits = { loss: inDex(loss), pay: inDex(pay) };
  const harms = [
    { from: limits.loss.epsilon, text: 'the network loss rises' },
    // If the std of the scores is known, it limits `separating` already.
    ...(scoreStd === null ? [{ from: limits.pay.epsilon, text: 'pay becomes equal' }] : []),
  ];
  return {
    sentence: sentenceOf(choose, separating, harms),
    choose,
    unharmedUpTo: roundDown(Math.min(limits.loss.epsilon, scoreStd ?? limits.pay.epsilon)),
    limits,
    topicArgument: { epsilon: String(choose) },
    ...basis,
  };
}

function sentenceOf(
  choose: number,
  separating: number | null,
  harms: readonly { from: number; text: string }[],
): string {
  if (separating === null) return `At ${choose} no simulated topic is harmed.`;
  if (choose >= separating) return `Choose ${choose}: it separates the weights and harms no simulated topic.`;
  const until = `Choose ${choose}; up to ${short(separating)} the weights still separate`;
  const earlier = harms.filter(({ from }) => from < separating).sort((a, b) => a.from - b.from);
  if (earlier.length === 0) return `${until}, and topics like the simulated ones are unharmed.`;
  return `${until}, but ${earlier.map(({ from, text }) => `${text} from ${roundDown(from)}`).join(', and ')}.`;
}

/** @param epsilon dex */
export function topicPrecision(question: Question, epsilon: number): TopicPrecision {
  const { loss, pay, basis } = topicLimits(question);
  const resolved = ({ value, low, high }: Bounded) => ({
    std: epsilon / value,
    interval: [epsilon / high, epsilon / low] as [number, number],
  });
  const limits = { loss: resolved(loss), pay: resolved(pay) };
  const unharmedFrom = roundUp(Math.max(limits.loss.std, limits.pay.std));
  const harmlessFrom = harmlessStd(epsilon);
  return {
    sentence:
      `Topics of ${question.workers} inferers are unharmed by it if their regrets spread by ${unharmedFrom} dex or more; ` +
      `no simulated topic is harmed from ${harmlessFrom} dex.`,
    harmlessFrom,
    unharmedFrom,
    limits,
    ...basis,
  };
}

/** Limits in std of the regrets, and the topics that they are from. */
interface Limits {
  loss: Bounded;
  pay: Bounded;
  inferers: number[];
  topics: number;
}

/** Limits for the number of workers and the formula of a question. */
function topicLimits({ workers, scheme, formula, groups }: Question): Pick<Limits, 'loss' | 'pay'> & {
  basis: TopicBasis;
} {
  const { harm, epochs, forecasters, byInferers, byScheme, harmless, pNorm, cNorm } = COMMITTED_TOPICS;
  const today = between(byInferers, workers);
  const olderScheme = scheme === 'whitepaper' ? 'forum-2024' : scheme;
  const older = byScheme[olderScheme];
  const notes: string[] = [];
  if (groups)
    notes.push(
      'Not simulated: these groups. The limits are those of as many inferers of the same std together.',
    );
  const isStudied = workers >= byInferers[0]!.inferers && workers <= byInferers.at(-1)!.inferers;
  if (!isStudied) {
    const nearest = today.inferers[0]!;
    const trend = workers > nearest ? '; with more inferers, pay becomes equal at a smaller epsilon' : '';
    notes.push(`Not simulated: ${workers} inferers. The limits are those of ${nearest}${trend}.`);
  }
  if (older && older.inferers !== workers)
    notes.push(
      `Simulated only with ${older.inferers} inferers: ${olderScheme}. The limits are the smaller ones of these ` +
        `and of ${today.inferers.join(' and ')} inferers under the rules of 2026.`,
    );
  if (scheme === 'whitepaper') notes.push('Not simulated: whitepaper. The limits are those of forum-2024.');
  if (formula.mapping !== 'gradient' || formula.pNorm !== pNorm || formula.cNorm !== cNorm)
    notes.push(`Simulated only with the gradient, p ${pNorm} and c ${cNorm}. The limits are those of these.`);
  const chosen = [
    ...(older?.inferers === workers ? [] : [today]),
    ...(older ? [between([older], workers)] : []),
  ];
  return {
    loss: smallest(chosen.map(({ loss }) => loss)),
    pay: smallest(chosen.map(({ pay }) => pay)),
    basis: {
      harm,
      simulated: {
        inferers: [...new Set(chosen.flatMap(({ inferers }) => inferers))].sort((a, b) => a - b),
        forecasters,
        topics: Math.min(...chosen.map(({ topics }) => topics)),
        epochs,
        kinds: harmless.kinds,
      },
      notes,
    },
  };
}

function smallest(limits: readonly Bounded[]): Bounded {
  return limits.reduce((least, each) => (each.value < least.value ? each : least));
}

/**
 * Limits of topics of some number of inferers, between the studied numbers: log epsilon is linear in log N.
 * Beyond the ends, those of the nearest number.
 */
function between(studied: readonly StudiedTopics[], workers: number): Limits {
  const after = studied.findIndex(({ inferers }) => inferers >= workers);
  const above = studied.at(after)!;
  const below = after <= 0 || above.inferers === workers ? above : studied[after - 1]!;
  const share =
    above === below ? 0 : Math.log(workers / below.inferers) / Math.log(above.inferers / below.inferers);
  const mixed = (a: CommittedLimit, b: CommittedLimit): Bounded => {
    const at = (i: 0 | 1 | 2) => a[i] * Math.exp(share * Math.log(b[i] / a[i]));
    return { value: at(0), low: at(1), high: at(2) };
  };
  return {
    loss: mixed(below.loss, above.loss),
    pay: mixed(below.pay, above.pay),
    inferers: above === below ? [above.inferers] : [below.inferers, above.inferers],
    topics: Math.min(below.topics, above.topics),
  };
}
