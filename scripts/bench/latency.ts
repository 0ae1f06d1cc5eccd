/** Part 5: how long a person waits for an answer from the fit, from the start of the process to its end. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { recommendEpsilon, resolvablePrecision } from '../../src/index.js';
import type { Contest } from './contest.js';
import type { Contender } from './peers.js';

export const BARE_NODE = 'node -e 0';
/** Milliseconds, for an answer from the fit. */
export const TARGET = 200;

const COMMAND = join(import.meta.dirname, '../../dist/cli/main.js');
const QUESTIONS = {
  'recommend --std 0.05': recommendEpsilon({ std: 0.05 }).exact!,
  'precision --epsilon 0.01': resolvablePrecision({ epsilon: 0.01 }).std!,
};
const FIELDS = /"(?:exact|std)": ([\d.e-]+)/;

export function latency(): Contest {
  return {
    title: 'an answer',
    entries: [
      { name: BARE_NODE, units: 1, start: () => whole(['-e', '0'], []) },
      ...Object.keys(QUESTIONS).map((question) => ({
        ...{ name: question, units: 1 },
        start: () => whole([COMMAND, ...question.split(' ')], ['--json']),
      })),
    ],
    check: (results) =>
      Object.entries(QUESTIONS).map(([name, expected]) => ({
        ...{ name, what: 'answer', tolerance: 0 },
        difference: Math.abs(results.get(name)![0]! - expected),
      })),
  };
}

/** @param given options for the results only */
function whole(args: readonly string[], given: readonly string[]): Contender {
  const run = (more: readonly string[]) => promisify(execFile)(process.execPath, [...args, ...more]);
  return {
    note: '',
    async results() {
      const { stdout } = await run(given);
      return Float64Array.of(Number(FIELDS.exec(stdout)?.[1]));
    },
    async seconds() {
      const start = performance.now();
      await run([]);
      return (performance.now() - start) / 1000;
    },
    stop: () => undefined,
  };
}
