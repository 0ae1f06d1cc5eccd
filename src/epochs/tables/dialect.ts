/** The dialect of delimited text: its delimiter, and the cells of a line. */

import { parse } from 'csv-parse/sync';
import { kindOfNumber } from './cells.js';

export interface Dialect {
  /** A character, or a blank for any number of blanks. */
  delimiter: ',' | ';' | '\t' | '|' | ' ';
  /** Whether lines begin and end with the delimiter, as in a table of Markdown. */
  isFramed: boolean;
}

/** Words for the delimiter, for readers. */
export const DELIMITER_NAMES: Record<Dialect['delimiter'], string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
  ' ': 'blanks',
};

/**
 * The rule under the header of a table of Markdown (`|:--|--:|`), and those of databases: `----+----`,
 * `+---+---+`, `----  ----`. Single hyphens alone are blank cells.
 */
export const RULE =
  /^(?=.*(?:--|:))\s*(?:[|+]?\s*:?-+:?\s*(?:[|+]\s*:?-+:?\s*)+[|+]?|[|+]\s*:?-+:?\s*[|+]|-{2,}(?:\s+-{2,})+)\s*$/;

/**
 * The last line of a database or a data frame: `(4 rows)`, `4 rows in set (0.01 sec)`, `[4 rows x 3
 * columns]`.
 */
const FOOTER = /^\s*(?:\(\d+ rows?\)|\d+ rows? in set.*|\[\d+ rows x \d+ columns\])\s*$/i;

/** A blank line or a comment. A first cell `#N/A`, as Excel writes it, begins no comment. */
const COMMENT = /^\s*(?:#(?!n\/a\s*(?:[,;|\t ]|$))|%|$)/i;

/** Whether a line has no data of a table. */
export function isNoData(line: string): boolean {
  return COMMENT.test(line) || RULE.test(line) || FOOTER.test(line);
}

/** Lines that a program draws for people, in place of separators. */
export const DRAWN = /^\s*[\u2500-\u257f]/;

/** Excel's first line, which names the delimiter. */
export const SEPARATOR_LINE = /^"?sep=([,;|\t ])"?\r?$/i;

/**
 * The dialect, from the first lines: a tab, a semicolon or a bar if there is one outside quotes; else a
 * comma; else blanks.
 * @param lines with data, at least one
 * @param named delimiter of Excel's `sep=` line
 */
export function dialectOf(lines: readonly string[], named: string | null): Dialect {
  const bare = lines.map((line) => line.replace(/"[^"]*"/g, '_'));
  const first = bare[0]!;
  const isFramed = bare.every((line) => /^\s*\|.*\|\s*$/.test(line));
  if (isFramed) return { delimiter: '|', isFramed };
  if (named !== null) return { delimiter: named as Dialect['delimiter'], isFramed };
  for (const delimiter of ['\t', ';', '|'] as const)
    if (first.includes(delimiter)) return { delimiter, isFramed };
  if (first.includes(',') && !haveDecimalCommas(bare)) return { delimiter: ',', isFramed };
  return { delimiter: /\S\s+\S/.test(first) ? ' ' : ',', isFramed };
}

/** A number that is no group of digits, such as `081` of `3 081`; perhaps with a decimal comma. */
const WITHOUT_GROUPS = /^[-+]?(?:(?:0|[1-9]\d*)?,\d+|0|[1-9]\d*)$/;

/** Whether blanks separate numbers with decimal commas: `0,1 0,2`, which as commas separate `1 0`. */
function haveDecimalCommas(lines: readonly string[]): boolean {
  const rows = lines.map((line) => line.trim().split(/\s+/));
  // Names such as `Worker A,Worker B`: blanks group the digits of numbers.
  if (rows.length > 1 && rows[0]!.some((cell) => /\p{L},|,\p{L}/u.test(cell))) return false;
  return (
    rows.every(
      (row, i) =>
        row.length > 1 &&
        row.length === rows[0]!.length &&
        // The first row may be a header.
        (i === 0 || row.every((cell) => WITHOUT_GROUPS.test(cell) || kindOfNumber(cell) === null)) &&
        (i > 0 || row.every((cell) => !/,$|^,/.test(cell) && cell.split(',').length <= 2)),
    ) &&
    rows
      .slice(rows.length > 1 ? 1 : 0)
      .flat()
      .some((cell) => /^[-+]?\d+,\d+$/.test(cell))
  );
}

/**
 * Cells of a line; null if quotes do not enclose whole cells. csv-parse reads lines with quotes, which are
 * rare in tables of numbers.
 */
export function cellsOf(line: string, { delimiter, isFramed }: Dialect): string[] | null {
  const inner = isFramed ? line.trim().slice(1, -1) : line;
  if (!inner.includes('"')) return delimiter === ' ' ? inner.trim().split(/\s+/) : inner.split(delimiter);
  const text = delimiter === ' ' ? inner.trim().replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ' ') : inner;
  try {
    return parse(text, { delimiter, trim: delimiter !== ' ', relax_column_count: true })[0] as string[];
  } catch {
    return null;
  }
}
