/** Regrets as words of the command line. */

import { decimalHint, decimalOf, isLikeNumber } from '../text/decimal.js';
import { UsageError } from '../text/errors.js';
import { shownWord } from '../text/visible.js';

/** Numbers, or the path of a file that holds them (`-` for standard input). */
export type RegretWords = { regrets: number[]; path?: never } | { path: string; regrets?: never };

/**
 * Reads numbers, one a word or several with commas (`-1,2`), blanks or semicolons. Commas between semicolons
 * are decimal. A single word that is not like numbers is a path.
 * @param words at least one, none of them blank
 * @throws {UsageError} naming the word, the rule and the way to write it; also if a comma may be either a
 *   separator or a decimal comma
 */
export function readRegretWords(words: readonly string[]): RegretWords {
  const text = words.join(' ').trim();
  const isNumeric = words.length > 1 || partsOf(text).every(isLikeNumber);
  if (text === '-' || !isNumeric) return { path: words[0]! };
  if (text.includes(';')) return { regrets: regretsBetweenSemicolons(text) };
  const pieces = text.split(/\s*,\s+|\s+/);
  const ambiguous = pieces.length > 1 ? pieces.find((piece) => ONE_COMMA.test(piece)) : undefined;
  if (ambiguous !== undefined) throw ambiguityError(ambiguous);
  return {
    regrets: pieces.flatMap((piece) => piece.split(',').map((part) => regretOf(part, piece))),
  };
}

/** A comma between whole numbers, which is a decimal comma in half of the world. */
const ONE_COMMA = /^[+-]?\d+,\d+(?:e[+-]?\d+)?$/i;

/** The parts of a text between separators; the text itself if it has no other part. */
function partsOf(text: string): string[] {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  return parts.length > 0 ? parts : [text];
}

function ambiguityError(piece: string): UsageError {
  const [first, second] = piece.split(',');
  const decimal = piece.replace(',', '.');
  return new UsageError(
    `regrets: expected numbers with a decimal point, got ${piece}, which is ${decimal} or the two numbers ${first} and ${second}; ` +
      `write ${decimal}, or ${first} ${second}`,
  );
}

function regretsBetweenSemicolons(text: string): number[] {
  const parts = text.split(';').map((part) => part.trim());
  const hasComma = text.includes(',');
  if (parts.some((part) => /\s|,.*,/.test(part)) || (hasComma && text.includes('.')))
    throw new UsageError(
      `regrets: expected one list of numbers, got ${shownWord(text)}; write numbers with a decimal point and blanks between them`,
    );
  return parts.map((part) => regretOf(part.replace(',', '.'), text));
}

/** @param piece the text that contains the word */
function regretOf(word: string, piece: string): number {
  const value = decimalOf(word);
  if (value !== undefined) return value;
  const got = word === '' ? `no number beside a separator in ${shownWord(piece)}` : shownWord(word);
  throw new UsageError(`regrets: expected a finite number, got ${got}${decimalHint(word || piece)}`);
}
