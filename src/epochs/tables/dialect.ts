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
 * A line without a table's data: blank, a comment, or the rule under the header of a Markdown table. A first cell
 * `#N/A`, as Excel writes it, begins no comment.
 */
export const NO_DATA =
  /^\s*(?:#(?!n\/a\s*(?:[,;|\t ]|$))|%|$)|^\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*$/i;

/** The rule under the header of a Markdown table. */
export const RULE = /^\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*$/;

/** Excel's first line, which names the delimiter. */
export const SEPARATOR_LINE = /^"?sep=([,;|\t ])"?\r?$/i;

/**
 * The dialect, from the first lines: a tab, a semicolon or a bar if there is one outside quotes; else a comma;
 * else blanks.
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

/** Whether blanks separate numbers with decimal commas: `0,1 0,2`, which as commas separate `1 0`. */
function haveDecimalCommas(lines: readonly string[]): boolean {
  const rows = lines.map((line) => line.trim().split(/\s+/));
  return (
    rows.every(
      (row, i) =>
        row.length > 1 &&
        row.length === rows[0]!.length &&
        // The first row may be a header.
        (i === 0 || row.every((cell) => /^[-+]?\d*,?\d+$/.test(cell) || kindOfNumber(cell) === null)) &&
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
