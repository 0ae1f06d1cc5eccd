/** `Math.pow` and `**` differ in the last digit between versions of Node, except for squares and powers of 2. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../../src', import.meta.url));
/** Rooms that compute the numbers in tables and fits. */
const ROOMS = ['sampling', 'weights', 'statistics', 'theory', 'study', 'run', 'fit', 'results'];

/** Code of a file without comments. */
const codeOf = (path: string) => readFileSync(path, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');

const files = ROOMS.flatMap((room) =>
  readdirSync(join(source, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('assembly') && !name.endsWith('module.ts'))
    .map((name) => join(source, room, name)),
);

test('numbers in tables and fits need no power but squares and powers of 2', () => {
  expect(files.length).toBeGreaterThan(80);
  const uses = files.flatMap((path) =>
    [...codeOf(path).matchAll(/.*(?:Math\.pow|\*\*).*/g)]
      .map(([line]) => line.trim())
      .filter((line) => /Math\.pow|(?<!\b2) \*\*(?! 2\b)/.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(uses).toEqual([]);
});
