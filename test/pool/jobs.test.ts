import { describe, expect, it } from 'vitest';
import { runJobs } from '../../src/pool/jobs.js';

const worker = new URL('./echo-worker.ts', import.meta.url);

/** One contract for the series and for pools of several sizes. */
describe.each([0, 1, 2, 8])('runJobs on %i threads', (threads) => {
  it('hands over every result once, with the index of its job', async () => {
    const results: string[] = [];
    await runJobs<number, string>([...Array(40).keys()], { worker, threads }, (index, result) => {
      expect(results[index]).toBeUndefined();
      results[index] = result;
    });
    expect(results).toEqual([...Array(40).keys()].map((i) => `result ${i}`));
  });

  it('does nothing for no jobs', async () => {
    await runJobs<number, string>([], { worker, threads }, () => expect.unreachable());
  });

  it('fails with the error of a job, and hands over nothing after that', async () => {
    let isOver = false;
    const run = runJobs<unknown, string>([1, { fail: 'no such cell' }, 2, 3], { worker, threads }, () => expect(isOver).toBe(false));
    await expect(run).rejects.toThrow('no such cell');
    isOver = true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('fails with what the caller throws on a result', async () => {
    const run = runJobs<number, string>([1, 2], { worker, threads }, () => {
      throw new Error('disk full');
    });
    await expect(run).rejects.toThrow('disk full');
  });

  it('stops when it is told to, with the reason', async () => {
    const controller = new AbortController();
    const jobs = Array.from({ length: 50 }, () => ({ spin: 20 }));
    let done = 0;
    const run = runJobs<unknown, string>(jobs, { worker, threads, signal: controller.signal }, () => {
      if (++done === 2) controller.abort(new Error('enough'));
    });
    await expect(run).rejects.toThrow('enough');
    expect(done).toBeLessThan(50);
    await expect(runJobs([1], { worker, threads, signal: controller.signal }, () => expect.unreachable())).rejects.toThrow('enough');
  });
});

it('a thread that exits fails the run', async () => {
  await expect(runJobs<unknown, string>([{ exit: 7 }], { worker, threads: 1 }, () => undefined)).rejects.toThrow(/exit/i);
});
