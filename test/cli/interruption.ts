/** Studies, and runs of them that are interrupted, for the tests of recovery. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isProbe } from '../../src/results/ownership.js';
import { MAIN } from './command.js';

/** Long enough to be interrupted while it computes. Without fit, because it has too few means for one. */
export const LONG = {
  name: 'long',
  kind: 'threshold',
  axis: 'ratio',
  draws: 80_000,
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

/** Starts a run and sends signals, each when a condition holds. */
export function runAndSignal(
  args: readonly string[],
  cwd: string,
  signals: readonly { when: (pid: number) => boolean; signal: NodeJS.Signals }[],
  uid?: number,
) {
  return new Promise<{ status: number | null; stderr: string; seconds: number }>((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    let stderr = '';
    let sent = 0;
    let first = 0;
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const timer = setInterval(() => {
      if (sent === signals.length || !signals[sent]!.when(child.pid!)) return;
      first ||= performance.now();
      child.kill(signals[sent++]!.signal);
    }, 5);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      // As a shell reports a process that SIGINT ended.
      const status = signal === 'SIGINT' ? 130 : code;
      resolve({ status, stderr, seconds: (performance.now() - first) / 1000 });
    });
  });
}

const journalOf = (cwd: string, name: string) => join(cwd, `results/.${name}.run/journal`);
/** Whether the journal of a run holds several parts. */
export const hasParts = (cwd: string, name: string) => () =>
  (statSync(journalOf(cwd, name), { throwIfNoEntry: false })?.size ?? 0) > 1e6;
