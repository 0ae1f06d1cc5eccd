/** Mean spread of both mappings for every cell and epsilon. */

import { join } from 'node:path';
import { everyNthCell, gridData, writeData } from '../data.js';
import { largestDifference } from '../difference.js';
import { localTask, startProgram } from '../external-process.js';
import { kernelSpreads } from '../kernel-tasks.js';
import type { Benchmark, Competitor } from '../measure.js';
import { referenceSpreads } from '../reference.js';
import { compileKernelTable, compileLibmvec, EXTERNAL, pythonProgram } from '../toolchain.js';
import type { Setting } from './setting.js';

export const KERNEL = 'kernel, 1 thread';

/** In log10 weights. The largest are some tens, and are rounded in about the sixteenth digit. */
const TOLERANCE = 1e-12;

export async function gridBenchmark(setting: Setting): Promise<Benchmark> {
  const { toolchain, temporary, quick, checkouts, isComparison } = setting;
  const folder = join(temporary, 'grid');
  const data = gridData(quick);
  await writeData(folder, data);
  const units = data.regrets.length * data.epsilons.length;
  // Programs that would take seconds for all cells compute every `some`-th cell, those that would take
  // minutes fewer.
  const some = quick ? 1 : 4;
  const few = quick ? 9 : 33 * some;
  const python = (script: string, every = 1, options: readonly string[] = []) =>
    startProgram([...pythonProgram(toolchain, script, ['numpy']), ...options], folder, every);
  const partOf = (every: number) => {
    const cells = Math.ceil(data.cells / every);
    return { units: (units * cells) / data.cells, note: `${cells} of ${data.cells} cells` };
  };

  const kernels = checkouts.flatMap((checkout): Competitor[] => [
    {
      name: KERNEL + checkout.suffix,
      units,
      note: 'WebAssembly; computes some epsilons, interpolates the others',
      start: () => localTask(() => kernelSpreads(checkout, data, 1)),
    },
    {
      name: `kernel, 2 threads${checkout.suffix}`,
      units,
      start: () => localTask(() => kernelSpreads(checkout, data, 2)),
    },
    {
      name: `kernel, 1 thread, no interpolation${checkout.suffix}`,
      units,
      note: 'half of the epsilons per call',
      start: () =>
        localTask(() => kernelSpreads(checkout, data, 1, { epsilonsPerCall: data.epsilons.length / 2 })),
    },
  ]);
  const programs: Competitor[] = [
    {
      name: 'C, gcc, libmvec',
      units,
      start: async () => startProgram(await compileLibmvec(toolchain, folder, data), folder, 1),
    },
    {
      name: 'C, gcc, the table of the kernel, 128 bits',
      units,
      note: 'the algorithm of the kernel without WebAssembly',
      start: async () => startProgram(await compileKernelTable(toolchain, folder, data), folder, 1),
    },
    { name: 'numpy, blocks of draws, in place', units, start: () => python('numpy_blocked_grid.py') },
    {
      name: 'numpy, whole arrays',
      ...partOf(some),
      start: () => python('numpy_whole_arrays.py', some, ['at-once']),
    },
    {
      name: 'numpy, whole arrays of one cell',
      ...partOf(some),
      start: () => python('numpy_whole_arrays.py', some, ['by-cell']),
    },
    {
      name: 'numpy, whole arrays of one cell, memory kept',
      ...partOf(some),
      start: () => python('numpy_whole_arrays.py', some, ['by-cell-memory-kept']),
    },
    {
      name: 'JavaScript, Math.exp, log1p, log',
      ...partOf(some),
      start: () => startProgram([process.execPath, join(EXTERNAL, 'plain-javascript.js')], folder, some),
    },
    { name: 'Python loop, numpy per draw', ...partOf(few), start: () => python('numpy_per_draw.py', few) },
  ];

  return {
    title: 'grid spread',
    competitors: isComparison ? kernels : [...kernels, ...programs],
    check(results) {
      // The reference is slow: it computes every `some`-th cell.
      const expected = referenceSpreads(everyNthCell(data, some));
      const row = 2 * data.epsilons.length;
      return [...results].map(([name, values]) => ({
        name,
        numbers: 'mean S',
        difference:
          values.length > expected.length
            ? largestDifference(expected, values, { row, every: some })
            : largestDifference(values, expected, {
                row,
                every: values.length < expected.length ? few / some : 1,
              }),
        tolerance: TOLERANCE,
      }));
    },
  };
}
