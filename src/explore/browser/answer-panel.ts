/**
 * The largest epsilon that separates the weights with its guarantee, the advised one, and the table of
 * evidence.
 */

import { evidenceRows, marginRows, type EvidenceRow } from '../../recommend/evidence.js';
import { factorText } from '../../recommend/factor.js';
import { marginSentences } from '../../recommend/margin-text.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { sourceText } from '../../recommend/source-text.js';
import { short } from '../../text/numbers.js';
import { limitsText } from '../sentences.js';
import { byId, html, setAttributes, writeText } from './elements.js';

/** Shows whether an answer is being computed. The last answer is dimmed meanwhile. */
export function showPending(isPending: boolean): void {
  setAttributes(byId('answer'), { 'aria-busy': String(isPending) });
  byId('answer').classList.toggle('pending', isPending);
}

export function showAnswer(answer: Recommendation): void {
  const { epsilon, guarantee, advice, topic, groups, margin } = answer;
  writeText(byId('number'), epsilon === null ? 'none' : short(epsilon));
  writeText(byId('number-unit'), epsilon === null ? '' : 'dex');
  writeText(byId('advice'), topic.sentence);
  writeText(byId('guarantee'), guarantee);
  writeText(
    byId('next'),
    advice ?? `Set "epsilon": "${topic.topicArgument.epsilon}" in the message that creates the topic.`,
  );
  writeText(byId('factor-note'), factorText(answer.question.factor));
  writeText(byId('margin'), margin ? marginSentences(margin, answer).join(' ') : '');
  writeText(byId('limits'), [...(groups ? [groups.sentence] : []), limitsText(answer)].join(' '));
  // Parameters that the chain refuses are marked at their fields; doubts about data are shown here.
  writeText(byId('warnings'), answer.data ? answer.warnings.join(' ') : '');
  byId('warnings').hidden = byId('warnings').textContent === '';

  showRows([...evidenceRows(answer), ...(margin ? marginRows(margin) : [])]);
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
  writeText(byId('margin'), '');
  writeText(byId('limits'), '');
  byId('warnings').hidden = true;
  showRows([['separates up to', 'none', '']]);
  writeText(byId('source'), message);
}

let lastRows = '';

function showRows(rows: readonly EvidenceRow[]): void {
  const text = JSON.stringify(rows);
  if (text === lastRows) return;
  lastRows = text;
  byId('evidence-rows').replaceChildren(
    ...rows.map(([name, ...cells]) =>
      html('tr', {}, html('th', { scope: 'row' }, name), ...cells.map((cell) => html('td', {}, cell))),
    ),
  );
}
