/** A sentence about epsilon, and how tables of studies bear it out. */

import type { StudyName, Tables } from './tables.js';

export const VERDICTS = ['holds', 'holds with limits', 'does not hold'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A number that a claim rests on, with what is known of its uncertainty. */
export interface Measured {
  name: string;
  /** A number, or the smallest and the largest of several. */
  value: number | readonly [least: number, most: number];
  /** `%` for shares, which are from 0 to 1; else what the number counts or is measured in, or nothing. */
  unit: string;
  /** Ends of the interval that holds the truth, or for several numbers the smallest and the largest truth; null for the end that draws leave open. */
  low: number | null;
  high: number | null;
  /** Probability with which such an interval does; null for a number without chance in it, that of given regrets, whose interval is the number. */
  level: number | null;
  /** How many independent draws, or cells with regrets of their own, a number rests on; null without chance. */
  draws: number | null;
  counted: 'draws' | 'cells';
}

interface Finding {
  numbers: readonly Measured[];
  verdict: Verdict;
}

export interface Claim {
  id: string;
  /** The claim in our words. */
  words: string;
  /** The study, and where in its tables. */
  study: StudyName;
  where: string;
  /** What the verdicts `holds` and `holds with limits` require of the numbers: of the worse end of each interval. */
  holds: string;
  /** The limits, if they are needed; null where there is nothing between holding and not. */
  limited: string | null;
  /** What the claim was not tried on, or does not say. */
  scope: string;
  assess: (tables: Tables) => Finding;
}

export interface Assessment extends Omit<Claim, 'assess'>, Finding {}

export function assess({ assess: find, ...claim }: Claim, tables: Tables): Assessment {
  return { ...claim, ...find(tables) };
}

/** `holds` where the claim does, else whether it does within its limits. Comparisons with NaN are false, so numbers that are missing bear nothing out. */
export function verdictOf(holds: boolean, limited = false): Verdict {
  return holds ? 'holds' : limited ? 'holds with limits' : 'does not hold';
}
