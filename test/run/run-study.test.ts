import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  runStudy,
  type FinishedPart,
  type GridResult,
  type Progress,
  type RunOptions,
  type TopicResult,
} from '../../src/index.js';
import * as messages from '../../src/run/messages.js';
import { defaultThreads } from '../../src/run/run-parts.js';
import { checkStudy } from '../../src/run/run-study.js';
import type { CellKey } from '../../src/study/table.js';
import { RUNS_ALL, some } from '../effort.js';
import { runGrid } from '../studies.js';

// Threads run the bundled worker, as the command does. Compiling its source takes a second in each thread.
vi.mock('../../src/run/messages.js', async (importOriginal) => {
  const { bundledWorker } = await import('./bundled-worker.js');
  return { ...(await importOriginal<typeof messages>()), WORKER: await bundledWorker() };
});
afterAll(() => rmSync(messages.WORKER));

const study = {
  name: 'small',
  kind: 'grid',
  schemes: ['forum-2024', 'chain-2026'],
  workers: [2, 7],
  draws: 3,
  seeds: [0, 5],
  mean: { linspace: [-4, 4, 3] },
  std: { logspace: [-2, 2, 3] },
  epsilon: { logspace: [-3, 3, 4] },
};

async function tables(options: Parameters<typeof runStudy>[1]): Promise<string> {
  return textOf(await runGrid(study, options));
}

const textOf = ({ spread, cells }: GridResult) => JSON.stringify([[...spread], cells]);

/** A run on two threads with many jobs, for several tests. To start a thread takes longer than the study. */
let shared: Promise<GridResult> | undefined;
const onThreads = () => (shared ??= runGrid(study, { threads: 2, chunkSize: 1 }));

