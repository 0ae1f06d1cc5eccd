/**
 * Standard output carries results, standard error everything else. Control characters in names of files,
 * studies and columns are printed as escapes, so that no file can control the terminal of its reader.
 */

import { visibleLines } from '../text/visible.js';

export interface OutputOptions {
  json: boolean;
  quiet: boolean;
}

/** An answer for people, or with `--json` the one document for programs. */
export function answer({ json }: Pick<OutputOptions, 'json'>, text: string, document: unknown): void {
  print(json ? JSON.stringify(document, null, 2) : text);
}

/** A line, or several, on standard output. */
export function print(text: string): void {
  process.stdout.write(`${visibleLines(text)}\n`);
}

export function note({ quiet }: Pick<OutputOptions, 'quiet'>, text: string): void {
  if (!quiet) printError(text);
}

/** A line, or several, on standard error. */
export function printError(text: string): void {
  process.stderr.write(`${visibleLines(text)}\n`);
}
