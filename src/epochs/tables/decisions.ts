/** The decision about each column of a table, and the columns that options name. */

import { didYouMean } from '../../text/did-you-mean.js';
import { UsageError } from '../../text/errors.js';
import type { Column } from './collector.js';
import { plainName } from './names.js';

/** A column that is not read, and the reason: a phrase. */
export interface LeftOut {
  column: string;
  reason: string;
}

/** Most names that a message lists. */
const MOST_NAMES = 12;

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

/**
 * Index of the column that an option names: its name, the name in other spelling, or its number from 1.
 * @throws {UsageError} if there is none
 */
export function columnNamed(
  file: string,
  columns: readonly Column[],
  wanted: string,
  option: string,
): number {
  const name = wanted.trim();
  const plain = plainName(name);
  const exact = columns.findIndex((column) => column.name === name);
  if (exact >= 0) return exact;
  const similar = columns.flatMap((column, i) =>
    column.name !== null && plain !== '' && plainName(column.name) === plain ? [i] : [],
  );
  if (similar.length === 1) return similar[0]!;
  const number = /^(?:column )?([1-9]\d{0,5})$/.exec(name);
  if (number && Number(number[1]) <= columns.length) return Number(number[1]) - 1;
  const labels = columns.map(({ label }) => label);
  throw new UsageError(
    `${file}: ${option}: expected the name of one column or its number, got "${name}"${didYouMean(name, labels)}` +
      ` (the columns are ${listed(labels)})`,
  );
}

/** The name of a column in a sentence; a label without a name says that it is one. */
export function named(label: string): string {
  return /^column \d+$/.test(label) ? label : `column ${label}`;
}

/** The error of a table with two plausible readings. */
export function ambiguous(file: string, fact: string, ways: readonly string[]): UsageError {
  return new UsageError(`${file}: ${fact}: ${ways.join('; ')}`);
}
