/**
 * Standard output carries results, standard error everything else. Control characters in names of files,
 * studies and columns are printed as escapes, so that no file can control the terminal of its reader. On a
 * terminal, lines break between words; files and pipes get the lines unchanged.
 */

import { visibleLines } from '../text/visible.js';
import { wrapLines } from '../text/wrapping.js';

export interface OutputOptions {
  json: boolean;
  quiet: boolean;
}

/** An answer for people, or with `--json` the one document for programs. */
export function answer({ json }: Pick<OutputOptions, 'json'>, text: string, document: unknown): void {
  if (json) printUnchanged(JSON.stringify(document, null, 2));
  else print(text);
}

/** A line, or several, on standard output. */
function print(text: string): void {
  writeLines(process.stdout, text);
}

/** A text for programs on standard output: no line is broken. */
export function printUnchanged(text: string): void {
  process.stdout.write(`${visibleLines(text)}\n`);
}

export function note({ quiet }: Pick<OutputOptions, 'quiet'>, text: string): void {
  if (!quiet) printError(text);
}

/** A line, or several, on standard error. */
export function printError(text: string): void {
  writeLines(process.stderr, text);
}

/** Columns of a terminal that does not state them. */
const USUAL_WIDTH = 80;

function writeLines(stream: NodeJS.WriteStream, text: string): void {
  const lines = visibleLines(text);
  stream.write(`${stream.isTTY ? wrapLines(lines, stream.columns || USUAL_WIDTH) : lines}\n`);
}
