/** A worker module for the tests of the pool. */

export default function work(job: number | { fail: string } | { exit: number } | { spin: number }): string {
  if (typeof job === 'number') return `result ${job}`;
  if ('fail' in job) throw new RangeError(job.fail);
  if ('spin' in job) {
    const end = performance.now() + job.spin;
    while (performance.now() < end);
    return 'spun';
  }
  process.exit(job.exit);
}
