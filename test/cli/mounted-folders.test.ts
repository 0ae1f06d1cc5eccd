/** Results in a folder that is a mount point, and on disks that cannot be written. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { alloraHere, MAIN, temporaryFolder } from './command.js';
import { writeTiny } from './tiny-study.js';

const folder = temporaryFolder();

/**
 * Runs commands in a user namespace of their own, where folders can be mounted. The folder `earlier` holds
 * results of the study.
 */
async function withMounts(script: string, change: object = {}) {
  const cwd = mkdtempSync(join(folder.path, 'mount-'));
  writeTiny(cwd, 'tiny.json', { seeds: 1, mappings: 'gradient', ...change });
  for (const name of ['out', 'other', 'earlier']) mkdirSync(join(cwd, name));
  const run = ['run', 'tiny.json', '--out', 'earlier', '--threads', '0', '--no-figures'];
  expect((await alloraHere(run, cwd)).status).toBe(0);
  const text = `allora() { "${process.execPath}" "${MAIN}" "$@" --quiet; echo "status $?"; }
run() { allora run tiny.json --out out --threads 0 "$@"; }
${script}`;
  const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', text], {
    cwd,
    encoding: 'utf8',
    timeout: 100_000,
  });
  return { lines: stdout.split('\n').filter((line) => !line.startsWith('out: ')), stderr };
}

it.each([
  ['another file system', 'mount -t tmpfs -o size=20m tmpfs out'],
  ['a folder of the same file system', 'mount --bind other out'],
])('a mount point of %s is written, also over earlier results and by render', async (_, mount) => {
  // Each command takes a second. Outside continuous integration the bound folder is written once, and the
  // other file system has earlier results, which are written over. Nothing is drawn.
  const isFirst = RUNS_ALL || mount.includes('bind');
  const isSecond = RUNS_ALL || !isFirst;
  const { lines, stderr } = await withMounts(
    `${mount}; ${isFirst ? `run ${RUNS_ALL ? '' : '--no-figures'}` : 'cp earlier/* out'}
${isSecond ? 'run --seed 2 --no-figures' : ''}
${RUNS_ALL ? 'allora render out --format svg' : ''}
ls -A . out; grep -c '"seeds"' out/manifest.json`,
  );
  expect(stderr).toBe('');
  const statuses = Array(RUNS_ALL ? 3 : 1).fill('status 0');
  expect(lines.filter((line) => line.startsWith('status'))).toEqual(statuses);
  for (const name of [
    'cells.csv',
    'manifest.json',
    'run.json',
    ...(RUNS_ALL ? ['figures', 'report.html'] : []),
  ])
    expect(lines).toContain(name);
  // The working folder is removed.
  expect(lines.filter((line) => line.startsWith('.') && line !== '.:')).toEqual([]);
});

it('a disk that is full or read-only keeps the earlier results whole', async () => {
  const { lines, stderr } = await withMounts(
    `mount -t tmpfs -o size=300k tmpfs out; cp earlier/* out; before=$(cat out/*.csv out/*.json | cksum)
run --seed 2 --no-figures; [ "$before" = "$(cat out/*.csv out/*.json | cksum)" ] && echo same
mount -o remount,ro "$PWD/out"; run --seed 2 --no-figures
[ "$before" = "$(cat out/*.csv out/*.json | cksum)" ] && echo same`,
    // Tables of half the disk.
    { epsilon: { logspace: [-3, 1, 300] } },
  );
  expect(stderr).toContain('cannot write results to out: the disk is full');
  expect(stderr).toContain('cannot write results to out: the disk is read-only');
  expect(lines).toEqual(['status 3', 'same', 'status 2', 'same', '']);
});
