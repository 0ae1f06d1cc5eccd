/** Checks of command line options. Every message names the option, the rule and the value. */

import { didYouMean } from '../text/did-you-mean.js';
import { UsageError } from '../text/errors.js';

/** A `coerce` for yargs that checks a number by its rule. yargs itself turns `abc` into NaN silently. */
export function numberOption(
  name: string,
  rule: string,
  holds: (value: number) => boolean,
): (given: unknown) => number {
  return (given) => {
    const isText = typeof given === 'string' && given.trim() !== '';
    const value = isText || typeof given === 'number' ? Number(given) : NaN;
    if (holds(value)) return value;
    throw new UsageError(`${name}: expected ${rule}, got ${isText ? given.trim() : JSON.stringify(given)}`);
  };
}

/** The same for one of several words, with a suggestion. */
export function choiceOption<T extends string>(name: string, choices: readonly T[]): (given: unknown) => T {
  return (given) => {
    const choice = choices.find((each) => each === given);
    if (choice !== undefined) return choice;
    throw new UsageError(
      `${name}: expected one of ${choices.join(', ')}, got ${JSON.stringify(given)}${typeof given === 'string' ? didYouMean(given, choices) : ''}`,
    );
  };
}

/**
 * Puts a space before words that begin with a hyphen but are not options. Without it, yargs reads negative
 * numbers and lists of them (`-1e-3`, `-1,2`) as options, drops a lone `-` (standard input), and finds no
 * arguments after `--`. The readers of these words trim them.
 */
export function protectHyphens(argv: readonly string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const before = argv.slice(0, end).map((word) => (/^-(\d|\.\d|Infinity|$)/.test(word) ? ` ${word}` : word));
  const after = argv.slice(end + 1).map((word) => (word.startsWith('-') ? ` ${word}` : word));
  return [...before, ...after];
}
