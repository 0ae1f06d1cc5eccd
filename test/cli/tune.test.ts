/** The command `tune`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readEpochs, tune } from '../../src/index.js';
import { RUNS_ALL } from '../effort.js';
import { allora, alloraHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const run = (...args: string[]) => alloraHere(['tune', ...args], folder.path);
const schema = new URL('../../src/recommend/schemas/tune.schema.json', import.meta.url);
const validate = new Ajv({ strict: true, strictTuples: false }).compile(
  JSON.parse(readFileSync(schema, 'utf8')) as object,
);

/** Writes epochs of three workers. */
function writeRegrets(name: string, epochs: number): void {
  const rows = Array.from({ length: epochs }, (_, i) =>
    [0, 1, 2].map((j) => 0.05 * Math.sin(7 * i + 2 * j + 1)).join(),
  );
  writeFileSync(join(folder.path, name), `a,b,c\n${rows.join('\n')}\n`);
}

async function json(...args: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await run(...args, '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answer: unknown = JSON.parse(stdout);
  validate(answer);
  expect(validate.errors).toBeNull();
  return answer;
}

describe('tune', () => {
  it('prints p first, then the guarantee, the numbers and the command of the chain', async () => {
    const { status, stdout, stderr } = await allora(['tune', '--epsilon', '0.1', '--std', '0.05'], {
      cwd: folder.path,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('p 5.4');
    expect(lines[2]).toBe(
      'With 10 workers whose regrets spread by 0.05 dex around 0, and epsilon 0.1, weights differ by a factor of 3.16 or more in 95 % of epochs.',
    );
    expect(stdout).toContain('p at c 0.75    5.38        5.35 to 5.42');
    expect(stdout).toContain('In the message that updates the topic: "p_norm": "5.4", "c_norm": "0.75"');
    expect(stdout).toContain('<merit_sortition_alpha> 5.4 0.75 <max_labels_per_submission>');
    expect(stdout).toContain('UpdateTopic replaces every field that it takes');
  });

  it('--json prints the answer of the library, as its schema says', async () => {
    const cases = [
      [
        ['--epsilon', '0.1', '--std', '0.1', '--mean-std-ratio', '-1', '--workers', '99', '--seed', '3'],
        { epsilon: 0.1, std: 0.1, meanStdRatio: -1, workers: 99, seed: 3 },
      ],
      [['--epsilon', '0.5', '--std', '0.05'], { epsilon: 0.5, std: 0.05 }],
      [['--epsilon', '0.1', '--std', '0.05'], { epsilon: 0.1, std: 0.05 }],
    ] as const;
    for (const [args, options] of RUNS_ALL ? cases : cases.slice(0, 1))
      expect(await json(...args)).toEqual(JSON.parse(JSON.stringify(tune(options))));
  });

  it('answers from a table', async () => {
    writeRegrets('regrets.csv', 30);
    const regrets = await readEpochs(join(folder.path, 'regrets.csv'), { quantity: 'regrets' });
    const answer = await json('--epsilon', '0.1', '--regrets', 'regrets.csv', '--confidence', '0.5');
    expect(answer).toMatchObject(
      JSON.parse(JSON.stringify({ ...tune({ epsilon: 0.1, regrets, confidence: 0.5 }), data: {} })) as object,
    );
    const { stdout } = await run('--epsilon', '0.1', '--regrets', 'regrets.csv', '--confidence', '0.5');
    expect(stdout).toContain('Read as');
    expect(stdout).toContain('30 epochs of data');
  });

  it('says that nothing must change, or that nothing helps', async () => {
    const enough = (await run('--epsilon', '0.01', '--std', '0.05')).stdout;
    expect(enough).toMatch(/^p 3 is enough; the smallest is 2\.6\n/);
    expect(enough).not.toContain('update-topic');
    const none = (await run('--epsilon', '0.5', '--std', '0.05')).stdout;
    expect(none).toMatch(/^no p from 1 to 10 separates the workers with epsilon 0\.5\n/);
    expect(none).toContain('p that would be enough    22          not accepted by the chain');
    expect(none).not.toContain('update-topic');
  });

  it.each([
    [
      ['--epsilon', '0.1'],
      'expected --std, the standard deviation of the regrets in dex, or data by --regrets',
    ],
    [['--std', '0.1'], 'Expected --epsilon, the topic parameter in dex'],
    [['--epsilon', '0', '--std', '0.1'], '--epsilon: expected a finite number > 0, got 0'],
    [['--epsilon', '0.1', '--std', '0.1', '--regrets', 'x.csv'], '--std cannot be combined with --regrets'],
    [['--epsilon', '0.1', '--regrets', 'missing.csv'], 'missing.csv'],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

/** Options of a topic that is simulated in a moment. */
const SMALL_TOPIC = [
  '--epochs',
  '40',
  '--burn-in',
  '20',
  '--inferers',
  '3',
  '--forecasters',
  '0',
  '--epsilon',
  '1',
];

describe('the limits of the chain', () => {
  const sentence = 'p_norm 12 is not accepted by the chain (v0.17: 1 to 10).';

  it.each([
    ['recommend', '--std', '0.05'],
    ['precision', '--epsilon', '0.05'],
    ['weights', '0.1', '0.2', '-0.1', '--epsilon', '0.05'],
    // Data need no simulation.
    ['tune', '--epsilon', '0.1', '--regrets', 'many.csv'],
    ['simulate', ...SMALL_TOPIC],
  ])('mark a value outside, which is computed: %s', async (...args) => {
    writeRegrets('many.csv', 120);
    const { status, stdout } = await alloraHere([...args, '--p-norm', '12'], folder.path);
    expect(status).toBe(0);
    expect(stdout).toContain(`\n${sentence}\n`);
    const { stdout: document } = await alloraHere([...args, '--p-norm', '12', '--json'], folder.path);
    const remarksOf = (text: string) => {
      const { warnings, notes } = JSON.parse(text) as { warnings?: string[]; notes?: string[] };
      return warnings ?? notes;
    };
    expect(remarksOf(document)).toEqual([sentence]);
    const { stdout: accepted } = await alloraHere([...args, '--json'], folder.path);
    expect(remarksOf(accepted)).toEqual([]);
  });

  it.each(['recommend', 'precision', 'tune', 'weights', 'simulate'])(
    '--topic-type sets p: %s',
    async (command) => {
      const args = {
        recommend: ['--std', '0.05'],
        precision: ['--epsilon', '0.05'],
        // Data need no simulation.
        tune: ['--epsilon', '0.01', '--regrets', 'epochs.csv'],
        weights: ['0.1', '0.2', '--epsilon', '0.05'],
        simulate: SMALL_TOPIC,
      }[command]!;
      writeFileSync(join(folder.path, 'epochs.csv'), 'a,b,c\n-0.1,0.05,0.2\n-0.2,0.1,0.1\n-0.1,0,0.3\n');
      const stdoutOf = async (...more: string[]) =>
        (await alloraHere([command, ...args, ...more], folder.path)).stdout;
      expect(await stdoutOf('--topic-type', 'classification')).toBe(await stdoutOf('--p-norm', '5'));
      expect(await stdoutOf('--topic-type', 'regression')).toBe(await stdoutOf('--p-norm', '3'));
      expect(await stdoutOf('--topic-type', 'classification', '--p-norm', '4')).toBe(
        await stdoutOf('--p-norm', '4'),
      );
    },
  );
});
