/**
 * Descriptions of subcommands, and the options that they share. Every option has a rule, which messages
 * state.
 */

import { TABLE_FORMATS } from '../results/layout.js';
import { parseShard, SHARD_RULE } from '../study/shard.js';
import { didYouMean, hintForList } from '../text/did-you-mean.js';
import { bothReadings, decimalHint, decimalOf, percentageOf, shareOf } from '../text/decimal.js';
import { UsageError } from '../text/errors.js';
import { shortText, shownWord } from '../text/visible.js';

/** An option or a positional argument. */
export interface Option {
  describe: string;
  /** `flag`: no word; `one`: one word; `several`: one word or more. */
  takes: 'flag' | 'one' | 'several';
  /** Completes the message "expected ...". */
  rule: string;
  /**
   * The value of one word, which is not blank.
   * @param name of the option, as in `--std`
   * @throws {UsageError} naming the option, the rule and the value
   */
  read: (word: string, name: string) => unknown;
  default?: unknown;
  /** The default in the help text. */
  defaultDescription?: string;
  /** Message if the option is missing. */
  required?: string;
  /** One letter, as in `-q`. */
  letter?: string;
  /** Every word that it accepts, for completion by a shell. */
  words?: readonly string[];
  /** The files that it names, for completion by a shell. */
  files?: 'any' | 'folders' | 'studies';
  /** A positional argument that can be left out. */
  isOptional?: true;
  /** Shown in the help text. */
  type?: 'string';
}

export type Options = Readonly<Record<string, Option>>;
/** Rule of `--format`. */
const FORMAT_RULE = 'csv, parquet or csv,parquet';

type More = Partial<
  Pick<Option, 'default' | 'defaultDescription' | 'required' | 'letter' | 'rule' | 'files' | 'isOptional'>
>;

interface Description {
  /** Name and positional arguments, as `run <study>`, `weights <regrets..>` or `completion [shell]`. */
  usage: string;
  describe: string;
  positionals?: Options;
  options?: Options;
  /** Two options that exclude each other. */
  conflict?: [string, string];
  /** Arguments after the name of the program, and their purpose. */
  examples: [command: string, description: string][];
  /** Values by name in camel case. */
  run: (values: never) => Promise<void>;
}

/** A subcommand. */
export interface Command extends Required<Omit<Description, 'conflict'>> {
  name: string;
  conflict: [string, string] | null;
}

export function command({ positionals = {}, options = {}, conflict, ...rest }: Description): Command {
  return { ...rest, name: rest.usage.split(' ')[0]!, positionals, options, conflict: conflict ?? null };
}

/** A program of subcommands. */
export interface Program {
  name: string;
  /** One sentence of its purpose. */
  purpose: string;
  commands: readonly Command[];
  examples: [call: string, description: string][];
}

export type Rule = [words: string, holds: (value: number) => boolean];

const finite = Number.isFinite;
export const FINITE: Rule = ['a finite number', finite];
export const POSITIVE: Rule = ['a finite number > 0', (n) => n > 0 && finite(n)];
export const NOT_NEGATIVE: Rule = ['a finite number >= 0', (n) => n >= 0 && finite(n)];
/** Its complement is one as well: 1 - 1e-17 is 1. */
export const SHARE: Rule = ['a number between 0 and 1', (n) => 1 - n > 0 && 1 - n < 1];
export const SEED: Rule = ['a whole number from 0 to 2^53 - 1', (n) => Number.isSafeInteger(n) && n >= 0];

/** A number in decimal notation. */
export const number = (name: string, [rule, holds]: Rule, describe: string, more: More = {}): Options => ({
  [name]: {
    takes: 'one',
    rule,
    describe,
    read(word, option) {
      const value = decimalOf(word);
      if (value !== undefined && holds(value)) return value;
      const hint = value === undefined ? decimalHint(word, holds) : '';
      throw new UsageError(`${option}: expected ${rule}, got ${shownWord(word.trim())}${hint}`);
    },
    ...more,
  },
});

/**
 * A share, as a number or in per cent: `0.95` or `95%`; where the rule excludes 1 also `95`, because no other
 * number above 1 can be meant.
 */
export const share = (name: string, [rule, holds]: Rule, describe: string, more: More = {}): Options => ({
  [name]: {
    takes: 'one',
    rule,
    describe,
    read(word, option) {
      const value = holds(1) ? (percentageOf(word) ?? decimalOf(word)) : shareOf(word);
      if (value !== undefined && holds(value)) return value;
      throw new UsageError(
        `${option}: expected ${rule}, got ${shownWord(word.trim())}${shareHint(word, value, holds)}`,
      );
    },
    ...more,
  },
});

