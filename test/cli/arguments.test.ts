/** The words of a command line: each kind of mistake in each option that it concerns. */

import { describe, expect, it } from 'vitest';
import { ALLORA_EPSILON } from '../../src/cli/allora-epsilon.js';
import { readArguments } from '../../src/cli/arguments.js';
import type { Option } from '../../src/cli/options.js';
import { UsageError } from '../../src/text/errors.js';
import { alloraHere, temporaryFolder } from './command.js';
import { complete, options } from './command-words.js';

const folder = temporaryFolder();
const isNumeric = ({ option }: { option: Option }) => /^a .*number/.test(option.rule);
const singles = options.filter(({ option }) => option.takes === 'one');

function messageOf(words: readonly string[]): string {
  try {
    readArguments(ALLORA_EPSILON, words);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  return '';
}

function valuesOf(...words: string[]): Record<string, unknown> {
  return readArguments(ALLORA_EPSILON, words).values;
}

/** A valid word of an option. */
function validWord({ rule, words, default: byDefault }: Option): string {
  if (typeof byDefault === 'number' || typeof byDefault === 'string') return String(byDefault);
  if (words) return words[0]!;
  if (rule.startsWith('i/n')) return '1/2';
  if (/https/.test(rule)) return 'https://example.com';
  const least = / from (\S+) to /.exec(rule)?.[1];
  if (least !== undefined && Number(least) > 0) return least;
  return /^a .*number/.test(rule) ? (/whole/.test(rule) ? '2' : '0.5') : 'a';
}

/** The second and third letter swapped, as a quick hand types them. */
const misspelt = (word: string) => `${word[0]}${word[2]}${word[1]}${word.slice(3)}`;

it.each(singles.filter(({ option }) => option.words && !/length|true/.test(option.rule)))(
  '$command.name --$name: suggests the word that was meant, also of a list',
  ({ name, option }) => {
    const words = option.words!.filter((word) => word.length > 2 && word[1] !== word[2]);
    for (const word of words) {
      const read = () => option.read(misspelt(word), `--${name}`);
      expect(read).toThrow(`; did you mean "${word.split(',')[0]}"?`);
    }
  },
);

describe('every option', () => {
  it.each(singles.map((each) => [`${each.command.name} --${each.name}`, each] as const))(
    '%s given twice names both values',
    (_, { command, name, option }) => {
      const word = validWord(option);
      const message = `--${name}: expected one value, got ${word} and ${word}`;
      const words = complete(command, name);
      expect(messageOf([...words, `--${name}`, word, `--${name}=${word}`])).toBe(message);
    },
  );

  it.each(options.map((each) => [`${each.command.name} --${each.name}`, each] as const))(
    '%s refuses nothing, blanks and dots, and states its rule',
    (_, { command, name, option }) => {
      const words = complete(command, name);
      const start = `--${name}: expected ${option.rule}, got`;
      for (const blank of ['', ' ', '\t'])
        expect(messageOf([...words, `--${name}=${blank}`])).toBe(
          `${start} ${JSON.stringify(blank)}; a variable of the shell may be unset`,
        );
      expect(messageOf([...words, `--${name}.x`, '1'])).toContain(`unknown option --${name}.x; did you mean`);
      if (option.takes === 'flag') return;
      expect(messageOf([...words, `--${name}`])).toBe(`${start} nothing`);
      expect(messageOf([...words, `--${name}`, '--json'])).toBe(`${start} nothing`);
      expect(messageOf([...words, `--${name}`, '-x'])).toContain(`is written --${name}=-x`);
      expect(messageOf([...words, `--no-${name}`])).toContain(`unknown option --no-${name}`);
    },
  );

  it.each(options.filter(isNumeric).map((each) => [`${each.command.name} --${each.name}`, each] as const))(
    '%s reads decimal notation only',
    (_, { command, name, option }) => {
      const words = complete(command, name);
      const start = `--${name}: expected ${option.rule}, got`;
      const wrong = [
        'abc',
        '0x10',
        '1_000',
        '0b1',
        '1e',
        '1e400',
        '1e-400',
        '-inf',
        'nan',
        'Infinity',
        '0,5',
      ];
      for (const word of wrong)
        expect(messageOf([...words, `--${name}=${word}`])).toContain(`${start} ${word}`);
      for (const word of wrong)
        expect(messageOf([...words, `--${name}`, word])).toContain(`${start} ${word}`);
      expect(messageOf([...words, `--${name}`, '５'])).toContain(`${start} "５"`);
      expect(messageOf([...words, `--${name}`, '1e-400'])).toContain(': too small for double precision');
      expect(messageOf([...words, `--${name}`, '1e400'])).toContain(': too large for double precision');
    },
  );

  it('is read in each way to write it', () => {
    const expected = { meanStdRatio: -0.5, json: true, quiet: true };
    for (const words of [
      ['--mean-std-ratio', '-0.5', '--json', '-q'],
      ['--mean-std-ratio=-.5', '--json=true', '--quiet', 'true'],
      ['--meanStdRatio', '-5e-1', '--no-json', '--json', '--quiet'],
    ]) {
      expect(valuesOf('recommend', ...words)).toMatchObject(expected);
      expect(valuesOf(...words, 'recommend')).toMatchObject(expected);
    }
    expect(valuesOf('run', 'a', '--no-figures')).toMatchObject({ figures: false, fresh: false, json: false });
    expect(valuesOf('run', '--seed', '3', '4', 'a', '--seed=5')).toMatchObject({
      seed: [3, 4, 5],
      study: 'a',
    });
    expect(valuesOf('run', '--out', 'x.csv', '--', '-b')).toMatchObject({ out: 'x.csv', study: '-b' });
  });
});

describe('messages', () => {
  const mistakes: [string[], string][] = [
    [[], 'Expected a command\nSee allora-epsilon --help'],
    [['--std', '1'], 'Expected a command'],
    [['--json', 'rnu'], 'unknown command or argument rnu; did you mean "run"?'],
    [['completion', 'bsh'], 'shell: expected one of bash, zsh, fish, got "bsh"; did you mean "bash"?'],
    [
      ['completion', 'bash', 'x'],
      'unknown command or argument x\nExpected allora-epsilon completion [shell]',
    ],
    [['recommend', 'std', '0.05'], 'unknown command or argument std; did you mean "--std"?'],
    [['recommend', '-std', '0.05'], 'unknown option -std; did you mean "--std"?'],
    [['recommend', '–std', '0.05'], 'unknown option "–std"; write --std, with two hyphens'],
    [['recommend', '—score-std', '1'], 'unknown option "—score-std"; write --score-std, with two hyphens'],
    [
      ['recommend', '--constructor', '1', '--__proto__=2'],
      'unknown option --constructor\nunknown option --__proto__',
    ],
    [['run', 'q', '--sizes', '1', '--sizes', '2'], 'unknown option --sizes\nSee allora-epsilon run --help'],
    [['recommend', '--json=maybe'], '--json: expected true or false, got maybe'],
    [['recommend', '--no-json=true'], '--no-json: expected no value, got --no-json=true'],
    [['recommend', '--mean', '1', '--mean-std-ratio', '1'], 'expected --mean or --mean-std-ratio, got both'],
    [['precision'], 'Expected --epsilon, the topic parameter in dex\nSee allora-epsilon precision --help'],
    [['weights', '--epsilon', '1'], 'Expected allora-epsilon weights <regrets..>'],
    [['render'], 'Expected allora-epsilon render <folder>\nSee allora-epsilon render --help'],
    [['render', ''], 'folder: expected a path, got ""; a variable of the shell may be unset'],
    [['run', ' '], 'study: expected the name of a study, or the path of a study file, got " "; a variable'],
    [
      ['weights', '1', '', '--epsilon', '1'],
      'regrets: expected regrets, or the path of a table, got ""; a variable',
    ],
    [['fit', 'a', 'b'], 'unknown command or argument b\nExpected allora-epsilon fit <folder>'],
    [
      ['recommend', '--confidence', '1'],
      'expected a number between 0 and 1, got 1; 1 may mean 1 %: write 1% or 0.01; or 100 %: write 99.9% or 0.999',
    ],
    [['recommend', '--confidence', '100'], 'expected a number between 0 and 1, got 100'],
    [['recommend', '--confidence', '100%'], 'expected a number between 0 and 1, got 100%'],
    [['recommend', '--confidence', '0,95'], 'got 0,95; write 0.95, with a decimal point'],
    [['recommend', '--confidence', '1e-17'], 'got 1e-17: too small beside 1'],
    [['recommend', '--alpha', '10'], 'expected a number in (0, 1], got 10; write 0.1 or 10%'],
    [
      ['render', 'a', '--format', 'svg,pngg'],
      'one of svg, png, pdf, or several separated by commas, got svg,pngg; did you mean',
    ],
    [['render', 'a', '--width', '85km'], 'a length from 60 to 500 mm, got 85km; units are mm, cm, in, pt'],
    [['render', 'a', '--width', '5cm'], '--width: expected a length from 60 to 500 mm, got 5cm'],
    [['render', 'a', '--lang', 'de'], '--lang: expected one of en, got "de"'],
    [['check', 'a', '--level', '1.0'], 'got 1.0; 1 may mean 1 %: write 1% or 0.01'],
    [['precision', '--epsilon', '1', '--mean', '1', '--mean-std-ratio', '1'], 'got both'],
    [['recommend', '--std', '5%'], 'expected a finite number > 0, got 5%; write 0.05'],
    [
      ['recommend', '--std', '0,05'],
      'expected a finite number > 0, got 0,05; write 0.05, with a decimal point',
    ],
    [['recommend', '--workers', '1,000'], 'got 1,000; write 1000, without separators'],
    [['run', 'a', '--seed', '3,4'], 'got 3,4; write --seed 3 4'],
    ...[['run', 'a'], ['check', 'a'], ['recommend'], ['precision']].map((words): [string[], string] => [
      [...words, '--seed', '18446744073709551615'],
      '--seed: expected a whole number from 0 to 2^53 - 1, got 18446744073709551615',
    ]),
    [['run', 'a', '--draws', '1e8'], '--draws: expected a whole number from 1 to 10000000, got 1e8'],
    [['recommend', '--std', 'x'.repeat(1000)], `got ${'x'.repeat(57)}...`],
    [['recommend', '--std', '\u009b31m'], 'got "\\u009b31m"'],
    [['recommend', '--scheme', '\u001b[2J'], 'got "\\u001b[2J"'],
  ];
  it.each(mistakes)('%j', (words, message) => expect(messageOf(words)).toContain(message));

  it('accepts widths with a unit, and several formats', () => {
    const widthOf = (word: string) => valuesOf('render', 'a', '--width', word).width;
    expect([widthOf('85mm'), widthOf('8.5 cm'), widthOf('180'), widthOf('5in')]).toEqual([85, 85, 180, 127]);
    expect(valuesOf('render', 'a', '--format', 'svg, PNG').format).toEqual(['svg', 'png']);
    expect(valuesOf('render', 'a')).toMatchObject({ format: ['svg', 'png'], theme: 'light', lang: 'en' });
  });

  it('accepts shares in per cent', () => {
    expect(valuesOf('recommend', '--confidence', '95%', '--alpha', '100 %')).toMatchObject({
      confidence: 0.95,
      alpha: 1,
    });
    expect(valuesOf('check', 'a', '--level', '99.9%').level).toBe(0.999);
    for (const word of ['94', '94%', '94 %', '0.94'])
      expect(valuesOf('recommend', '--confidence', word).confidence).toBe(0.94);
    expect(valuesOf('check', 'a', '--level', '99.9').level).toBe(0.999);
    expect(valuesOf('recommend', '--confidence', '1%').confidence).toBe(0.01);
  });
});

describe('extreme numbers', () => {
  it('precision states a large difference of losses as a factor', async () => {
    const { stdout } = await alloraHere(['precision', '--epsilon', '1e300'], folder.path);
    expect(stdout).toContain('That is losses a factor of 10^1.96e300 apart, not one significant digit');
    expect(stdout).not.toMatch(/Infinity|infinity|NaN/);
    const { stdout: json } = await alloraHere(['precision', '--epsilon', '1e300', '--json'], folder.path);
    const answer = JSON.parse(json) as {
      std: number;
      relativeLossDifference: null;
      significantDigits: number;
    };
    expect(answer).toMatchObject({ relativeLossDifference: null, significantDigits: -answer.std });
  });

  it.each([
    [['precision', '--epsilon', '1e308'], 'Expected `epsilon` to resolve a std within double precision'],
    [['recommend', '--std', '1.7e308'], 'Expected `std` to have an epsilon within double precision'],
    [['recommend', '--std', '5e-324'], 'Expected `std` to have an epsilon within double precision'],
    [['recommend', '--std', '1', '--score-std', '5e-324'], 'Expected `scoreStd` to be 2.3e-308 or more'],
    [
      ['recommend', '--std', '1e9', '--mean-std-ratio', '1e300'],
      'a finite number when multiplied by the std',
    ],
    [['weights', '0', '-1', '--epsilon', '0.05', '--c-norm', '-1.7e308'], 'to be within double precision'],
  ])('refuses %j', async (words, message) => {
    const { status, stderr } = await alloraHere(words, folder.path);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) as string });
  });
});

it('prints control characters of names as escapes, in answers, messages and JSON', async () => {
  const name = 'a\u009b31m\u001b[2J\nb';
  const escaped = 'a\\u009b31m\\u001b[2J\\u000ab';
  const { stdout } = await alloraHere(['explore', '--out', name], folder.path);
  expect(stdout).toBe('a\\u009b31m\\u001b[2J\nb\n');
  const json = await alloraHere(['explore', '--out', name, '--json'], folder.path);
  expect(json.stdout).not.toMatch(/[\u0080-\u009f]/);
  expect((JSON.parse(json.stdout) as { path: string }).path).toContain(name);
  for (const words of [
    ['recommend', '--regrets', name],
    ['run', `./${name}`],
    ['render', `no/${name}`],
    ['weights', `no/${name}`, '--epsilon', '1'],
  ]) {
    const { stderr } = await alloraHere(words, folder.path);
    expect(stderr).toContain(escaped);
  }
});
