import { spawn } from 'node:child_process';
import { cpSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ALLORA_EPSILON } from '../../src/cli/allora-epsilon.js';
import { RUNS_ALL, some } from '../effort.js';
import { alloraHere, alloraProcess, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });

describe('help', () => {
  it.each([['--help'], ['run', '--help'], ['render', '--help'], ['weights', '--help']])(
    'allora-epsilon %s %s shows examples and fits 100 columns',
    async (...args) => {
      // A process of its own for the first, which needs all commands.
      const perform =
        args[0] === '--help' ? alloraProcess(args.filter(Boolean), here()) : alloraHere(args, folder.path);
      const { status, stdout, stderr } = await perform;
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/Examples:\n {2}allora-epsilon /);
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    },
  );

  it.each(ALLORA_EPSILON.commands.map(({ name }) => name))(
    '%s: a description and its type are apart',
    async (name) => {
      const { stdout } = await alloraHere([name, '--help'], folder.path);
      expect(stdout).toContain('[boolean]');
      expect(stdout).not.toMatch(/\S\[(boolean|array|string|default)/);
    },
  );

  it('--version prints the version of the package', async () => {
    expect((await alloraProcess(['--version'], here())).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

it('a reader that closes the pipe early is not a failure', async () => {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const shell = spawn('bash', [
    '-c',
    `set -o pipefail; "$0" "$1" weights ${'1 '.repeat(3000)} --epsilon 1 --json | head -n 1`,
    process.execPath,
    main,
  ]);
  let stderr = '';
  shell.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const status = await new Promise((resolve) => shell.on('close', resolve));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

describe('in surroundings that lack something', () => {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  async function shell(script: string) {
    const child = spawn('bash', ['-c', script, process.execPath, main], { cwd: folder.path });
    let stderr = '';
    let stdout = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    const status = await new Promise((resolve) => child.on('close', resolve));
    return { status, stdout, stderr };
  }

  it('states that too many files are open', async () => {
    let stated = 0;
    for (let limit = 18; limit <= 30; limit++) {
      const { status, stderr } = await shell(`ulimit -n ${limit}; exec "$0" "$1" recommend --std 0.05`);
      // Node itself needs about 18 files, and fails without them before it can read the command.
      if (status === 0 || /open '[^']*main\.js'|node::/.test(stderr) || stderr === '') continue;
      expect(status).toBe(3);
      expect(stderr).toMatch(/^allora-epsilon [^\n]*too many files are open[^\n]*\n$/);
      stated++;
      if (!RUNS_ALL) break;
    }
    expect(stated).toBeGreaterThan(0);
  });

  // Such as the image library of another system.
  it('names a package that the thread of figures lacks, and writes nothing', async () => {
    const installed = join(folder.path, 'installed');
    const root = fileURLToPath(new URL('../..', import.meta.url));
    cpSync(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
    for (const name of ['node_modules', 'studies', 'package.json'])
      symlinkSync(join(root, name), join(installed, name));
    writeFileSync(join(installed, 'dist/cli/draw-worker.js'), "import 'missing-package';\n");
    for (const threads of some([2, 0], 1)) {
      const words = `run forum-coarse --threads ${threads} --out drawn --quiet`;
      const { status, stderr } = await shell(`exec "$0" installed/dist/cli/main.js ${words}`);
      expect(status).toBe(3);
      expect(stderr).toMatch(/^allora-epsilon failed: Cannot find package 'missing-package'[^\n]*\n$/);
      expect(existsSync(join(folder.path, 'drawn'))).toBe(false);
    }
  });

  const inDeletedFolder = (words: string) =>
    shell(`mkdir gone; cd gone; rmdir ../gone; exec "$0" "$1" ${words}`);

  it('answers in a folder that was deleted, where no folder is needed', async () => {
    // Each takes a process.
    for (const words of some(['weights 1 2 --epsilon 1', 'recommend --std 0.05'], 2)) {
      const { status, stderr } = await inDeletedFolder(words);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });

  const commands = ['run forum-coarse --quiet', '--help', 'render x', 'explore', 'recommend --regrets x.csv'];
  it.each(RUNS_ALL ? commands : commands.slice(0, 1))(
    'states in a folder that was deleted what is missing: %s',
    async (words) => {
      const { status, stdout, stderr } = await inDeletedFolder(words);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^[^\n]*(?:there is no such file|the current folder no longer exists)[^\n]*\n$/);
    },
  );
});
