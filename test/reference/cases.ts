/** The cases of both reference files, with inputs and outputs separated. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MaxEpsilonInput, MaxEpsilonOutput, WeightsInput, WeightsOutput } from './generate.js';

export const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const read = <Case>(name: string) => JSON.parse(readFileSync(pathOf(name), 'utf8')) as Case[];

export const weightsCases = read<WeightsInput & WeightsOutput>('weights.json').map(
  ({ scheme, mapping, epsilonScaling, p, c, epsilon, regrets, ...output }) => ({
    input: { scheme, mapping, epsilonScaling, p, c, epsilon, regrets },
    output,
  }),
);

export const maxEpsilonCases = read<MaxEpsilonInput & MaxEpsilonOutput>('max-epsilon.json').map(
  ({ scheme, mapping, p, c, threshold, regrets, ...output }) => ({
    input: { scheme, mapping, p, c, threshold, regrets },
    output,
  }),
);
