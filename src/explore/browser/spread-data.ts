/** The numbers of the chart of the spread, from a question and its answer. */

import type { Question } from '../../recommend/question.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { spreadsAt } from '../shown-epochs.js';
import { epochOf, EPSILONS, spreadBand } from './epoch-store.js';
import type { SpreadChartData } from './spread-drawing.js';

interface Shown {
  question: Question;
  answer: Recommendation;
  /** The marked epsilon, dex. */
  epsilon: number;
  /** 0 for the typical epoch. */
  epoch: number;
  /** For screen readers. */
  verdict: string;
}

export function epochNameOf(epoch: number): string {
  return epoch === 0 ? 'a typical epoch' : `epoch ${epoch}`;
}

export function spreadData({ question, answer, epsilon, epoch, verdict }: Shown): SpreadChartData {
  const { ratio, workers, factor, confidence, formula } = question;
  return {
    epsilons: EPSILONS,
    band: spreadBand(question),
    epochSpreads: spreadsAt(epochOf(question, epoch), workers, ratio, EPSILONS, formula),
    epochName: epochNameOf(epoch),
    std: answer.question.std,
    threshold: Math.log10(factor),
    factor,
    confidence,
    exact: answer.exact,
    epsilon,
    verdict,
  };
}
