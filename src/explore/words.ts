/** What an epsilon that is tried does, in words. */

import type { Recommendation } from '../recommend/recommendation.js';
import { percent, percentRange, short } from '../text/numbers.js';

export interface Trial {
  /** Dex. */
  epsilon: number;
  /** S of the epoch that is shown; NaN if a bound makes a weight zero. */
  spread: number;
  /** Its name: "a typical epoch" or "epoch 3". */
  epoch: string;
  zeroWeights: number;
  factor: number;
  confidence: number;
  share: { value: number; low: number; high: number; draws: number };
}

export interface Verdict {
  /** What the share of epochs says. */
  grade: 'works' | 'sometimes' | 'fails';
  /** The answer, a short sentence. */
  headline: string;
  /** How much the weights of the epoch that is shown differ. */
  detail: string;
}

export function verdictOf({
  epsilon,
  spread,
  epoch,
  zeroWeights,
  factor,
  confidence,
  share,
}: Trial): Verdict {
  const at = `At ${short(epsilon)}`;
  const enough = share.high >= confidence;
  const grade = enough ? 'works' : share.value >= 0.5 ? 'sometimes' : 'fails';
  const ending = {
    works: 'the network tells your workers apart',
    sometimes: 'the network tells your workers apart less often than you want',
    fails: 'the network cannot tell your workers apart in most epochs',
  }[grade];
  const range = `${percentRange(share.low, share.high)}, from ${share.draws.toLocaleString('en')} drawn`;
  const detail = Number.isNaN(spread)
    ? `In ${epoch} ${zeroWeights} ${zeroWeights === 1 ? 'weight is' : 'weights are'} zero, so their spread is undefined.`
    : `In ${epoch} they differ by a factor of ${short(factorOf(spread))} (spread ${short(spread)}, threshold ${short(Math.log10(factor))}).`;
  return {
    grade,
    headline: `${at}, ${ending}: weights differ by a factor of ${short(factor)} or more in ${percent(share.value)} of epochs (${range}).`,
    detail,
  };
}

/** The factor that belongs to a spread as the factor of a study belongs to its threshold. */
function factorOf(spread: number): number {
  return Math.exp(spread * Math.LN10);
}

/** For screen readers, after a change. */
export function announcement({ epsilon, guarantee, advice }: Recommendation): string {
  return epsilon === null
    ? `No epsilon recommended. ${guarantee} ${advice ?? ''}`
    : `Recommended epsilon ${short(epsilon)} dex. ${guarantee}`;
}

/** Which limit decides, of weights and rewards. */
export function limitsText({
  limits: { weights, rewards },
  binding,
}: Pick<Recommendation, 'limits' | 'binding'>): string {
  if (rewards === null)
    return 'Rewards are not assessed: they are equal once epsilon exceeds the std of the last ten scores.';
  const limits = `Limits: weights ${weights === null ? 'none' : short(weights)}, rewards ${short(rewards)}`;
  return binding === null ? `${limits}.` : `${limits}; ${binding} decide.`;
}
