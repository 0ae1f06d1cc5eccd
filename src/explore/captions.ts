/** Titles and captions of the charts. Each sentence is about marks that are drawn. */

import type { Recommendation } from '../recommend/recommendation.js';
import { percent, short, supported } from '../text/numbers.js';

type Answered = Pick<Recommendation, 'exact' | 'intervals' | 'median' | 'upperBound' | 'question' | 'draws'>;

/** Whether the answer is computed. Until then only the upper bound is known. */
export function isKnown({ draws }: Pick<Recommendation, 'draws'>): boolean {
  return draws > 0;
}

interface Caption {
  title: string;
  text: string;
}

export function spreadCaption(answered: Answered): Caption {
  if (!isKnown(answered)) return { title: 'The spread of the weights falls with epsilon', text: '' };
  const { exact, intervals, question } = answered;
  const share = percent(question.confidence);
  return exact === null
    ? { title: `Fewer than ${share} of epochs reach the threshold at any epsilon`, text: '' }
    : {
        title: `${share} of epochs reach the threshold up to epsilon ${supported(exact, ...intervals.exact!).value}`,
        text: 'Epsilons in the green area work.',
      };
}

export function mappingCaption(answered: Answered): Caption {
  const { exact, median, upperBound, question } = answered;
  if (!isKnown(answered))
    return {
      title: 'Epsilon against the std of the regrets',
      text: 'The epsilon of your topic is not known.',
    };
  const share = percent(question.confidence);
  if (exact !== null)
    return {
      title: 'Epsilon is proportional to the std of the regrets',
      text: 'The mapping from the std of the regrets to epsilon, at your mean / std. The dot is your topic.',
    };
  const drawn = [...(upperBound > 0 ? ['the upper bound'] : []), ...(median ? ['the median epoch'] : [])];
  return {
    title: `At your mean / std, no epsilon separates ${share} of epochs`,
    text:
      drawn.length > 0
        ? `Your topic has no place here: the chart shows ${drawn.join(' and ')} only.`
        : 'Your topic has no place here.',
  };
}

/** @param kinds of the drawn lines */
export function ratioCaption(answered: Answered, kinds: readonly string[]): Caption {
  const { exact, question } = answered;
  const { mean, std, confidence, workers } = question;
  const parts = ['Epsilon / std against mean / std.'];
  if (kinds.includes('formula'))
    parts.push('The dashed line is for infinitely many workers, computed by quadrature.');
  parts.push(
    kinds.includes('main')
      ? `The other lines are the mapping that was fitted for ${workers} workers.`
      : `The mapping was not fitted for this question, so it has no line.`,
  );
  if (!isKnown(answered)) return { title: 'Epsilon against the mean of the regrets', text: parts.join(' ') };
  return {
    title:
      exact === null
        ? `At mean / std ${short(mean / std)}, no epsilon separates ${percent(confidence)} of epochs`
        : kinds.length === 0
          ? 'Epsilon against the mean of the regrets'
          : 'The larger the mean of the regrets, the smaller epsilon must be',
    text: parts.join(' '),
  };
}
