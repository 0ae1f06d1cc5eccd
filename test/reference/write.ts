/** Computes the outputs of all cases again from their inputs, and writes them: `npm run reference`. */

import { writeFileSync } from 'node:fs';
import { maxEpsilonCases, weightsCases, pathOf } from './cases.js';
import { maxEpsilonOf, weightsOf } from './generate.js';

/** Writes one case per line. */
function write(name: string, cases: readonly object[]): void {
  writeFileSync(pathOf(name), `[\n${cases.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`);
}

write(
  'weights.json',
  weightsCases.map(({ input }) => ({ ...input, ...weightsOf(input) })),
);
write(
  'max-epsilon.json',
  maxEpsilonCases.map(({ input }) => ({ ...input, ...maxEpsilonOf(input) })),
);
