/** The command `allora-epsilon` as a function: finds the subcommand, and turns every way to fail into one message and an exit status. */

import yargs, { type Argv } from 'yargs';
import { didYouMean } from '../study/did-you-mean.js';
import { protectHyphens } from './arguments.js';
import { COMMANDS, COMMAND_NAMES } from './commands.js';
import { EXIT, InterruptedError, UsageError, WriteError } from './failure.js';
import { VERSION } from './version.js';

/** @param onCommand is told what is to be done: yargs only reads, for what takes its time makes it prepare its help first */
function parser(argv: readonly string[], onCommand: (task: () => Promise<void>) => void): Argv {
  const cli: Argv = yargs(protectHyphens(argv))
    .scriptName('allora-epsilon')
    .version(VERSION)
    // One language whatever the machine's is: messages are part of what programs and tests rely on.
    .locale('en')
    .usage('Usage: $0 <command>\n\nWhich epsilon still tells the workers of an Allora topic apart?')
    .options({
      json: { type: 'boolean', default: false, describe: 'Print exactly one JSON document on standard output' },
      quiet: { type: 'boolean', alias: 'q', default: false, describe: 'No progress, no messages' },
    })
    .completion('completion', 'Print a script for shell completion, to be added to ~/.bashrc or ~/.zshrc', completions)
    .demandCommand(1, 'Expected a command')
    .strict()
    .exitProcess(false)
    .fail((message: string, error: Error | undefined) => {
      // yargs wraps what the check of an option throws in an error of its own, of this name.
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(error ? error.message : `${withSuggestions(message, cli, argv)}\nSee allora-epsilon --help`);
    })
    .example('$0 run forum-coarse', 'Reproduce the coarse grid of the forum study')
    .example('$0 weights -0.4 -0.1 0.2 --epsilon 0.01', 'Weights of three workers')
    .epilogue('Exit status: 0 done, 1 a check found a difference, 2 usage or bad input,\n3 a failure while running, 130 interrupted.')
    .wrap(Math.min(100, process.stdout.isTTY ? process.stdout.columns : 100));
  return COMMANDS.reduce(
    (each, { module, run }) => each.command({ ...module, handler: (options) => onCommand(() => run(options as never)) }),
    cli,
  );
}

/** Completes study names after `run`; yargs knows commands and options. */
function completions(
  current: string,
  argv: { _: (string | number)[] },
  defaults: (found: (error: Error | null, words?: string[]) => void) => void,
  done: (words: string[]) => void,
): void {
  if (argv._.includes('run') && !current.startsWith('-')) void import('./files.js').then(({ studyNames }) => studyNames()).then(done);
  else defaults((_, words) => done(words ?? []));
}

/** "did you mean" for commands and options that yargs does not know. */
function withSuggestions(message: string, cli: Argv, argv: readonly string[]): string {
  const unknown = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message)?.[1]?.split(', ');
  if (!unknown) return message.replace(/^Not enough non-option arguments:.*/, `Expected ${usageOf(argv)}`);
  const options = Object.keys((cli as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions().key).map(
    (name) => `--${name}`,
  );
  const words = unknown.map(
    (word) => argv.find((given) => given.replace(/^--?/, '').split('=')[0] === word && given.startsWith('-')) ?? word,
  );
  return [...new Set(words.map((word) => word.split('=')[0]!))]
    .map((word) =>
      word.startsWith('-')
        ? `unknown option ${word}${didYouMean(word, options)}`
        : `unknown command or argument ${word}${didYouMean(word, COMMAND_NAMES)}`,
    )
    .join('\n');
}

/** `allora-epsilon run <study>` */
function usageOf(argv: readonly string[]): string {
  return `allora-epsilon ${COMMANDS.map(({ usage }) => usage).find((usage) => argv.includes(usage.split(' ')[0]!)) ?? '<command>'}`;
}

/** @returns the exit status */
export async function perform(argv: readonly string[]): Promise<number> {
  try {
    let task = () => Promise.resolve();
    await parser(argv, (chosen) => (task = chosen)).parseAsync();
    await task();
    return EXIT.done;
  } catch (error) {
    return statusOf(error);
  }
}

function statusOf(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    process.stderr.write(`${message}\n`);
    return EXIT.usage;
  }
  if (error instanceof InterruptedError) {
    process.stderr.write(`${message}\n`);
    return EXIT.interrupted;
  }
  process.stderr.write(error instanceof WriteError ? `${message}\n` : `allora-epsilon failed: ${message}\n`);
  return EXIT.failure;
}
