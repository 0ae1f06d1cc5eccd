/** Runs every example of a document and compares its output. */

import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allora } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
export interface Block {
  language: string;
  text: string;
}

/** The fenced blocks of a document. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, block]) => ({
    language: language!,
    text: block!,
  }));
}

/** The commands of a document, each with its output. */
export function examplesOf(text: string): (readonly [command: string, output: string])[] {
  return blocksOf(text)
    .filter(({ language }) => language === 'console')
    .flatMap((block) => block.text.split(/^\$ /m).slice(1))
    .map((each) => [each.slice(0, each.indexOf('\n')), each.slice(each.indexOf('\n') + 1)]);
}

/** Outputs of the commands of README, which test/package.test.ts runs in the installed package. */
const SHOWN_IN_README = new Map(examplesOf(readFileSync(join(root, 'README.md'), 'utf8')));

function output(
  file: string,
  args: readonly string[],
  cwd: string,
  bin: string,
  input = '',
): Promise<string> {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  return new Promise((resolve) => {
    const child = execFile(file, args, { cwd, env }, (_, stdout) => resolve(stdout));
    // A program such as `head` may end before it has read everything.
    child.stdin!.on('error', () => undefined).end(input);
  });
}

/** A call without quotes, and the programs before and after it in a pipe. */
const CALL = /^(?:(.*) \| )?allora-epsilon ([\w.,=/ -]+?)(?: \| (.*))?$/;
/** Subcommands of which a line was run in a shell: here, or with the commands of README. */
const shown = new Set(
  [...SHOWN_IN_README.keys()].flatMap((line) => CALL.exec(line)?.[2]!.split(' ', 1) ?? []),
);

/**
 * The output of a command line. The first line of each subcommand runs in a shell, as users run it; calls in
 * other lines run in this process, which is much faster.
 */
async function outputOfLine(line: string, folder: string, bin: string): Promise<string> {
  const shell = (text: string, input?: string) => output('sh', ['-c', text], folder, bin, input);
  const [, before, text = '', after] = CALL.exec(line) ?? [];
  const words = text.split(' ');
  if (text === '' || !shown.has(words[0]!)) {
    shown.add(words[0]!);
    return shell(`{ ${line}\n} 2>&1`);
  }
  const input = before === undefined ? '' : await shell(before);
  // Threads do not change results, and a quiet run does not state them.
  if (words[0] === 'run' && words.includes('--quiet')) words.push('--threads', '0');
  const { stdout, stderr } = await allora(words, { cwd: folder, input });
  return stderr + (after === undefined ? stdout : await shell(after, stdout));
}

/** Output without times, which differ between runs, and without progress, which a slow machine shows. */
export function comparable(text: string): string {
  return text
    .replace(/ in \d+\.\d s$/gm, ' in ... s')
    .replace(/^ +\d+ % {2}.*\n/gm, '')
    .trimEnd();
}

/**
 * Tests of a document: its commands and programs run in one new folder, in the order of the text; the block
 * after a program is its output; its links name existing files. A command that README shows too has the output
 * shown there.
 * @param path of the document in the checkout
 * @param isLong whether a command or program takes long, and is of a kind that others show: outside
 * continuous integration it does not run
 */
export function testDocument(path: string, isLong: (example: string) => boolean = () => false): void {
  const text = readFileSync(join(root, path), 'utf8');
  const blocks = blocksOf(text);
  let folder = '';
  let bin = '';
  const isRun = (example: string) => RUNS_ALL || !isLong(example);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-document-'));
    bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'allora-epsilon'),
      `#!/bin/sh\nexec "${process.execPath}" "${root}dist/cli/main.js" "$@"\n`,
    );
    chmodSync(join(bin, 'allora-epsilon'), 0o755);
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/allora-epsilon'));
    for (const file of ['manifest.json', 'cells.csv', 'fit.json']) {
      cpSync(join(root, 'results/mapping', file), join(folder, 'results/mapping', file));
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(examplesOf(text).filter(([command]) => isRun(command)))('$ %s', async (command, expected) => {
    const printed = SHOWN_IN_README.get(command) ?? (await outputOfLine(command, folder, bin));
    expect(comparable(printed)).toBe(comparable(expected));
  });

  const programs = blocks.flatMap((block, i) =>
    block.language === 'js' && isRun(block.text) ? [[block.text, blocks[i + 1]!] as const] : [],
  );
  it.each(programs)('program %# prints the output shown', async (program, expected) => {
    expect(expected.language).toBe('text');
    expect(await output(process.execPath, ['--input-type=module', '--eval', program], folder, bin)).toBe(
      expected.text,
    );
  });

  it('links to existing files', () => {
    for (const [, link] of text.matchAll(/\]\(([^):#]+)\)/g))
      expect(() => readFileSync(join(root, dirname(path), link!))).not.toThrow();
  });
}
