/** The option `--groups`. */

import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { recommendEpsilon, resolvablePrecision, tune } from '../../src/index.js';
import { ALLORA_EPSILON } from '../../src/cli/allora-epsilon.js';
import { groupsOf, groupsOption, type GroupsArguments } from '../../src/cli/groups-option.js';
import { RUNS_ALL } from '../effort.js';
import { alloraHere, performHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const run = (...args: string[]) => alloraHere(args, folder.path);
const ajv = new Ajv({ strict: true, strictTuples: false });
const validatorOf = (name: string) => {
  const schema = new URL(`../../src/recommend/schemas/${name}.schema.json`, import.meta.url);
  return ajv.compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
};
const validators = {
  recommend: validatorOf('recommend'),
  precision: validatorOf('precision'),
  tune: validatorOf('tune'),
};

const GROUPS = '5:-0.19:0.045,3:0.027:0.008';
const groups = [
  { workers: 5, mean: -0.19, std: 0.045 },
  { workers: 3, mean: 0.027, std: 0.008 },
];
/** Groups of answers. Many workers are simulated faster than few. */
const LARGE = '100:-0.19:0.045,60:0.027:0.008';
const NAMED = 'inferers=100:-0.19:0.045,forecasters=60:0.027:0.008';
const large = [
  { ...groups[0]!, workers: 100 },
  { ...groups[1]!, workers: 60 },
];
const named = [
  { name: 'inferers', ...large[0]! },
  { name: 'forecasters', ...large[1]! },
];

async function json(...args: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await run(...args, '--json');
  expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: '' });
  const answer: unknown = JSON.parse(stdout);
  const validate = validators[args[0] as keyof typeof validators];
  validate(answer);
  expect(validate.errors).toBeNull();
  return answer;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The answer of the library, computed once. */
let answer: ReturnType<typeof recommendEpsilon> | undefined;
const recommendation = () => (answer ??= recommendEpsilon({ groups: large }));

/** The groups that the command reads from these words, without its answer, which takes a second. */
async function groupsIn(words: readonly string[]): Promise<object | undefined> {
  let found: object | undefined;
  const commands = ALLORA_EPSILON.commands
    .filter(({ name }) => name === 'recommend')
    .map((command) => ({
      ...command,
      run: (argv: GroupsArguments) => {
        found = groupsOf(argv);
        return Promise.resolve();
      },
    }));
  await performHere({ ...ALLORA_EPSILON, commands }, ['recommend', '--groups', ...words], folder.path);
  return found;
}

