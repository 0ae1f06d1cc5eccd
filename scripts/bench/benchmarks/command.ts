/** A whole study with the command, and with a Python script that runs the same study. */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { axisValues } from '../../../src/study/axis.js';
import { commandOf } from '../checkouts.js';
import { cellsOf, drawData, gridDefinition, parsedGridStudy, THRESHOLD, writeData } from '../data.js';
import { largestDifference } from '../difference.js';
import { spawnProgram, type RunningTask } from '../external-process.js';
import type { Benchmark, Competitor } from '../measure.js';
import { pythonProgram } from '../toolchain.js';
import type { Setting } from './setting.js';

export const COMMAND = 'allora-epsilon run --no-figures --threads 2';

const TABLES = ['spread.csv', 'cells.csv'];
/**
 * Absolute below 1, relative above. Allows for rounding in the logarithms of the weights (some tens) and in
 * the squares from which standard errors are computed.
 */
const TOLERANCE = 1e-9;

export async function commandBenchmark(setting: Setting): Promise<Benchmark> {
  const { toolchain, temporary, quick, checkouts, isComparison } = setting;
  const folder = join(temporary, 'command');
  await mkdir(folder);
  const study = parsedGridStudy(definitionOf(quick));
  const studyFile = join(folder, 'bench.json');
  await writeFile(studyFile, JSON.stringify(study));
  // With the regrets of the study, the script must write the same tables.
  const means = axisValues(study.mean);
  const stds = axisValues(study.std);
  const data = drawData(cellsOf(means, stds), study.draws, study.workers[0]!, axisValues(study.epsilon));
  await writeData(folder, data);
  const regrets = ['--regrets', join(folder, 'regrets.f64')];

  const script = (processes: number) => {
    const [python, path] = pythonProgram(toolchain, 'numpy_study.py', ['numpy']) as [string, string];
    const command = (out: string) => [python, path, studyFile, out, '--processes', String(processes)];
    return programTask(folder, command, regrets);
  };

  const commands = checkouts.map((checkout): Competitor => {
    const options = ['--no-figures', '--threads', '2', '--quiet'];
    const command = (out: string) => [
      process.execPath,
      commandOf(checkout),
      'run',
      studyFile,
      ...options,
      '--out',
      out,
    ];
    return { name: COMMAND + checkout.suffix, units: 1, start: () => programTask(folder, command, []) };
  });
  const scripts: Competitor[] = [
    { name: 'Python, numpy per cell', units: 1, start: () => script(1) },
    { name: 'Python, numpy per cell, 2 processes', units: 1, start: () => script(2) },
  ];

  return {
    title: 'whole command',
    competitors: isComparison ? commands : [...commands, ...scripts],
    check(results) {
      const expected = results.get(COMMAND)!;
      return [...results]
        .filter(([name]) => name !== COMMAND)
        .map(([name, values]) => ({
          name,
          numbers: 'tables (same regrets)',
          difference: largestDifference(values, expected),
          tolerance: TOLERANCE,
        }));
    },
  };
}

/** A study that takes much longer than the start of the program, and some seconds with numpy. */
function definitionOf(quick: boolean): object {
  const side = quick ? 3 : 16;
  return gridDefinition({
    name: 'bench',
    workers: [10],
    draws: 1000,
    factor: 10 ** THRESHOLD,
    mean: { linspace: [-3, 1, side] },
    std: { logspace: [-1, 0.5, side] },
    epsilon: { logspace: [-4, 3, 50] },
  });
}

/**
 * A program that writes the tables of the study to a folder. Its time includes its start.
 * @param resultOptions further options when the results are compared
 */
function programTask(
  folder: string,
  command: (out: string) => string[],
  resultOptions: readonly string[],
): RunningTask {
  const out = join(folder, 'out');
  return {
    note: 'no figures',
    async results() {
      await runProgram([...command(out), ...resultOptions]);
      const numbers = await Promise.all(TABLES.map((table) => numbersOf(join(out, table))));
      await rm(out, { recursive: true });
      return Float64Array.from(numbers.flat());
    },
    async seconds() {
      const start = performance.now();
      await runProgram(command(out));
      const seconds = (performance.now() - start) / 1000;
      await rm(out, { recursive: true });
      return seconds;
    },
    stop: () => undefined,
  };
}

function runProgram(command: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawnProgram(command, 'ignore', 'ignore');
    child.once('error', reject);
    child.once('close', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`${command.slice(0, 3).join(' ')} ended (${code ?? signal})`)),
    );
  });
}

/**
 * The numbers of a table without its header and its first two columns, which are names. An empty field is
 * NaN.
 */
async function numbersOf(path: string): Promise<number[]> {
  const rows: string[][] = parse(await readFile(path, 'utf8'), { from_line: 2 });
  return rows.flatMap((row) => row.slice(2).map((field) => (field === '' ? NaN : Number(field))));
}
