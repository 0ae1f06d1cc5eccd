/**
 * Reads the words of a command line. Every message names the option, the rule and the value. A word is read
 * as it was typed: nothing is turned into a number, a list or an object unless the option asks for it.
 */

import { didYouMean } from '../text/did-you-mean.js';
import { UsageError } from '../text/errors.js';
import { shownWord } from '../text/visible.js';
import { COMMON_OPTIONS, type Command, type Option, type Options, type Program } from './options.js';

/** A command, and its values by name in camel case. */
export interface Call {
  command: Command;
  values: Record<string, unknown>;
}

/** @throws {UsageError} */
export function readArguments(program: Program, words: readonly string[]): Call {
  const command = commandOf(program, words);
  if (!command) throw new UsageError(`${noCommand(program, words)}\nSee ${program.name} --help`);
  const help = `\nSee ${program.name} ${command.name} --help`;
  const options: Options = { ...COMMON_OPTIONS, ...command.options };
  const own = words.toSpliced(words.indexOf(command.name), 1);
  const { given, positional, unknown } = sortWords(own, options);
  if (unknown.size > 0) throw new UsageError(`${[...unknown].join('\n')}${help}`);

  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options))
    values[camelCase(name)] = valueOf(`--${name}`, option, given.get(name));
  for (const name of command.conflict ?? []) {
    const other = command.conflict!.find((each) => each !== name)!;
    if (given.has(name) && given.has(other))
      throw new UsageError(`expected --${command.conflict!.join(' or --')}, got both`);
  }
  Object.assign(values, positionalsOf(program, command, positional, options));
  const missing = Object.entries(options).find(([name, { required }]) => required && !given.has(name));
  if (missing) throw new UsageError(`${missing[1].required}${help}`);
  return { command, values };
}

/** The command that a command line names: the first word that is a name of one. */
export function commandOf({ commands }: Program, words: readonly string[]): Command | undefined {
  const end = words.indexOf('--');
  const name = words.find(
    (word, i) => (end < 0 || i < end) && commands.some((command) => command.name === word),
  );
  return commands.find((command) => command.name === name);
}

function noCommand({ commands }: Program, words: readonly string[]): string {
  const first = words.find((word) => !isOption(word));
  if (first === undefined || (words[0] !== first && !isCommon(words[0]!))) return 'Expected a command';
  const names = commands.map(({ name }) => name);
  return `unknown command or argument ${shownWord(first)}${didYouMean(first, names)}`;
}

function isCommon(word: string): boolean {
  return Object.entries(COMMON_OPTIONS).some(
    ([name, { letter }]) => word === `--${name}` || word === `-${letter}`,
  );
}

interface SortedWords {
  /** Words of each option by its name. For a flag `true` or `false`. */
  given: Map<string, string[]>;
  positional: string[];
  /** A sentence for each unknown option. */
  unknown: ReadonlySet<string>;
}

function sortWords(words: readonly string[], options: Options): SortedWords {
  const given = new Map<string, string[]>();
  const positional: string[] = [];
  const unknown = new Set<string>();
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  for (let i = 0; i < end; i++) {
    const word = words[i]!;
    const typed = word.split('=', 1)[0]!;
    if (!isOption(word)) {
      const meant = suggestionForDash(typed, options);
      if (meant === undefined) positional.push(word);
      else unknown.add(`unknown option ${shownWord(typed)}; write ${meant}, with two hyphens`);
      continue;
    }
    const found = findOption(typed, options);
    if (!found) {
      const names = Object.keys(options).map((name) => `--${name}`);
      unknown.add(`unknown option ${shownWord(typed)}${didYouMean(typed, names)}`);
      continue;
    }
    const { name, option, isNegated } = found;
    const list = given.get(name) ?? [];
    given.set(name, list);
    if (word.includes('=')) {
      if (isNegated) throw new UsageError(`${typed}: expected no value, got ${shownWord(word)}`);
      list.push(word.slice(typed.length + 1));
    } else if (option.takes === 'flag') {
      const next = words[i + 1];
      const isNextValue = !isNegated && i + 1 < end && (next === 'true' || next === 'false');
      list.push(isNextValue ? words[++i]! : String(!isNegated));
    } else {
      const next = words[++i];
      if (next === undefined || i >= end || isOption(next)) {
        const isForgotten = next === undefined || i >= end || findOption(next.split('=', 1)[0]!, options);
        const way = `; a value that begins with a hyphen is written ${typed}=${shownWord(next ?? '')}`;
        throw new UsageError(`${typed}: expected ${option.rule}, got nothing${isForgotten ? '' : way}`);
      }
      list.push(next);
      // More numbers; another word is an argument of the command.
      if (option.takes === 'several')
        while (i + 1 < end && /^[-+.]?\d/.test(words[i + 1]!)) list.push(words[++i]!);
    }
  }
  return { given, positional: [...positional, ...words.slice(end + 1)], unknown };
}

