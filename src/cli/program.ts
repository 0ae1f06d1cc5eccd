/** Runs a program of subcommands, and turns every failure into one message and an exit status. */

import {
  EXIT,
  InterruptedError,
  isFolderGone,
  NodeError,
  errorText,
  UsageError,
  WriteError,
} from '../text/errors.js';
import { commandOf, readArguments } from './arguments.js';
import { printError } from './console.js';
import { LongTask } from './interrupt.js';
import type { Program } from './options.js';

/**
 * @returns the exit status
 * @throws {LongTask} on the first thread
 */
export async function perform(program: Program, words: readonly string[]): Promise<number> {
  try {
    if (words[0] === COMPLETE) await printCompletions(program, words.slice(1));
    else if (!(await printHelp(program, words))) {
      const { command, values } = readArguments(program, words);
      await command.run(values as never);
    }
    return EXIT.done;
  } catch (error) {
    if (error instanceof LongTask) throw error;
    return statusOf(program.name, error);
  }
}

/** The scripts of the shells call the command with this word, then the words of the line up to the cursor. */
const COMPLETE = '--get-completions';

/** A shell shows messages of a completion in the line that is being typed, so there are none. */
async function printCompletions(program: Program, words: readonly string[]): Promise<void> {
  const { completionLines } = await import('./completions.js');
  const lines = await completionLines(program, words.slice(0, -1), words.at(-1) ?? '').catch(() => []);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Help and version. @returns whether the words ask for one of them */
async function printHelp(program: Program, words: readonly string[]): Promise<boolean> {
  const end = words.indexOf('--');
  const before = end < 0 ? words : words.slice(0, end);
  const command = commandOf(program, words);
  if (!before.includes('--help') && !before.includes('--version')) return false;
  // The library of help texts takes a third of the time of an answer to load.
  const help = await import('./help.js');
  if (before.includes('--help')) await help.printHelp(program, command);
  else help.printVersion();
  return true;
}

/** Prints the message of an error. @returns the exit status */
export function statusOf(name: string, error: unknown): number {
  const message = errorText(error);
  if (error instanceof UsageError || isFolderGone(error)) {
    printError(message);
    return EXIT.usage;
  }
  if (error instanceof InterruptedError) {
    printError(message);
    return EXIT.interrupted;
  }
  const isExplained = error instanceof WriteError || error instanceof NodeError;
  printError(isExplained ? message : `${name} failed: ${message}`);
  return EXIT.failure;
}
