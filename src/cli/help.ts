/** Help texts, by yargs. It reads no arguments: see `arguments.ts`. */

import yargs, { type Argv, type Options as YargsOptions } from 'yargs';
import { VERSION } from '../results/package.js';
import { printUnchanged } from './console.js';
import { COMMON_OPTIONS, type Command, type Option, type Options, type Program } from './options.js';

export function printVersion(): void {
  printUnchanged(VERSION);
}

/** Where a description is as long as its line, yargs puts type and default directly behind it. */
const JOINED = /^(.*\S)(\[(?:boolean|array|string|default)\b.*\])$/gm;

/** @param command undefined: the program as a whole */
export async function printHelp(program: Program, command: Command | undefined): Promise<void> {
  const words = [...(command ? [command.name] : []), '--help'];
  const width = Math.min(100, process.stdout.isTTY ? process.stdout.columns : 100);
  await described(program, width).parseAsync(words, {}, (_, __, text) =>
    printUnchanged(
      text.replace(JOINED, (_line, before: string, after: string) => `${before}\n${after.padStart(width)}`),
    ),
  );
}

function described(program: Program, width: number): Argv {
  const cli: Argv = yargs([])
    .scriptName(program.name)
    .version(VERSION)
    // English on every machine, because programs and tests rely on the texts.
    .locale('en')
    .usage(`Usage: $0 <command>\n\n${program.purpose}`)
    .options(describedOptions(COMMON_OPTIONS))
    .exitProcess(false)
    .example(program.examples)
    .epilogue(
      'Exit status: 0 done, 1 a check found a difference, 2 usage or bad input,\n3 a failure while running, 130 interrupted.',
    )
    .wrap(width);
  return program.commands.reduce((each, command) => each.command(moduleOf(command)), cli);
}

function moduleOf({ usage, describe, positionals, options, examples }: Command) {
  return {
    command: usage,
    describe,
    builder(cli: Argv) {
      for (const [name, { describe, type }] of Object.entries(positionals))
        cli.positional(name, { describe, type });
      const pairs = examples.map(([text, purpose]): [string, string] => [
        text.includes('$0') ? text : `$0 ${text}`,
        purpose,
      ]);
      return cli.options(describedOptions(options)).example(pairs);
    },
    handler: () => undefined,
  };
}

function describedOptions(options: Options): Record<string, YargsOptions> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, describedOption(option)]));
}

function describedOption({ describe, takes, type, letter, required, ...rest }: Option): YargsOptions {
  return {
    describe,
    ...(takes === 'flag' ? { type: 'boolean' } : takes === 'several' ? { array: true } : type && { type }),
    ...(letter !== undefined && { alias: letter }),
    ...(required !== undefined && { demandOption: true }),
    default: rest.default,
    defaultDescription: rest.defaultDescription,
  };
}
