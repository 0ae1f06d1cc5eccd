/**
 * A worker module for the tests of the pool, in plain JavaScript so that threads start fast. Jobs:
 *
 * - a number: returned as text;
 * - 'options': returns the options of Node that the thread was started with;
 * - { fail }: throws an error with this message;
 * - { spin }: takes this many milliseconds;
 * - { trace, failures, how }: fails this many times in the given way, or in a list of ways one after another,
 *   counted in a file, then succeeds.
 */

import { appendFileSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { threadId } from 'node:worker_threads';

export default function work(job) {
  if (typeof job === 'number') return `result ${job}`;
  if (job === 'options') return process.execArgv.join(' ');
  if ('fail' in job) throw new RangeError(job.fail);
  if ('spin' in job) {
    const end = performance.now() + job.spin;
    while (performance.now() < end);
    return 'spun';
  }
  appendFileSync(job.trace, `${threadId}\n`);
  const attempts = readFileSync(job.trace, 'utf8').split('\n').length - 1;
  if (attempts > job.failures) return 'at last';
  switch (Array.isArray(job.how) ? job.how[attempts - 1] : job.how) {
    case 'throw':
      throw new RangeError('not today');
    case 'exit':
      return process.exit(7);
    case 'memory':
      for (const hoard = []; ;) hoard.push(new Array(1e6).fill(0));
    case 'hang':
      for (;;);
    case 'sleep':
      return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}
