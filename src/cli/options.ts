/**
 * Descriptions of subcommands and options for yargs. Every option has a rule, and its message states the
 * rule.
 */

import { availableParallelism } from 'node:os';
import type { Argv, CommandModule, Options, PositionalOptions } from 'yargs';
import { choiceOption, numberOption } from './arguments.js';

interface Description {
  /** Name and positional arguments. */
  usage: string;
  describe: string;
  positionals?: Record<string, PositionalOptions>;
  options?: Record<string, Options>;
  /** Two options that exclude each other. */
  conflict?: [string, string];
  /** Arguments after the name of the program, and their purpose. */
  examples: [command: string, description: string][];
  run: (argv: never) => Promise<void>;
}

/** A subcommand: its description for yargs, and the function that runs it. */
export interface Command {
  usage: string;
  module: CommandModule;
  run: (argv: never) => Promise<void>;
}

export function command({
  usage,
  describe,
  positionals = {},
  options = {},
  conflict,
  examples,
  run,
}: Description): Command {
  const module: CommandModule = {
    command: usage,
    describe,
    builder(cli: Argv) {
      for (const [name, positional] of Object.entries(positionals)) cli.positional(name, positional);
      cli.options(options);
      if (conflict) cli.conflicts(...conflict);
      return cli.example(
        examples.map(
          ([text, description]) =>
            [text.includes('$0') ? text : `$0 ${text}`, description] as [string, string],
        ),
      );
    },
    handler: () => undefined,
  };
  return { usage, module, run };
}

export type Rule = [words: string, holds: (value: number) => boolean];

const finite = Number.isFinite;
export const FINITE: Rule = ['a finite number', finite];
export const POSITIVE: Rule = ['a finite number > 0', (n) => n > 0 && finite(n)];
export const NOT_NEGATIVE: Rule = ['a finite number >= 0', (n) => n >= 0 && finite(n)];
export const SHARE: Rule = ['a number between 0 and 1', (n) => n > 0 && n < 1];

export const number = (
  name: string,
  [words, holds]: Rule,
  describe: string,
  more: Options = {},
): Record<string, Options> => ({
  [name]: { requiresArg: true, coerce: numberOption(`--${name}`, words, holds), describe, ...more },
});
export const choice = (
  name: string,
  choices: readonly string[],
  described: string,
  byDefault: string,
): Record<string, Options> => ({
  [name]: {
    requiresArg: true,
    coerce: choiceOption(`--${name}`, choices),
    describe: described,
    default: byDefault,
  },
});
export const text = (name: string, describe: string, more: Options = {}): Record<string, Options> => ({
  [name]: { type: 'string', requiresArg: true, describe, ...more },
});
export const flag = (name: string, describe: string, byDefault = false): Record<string, Options> => ({
  [name]: { type: 'boolean', default: byDefault, describe },
});

export const threads = number(
  'threads',
  ['a whole number from 0 to 1024', (n) => Number.isInteger(n) && n >= 0 && n <= 1024],
  'Worker threads; 0 runs without any. Results do not depend on it',
  { default: availableParallelism() },
);
