/** The build removes files of `dist` whose sources were moved or removed, and nothing else. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from './cli/command.js';
import { filesBelow } from './cli/tiny-study.js';

const SCRIPT = fileURLToPath(new URL('../scripts/clean-dist.mjs', import.meta.url));
const folder = temporaryFolder();

const SOURCES = ['src/index.ts', 'src/fit/fit.ts', 'src/page/browser/main.ts'];
const CURRENT = [
  '.tsbuildinfo',
  'cli/main.js',
  'explore/explore.html',
  'fit/fit.d.ts',
  'fit/fit.js',
  'index.js',
];
const STALE = ['fit/old.js', 'old.d.ts', 'page/browser/main.js', 'pool/deep/pool.js'];

it('removes compiled files without a source, and folders that become empty', () => {
  const files = [...SOURCES, ...[...CURRENT, ...STALE].map((name) => `dist/${name}`)];
  for (const name of files) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), '');
  }
  mkdirSync(join(folder.path, 'scripts'));
  copyFileSync(SCRIPT, join(folder.path, 'scripts/clean-dist.mjs'));
  execFileSync(process.execPath, ['scripts/clean-dist.mjs'], { cwd: folder.path });
  expect(filesBelow(join(folder.path, 'dist'))).toEqual(CURRENT);
  for (const gone of ['page', 'pool']) expect(existsSync(join(folder.path, 'dist', gone))).toBe(false);
  expect(filesBelow(join(folder.path, 'src'))).toEqual(SOURCES.map((name) => name.slice(4)).sort());
});
