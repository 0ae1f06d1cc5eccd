/** The largest epsilon that separates the weights with its guarantee, the advised one, and the table of evidence. */

import { factorText } from '../../recommend/factor.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { grouped, percent, short, supported } from '../../text/numbers.js';
import { limitsText } from '../sentences.js';
import { byId, setAttributes, writeText } from './elements.js';

/** Shows whether an answer is being computed. The last answer is dimmed meanwhile. */
export function showPending(isPending: boolean): void {
  setAttributes(byId('answer'), { 'aria-busy': String(isPending) });
  byId('answer').classList.toggle('pending', isPending);
}

/** Name of the upper bound, which of data is the median over epochs. */
function boundName({ source, groups }: Recommendation): string {
  if (source === 'data') return 'bound of the median epoch: no larger epsilon separates it';
  return `upper bound: ${groups ? 'of the median epoch' : 'limit for many workers, for any mean'}`;
}

export function showAnswer(answer: Recommendation): void {
  const { epsilon, exact, median, upperBound, separableShare, intervals, guarantee, advice, topic } = answer;
  const { groups, margin } = answer;
  writeText(byId('number'), epsilon === null ? 'none' : short(epsilon));
  writeText(byId('number-unit'), epsilon === null ? '' : 'dex');
  writeText(byId('advice'), topic.sentence);
  writeText(byId('guarantee'), guarantee);
  writeText(
    byId('next'),
    advice ?? `Set "epsilon": "${topic.topicArgument.epsilon}" in the message that creates the topic.`,
  );
  writeText(byId('factor-note'), factorText(answer.question.factor));
  writeText(byId('limits'), [...(groups ? [groups.sentence] : []), limitsText(answer)].join(' '));
  // Parameters that the chain refuses are marked at their fields; doubts about data are shown here.
  writeText(byId('warnings'), answer.data ? answer.warnings.join(' ') : '');
  byId('warnings').hidden = byId('warnings').textContent === '';

  showEstimate('exact', exact, intervals.exact);
  for (const name of ['half', 'twice'] as const)
    showEstimate(name, margin?.[name].exact ?? null, margin?.[name].interval ?? null);
  showEstimate('median', median, intervals.median);
  writeText(byId('bound-value'), short(upperBound));
  writeText(byId('bound-name'), boundName(answer));
  const [low, high] = intervals.separableShare;
  showEstimate('share', 100 * separableShare, [100 * low, 100 * high], ' %');

  const share = percent(answer.question.confidence);
  writeText(byId('exact-name'), `largest epsilon for ${share} of epochs`);
  writeText(byId('source'), sourceText(answer));
}

/** @param isFile whether the epochs of a file give no answer */
export function showNoAnswer(message: string, isFile: boolean): void {
  writeText(byId('number'), 'none');
  writeText(byId('number-unit'), '');
  writeText(byId('advice'), '');
  writeText(
    byId('guarantee'),
    `${isFile ? 'These epochs give no answer.' : 'This question cannot be simulated.'} ${message}`,
  );
  writeText(byId('next'), '');
  writeText(byId('factor-note'), '');
  writeText(byId('limits'), '');
  byId('warnings').hidden = true;
  for (const name of ['exact', 'half', 'twice', 'median', 'share']) showEstimate(name, null, null);
  writeText(byId('bound-value'), 'none');
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
  if (source === 'data')
    return `${scheme}, ${mapping}, p ${short(pNorm)}, c ${short(cNorm)}; ${epochs} of the file`;
  const origin = source === 'fit' ? `fitted mapping, from ${epochs}` : `simulated by this page, ${epochs}`;
  return `${scheme}, ${mapping}, p ${short(pNorm)}, c ${short(cNorm)}; ${origin}`;
}
