/**
 * Results on a real file system without links, where folders cannot be forced to the disk, and whose files have
 * a largest size.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { bundle } from '../run/bundled-worker.js';
import { alloraHere, MAIN, temporaryFolder } from './command.js';
import { LONG, pausedAt } from './interruption.js';
import { writeTiny } from './tiny-study.js';

const folder = temporaryFolder();
const plainDisk = () => join(folder.path, 'plain-disk.mjs');
beforeAll(() => bundle(new URL('plain-disk.ts', import.meta.url), plainDisk()));

const NODE = `"${process.execPath}"`;

/** Mounting needs FUSE and user namespaces, which some containers lack. */
const canMount = existsSync('/dev/fuse') && spawnSync('unshare', ['-rm', 'true']).status === 0;
if (!canMount)
  console.warn('plain-disks.test.ts: this machine cannot mount a disk, so nothing is tested here');

/**
 * Runs commands in a user namespace of their own, with the disk as their folder.
 * @param before a command that writes files of the disk before it is mounted
 */
async function onPlainDisk(largest: number, script: string, before: readonly string[] = []) {
  const cwd = mkdtempSync(join(folder.path, 'plain-'));
  for (const name of ['files', 'disk']) mkdirSync(join(cwd, name));
  writeTiny(join(cwd, 'files'), 'tiny.json', { seeds: 1, mappings: 'gradient' });
  if (before.length > 0) await alloraHere(before, join(cwd, 'files'));
  writeFileSync(join(cwd, 'files/long.json'), JSON.stringify(LONG));
  const text = `${NODE} "${plainDisk()}" files disk ${largest} & server=$!
until grep -q 'plain-disk .*/disk ' /proc/mounts; do kill -0 $server || exit 1; sleep 0.05; done
cd disk; allora() { ${NODE} "${MAIN}" "$@" --quiet; echo "status $?"; }
${script}
cd ..; umount disk; wait $server`;
  const { status, stdout, stderr } = spawnSync('unshare', ['-rm', 'bash', '-c', text], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, pause: pausedAt('staging')['NODE_OPTIONS'] },
    timeout: 300_000,
  });
  const lines = stdout.split('\n').filter((line) => !/^\S+: .*(?:csv|figures)/.test(line));
  return { status, lines, stderr };
}

it.runIf(canMount)(
  'without links: results are written, replaced and drawn; of two runs at once one is refused',
  async () => {
    // A process of its own takes a second. Outside continuous integration the first results are there
    // already, and are not drawn.
    const first = ['run', 'tiny.json', '--threads', '0', '--no-figures'];
    const { status, lines, stderr } = await onPlainDisk(
      1e9,
      `ln tiny.json link 2>/dev/null || echo 'no links'
${RUNS_ALL ? 'allora run tiny.json --threads 0' : ''}
PAUSE_AT=staging NODE_OPTIONS="$pause" ${NODE} "${MAIN}" run tiny.json --no-figures --threads 0 --seed 2 --quiet > /dev/null & first=$!
until grep -q '^State:.T' /proc/$first/status; do kill -0 $first || exit 1; sleep 0.05; done
allora run tiny.json --no-figures --threads 0; kill -CONT $first; wait $first; echo "first $?"
grep -A 1 '"seeds"' results/tiny/manifest.json | tail -n 2 | tr -d ' \n'; echo
${RUNS_ALL ? 'allora render results/tiny --format svg;' : ''} ls -A results results/tiny`,
      RUNS_ALL ? [] : first,
    );
    expect(stderr).toMatch(/^results\/tiny is being written by process \d+: [^\n]*\n$/);
    const also = RUNS_ALL ? ['status 0'] : [];
    const done = [...also, 'status 2', 'first 0', '"seeds":[2', ...also];
    expect(lines.slice(0, done.length + 1)).toEqual(['no links', ...done]);
    expect(lines.slice(done.length + 1).sort()).toEqual(
      ['', '', 'cells.csv', 'manifest.json', 'results/tiny:', 'results:', 'run.json', 'spread.csv', 'tiny']
        .concat(RUNS_ALL ? ['figures', 'report.html'] : [])
        .sort(),
    );
    expect(status).toBe(0);
  },
  300_000,
);

it.runIf(canMount)(
  'with a largest size of files: states the reason with status 3, and keeps the journal',
  async () => {
    const { status, lines, stderr } = await onPlainDisk(
      1e6,
      'allora run long.json --no-figures --threads 0; ls -A results',
    );
    expect(stderr).toBe(
      'cannot write results to results/long: the file is larger than this disk or its limit allows\n',
    );
    expect(lines).toEqual(['status 3', '.long.run', '']);
    expect(status).toBe(0);
  },
  300_000,
);
