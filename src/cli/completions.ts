/**
 * Completes the last word of a command line: commands, options, values of enumerations, studies and files.
 */

import { commandOf, findOption, isOption } from './arguments.js';
import { COMMON_OPTIONS, type Command, type Option, type Options, type Program } from './options.js';

/** Files that the shell itself offers beside the words. */
type Files = 'none' | 'any' | 'json' | 'folders';

interface Completions {
  files: Files;
  words: (readonly [word: string, purpose: string])[];
}

const NOTHING: Completions = { files: 'none', words: [] };

/**
 * @param before words of the line after the name of the program, without the last one
 * @param current the last word, up to the cursor
 * @returns the kind of files that the shell offers, then a line for each word: word, tab, purpose
 */
export async function completionLines(
  program: Program,
  before: readonly string[],
  current: string,
): Promise<string[]> {
  const { files, words } = await completionsOf(program, before, current);
  const fitting = words.filter(([word]) => word.startsWith(current));
  return [files, ...fitting.map(([word, purpose]) => `${word}\t${purpose}`)];
}

async function completionsOf(
  program: Program,
  before: readonly string[],
  current: string,
): Promise<Completions> {
  const command = commandOf(program, before);
  if (!command)
    return current.startsWith('-')
      ? wordsOnly(optionWords(COMMON_OPTIONS, new Set()))
      : wordsOnly(program.commands.map(({ name, describe }) => [name, describe]));
  const options: Options = { ...COMMON_OPTIONS, ...command.options };
  const { given, positionals, pending } = typedBefore(command, options, before);
  if (pending) return valuesOf(pending, current);
  const end = before.includes('--');
  if (!end && current.startsWith('--') && current.includes('=')) {
    const name = current.slice(0, current.indexOf('='));
    const option = findOption(name, options)?.option;
    return option ? withPrefix(`${name}=`, await valuesOf(option, current.slice(name.length + 1))) : NOTHING;
  }
  for (const name of command.conflict ?? [])
    if (given.has(name)) for (const other of command.conflict!) given.add(other);
  if (!end && current.startsWith('-')) return wordsOnly(optionWords(options, given));
  const own = Object.values(command.positionals);
  const next = own[positionals] ?? own.find(({ takes }) => takes === 'several');
  if (next) return valuesOf(next, current);
  return end ? NOTHING : wordsOnly(optionWords(options, given));
}

interface Typed {
  /** Names of the options. */
  given: Set<string>;
  /** Number of the positional arguments. */
  positionals: number;
  /** The option whose value is the last word. */
  pending: Option | undefined;
}

function typedBefore(command: Command, options: Options, before: readonly string[]): Typed {
  const typed: Typed = { given: new Set(), positionals: 0, pending: undefined };
  const words = before.toSpliced(before.indexOf(command.name), 1);
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  let several: Option | undefined;
  for (const word of words.slice(0, end)) {
    if (typed.pending) {
      several = typed.pending.takes === 'several' ? typed.pending : undefined;
      typed.pending = undefined;
    } else if (isOption(word)) {
      several = undefined;
      const found = findOption(word.split('=', 1)[0]!, options);
      if (!found) continue;
      typed.given.add(found.name);
      if (found.option.takes !== 'flag' && !word.includes('=')) typed.pending = found.option;
    } else if (!several || !/^[-+.]?\d/.test(word)) typed.positionals++;
  }
  typed.positionals += Math.max(0, words.length - end - 1);
  if (end < words.length) typed.pending = undefined;
  return typed;
}

async function valuesOf({ words, files, takes }: Option, current: string): Promise<Completions> {
  if (words) return wordsOnly(words.map((word) => [word, '']));
  if (takes === 'flag') return wordsOnly(['true', 'false'].map((word) => [word, '']));
  if (files !== 'studies') return { ...NOTHING, files: files ?? 'none' };
  const { studyNames } = await import('../results/study-files.js');
  const names = (await studyNames()).filter((name) => name.startsWith(current));
  return names.length > 0 ? wordsOnly(names.map((name) => [name, 'study'])) : { ...NOTHING, files: 'json' };
}

function wordsOnly(words: Completions['words']): Completions {
  return { files: 'none', words };
}

function withPrefix(prefix: string, { files, words }: Completions): Completions {
  return { files, words: words.map(([word, purpose]) => [`${prefix}${word}`, purpose]) };
}

/**
 * Options that are not given yet, or may be repeated. A flag that is on by default is offered as `--no-...`.
 */
function optionWords(options: Options, given: ReadonlySet<string>): Completions['words'] {
  const open = Object.entries(options).filter(([name, { takes }]) => takes === 'several' || !given.has(name));
  const words = open.flatMap(([name, { takes, describe, default: byDefault }]) => {
    const positive: readonly [string, string] = [`--${name}`, describe];
    const negative: readonly [string, string] = [`--no-${name}`, describe];
    if (takes !== 'flag' || byDefault === false) return [positive];
    return byDefault === true ? [negative] : [positive, negative];
  });
  return [...words, ['--help', 'Show help'], ['--version', 'Show the version']];
}
