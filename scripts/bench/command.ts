/** Part 3: a whole study with the command, against a Python script that does the same study. */

import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { axisValues } from '../../src/study/axis.js';
import type { GridStudy } from '../../src/study/kinds/grid/definition.js';
import { worstDifference } from './compare.js';
import type { Contest } from './contest.js';
import { cellsOf, drawData, gridStudy, THRESHOLD, writeData } from './data.js';
import { pythonPeer, type Installed } from './installed.js';
import { spawnPeer, Unavailable, type Contender } from './peers.js';

export const OUR_COMMAND = 'ours, run --no-figures --threads 2';

const COMMAND = join(import.meta.dirname, '../../dist/cli/main.js');
const TABLES = ['spread.csv', 'cells.csv'];
/** Both tables are in units of log10 weights, weights and epsilon: rounding of some tens of logarithms, and of the squares behind the errors. */
const TOLERANCE = 1e-9;

export async function wholeCommand(
  installed: Installed,
  temporary: string,
  quick: boolean,
): Promise<Contest> {
  const folder = join(temporary, 'command');
  await mkdir(folder);
  const study = benchmarkStudy(quick);
  const studyFile = join(folder, 'bench.json');
  await writeFile(studyFile, JSON.stringify(study));
  // The regrets of the study: with them the script's tables must be ours.
  const means = axisValues(study.mean);
  const stds = axisValues(study.std);
  const data = drawData(cellsOf(means, stds), study.draws, study.workers[0]!, axisValues(study.epsilon));
  await writeData(folder, data);
  const regrets = ['--regrets', join(folder, 'regrets.f64')];

  const script = (processes: number) => {
    const [python, path] = pythonPeer(installed, 'study.py', ['numpy']) as [string, string];
    const command = (out: string) => [python, path, studyFile, out, '--processes', String(processes)];
    return program(folder, command, regrets, 'no figures');
  };

  return {
    title: 'whole command',
    entries: [
      {
        name: OUR_COMMAND,
        units: 1,
        async start() {
          await access(COMMAND).catch(() => {
            throw new Unavailable('absent', 'not built: npm run build');
          });
          const command = (out: string) => [
            process.execPath,
            COMMAND,
            'run',
            studyFile,
            '--no-figures',
            '--threads',
            '2',
            '--out',
            out,
            '--quiet',
          ];
          return program(folder, command, [], 'no figures');
        },
      },
      { name: 'Python, numpy per cell', units: 1, start: () => script(1) },
      { name: 'Python, numpy per cell, 2 processes', units: 1, start: () => script(2) },
    ],
    check(results) {
      const ours = results.get(OUR_COMMAND);
      return [...results]
        .filter(([name, values]) => ours && name !== OUR_COMMAND && values.length > 0)
        .map(([name, values]) => ({
          name,
          what: 'tables (same regrets)',
          difference: worstDifference(values, ours!),
          tolerance: TOLERANCE,
        }));
    },
  };
}

/** Large enough for the work to count beside the start, small enough for numpy to do it in some seconds. */
function benchmarkStudy(quick: boolean): GridStudy {
  const side = quick ? 3 : 16;
  return gridStudy({
    name: 'bench',
    workers: [10],
    draws: 1000,
    factor: 10 ** THRESHOLD,
    mean: { linspace: [-3, 1, side] },
    std: { logspace: [-1, 0.5, side] },
    epsilon: { logspace: [-4, 3, 50] },
  });
}

/** A program that writes the tables of the study to a folder; its time includes its start. `given` are options for the results only. */
function program(
  folder: string,
  command: (out: string) => string[],
  given: readonly string[],
  note: string,
): Contender {
  const out = join(folder, 'out');
  return {
    note,
    async results() {
      await runProgram([...command(out), ...given]);
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
    const child = spawnPeer(command, 'ignore', 'ignore');
    child.once('error', reject);
    child.once('close', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`${command.slice(0, 3).join(' ')} ended (${code ?? signal})`)),
    );
  });
}

/** The numbers of a table, without its header and its first two columns, which are names; an empty field is NaN. */
async function numbersOf(path: string): Promise<number[]> {
  const rows: string[][] = parse(await readFile(path, 'utf8'), { from_line: 2 });
  return rows.flatMap((row) => row.slice(2).map((field) => (field === '' ? NaN : Number(field))));
}
