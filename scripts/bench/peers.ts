/**
 * Peers are programs of their own that stay alive and warm. A peer is started as
 *
 *     PROGRAM FOLDER EVERY       FOLDER: what data.ts wrote; EVERY: compute every so many-th item only (slow peers)
 *
 * reads the data, prints {"note": "..."} when it is ready, and then answers each line of its standard input with one line:
 *
 *     run          does the task                                   -> the seconds it took, measured inside
 *     save FILE    does the task and writes its result to FILE     -> a number
 *
 * Results are 64-bit floating point numbers in the order of the items.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Something that does the task, to be measured. */
export interface Contender {
  note: string;
  results(): Promise<Float64Array>;
  /** Does the task once. */
  seconds(): Promise<number>;
  stop(): void;
}

/** Why a contender is not measured. */
export class Unavailable extends Error {
  constructor(
    readonly status: 'absent' | 'not connected',
    reason: string,
  ) {
    super(reason);
  }
}

/** One BLAS thread, since a peer has one core unless its name says otherwise; and no files beside the sources. */
const SETTINGS = {
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};

const alive = new Set<ChildProcess>();

/** Starts a program that {@link stopPeers} ends. */
export function spawnPeer(
  [program, ...options]: readonly string[],
  stdin: 'pipe' | 'ignore',
  stdout: 'pipe' | 'ignore',
): ChildProcess {
  const child = spawn(program!, options, {
    stdio: [stdin, stdout, 'inherit'],
    env: { ...process.env, ...SETTINGS },
  });
  alive.add(child);
  child.once('close', () => alive.delete(child));
  return child;
}

/** For the end of the benchmark, whichever way it comes. */
export function stopPeers(): void {
  for (const child of alive) child.kill();
}

/** @param command program and its first arguments */
export async function startPeer(
  command: readonly string[],
  folder: string,
  every: number,
): Promise<Contender> {
  const child = spawnPeer([...command, folder, String(every)], 'pipe', 'pipe');
  const [input, output] = [child.stdin!, child.stdout!];
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      reject(new Error(`${command.join(' ')} ended (${code ?? signal})`));
    });
  });
  // Its end matters only while an answer is awaited.
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

/** A function of this process as a contender. */
export function ownTask(task: () => Float64Array | Promise<Float64Array>, note = ''): Contender {
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
