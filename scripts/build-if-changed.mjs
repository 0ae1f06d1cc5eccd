/**
 * Runs `npm run build` unless `dist` holds a build of the present sources: the contents of all sources, and the
 * names and sizes of all built files, are those after the last build. Several commands need a build, and CI
 * runs all of them.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const RECORD = join(root, 'node_modules/.cache/allora-epsilon-build.txt');

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(root, join(entry.parentPath, entry.name))).sort();
}

function state() {
  // Coverage needs source maps.
  const hash = createHash('sha256').update(
    `${process.version} ${process.env.NODE_V8_COVERAGE ? 'maps' : ''}`,
  );
  const builders = readdirSync(join(root, 'scripts')).filter((name) => name.endsWith('.mjs'));
  const sources = [
    'package.json',
    'package-lock.json',
    ...builders.map((name) => join('scripts', name)),
    ...filesBelow('src'),
  ];
  for (const path of sources) {
    const content = readFileSync(join(root, path));
    hash.update(`\n${path} ${content.length}\n`).update(content);
  }
  // `npm run site` writes its files below `dist`, too.
  for (const path of filesBelow('dist').filter((each) => !each.startsWith(join('dist', 'site'))))
    hash.update(`\n${path} ${statSync(join(root, path)).size}`);
  return hash.digest('hex');
}

const recorded = existsSync(RECORD) ? readFileSync(RECORD, 'utf8') : '';
if (recorded !== state()) {
  const { status } = spawnSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  writeFileSync(RECORD, state());
}
