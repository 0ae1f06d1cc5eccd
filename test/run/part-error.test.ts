import { describe, expect, it, vi } from 'vitest';
import { JobError } from '../../src/run/jobs.js';
import { PartError, runStudy } from '../../src/run/run-study.js';

const cause = new Error('out of order');
vi.mock('../../src/run/jobs.js', async (original) => ({
  ...(await original<object>()),
  runJobs: () => Promise.reject(new JobError(1, 'failed 4 times, at last: out of order', cause)),
}));

const grid = { name: 'x', kind: 'grid', seeds: 7, mean: [0, 2, 4], std: 1, epsilon: 1 };
const threshold = { name: 'x', kind: 'threshold', mean: [0, 2, 4], std: 0.5 };
const sweep = {
  name: 'x',
  kind: 'sweep',
  regrets: [{ name: 'pair', values: [0, 1] }],
  mappings: ['gradient', 'potential'],
  epsilon: 1,
};

describe('the error names the part that cannot be computed, and its cause', () => {
  it.each([
    ['a cell', grid, 1, 'cell of workers 10, seed 7, mean 2, std 1'],
    ['some draws', threshold, 1, 'cell of workers 10, seed 1, mean 2, std 0.5, draws 0 to 1'],
    ['a vector', sweep, 1, 'vector pair (chain-2026, potential)'],
    [
      'one of several',
      { ...grid, mean: [0, 1, 2, 3] },
      2,
      'one of 2 parts, from cell of workers 10, seed 7, mean 2, std 1 to cell of workers 10, seed 7, mean 3, std 1',
    ],
  ])('%s', async (_, study, chunkSize, name) => {
    const run = runStudy(study, { threads: 0, chunkSize });
    await expect(run).rejects.toThrow(new PartError(`${name}: failed 4 times, at last: out of order`));
    await expect(run).rejects.toMatchObject({ cause });
  });
});
