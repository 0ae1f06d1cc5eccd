/** The benchmarks, by the name that `--only` takes. */

import type { Benchmark, Effort } from '../measure.js';
import { COMMAND, commandBenchmark } from './command.js';
import { gridBenchmark, KERNEL } from './grid.js';
import { BARE_NODE, latencyBenchmark, TARGET } from './latency.js';
import { KERNEL_ALONE, orchestrationBenchmark } from './orchestration.js';
import type { Description, Setting } from './setting.js';
import { KERNEL_SOLVER, solverBenchmark } from './solver.js';
import { startBenchmark, WITH_FIGURES } from './start.js';
import { READER, tablesBenchmark } from './tables.js';
import { NETWORK, topicBenchmark } from './topic.js';

interface Entry extends Description {
  /** Other repetitions than usual. They hold with little data too, because the time does not depend on it. */
  effort?: Effort;
  prepare: (setting: Setting) => Benchmark | Promise<Benchmark>;
}

export const BENCHMARKS: Readonly<Record<string, Entry>> = {
  grid: {
    prepare: gridBenchmark,
    task:
      'Mean spread of log10 weights per cell and epsilon. One evaluation: one worker of one draw at one epsilon, ' +
      'both mappings, spread included.',
    per: 'evaluation',
    unit: { name: 'ns', inSeconds: 1e-9 },
    rate: true,
    base: KERNEL,
  },
  solver: {
    prepare: solverBenchmark,
    task: 'Largest epsilon with S >= T of each draw, both mappings together.',
    per: 'draw',
    unit: { name: 'us', inSeconds: 1e-6 },
    rate: false,
    base: KERNEL_SOLVER,
  },
  command: {
    prepare: commandBenchmark,
    task: 'A grid study from its file to its tables, both spreads of both mappings, start of the program included.',
    per: 'study',
    unit: { name: 's', inSeconds: 1 },
    rate: false,
    base: COMMAND,
  },
  orchestration: {
    prepare: orchestrationBenchmark,
    task:
      'A study of 900 cells with four formulas, 1000 draws, 10 workers, 100 epsilons, both spreads of both ' +
      'mappings.',
    per: 'study',
    unit: { name: 's', inSeconds: 1 },
    rate: false,
    base: KERNEL_ALONE,
  },
  latency: {
    prepare: latencyBenchmark,
    task: `An answer from the fit, the whole process. Target: ${TARGET} ms, including the start of Node.`,
    per: 'answer',
    unit: { name: 'ms', inSeconds: 1e-3 },
    rate: false,
    base: BARE_NODE,
    effort: { most: 25, least: 10, seconds: 10 },
  },
  start: {
    prepare: startBenchmark,
    task: 'A study of 100 cells with and without its eight figure files and its report, the whole process.',
    per: 'study',
    unit: { name: 's', inSeconds: 1 },
    rate: false,
    base: WITH_FIGURES,
  },
  tables: {
    prepare: tablesBenchmark,
    task: 'A wide CSV of a million epochs of ten workers, read as regrets.',
    per: 'cell',
    unit: { name: 'ns', inSeconds: 1e-9 },
    rate: true,
    base: READER,
  },
  topic: {
    prepare: (setting) => topicBenchmark(setting, false),
    task:
      'Topics of 10 inferers and 3 forecasters, epoch by epoch: weights, inferences, losses and regrets, no one-outs. ' +
      'A worker is an inferer or a forecaster.',
    per: 'worker and epoch',
    unit: { name: 'ns', inSeconds: 1e-9 },
    rate: true,
    base: NETWORK,
  },
  'topic-scores': {
    prepare: (setting) => topicBenchmark(setting, true),
    task: 'The same topics with one-outs, scores, 3 reputers and rewards.',
    per: 'worker and epoch',
    unit: { name: 'ns', inSeconds: 1e-9 },
    rate: true,
    base: NETWORK,
  },
};
