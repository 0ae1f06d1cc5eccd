/** Texts that the page copies: the answer, and the command that gives it. */

import type { Recommendation } from '../recommend/recommendation.js';
import { short } from '../text/numbers.js';
import { FIELD_RULES, NUMBER_FIELDS, type NumberField } from './field-rules.js';
import { DEFAULT_STATE, ESTIMATED_FIELDS, groupsOf, type State } from './state.js';

/** Options of the command for a file of past epochs; they replace std, mean and workers. */
export interface FileWords {
  /** Words before the name: `--losses`, and options after it. */
  option: string;
  name: string;
  others: readonly string[];
}

/** Fields that are no options of the command: trials of the page, and groups, which are one option. */
const NO_OPTIONS: readonly NumberField[] = [
  'epsilon',
  'epoch',
  'workers1',
  'mean1',
  'std1',
  'workers2',
  'mean2',
  'std2',
];

/** The command that gives the answer of the page. */
export function commandOf(state: State, file: FileWords | null = null): string {
  const words = ['npx allora-epsilon recommend'];
  if (file) words.push(file.option, shellWord(file.name), ...file.others.map(shellWord));
  const groups = file ? null : groupsOf(state);
  if (groups)
    words.push(`--groups ${groups.map(({ workers, mean, std }) => `${workers}:${mean}:${std}`).join(',')}`);
  for (const field of NUMBER_FIELDS) {
    const value = state[field];
    const isReplaced = (file !== null || groups !== null) && ESTIMATED_FIELDS.includes(field);
    if (NO_OPTIONS.includes(field) || value === null || isReplaced) continue;
    // A negative number after a blank would look like another option.
    const { key } = FIELD_RULES[field];
    if (field === 'std' || value !== DEFAULT_STATE[field])
      words.push(value < 0 ? `--${key}=${value}` : `--${key} ${value}`);
  }
  if (state.scheme !== DEFAULT_STATE.scheme) words.push(`--scheme ${state.scheme}`);
  if (state.mapping !== DEFAULT_STATE.mapping) words.push(`--mapping ${state.mapping}`);
  return words.join(' ');
}

/** A word in the shell's quotes, if it needs them. */
function shellWord(word: string): string {
  return /^[\w./+@%:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The answer as text, with the command and the address that give it. */
export function answerText(
  { epsilon, guarantee, advice, topic, warnings }: Recommendation,
  command: string,
  address: string,
): string {
  return [
    epsilon === null
      ? 'No epsilon can be recommended.'
      : `Largest epsilon that separates the weights: ${short(epsilon)} dex`,
    topic.sentence,
    guarantee,
    ...(advice === null ? [] : [advice]),
    ...warnings,
    command,
    address,
    '',
  ].join('\n');
}
