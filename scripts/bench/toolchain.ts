/** The tools of the external programs that this machine has, and their versions. */

import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Unavailable } from './external-process.js';

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

export interface Toolchain {
  cpu: string;
  cores: number;
  node: string;
  python?: string;
  /** Path of the interpreter itself: `python3` may be a script that looks for it. */
  executable?: string;
  numpy?: string;
  scipy?: string;
  gcc?: string;
}

export async function findToolchain(): Promise<Toolchain> {
  const found: Toolchain = {
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

/** Folder of the sources of the external programs. */
export const EXTERNAL = join(import.meta.dirname, 'external');

/**
 * The command that starts a program in Python.
 * @throws {Unavailable} without Python or one of the packages
 */
export function pythonProgram(
  toolchain: Toolchain,
  script: string,
  packages: readonly ('numpy' | 'scipy')[],
): string[] {
  if (toolchain.executable === undefined) throw new Unavailable('no python3');
  const missing = packages.find((name) => toolchain[name] === undefined);
  if (missing) throw new Unavailable(`no ${missing} in ${toolchain.executable}`);
  return [toolchain.executable, join(EXTERNAL, script)];
}

/** The shape that a program in C is compiled for. */
interface Shape {
  workers: number;
  epsilons: { length: number };
}

const LIBMVEC = ['-march=native', '-mprefer-vector-width=512', '-ffast-math', '-lmvec', '-lm'];

/**
 * Compiles the program in which gcc vectorises exp, log and log1p.
 * @returns the command that starts it
 * @throws {Unavailable} without gcc, or if gcc does not use libmvec
 */
export async function compileLibmvec(toolchain: Toolchain, folder: string, shape: Shape): Promise<string[]> {
  const program = await compile(toolchain, folder, shape, 'libmvec', LIBMVEC);
  const symbols = (await outputOf('nm', ['-D', '-u', program])) ?? '';
  const missing = ['exp', 'log', 'log1p'].find((name) => !new RegExp(`_ZGV\\w+_${name}\\b`).test(symbols));
  if (missing)
    throw new Unavailable(`gcc does not vectorise ${missing} with libmvec (nm shows no _ZGV symbol of it)`);
  return [program];
}

/**
 * Compiles the program that uses the kernel's algorithm, with instructions that WebAssembly has too.
 * @returns the command that starts it
 * @throws {Unavailable} without gcc for x64
 */
export async function compileKernelTable(
  toolchain: Toolchain,
  folder: string,
  shape: Shape,
): Promise<string[]> {
  return [await compile(toolchain, folder, shape, 'kernel-table', ['-mavx', '-ffp-contract=off', '-lm'])];
}

async function compile(
  toolchain: Toolchain,
  folder: string,
  { workers, epsilons }: Shape,
  name: string,
  options: readonly string[],
): Promise<string> {
  if (toolchain.gcc === undefined) throw new Unavailable('no gcc');
  const program = join(folder, name);
  const source = [join(EXTERNAL, `${name}.c`), `-DWORKERS=${workers}`, `-DEPSILONS=${epsilons.length}`];
  try {
    await execute('gcc', ['-O3', ...source, '-o', program, ...options]);
  } catch (error) {
    throw new Unavailable(
      `gcc could not compile it: ${(error as { stderr?: string }).stderr?.split('\n')[0] ?? String(error)}`,
    );
  }
  return program;
}
