/** Lines for a terminal. */

import stringWidth from 'fast-string-width';

/** Fewest columns that are left for the last column of a table; with less, its text continues at the left. */
const LEAST_COLUMN = 24;

/**
 * Breaks lines that are wider than a terminal, between words. A longer word stays whole. A line continues
 * below its last column (two blanks or more stand before a column), or two blanks further in than it began.
 * @param width of the terminal, columns
 */
export function wrapLines(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => (stringWidth(line) > width ? wrapLine(line, width) : line))
    .join('\n');
}

function wrapLine(line: string, width: number): string[] {
  const margin = /^ */.exec(line)![0].length;
  const column = stringWidth(/^.*\S {2,}(?=\S)/.exec(line)?.[0] ?? '');
  const indent = ' '.repeat(
    column > 0 && width - column >= LEAST_COLUMN ? column : margin > 0 ? margin + 2 : 0,
  );
  const lines: string[] = [];
  let current = '';
  for (const word of line.match(/ *[^ ]+/g)!) {
    if (current.trim() !== '' && stringWidth(current + word) > width) {
      lines.push(current);
      current = indent + word.trimStart();
    } else current += word;
  }
  return [...lines, current];
}
