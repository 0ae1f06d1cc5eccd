/** The difference between a pinned setting and the present one, in words. */

import type { Recommendation } from '../recommend/recommendation.js';
import { short } from '../text/numbers.js';
import { NUMBER_FIELDS, type NumberField } from './field-rules.js';
import { fieldText } from './fields.js';
import type { State } from './state.js';

const NAMES: Readonly<Record<Exclude<NumberField, 'epsilon' | 'epoch'>, [name: string, unit: string]>> = {
  std: ['std of the regrets', ' dex'],
  meanStdRatio: ['mean / std', ''],
  workers: ['workers', ''],
  confidence: ['share of epochs', ' %'],
  factor: ['threshold factor', ''],
  pNorm: ['p', ''],
  cNorm: ['c', ''],
  workers1: ['workers of group 1', ''],
  mean1: ['mean of group 1', ' dex'],
  std1: ['std of group 1', ' dex'],
  workers2: ['workers of group 2', ''],
  mean2: ['mean of group 2', ' dex'],
  std2: ['std of group 2', ' dex'],
  scoreStd: ['std of the scores', ' dex'],
};

/** The fields that differ, each with its value in the first state and in the second. */
export function differences(first: State, second: State): { name: string; values: [string, string] }[] {
  const found: { name: string; values: [string, string] }[] = [];
  for (const field of NUMBER_FIELDS) {
    if (field === 'epsilon' || field === 'epoch' || first[field] === second[field]) continue;
    const [name, unit] = NAMES[field];
    const text = ({ [field]: value }: State) =>
      value === null ? 'not given' : `${fieldText({ name: field }, value)}${unit}`;
    found.push({ name, values: [text(first), text(second)] });
  }
  for (const field of ['scheme', 'mapping'] as const)
    if (first[field] !== second[field]) found.push({ name: field, values: [first[field], second[field]] });
  return found;
}

type Answered = Pick<Recommendation, 'epsilon' | 'topic'>;

/**
 * The difference of two answers in one or two sentences.
 * @param now the present answer
 */
export function differenceText(
  pinned: Answered,
  now: Answered,
  changes: ReturnType<typeof differences>,
): string {
  const changed =
    changes.length === 0
      ? 'Both settings are the same.'
      : `Changed: ${changes.map(({ name, values: [from, to] }) => `${name} from ${from} to ${to}`).join(', ')}.`;
  if (changes.length === 0) return `${changed} Change a field to see the difference.`;
  return `${changed} ${effectText(pinned.epsilon, now.epsilon)} The advised epsilon ${advisedText(pinned, now)}.`;
}

function effectText(from: number | null, to: number | null): string {
  if (from === null && to === null) return 'Neither setting has an epsilon that separates the weights.';
  if (to === null) return `No epsilon separates the weights any more; it was ${short(from!)} dex.`;
  if (from === null) return `Now an epsilon separates the weights: up to ${short(to)} dex.`;
  if (from === to) return `The largest epsilon stays ${short(to)} dex.`;
  const larger = to > from ? `${short(to / from, 2)} times as large` : `1/${short(from / to, 2)} as large`;
  return `The largest epsilon is ${larger}: ${short(to)} instead of ${short(from)} dex.`;
}

function advisedText({ topic: { choose: from } }: Answered, { topic: { choose: to } }: Answered): string {
  return from === to ? `stays ${short(to)} dex` : `is ${short(to)} instead of ${short(from)} dex`;
}
