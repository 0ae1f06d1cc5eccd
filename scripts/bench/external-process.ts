/**
 * Programs in other languages that do a task of the benchmark. Each is started once and stays in memory
 * between repetitions. It is started as
 *
 *     PROGRAM FOLDER EVERY       FOLDER: the files of data.ts; EVERY: compute every n-th item only
 *
 * reads the data, prints {"note": "..."} when it is ready, and then answers each line of its standard input
 * with one line:
 *
 *     run          does the task                                   -> its duration in seconds, measured inside
 *     save FILE    does the task and writes its result to FILE     -> a number
 *
 * Results are 64-bit floating point numbers in the order of the items.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A started competitor. */
export interface RunningTask {
  note: string;
  results(): Promise<Float64Array>;
  /** Does the task once. */
  seconds(): Promise<number>;
  stop(): void;
}

/** Thrown if a competitor cannot be measured because something is not installed. */
export class Unavailable extends Error {}

/**
 * One BLAS thread, because a program has one core unless its name says otherwise. No files beside the
 * sources.
 */
const ENVIRONMENT = {
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};

const children = new Set<ChildProcess>();

/** Starts a program that {@link stopPrograms} ends. */
export function spawnProgram(
  [program, ...options]: readonly string[],
  stdin: 'pipe' | 'ignore',
  stdout: 'pipe' | 'ignore',
): ChildProcess {
  const child = spawn(program!, options, {
    stdio: [stdin, stdout, 'inherit'],
    env: { ...process.env, ...ENVIRONMENT },
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** Ends all programs that still run. */
export function stopPrograms(): void {
  for (const child of children) child.kill();
}

/** @param command program and its first arguments */
export async function startProgram(
  command: readonly string[],
  folder: string,
  every: number,
): Promise<RunningTask> {
  const child = spawnProgram([...command, folder, String(every)], 'pipe', 'pipe');
  const [input, output] = [child.stdin!, child.stdout!];
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      reject(new Error(`${command.join(' ')} ended (${code ?? signal})`));
    });
  });
  // The end of the program is an error only while an answer is awaited.
  ended.catch(() => undefined);
  input.on('error', () => undefined);

  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const line = await Promise.race([lines.next(), ended]);
    return line.done ? ended : JSON.parse(line.value);
  };
  const request = (line: string) => {
    input.write(`${line}\n`);
    return answer();
  };

  const { note } = (await answer()) as { note: string };
  return {
    note,
    async results() {
      const path = join(folder, 'result.f64');
      await request(`save ${path}`);
      const bytes = await readFile(path);
      await rm(path);
      return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    },
    seconds: async () => (await request('run')) as number,
    stop: () => input.end(),
  };
}

/** A function of this process as a running task. */
export function localTask(task: () => Float64Array | Promise<Float64Array>, note = ''): RunningTask {
  return {
    note,
    results: async () => task(),
    async seconds() {
      const start = performance.now();
      await task();
      return (performance.now() - start) / 1000;
    },
    stop: () => undefined,
  };
}
