/** The rules for every call of the command, whatever its input. */

import { alloraHere, type Outcome } from '../cli/command.js';

/** A stack trace, an error of JavaScript, or an object without text. */
const INTERNALS =
  /\n\s+at |node:|\[object |Cannot (?:read|convert|destructure)|is not (?:a function|iterable)/;
/** Characters that control a terminal; line ends are our own. */
const CONTROL = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/**
 * Calls the command in this process.
 * @throws unless it succeeds, or refuses its input with one message (status 2; 1 of `check`: a difference)
 */
export async function callChecked(args: readonly string[], cwd: string): Promise<Outcome> {
  const outcome = await alloraHere(args, cwd);
  checkOutcome(args, outcome);
  return outcome;
}

export function checkOutcome(args: readonly string[], { status, stdout, stderr }: Outcome): void {
  const isKnown = status === 0 || status === 2 || (status === 1 && args.includes('check'));
  const refuse = (problem: string): never => {
    throw new Error(`${problem}: ${stderr.slice(0, 400)}\n${stdout.slice(0, 200)}`);
  };
  if (!isKnown) refuse(`status ${status}`);
  if (status === 2 && stderr === '') refuse('no message');
  if (status === 2 && stdout !== '') refuse('text on standard output beside a refusal');
  if (INTERNALS.test(stderr) || /\bfailed:/.test(stderr)) refuse('internals in the message');
  if (CONTROL.test(stderr) || CONTROL.test(stdout)) refuse('control characters');
  if (/(?<!-)\bNaN\b/.test(stdout) && !args.some((word) => /nan/i.test(word))) refuse('NaN in the answer');
  const isText = ['--help', '--version', 'completion', 'false'].some((word) => args.includes(word));
  const isJson =
    args.includes('--json') && !isText && !args.some((word) => /^--(?:json=|no-json)/.test(word));
  if (status === 0 && isJson) JSON.parse(stdout);
}
