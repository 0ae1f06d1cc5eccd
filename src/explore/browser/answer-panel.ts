/** The largest epsilon that separates the weights with its guarantee, the advised one, and the table of evidence. */

import type { Recommendation } from '../../recommend/recommendation.js';
import { grouped, percent, short, supported } from '../../text/numbers.js';
import { limitsText } from '../sentences.js';
import { byId, setAttributes, writeText } from './elements.js';

/** Shows whether an answer is being computed. The last answer is dimmed meanwhile. */
export function showPending(isPending: boolean): void {
  setAttributes(byId('answer'), { 'aria-busy': String(isPending) });
  byId('answer').classList.toggle('pending', isPending);
}

export function showAnswer(answer: Recommendation): void {
  const { epsilon, exact, median, upperBound, separableShare, intervals, guarantee, advice, topic, groups } =
    answer;
  writeText(byId('number'), epsilon === null ? 'none' : short(epsilon));
  writeText(byId('number-unit'), epsilon === null ? '' : 'dex');
  writeText(byId('advice'), topic.sentence);
  writeText(byId('guarantee'), guarantee);
  writeText(
    byId('next'),
    advice ?? `Set "epsilon": "${topic.topicArgument.epsilon}" in the message that creates the topic.`,
  );
  writeText(byId('limits'), [...(groups ? [groups.sentence] : []), limitsText(answer)].join(' '));

  showEstimate('exact', exact, intervals.exact);
  showEstimate('median', median, intervals.median);
  const ofBound = groups ? 'of the median epoch' : 'limit for many workers, for any mean';
  writeText(byId('bound-name'), `upper bound: ${ofBound}`);
  writeText(byId('bound-value'), short(upperBound));
  const [low, high] = intervals.separableShare;
  showEstimate('share', 100 * separableShare, [100 * low, 100 * high], ' %');

  const share = percent(answer.question.confidence);
  writeText(byId('exact-name'), `largest epsilon for ${share} of epochs`);
  writeText(byId('source'), sourceText(answer));
  writeText(
    byId('spread-title'),
    exact === null
      ? `Fewer than ${share} of epochs reach the threshold at any epsilon`
      : `${share} of epochs reach the threshold up to epsilon ${supported(exact, ...intervals.exact!).value}`,
  );
}

export function showSimulationError(message: string): void {
  writeText(byId('number'), 'none');
  writeText(byId('number-unit'), '');
  writeText(byId('advice'), '');
  writeText(byId('guarantee'), `This question cannot be simulated. ${message}`);
  writeText(byId('next'), '');
  writeText(byId('source'), message);
}

/** Fills a row of the table of evidence with a value and its 95 % interval. */
function showEstimate(
  id: string,
  value: number | null,
  interval: readonly [number, number] | null,
  unit = '',
): void {
  const texts = value === null || interval === null ? null : supported(value, ...interval);
  writeText(byId(`${id}-value`), texts ? texts.value + unit : 'none');
  writeText(byId(`${id}-interval`), texts ? `${texts.low} to ${texts.high}${unit}` : '');
}

function sourceText({ source, draws, question: { scheme, mapping, pNorm, cNorm } }: Recommendation): string {
  const epochs = `${grouped(draws)} epochs`;
  const origin = source === 'fit' ? `fitted mapping, from ${epochs}` : `simulated by this page, ${epochs}`;
  return `${scheme}, ${mapping}, p ${short(pNorm)}, c ${short(cNorm)}; ${origin}`;
}
