/** The program `allora-epsilon`. */

import { COMMANDS } from './commands/index.js';
import type { Program } from './options.js';

export const ALLORA_EPSILON: Program = {
  name: 'allora-epsilon',
  purpose: 'Which epsilon still tells the workers of an Allora topic apart?',
  commands: COMMANDS,
  examples: [
    ['$0 run forum-coarse', 'Reproduce the coarse grid of the forum study'],
    ['$0 weights -0.4 -0.1 0.2 --epsilon 0.01', 'Weights of three workers'],
  ],
};
