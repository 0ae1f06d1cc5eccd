/** scripts/slurm on a real Slurm: an array with a requeued task and a failed one, its repair, and the merge. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/command.js';
import { filesOf } from './files-of.js';
import { startCluster, until, type Cluster } from './cluster.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(root, 'dist/cli/main.js');
const SHARDS = 8;
/** The task that is requeued while it computes, and the one that fails until its cause is mended. */
const REQUEUED = 3;
const FAILED = 5;
const folder = temporaryFolder();

/** Parts of a second or so: long enough to requeue a task between two of them. */
const study = {
  name: 'array',
  kind: 'threshold',
  schemes: ['chain-2026', 'whitepaper'],
  mean: [-2, -1, 0, 0.5],
  std: [0.5, 1, 2, 4],
  draws: 100_000,
  factor: 2,
};

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);
afterAll(() => cluster.stop());

function submit(...options: string[]): { array: string; merge: string; text: string } {
  const text = execFileSync(
    join(root, 'scripts/slurm/submit.sh'),
    ['array.json', String(SHARDS), ...options],
    {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...cluster.env, ALLORA_EPSILON: `${process.execPath} ${MAIN}` },
    },
  );
  return { array: /^array (\d+)/m.exec(text)![1]!, merge: /^merge (\d+)/m.exec(text)![1]!, text };
}

/** State of a job that Slurm knows: PENDING, RUNNING, COMPLETED, FAILED, ... */
function stateOf(job: string): string {
  return /JobState=(\w+)/.exec(cluster.call('scontrol', 'show', 'job', job))?.[1] ?? '';
}

const isOver = (job: string) => !/PENDING|RUNNING|COMPLETING|CONFIGURING|REQUEUE/.test(stateOf(job));

it('an array with a requeued task and a failed one is repaired and merged to the bytes of one machine', async () => {
  writeFileSync(join(folder.path, 'array.json'), JSON.stringify(study));
  const shards = join(folder.path, 'shards/array');
  const folderOf = (index: number) => `${shards}/shard-000${index}-of-000${SHARDS}`;
  // A file of somebody else is in the folder of a shard, which is refused.
  const foreign = join(folderOf(FAILED), 'precious.txt');
  mkdirSync(folderOf(FAILED), { recursive: true });
  writeFileSync(foreign, 'precious\n');

  const first = submit();
  expect(first.text).toContain(`shards of ${SHARDS} in ${shards}`);
  const requeued = `${first.array}_${REQUEUED}`;
  await until(
    'the task',
    () => stateOf(requeued) === 'RUNNING' && existsSync(`${folderOf(REQUEUED)}/journal`),
    120,
  );
  cluster.call('scontrol', 'requeue', requeued);
  await until('the merge', () => isOver(first.merge), 300);

  const log = (name: string) => readFileSync(`${shards}.logs/${name}.log`, 'utf8');
  expect(log(`shard-${REQUEUED}`)).toMatch(/start 0\n[^]*start 1\n/);
  expect(stateOf(`${first.array}_${FAILED}`)).toBe('FAILED');
  expect(stateOf(first.merge)).toBe('FAILED');
  expect(log('merge')).toContain(`--shard ${FAILED}/${SHARDS}`);
  expect(log('merge')).not.toContain(`--shard ${REQUEUED}/${SHARDS}`);
  expect(existsSync(join(folder.path, 'results/array'))).toBe(false);
  expect(readFileSync(foreign, 'utf8')).toBe('precious\n');

  rmSync(foreign);
  const second = submit(`--array=${FAILED}`);
  await until('the second merge', () => isOver(second.merge), 300);
  expect(stateOf(second.merge)).toBe('COMPLETED');

  execFileSync(process.execPath, [MAIN, 'run', 'array.json', '--out', 'alone', '--quiet'], {
    cwd: folder.path,
  });
  expect(filesOf(join(folder.path, 'results/array'))).toEqual(filesOf(join(folder.path, 'alone')));
}, 900_000);

it.each([
  [[], 'no study'],
  [['array.json'], 'no number'],
  [['array.json', '0'], 'zero'],
  [['array.json', '100001'], 'too many'],
  [['array.json', '3.5'], 'no whole number'],
])('submit.sh %j prints its usage with status 2', (args) => {
  let status: number | null = 0;
  try {
    execFileSync(join(root, 'scripts/slurm/submit.sh'), args, { cwd: folder.path, stdio: 'pipe' });
  } catch (error) {
    status = (error as { status: number | null }).status;
    expect((error as { stderr: Buffer }).stderr.toString()).toMatch(/^Usage: /);
  }
  expect(status).toBe(2);
});
