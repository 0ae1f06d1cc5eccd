/** Which of the peers' tools this machine has, and in which version. */

import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Unavailable } from './peers.js';

const execute = promisify(execFile);

const PROBE = `
import json, platform, sys
found = {"python": platform.python_version(), "executable": sys.executable}
for name in ("numpy", "scipy"):
    try:
        found[name] = __import__(name).__version__
    except ImportError:
        pass
print(json.dumps(found))
`;

export interface Installed {
  cpu: string;
  cores: number;
  node: string;
  python?: string;
  /** Path of the interpreter itself: what `python3` names may be a script that looks for it. */
  executable?: string;
  numpy?: string;
  scipy?: string;
  gcc?: string;
}

export async function findInstalled(): Promise<Installed> {
  const found: Installed = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.versions.node,
  };
  const python = await outputOf('python3', ['-c', PROBE]);
  if (python !== undefined) Object.assign(found, JSON.parse(python));
  const gcc = await outputOf('gcc', ['-dumpfullversion']);
  if (gcc !== undefined) found.gcc = gcc.trim();
  return found;
}

async function outputOf(program: string, options: readonly string[]): Promise<string | undefined> {
  try {
    return (await execute(program, options)).stdout;
  } catch {
    return undefined;
  }
}

/** Folder of the peers' sources. */
export const PEERS = join(import.meta.dirname, 'peers');

/** The command that starts a Python peer, if the machine has what it needs. */
export function pythonPeer(
  installed: Installed,
  script: string,
  packages: readonly ('numpy' | 'scipy')[],
): string[] {
  if (installed.executable === undefined) throw new Unavailable('absent', 'no python3');
  const missing = packages.find((name) => installed[name] === undefined);
  if (missing) throw new Unavailable('absent', `no ${missing} in ${installed.executable}`);
  return [installed.executable, join(PEERS, script)];
}

/** The shape that a peer in C is compiled for. */
interface Shape {
  workers: number;
  epsilons: { length: number };
}

const LIBMVEC = ['-march=native', '-mprefer-vector-width=512', '-ffast-math', '-lmvec', '-lm'];

/**
 * Compiles the peer that lets gcc vectorise exp, log and log1p; the command that starts it.
 * @throws {Unavailable} without gcc, or where it makes no use of libmvec
 */
export async function compileLibmvec(installed: Installed, folder: string, shape: Shape): Promise<string[]> {
  const program = await compile(installed, folder, shape, 'libmvec', LIBMVEC);
  const symbols = (await outputOf('nm', ['-D', '-u', program])) ?? '';
  const missing = ['exp', 'log', 'log1p'].find((name) => !new RegExp(`_ZGV\\w+_${name}\\b`).test(symbols));
  if (missing)
    throw new Unavailable(
      'absent',
      `gcc does not vectorise ${missing} with libmvec (nm shows no _ZGV symbol of it)`,
    );
  return [program];
}

/**
 * Compiles the peer that does what our kernel does, with the instructions that WebAssembly has too; the command that starts it.
 * @throws {Unavailable} without gcc for x64
 */
export async function compileTable(installed: Installed, folder: string, shape: Shape): Promise<string[]> {
  return [await compile(installed, folder, shape, 'table', ['-mavx', '-ffp-contract=off', '-lm'])];
}

async function compile(
  installed: Installed,
  folder: string,
  { workers, epsilons }: Shape,
  name: string,
  options: readonly string[],
): Promise<string> {
  if (installed.gcc === undefined) throw new Unavailable('absent', 'no gcc');
  const program = join(folder, name);
  const source = [join(PEERS, `${name}.c`), `-DWORKERS=${workers}`, `-DEPSILONS=${epsilons.length}`];
  try {
    await execute('gcc', ['-O3', ...source, '-o', program, ...options]);
  } catch (error) {
    throw new Unavailable(
      'absent',
      `gcc could not compile it: ${(error as { stderr?: string }).stderr?.split('\n')[0] ?? String(error)}`,
    );
  }
  return program;
}
