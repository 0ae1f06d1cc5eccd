/** Runs the command as its users do: the built program, in a separate process. */

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, vi } from 'vitest';
import { studyHash } from '../../src/results/manifest.js';
import { ALLORA_EPSILON } from '../../src/cli/allora-epsilon.js';
import { perform } from '../../src/cli/program.js';
import type { Study } from '../../src/study/study-file.js';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const FORUM = fileURLToPath(new URL('../../scripts/forum/main.ts', import.meta.url));

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

export function allora(args: readonly string[], surroundings: Surroundings): Promise<Outcome> {
  return runNode([MAIN, ...args], surroundings);
}

/** Runs the commands of scripts/forum, from their TypeScript source. */
export function forum(args: readonly string[], surroundings: Surroundings): Promise<Outcome> {
  return runNode(['--import', import.meta.resolve('tsx'), FORUM, ...args], surroundings);
}

function runNode(words: readonly string[], { cwd, input, uid, env, signal }: Surroundings): Promise<Outcome> {
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

/**
 * Runs the command in this process, which is twenty times as fast. For tests that are not about the process
 * itself. Standard input still needs a separate process.
 */
export async function alloraHere(args: readonly string[], cwd: string, input?: string): Promise<Outcome> {
  if (input !== undefined) return allora(args, { cwd, input });
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const status = await perform(ALLORA_EPSILON, args);
    // A check that found a difference sets the exit code of the process.
    return { status: status || Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = undefined;
    process.chdir(before);
    for (const spy of spies) spy.mockRestore();
  }
}

/** Makes a folder for the tests of a file, and removes it after them. */
export function temporaryFolder(): { path: string } {
  const folder = { path: '' };
  beforeAll(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'allora-epsilon-'));
  });
  afterAll(() => {
    rmSync(folder.path, { recursive: true, force: true });
  });
  return folder;
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
