/** Completion of command lines: the words that the command offers, then each shell with its script. */

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ALLORA_EPSILON } from '../../src/cli/allora-epsilon.js';
import { completionLines } from '../../src/cli/completions.js';
import { SHELLS, type Shell } from '../../src/cli/shells.js';
import { MAPPINGS, SCHEME_NAMES } from '../../src/weights/schemes.js';
import { RUNS_ALL } from '../effort.js';
import { alloraHere, alloraProcess, temporaryFolder } from './command.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = temporaryFolder();

beforeAll(() => {
  for (const name of ['bin', 'a folder', 'results', 'studies']) mkdirSync(join(folder.path, name));
  for (const name of ['regrets.csv', 'my-study.json', 'studies/forum-own.json'])
    writeFileSync(join(folder.path, name), '{}');
  const path = join(folder.path, 'bin/allora-epsilon');
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  chmodSync(path, 0o755);
});

/**
 * Characters of code that completions may load: Node reads as many in a few milliseconds. Runs load 800,000.
 * Our choice.
 */
const MOST_COMPLETION_CODE = 200_000;

interface LoadedScript {
  url: string;
  functions: { ranges: { endOffset: number }[] }[];
}

function loadedScripts(file: string): LoadedScript[] {
  const { result } = JSON.parse(readFileSync(file, 'utf8')) as { result: LoadedScript[] };
  return result.filter(({ url }) => url.startsWith('file:'));
}

/** Kind of files, and words, for a line whose last word is being typed. */
async function offered(line: string): Promise<{ files: string; words: string[] }> {
  const words = line.split(' ');
  const [files, ...lines] = await completionLines(ALLORA_EPSILON, words.slice(0, -1), words.at(-1)!);
  return { files: files!, words: lines.map((each) => each.split('\t')[0]!) };
}

