/** Whether the first row of a table holds names. */

import { UsageError } from '../../text/errors.js';
import { BLANK, INFINITE, kindOfNumber } from './cells.js';
import { longRoleOf, meaningOf } from './names.js';
import type { ReadEpochsOptions } from './options.js';

const isNumber = (cell: string): boolean => kindOfNumber(cell) !== null || INFINITE.test(cell);
const isWhole = (cell: string): boolean => /^\s*[-+]?\d+\s*$/.test(cell);
const isText = (cell: string): boolean => !BLANK.test(cell) && !isNumber(cell);
/** A name that is a number: digits alone. */
const isNumberName = (cell: string): boolean => /^\s*(?:0|[1-9]\d*)\s*$/.test(cell);
/** A whole number as a data frame writes it: `1.0`. */
const isFloatName = (cell: string): boolean => /^\s*(?:0|[1-9]\d*)\.0\s*$/.test(cell);

/**
 * Decides from the first rows. Names of workers can be numbers: pandas names columns 0, 1, 2.
 * @param rows cells of the first rows, at least one
 * @throws {UsageError} if the first row can be names or numbers, and which is not decided
 */
export function hasHeader(
  file: string,
  rows: readonly (readonly string[])[],
  options: ReadEpochsOptions,
): boolean {
  if (options.header !== undefined) return options.header === 'yes';
  const [first, ...body] = rows as [readonly string[], ...(readonly string[])[]];
  const texts = first.map((cell, column) => ({ cell, column })).filter(({ cell }) => isText(cell));
  if (texts.length > 0) {
    if (first.every((cell) => !isNumber(cell))) return !isRowOfText(first, body);
    const rest = first.filter((cell) => !isText(cell) && !BLANK.test(cell));
    if (!rest.every(isNumberName)) return false;
    const isKnown = (name: string) =>
      !['worker', 'unknown', 'perhaps index'].includes(meaningOf(name)) ||
      longRoleOf(name) !== null ||
      name === options.networkLoss;
    const isAboveOthers = ({ cell, column }: { cell: string; column: number }) =>
      body.length > 0 &&
      (body.every((row) => isNumber(row[column] ?? '')) ||
        (!isDate(cell) && body.every((row) => isDate(row[column] ?? ''))));
    const isAboveFractions = first.every(
      (cell, column) => isText(cell) || BLANK.test(cell) || isFractional(body, column),
    );
    if (texts.some(({ cell }) => isKnown(cell.trim())) || texts.some(isAboveOthers) || isAboveFractions)
      return true;
    const isRepeated = ({ cell, column }: { cell: string; column: number }) =>
      body.some((row) => row[column]?.trim() === cell.trim());
    const areDistinct = new Set(rest.map((cell) => cell.trim())).size === rest.length;
    if (rest.length < 2 || body.length === 0 || !areDistinct || texts.some(isRepeated)) return false;
    throw namesOrNumbers(file, first);
  }
  return hasNumberNames(file, first, body);
}

/** Whether a first row of text is a row like those below it, as in a long table without names. */
function isRowOfText(first: readonly string[], body: readonly (readonly string[])[]): boolean {
  const texts = first.map((cell, column) => (BLANK.test(cell) ? -1 : column)).filter((column) => column >= 0);
  return (
    body.length > 0 &&
    texts.every((column) => isDate(first[column]!) && body.every((row) => isDate(row[column] ?? '')))
  );
}

const isDate = (cell: string): boolean => /^\s*\d{4}-\d{2}-\d{2}/.test(cell);

/**
 * Whether whole numbers in the first row are names. They are above fractions; above whole numbers they may be
 * a row like the others.
 */
function hasNumberNames(
  file: string,
  first: readonly string[],
  body: readonly (readonly string[])[],
): boolean {
  const hasBlankCorner = first.length > 2 && BLANK.test(first[0]!);
  const names = hasBlankCorner ? first.slice(1) : first;
  const areFloats = names.every(isFloatName);
  const areDistinct = new Set(names.map((cell) => cell.trim())).size === names.length;
  if (names.length < 2 || !(names.every(isNumberName) || areFloats) || !areDistinct || body.length === 0)
    return false;
  const from = first.length - names.length;
  const fractional = names.filter((_, i) => isFractional(body, from + i)).length;
  const numbers = names.map(Number);
  const isSequence = numbers[0]! <= 1 && numbers.every((n, i) => n === numbers[0]! + i);
  const isOrdered = body.every((row) => isWhole(row[0] ?? '') || isDate(row[0] ?? ''));
  // pandas leaves the corner over its row numbers empty.
  if (hasBlankCorner && (fractional > 0 || isSequence) && isOrdered) return true;
  const isAbove = names.length > 2 ? fractional === names.length : isSequence && fractional > 0;
  if (areFloats && !isSequence) return false;
  if (isAbove && !areFloats) return true;
  // The first row continues a column of running numbers beside fractions, so it is a row like the others.
  if (continuesFrom(numbers[0]!, body) && fractional > 1 && !isSequence) return false;
  throw namesOrNumbers(file, first);
}

function namesOrNumbers(file: string, first: readonly string[]): UsageError {
  return new UsageError(
    `${file}: the first row, ${first.map((cell) => cell.trim()).join(', ')}, can be names or numbers: add --header yes or --header no`,
  );
}

/** Whether two thirds of the cells of a column, or more, are no whole numbers. */
function isFractional(body: readonly (readonly string[])[], column: number): boolean {
  const cells = body.map((row) => row[column] ?? '').filter((cell) => !BLANK.test(cell));
  return cells.length > 0 && cells.filter((cell) => !isWhole(cell)).length >= (2 / 3) * cells.length;
}

function continuesFrom(number: number, body: readonly (readonly string[])[]): boolean {
  const column = [String(number), ...body.map((row) => row[0] ?? '')];
  return column.every(isWhole) && column.every((cell, i) => i === 0 || Number(cell) > Number(column[i - 1]));
}
