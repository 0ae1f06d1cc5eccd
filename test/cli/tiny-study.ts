/** A study of six cells, for the tests of `run` and `render`. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const TINY = {
  name: 'tiny',
  kind: 'grid',
  workers: 3,
  mean: [-1, 0, 1],
  std: [0.1, 1],
  epsilon: [0.01, 0.1, 1],
  seeds: [1, 2],
};

/** Writes the changed study into a folder. @returns its path */
export function writeTiny(folder: string, name: string, change: object = {}): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ ...TINY, ...change }));
  return path;
}

/** Paths of all files in a folder, relative to it, sorted. */
export function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

export function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}