describe('the command offers', () => {
  const { commands } = ALLORA_EPSILON;

  it.each(['', '--json '])('every command after "%s"', async (before) => {
    expect((await offered(before)).words).toEqual(commands.map(({ name }) => name));
    expect((await offered(`${before}re`)).words).toEqual(['render', 'recommend']);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    'every option of %s, with its purpose in one line',
    async (name, { options }) => {
      const { words } = await offered(`${name} -`);
      for (const [option, { takes, default: byDefault }] of Object.entries(options))
        expect(words).toContain(takes === 'flag' && byDefault === true ? `--no-${option}` : `--${option}`);
      for (const common of ['--json', '--quiet', '--help', '--version']) expect(words).toContain(common);
      for (const line of await completionLines(ALLORA_EPSILON, [name], '-')) expect(line).not.toContain('\n');
    },
  );

  it.each(
    commands.flatMap(({ name, options }) =>
      Object.entries(options).flatMap(([option, { words }]) =>
        words ? [[name, option, words] as const] : [],
      ),
    ),
  )('every value of %s --%s', async (name, option, values) => {
    expect((await offered(`${name} --${option} `)).words).toEqual(values);
    expect((await offered(`${name} --${option}=`)).words).toEqual(
      values.map((value) => `--${option}=${value}`),
    );
  });

  it('options that are not given yet, and none that another one excludes', async () => {
    const { words } = await offered('recommend --std 0.05 --mean 1 -q --mapping gradient --');
    for (const given of ['--std', '--mean', '--mean-std-ratio', '--quiet', '--mapping'])
      expect(words).not.toContain(given);
    expect(words).toContain('--scheme');
    expect((await offered('run x --seed 3 --')).words).toContain('--seed');
  });

  it('files where a path is expected, and nothing where a number is', async () => {
    const kinds = {
      'recommend --regrets ': 'any',
      'recommend --regrets=': 'any',
      'weights ': 'any',
      'weights 1 ': 'any',
      'render ': 'folders',
      'run x --out ': 'folders',
      'run ./': 'json',
      'run studies/x': 'json',
      'recommend --std ': 'none',
      'recommend --columns ': 'none',
      'run --seed 1 ': 'none',
      'completion ': 'none',
    };
    for (const [line, files] of Object.entries(kinds))
      expect({ line, files: (await offered(line)).files }).toEqual({ line, files });
    expect((await offered('completion ')).words).toEqual(SHELLS);
    expect((await offered('recommend --std ')).words).toEqual([]);
    expect((await offered('recommend --unknown=')).words).toEqual([]);
    expect((await offered('fit a --')).words).toContain('--json');
    expect((await offered('fit -- ')).files).toBe('folders');
  });

  it('nothing, and no message, where a line makes no sense', async () => {
    for (const words of [[], ['run', '--'], ['x', '\u0000'], ['--std', '--', '--'], ['weights', '--', '-']]) {
      const { status, stderr } = await alloraHere(['--get-completions', ...words], folder.path);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });

  it('without loading the program, because a person waits for the words', async () => {
    const coverage = join(folder.path, 'coverage');
    const { stdout } = await alloraProcess(['--get-completions', 'run', 'fo'], {
      cwd: folder.path,
      env: { NODE_V8_COVERAGE: coverage },
    });
    expect(stdout).toContain('forum-coarse\tstudy\n');
    // Node reports the functions of each file that it loaded, with their ends in the file.
    const loaded = readdirSync(coverage).flatMap((name) => loadedScripts(join(coverage, name)));
    expect(loaded.map(({ url }) => url)).toContain(pathToFileURL(main).href);
    const characters = loaded.reduce((sum, { functions }) => sum + functions[0]!.ranges[0]!.endOffset, 0);
    expect(characters).toBeLessThan(MOST_COMPLETION_CODE);
  });
});

describe('completion', () => {
  it('prints the script of a shell, by default of that of the user', async () => {
    const starts: Record<Shell, string> = {
      bash: '# Completion of allora-epsilon in bash',
      zsh: '#compdef allora-epsilon\n',
      fish: '# Completion of allora-epsilon in fish',
    };
    for (const shell of SHELLS) {
      const { status, stdout, stderr } = await alloraHere(['completion', shell], folder.path);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout.startsWith(starts[shell])).toBe(true);
      vi.stubEnv('SHELL', `/usr/bin/${shell}`);
      expect((await alloraHere(['completion'], folder.path)).stdout).toBe(stdout);
    }
    vi.stubEnv('SHELL', '/bin/dash');
    const other = await alloraHere(['completion', '--json'], folder.path);
    vi.unstubAllEnvs();
    expect(JSON.parse(other.stdout)).toMatchObject({ shell: 'bash' });
  });

  it('--help prints help', async () => {
    const { stdout } = await alloraHere(['completion', '--help'], folder.path);
    expect(stdout).toMatch(/^allora-epsilon completion \[shell\]\n/);
    expect(stdout).toContain('~/.bashrc');
  });
});

/** Every line ends where Tab is pressed; the list holds the words that are offered there. */
const LINES: [line: string, expected: readonly string[]][] = [
  ['re', ['recommend', 'render']],
  ['recommend --scheme=fo', SCHEME_NAMES.filter((name) => name.startsWith('fo'))],
  ['run fo', ['forum-coarse', 'forum-fine', 'forum-own']],
  ['run forum-coarse --th', ['--threads']],
  ['run forum-coarse --no', ['--no-figures']],
  ['recommend --scheme ', SCHEME_NAMES],
  ['recommend --std 0.05 --mapping ', MAPPINGS],
  ['topic 18 --network m', ['mainnet']],
  ['simulate --epsilon-unit ', ['std', 'dex']],
];

/** Printed after the words of each line. */
const END_OF_LINE = 'end of line';

/** Lines with a single completion, and the line after Tab. Blanks in names of files are quoted. */
const TYPED: [typed: string, completed: string][] = [
  ['recommend --scheme=white', 'recommend --scheme=whitepaper'],
  ['render a', 'render a folder'],
  ['run my-', 'run my-study.json'],
  ['run forum-c', 'run forum-coarse'],
  ['run forum-coarse --thr', 'run forum-coarse --threads'],
  ['recommend --scheme white', 'recommend --scheme whitepaper'],
  ['recommend --regrets reg', 'recommend --regrets regrets.csv'],
  ['weights reg', 'weights regrets.csv'],
];

/**
 * Each line starts a process. Outside continuous integration each shell offers words once, and completes two
 * lines.
 */
const LINES_HERE = RUNS_ALL ? LINES : LINES.slice(1, 2);
const TYPED_HERE = RUNS_ALL ? TYPED : TYPED.slice(0, 2);

/** CI installs the shells (.ci/run). Elsewhere a missing shell is named in the list of skipped tests. */
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;
const isRequired = RUNS_ALL;

const environment = () => ({
  ...process.env,
  PATH: `${join(folder.path, 'bin')}${delimiter}${process.env.PATH}`,
  HOME: folder.path,
  XDG_CONFIG_HOME: folder.path,
  XDG_DATA_HOME: folder.path,
  TERM: 'dumb',
  LC_ALL: 'C.UTF-8',
});

/**
 * Runs a program on a pseudo-terminal. @returns everything that the terminal shows, without control sequences
 */
function onTerminal(program: string, keys: string): Promise<string> {
  const child = spawn('script', ['-qec', program, '/dev/null'], { cwd: folder.path, env: environment() });
  let shown = '';
  child.stdout.on('data', (bytes: Buffer) => (shown += bytes.toString()));
  child.stdin.write(keys);
  return new Promise((resolve) => {
    child.on('close', () => resolve(shown.replace(/\x1b\[[\d;?]*[a-zA-Z]|\x1b[=>]|\r|\x07/g, '')));
  });
}

/** Types the start of a line and Tab, then makes the shell print the completed line instead of running it. */
const typing = ([typed]: (typeof TYPED)[number]) => `allora-epsilon ${typed}\t\x01printf '<%s>' \n`;

describe.each(SHELLS)('%s', (shell) => {
  const isMissing = !has(shell);
  it(`is installed${isMissing ? ': MISSING, its completion was not tested' : ''}`, ({ skip }) => {
    if (isMissing && !isRequired) skip();
    expect(isMissing).toBe(false);
  });

  const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');
  /**
   * A script of the shell that loads the completion once, and the script that prints the offered words of a
   * line.
   */
  const scripts: Record<Shell, { load: string; offer: (line: string) => string; separator: string }> = {
    bash: {
      load: `source <(allora-epsilon completion bash); COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'`,
      offer: (line) => `COMP_WORDS=(${quoted(`allora-epsilon ${line}`.split(/ |(?<==)|(?==)/))})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _allora_epsilon; printf '%s\\n' "\${COMPREPLY[@]}"`,
      separator: '\0',
    },
    zsh: {
      load: `compdef() { :; }; source <(allora-epsilon completion zsh)
_describe() { print -l -- "\${(@P)argv[-1]}"; }; compset() { :; }; _files() { :; }`,
      offer: (line) => `words=(${quoted(['allora-epsilon', ...line.split(' ')])})
CURRENT=$#words; PREFIX=$words[-1]; _allora-epsilon`,
      separator: ':',
    },
    fish: {
      load: 'allora-epsilon completion fish | source',
      offer: (line) => `complete -C "allora-epsilon ${line}"`,
      separator: '\t',
    },
  };

  it.skipIf(isMissing)('offers words and no message', () => {
    const { load, offer, separator } = scripts[shell];
    const script = [load, ...LINES_HERE.map(([line]) => `${offer(line)}\necho ${END_OF_LINE}`)].join('\n');
    const flags = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] }[shell];
    const answers = run(shell, [...flags, '-c', script]).split(`${END_OF_LINE}\n`);
    for (const [i, [line, expected]] of LINES_HERE.entries()) {
      const words = answers[i]!.split('\n').map((each) => each.split(separator)[0]!);
      const found = words.map((word) => word.replace(/^--\w+=/, ''));
      expect({ line, found: found.filter((word) => word !== '').sort() }).toEqual({
        line,
        found: expected.toSorted(),
      });
    }
  });

  // The terminal of zsh takes seconds.
  it.skipIf(isMissing || shell === 'fish' || (shell === 'zsh' && !RUNS_ALL))(
    'completes on a terminal, and prints no message',
    async () => {
      const start = {
        bash: ['bash --norc --noprofile -i', "PS1='$ '; bind 'set bell-style none'"],
        zsh: ['zsh -f -i', "PS1='$ '; unsetopt beep; bindkey -e"],
        fish: ['', ''],
      }[shell];
      const keys = [start[1], `source <(allora-epsilon completion ${shell})`].map((line) => `${line}\n`);
      const shown = await onTerminal(start[0]!, `${keys.join('')}${TYPED_HERE.map(typing).join('')}exit\n`);
      for (const [, completed] of TYPED_HERE) {
        const words = completed.replace('a folder', 'a\0folder').split(' ');
        const line = ['allora-epsilon', ...words].map((word) => `<${word.replace('\0', ' ')}>`).join('');
        // zsh removes the slash after a folder when a blank follows.
        expect(shown.replaceAll('/>', '>')).toContain(line);
      }
      expect(shown).not.toMatch(/error|not found|unknown|expected/i);
    },
  );
});

function run(program: string, words: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, words, {
    cwd: folder.path,
    env: environment(),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout;
}
