/**
 * Quantities, units and statistics that the names of columns state: `alice_loss`, `log10_bob`, `carol_std`.
 */

import { unitOfName, wordsOf } from './names.js';
import type { LossUnit } from './loss-unit.js';

const QUANTITIES = {
  losses: /^(loss|losses|mse|mae|rmse|errors?)$/,
  regrets: /^regrets?$/,
  scores: /^scores?$/,
  inferences: /^(inferences?|predictions?|preds?|forecasts?|estimates?)$/,
  'another quantity':
    /^(weights?|ranks?|stakes?|rewards?|fees?|confidences?|probability|probabilities|shares?)$/,
} as const;
export type NamedQuantity = keyof typeof QUANTITIES;

const UNIT = /^(log10|log|ln|raw)$/;
const STATISTIC =
  /^(min|minimum|max|maximum|mean|avg|average|median|sum|total|std|stdev|stddev|sd|se|sem|err|stderr|var|variance|low|lower|high|upper|lo|hi|ci|count|ema|ewma|sma|ma|smooth|smoothed|rolling|rolled|prev|previous|lag|lagged|delta|diff|change|pct|percent|norm|normed|normalized|scaled|p\d\d|q\d\d?)$/;

export interface NameParts {
  /** The name without words of quantities, units and statistics. */
  rest: string;
  quantity: NamedQuantity | null;
  hasUnit: boolean;
  hasStatistic: boolean;
}

/** The parts of a name; null if it has no other words than those of quantities, units and statistics. */
export function partsOf(name: string): NameParts | null {
  const words = wordsOf(name).filter((word) => word !== '');
  const quantityOf = (word: string) =>
    (Object.keys(QUANTITIES) as NamedQuantity[]).find((quantity) => QUANTITIES[quantity].test(word)) ?? null;
  const rest = words.filter((word) => !quantityOf(word) && !UNIT.test(word) && !STATISTIC.test(word));
  if (rest.length === 0) return null;
  return {
    rest: rest.join(' '),
    quantity: words.map(quantityOf).findLast((quantity) => quantity !== null) ?? null,
    hasUnit: words.some((word) => UNIT.test(word)),
    hasStatistic: words.some((word) => STATISTIC.test(word)),
  };
}

/**
 * Indices of names that state several quantities of one worker: `alice_loss` and `alice_score`, `bob` and
 * `bob_std`.
 */
export function sharedNames(names: readonly (string | null)[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [i, name] of names.entries()) {
    if (name === null) continue;
    // pandas writes the second column of a name as `alice.1`.
    const copied = /^(.+)\.\d{1,2}$/.exec(name)?.[1];
    const base = copied !== undefined && names.includes(copied) ? copied : name;
    const rest = partsOf(base)?.rest;
    if (rest !== undefined) groups.set(rest, [...(groups.get(rest) ?? []), i]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/**
 * The unit that all names of workers state; null if they state none.
 * @returns the first name that states a unit and the first that states another or none, if they differ
 */
export function unitOfNames(names: readonly string[]): LossUnit['unit'] | 'log' | null | [string, string] {
  // A worker may be called `log`.
  const units = names.map((name) => (wordsOf(name).length > 1 ? unitOfName(name) : null));
  const other = units.findIndex((unit) => unit !== units[0]);
  if (other < 0) return units[0] ?? null;
  return units[0] === null ? [names[other]!, names[0]!] : [names[0]!, names[other]!];
}
