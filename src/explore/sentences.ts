/** Sentences of the page about the tried epsilon and the answer. */

import type { Recommendation } from '../recommend/recommendation.js';
import { grouped, percent, percentRange, short } from '../text/numbers.js';
import { power } from './axis.js';

/** An epsilon that the user tries, and its effect. */
export interface Trial {
  /** Dex. */
  epsilon: number;
  /** Spread S of the weights of the shown epoch; NaN if a weight is zero. */
  spread: number;
  /** Name of the shown epoch: "a typical epoch" or "epoch 3". */
  epochName: string;
  /** Number of weights of the shown epoch that are zero. */
  zeroWeights: number;
  factor: number;
  confidence: number;
  /** Share of the drawn epochs whose weights are separated, with its 95 % interval. */
  share: { value: number; low: number; high: number; draws: number };
  /** Whether the epochs are those of a file: they are then counted, not drawn. */
  isFromFile: boolean;
}

export type Grade = 'works' | 'sometimes' | 'fails';

export interface Verdict {
  grade: Grade;
  /** One sentence about the share of epochs. */
  headline: string;
  /** One sentence about the weights of the shown epoch. */
  detail: string;
}

const CONCLUSIONS: Readonly<Record<Grade, string>> = {
  works: 'the network tells your workers apart',
  sometimes: 'the network tells your workers apart less often than you want',
  fails: 'the network cannot tell your workers apart in most epochs',
};

export function verdictOf(trial: Trial): Verdict {
  const { epsilon, spread, epochName, zeroWeights, factor, confidence, share, isFromFile } = trial;
  const grade = share.high >= confidence ? 'works' : share.value >= 0.5 ? 'sometimes' : 'fails';
  return {
    grade,
    headline:
      `At ${short(epsilon)}, ${CONCLUSIONS[grade]}: weights differ by a factor of ${short(factor)} or more ` +
      `${shareText(share, isFromFile)}.`,
    detail: Number.isNaN(spread)
      ? `In ${epochName} ${zeroWeights} ${zeroWeights === 1 ? 'weight is' : 'weights are'} zero, so their spread is undefined.`
      : `In ${epochName} they differ by a factor of ${short(power(spread))} ` +
        `(spread ${short(spread)}, threshold ${short(Math.log10(factor))}).`,
  };
}

/** Width of a 95 % interval above which the drawn epochs are counted instead. */
const WIDE = 0.1;

/** The share of epochs that are separated: of a few drawn epochs only their count. */
function shareText({ value, low, high, draws }: Trial['share'], isFromFile: boolean): string {
  const separated = Math.round(value * draws);
  const all = isFromFile ? `${grouped(draws)} epochs of the file` : `${grouped(draws)} drawn epochs`;
  if (high - low > WIDE) return separated === draws ? `in all ${all}` : `in ${grouped(separated)} of ${all}`;
  return `in ${percent(value)} of epochs (${percentRange(low, high)}, from ${isFromFile ? all : `${grouped(draws)} epochs`})`;
}

/** Text that screen readers announce after a change. */
export function announcement({ epsilon, guarantee, advice, topic }: Recommendation): string {
  return epsilon === null
    ? `No epsilon recommended. ${guarantee} ${advice ?? ''}`
    : `Largest epsilon that separates the weights: ${short(epsilon)} dex. ${topic.sentence} ${guarantee}`;
}

/** The spread of the weights of an epoch as a factor, in words. */
export function spreadText(spread: number): string {
  if (Number.isNaN(spread)) return 'some weights are zero';
  return `they differ by a factor of ${short(power(spread))}`;
}

/** Ratio of the largest weight to the smallest one, in words. */
export function bestToWorstText(weights: Float64Array): string {
  const worst = weights.reduce((least, weight) => Math.min(least, weight));
  const best = weights.reduce((most, weight) => Math.max(most, weight));
  if (worst === 0) return 'The worst weight is zero.';
  return `Best to worst: the largest weight is ${short(best / worst)} times the smallest.`;
}

/** Limits of epsilon that the weights and the rewards set, and the one that applies. */
export function limitsText({
  limits: { weights, rewards },
  binding,
}: Pick<Recommendation, 'limits' | 'binding'>): string {
  if (rewards === null)
    return 'Rewards are not assessed. They are equal if epsilon exceeds the std of the last ten scores.';
  const limits = `Limits: weights ${weights === null ? 'none' : short(weights)}, rewards ${short(rewards)}.`;
  return binding === null ? limits : `${limits} The limit of the ${binding} applies.`;
}
