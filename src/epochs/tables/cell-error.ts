/** Messages about a cell. */

import { UsageError } from '../../text/errors.js';

/** A cell, for a message. */
export interface Cell {
  file: string;
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
  /** Name of the column, if it has one. */
  name: string | null;
  text: string;
}

export function cellError({ file, line, column, name, text }: Cell, rule: string): UsageError {
  const known = name === null ? '' : ` (${name})`;
  return new UsageError(
    `${file}: line ${line}, column ${column + 1}${known}: expected ${rule}, got ${JSON.stringify(text.trim())}`,
  );
}
