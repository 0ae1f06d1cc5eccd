/** The command on a pseudo-terminal (`script` of util-linux): lines break between words; pipes are unchanged. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { allora, temporaryFolder } from './command.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = temporaryFolder();

/** Everything that a terminal of this width shows. Neither its messages nor its answer are apart. */
function onTerminal(words: string, columns: number): string {
  const command = `stty cols ${columns} rows 24; exec "${process.execPath}" "${main}" ${words}`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
  });
  return stdout.replaceAll('\r', '');
}

/** The help joins a text that fills its line and the type after it: `output[boolean]`. */
const wordsOf = (text: string) =>
  text
    .replaceAll('[', ' [')
    .split(/\s+/)
    .filter((word) => word !== '');

const LINES = [
  'recommend --std 0.05',
  'precision --epsilon 0.01',
  'recommend --std 0.05 --scheme forum --mapping x',
  'run no-such-study-of-a-very-long-name --threads 0',
  // Data need no simulation.
  'tune --epsilon 0.1 --regrets regrets.csv',
];

beforeAll(() => {
  const rows = Array.from({ length: 30 }, (_, i) => [0, 1, 2].map((j) => 0.05 * Math.sin(7 * i + 2 * j + 1)));
  writeFileSync(join(folder.path, 'regrets.csv'), `a,b,c\n${rows.map((row) => row.join()).join('\n')}\n`);
});

const WIDTHS = [60, 80, 100];

describe.each(WIDTHS)('a terminal of %i columns', (columns) => {
  // Each line at each width in continuous integration, and at one width elsewhere.
  const isShown = (_: string, i: number) => RUNS_ALL || WIDTHS[i % WIDTHS.length] === columns;
  it.each(LINES.filter(isShown))('shows no line that is wider, and no word in two: %s', async (words) => {
    const shown = onTerminal(words, columns);
    const { stdout, stderr } = await allora(words.split(' '), { cwd: folder.path });
    expect(wordsOf(shown)).toEqual(wordsOf(stdout + stderr));
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  });

  const helps = RUNS_ALL || columns === 60 ? ['recommend'] : [];
  it.each(helps)('breaks help between words', async (command) => {
    const { stdout } = await allora([command, '--help'], { cwd: folder.path });
    const shown = onTerminal(`${command} --help`, columns);
    // The columns of options differ, so lines break at other words.
    expect(wordsOf(shown).toSorted()).toEqual(wordsOf(stdout).toSorted());
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  });
});

it('prints JSON and pipes unchanged', async () => {
  const json = onTerminal('recommend --std 0.05 --json', 40);
  const { stdout } = await allora(['recommend', '--std', '0.05', '--json'], { cwd: folder.path });
  expect(json).toBe(stdout);
});
