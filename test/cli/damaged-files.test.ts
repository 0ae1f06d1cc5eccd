/**
 * Damaged files of every kind are refused within seconds: one message with the place, status 2, no file left
 * behind.
 */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { alloraHere, alloraProcess, temporaryFolder, type Outcome } from './command.js';
import { RUNS_ALL } from '../effort.js';
import { damagedFiles } from './damaged-files/index.js';

const VALID_FILES = fileURLToPath(new URL('valid-files', import.meta.url));
const damaged = damagedFiles();
const folder = temporaryFolder();
beforeAll(() => cpSync(VALID_FILES, join(folder.path, 'valid'), { recursive: true }));

/** Without threads, and with the figures that are drawn fastest. */
const quickly = (command: string) =>
  ({ check: ['--threads', '0'], render: ['--format', 'svg'] })[command] ?? [];

/**
 * The commands that read each kind of file, and the name of the file. Damaged files are divided among the
 * commands.
 */
const COMMANDS: Record<string, { file: string; args: (path: string) => string[] }[]> = {
  study: [{ file: 'study.json', args: (path) => ['run', path, '--threads', '0', '--no-figures'] }],
  manifest: ['render', 'fit', 'check'].map((command) => ({
    file: 'manifest.json',
    args: (path) => [command, join(path, '..'), ...quickly(command)],
  })),
  fit: ['render', 'check'].map((command) => ({
    file: 'fit.json',
    args: (path) => [command, join(path, '..'), ...quickly(command)],
  })),
  cells: ['render', 'fit'].map((command) => ({
    file: 'cells.csv',
    args: (path) => [command, join(path, '..'), ...quickly(command)],
  })),
  regrets: [
    { file: 'regrets.csv', args: (path) => ['recommend', '--regrets', path] },
    { file: 'regrets.csv', args: (path) => ['precision', '--epsilon', '0.01', '--regrets', path] },
  ],
  losses: [{ file: 'losses.csv', args: (path) => ['recommend', '--losses', path, '--losses-are', 'raw'] }],
  scores: [{ file: 'scores.csv', args: (path) => ['recommend', '--std', '0.1', '--scores', path] }],
};

/** Limit for a file of a few kilobytes, in seconds: a command that hangs takes longer. */
const MOST_SECONDS = 10;

/**
 * One file in this many is read. Outside continuous integration few are, which all commands share: two and three
 * commands take turns.
 */
const STEP = RUNS_ALL ? 1 : 17;

/**
 * Whether a file is read in a separate process, which must behave in the same way: one in 97. Outside continuous
 * integration a single one, because a process takes longest.
 */
const isSeparate = (kind: string, i: number) => (RUNS_ALL ? i % 97 === 96 : kind === 'study' && i === 0);

/** A message names the file, the line or field, and the rule. */
const MESSAGE =
  /^\S+\.(json|csv)( has \d+ problems?:\n( {2}.* {3}(expected .*, got |unknown key).*\n)+( {2}and \d+ more\n)?|: .*(expected|is missing|is there twice|Invalid|Quote).*\n)$/;

function problemsOf({ status, stdout, stderr }: Outcome): string[] {
  return [
    status === 2 ? '' : `status ${status}`,
    stdout === '' ? '' : 'text on standard output',
    MESSAGE.test(stderr) ? '' : 'no message with the place',
    /\n\s+at |node:|\[object |undefined|[\0-\x09\x0b-\x1f\x7f]/.test(stderr)
      ? 'internals in the message'
      : '',
    stderr.length > 4000 ? 'too long a message' : '',
  ].filter(Boolean);
}

it('there are at least 500 damaged files, and all of them are small', () => {
  expect(damaged.size).toBeGreaterThanOrEqual(500);
  expect(Math.max(...[...damaged.values()].map(({ length }) => length))).toBeLessThan(12_000);
});

/** Command lines that were accepted: several kinds have the same ones. */
const accepted = new Set<string>();

describe.each(Object.entries(COMMANDS))('%s', (kind, commands) => {
  it('is accepted when valid', async () => {
    for (const { file, args } of commands) {
      const line = [...args(join('valid', file)), '--quiet'];
      if (accepted.has(line.join(' '))) continue;
      const { status, stderr } = await alloraHere(line, folder.path);
      expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' });
      accepted.add(line.join(' '));
    }
  });

  it('is refused when damaged', { timeout: 120_000 }, async () => {
    const complaints: string[] = [];
    const names = [...damaged.keys()].filter((name) => name.startsWith(`${kind}/`));
    expect(names.length).toBeGreaterThan(0);
    const work = mkdtempSync(join(folder.path, `${kind}-`));
    const input = join(work, 'in');
    cpSync(VALID_FILES, input, { recursive: true });
    const before = readdirSync(work, { recursive: true }).sort();
    for (let i = 0; i < names.length; i += STEP) {
      const name = names[i]!;
      const { file, args } = commands[i % commands.length]!;
      const path = join(input, file);
      writeFileSync(path, damaged.get(name)!);
      const start = performance.now();
      const outcome = await (isSeparate(kind, i)
        ? alloraProcess(args(join('in', file)), { cwd: work })
        : alloraHere(args(join('in', file)), work));
      const seconds = (performance.now() - start) / 1000;
      const problems = problemsOf(outcome);
      if (seconds > MOST_SECONDS) problems.push(`${seconds.toFixed(1)} s`);
      if (!readFileSync(path).equals(damaged.get(name)!)) problems.push('the file was changed');
      const isUnchanged = String(readdirSync(work, { recursive: true }).sort()) === String(before);
      if (!isUnchanged) problems.push('a file was left behind');
      if (problems.length > 0) {
        complaints.push(`${name}, ${args('')[0]}: ${problems.join(', ')}: ${outcome.stderr.slice(0, 300)}`);
      }
      if (!isUnchanged) {
        rmSync(work, { recursive: true });
        cpSync(VALID_FILES, input, { recursive: true });
      }
    }
    expect(complaints).toEqual([]);
    for (const name of readdirSync(VALID_FILES).filter((each) => each !== commands[0]!.file))
      expect(readFileSync(join(input, name), 'utf8')).toBe(readFileSync(join(VALID_FILES, name), 'utf8'));
  });
});
