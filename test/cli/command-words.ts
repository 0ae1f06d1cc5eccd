/** The commands, their options, and the words that each needs. */

import { ALLORA_EPSILON } from '../../src/cli/allora-epsilon.js';
import type { Command } from '../../src/cli/options.js';

export const { commands } = ALLORA_EPSILON;

/** Every option of every command. */
export const options = commands.flatMap((command) =>
  Object.entries(command.options).map(([name, option]) => ({ command, name, option })),
);

/** Words that a command needs besides the option under test. */
export function complete({ name, options: known }: Command, without = ''): string[] {
  const words: Record<string, string[]> = {
    weights: ['1', '2'],
    recommend: [],
    precision: [],
    explore: [],
    simulate: [],
    topic: ['18'],
    completion: [],
    doctor: [],
  };
  const epsilon = known['epsilon']?.required && without !== 'epsilon' ? ['--epsilon', '1'] : [];
  return [name, ...(words[name] ?? ['nowhere']), ...epsilon];
}
