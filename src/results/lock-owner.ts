/** The owner of a lock (lock.ts): a process, and whether it still runs. */

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Owner {
  host: string;
  pid: number;
  /**
   * Start of the process, in ticks since the machine started, because process numbers are reused. Empty where
   * it is unknown.
   */
  started: string;
  /** Space of process numbers, because containers of one host name can have several. */
  processes?: string | undefined;
}

export function thisProcess(): Owner {
  return {
    host: hostname(),
    pid: process.pid,
    started: startOf(process.pid),
    processes: processSpace(),
  };
}

/** Reads the owner from a lock file; undefined if the text is incomplete. */
export function parseOwner(text: string): Owner | undefined {
  try {
    const { host, pid, started, processes } = JSON.parse(text) as Owner;
    const isOwner = typeof host === 'string' && Number.isInteger(pid) && pid > 0;
    return isOwner ? { host, pid, started, processes } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the owner ran on this machine and has ended. Of other owners only the age of their lock is known.
 */
export function isKnownToBeDead(owner: Owner): boolean {
  if (!isHere(owner)) return false;
  if (!isRunning(owner.pid)) return true;
  // Empty where a user may not see the processes of others.
  const started = startOf(owner.pid);
  return started !== '' && started !== owner.started;
}

/** Whether the process number of an owner means something to this process. */
export function isHere({ host, processes }: Owner): boolean {
  return host === hostname() && (processes === undefined || processes === processSpace());
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Name of the space of process numbers of this process; undefined where there is only one. */
function processSpace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

function startOf(pid: number): string {
  try {
    // The name of the program, in parentheses, may hold spaces. The start is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!;
  } catch {
    return '';
  }
}