describe('runStudy', () => {
  it('gives the same tables for any threads, chunk size and order of completion', async () => {
    const expected = await tables({ threads: 0 });
    for (const chunkSize of [1, 5, 1000]) expect(await tables({ threads: 0, chunkSize })).toBe(expected);
    expect(textOf(await onThreads())).toBe(expected);
    for (const threads of RUNS_ALL ? [1, 2, 8] : [])
      expect(await tables({ threads, chunkSize: 5 })).toBe(expected);
    if (RUNS_ALL) expect(await tables({ threads: 2 })).toBe(expected);
  }, 120_000);

  it('gives the same topics for any threads, chunk size and order, and if it is resumed', async () => {
    const topics = {
      name: 'topics',
      kind: 'topic',
      seeds: [1, 2, 3],
      epsilon: [0.001, 1],
      shown: [1],
      topic: { epochs: 30, burnIn: 10, inferers: 3, forecasters: 2 },
      variants: [
        { name: 'a', topic: {} },
        { name: 'b', topic: { errors: 'laplace', forecasters: 0 } },
      ],
    };
    const tablesOf = async (options: RunOptions) => {
      const {
        cells,
        effects,
        topics: facts,
        limits,
        weights,
        rewards,
      } = (await runStudy(topics, options)) as TopicResult;
      return JSON.stringify([[...cells], effects, [...facts], limits, [...weights], [...rewards]]);
    };
    const parts: FinishedPart[] = [];
    const expected = await tablesOf({ threads: 0, onPart: (part) => void parts.push(part) });
    expect(parts).toHaveLength(6);
    expect(await tablesOf({ threads: 2, chunkSize: 1 })).toBe(expected);
    expect(await tablesOf({ threads: 0, chunkSize: 5 })).toBe(expected);
    for (const finished of [parts.toReversed(), parts.filter((_, i) => i % 2 === 1), [parts[4]!, parts[0]!]])
      expect(await tablesOf({ threads: 0, finished })).toBe(expected);
  });

  it('gives one row of cells.csv for each cell of spread.csv, in the same order', async () => {
    const keyOf = ({ scheme, mapping, workers, seed, mean, std }: CellKey) =>
      [scheme, mapping, workers, seed, mean, std].join();
    const { spread, cells } = await onThreads();
    const largest = new Map<string, number>();
    for (const row of spread)
      largest.set(keyOf(row), Math.max(largest.get(keyOf(row)) ?? -Infinity, row.std_weights));
    expect(cells).toHaveLength(144);
    expect(cells.map((cell) => [keyOf(cell), cell.max_std_weights])).toEqual([...largest]);
  });

  it('an additional seed keeps the results of other seeds, an additional draw changes the mean', async () => {
    const rows = async (change: object) => [...(await runGrid({ ...study, draws: 1, ...change })).spread];
    const one = await rows({ seeds: [5] });
    expect((await rows({ seeds: [0, 5] })).filter((row) => row.seed === 5)).toEqual(one);
    const two = await rows({ seeds: [5], draws: 2 });
    expect(two.some((row, i) => row.std_weights !== one[i]!.std_weights)).toBe(true);
  });

  it('passes on what onPart throws on threads, also undefined', async () => {
    const raise = () => ({ then: (_: unknown, reject: (reason: unknown) => void) => reject(undefined) });
    const caught = runStudy(study, { threads: RUNS_ALL ? 2 : 1, onPart: raise as never }).then(
      () => 'nothing',
      (error: unknown) => [error],
    );
    expect(await caught).toEqual([undefined]);
  }, 60_000);

  it('reports progress in cells of the table', async () => {
    const seen: number[] = [];
    const total = 2 * 2 * 2 * 2 * 9;
    await runStudy(study, {
      threads: 0,
      chunkSize: 7,
      onProgress: (progress) => seen.push(progress.done, progress.total - total),
    });
    expect(seen.filter((_, i) => i % 2 === 1).every((rest) => rest === 0)).toBe(true);
    const done = seen.filter((_, i) => i % 2 === 0);
    expect(done.at(-1)).toBe(total);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  describe('a part that takes long', () => {
    const longTopic = {
      kind: 'topic',
      epsilon: [0.001, 0.1],
      topic: { epochs: RUNS_ALL ? 6000 : 3000, burnIn: 0 },
    };
    const cell = { workers: 10, mean: 0, std: 1 };
    const long = [
      { ...longTopic, name: 'topic' },
      { ...cell, name: 'blanks', kind: 'grid', epsilon: [0.01, 1], draws: 150_000, blanks: true },
      { ...cell, name: 'relative', kind: 'relative', fractions: [0.5], draws: 4000 },
    ];
    it.each(some(long, 3))('reports its progress: $name', { timeout: 60_000 }, async (definition) => {
      const seen: Progress[] = [];
      await runStudy(definition, {
        threads: 1,
        chunkSize: 1,
        onProgress: (progress) => seen.push(progress),
      });
      const inside = seen.filter(({ done, finished }) => done > finished);
      expect(inside.length).toBeGreaterThan(1);
      // An interrupted run would compute the part again.
      expect(inside[0]!.finished).toBe(0);
      const done = seen.map((each) => each.done);
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      const { total } = seen[0]!;
      expect(seen.at(-1)).toEqual({ done: total, finished: total, total });
    });

    it('passes on what onProgress throws meanwhile', async () => {
      const reason = new Error('own');
      const failing = runStudy(
        { ...longTopic, name: 'topic' },
        {
          threads: 1,
          onProgress: ({ done }) => {
            if (done > 0) throw reason;
          },
        },
      );
      await expect(failing).rejects.toBe(reason);
    }, 60_000);
  });

  describe('makes jobs smaller towards the end, so that threads finish together', () => {
    const even = {
      ...study,
      schemes: ['whitepaper'],
      mappings: ['gradient'],
      workers: [7],
      std: { logspace: [-2, 2, 40] },
    };
    /** Finished cells at the start and after each job. */
    const progress = async (threads: number) => {
      const done: number[] = [];
      await runStudy(even, { threads, onProgress: (each) => done.push(each.done) });
      return done;
    };

    it('from half of all work', async () => {
      const done = await progress(0);
      const sizes = done.slice(1).map((each, i) => each - done[i]!);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(240);
      expect(sizes[0]).toBe(120);
      expect(sizes.at(-1)).toBe(1);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    });

    it('from an eighth for four threads, thus in more jobs', async () => {
      const jobs = { one: (await progress(0)).length - 1, four: (await progress(4)).length - 1 };
      expect(jobs.one).toBeLessThan(12);
      expect(jobs.four).toBeGreaterThan(2 * jobs.one);
    });
  });

  it('stops at a signal', async () => {
    const controller = new AbortController();
    const run = runStudy(study, {
      threads: 0,
      chunkSize: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('stop it')),
    });
    await expect(run).rejects.toThrow('stop it');
  });

  it.each([
    [
      { ...study, colour: 1, workers: [] },
      {},
      'workers: expected at least one value, got an empty list\ncolour: unknown key',
    ],
    [null, {}, 'study: expected an object, got null'],
    [study, { threads: -1 }, 'Expected `threads` to be a whole number from 0 to 1024, got `-1` (number)'],
    [study, { threads: 1.5 }, 'Expected `threads` to be a whole number from 0 to 1024'],
    [study, { chunkSize: 0 }, 'Expected `chunkSize` to be a whole number >= 1, got `0` (number)'],
  ])('refuses wrong input (%#)', async (definition, options, message) => {
    await expect(runStudy(definition, options)).rejects.toThrow(RangeError);
    await expect(runStudy(definition, options)).rejects.toThrow(message);
  });
});

describe('defaultThreads', () => {
  const threadsOf = (change: object) => defaultThreads(checkStudy({ ...study, ...change }));

  it('are none for a short study, and all processors for a longer one', () => {
    expect(threadsOf({})).toBe(0);
    expect(threadsOf({ draws: 1_000_000 })).toBe(availableParallelism());
  });
});

describe('the forum study', () => {
  it('the whitepaper formula leaves none of the cells of low mean and low std blank', async () => {
    const forum = JSON.parse(
      readFileSync(new URL('../../studies/forum-coarse.json', import.meta.url), 'utf8'),
    ) as object;
    const { cells } = await runGrid({ ...forum, schemes: 'whitepaper' });
    const low = cells.filter(({ mean, std }) => mean < 0 && std <= 1);
    expect(low).toHaveLength(2 * 2 * 5 * 5);
    expect(low.filter((cell) => Number.isNaN(cell.max_epsilon_threshold))).toEqual([]);
  });
});
