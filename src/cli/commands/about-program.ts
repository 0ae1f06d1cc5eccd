/** Subcommands about the program itself, with their options and examples. */

import { choice, command, type Command } from '../options.js';
import { SHELLS } from '../shells.js';

export const PROGRAM_COMMANDS: readonly Command[] = [
  command({
    usage: 'doctor',
    describe: 'Facts of this machine for a report of a fault; status 1 if a check found a problem',
    examples: [
      ['doctor', 'Node, threads, SIMD, disk and terminal on one page'],
      ['doctor --json', 'For programs'],
    ],
    run: async (argv) => (await import('./doctor.js')).doctor(argv),
  }),
  command({
    usage: 'completion [shell]',
    describe: 'Print the script that completes commands, options, values, studies and files in a shell',
    positionals: choice('shell', SHELLS, 'bash, zsh or fish; by default that of $SHELL', undefined, {
      isOptional: true,
    }),
    examples: [
      ['source <($0 completion bash)', 'A line for ~/.bashrc'],
      ['source <($0 completion zsh)', 'A line for ~/.zshrc'],
      ['$0 completion fish > ~/.config/fish/completions/allora-epsilon.fish', 'Once, for fish'],
    ],
    run: async (argv) => (await import('./completion.js')).completion(argv),
  }),
];
