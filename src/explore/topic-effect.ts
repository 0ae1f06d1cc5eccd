/** The effect of the tried epsilon on a whole topic, from the curves of simulated topics. */

import type { Recommendation } from '../recommend/recommendation.js';
import type { TopicAdvice } from '../recommend/topic-advice.js';
import { percent, short } from '../text/numbers.js';
import type { SchemeName } from '../weights/schemes.js';
import { TOPIC_CURVES } from './committed-curves.js';
import type { TopicCurve } from './topic-curve.js';

/** A number with its 95 % interval over topics. */
interface Bounded {
  value: number;
  low: number;
  high: number;
}

/** A topic under one epsilon. */
export interface TopicEffect {
  /** Std of the regrets. */
  epsilon: number;
  /** Change of the network loss, dex. */
  loss: Bounded;
  /** Share of epochs in which all inferers are paid the same. */
  pay: Bounded;
}

/**
 * The curves of a formula: those of its own study, or those of today's formula for the numbers of inferers
 * that the limits are from.
 */
export function curvesFor(scheme: SchemeName, inferers: readonly number[]): TopicCurve[] {
  const own = TOPIC_CURVES.filter(
    (curve) => curve.scheme === (scheme === 'whitepaper' ? 'forum-2024' : scheme),
  );
  const chosen = own.filter((curve) => inferers.includes(curve.inferers));
  return chosen.length > 0 ? chosen : own;
}

export function effectsOf({ points }: TopicCurve): TopicEffect[] {
  return points.map((point) => {
    const [epsilon, loss, lossLow, lossHigh, pay, payLow, payHigh] = point as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return {
      epsilon,
      loss: { value: loss, low: lossLow, high: lossHigh },
      // The interval of a share ends at 0 and 1.
      pay: { value: pay, low: Math.max(0, payLow), high: Math.min(1, payHigh) },
    };
  });
}

/**
 * The effect of an epsilon, on straight lines in log epsilon; beyond the ends of the curve, that of the end.
 */
function effectAt(curve: TopicCurve, epsilon: number): TopicEffect {
  const effects = effectsOf(curve);
  const after = effects.findIndex((each) => each.epsilon >= epsilon);
  if (after === 0) return effects[0]!;
  if (after < 0) return effects.at(-1)!;
  const [a, b] = [effects[after - 1]!, effects[after]!];
  return mixed(a, b, Math.log(epsilon / a.epsilon) / Math.log(b.epsilon / a.epsilon));
}

/** @param share of b */
function mixed(a: TopicEffect, b: TopicEffect, share: number): TopicEffect {
  const bounded = (name: 'loss' | 'pay'): Bounded => {
    const at = (end: keyof Bounded) => a[name][end] + share * (b[name][end] - a[name][end]);
    return { value: at('value'), low: at('low'), high: at('high') };
  };
  return { epsilon: a.epsilon + share * (b.epsilon - a.epsilon), loss: bounded('loss'), pay: bounded('pay') };
}

/**
 * The effect on topics of some number of inferers: between two curves linear in log N.
 * @param epsilon in std of the regrets
 */
export function topicEffect(curves: readonly TopicCurve[], workers: number, epsilon: number): TopicEffect {
  const [first, second] = curves as readonly [TopicCurve, TopicCurve?];
  const effect = effectAt(first, epsilon);
  if (!second) return effect;
  const share = Math.log(workers / first.inferers) / Math.log(second.inferers / first.inferers);
  return mixed(effect, effectAt(second, epsilon), Math.min(1, Math.max(0, share)));
}

/** Whether an epsilon, dex, leaves topics like the simulated ones unharmed. */
export function isUnharmed({ limits }: TopicAdvice, epsilon: number): boolean {
  return epsilon <= Math.min(limits.loss.epsilon, limits.pay.epsilon);
}

/**
 * The effect of the tried epsilon in one sentence.
 * @param epsilon dex
 */
export function topicSentence(
  { topic, question: { std, workers } }: Pick<Recommendation, 'topic' | 'question'>,
  curves: readonly TopicCurve[],
  epsilon: number,
): string {
  const largest = curves[0]!.points.at(-1)![0]!;
  const ratio = epsilon / std;
  const place =
    ratio > largest
      ? `At ${short(largest, 2)} std, the largest simulated epsilon,`
      : `At ${short(epsilon)} dex, ${short(ratio, 2)} std of the regrets,`;
  const { loss, pay } = topicEffect(curves, workers, ratio);
  const fixed = (value: number) => (Number(value.toFixed(3)) + 0).toFixed(3);
  const change = Number(fixed(loss.value));
  return (
    `${place} a topic is ${isUnharmed(topic, epsilon) ? 'unharmed' : 'harmed'}: ` +
    `its network loss ${change < 0 ? 'changes' : 'rises'} by ${change} dex (${[loss.low, loss.high].map(fixed).join(' to ')}), ` +
    `and all inferers are paid the same in ${percent(pay.value, 2)} of epochs. ` +
    `It is unharmed up to ${topic.unharmedUpTo} dex.`
  );
}

/** The topics that the curves are from. */
export function curvesText(curves: readonly TopicCurve[], { simulated, notes }: TopicAdvice): string {
  const inferers = curves.map((curve) => curve.inferers).join(' and ');
  const topics = Math.min(...curves.map((curve) => curve.topics));
  return [
    `${topics} simulated topics of ${inferers} inferers and ${simulated.forecasters} forecasters, with 95 % intervals.`,
    ...notes,
  ].join(' ');
}
