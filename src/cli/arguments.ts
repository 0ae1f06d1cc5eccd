/** Arguments of the command line: every option is checked against its rule, with a message that names option, rule and value. */

import { didYouMean } from '../text/did-you-mean.js';
import { UsageError } from '../text/errors.js';

/** A `coerce` for yargs that takes a number by its rule; yargs itself turns `abc` into NaN without a word. */
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

/** The same for a choice, with a suggestion. */
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
 * Words that begin with a hyphen but are no options get a space in front, without which yargs takes negative numbers and lists of them
 * (`-1e-3`, `-1,2`) for options, drops a lone `-`, standard input, and finds no arguments after `--`. Whoever reads the words trims them.
 */
export function protectHyphens(argv: readonly string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const before = argv.slice(0, end).map((word) => (/^-(\d|\.\d|Infinity|$)/.test(word) ? ` ${word}` : word));
  const after = argv.slice(end + 1).map((word) => (word.startsWith('-') ? ` ${word}` : word));
  return [...before, ...after];
}
