/** Locks on file systems without hard links, and where the processes of others are hidden (`hidepid=2`). */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { Lock } from '../../src/results/lock.js';

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  link: () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' })),
}));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readFileSync = (path: string, ...rest: never[]) => {
    if (/^\/proc\/1\/stat$/.test(path)) throw Object.assign(new Error('hidden'), { code: 'ENOENT' });
    return fs.readFileSync(path, ...rest);
  };
  return { ...fs, readFileSync };
});

const root = mkdtempSync(join(tmpdir(), 'allora-epsilon-lock-limits-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(root, 'work-'));

it('without hard links exactly one of several gets a lock, and stale locks are taken over', async () => {
  for (let round = 0; round < 20; round++) {
    const folder = newFolder();
    const dead = { host: hostname(), pid: 2 ** 22 + 1, started: '1' };
    if (round % 2 === 1) writeFileSync(join(folder, 'lock.1'), JSON.stringify(dead));
    const tried = await Promise.allSettled(Array.from({ length: 4 }, () => Lock.take(folder, 'results')));
    const taken = tried.filter((each) => each.status === 'fulfilled');
    expect(taken.length).toBe(1);
    await taken[0]!.value.confirm();
    await taken[0]!.value.release();
    expect(readdirSync(folder)).toEqual([]);
  }
});

it('of a running process whose start is hidden is not taken over', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'lock.1'), JSON.stringify({ host: hostname(), pid: 1, started: '7' }));
  await expect(Lock.take(folder, 'results')).rejects.toThrow('results is being written by process 1');
});

it.each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['a symbolic link', (path: string) => symlinkSync('nowhere', path)],
  ['another file', (path: string) => writeFileSync(path, 'notes')],
])('with %s at its place is refused at once', async (kind, make) => {
  const folder = newFolder();
  make(join(folder, 'lock.1'));
  await expect(Lock.take(folder, 'results')).rejects.toThrow(
    `lock.1: expected a file of this program, got ${kind}`,
  );
});
