/** State of the page, and the part of its address that stores it: `#std=0.05&workers=20`. */

import type { Criterion } from '../recommend/question.js';
import type { RecommendFromGroupsOptions, RecommendOptions } from '../recommend/recommendation.js';
import type { Group } from '../sampling/groups.js';
import { didYouMean } from '../text/did-you-mean.js';
import { short } from '../text/numbers.js';
import { shortText } from '../text/visible.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';
import { FIELD_RULES, NUMBER_FIELDS, type NumberField } from './field-rules.js';
import { readField } from './read-field.js';

export interface State extends Criterion {
  /** Std of the regrets, dex. */
  std: number;
  /** Mean over std of the regrets. */
  meanStdRatio: number;
  workers: number;
  /**
   * Two groups of workers in place of the three fields above; null: not given. Both are complete, or none
   * counts.
   */
  workers1: number | null;
  /** Dex, as the other means and stds of groups. */
  mean1: number | null;
  std1: number | null;
  workers2: number | null;
  mean2: number | null;
  std2: number | null;
  /** Std of the last ten scores; null if the user does not give it. */
  scoreStd: number | null;
  /** The tried epsilon, dex; null: the recommended one. */
  epsilon: number | null;
  /** The epoch whose weights are shown: 0 is the typical epoch, n > 0 the n-th drawn one. */
  epoch: number;
}

export const DEFAULT_STATE: State = {
  std: 0.05,
  meanStdRatio: 0,
  workers: DEFAULT_OPTIONS.workers,
  confidence: DEFAULT_OPTIONS.confidence,
  factor: DEFAULT_OPTIONS.factor,
  scheme: DEFAULT_OPTIONS.scheme,
  mapping: DEFAULT_OPTIONS.mapping,
  pNorm: DEFAULT_OPTIONS.pNorm,
  cNorm: DEFAULT_OPTIONS.cNorm,
  workers1: null,
  mean1: null,
  std1: null,
  workers2: null,
  mean2: null,
  std2: null,
  scoreStd: null,
  epsilon: null,
  epoch: 0,
};

/** Text of the address after `#`. It leaves out every default, except that of the std. */
export function toHash(state: State): string {
  const parts = new URLSearchParams();
  for (const field of NUMBER_FIELDS) {
    const value = state[field];
    if (field === 'std' || value !== DEFAULT_STATE[field]) parts.set(FIELD_RULES[field].key, String(value));
  }
  if (state.scheme !== DEFAULT_STATE.scheme) parts.set('scheme', state.scheme);
  if (state.mapping !== DEFAULT_STATE.mapping) parts.set('mapping', state.mapping);
  return parts.toString();
}

/** Name in the address of the pinned setting, whose value is an address, too. */
const PINNED = 'pinned';

/** A state from an address, and a sentence for each part that could not be read. */
export interface ReadState {
  state: State;
  problems: string[];
}

/** @param pinned a setting to compare with */
export function toHashWithPinned(state: State, pinned: State | null): string {
  return pinned === null ? toHash(state) : `${toHash(state)}&${PINNED}=${encodeURIComponent(toHash(pinned))}`;
}

/** The pinned setting of an address; null if it has none. */
export function pinnedFromHash(hash: string): ReadState | null {
  const text = partsOf(hash).get(PINNED);
  return text === null ? null : fromHash(text);
}

/**
 * Reads a state from an address. A missing or invalid value becomes its default.
 * @param hash with or without `#`
 */
