/** Studies at the ends of the limits are accepted, and computed to the end. */

import { expect, it } from 'vitest';
import { runParsedStudy } from '../../src/run/run-study.js';
import { parseStudy } from '../../src/study/study-file.js';

const threshold = { kind: 'threshold', workers: 3, draws: 2, mean: [0, 1], std: 1 };
const relative = { kind: 'relative', workers: 3, draws: 2, mean: 0, std: 1 };

it.each<[string, object]>([
  ['p above 100', { ...threshold, pNorm: 150, cNorm: 0.2 }],
  ['the largest p', { ...threshold, pNorm: 1e50, cNorm: 0 }],
  ['the smallest p', { ...threshold, pNorm: 1e-50 }],
  ['an F just above 1', { ...threshold, factor: 1 + Number.EPSILON }],
  ['the largest F', { ...threshold, factor: Number.MAX_VALUE }],
  ['the smallest fraction', { ...relative, fractions: [1e-50, 1] }],
  ['ratios that are barely apart', { ...threshold, axis: 'ratio', mean: [1, 1 + 2e-11] }],
  ['the largest regrets', { ...threshold, mean: [-1e50, 1e50], std: [1e-50, 1e50] }],
  [
    'the most workers and many epsilons, in the memory of the kernel',
    { kind: 'grid', workers: 10_000, mean: 0, std: 1, epsilon: { logspace: [-3, 3, 20_000] } },
  ],
])('%s', async (_, change) => {
  const { study, problems } = parseStudy({ name: 'limits', ...change });
  expect(problems).toBeUndefined();
  const { kind } = await runParsedStudy(study!, { threads: 0 });
  expect(kind).toBe(study!.kind);
});
