/** State of the page, and the part of its address that stores it: `#std=0.05&workers=20`. */

import { MOST_WORKERS } from '../kernel/limits.js';
import type { Criterion } from '../recommend/question.js';
import type { RecommendFromGroupsOptions, RecommendOptions } from '../recommend/recommendation.js';
import type { Group } from '../sampling/groups.js';
import { show } from '../text/check.js';
import { shareOf } from '../text/decimal.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';

export interface State extends Criterion {
  /** Std of the regrets, dex. */
  std: number;
  /** Mean over std of the regrets. */
  meanStdRatio: number;
  workers: number;
  /** Two groups of workers in place of the three fields above; null: not given. Both are complete, or none counts. */
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

export type NumberField =
  | 'std'
  | 'meanStdRatio'
  | 'workers'
  | 'confidence'
  | 'factor'
  | 'pNorm'
  | 'cNorm'
  | 'workers1'
  | 'mean1'
  | 'std1'
  | 'workers2'
  | 'mean2'
  | 'std2'
  | 'scoreStd'
  | 'epsilon'
  | 'epoch';

interface FieldRule {
  /** Name in the address and, after `--`, on the command line. */
  readonly key: string;
  /** Completes the message "expected ...". */
  readonly rule: string;
  readonly holds: (value: number) => boolean;
}

export const MOST_EPOCHS = 1000;

const GROUP_WORKERS = { rule: 'a whole number from 1 to 5000', holds: wholeWithin(1, MOST_WORKERS / 2) };
const GROUP_MEAN = { rule: 'a number from -1e9 to 1e9', holds: within(-1e9, 1e9) };
const GROUP_STD = { rule: 'a number from 1e-9 to 1e9', holds: within(1e-9, 1e9) };

/** Ranges of the number fields. The page can compute and draw everything within them. */
export const FIELD_RULES: Readonly<Record<NumberField, FieldRule>> = {
  std: { key: 'std', rule: 'a number from 1e-9 to 1e9', holds: within(1e-9, 1e9) },
  meanStdRatio: { key: 'mean-std-ratio', rule: 'a number from -1000 to 1000', holds: within(-1000, 1000) },
  workers: {
    key: 'workers',
    rule: `a whole number from 2 to ${MOST_WORKERS}`,
    holds: wholeWithin(2, MOST_WORKERS),
  },
  confidence: { key: 'confidence', rule: 'a share from 0.01 to 0.999', holds: within(0.01, 0.999) },
  factor: { key: 'factor', rule: 'a number from 1.01 to 1e6', holds: within(1.01, 1e6) },
  pNorm: { key: 'p-norm', rule: 'a number from 0.01 to 100', holds: within(0.01, 100) },
  cNorm: { key: 'c-norm', rule: 'a number from -100 to 100', holds: within(-100, 100) },
  workers1: { key: 'workers-1', ...GROUP_WORKERS },
  mean1: { key: 'mean-1', ...GROUP_MEAN },
  std1: { key: 'std-1', ...GROUP_STD },
  workers2: { key: 'workers-2', ...GROUP_WORKERS },
  mean2: { key: 'mean-2', ...GROUP_MEAN },
  std2: { key: 'std-2', ...GROUP_STD },
  scoreStd: { key: 'score-std', rule: 'a number from 1e-15 to 1e15', holds: within(1e-15, 1e15) },
  epsilon: { key: 'epsilon', rule: 'a number from 1e-15 to 1e15', holds: within(1e-15, 1e15) },
  epoch: {
    key: 'epoch',
    rule: `a whole number from 0 to ${MOST_EPOCHS}`,
    holds: wholeWithin(0, MOST_EPOCHS),
  },
};

function within(low: number, high: number): (value: number) => boolean {
  return (value) => value >= low && value <= high;
}

function wholeWithin(low: number, high: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= low && value <= high;
}

const NUMBER_FIELDS = Object.keys(FIELD_RULES) as NumberField[];

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

/**
 * Reads a state from an address. A missing or invalid value becomes its default.
 * @param hash with or without `#`
 * @returns the state, and a sentence for each invalid value and each unknown name
 */
export function fromHash(hash: string): { state: State; problems: string[] } {
  const state: State = { ...DEFAULT_STATE };
  const problems: string[] = [];
  const known = new Set<string>();
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const take = (key: string): string | null => {
    known.add(key);
    return parts.get(key);
  };
  for (const field of NUMBER_FIELDS) {
    const { key, rule, holds } = FIELD_RULES[field];
    const text = take(key);
    if (text === null) continue;
    const value = text.trim() === '' ? NaN : valueIn(field, text);
    if (holds(value)) state[field] = value;
    else problems.push(problemText(key, rule, text));
  }
  state.scheme = choiceFrom(take('scheme'), 'scheme', SCHEME_NAMES, state.scheme, problems);
  state.mapping = choiceFrom(take('mapping'), 'mapping', MAPPINGS, state.mapping, problems);
  for (const key of new Set(parts.keys()))
    if (!known.has(key)) problems.push(`The address has an unknown name, ${show(key)}.`);
  return { state, problems };
}

function valueIn(field: NumberField, text: string): number {
  return field === 'confidence' ? (shareOf(text) ?? NaN) : Number(text);
}

function choiceFrom<T extends string>(
  text: string | null,
  key: string,
  choices: readonly T[],
  defaultChoice: T,
  problems: string[],
): T {
  if (text === null) return defaultChoice;
  const choice = choices.find((each) => each === text);
  if (choice === undefined) problems.push(problemText(key, `one of ${choices.join(', ')}`, text));
  return choice ?? defaultChoice;
}

function problemText(key: string, rule: string, text: string): string {
  return `Expected \`${key}\` to be ${rule}, got ${show(text)}: the default is used.`;
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

/** Source text of the library call that gives the answer of the page. */
export function libraryCall(state: State): string {
  const given = Object.entries(recommendOptions(state)) as [string, string | number | readonly Group[]][];
  const options = given.filter(
    ([name, value]) => name === 'std' || value !== DEFAULT_STATE[name as keyof State],
  );
  const texts = options.map(([name, value]) => `${name}: ${sourceOf(value)}`);
  return `recommendEpsilon({ ${texts.join(', ')} })`;
}

/** A value as source text. */
function sourceOf(value: string | number | readonly Group[]): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return String(value);
  const groups = value.map(({ workers, mean, std }) => `{ workers: ${workers}, mean: ${mean}, std: ${std} }`);
  return `[${groups.join(', ')}]`;
}
