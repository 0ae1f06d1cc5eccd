/** Runs a program of subcommands, and turns every failure into one message and an exit status. */

import yargs, { type Argv } from 'yargs';
import { didYouMean } from '../text/did-you-mean.js';
import { protectHyphens } from './arguments.js';
import type { Command } from './options.js';
import { EXIT, InterruptedError, UsageError, WriteError } from '../text/errors.js';
import { VERSION } from '../results/package.js';

/** A program of subcommands. */
export interface Program {
  name: string;
  /** One sentence of its purpose. */
  purpose: string;
  commands: readonly Command[];
  examples: [call: string, description: string][];
}

/**
 * @param onCommand is given the chosen command as a task. yargs only parses: if it ran the task, it would
 *   build its help text first
 */
function parser(
  program: Program,
  argv: readonly string[],
  onCommand: (task: () => Promise<void>) => void,
): Argv {
  const cli: Argv = yargs(protectHyphens(argv))
    .scriptName(program.name)
    .version(VERSION)
    // English on every machine, because programs and tests rely on the messages.
    .locale('en')
    .usage(`Usage: $0 <command>\n\n${program.purpose}`)
    .options({
      json: {
        type: 'boolean',
        default: false,
        describe: 'Print exactly one JSON document on standard output',
      },
      quiet: { type: 'boolean', alias: 'q', default: false, describe: 'No progress, no messages' },
    })
    .completion(
      'completion',
      'Print a script for shell completion, to be added to ~/.bashrc or ~/.zshrc',
      completions,
    )
    .demandCommand(1, 'Expected a command')
    .strict()
    .exitProcess(false)
    .fail((message: string, error: Error | undefined) => {
      // yargs wraps an error of an option's check in an error of this name.
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(
        error ? error.message : `${withSuggestions(program, message, cli, argv)}\nSee ${program.name} --help`,
      );
    })
    .example(program.examples)
    .epilogue(
      'Exit status: 0 done, 1 a check found a difference, 2 usage or bad input,\n3 a failure while running, 130 interrupted.',
    )
    .wrap(Math.min(100, process.stdout.isTTY ? process.stdout.columns : 100));
  return program.commands.reduce(
    (each, { module, run }) =>
      each.command({ ...module, handler: (options) => onCommand(() => run(options as never)) }),
    cli,
  );
}

/** Completes study names after `run`; yargs completes commands and options. */
function completions(
  current: string,
  argv: { _: (string | number)[] },
  defaults: (found: (error: Error | null, words?: string[]) => void) => void,
  done: (words: string[]) => void,
): void {
  if (argv._.includes('run') && !current.startsWith('-'))
    void import('../results/study-files.js').then(({ studyNames }) => studyNames()).then(done);
  else defaults((_, words) => done(words ?? []));
}

/** Adds "did you mean" to messages about unknown commands and options. */
function withSuggestions(program: Program, message: string, cli: Argv, argv: readonly string[]): string {
  const unknown = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message)?.[1]?.split(', ');
  if (!unknown)
    return message.replace(/^Not enough non-option arguments:.*/, `Expected ${usageOf(program, argv)}`);
  const options = Object.keys(
    (cli as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions().key,
  ).map((name) => `--${name}`);
  const words = unknown.map(
    (word) =>
      argv.find((given) => given.replace(/^--?/, '').split('=')[0] === word && given.startsWith('-')) ?? word,
  );
  return [...new Set(words.map((word) => word.split('=')[0]!))]
    .map((word) =>
      word.startsWith('-')
        ? `unknown option ${word}${didYouMean(word, options)}`
        : `unknown command or argument ${word}${didYouMean(word, namesOf(program))}`,
    )
    .join('\n');
}

function namesOf({ commands }: Program): string[] {
  return [...commands.map(({ usage }) => usage.split(' ')[0]!), 'completion'];
}

/** `allora-epsilon run <study>` */
function usageOf({ name, commands }: Program, argv: readonly string[]): string {
  return `${name} ${commands.map(({ usage }) => usage).find((usage) => argv.includes(usage.split(' ')[0]!)) ?? '<command>'}`;
}

/** @returns the exit status */
export async function perform(program: Program, argv: readonly string[]): Promise<number> {
  try {
    let task = () => Promise.resolve();
    await parser(program, argv, (chosen) => (task = chosen)).parseAsync();
    await task();
    return EXIT.done;
  } catch (error) {
    return statusOf(program.name, error);
  }
}

function statusOf(name: string, error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    process.stderr.write(`${message}\n`);
    return EXIT.usage;
  }
  if (error instanceof InterruptedError) {
    process.stderr.write(`${message}\n`);
    return EXIT.interrupted;
  }
  process.stderr.write(error instanceof WriteError ? `${message}\n` : `${name} failed: ${message}\n`);
  return EXIT.failure;
}
