/** What the page shows, and the address that brings it back: `#std=0.05&workers=20`. */

import type { Criterion } from '../recommend/question.js';
import type { RecommendOptions } from '../recommend/recommendation.js';
import { show } from '../text/check.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';

export interface State extends Criterion {
  /** Of the regrets, dex. */
  std: number;
  meanStdRatio: number;
  workers: number;
  /** Std of the last ten scores; null if it is not known. */
  scoreStd: number | null;
  /** The one that is tried, dex; null follows the recommended one. */
  epsilon: number | null;
  /** The epoch whose weights are shown: 0 is the typical one, others are drawn. */
  epoch: number;
}

export const DEFAULTS: State = {
  std: 0.05,
  meanStdRatio: 0,
  workers: DEFAULT_OPTIONS.workers,
  confidence: DEFAULT_OPTIONS.confidence,
  factor: DEFAULT_OPTIONS.factor,
  scheme: DEFAULT_OPTIONS.scheme,
  mapping: DEFAULT_OPTIONS.mapping,
  pNorm: DEFAULT_OPTIONS.pNorm,
  cNorm: DEFAULT_OPTIONS.cNorm,
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
  | 'scoreStd'
  | 'epsilon'
  | 'epoch';

interface Rule {
  /** In the address, as on the command line. */
  readonly key: string;
  /** "Expected ... to be" this. */
  readonly rule: string;
  readonly holds: (value: number) => boolean;
}

const within = (low: number, high: number) => (value: number) => value >= low && value <= high;

/** Within these, everything on the page can be computed and drawn. */
export const RULES: Readonly<Record<NumberField, Rule>> = {
  std: { key: 'std', rule: 'a number from 1e-9 to 1e9', holds: within(1e-9, 1e9) },
  meanStdRatio: { key: 'mean-std-ratio', rule: 'a number from -1000 to 1000', holds: within(-1000, 1000) },
  workers: {
    key: 'workers',
    rule: 'a whole number from 2 to 10000',
    holds: (value) => Number.isInteger(value) && within(2, 10_000)(value),
  },
  confidence: { key: 'confidence', rule: 'a share from 0.01 to 0.999', holds: within(0.01, 0.999) },
  factor: { key: 'factor', rule: 'a number from 1.01 to 1e6', holds: within(1.01, 1e6) },
  pNorm: { key: 'p-norm', rule: 'a number from 0.01 to 100', holds: within(0.01, 100) },
  cNorm: { key: 'c-norm', rule: 'a number from -100 to 100', holds: within(-100, 100) },
  scoreStd: { key: 'score-std', rule: 'a number from 1e-15 to 1e15', holds: within(1e-15, 1e15) },
  epsilon: { key: 'epsilon', rule: 'a number from 1e-15 to 1e15', holds: within(1e-15, 1e15) },
  epoch: {
    key: 'epoch',
    rule: 'a whole number from 0 to 1000',
    holds: (value) => Number.isInteger(value) && within(0, 1000)(value),
  },
};

const NUMBER_FIELDS = Object.keys(RULES) as NumberField[];

/** Without `#`. All but the std may be left out, and is where it has its default. */
export function toHash(state: State): string {
  const parts = new URLSearchParams();
  for (const field of NUMBER_FIELDS) {
    const value = state[field];
    if (field === 'std' || value !== DEFAULTS[field]) parts.set(RULES[field].key, String(value));
  }
  if (state.scheme !== DEFAULTS.scheme) parts.set('scheme', state.scheme);
  if (state.mapping !== DEFAULTS.mapping) parts.set('mapping', state.mapping);
  return parts.toString();
}

/**
 * @param hash with or without `#`
 * @returns the state, with the default where the address says nothing or nothing valid, and a sentence for each value that is not valid
 */
export function fromHash(hash: string): { state: State; problems: string[] } {
  const state: State = { ...DEFAULTS };
  const problems: string[] = [];
  const known = new Set<string>();
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const take = (key: string): string | null => {
    known.add(key);
    return parts.get(key);
  };
  for (const field of NUMBER_FIELDS) {
    const { key, rule, holds } = RULES[field];
    const text = take(key);
    if (text === null) continue;
    const value = text.trim() === '' ? NaN : Number(text);
    if (holds(value)) state[field] = value;
    else problems.push(problem(key, rule, text));
  }
  state.scheme = chosen(take('scheme'), 'scheme', SCHEME_NAMES, state.scheme, problems);
  state.mapping = chosen(take('mapping'), 'mapping', MAPPINGS, state.mapping, problems);
  for (const key of new Set(parts.keys()))
    if (!known.has(key)) problems.push(`The address has an unknown name, ${show(key)}.`);
  return { state, problems };
}

function chosen<T extends string>(
  text: string | null,
  key: string,
  choices: readonly T[],
  standard: T,
  problems: string[],
): T {
  if (text === null) return standard;
  const choice = choices.find((each) => each === text);
  if (choice === undefined) problems.push(problem(key, `one of ${choices.join(', ')}`, text));
  return choice ?? standard;
}

function problem(key: string, rule: string, text: string): string {
  return `Expected \`${key}\` to be ${rule}, got ${show(text)}: the default is used.`;
}

/** The question that the state asks of the library. */
export function questionOf({ epsilon: _, epoch: __, scoreStd, ...question }: State): RecommendOptions {
  return scoreStd === null ? question : { ...question, scoreStd };
}

/** The call of the library that gives the answer of the page. */
export function callOf(state: State): string {
  const options = Object.entries(questionOf(state)).filter(
    ([name, value]) => name === 'std' || value !== DEFAULTS[name as keyof State],
  );
  const texts = options.map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : String(value)}`,
  );
  return `recommendEpsilon({ ${texts.join(', ')} })`;
}
