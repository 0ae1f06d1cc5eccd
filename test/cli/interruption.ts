/** Studies, and runs of them that are interrupted, for the tests of recovery. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProbe } from '../../src/results/ownership.js';
import type { Outcome } from './command.js';
import { MAIN } from './main-program.js';

/** Long enough to be interrupted while it computes. Without fit, because it has too few means for one. */
export const LONG = {
  name: 'long',
  kind: 'threshold',
  axis: 'ratio',
  draws: 20_000,
  mean: { linspace: [-3, 1, 6] },
  std: 1,
};
/** Short, but with all phases: a table, a fit and figures. */
export const SHORT = {
  ...LONG,
  name: 'short',
  draws: 3000,
  mean: { linspace: [-3, 1, 12] },
  mappings: 'gradient',
};

/** Makes a folder for a run, with study files. @returns its path */
export function folderWith(folder: string, ...studies: { name: string }[]): string {
  const cwd = mkdtempSync(join(folder, 'run-'));
  for (const study of studies) writeFileSync(join(cwd, `${study.name}.json`), JSON.stringify(study));
  return cwd;
}

/** Contents by path, without the two files that hold the date of the run, and without probes of killed runs. */
export function contentsOf(results: string): Record<string, string> {
  const files = readdirSync(results, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(results, path)).isFile(),
  );
  const timeless = files
    .filter((path) => !['run.json', 'report.html'].includes(path) && !isProbe(basename(path)))
    .sort();
  return Object.fromEntries(timeless.map((path) => [path, readFileSync(join(results, path), 'latin1')]));
}

export interface Signalled extends Outcome {
  /** From the first signal to the end. */
  seconds: number;
}

interface Running {
  pid: number;
  /** Its output so far. */
  written: Pick<Outcome, 'stdout' | 'stderr'>;
  /** Sends a signal, and lets a paused process continue with it. */
  send(signal: NodeJS.Signals): void;
  ended: Promise<Signalled>;
}

interface Surroundings {
  uid?: number | undefined;
  env?: Record<string, string>;
}

function start(args: readonly string[], cwd: string, { uid, env }: Surroundings = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (text: Buffer) => (written[name] += text.toString()));
  let first = 0;
  const ended = new Promise<Signalled>((resolve) => {
    child.on('close', (code, signal) => {
      // As a shell reports a process that SIGINT ended.
      const status = signal === 'SIGINT' ? 130 : code;
      resolve({ status, ...written, seconds: (performance.now() - first) / 1000 });
    });
  });
  const send = (signal: NodeJS.Signals) => {
    first ||= performance.now();
    child.kill(signal);
    child.kill('SIGCONT');
  };
  return { pid: child.pid!, written, send, ended };
}

/** Variables of a command that pauses itself at a moment (pause.mjs). */
export function pausedAt(moment: 'staging' | 'parts'): Record<string, string> {
  const given = process.env['NODE_OPTIONS'] ?? '';
  return {
    PAUSE_AT: moment,
    NODE_OPTIONS: `${given} --import=${new URL('pause.mjs', import.meta.url).href}`,
  };
}

/** Starts a command, and waits until it pauses itself at a moment (pause.mjs). */
export async function startPaused(
  args: readonly string[],
  cwd: string,
  moment: 'staging' | 'parts',
  uid?: number,
): Promise<Running> {
  const running = start(args, cwd, { uid, env: pausedAt(moment) });
  let early: Signalled | undefined;
  void running.ended.then((outcome) => (early = outcome));
  while (!early && !isPaused(running.pid)) await sleep(5);
  if (early) throw new Error(`not paused: ${JSON.stringify(early)}`);
  return running;
}

/** Starts a command, and sends a signal as soon as a condition holds. */
export async function runAndSignal(
  args: readonly string[],
  cwd: string,
  { when, signal }: { when: (running: Running) => boolean; signal: NodeJS.Signals },
  env: Record<string, string> = {},
): Promise<Signalled> {
  const running = start(args, cwd, { env });
  const timer = setInterval(() => {
    if (!when(running)) return;
    clearInterval(timer);
    running.send(signal);
  }, 5);
  return running.ended.finally(() => clearInterval(timer));
}

/** Whether a process waits for SIGCONT. */
function isPaused(pid: number): boolean {
  return fieldsOf(pid)[0] === 'T';
}

/**
 * Seconds of the processor that a process has used, which show its progress on a busy machine too; NaN if it has
 * ended.
 */
export function processorSeconds(pid: number): number {
  const fields = fieldsOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Unit of the times of a process in Linux, per second. */
const TICKS = 100;

/**
 * Fields of /proc/<pid>/stat from the third on; none if the process has ended. The second field, the name of the
 * program, is in parentheses.
 */
function fieldsOf(pid: number): string[] {
  let text = '';
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return [];
  }
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
