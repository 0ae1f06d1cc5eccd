/** Bad input of every kind: one message with the place, status 2, nothing behind, in no time. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { corpusFiles } from '../../scripts/make-corpus.js';
import { allora, alloraHere, temporaryFolder, type Outcome } from './command.js';

const corpus = fileURLToPath(new URL('../corpus/', import.meta.url));
const made = corpusFiles();
const folder = temporaryFolder();
beforeAll(() => cpSync(join(corpus, 'whole'), join(folder.path, 'whole'), { recursive: true }));

const withoutThreads = (command: string) => (command === 'check' ? ['--threads', '0'] : []);

/** The commands that read a file of a kind, each some of the corpus, and its name there. */
const COMMANDS: Record<string, { file: string; args: (path: string) => string[] }[]> = {
  study: [{ file: 'study.json', args: (path) => ['run', path, '--threads', '0', '--no-figures'] }],
  manifest: ['render', 'fit', 'check'].map((command) => ({
    file: 'manifest.json',
    args: (path) => [command, join(path, '..'), ...withoutThreads(command)],
  })),
  fit: ['render', 'check'].map((command) => ({
    file: 'fit.json',
    args: (path) => [command, join(path, '..'), ...withoutThreads(command)],
  })),
  cells: ['render', 'fit'].map((command) => ({
    file: 'cells.csv',
    args: (path) => [command, join(path, '..')],
  })),
  regrets: [
    { file: 'regrets.csv', args: (path) => ['recommend', '--regrets', path] },
    { file: 'regrets.csv', args: (path) => ['precision', '--epsilon', '0.01', '--regrets', path] },
  ],
  losses: [{ file: 'losses.csv', args: (path) => ['recommend', '--losses', path, '--losses-are', 'raw'] }],
  scores: [{ file: 'scores.csv', args: (path) => ['recommend', '--std', '0.1', '--scores', path] }],
};

/** Seconds for a file of a few kilobytes; a hang takes longer. */
const MOST_SECONDS = 5;

/** File, then place or field, then rule; or what of it is missing. */
const MESSAGE =
  /^\S+\.(json|csv)( has \d+ problems?:\n( {2}.* {3}(expected .*, got |unknown key).*\n)+( {2}and \d+ more\n)?|: .*(expected|is missing|is there twice|Invalid|Quote).*\n)$/;

function problemsOf({ status, stdout, stderr }: Outcome): string[] {
  return [
    status === 2 ? '' : `status ${status}`,
    stdout === '' ? '' : 'something on standard output',
    MESSAGE.test(stderr) ? '' : 'no message with the place',
    /\n\s+at |node:|\[object |undefined|[\0-\x09\x0b-\x1f\x7f]/.test(stderr) ? 'a message for nobody' : '',
    stderr.length > 4000 ? 'too long a message' : '',
  ].filter(Boolean);
}

it('is what the script makes of whole files (npm run corpus)', () => {
  const folders = readdirSync(corpus).filter((name) => name !== 'whole');
  const files = folders.flatMap((name) => readdirSync(join(corpus, name)).map((file) => `${name}/${file}`));
  expect(files.sort()).toEqual([...made.keys()].sort());
  for (const file of files) expect(readFileSync(join(corpus, file)).equals(made.get(file)!), file).toBe(true);
  expect(files.length).toBeGreaterThanOrEqual(500);
  expect(Math.max(...[...made.values()].map(({ length }) => length))).toBeLessThan(12_000);
});

describe.each(Object.entries(COMMANDS))('%s', (kind, commands) => {
  it('is fine while whole', async () => {
    for (const { file, args } of commands) {
      const { status, stderr } = await alloraHere([...args(join('whole', file)), '--quiet'], folder.path);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });

  it('is refused when damaged', { timeout: 120_000 }, async () => {
    const complaints: string[] = [];
    const names = [...made.keys()].filter((name) => name.startsWith(`${kind}/`));
    const work = mkdtempSync(join(folder.path, `${kind}-`));
    const place = join(work, 'in');
    cpSync(join(corpus, 'whole'), place, { recursive: true });
    const before = readdirSync(work, { recursive: true }).sort();
    for (const [i, name] of names.entries()) {
      const { file, args } = commands[i % commands.length]!;
      const path = join(place, file);
      writeFileSync(path, made.get(name)!);
      const start = performance.now();
      // In a process of its own it is the same.
      const outcome = await (i % 97 === 96
        ? allora(args(join('in', file)), { cwd: work })
        : alloraHere(args(join('in', file)), work));
      const seconds = (performance.now() - start) / 1000;
      const problems = problemsOf(outcome);
      if (seconds > MOST_SECONDS) problems.push(`${seconds.toFixed(1)} s`);
      if (!readFileSync(path).equals(made.get(name)!)) problems.push('the file was changed');
      const isAsBefore = String(readdirSync(work, { recursive: true }).sort()) === String(before);
      if (!isAsBefore) problems.push('something was left behind');
      if (problems.length > 0)
        complaints.push(`${name}, ${args('')[0]}: ${problems.join(', ')}: ${outcome.stderr.slice(0, 300)}`);
      if (!isAsBefore) rmSync(work, { recursive: true });
      cpSync(join(corpus, 'whole'), place, { recursive: true });
    }
    expect(complaints).toEqual([]);
  });
});
