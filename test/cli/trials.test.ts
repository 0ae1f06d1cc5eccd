/** Runs that are killed or stopped at random moments, on several file systems (trials.ts). */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { bundle } from '../run/bundled-worker.js';
import { temporaryFolder } from './command.js';

const folder = temporaryFolder();
const PROGRAM = fileURLToPath(new URL('trials.ts', import.meta.url));
const plainDisk = () => join(folder.path, 'plain-disk.mjs');
beforeAll(() => bundle(new URL('plain-disk.ts', import.meta.url), plainDisk()));

/** Runs that are hit in each test. TRIALS=200 took half an hour on two cores for all. */
const HITS = Number(process.env['TRIALS'] ?? 1);
const MINUTE = 60_000;

/**
 * Each takes up to 20 s, so all run only with TRIALS, and two in continuous integration. Elsewhere other tests kill
 * runs (killed-runs.test.ts), stop them (recovery.test.ts) and write to such disks (plain-disks.test.ts).
 */
const PLACES = process.env['TRIALS'] ? ['tmpfs', 'bind', 'plain', 'writers'] : ['plain', 'writers'];
const KINDS = ['SIGKILL', 'stop'];

describe.runIf(RUNS_ALL || process.env['TRIALS']).each(PLACES)('results on this place: %s', (place) => {
  it.each(KINDS)('lose nothing by %s at random moments', { timeout: (HITS + 9) * MINUTE }, (kind) => {
    const words = ['-rm', process.execPath, '--import', import.meta.resolve('tsx'), PROGRAM];
    const args = [plainDisk(), place, kind, String(HITS), '1'];
    const { status, stdout, stderr } = spawnSync('unshare', [...words, ...args], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { hits } = JSON.parse(stdout) as { hits: number };
    expect(hits).toBeGreaterThanOrEqual(HITS);
    if (process.env['TRIALS']) console.log(stdout);
  });
});
