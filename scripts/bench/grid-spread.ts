/** Part 1: mean spread of both mappings for every cell and epsilon. */

import { join } from 'node:path';
import { worstDifference } from './compare.js';
import type { Contest } from './contest.js';
import { gridData, someCells, writeData } from './data.js';
import { compileLibmvec, compileTable, PEERS, pythonPeer, type Installed } from './installed.js';
import { ourSpreads } from './ours.js';
import { ownTask, startPeer } from './peers.js';
import { readableSpreads } from './readable.js';

export const OURS = 'ours, 1 thread';

/** In log10 weights: the largest of these are some tens, and carry a few units of the sixteenth digit. */
const TOLERANCE = 1e-12;

export async function gridSpread(installed: Installed, temporary: string, quick: boolean): Promise<Contest> {
  const folder = join(temporary, 'grid');
  const data = gridData(quick);
  await writeData(folder, data);
  const units = data.regrets.length * data.epsilons.length;
  // What takes seconds for all cells does some of them, what takes minutes a few.
  const some = quick ? 1 : 4;
  const few = quick ? 9 : 33 * some;
  const python = (script: string, { every = 1, option = [] as string[] } = {}) =>
    startPeer([...pythonPeer(installed, script, ['numpy']), ...option], folder, every);
  const part = (every: number) => {
    const cells = Math.ceil(data.cells / every);
    return { units: (units * cells) / data.cells, note: `${cells} of ${data.cells} cells` };
  };

  return {
    title: 'grid spread',
    entries: [
      {
        name: OURS,
        units,
        start: () =>
          ownTask(() => ourSpreads(data, 1), 'WebAssembly; computes some epsilons, interpolates the others'),
      },
      { name: 'ours, 2 threads', units, start: () => ownTask(() => ourSpreads(data, 2)) },
      {
        name: 'ours, 1 thread, all computed',
        units,
        start: () =>
          ownTask(
            () => ourSpreads(data, 1, { together: data.epsilons.length / 2 }),
            'half of the epsilons a call',
          ),
      },
      {
        name: 'C, gcc, libmvec',
        units,
        start: async () => startPeer(await compileLibmvec(installed, folder, data), folder, 1),
      },
      {
        name: 'C, gcc, our table, 128 bits',
        units,
        note: 'the same passes outside of WebAssembly',
        start: async () => startPeer(await compileTable(installed, folder, data), folder, 1),
      },
      { name: 'numpy, blocked, in place', units, start: () => python('grid.py') },
      {
        name: 'numpy, whole arrays',
        ...part(some),
        start: () => python('whole.py', { every: some, option: ['at-once'] }),
      },
      {
        name: 'numpy, whole arrays by cell',
        ...part(some),
        start: () => python('whole.py', { every: some, option: ['by-cell'] }),
      },
      {
        name: 'numpy, the same, memory kept',
        ...part(some),
        start: () => python('whole.py', { every: some, option: ['by-cell-memory-kept'] }),
      },
      {
        name: 'JavaScript, Math.exp, log1p, log',
        ...part(some),
        start: () => startPeer([process.execPath, join(PEERS, 'plain.js')], folder, some),
      },
      { name: 'Python loop, numpy per draw', ...part(few), start: () => python('loop.py', { every: few }) },
    ],
    check(results) {
      const expected = readableSpreads(someCells(data, some));
      const row = 2 * data.epsilons.length;
      return [...results].map(([name, values]) => ({
        name,
        what: 'mean S',
        difference:
          values.length > expected.length
            ? worstDifference(expected, values, { row, every: some })
            : worstDifference(values, expected, {
                row,
                every: values.length < expected.length ? few / some : 1,
              }),
        tolerance: TOLERANCE,
      }));
    },
  };
}
