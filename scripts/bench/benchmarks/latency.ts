/**
 * The time until the command has answered a question from the fit, from the start of its process to the end.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { recommendEpsilon, resolvablePrecision } from '../../../src/index.js';
import { commandOf } from '../checkouts.js';
import type { RunningTask } from '../external-process.js';
import type { Benchmark } from '../measure.js';
import type { Setting } from './setting.js';

export const BARE_NODE = 'node -e 0';
/** Target for an answer from the fit, in ms. */
export const TARGET = 200;

const QUESTIONS = {
  'recommend --std 0.05': recommendEpsilon({ std: 0.05 }).exact!,
  'precision --epsilon 0.01': resolvablePrecision({ epsilon: 0.01 }).std!,
};
const ANSWER = /"(?:exact|std)": ([\d.e-]+)/;

export function latencyBenchmark({ checkouts }: Setting): Benchmark {
  const questions = checkouts.flatMap((checkout) =>
    Object.entries(QUESTIONS).map(([question, expected]) => ({
      name: question + checkout.suffix,
      units: 1,
      start: () => processTask([commandOf(checkout), ...question.split(' ')], ['--json']),
      expected,
    })),
  );
  return {
    title: 'an answer',
    competitors: [{ name: BARE_NODE, units: 1, start: () => processTask(['-e', '0'], []) }, ...questions],
    check: (results) =>
      questions.map(({ name, expected }) => ({
        name,
        numbers: 'answer',
        difference: Math.abs(results.get(name)![0]! - expected),
        tolerance: 0,
      })),
  };
}

/** @param resultOptions further options when the results are compared */
function processTask(args: readonly string[], resultOptions: readonly string[]): RunningTask {
  const run = (options: readonly string[]) => promisify(execFile)(process.execPath, [...args, ...options]);
  return {
    note: '',
    async results() {
      const { stdout } = await run(resultOptions);
      return Float64Array.of(Number(ANSWER.exec(stdout)?.[1]));
    },
    async seconds() {
      const start = performance.now();
      await run([]);
      return (performance.now() - start) / 1000;
    },
    stop: () => undefined,
  };
}
