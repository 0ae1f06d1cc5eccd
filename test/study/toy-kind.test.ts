/**
 * Adding a kind of study takes its folder, one line in each of three registries, and one figure folder. This
 * test adds the toy kind of `toy-kind/` to a copy of `src`, without any other change, builds the command, and
 * runs it.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'allora-epsilon-toy-'));
afterAll(() => rmSync(copy, { recursive: true }));

const REGISTRIES = {
  'src/study/kinds/index.ts': "export { toy } from './toy/definition.js';\n",
  'src/study/kinds/computations.ts': "export { toy } from './toy/computation.js';\n",
  'src/figures/index.ts': "export { toy } from './toy/figures.js';\n",
};
const FILES = {
  'definition.ts': 'src/study/kinds/toy/definition.ts',
  'computation.ts': 'src/study/kinds/toy/computation.ts',
  'figures.ts': 'src/figures/toy/figures.ts',
};

beforeAll(() => {
  for (const part of [
    'src',
    'scripts/build-bundles.mjs',
    'scripts/join-files.mjs',
    'package.json',
    'dist/report',
  ]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const [file, line] of Object.entries(REGISTRIES)) {
    writeFileSync(join(copy, file), readFileSync(join(copy, file), 'utf8') + line);
  }
  for (const [file, place] of Object.entries(FILES)) {
    const text = readFileSync(join(root, 'test/study/toy-kind', file), 'utf8');
    const depth = place.split('/').length - 2;
    mkdirSync(join(copy, place, '..'), { recursive: true });
    const moved = text
      .replaceAll("'../../../src/", `'${'../'.repeat(depth)}`)
      .replace(
        "'./definition.js'",
        file === 'figures.ts' ? "'../../study/kinds/toy/definition.js'" : "'./definition.js'",
      );
    writeFileSync(join(copy, place), moved);
  }
  writeFileSync(
    join(copy, 'primes.json'),
    JSON.stringify({ name: 'primes', kind: 'toy', n: { logspace: [1, 3, 3] } }),
  );
  execFileSync(process.execPath, ['scripts/build-bundles.mjs'], { cwd: copy });
});

function allora(...args: string[]) {
  const main = join(copy, 'dist/cli/main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it('a kind needs its folder, three lines and a figure folder', { timeout: 120_000 }, () => {
  const run = allora('run', 'primes.json', '--threads', '2');
  // A slow machine also shows progress.
  expect(run.stderr.replace(/^ +\d+ % {2}.*\n/gm, '')).toBe('primes: 3 numbers; 2 threads\n');
  expect(run.stdout).toMatch(/^results\/primes: primes\.csv, 2 figures, report\.html in /);
  expect(readFileSync(join(copy, 'results/primes/primes.csv'), 'utf8')).toBe(
    'n,share\n10,0.4\n100,0.25\n1000,0.168\n',
  );
  expect(readFileSync(join(copy, 'results/primes/figures/primes.svg'), 'utf8')).toContain(
    'Primes become rare',
  );

  const table = join(copy, 'results/primes/primes.csv');
  writeFileSync(table, 'n,share\n10,0.4\n100,2.5\n1000,0.168\n');
  const render = allora('render', 'results/primes');
  expect(render.status).toBe(2);
  expect(render.stderr).toContain('primes.csv: line 3, share: expected a share from 0 to 1, got 2.5');

  const refused = allora('run', 'primes.json', '--seed', '3');
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('--seed: expected no such option: a study of kind "toy" draws no regrets');
});
