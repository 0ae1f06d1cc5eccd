/** Runs the command: in this process, or as its users do, the built program in a process of its own. */

import { spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { studyHash } from '../../src/results/manifest.js';
import { ALLORA_EPSILON } from '../../src/cli/allora-epsilon.js';
import type { Program } from '../../src/cli/options.js';
import { perform } from '../../src/cli/program.js';
import type { Study } from '../../src/study/study-file.js';
import { MAIN } from './main-program.js';

export { MAIN };
export { temporaryFolder } from '../temporary-folder.js';

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

interface Surroundings {
  cwd: string;
  input?: string;
  uid?: number;
  /** Variables that replace those of this process. */
  env?: Record<string, string>;
  /** Signal that is sent when the first text appears on standard error. */
  signal?: NodeJS.Signals;
}

/**
 * Runs the command: in this process unless it starts threads, or its surroundings differ from those of this
 * process. A process of its own takes much longer.
 */
export function allora(args: readonly string[], surroundings: Surroundings): Promise<Outcome> {
  const { cwd, input, ...others } = surroundings;
  const needsProcess = startsThreads(args) || Object.keys(others).length > 0;
  return needsProcess ? alloraProcess(args, surroundings) : alloraHere(args, cwd, input);
}

/** Runs the built command in a process of its own, for tests of the process. */
export function alloraProcess(args: readonly string[], surroundings: Surroundings): Promise<Outcome> {
  return runNode([MAIN, ...args], surroundings);
}

/** Threads cannot be started from the TypeScript source. */
function startsThreads(args: readonly string[]): boolean {
  const command = ALLORA_EPSILON.commands.find(({ name }) => name === args[0]);
  const hasThreads = command !== undefined && 'threads' in command.options;
  return hasThreads && !/ --threads 0\b| --help\b/.test(args.join(' '));
}

/** Runs a program of Node in a process of its own. */
export function runNode(
  words: readonly string[],
  { cwd, input, uid, env, signal }: Surroundings,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {
      cwd,
      env: { ...process.env, ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => {
      if (signal && stderr === '') child.kill(signal);
      stderr += text.toString();
    });
    child.on('error', reject);
    // As a shell reports a process that SIGINT ended.
    child.on('close', (code, by) => resolve({ status: by === 'SIGINT' ? 130 : code, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}

/** The latest call of {@link alloraHere}, whose test may have ended by its time limit. */
let latest: Promise<unknown> = Promise.resolve();

/**
 * Runs the command in this process. Calls wait for each other, because each changes the folder of the
 * process.
 */
export function alloraHere(args: readonly string[], cwd: string, input = ''): Promise<Outcome> {
  return performHere(ALLORA_EPSILON, args, cwd, input);
}

/** Runs a command of any program as {@link alloraHere}. */
export function performHere(
  program: Program,
  args: readonly string[],
  cwd: string,
  input = '',
): Promise<Outcome> {
  const outcome = latest.then(() => performNow(program, args, cwd, input));
  latest = outcome.catch(() => undefined);
  return outcome;
}

async function performNow(
  program: Program,
  args: readonly string[],
  cwd: string,
  input: string,
): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  const stdin = vi.spyOn(process, 'stdin', 'get').mockReturnValue(streamOf(input));
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const status = await perform(program, args);
    // A check that found a difference sets the exit code of the process.
    return { status: status || Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = undefined;
    process.chdir(before);
    for (const spy of [...spies, stdin]) spy.mockRestore();
  }
}

/** Standard input with a text. */
function streamOf(text: string): NodeJS.ReadStream & { fd: 0 } {
  const stream: unknown = Object.assign(Readable.from([Buffer.from(text)]), { fd: 0 });
  return stream as NodeJS.ReadStream & { fd: 0 };
}

/** The manifest that a run of the changed study would write. */
export function withStudy(manifest: string, change: object): string {
  const document = JSON.parse(manifest) as { study: Study };
  const study = { ...document.study, ...change };
  return JSON.stringify({ ...document, study, studyHash: studyHash(study) });
}

/** Copies results with one file changed or removed. @returns name of the copy */
export function damagedCopy(
  folder: string,
  from: string,
  name: string,
  file: string,
  damage: ((text: string) => string) | null,
): string {
  cpSync(join(folder, from), join(folder, name), { recursive: true });
  const path = join(folder, name, file);
  if (damage) writeFileSync(path, damage(readFileSync(path, 'utf8')));
  else rmSync(path);
  return name;
}