describe('--groups', () => {
  it('--json prints the answer of the library, as its schema says', async () => {
    expect(await json('recommend', '--groups', LARGE)).toEqual(plain(recommendation()));
    const tuned = await json('tune', '--epsilon', '0.2', '--groups', NAMED);
    expect(tuned).toEqual(plain(tune({ epsilon: 0.2, groups: named })));
    // Each answer is simulated, which takes most of a second.
    if (!RUNS_ALL) return;
    const precision = await json('precision', '--epsilon', '0.01', '--groups', LARGE, '--seed', '4');
    expect(precision).toEqual(plain(resolvablePrecision({ epsilon: 0.01, groups: large, seed: 4 })));
  });

  it.each([
    '5:-0.19:0.045, 3:0.027:0.008',
    '5:-0.19:0.045;3:0.027:0.008',
    '5:-0.19:0.045 3:0.027:0.008',
    ' 5 : -0.19 : 0.045 , 3 : 0.027 : 0.008 ',
  ])('takes groups as users separate them: %s', (word) => {
    expect(groupsOption['groups']!.read(word, '--groups')).toEqual(groups);
  });

  it.each([
    ['5:-0.19:0.045', '3:0.027:0.008'],
    ['5:-0.19:0.045', '--groups', '3:2.7e-2:8e-3'],
    ['5:-0.19:0.045,', '3:0.027:0.008'],
  ])('takes groups in words of their own: %s %s', async (...words) => {
    expect(await groupsIn(words)).toEqual(groups);
  });

  it('prints the answer, the guarantee for the groups and the comparison', async () => {
    const { status, stdout } = await run('recommend', '--groups', LARGE);
    expect(status).toBe(0);
    const { epsilon, exact, groups: found } = recommendation();
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`epsilon ${epsilon}`);
    expect(stdout).toContain(
      'With 100 workers around -0.19 (std 0.045) and 60 workers around 0.027 (std 0.008), weights differ by a factor of 3.16',
    );
    expect(lines).toContain(found!.sentence);
    expect(found!.oneNormal.factor).toBeCloseTo(found!.oneNormal.value! / exact!, 12);
    expect(stdout).toMatch(/^ {2}one normal {2,}[\d.]+ {2,}[\d.]+ to [\d.]+, for one normal distribution$/m);
  });

  it.each([
    [
      ['--groups', '5:-0.19'],
      'expected groups as count:mean:std, got 5:-0.19; write for example --groups 5:-0.19:0.045,3:0.027:0.008',
    ],
    [['--groups', '5:-0,19:0,045,3:0,027:0,008'], '0.008, with decimal points'],
    [
      ['--groups', '5:-0,19:0,045;3:0,027:0,008'],
      'expected the mean of a group to be a finite number, got -0,19 in 5:-0,19:0,045; write -0.19, with a decimal point',
    ],
    [
      ['--groups', '5:-0.19:0.045,0:1:1'],
      'expected the count of a group to be a whole number from 1 to 10000, got 0 in 0:1:1',
    ],
    [['--groups', '5:-0.19:0.045,2.5:1:1'], 'got 2.5 in 2.5:1:1'],
    [
      ['--groups', '5:-0.19:0.045,3:1:0'],
      'expected the std of a group to be a finite number > 0, got 0 in 3:1:0',
    ],
    [
      ['--groups', '5:-0.19:0.045,3:x:1'],
      'expected the mean of a group to be a finite number, got x in 3:x:1',
    ],
    [
      ['--groups', '5:-0.19:0.045'],
      '--groups: expected two or more groups, got one; for a single one, leave --groups out and use --workers',
    ],
    [
      ['--groups', '5:-0.19:0.045,9999:1:1'],
      'Expected `groups` to hold at most 10000 workers together, got 10004',
    ],
    [['--groups', 'a b=5:-0.19:0.045,3:1:1'], 'expected groups as count:mean:std, got a'],
    [
      ['--groups', '*=5:-0.19:0.045,3:1:1'],
      'expected the name of a group to be letters, digits, _ and -, 40 at most, got *=5:-0.19:0.045',
    ],
    [['--groups', ''], '--groups: expected two or more groups count:mean:std, separated by commas, got ""'],
    [['--groups'], '--groups: expected two or more groups count:mean:std, separated by commas, got nothing'],
    [
      ['--groups', GROUPS, '--std', '1'],
      '--std cannot be combined with --groups: it follows from the groups',
    ],
    [['--groups', GROUPS, '--workers', '8'], '--workers cannot be combined with --groups'],
    [['--groups', GROUPS, '--mean', '0'], '--mean cannot be combined with --groups'],
    [['--groups', GROUPS, '--mean-std-ratio', '0'], '--mean-std-ratio cannot be combined with --groups'],
    [['--groups', GROUPS, '--regrets', 'x.csv'], '--groups cannot be combined with --regrets'],
  ])('%s: %s', async (args, message) => {
    for (const command of [['recommend'], ['tune', '--epsilon', '0.1']]) {
      const { status, stdout, stderr } = await run(...command, ...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
  });
});

describe('recommend --regrets', () => {
  /** Epochs of two clusters: equally spaced quantiles, shuffled by the epoch. */
  const rows = Array.from({ length: 40 }, (_, i) =>
    [-0.21, -0.25, -0.18, -0.2, -0.15, 0.02, 0.03, 0.025].map((regret, j) =>
      (regret + 0.01 * Math.sin(3 * i + 5 * j)).toFixed(5),
    ),
  );

  it('names two clusters, and how wrong one normal distribution is', async () => {
    writeFileSync(
      join(folder.path, 'two.csv'),
      `a,b,c,d,e,f,g,h\n${rows.map((row) => row.join()).join('\n')}\n`,
    );
    const answer = (await json('recommend', '--regrets', 'two.csv')) as ReturnType<typeof recommendEpsilon>;
    const { clusters } = answer.data!;
    expect(clusters!.groups.map(({ workers }) => workers)).toEqual([5, 3]);
    expect(clusters!.share.value).toBe(1);
    expect(clusters!.factor).toBeCloseTo(answer.data!.gaussian.epsilon / answer.exact!, 12);
    const { stdout } = await run('recommend', '--regrets', 'two.csv');
    expect(stdout.split('\n')).toContain(clusters!.sentence);
  });
});
