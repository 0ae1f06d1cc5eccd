import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('every file of the mathematics has tests that must detect its mutants', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const listed = execFileSync(process.execPath, ['scripts/mutation.mjs', '--list'], { cwd: root })
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]!);
  const rooms = ['weights', 'statistics', 'theory', 'network', 'fit'];
  const files = rooms.flatMap((room) =>
    readdirSync(new URL(`../src/${room}`, import.meta.url)).map(
      (name) => `${room}/${name.replace('.ts', '')}`,
    ),
  );
  expect(listed.toSorted()).toEqual(files.toSorted());
});
