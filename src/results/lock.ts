/** One writer at a time in a results folder. */

import { readFileSync } from 'node:fs';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../text/errors.js';

interface Owner {
  host: string;
  pid: number;
  /** When the process began, in ticks since the machine started: numbers of processes are used again. */
  started: string;
}

/**
 * Takes the lock, over from an owner that is no longer there.
 * @param what is locked, for the message
 * @returns what releases it
 * @throws {UsageError} while another process has it
 */
export async function takeLock(path: string, what: string): Promise<() => Promise<void>> {
  const self: Owner = { host: hostname(), pid: process.pid, started: startOf(process.pid) };
  const own = `${path}.${process.pid}`;
  await writeFile(own, JSON.stringify(self));
  try {
    for (;;) {
      // A link appears with its content, and never in place of another.
      const isTaken = await link(own, path).then(
        () => false,
        (error: unknown) => {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
          return true;
        },
      );
      if (!isTaken) {
        await removeLeftovers(path, own);
        return () => rm(path, { force: true });
      }
      const found = await readFile(path, 'utf8').catch(() => null);
      if (found === null) continue;
      const owner = parseOwner(found);
      if (owner && isAlive(owner)) throw new UsageError(inUse(what, path, owner, self));
      await removeStale(path, found, `${own}.stale`);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** What processes that were killed while they took the lock have left beside it. */
async function removeLeftovers(path: string, own: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    const pid = Number(/^lock\.(\d+)(\.stale)?$/.exec(name)?.[1]);
    const file = join(folder, name);
    if (pid > 0 && file !== own && !isRunning(pid)) await rm(file, { force: true });
  }
}

/** Another process may have taken over the stale lock since it was read: then that one is put back. */
async function removeStale(path: string, stale: string, aside: string): Promise<void> {
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== stale) await link(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** null for what no process wrote whole. */
function parseOwner(text: string): Owner | null {
  try {
    const { host, pid, started } = JSON.parse(text) as Owner;
    return typeof host === 'string' && Number.isInteger(pid) && pid > 0 ? { host, pid, started } : null;
  } catch {
    return null;
  }
}

/** An owner on another machine cannot be asked, so it counts as alive. */
function isAlive({ host, pid, started }: Owner): boolean {
  return host !== hostname() || (isRunning(pid) && startOf(pid) === started);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Empty where the system does not tell. */
function startOf(pid: number): string {
  try {
    // The name of the program, in parentheses, may hold spaces; the start is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!;
  } catch {
    return '';
  }
}

function inUse(what: string, path: string, owner: Owner, self: Owner): string {
  const process = `process ${owner.pid}${owner.host === self.host ? '' : ` on ${owner.host}`}`;
  const help = owner.host === self.host ? '' : `\nIf that is no longer running, remove ${path}`;
  return `${what} is being written by ${process}: wait for it, or choose another folder with --out${help}`;
}