export function fromHash(hash: string): ReadState {
  const state: State = { ...DEFAULT_STATE };
  const problems: string[] = [];
  const known = new Set([PINNED]);
  const parts = partsOf(hash);
  const take = (key: string): string | null => {
    known.add(key);
    const [first = null, ...others] = parts.getAll(key);
    if (others.length > 0) problems.push(`${key} is in the address more than once: the first is used.`);
    return first;
  };
  for (const field of NUMBER_FIELDS) {
    const { key } = FIELD_RULES[field];
    const text = take(key);
    if (text === null) continue;
    const read = readField(field, text);
    if ('problem' in read) problems.push(problemText(key, read.problem, text, defaultText(field)));
    else if (read.value !== null) state[field] = read.value;
  }
  state.scheme = choiceFrom(take('scheme'), 'scheme', SCHEME_NAMES, state.scheme, problems);
  state.mapping = choiceFrom(take('mapping'), 'mapping', MAPPINGS, state.mapping, problems);
  for (const key of new Set(parts.keys())) {
    if (known.has(key)) continue;
    const hint = didYouMean(key, [...known]) || '.';
    problems.push(`The address has ${quoted(key)}, which is no name of a field, so it is ignored${hint}`);
  }
  return { state, problems };
}

function partsOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#/, ''));
}

function choiceFrom<T extends string>(
  text: string | null,
  key: string,
  choices: readonly T[],
  defaultChoice: T,
  problems: string[],
): T {
  if (text === null) return defaultChoice;
  const choice = choices.find((each) => each === text.trim());
  if (choice === undefined)
    problems.push(
      problemText(
        key,
        `expected one of ${choices.join(', ')}`,
        text,
        defaultChoice,
        didYouMean(text.trim(), choices),
      ),
    );
  return choice ?? defaultChoice;
}

function problemText(key: string, problem: string, text: string, used: string, hint = ''): string {
  return `${key} in the address: ${problem}, got ${quoted(text)}${hint || '.'} The page uses ${used}; change it in its field.`;
}

/** The value that the page uses in place of one that it cannot read. */
function defaultText(field: NumberField): string {
  const value = DEFAULT_STATE[field];
  if (value === null) return field === 'epsilon' ? 'the largest epsilon' : 'none';
  return short(value);
}

function quoted(text: string): string {
  return shortText(JSON.stringify(text));
}

/** The two groups of the state; null unless all of their fields are given. */
export function groupsOf({ workers1, mean1, std1, workers2, mean2, std2 }: State): Group[] | null {
  if (workers1 === null || mean1 === null || std1 === null) return null;
  if (workers2 === null || mean2 === null || std2 === null) return null;
  return [
    { workers: workers1, mean: mean1, std: std1 },
    { workers: workers2, mean: mean2, std: std2 },
  ];
}

/** Options of the library's `recommendEpsilon` for the state. */
export function recommendOptions(state: State): RecommendOptions | RecommendFromGroupsOptions {
  const { std, meanStdRatio, workers, confidence, factor, scheme, mapping, pNorm, cNorm, scoreStd } = state;
  const groups = groupsOf(state);
  return {
    ...(groups ? { groups } : { std, meanStdRatio, workers }),
    confidence,
    factor,
    scheme,
    mapping,
    pNorm,
    cNorm,
    ...(scoreStd !== null && { scoreStd }),
  };
}

/** Fields that a file of past epochs, or groups, replace. */
export const ESTIMATED_FIELDS: readonly string[] = ['std', 'meanStdRatio', 'workers'] satisfies NumberField[];

/**
 * Source text of the library call that gives the answer of the page.
 * @param regrets source text of past epochs that replace std, mean, workers and groups
 */
export function libraryCall(state: State, regrets: string | null = null): string {
  const given = Object.entries(recommendOptions(state)) as [string, string | number | readonly Group[]][];
  const isReplaced = (name: string) =>
    regrets !== null && (name === 'groups' || ESTIMATED_FIELDS.includes(name));
  const options = given.filter(
    ([name, value]) => !isReplaced(name) && (name === 'std' || value !== DEFAULT_STATE[name as keyof State]),
  );
  const texts = options.map(([name, value]) => `${name}: ${sourceOf(value)}`);
  if (regrets !== null) texts.unshift(`regrets: ${regrets}`);
  return `recommendEpsilon({ ${texts.join(', ')} })`;
}

/** A value as source text. */
function sourceOf(value: string | number | readonly Group[]): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return String(value);
  const groups = value.map(({ workers, mean, std }) => `{ workers: ${workers}, mean: ${mean}, std: ${std} }`);
  return `[${groups.join(', ')}]`;
}
