/** The example of docs/live-topics.md is the answer about a topic of the reference files. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allora, alloraProcess, temporaryFolder } from '../cli/command.js';
import { answersOf, startServer } from '../epochs/chain/chain-server.js';

const folder = temporaryFolder();
const page = readFileSync(new URL('../../docs/live-topics.md', import.meta.url), 'utf8');

it('docs/live-topics.md shows the answer of the command', async () => {
  const server = await startServer(answersOf('topic-a'));
  const args = ['topic', '18', '--node', server.base, '--quiet'];
  const { stdout } = await alloraProcess(args, { cwd: folder.path });
  await server.close();
  const example = /\$ allora-epsilon topic 18\n([^]*?)```/.exec(page)![1]!;
  const timeless = (text: string) => text.replace(/read from \S+ at \S+/, '');
  expect(timeless(stdout)).toBe(timeless(example));
});

it('docs/live-topics.md states every option', async () => {
  const { stdout } = await allora(['topic', '--help'], { cwd: folder.path });
  const own = [...stdout.matchAll(/--([a-z-]+)/g)].map(([option]) => option);
  for (const option of own.filter((each) => !['--help', '--version', '--quiet'].includes(each)))
    expect(page).toContain(option);
});