/** Words such as `--std` and `-q`. Numbers, `-inf`, `-nan` and a lone hyphen are none. */
export function isOption(word: string): boolean {
  if (/^-(?:inf|infinity|nan)$/i.test(word)) return false;
  return /^--/.test(word) || /^-[a-z]/i.test(word);
}

export function findOption(typed: string, options: Options) {
  if (/^-[a-z]$/i.test(typed)) {
    const entry = Object.entries(options).find(([, { letter }]) => typed === `-${letter}`);
    return entry && { name: entry[0], option: entry[1], isNegated: false };
  }
  if (!typed.startsWith('--')) return undefined;
  const name = typed.slice(2).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (Object.hasOwn(options, name)) return { name, option: options[name]!, isNegated: false };
  const positive = name.replace(/^no-/, '');
  return Object.hasOwn(options, positive) && options[positive]!.takes === 'flag'
    ? { name: positive, option: options[positive]!, isNegated: true }
    : undefined;
}

/** `--std` for `–std`: text editors turn two hyphens into a dash. */
function suggestionForDash(typed: string, options: Options): string | undefined {
  const name = `--${typed.replace(/^[\u2010-\u2015\u2212]+-*/, '')}`;
  return /^[\u2010-\u2015\u2212]/.test(typed) && findOption(name, options) ? name : undefined;
}

/** The value of an option: its default if it is not given. */
function valueOf(name: string, option: Option, words: readonly string[] | undefined): unknown {
  if (!words) return option.default;
  const values = words.map((word) => readWord(name, option, word));
  if (option.takes === 'several') return values;
  // Flags may be repeated: the last one counts.
  if (values.length > 1 && option.takes === 'one') {
    const shown = words.slice(0, 3).map(shownWord);
    throw new UsageError(`${name}: expected one value, got ${shown.join(' and ')}`);
  }
  return values.at(-1);
}

function readWord(name: string, option: Option, word: string): unknown {
  if (word.trim() === '')
    throw new UsageError(
      `${name}: expected ${option.rule}, got ${JSON.stringify(word)}; a variable of the shell may be unset`,
    );
  return option.read(word, name);
}

function positionalsOf(
  program: Program,
  { usage, positionals }: Command,
  words: readonly string[],
  options: Options,
): Record<string, unknown> {
  const entries = Object.entries(positionals);
  const values: Record<string, unknown> = {};
  let used = 0;
  for (const [name, option] of entries) {
    if (used >= words.length && option.isOptional) continue;
    if (used >= words.length)
      throw new UsageError(
        `Expected ${program.name} ${usage}\nSee ${program.name} ${usage.split(' ')[0]} --help`,
      );
    const own = option.takes === 'several' ? words.slice(used) : [words[used]!];
    const read = own.map((word) => readWord(name, option, word));
    values[camelCase(name)] = option.takes === 'several' ? read : read[0];
    used += own.length;
  }
  const extra = words[used];
  if (extra === undefined) return values;
  const names = Object.keys(options).map((name) => `--${name}`);
  throw new UsageError(
    `unknown command or argument ${shownWord(extra)}${didYouMean(extra, names)}\nExpected ${program.name} ${usage}`,
  );
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
