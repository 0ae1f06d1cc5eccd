/** The columns of a table before they are read: names, and whether they hold text. */

import { BLANK, INFINITE, isWholeText, kindOfNumber } from './cells.js';
import { cellError } from './cell-error.js';
import type { Column } from './collector.js';
import { longRoleOf, meaningOf, plainName } from './names.js';

/**
 * The columns, and whether they hold text, from the first rows.
 * @param listed names or numbers of columns that an option says to hold workers
 */
export function columnsOf(
  names: readonly string[] | null,
  rows: readonly (readonly string[])[],
  width: number,
  listed: readonly string[] = [],
): Column[] {
  const roles = (names ?? []).map((name) => longRoleOf(name));
  const isLong =
    roles.includes('worker') && roles.some((role) => role !== null && role !== 'worker' && role !== 'actor');
  return Array.from({ length: width }, (_, i) => {
    const name = names?.[i] ?? null;
    const meaning = name === null ? 'unknown' : name === '' && i === 0 ? 'index' : meaningOf(name);
    const cells = rows.map((row) => row[i] ?? '').filter((cell) => !BLANK.test(cell));
    const kinds = new Set(cells.map(kindOfNumber));
    const plain = plainName(name ?? '');
    const isListed = listed.some((each) => each === String(i + 1) || plainName(each) === plain);
    const isIndex =
      (meaning === 'index' && !isListed) ||
      meaning === 'topic' ||
      (meaning === 'perhaps index' &&
        !isListed &&
        // A letter may be a worker.
        plain.length > 1 &&
        cells.every((cell) => isWholeText(cell) || kindOfNumber(cell) === null));
    const texts = cells.filter((cell) => kindOfNumber(cell) === null && !INFINITE.test(cell));
    // These are sorted as texts: numbers beyond 2^53, and those with separators, which say nothing about
    // others.
    const isWritten =
      cells.some((cell) => /^\d{16,}$/.test(cell)) ||
      (![...kinds].some((kind) => kind?.startsWith('decimal')) &&
        [...kinds].some((kind) => kind !== 'whole'));
    const isNamed =
      name !== null &&
      (isIndex || ['fact', 'topic'].includes(meaning) || ['worker', 'actor'].includes(longRoleOf(name)!));
    // Names of workers can be numbers at first, and words later.
    const isWorker =
      isLong &&
      longRoleOf(name!) === 'worker' &&
      [...kinds].every((kind) => kind === 'whole' || kind === null);
    // One word among numbers is a mistake, except where names and dates are expected.
    const holdsText = isNamed
      ? texts.length > 0 || (isIndex && isWritten) || isWorker
      : texts.length > 1 && texts.length === cells.length;
    return {
      name,
      label: name === null || name === '' ? `column ${i + 1}` : name,
      texts: holdsText ? [] : null,
      isIndex,
    };
  });
}

/** @throws {UsageError} if a name occurs twice or cannot be shown */
export function checkNames(file: string, names: readonly string[], line: number): void {
  const refuse = (column: number, rule: string): void => {
    if (column >= 0) throw cellError({ file, line, column, name: null, text: names[column]! }, rule);
  };
  refuse(
    names.findIndex((name, i) => name !== '' && names.indexOf(name) < i),
    'a name that no other column has',
  );
  refuse(
    names.findIndex((name) => /[\p{Cc}\u2028\u2029]/u.test(name)),
    'a name without control characters',
  );
}
