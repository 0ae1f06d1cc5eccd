/** A statement about epsilon, and how the tables of a study support it. */

import type { StudyName, Tables } from './tables.js';

export const VERDICTS = ['holds', 'holds with limits', 'does not hold'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A number that a verdict is based on, with its uncertainty. */
export interface Measured {
  name: string;
  /** A number, or the smallest and the largest of several. */
  value: number | readonly [smallest: number, largest: number];
  /** `%` for shares, which are from 0 to 1; the unit of other numbers, or empty. */
  unit: string;
  /**
   * Ends of the interval that contains the true value or, for several numbers, the smallest and the largest
   * true value. Null for an end that the draws do not determine.
   */
  low: number | null;
  high: number | null;
  /**
   * Confidence level of the interval. Null for a number without randomness (given regrets): its interval is
   * the number.
   */
  level: number | null;
  /**
   * Number of independent draws, cells with independent regrets, simulated topics, or settings. Null without
   * randomness.
   */
  draws: number | null;
  counted: 'draws' | 'cells' | 'topics' | 'settings';
}

interface Finding {
  numbers: readonly Measured[];
  verdict: Verdict;
}

export interface Claim {
  id: string;
  /** The claim in our words. */
  words: string;
  /** The study, and the part of its tables that is used. */
  study: StudyName;
  where: string;
  /** Criterion of the verdict `holds`. The worse end of each interval must meet it. */
  holds: string;
  /** Criterion of the verdict `holds with limits`. Null if the claim either holds or does not. */
  limited: string | null;
  /** Conditions of the experiment, outside of which the claim was not tested. */
  scope: string;
  assess: (tables: Tables) => Finding;
}

export interface Assessment extends Omit<Claim, 'assess'>, Finding {}

export function assess({ assess: find, ...claim }: Claim, tables: Tables): Assessment {
  return { ...claim, ...find(tables) };
}

/** The limits of a claim that holds with limits, otherwise an empty text. */
export function limitsOf({ verdict, limited }: Assessment): string {
  return verdict === 'holds with limits' ? (limited ?? '') : '';
}

/**
 * The verdict from both criteria. Comparisons with NaN are false, so a claim with missing numbers does not
 * hold.
 */
export function verdictOf(holds: boolean, holdsWithLimits = false): Verdict {
  if (holds) return 'holds';
  return holdsWithLimits ? 'holds with limits' : 'does not hold';
}
