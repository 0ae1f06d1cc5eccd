/** Runs every example of the README and compares its output. */

import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-readme-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin/allora-epsilon'),
    `#!/bin/sh\nexec "${process.execPath}" "${root}dist/cli/main.js" "$@"\n`,
  );
  chmodSync(join(folder, 'bin/allora-epsilon'), 0o755);
  for (const file of ['manifest.json', 'cells.csv', 'fit.json']) {
    cpSync(join(root, 'results/mapping', file), join(folder, 'results/mapping', file));
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function output(file: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` };
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env }, (_, stdout) => resolve(stdout));
  });
}

/** Output without times, which differ between runs. */
function comparable(text: string): string {
  return text.replace(/ in \d+\.\d s$/gm, ' in ... s').trimEnd();
}

describe('README', () => {
  it('shows the two commands of the reproduction', () => {
    expect(blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)).toEqual([
      'npm ci && npm run study\n',
      'npm ci && npm test\n',
    ]);
  });

  const commands = blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
    .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)] as const);

  it('shows more than five commands', () => expect(commands.length).toBeGreaterThan(5));
  it.each(commands)('$ %s', async (command, expected) => {
    expect(comparable(await output('sh', ['-c', `{ ${command}\n} 2>&1`], folder))).toBe(comparable(expected));
  });

  const programs = blocks.flatMap(({ language, text }, i) =>
    language === 'js' ? [[text, blocks[i + 1]!] as const] : [],
  );
  it.each(programs)('program %# prints the output shown', async (program, expected) => {
    expect(expected.language).toBe('text');
    expect(await output(process.execPath, ['--input-type=module', '--eval', program], root)).toBe(
      expected.text,
    );
  });

  it('links to existing files', () => {
    for (const [, link] of readme.matchAll(/\]\(([^):]+)\)/g))
      expect(() => readFileSync(join(root, link!))).not.toThrow();
  });
});