function shareHint(word: string, value: number | undefined, holds: Rule[1]): string {
  if (value === undefined) return decimalHint(word, holds);
  if (value > 0 && 1 - value === 1) return ': too small beside 1';
  if (!holds(1)) return bothReadings(word);
  const asShare = percentageOf(`${word}%`);
  const isPercentage = value > 1 && asShare !== undefined && holds(asShare);
  return isPercentage && !word.includes('%') ? `; write ${asShare} or ${word.trim()}%` : '';
}

/** Several numbers in decimal notation. */
export const numbers = (name: string, rule: Rule, describe: string): Options => {
  const single = number(name, rule, describe)[name]!;
  return {
    [name]: {
      ...single,
      takes: 'several',
      read(word, option) {
        if (!/^\d+(?:,\d+)+$/.test(word)) return single.read(word, option);
        throw new UsageError(
          `${option}: expected ${single.rule}, got ${shownWord(word)}; write ${option} ${word.replaceAll(',', ' ')}`,
        );
      },
    },
  };
};

/** One of several words, with a suggestion. */
export const choice = (
  name: string,
  choices: readonly string[],
  describe: string,
  byDefault?: string,
  more: More = {},
): Options => ({
  [name]: {
    takes: 'one',
    rule: `one of ${choices.join(', ')}`,
    describe,
    words: choices,
    ...(byDefault === undefined ? {} : { default: byDefault }),
    read(word, option) {
      if (choices.includes(word)) return word;
      throw new UsageError(
        `${option}: expected one of ${choices.join(', ')}, got ${shortText(JSON.stringify(word))}${didYouMean(word, choices)}`,
      );
    },
    ...more,
  },
});

/** A text: a path, unless `more.rule` states something else. */
export const text = (name: string, describe: string, more: More = {}): Options => ({
  [name]: {
    takes: 'one',
    rule: 'a path',
    type: 'string',
    describe,
    read: (word) => word,
    ...(more.rule === undefined && { files: 'any' }),
    ...more,
  },
});

/** Formats of tables, separated by commas. */
export const formats: Options = {
  format: {
    takes: 'one',
    rule: FORMAT_RULE,
    type: 'string',
    words: ['csv', 'parquet', 'csv,parquet'],
    describe: 'Formats of tables: csv, parquet; by default csv, and parquet too above 100,000 rows',
    read(word, option) {
      const given = word.split(',').map((each) => each.trim());
      const hint = hintForList(given, TABLE_FORMATS);
      if (hint === null && new Set(given).size === given.length) return given;
      throw new UsageError(`${option}: expected ${FORMAT_RULE}, got ${shownWord(word.trim())}${hint ?? ''}`);
    },
  },
};

/** A shard: `3/8`. */
export const shard = (describe: string): Options => ({
  shard: {
    takes: 'one',
    rule: SHARD_RULE,
    type: 'string',
    describe,
    read(word, option) {
      const found = parseShard(word.trim());
      if (found) return found;
      throw new UsageError(`${option}: expected ${SHARD_RULE}, got ${shownWord(word.trim())}`);
    },
  },
});

/** The path of a folder. */
export const folder = (name: string, describe: string): Options => text(name, describe, { files: 'folders' });

/** Texts: one word or more. */
export const texts = (name: string, describe: string, rule: string, more: More = {}): Options => ({
  [name]: { takes: 'several', rule, describe, read: (word) => word, ...more },
});

export const flag = (name: string, describe: string, byDefault = false, more: More = {}): Options => ({
  [name]: {
    takes: 'flag',
    rule: 'true or false',
    describe,
    default: byDefault,
    read(word, option) {
      if (word === 'true' || word === 'false') return word === 'true';
      throw new UsageError(`${option}: expected true or false, got ${shownWord(word)}`);
    },
    ...more,
  },
});

export const figures = flag(
  'figures',
  'Draw figures: by default up to 100,000 rows; --no-figures leaves that to render',
  false,
  { default: undefined },
);

export const threads = number(
  'threads',
  ['a whole number from 0 to 1024', (n) => Number.isInteger(n) && n >= 0 && n <= 1024],
  'Worker threads, 0 for none: by default one for each processor, none for a short study. Results do not depend on it',
  { default: undefined },
);

/** Options of every command. */
export const COMMON_OPTIONS: Options = {
  ...flag('json', 'Print exactly one JSON document on standard output'),
  ...flag('quiet', 'No progress, no messages', false, { letter: 'q' }),
};
