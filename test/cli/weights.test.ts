import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { bestToWorst, getWeights, weightSpread } from '../../src/index.js';
import { allora, alloraHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const schema = new URL('../../src/recommend/schemas/weights.schema.json', import.meta.url);
const validate = new Ajv({ strict: true, strictTuples: false }).compile(
  JSON.parse(readFileSync(schema, 'utf8')) as object,
);
const REGRETS = [-0.4, -0.001, 0.2];

async function json(args: readonly string[], input?: string): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await alloraHere(['weights', ...args, '--json'], folder.path, input);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const document = JSON.parse(stdout) as Record<string, unknown>;
  validate(document);
  expect(validate.errors).toBeNull();
  return document;
}

describe('weights', () => {
  it('prints the answer first, then each worker, then the formula', async () => {
    const { status, stdout, stderr } = await allora(['weights', '-0.4', '-0.1', '0.2', '--epsilon', '0.01'], {
      cwd: folder.path,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'spread 0.644589: the weights differ meaningfully (threshold 0.5, a factor of 3.16)',
      'They differ by a factor of 4.41: 10 to the power of the spread, the std of the log10 weights. The best weight is 37.8 times the worst.',
      '',
      '  worker  regret  normalised     weight  log10 weight',
      '       1    -0.4   -0.879546  0.0264347      -1.57783',
      '       2    -0.1   -0.219887   0.182746     -0.738152',
      '       3     0.2    0.439773          1             0',
      '',
      'chain-2026, gradient, p 3, c 0.75, epsilon 0.01',
      '',
    ]);
  });

  it('states that the weights do not differ, or that the spread is undefined', async () => {
    const equal = await allora(['weights', '-0.4', '0.2', '--epsilon', '100'], { cwd: folder.path });
    expect(equal.stdout).toContain('the weights do not differ meaningfully (threshold 0.5');
    const regrets = [...Array<string>(40).fill('0'), '-10'];
    const zero = await allora(['weights', ...regrets, '--epsilon', '0', '--scheme', 'forum-2024'], {
      cwd: folder.path,
    });
    expect(zero.stdout).toMatch(/^spread undefined: a bound makes a weight zero\n/);
    expect(zero.stdout).toContain('-infinity');
    const document = await json([...regrets, '--epsilon', '0', '--scheme', 'forum-2024']);
    expect(document.spread).toBeNull();
    expect(document.bestToWorst).toBeNull();
    expect((document.log10Weights as unknown[]).at(-1)).toBeNull();
  });

  it('--json prints the result of the library, with every option', async () => {
    const options = {
      epsilon: 0.25,
      scheme: 'chain-2024',
      mapping: 'potential',
      pNorm: 2.5,
      cNorm: -0.5,
      epsilonScaling: 'median',
    } as const;
    const args = [
      '--epsilon',
      '0.25',
      '--scheme',
      'chain-2024',
      '--mapping',
      'potential',
      '--p-norm',
      '2.5',
      '--c-norm',
      '-0.5',
      '--epsilon-scaling',
      'median',
      '--factor',
      '2',
    ];
    const expected = getWeights(REGRETS, options);
    expect(await json([...REGRETS.map(String), ...args])).toEqual({
      ...options,
      readAs: null,
      notes: [],
      workers: ['1', '2', '3'],
      regrets: REGRETS,
      normalizedRegrets: [...expected.normalizedRegrets],
      weights: [...expected.weights],
      log10Weights: [...expected.log10Weights],
      spread: weightSpread(expected.log10Weights),
      bestToWorst: bestToWorst(expected.log10Weights),
      threshold: Math.log10(2),
    });
  });

  const contents: [string, string][] = [
    ['row.csv', '-0.4,-1e-3,0.2\n'],
    ['column.csv', 'regret\r\n-0.4\r\n-0.001\r\n0.2\r\n'],
    ['header-row.csv', '\uFEFFa,b,c\n-0.4,-0.001,0.2'],
    ['quoted.csv', '"-0.4", "-0.001", "0.2"\n\n'],
    ['list.json', ' [-0.4, -0.001, 0.2]'],
    ['texts.json', '["-0.4", "-1e-3", 0.2]'],
    ['number-names.csv', '0,1,2\n-0.4,-0.001,0.2\n'],
    ['numbered-column.csv', ',regret\n0,-0.4\n1,-0.001\n2,0.2\n'],
    ['long.csv', 'worker,regret\na,-0.4\nb,-0.001\nc,0.2\n'],
    ['semicolons.csv', 'a;b;c\n-0,4;-0,001;0,2\n'],
    ['object.json', '{ "regrets": [-0.4, -0.001, 0.2], "topic": 1 }'],
  ];
  it.each(contents)('reads %s, from a file and from standard input', async (name, content) => {
    writeFileSync(join(folder.path, name), content);
    expect((await json([name, '--epsilon', '1'])).regrets).toEqual(REGRETS);
    expect((await json(['-', '--epsilon', '1'], content)).regrets).toEqual(REGRETS);
  });

  it('accepts negative numbers in any form, also several in one word', async () => {
    expect((await json(['-4e-1,-.001', '.2', '--epsilon', '1'])).regrets).toEqual(REGRETS);
    expect((await json(['-3', '--epsilon', '1'])).regrets).toEqual([-3]);
    const { status, stdout } = await allora(
      ['weights', '--epsilon', '1', '--json', '--', '-4e-1', '-.001,.2'],
      { cwd: folder.path },
    );
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as Record<string, unknown>).regrets).toEqual(REGRETS);
  });

  const mistakes: [string[], string, string?][] = [
    [['1', '2'], '--epsilon, the topic parameter in dex'],
    [['--epsilon', '1'], 'Expected allora-epsilon weights <regrets..>'],
    [['1', 'x', '--epsilon', '1'], 'regrets: expected a finite number, got x'],
    [['1', 'Infinity', '--epsilon', '1'], 'regrets: expected a finite number, got Infinity'],
    [['1', '--epsilon', '-1'], '--epsilon: expected a finite number >= 0, got -1'],
    [['1', '--epsilon', 'NaN'], '--epsilon: expected a finite number >= 0, got NaN'],
    [['1', '1', '--epsilon', '0'], 'Expected `epsilon` to be > 0 where the regrets have no spread'],
    [
      ['1', '--epsilon', '1', '--scheme', 'chain2024'],
      '--scheme: expected one of forum-2024, whitepaper, chain-2024, chain-2026, got "chain2024"; did you mean "chain-2024"?',
    ],
    [['1', '--epsilon', '1', '--mapping', '7'], '--mapping: expected one of gradient, potential, got "7"'],
    [['1', '--epsilon', '1', '--p-norm', '0'], '--p-norm: expected a finite number > 0, got 0'],
    [['1', '--epsilon', '1', '--factor', '1'], '--factor: expected a finite number > 1, got 1'],
    [['nofile.csv', '--epsilon', '1'], 'cannot read nofile.csv: there is no such file or folder'],
    [['folder', '--epsilon', '1'], 'cannot read folder: it is a folder'],
    [['-', '--epsilon', '1'], 'standard input: expected epochs, got an empty file', ' \n'],
    [
      ['-', '--epsilon', '1'],
      'standard input: line 2, column 1: expected a number or a blank, got "x"',
      '1\nx\n',
    ],
    [
      ['-', '--epsilon', '1'],
      'standard input: expected the regrets of one epoch, got 2 epochs: choose one by --epoch last, or its number from 1 (oldest) to 2',
      '0.1,0.2\n0.3,0.4\n',
    ],
    [
      ['-', '--epsilon', '1'],
      'standard input: line 1: expected quotes around whole fields, closed on the same line',
      '"1\n2',
    ],
    [
      ['-', '--epsilon', '1'],
      'standard input: line 1, column 2: expected a number or a blank, got "x"',
      '[1, "x"]',
    ],
    [['-', '--epsilon', '1'], 'standard input: line 1, column 4: expected JSON, got ",2]"', '[1,,2]'],
    [['-', '--epsilon', '1'], 'standard input: expected epochs, got none', '[]'],
  ];
  it.each(mistakes)('refuses %j: %s', async (args, message, input) => {
    mkdirSync(join(folder.path, 'folder'), { recursive: true });
    const { status, stdout, stderr } = await alloraHere(['weights', ...args], folder.path, input);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
