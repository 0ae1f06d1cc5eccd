/** Commands that need a build build once, and again after a change of a source or of a built file. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from './cli/command.js';
import { RUNS_ALL } from './effort.js';

const SCRIPT = fileURLToPath(new URL('../scripts/build-if-changed.mjs', import.meta.url));
const folder = temporaryFolder();
const at = (path: string) => join(folder.path, path);

/** A build that appends a letter to `builds`, and copies the source. It fails if the source is `wrong`. */
const BUILD = `
const { appendFileSync, copyFileSync, mkdirSync, readFileSync } = require('node:fs');
appendFileSync('builds', 'b');
if (readFileSync('src/source', 'utf8') === 'wrong') process.exit(4);
mkdirSync('dist', { recursive: true });
copyFileSync('src/source', 'dist/built');
`;

/** @returns the number of builds so far, the status, and the built file */
function run(): [builds: number, status: number | null, built: string] {
  const { status } = spawnSync(process.execPath, [at('scripts/build-if-changed.mjs')]);
  const built = existsSync(at('dist/built')) ? readFileSync(at('dist/built'), 'utf8') : 'nothing';
  return [readFileSync(at('builds'), 'utf8').length, status, built];
}

it('builds after changes only', () => {
  for (const name of ['scripts', 'src']) mkdirSync(at(name));
  copyFileSync(SCRIPT, at('scripts/build-if-changed.mjs'));
  writeFileSync(at('package.json'), JSON.stringify({ scripts: { build: 'node build.cjs' } }));
  writeFileSync(at('package-lock.json'), '{}');
  writeFileSync(at('build.cjs'), BUILD);
  writeFileSync(at('src/source'), 'one');
  expect(run()).toEqual([1, 0, 'one']);
  expect(run()).toEqual([1, 0, 'one']);
  // Of the same length.
  writeFileSync(at('src/source'), 'two');
  expect(run()).toEqual([2, 0, 'two']);
  rmSync(at('dist/built'));
  expect(run()).toEqual([3, 0, 'two']);
  writeFileSync(at('src/source'), 'wrong');
  expect(run()).toEqual([4, 4, 'two']);
  // A build that failed does not count. Outside CI this is left out, because each build starts npm.
  if (RUNS_ALL) expect(run()).toEqual([5, 4, 'two']);
});
