/** Every example of docs/examples is run against the built package, and its output checked. */

import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseStudy, runInto } from '../../src/index.js';
import { alloraHere } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = join(root, 'docs/examples');
const run = promisify(execFile);
/** A line between the outputs of two programs. */
const END = '-- end of a program';

/** A project that has the package installed, and holds the examples. */
let project = '';
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'allora-epsilon-examples-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/allora-epsilon'), 'dir');
  cpSync(examples, project, { recursive: true });
});
afterAll(() => {
  rmSync(project, { recursive: true });
});

/**
 * Lines by the program of JavaScript that prints them. One process runs all, because each loads the library.
 */
let printed: Promise<Map<string, string[]>> | undefined;

async function printedBy(name: string): Promise<string[]> {
  printed ??= runPrograms(readdirSync(examples).filter((each) => each.endsWith('.mjs')));
  return (await printed).get(name)!;
}

async function runPrograms(names: readonly string[]): Promise<Map<string, string[]>> {
  const parts = names.map((name) => `console.log(${JSON.stringify(END)}); await import('./${name}');`);
  const args = ['--input-type=module', '--eval', parts.join('\n')];
  const { stdout } = await run(process.execPath, args, { cwd: project });
  const texts = stdout.split(`${END}\n`).slice(1);
  return new Map(names.map((name, i) => [name, texts[i]!.trimEnd().split('\n')]));
}

describe('docs/examples', () => {
  it('lists every example in its README', () => {
    const readme = readFileSync(join(examples, 'README.md'), 'utf8');
    for (const name of readdirSync(examples))
      if (name !== 'README.md') expect(readme).toMatch(new RegExp(`\\]\\(${name}(/README\\.md)?\\)`));
  });

  it('recommend.mjs prints the recommendations', async () => {
    expect(await printedBy('recommend.mjs')).toEqual([
      'expected std 0.05: epsilon 0.025',
      'With 10 workers whose regrets spread by 0.05 dex around 0, weights differ by a factor of 3.16 or more in 95 % of epochs.',
      '4 past epochs: epsilon 0.066',
      'With this epsilon the weights differ by a factor of 3.16 or more in 50 % of these 4 epochs.',
      'all workers better than the network: epsilon null',
      'It takes a mean of the regrets of at most 0.0184 (0.367 times their std, now 2), or a confidence below 6.38 %, or a smaller factor.',
    ]);
  });

  it('own-study.mjs prints the numbers that the command writes to cells.csv', async () => {
    const [header, ...rowsPrinted] = await printedBy('own-study.mjs');
    expect(header).toBe('std, separable share, epsilon for 95 % of epochs, its 95 % interval');
    expect(rowsPrinted[0]).toBe('0.05, 1, 0.02542352015389977, 0.024261934394692916, 0.02721851762956816');

    const args = ['run', 'own-study.json', '--out', 'five-workers', '--no-figures', '--threads', '0'];
    expect((await alloraHere(args, project)).status).toBe(0);
    const table = readFileSync(join(project, 'five-workers/cells.csv'), 'utf8').trimEnd().split('\n');
    const [columns, ...rows] = table.map((line) => line.split(','));
    const shown = ['std', 'attainable', 'epsilon_q05', 'epsilon_q05_low', 'epsilon_q05_high'];
    expect(rows.map((row) => shown.map((name) => row[columns!.indexOf(name)]).join(', '))).toEqual(
      rowsPrinted,
    );
  });

  it('own-scheme.mjs prints the weights of both schemes', async () => {
    expect(await printedBy('own-scheme.mjs')).toEqual([
      'chain-2026: weights 0.0264 0.1827 1.0000',
      'chain-2026: spread 0.6446 (std of log10 weights)',
      'chain-2026: largest epsilon for a factor of 3: 0.1714',
      'own scheme: weights 0.0052 0.0912 1.0000',
      'own scheme: spread 0.9339 (std of log10 weights)',
      'own scheme: largest epsilon for a factor of 3: 0.3162',
    ]);
  });

  it('read-tables.py prints numbers of the committed mapping', async (context) => {
    const hasPython = await run('python3', ['--version']).then(
      () => true,
      () => false,
    );
    if (!hasPython && !process.env.CI)
      context.skip('python3 is not installed: docs/examples/read-tables.py was not run');

    const args = ['read-tables.py', join(root, 'results/mapping')];
    const { stdout } = await run('python3', args, { cwd: project });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('mean / std, median of the largest epsilon / std, where std = 1');
    expect(lines.slice(1, 26)).toContain('0, 1.0927');
    expect(lines[25]).toBe('3, nan');
    expect(lines.slice(26)).toEqual([
      'epsilon / std = 1.45002 * (1 - exp(-v)), v = x / 0.885022, x = 1.22261 - mean / std >= 0',
      'kappa = 1.45002 +- 0.00109',
      'R = 1.22261 +- 0.00521',
      'b = 0.88502 +- 0.00541',
    ]);
  });

  /** Stands for the package of an engine: runs each task at once, in the process of the driver. */
  const ENGINES = {
    'ray.py':
      'def remote(**_):\n  def decorate(f):\n    f.remote = f\n    return f\n  return decorate\ndef init(): pass\ndef get(results): return results\n',
    'dask/distributed.py':
      'class Client:\n  def map(self, f, items, **_): return [f(item) for item in items]\n  def gather(self, results): return results\n',
  };

  // In CI only, because each starts Python and a command for each shard.
  it.runIf(RUNS_ALL).each(['ray-shards.py', 'dask-shards.py'])(
    '%s computes and merges the shards of a study',
    async (name) => {
      const folder = join(project, name.replace('.py', ''));
      for (const each of ['bin', 'dask']) mkdirSync(join(folder, each), { recursive: true });
      for (const [path, text] of Object.entries(ENGINES)) writeFileSync(join(folder, path), text);
      const main = join(root, 'dist/cli/main.js');
      writeFileSync(
        join(folder, 'bin/allora-epsilon'),
        `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`,
      );
      chmodSync(join(folder, 'bin/allora-epsilon'), 0o755);
      const env = { ...process.env, PYTHONPATH: folder, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
      const study = { name: 'small', kind: 'relative', mean: [-1, 0], std: 1, workers: [3, 5], draws: 20 };
      writeFileSync(join(folder, 'small.json'), JSON.stringify(study));
      await run('python3', [join(examples, name), 'small.json', '3'], { cwd: folder, env });
      const alone = join(folder, 'alone');
      await runInto(alone, parseStudy(study).study!, { threads: 0, figures: false });
      expect(readFileSync(join(folder, 'results/small/cells.csv'), 'utf8')).toBe(
        readFileSync(join(alone, 'cells.csv'), 'utf8'),
      );
    },
  );
});
