import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JobError, runJobs } from '../../src/run/jobs.js';
import { RUNS_ALL } from '../effort.js';
import { temporaryFolder } from '../temporary-folder.js';

const worker = new URL('./echo-worker.mjs', import.meta.url);
const timeLimit = 60;

/** The same tests for jobs in series and for pools of several sizes; to start eight threads takes long. */
describe.each(RUNS_ALL ? [0, 1, 2, 8] : [0, 2])('runJobs on %i threads', (threads) => {
  it('passes every result on once, with the index of its job', async () => {
    const results: string[] = [];
    await runJobs<number, string>([...Array(40).keys()], { worker, threads, timeLimit }, (index, result) => {
      expect(results[index]).toBeUndefined();
      results[index] = result;
    });
    expect(results).toEqual([...Array(40).keys()].map((i) => `result ${i}`));
  });

  it('does nothing for no jobs', async () => {
    await runJobs<number, string>([], { worker, threads, timeLimit }, () => expect.unreachable());
  });

  it('fails with the error of a job, and passes on no result after that', async () => {
    let isOver = false;
    const run = runJobs<unknown, string>(
      [1, { fail: 'no such cell' }, 2, 3],
      { worker, threads, timeLimit },
      () => expect(isOver).toBe(false),
    );
    await expect(run).rejects.toThrow('no such cell');
    isOver = true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('fails with the error that onResult throws', async () => {
    const run = runJobs<number, string>([1, 2], { worker, threads, timeLimit }, () => {
      throw new Error('disk full');
    });
    await expect(run).rejects.toThrow('disk full');
  });

  it('stops when its signal is aborted, with the reason', async () => {
    const controller = new AbortController();
    const jobs = Array.from({ length: 50 }, () => ({ spin: 20 }));
    let done = 0;
    const run = runJobs<unknown, string>(
      jobs,
      { worker, threads, timeLimit, signal: controller.signal },
      () => {
        if (++done === 2) controller.abort(new Error('enough'));
      },
    );
    await expect(run).rejects.toThrow('enough');
    expect(done).toBeLessThan(50);
    await expect(
      runJobs([1], { worker, threads, timeLimit, signal: controller.signal }, () => expect.unreachable()),
    ).rejects.toThrow('enough');
  });
});

it('starts threads without loaders of this process and without `require` of ES modules', async () => {
  expect(process.execArgv).toContain('--import');
  const option = '--no-experimental-require-module';
  const expected = process.allowedNodeEnvironmentFlags.has(option) ? option : '';
  await runJobs<string, string>(['options'], { worker, threads: 1, timeLimit }, (_, options) =>
    expect(options).toBe(expected),
  );
  expect.assertions(2);
});

describe('a job that fails on a thread', () => {
  /** Jobs beside the failing one: their results must not change. */
  const others = [1, 2, 3, 4, 5];

  async function run(job: unknown, options: { timeLimit?: number } = {}): Promise<string[]> {
    const results: string[] = [];
    await runJobs<unknown, string>(
      [job, ...others],
      { worker, threads: 2, timeLimit, ...options },
      (index, result) => {
        results[index] = result;
      },
    );
    return results;
  }

  const folder = temporaryFolder();

  // A sleeping thread does not answer either, and takes no time of the processor. To fill a memory takes
  // seconds.
  it.each(['throw', 'sleep', ...(RUNS_ALL ? ['exit', 'memory'] : [])])(
    'is repeated on another thread and does not affect other jobs: %s',
    async (how) => {
      const trace = join(folder.path, how);
      // Each failure takes a thread. A sleeping one also takes the time limit, so outside CI it fails once.
      const failures = how === 'sleep' && !RUNS_ALL ? 1 : 3;
      const results = await run({ trace, failures, how }, how === 'sleep' ? { timeLimit: 3 } : {});
      expect(results).toEqual(['at last', ...others.map((i) => `result ${i}`)]);
      // Each attempt runs on a different thread.
      const threads = readFileSync(trace, 'utf8').trim().split('\n');
      expect(threads).toHaveLength(failures + 1);
      expect(new Set(threads).size).toBe(failures + 1);
    },
    60_000,
  );

  it.each<[how: string, message: string | RegExp]>([
    ['throw', 'failed 4 times, at last: not today'],
    ['exit', /failed 4 times, at last: .*exit/],
    ...(RUNS_ALL ? [['memory', /failed 4 times, at last: .*memory/] as [string, RegExp]] : []),
    ['hang', 'failed 4 times, at last: no answer within 0.5 s'],
  ])(
    'fails the run with its index and cause after four attempts: %s',
    async (how, message) => {
      const trace = join(folder.path, `${how}-always`);
      // A full memory takes a second, and an endless loop its limit. Outside CI only the last attempt does
      // so.
      const before = RUNS_ALL ? how : 'throw';
      const running = run(
        { trace, failures: 100, how: [before, before, before, how] },
        how === 'hang' ? { timeLimit: 0.5 } : {},
      );
      await expect(running).rejects.toThrow(JobError);
      await expect(running).rejects.toThrow(message);
      await expect(running).rejects.toMatchObject({ index: 0 });
    },
    60_000,
  );
});
